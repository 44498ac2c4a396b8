"""Standardised differences of Table 1."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.analysis.statistics import (
    standardised_difference_of_categories,
    standardised_difference_of_means,
    standardised_difference_of_proportions,
)

FIRST = [3.1, 2.4, 4.0, 1.8, 2.9, 3.6]
SECOND = [2.2, 5.1, 1.5, 2.7, 3.3, 4.4, 1.1]
counts = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=6)


def test_means_agree_with_r() -> None:
    """R 4.2.2: ``(mean(a) - mean(b)) / sqrt((var(a) + var(b)) / 2)``, Austin's formula."""
    assert standardised_difference_of_means(FIRST, SECOND) == pytest.approx(0.05636375048870142, rel=1e-12)
    assert standardised_difference_of_means(SECOND, FIRST) == pytest.approx(-0.05636375048870142, rel=1e-12)


def test_proportions_agree_with_r() -> None:
    """R 4.2.2: ``(p - q) / sqrt((p * (1 - p) + q * (1 - q)) / 2)``, p = 7/20, q = 12/25."""
    found = standardised_difference_of_proportions((7, 20), (12, 25))
    assert found == pytest.approx(-0.2661666520218139, rel=1e-13)


def test_categories_agree_with_r() -> None:
    """R 4.2.2: ``sqrt(t(T[-1] - C[-1]) %*% solve(S[-1, -1]) %*% (T[-1] - C[-1]))``.

    T = c(6, 10, 9, 5) / 30, C = c(12, 8, 4, 16) / 40, S = (diag(T) - T %o% T + diag(C) - C %o% C) / 2.
    """
    found = standardised_difference_of_categories([6, 10, 9, 5], [12, 8, 4, 16])
    assert found == pytest.approx(0.7549122287513161, rel=1e-12)


@settings(max_examples=60)
@given(st.data(), counts)
def test_which_category_is_left_out_does_not_matter(data: st.DataObject, table: list[tuple[int, int]]) -> None:
    """The order of the categories, and categories with nobody, change nothing."""
    shuffled = data.draw(st.permutations([*table, (0, 0)]))
    found = standardised_difference_of_categories(*zip(*table, strict=True))
    other = standardised_difference_of_categories(*zip(*shuffled, strict=True))
    assert other == (None if found is None else pytest.approx(found, rel=1e-7, abs=1e-7))


@settings(max_examples=60)
@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_two_categories_are_a_proportion(yes: int, no: int, other_yes: int, other_no: int) -> None:
    """Over two categories it is the size of the difference of the proportions."""
    of_categories = standardised_difference_of_categories([yes, no], [other_yes, other_no])
    of_proportions = standardised_difference_of_proportions((yes, yes + no), (other_yes, other_yes + other_no))
    assert of_categories is not None
    assert of_proportions is not None
    assert of_categories == pytest.approx(abs(of_proportions), rel=1e-9, abs=1e-9)


def test_groups_without_spread() -> None:
    """Groups that are all alike differ by 0; groups in which nothing varies and all differs have no scale for it."""
    assert standardised_difference_of_means([1.0, 1.0], [1.0, 1.0, 1.0]) == 0.0
    assert standardised_difference_of_means([1.0, 1.0], [2.0, 2.0]) is None
    assert standardised_difference_of_proportions((3, 3), (4, 4)) == 0.0
    assert standardised_difference_of_proportions((3, 3), (0, 4)) is None
    assert standardised_difference_of_categories([3, 0, 0], [5, 0, 0]) == 0.0
    assert standardised_difference_of_categories([3, 2, 0, 0], [0, 0, 4, 1]) is None


def test_groups_without_patients() -> None:
    """One value has no SD, and nobody has no proportion."""
    assert standardised_difference_of_means([1.0], [1.0, 2.0]) is None
    assert standardised_difference_of_proportions((0, 0), (1, 2)) is None
    assert standardised_difference_of_categories([0, 0], [1, 2]) is None


def test_impossible_counts() -> None:
    """More than all, fewer than none, and lists of different length are mistakes of the caller."""
    with pytest.raises(ValueError, match="not a proportion"):
        standardised_difference_of_proportions((3, 2), (1, 2))
    with pytest.raises(ValueError, match="negative"):
        standardised_difference_of_categories([-1, 2], [1, 2])
    with pytest.raises(ValueError, match="argument"):
        standardised_difference_of_categories([1, 2], [1, 2, 3])
