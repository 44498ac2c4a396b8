"""Geometric means, their ratio, and the paired t test that goes with it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import (
    GeometricMean,
    GeometricRatio,
    geometric_mean,
    geometric_ratio,
    paired_t,
)

# docs/reference-values.md: the tie-free vector and the tied one.
TIE_FREE = list(
    zip([3.10, 1.82, 5.61, 2.45, 0.95, 4.20, 1.30, 2.75], [1.40, 1.39, 8.62, 0.48, 0.60, 2.05, 1.55, 0.90], strict=True)
)
TIED = list(
    zip(
        [1.2, 2.5, 0.9, 3.4, 1.8, 2.2, 6.1, 4.8, 7.9, 3.3],
        [0.6, 1.4, 1.1, 2.0, 0.4, 1.9, 7.2, 5.5, 9.8, 1.5],
        strict=True,
    )
)
upcr = st.floats(0.01, 20).map(lambda value: round(value, 3))
pairs = st.lists(st.tuples(upcr, upcr), min_size=3, max_size=30)


def differences(of: list[tuple[float, float]]) -> list[float]:
    return [follow_up - baseline for baseline, follow_up in of]


@pytest.mark.parametrize(
    ("of", "t", "freedom", "p"),
    [(TIE_FREE, -1.06247252259367, 7, 0.32329536015344), (TIED, -0.6986653873017011, 9, 0.5024140100479642)],
)
def test_paired_t_agrees_with_r(of: list[tuple[float, float]], t: float, freedom: int, p: float) -> None:
    """R 4.2.2: ``t.test(f - b)``; published to five digits in docs/reference-values.md."""
    found = paired_t(differences(of))
    assert found is not None
    assert (found.n, found.freedom) == (len(of), freedom)
    assert (found.t, found.p) == pytest.approx((t, p), rel=1e-12)


@settings(max_examples=60)
@given(pairs)
def test_paired_t_agrees_with_scipy(of: list[tuple[float, float]]) -> None:
    """At every size, and far out in the tails, it is SciPy's paired t test."""
    found = paired_t(differences(of))
    if found is not None:
        expected = stats.ttest_1samp(differences(of), 0)
        assert (found.t, found.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-8)


@pytest.mark.parametrize("same", [[], [0.5], [0.0, 0.0], [0.2, 1.4 - 1.2, 1.2 - 1.0, 100.3 - 100.1]])
def test_paired_t_needs_spread(same: list[float]) -> None:
    """Fewer than two differences, or differences that are the same but for noise, have no t."""
    assert paired_t(same) is None


# R 4.2.2: t <- t.test(log(f) - log(b)); exp(t$estimate), exp(t$conf.int), t$p.value
R_RATIOS = [
    (TIE_FREE, 0.5781891812201281, 0.3300213644756332, 1.0129729928581181, 0.05416526996372426),
    (TIED, 0.7029554638538977, 0.468548706641893, 1.054631839032520, 0.08092185862617104),
]


@pytest.mark.parametrize(("of", "ratio", "low", "high", "p"), R_RATIOS)
def test_ratio_agrees_with_r(of: list[tuple[float, float]], ratio: float, low: float, high: float, p: float) -> None:
    """Ratio, interval and p are those of R's t test of the logarithms, taken back."""
    found = geometric_ratio(of)
    assert found.interval is not None
    assert (found.n, found.left_out) == (len(of), 0)
    assert (found.ratio, found.interval.low, found.interval.high, found.p) == pytest.approx(
        (ratio, low, high, p), rel=1e-12
    )


def test_geometric_mean_agrees_with_r() -> None:
    """R 4.2.2: ``t <- t.test(log(b))``; ``exp(t$estimate)``, ``exp(t$conf.int)``."""
    found = geometric_mean([baseline for baseline, _ in TIE_FREE])
    assert found.interval is not None
    assert (found.mean, found.interval.low, found.interval.high) == pytest.approx(
        (2.401465606784853, 1.467437960555097, 3.930004003977797), rel=1e-13
    )


def test_values_not_above_zero_are_left_out_and_counted() -> None:
    """A pair with a value of 0 or less changes nothing but the count of what is left out; nothing is added to it."""
    clean, with_zeros = geometric_ratio(TIED), geometric_ratio([(0.0, 1.0), *TIED, (1.0, 0.0), (-1.0, 2.0)])
    assert (with_zeros.n, with_zeros.left_out) == (10, 3)
    assert (with_zeros.ratio, with_zeros.interval, with_zeros.p) == (clean.ratio, clean.interval, clean.p)
    assert geometric_mean([0.0, 2.0]) == GeometricMean(1, 1, pytest.approx(2.0), None)
    assert geometric_ratio([(0.0, 2.0)]) == GeometricRatio(0, 1, None, None, None)


def test_equal_ratios_have_no_p() -> None:
    """Where everyone halved, the ratio is ½ and there is no spread to test it against."""
    found = geometric_ratio([(1.0, 0.5), (3.2, 1.6), (0.7, 0.35)])
    assert found.ratio == pytest.approx(0.5)
    assert found.p is None


@settings(max_examples=60)
@given(pairs, st.floats(0.001, 1000))
def test_unit_does_not_matter_and_direction_inverts(of: list[tuple[float, float]], factor: float) -> None:
    """Another unit gives the same ratio and p; follow-up and baseline swapped give its inverse and the same p."""
    found = geometric_ratio(of)
    other_unit = geometric_ratio([(factor * baseline, factor * follow_up) for baseline, follow_up in of])
    swapped = geometric_ratio([(follow_up, baseline) for baseline, follow_up in of])
    assert found.ratio is not None
    assert swapped.ratio is not None
    assert other_unit.ratio == pytest.approx(found.ratio, rel=1e-9)
    assert 1 / swapped.ratio == pytest.approx(found.ratio, rel=1e-9)
    if found.p is not None:
        assert (other_unit.p, swapped.p) == pytest.approx((found.p, found.p), rel=1e-5)


def test_not_finite() -> None:
    """A value that is no number is a mistake of the caller."""
    with pytest.raises(ValueError, match="finite"):
        geometric_ratio([(1.0, math.nan)])
    with pytest.raises(ValueError, match="finite"):
        paired_t([1.0, math.inf])
