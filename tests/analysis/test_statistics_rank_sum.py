"""The Mann–Whitney test."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import mann_whitney

changes = st.lists(st.integers(-6, 6).map(float), min_size=1, max_size=6)
many = st.lists(st.integers(-30, 30).map(float), min_size=51, max_size=90)
several = st.lists(st.integers(-30, 30).map(float), min_size=1, max_size=30)

# R 4.2.2: wilcox.test(x, y, exact = TRUE)$p.value. First the data of its help page (Hollander and Wolfe 1973, p. 69).
R_EXACT = [
    ([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46], [1.15, 0.88, 0.90, 0.74, 1.21], 0.2544122544122544),
    ([n**1.3 for n in range(1, 50)], [n**1.2 + 7.123 for n in range(1, 41)], 0.03321312588042871),
]


def enumerated(first: list[float], second: list[float]) -> float:
    """Twice the smaller tail of the rank sum over every choice of patients for the first group, one by one."""
    ranks = [float(rank) for rank in stats.rankdata([*first, *second])]
    observed = sum(ranks[: len(first)])
    sums = [sum(chosen) for chosen in combinations(ranks, len(first))]
    below, above = sum(total <= observed for total in sums), sum(total >= observed for total in sums)
    return min(1.0, 2 * min(below, above) / len(sums))


@pytest.mark.parametrize(("x", "y", "p"), R_EXACT)
def test_exact_agrees_with_r(x: list[float], y: list[float], p: float) -> None:
    """Without ties it is R's exact p-value."""
    assert mann_whitney(x, y) == pytest.approx(p, rel=1e-12)


def test_above_fifty_agrees_with_r() -> None:
    """R 4.2.2: ``wilcox.test(round((1:60)^.8, 1), round((1:55)^.85, 1), exact=FALSE, correct=FALSE)$p.value``."""
    x, y = [round(n**0.8, 1) for n in range(1, 61)], [round(n**0.85, 1) for n in range(1, 56)]
    assert mann_whitney(x, y) == pytest.approx(0.2663934731194045, rel=1e-12)


@settings(max_examples=60)
@given(changes, changes)
def test_every_choice_is_counted(first: list[float], second: list[float]) -> None:
    """With ties, the p-value is that of all ways to deal the mid-ranks out, counted one by one."""
    assert mann_whitney(first, second) == pytest.approx(enumerated(first, second), rel=1e-15)


@settings(max_examples=60)
@given(st.sets(st.integers(0, 500), min_size=2, max_size=60), st.data())
def test_without_ties_agrees_with_scipy(values: set[int], data: st.DataObject) -> None:
    """Without ties it is SciPy's exact p-value."""
    mixed = [float(value) for value in data.draw(st.permutations(sorted(values)))]
    cut = data.draw(st.integers(max(1, len(mixed) - 50), min(50, len(mixed) - 1)))
    expected = stats.mannwhitneyu(mixed[:cut], mixed[cut:], method="exact").pvalue
    assert mann_whitney(mixed[:cut], mixed[cut:]) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=60)
@given(many, several)
def test_above_fifty_is_the_normal_approximation(first: list[float], second: list[float]) -> None:
    """Above 50 on either side it is SciPy's asymptotic p-value: corrected for ties, not for continuity."""
    assume(len({*first, *second}) > 1)
    expected = stats.mannwhitneyu(first, second, method="asymptotic", use_continuity=False).pvalue
    assert mann_whitney(first, second) == pytest.approx(expected, rel=1e-9)
    assert mann_whitney(second, first) == pytest.approx(expected, rel=1e-9)


def test_fifty_is_exact_and_fifty_one_is_not() -> None:
    """The exact distribution ends at 50 values in the larger group."""
    few = [n + 0.5 for n in range(20)]
    fifty, more = [float(n) for n in range(50)], [float(n) for n in range(51)]
    assert mann_whitney(few, fifty) == pytest.approx(stats.mannwhitneyu(few, fifty, method="exact").pvalue, rel=1e-9)
    expected = stats.mannwhitneyu(few, more, method="asymptotic", use_continuity=False).pvalue
    assert mann_whitney(few, more) == pytest.approx(expected, rel=1e-9)


def test_noise_makes_no_rank() -> None:
    """Values that agree to the 9th decimal are tied."""
    assert 0.1 + 0.2 != 0.3
    assert mann_whitney([0.1 + 0.2], [0.3]) == 1.0
    assert mann_whitney([0.1 + 0.2, 0.1 + 0.2, 3.0], [0.3, 0.3, 0.1]) == mann_whitney([0.3, 0.3, 3.0], [0.3, 0.3, 0.1])
    assert mann_whitney([0.1 + 0.2, 0.1 + 0.2, 3.0], [0.3, 0.3, 0.1]) != mann_whitney([0.4, 0.4, 3.0], [0.3, 0.3, 0.1])


def test_all_equal() -> None:
    """Where nothing differs, nothing speaks for a difference: p = 1, exact or not."""
    assert mann_whitney([1.0, 1.0], [1.0]) == 1.0
    assert mann_whitney([1.0] * 60, [1.0] * 60) == 1.0


def test_nothing_to_compare() -> None:
    """An empty group has no p-value."""
    assert mann_whitney([], [1.0]) is None
    assert mann_whitney([1.0], []) is None


@settings(max_examples=60)
@given(several, several, st.integers(1, 5))
def test_order_direction_and_unit_do_not_matter(first: list[float], second: list[float], factor: int) -> None:
    """Groups swapped, signs turned, another unit, another order: the same p-value."""
    p = mann_whitney(first, second)
    assert mann_whitney(second[::-1], first[::-1]) == pytest.approx(p, rel=1e-12)
    assert mann_whitney([-factor * v for v in first], [-factor * v for v in second]) == pytest.approx(p, rel=1e-12)


def test_not_finite() -> None:
    """A value that is no number is a mistake of the caller."""
    with pytest.raises(ValueError, match="finite"):
        mann_whitney([1.0], [math.nan])
