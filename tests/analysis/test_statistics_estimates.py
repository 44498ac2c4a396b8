"""Means, standard deviations and proportions with their intervals."""

from __future__ import annotations

import math
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import Interval, Summary, clopper_pearson, mean_t_interval, summarise

# docs/reference-values.md: n, of, and the Clopper-Pearson 95 % limits in percent.
PUBLISHED = [
    (7, 27, 11.1145, 46.2849),
    (10, 27, 19.4007, 57.6320),
    (17, 27, 42.3680, 80.5993),
    (7, 29, 10.2984, 43.5400),
    (10, 29, 17.9384, 54.3306),
    (17, 29, 38.9363, 76.4760),
    (24, 29, 64.2252, 94.1544),
    (4, 26, 4.3563, 34.8679),
    (10, 26, 20.2260, 59.4292),
    (14, 26, 33.3708, 73.4129),
    (8, 27, 13.7527, 50.1814),
    (15, 27, 35.3264, 74.5201),
    (0, 20, 0.0, 16.8433),
    (20, 20, 83.1567, 100.0),
    (5, 20, 8.6571, 49.1046),
    (1, 10, 0.2529, 44.5016),
]

# docs/reference-values.md, follow-up less baseline: the tie-free vector and the tied one.
TIE_FREE = [-1.70, -0.43, 3.01, -1.97, -0.35, -2.15, 0.25, -1.85]
TIED = [-0.6, -1.1, 0.2, -1.4, -1.4, -0.3, 1.1, 0.7, 1.9, -1.8]

laboratory_values = st.lists(st.floats(-1e4, 1e4).map(lambda value: round(value, 3)), min_size=2, max_size=40)
proportions = st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))


@pytest.mark.parametrize(("n", "of", "low", "high"), PUBLISHED)
def test_clopper_pearson_published(n: int, of: int, low: float, high: float) -> None:
    """The interval is the published one to its four decimals (docs/reference-values.md)."""
    found = clopper_pearson(n, of)
    assert found is not None
    assert (100 * found.low, 100 * found.high) == pytest.approx((low, high), abs=5.1e-5)


@given(proportions, st.sampled_from([0.9, 0.95, 0.99]))
def test_clopper_pearson_limits_leave_half_of_the_error_on_each_side(proportion: tuple[int, int], level: float) -> None:
    """At the low limit n or more, at the high limit n or fewer, has the probability (1 - level) / 2."""
    n, of = proportion
    found = clopper_pearson(n, of, level)
    assert found is not None
    tail = (1 - level) / 2
    if n > 0:
        assert stats.binom.sf(n - 1, of, found.low) == pytest.approx(tail, rel=1e-9)
    if n < of:
        assert stats.binom.cdf(n, of, found.high) == pytest.approx(tail, rel=1e-9)


@given(st.integers(1, 400))
def test_clopper_pearson_ends_are_exact(of: int) -> None:
    """None of them: the low limit is 0 and not nearly 0. All of them: the high limit is 1."""
    nobody, everybody = clopper_pearson(0, of), clopper_pearson(of, of)
    assert nobody is not None
    assert everybody is not None
    assert nobody.low == 0.0
    assert everybody.high == 1.0
    # Closed form: (alpha / 2) ** (1 / of).
    assert everybody.low == pytest.approx(0.025 ** (1 / of), rel=1e-12)
    assert nobody.high == pytest.approx(1 - 0.025 ** (1 / of), rel=1e-11)


@given(proportions)
def test_clopper_pearson_is_symmetrical(proportion: tuple[int, int]) -> None:
    """The interval of those who did not respond is the mirror image."""
    n, of = proportion
    responded, did_not = clopper_pearson(n, of), clopper_pearson(of - n, of)
    assert responded is not None
    assert did_not is not None
    assert (1 - did_not.high, 1 - did_not.low) == pytest.approx((responded.low, responded.high), abs=1e-13)


def test_no_patients_no_interval() -> None:
    """A proportion of nobody has no interval."""
    assert clopper_pearson(0, 0) is None


@pytest.mark.parametrize(("n", "of"), [(3, 2), (-1, 2), (0, -1)])
def test_impossible_proportion(n: int, of: int) -> None:
    """More than all, or fewer than none, is a mistake of the caller."""
    with pytest.raises(ValueError, match="not a proportion"):
        clopper_pearson(n, of)


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
    """The SD of equal values is 0 and not nearly 0, and the interval has no width."""
    assert summarise([value] * n) == Summary(n, value, 0.0)
    assert mean_t_interval([value] * n) == Interval(value, value)


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
