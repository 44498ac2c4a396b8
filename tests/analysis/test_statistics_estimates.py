"""Means and standard deviations with the interval of the mean."""

from __future__ import annotations

import math
from statistics import mean, stdev

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import Summary, mean_t_interval, summarise

# docs/reference-values.md, follow-up less baseline: the tie-free vector and the tied one.
TIE_FREE = [-1.70, -0.43, 3.01, -1.97, -0.35, -2.15, 0.25, -1.85]
TIED = [-0.6, -1.1, 0.2, -1.4, -1.4, -0.3, 1.1, 0.7, 1.9, -1.8]

laboratory_values = st.lists(st.floats(-1e4, 1e4).map(lambda value: round(value, 3)), min_size=2, max_size=40)


@pytest.mark.parametrize(
    ("values", "mean", "sd", "low", "high"),
    [(TIE_FREE, -0.64875, 1.72705, -2.09260, 0.79510), (TIED, -0.27, 1.22207, -1.14421, 0.60421)],
)
def test_mean_sd_and_t_interval_published(values: list[float], mean: float, sd: float, low: float, high: float) -> None:
    """Mean, sample SD and t interval are the published ones (docs/reference-values.md)."""
    summary, found = summarise(values), mean_t_interval(values)
    assert (summary.n, summary.mean, summary.sd) == (
        len(values),
        pytest.approx(mean),
        pytest.approx(sd, abs=5e-6),
    )
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-6)


def test_t_interval_agrees_with_r() -> None:
    """R 4.2.2: ``t.test(d)$conf.int`` on the tie-free vector of docs/reference-values.md."""
    found = mean_t_interval(TIE_FREE)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((-2.092599088422496, 0.795099088422495), abs=1e-12)


@given(laboratory_values)
def test_summary_is_exact(values: list[float]) -> None:
    """Mean and SD are those of exact fractions, to the last digits."""
    found = summarise(values)
    assert found.mean == pytest.approx(mean(values), rel=1e-14, abs=1e-14)
    assert found.sd == pytest.approx(stdev(values), rel=1e-9)


@given(laboratory_values, st.sampled_from([0.8, 0.95, 0.999]))
def test_t_interval_agrees_with_scipy(values: list[float], level: float) -> None:
    """The interval is the mean plus and minus the t quantile times the standard error."""
    assume(len({round(value, 9) for value in values}) > 1)
    found = mean_t_interval(values, level)
    half = stats.t.ppf((1 + level) / 2, len(values) - 1) * stdev(values) / math.sqrt(len(values))
    assert found is not None
    assert found.low == pytest.approx(mean(values) - half, rel=1e-10, abs=1e-10)
    assert found.high == pytest.approx(mean(values) + half, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("pairs", [2, 3, 30, 1_000, 100_000])
def test_t_interval_at_every_size(pairs: int) -> None:
    """The quantile of t is right from one degree of freedom to a hundred thousand."""
    values = [float(position % 2) for position in range(pairs)]
    found = mean_t_interval(values)
    assert found is not None
    half = stats.t.ppf(0.975, pairs - 1) * stdev(values) / math.sqrt(pairs)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=1e-11)


@given(st.data(), laboratory_values)
def test_order_of_values_does_not_matter(data: st.DataObject, values: list[float]) -> None:
    """Rows in another order give the same figures, to the last bit."""
    shuffled = data.draw(st.permutations(values))
    assert summarise(shuffled) == summarise(values)
    assert mean_t_interval(shuffled) == mean_t_interval(values)


@given(laboratory_values, st.integers(-8, 8))
def test_scaling_by_a_power_of_two_scales_the_figures(values: list[float], power: int) -> None:
    """A factor that floats represent exactly changes mean and SD by that factor and by nothing else."""
    plain, scaled = summarise(values), summarise([math.ldexp(value, power) for value in values])
    assert plain.mean is not None
    assert plain.sd is not None
    assert scaled == Summary(plain.n, math.ldexp(plain.mean, power), math.ldexp(plain.sd, power))


@given(st.floats(-1e6, 1e6), st.integers(2, 60))
def test_equal_values_have_no_spread(value: float, n: int) -> None:
    """The SD of equal values is 0 and not nearly 0, and there is no interval, which would have no width."""
    assert summarise([value] * n) == Summary(n, value, 0.0)
    assert mean_t_interval([value] * n) is None


def test_large_offset_keeps_the_sd() -> None:
    """A large common offset costs no digits, as it would in a sum of squares less a squared sum."""
    assert summarise([1e9 + 1, 1e9 + 2, 1e9 + 3]) == Summary(3, 1e9 + 2, 1.0)


def test_too_few_values() -> None:
    """No value: no mean. One value: a mean, but neither SD nor interval."""
    assert summarise([]) == Summary(0, None, None)
    assert summarise([1.5]) == Summary(1, 1.5, None)
    assert mean_t_interval([]) is None
    assert mean_t_interval([1.5]) is None


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_only_finite_values(value: float) -> None:
    """A missing value that came through as NaN is refused and never averaged."""
    with pytest.raises(ValueError, match="finite"):
        summarise([1.0, value])
