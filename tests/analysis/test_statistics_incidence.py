"""Incidence rates."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import incidence_rate

# R 4.2.2: 100 * poisson.test(events, 37.5)$conf.int
R_FIGURES = [
    (0, 0.0, 9.837011877637162),
    (1, 0.06751415462477306, 14.85771570917039597),
    (3, 1.649792327721604, 23.379394852646197),
    (10, 12.78770318968649, 49.04094944538075),
    (25, 43.14315159421155, 98.41315119341431),
]


@pytest.mark.parametrize(("events", "low", "high"), R_FIGURES)
def test_agrees_with_r(events: int, low: float, high: float) -> None:
    """The limits are those of R's ``poisson.test``, per 100 patient-years."""
    found = incidence_rate(events, 37.5)
    assert found is not None
    assert found.rate == pytest.approx(events / 0.375)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), rel=1e-12)


# 95 % limits of a Poisson count to two decimals, as the tables after Garwood (Biometrika 1936;28:437) give them.
GARWOOD = [(0, 0.0, 3.69), (1, 0.03, 5.57), (2, 0.24, 7.22), (5, 1.62, 11.67), (10, 4.80, 18.39), (20, 12.22, 30.89)]


@pytest.mark.parametrize(("events", "low", "high"), GARWOOD)
def test_tabulated(events: int, low: float, high: float) -> None:
    """In 100 patient-years the limits of the rate are those of the count."""
    found = incidence_rate(events, 100.0)
    assert found is not None
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=5.1e-3)


@settings(max_examples=60)
@given(st.integers(0, 500), st.floats(0.1, 1e4), st.sampled_from([0.9, 0.95, 0.99]))
def test_limits_leave_half_of_the_error_on_each_side(events: int, years: float, level: float) -> None:
    """At the low limit as many events or more, at the high limit as many or fewer, have probability (1 - level) / 2."""
    found = incidence_rate(events, years, level)
    assert found is not None
    tail = (1 - level) / 2
    if events:
        assert stats.poisson.sf(events - 1, found.interval.low * years / 100) == pytest.approx(tail, rel=1e-8)
    assert stats.poisson.cdf(events, found.interval.high * years / 100) == pytest.approx(tail, rel=1e-8)


def test_without_time() -> None:
    """Nobody observed for any time has no rate."""
    assert incidence_rate(0, 0.0) is None
    assert incidence_rate(2, 0.0) is None


@pytest.mark.parametrize(("events", "years"), [(-1, 2.0), (1, -2.0), (1, math.inf), (1, math.nan)])
def test_impossible(events: int, years: float) -> None:
    """Negative or infinite counts and times are a mistake of the caller."""
    with pytest.raises(ValueError, match="no rate"):
        incidence_rate(events, years)
