"""Proportions with their intervals, and the difference of two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import clopper_pearson, newcombe, wilson

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


# docs/reference-values.md: n, of, and the Wilson 95 % limits in percent.
WILSON = [
    (7, 27, 13.1704, 44.6786),
    (10, 27, 21.5325, 55.7708),
    (17, 27, 44.2292, 78.4675),
    (7, 29, 12.2184, 42.1076),
    (10, 29, 19.9407, 52.6549),
    (17, 29, 40.7378, 74.4868),
    (24, 29, 65.4516, 92.4021),
    (4, 26, 6.1500, 33.5312),
    (10, 26, 22.4286, 57.4651),
    (14, 26, 35.4579, 71.2441),
    (8, 27, 15.8530, 48.4807),
    (15, 27, 37.3130, 72.4141),
    (0, 20, 0.0, 16.1125),
    (20, 20, 83.8875, 100.0),
    (5, 20, 11.1862, 46.8701),
    (1, 10, 1.7876, 40.4150),
]


@pytest.mark.parametrize(("n", "of", "low", "high"), WILSON)
def test_wilson_published(n: int, of: int, low: float, high: float) -> None:
    """Wilson's interval is the published one to its four decimals (docs/reference-values.md)."""
    found = wilson(n, of)
    assert found is not None
    assert (100 * found.low, 100 * found.high) == pytest.approx((low, high), abs=5.1e-5)


@pytest.mark.parametrize(
    ("n", "of", "level", "low", "high"),
    [(7, 27, 0.95, 0.1317037456190720, 0.4467857131455307), (5, 20, 0.9, 0.1273771685203578, 0.4322017501601244)],
)
def test_wilson_agrees_with_r(n: int, of: int, level: float, low: float, high: float) -> None:
    """R 4.2.2: ``prop.test(n, of, correct=FALSE, conf.level=level)$conf.int``."""
    found = wilson(n, of, level)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-13)


@given(proportions, st.sampled_from([0.9, 0.95, 0.99]))
def test_wilson_limits_are_where_the_score_test_turns(proportion: tuple[int, int], level: float) -> None:
    """At a limit p, n lies z standard deviations √(of p (1 - p)) from its expectation."""
    n, of = proportion
    found = wilson(n, of, level)
    assert found is not None
    z = stats.norm.ppf((1 + level) / 2)
    for limit in {found.low, found.high} - {0.0, 1.0}:
        assert (n - of * limit) ** 2 == pytest.approx(z * z * of * limit * (1 - limit), rel=1e-6, abs=1e-9)


@given(st.integers(1, 400))
def test_wilson_ends_are_exact(of: int) -> None:
    """None of them: the low limit is 0 and not nearly 0. All of them: the high limit is 1."""
    nobody, everybody = wilson(0, of), wilson(of, of)
    assert nobody is not None
    assert everybody is not None
    assert (nobody.low, everybody.high) == (0.0, 1.0)
    assert 1 - everybody.low == pytest.approx(nobody.high, rel=1e-12)


# Newcombe RG. Stat Med 1998;17:873, table II, method 10: (n, of), (n, of), limits to four decimals.
NEWCOMBE = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("first", "second", "low", "high"), NEWCOMBE)
def test_newcombe_published(first: tuple[int, int], second: tuple[int, int], low: float, high: float) -> None:
    """The interval of the difference is the one in Newcombe's own table."""
    found = newcombe(first, second)
    assert found is not None
    assert found.difference == pytest.approx(first[0] / first[1] - second[0] / second[1])
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=5.1e-5)


def test_newcombe_agrees_with_r() -> None:
    """R 4.2.2: the two intervals of ``prop.test(correct=FALSE)``, joined as in the paper."""
    found = newcombe((56, 70), (48, 80))
    assert found is not None
    assert (found.interval.low, found.interval.high) == pytest.approx(
        (0.05243147240236493, 0.33387265403690586), rel=1e-13
    )


@given(proportions, proportions)
def test_newcombe_is_antisymmetrical(first: tuple[int, int], second: tuple[int, int]) -> None:
    """The groups swapped give the mirror image; the limits hold the difference and stay between -1 and 1."""
    found, swapped = newcombe(first, second), newcombe(second, first)
    assert found is not None
    assert swapped is not None
    assert (-swapped.interval.high, -swapped.interval.low) == (found.interval.low, found.interval.high)
    assert -1 - 1e-12 <= found.interval.low <= found.difference <= found.interval.high <= 1 + 1e-12


def test_newcombe_without_patients() -> None:
    """A group of nobody has no proportion to differ from."""
    assert newcombe((0, 0), (3, 4)) is None
    assert newcombe((3, 4), (0, 0)) is None
