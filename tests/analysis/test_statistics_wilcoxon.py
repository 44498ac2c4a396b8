"""Wilcoxon's signed-rank test."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import wilcoxon_signed_rank

if TYPE_CHECKING:
    from random import Random

# docs/reference-values.md, tied vector.
TIED_BASELINE = [1.2, 2.5, 0.9, 3.4, 1.8, 2.2, 6.1, 4.8, 7.9, 3.3]
TIED_FOLLOW_UP = [0.6, 1.4, 1.1, 2.0, 0.4, 1.9, 7.2, 5.5, 9.8, 1.5]

# Eighths, so that a change of scale by a power of two is exact; few, so that there are ties and zeros.
changes = st.lists(st.integers(-12, 12).map(lambda eighths: eighths / 8), min_size=1, max_size=70)


def differences(follow_up: list[float], baseline: list[float]) -> list[float]:
    return [after - before for after, before in zip(follow_up, baseline, strict=True)]


def enumerated(values: list[float]) -> float:
    """Twice the smaller tail of the rank sum over every assignment of signs, counted one by one."""
    ranks = [float(rank) for rank in stats.rankdata([abs(value) for value in values])]
    observed = sum(rank for rank, value in zip(ranks, values, strict=True) if value > 0)
    sums = [
        sum(rank for rank, is_rise in zip(ranks, signs, strict=True) if is_rise)
        for signs in product([False, True], repeat=len(ranks))
    ]
    below = sum(total <= observed for total in sums)
    above = sum(total >= observed for total in sums)
    return min(1.0, 2 * min(below, above) / len(sums))


def test_published_without_ties() -> None:
    """The exact p-value of the tie-free vector is 0.25 (docs/reference-values.md; also R 4.2.2 ``wilcox.test``)."""
    baseline = [3.10, 1.82, 5.61, 2.45, 0.95, 4.20, 1.30, 2.75]
    follow_up = [1.40, 1.39, 8.62, 0.48, 0.60, 2.05, 1.55, 0.90]
    assert wilcoxon_signed_rank(differences(follow_up, baseline)) == 0.25


def test_published_with_ties() -> None:
    """Ties that floating-point noise hides are ties: 0.513672, not 0.556641 (docs/reference-values.md)."""
    found = wilcoxon_signed_rank(differences(TIED_FOLLOW_UP, TIED_BASELINE))
    assert found == pytest.approx(0.513672, abs=5e-7)
    assert found == 526 / 1024


def test_agrees_with_r_without_ties() -> None:
    """R 4.2.2: ``wilcox.test(1:12*c(1,1,-1,1,1,1,-1,1,1,1,1,-1))$p.value``."""
    signs = [1, 1, -1, 1, 1, 1, -1, 1, 1, 1, 1, -1]
    values = [sign * (position + 1.0) for position, sign in enumerate(signs)]
    assert wilcoxon_signed_rank(values) == pytest.approx(0.20361328125000017, rel=1e-12)


def test_agrees_with_r_above_fifty() -> None:
    """R 4.2.2: ``wilcox.test(x, exact=FALSE, correct=FALSE)``, x = 1 to 60 with every third negative.

    And its ``round(x / 4)``, with ties, and two zeros left out.
    """
    x = [-float(n) if n % 3 == 0 else float(n) for n in range(1, 61)]
    assert wilcoxon_signed_rank(x) == pytest.approx(0.03590012321587812, rel=1e-12)
    quarters = [float(round(value / 4)) for value in x]
    assert quarters.count(0) == 2
    assert wilcoxon_signed_rank(quarters) == pytest.approx(0.04082772815324115, rel=1e-12)


@given(st.lists(st.integers(-5, 5).filter(bool).map(float), min_size=1, max_size=10))
def test_exact_with_ties(values: list[float]) -> None:
    """With ties, the p-value is that of all assignments of signs to the mid-ranks, counted one by one."""
    assert wilcoxon_signed_rank(values) == enumerated(values)


@given(st.sets(st.integers(1, 400), min_size=1, max_size=50), st.randoms())
def test_exact_without_ties_agrees_with_scipy(sizes: set[int], random: Random) -> None:
    """Without ties, up to 50 differences, it is SciPy's exact p-value."""
    values = [random.choice([-1.0, 1.0]) * size for size in sorted(sizes)]
    assert wilcoxon_signed_rank(values) == pytest.approx(stats.wilcoxon(values, method="exact").pvalue, rel=1e-9)


@given(st.lists(st.integers(-40, 40).filter(bool).map(float), min_size=51, max_size=120))
def test_above_fifty_is_the_normal_approximation(values: list[float]) -> None:
    """Above 50 differences it is SciPy's asymptotic p-value: corrected for ties, not for continuity."""
    expected = stats.wilcoxon(values, method="asymptotic", correction=False).pvalue
    assert wilcoxon_signed_rank(values) == pytest.approx(expected, rel=1e-9)


def test_fifty_is_exact_and_fifty_one_is_not() -> None:
    """The exact distribution ends at 50 differences other than zero."""
    fifty = [-float(n) if n % 3 == 0 else float(n) for n in range(1, 51)]
    exact = stats.wilcoxon(fifty, method="exact").pvalue
    assert wilcoxon_signed_rank(fifty) == pytest.approx(exact, rel=1e-12)
    assert wilcoxon_signed_rank([*fifty, 0.0]) == pytest.approx(exact, rel=1e-12)
    more = [*fifty, 51.0]
    approximate = stats.wilcoxon(more, method="asymptotic", correction=False).pvalue
    assert wilcoxon_signed_rank(more) == pytest.approx(approximate, rel=1e-12)


@given(changes)
def test_zeros_are_left_out(values: list[float]) -> None:
    """A pair without a difference changes nothing, as long as one pair has a difference."""
    if any(values):
        assert wilcoxon_signed_rank([*values, 0.0, 0.0]) == wilcoxon_signed_rank(values)


@pytest.mark.parametrize("values", [[0.0], [0.0, 0.0, 0.0], [1e-12, -1e-12]])
def test_no_difference_at_all(values: list[float]) -> None:
    """Pairs that all stayed the same, to the 9th decimal, give p = 1, as SciPy does."""
    assert wilcoxon_signed_rank(values) == 1.0


def test_no_pairs() -> None:
    """Without a pair there is no p-value."""
    assert wilcoxon_signed_rank([]) is None


def test_noise_below_the_ninth_decimal_makes_no_rank() -> None:
    """Differences that agree to the 9th decimal are tied; those that differ there are not."""
    assert wilcoxon_signed_rank([0.5, 0.5 - 4e-10, -0.5 + 4e-10]) == wilcoxon_signed_rank([0.5, 0.5, -0.5])
    assert wilcoxon_signed_rank([0.5, 0.5, -0.499999998]) == wilcoxon_signed_rank([3.0, 3.0, -1.0])


@given(changes)
def test_direction_does_not_matter(values: list[float]) -> None:
    """Falls and rises swapped give the same two-sided p-value."""
    assert wilcoxon_signed_rank([-value for value in values]) == wilcoxon_signed_rank(values)


@given(changes, st.integers(0, 10))
def test_scale_does_not_matter(values: list[float], power: int) -> None:
    """Another unit of the measure gives the same p-value."""
    assert wilcoxon_signed_rank([math.ldexp(value, power) for value in values]) == wilcoxon_signed_rank(values)


@given(st.data(), changes)
def test_order_does_not_matter(data: st.DataObject, values: list[float]) -> None:
    """Patients in another order give the same p-value."""
    assert wilcoxon_signed_rank(data.draw(st.permutations(values))) == wilcoxon_signed_rank(values)


@given(changes)
def test_is_a_probability(values: list[float]) -> None:
    """A p-value is above 0 and at most 1."""
    found = wilcoxon_signed_rank(values)
    assert found is not None
    assert 0 < found <= 1


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_only_finite_differences(value: float) -> None:
    """A missing value that came through as NaN is refused and never ranked."""
    with pytest.raises(ValueError, match="finite"):
        wilcoxon_signed_rank([1.0, value])
