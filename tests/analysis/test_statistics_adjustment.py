"""Analysis of covariance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lnmt_cli.analysis.statistics import Ancova, NotEstimable, ancova

Pairs = list[tuple[float, float]]

REFERENCE = [(3.1, 1.2), (2.4, 0.9), (4.0, 2.2), (1.8, 0.5), (2.9, 1.1), (3.6, 1.9)]
OTHER = [(2.2, 1.6), (5.1, 3.4), (1.5, 0.7), (2.7, 1.4), (3.3, 2.1), (4.4, 2.6)]
LEVEL_REFERENCE = [(3.0, 1.0), (3.0, 1.5), (3.0, 1.25)]
SMALL = [(2.0, 0.5), (2.0, 0.75), (2.5, 1.5)]

# R 4.2.2: m <- lm(week ~ base + g); coef(summary(m)), confint(m, level = level); the coefficients of g and base.
R_FIGURES = [
    (OTHER, REFERENCE, 0.95, 0.5012841235632184, 0.2467742254569192, 0.7557940216695176, 1.587403502139105e-03, 9),
    (OTHER, REFERENCE, 0.9, 0.5012841235632184, 0.2950449668060553, 0.7075232803203814, 1.587403502139105e-03, 9),
    (SMALL, LEVEL_REFERENCE, 0.95, 1.124999999999999, -0.47173867404175063, 2.721738674041748, 0.1107325593120, 3),
]
R_SLOPES = [(OTHER, REFERENCE, 0.7087823275862064), (SMALL, LEVEL_REFERENCE, 1.75)]

# Quarters, so that a shift is exact.
value = st.integers(0, 80).map(lambda quarters: quarters / 4)
groups = st.lists(st.tuples(value, value), min_size=3, max_size=15)


@pytest.mark.parametrize(("first", "second", "level", "difference", "low", "high", "p", "freedom"), R_FIGURES)
def test_agrees_with_r(
    first: Pairs, second: Pairs, level: float, difference: float, low: float, high: float, p: float, freedom: int
) -> None:
    """Adjusted difference, limits, p and degrees of freedom are those of R's ``lm``."""
    found = ancova(first, second, at_least=3, level=level)
    assert isinstance(found, Ancova)
    assert (found.difference, found.interval.low, found.interval.high, found.p) == pytest.approx(
        (difference, low, high, p), rel=1e-10
    )
    assert (found.n, found.freedom) == ((len(first), len(second)), freedom)


@pytest.mark.parametrize(("first", "second", "slope"), R_SLOPES)
def test_slope_agrees_with_r(first: Pairs, second: Pairs, slope: float) -> None:
    """The slope on the baseline is that of R's ``lm``, also where the baseline varies in one group only."""
    found = ancova(first, second, at_least=3)
    assert isinstance(found, Ancova)
    assert found.slope == pytest.approx(slope, rel=1e-12)


@settings(max_examples=60)
@given(groups, groups)
def test_agrees_with_least_squares(first: Pairs, second: Pairs) -> None:
    """The coefficient of the group is that of a general least-squares fit on intercept, baseline and group."""
    found = ancova(first, second, at_least=3)
    assume(isinstance(found, Ancova))
    assert isinstance(found, Ancova)
    design = [[1, baseline, 1] for baseline, _ in first] + [[1, baseline, 0] for baseline, _ in second]
    fit = np.linalg.lstsq(np.array(design), np.array([week for _, week in [*first, *second]]))[0]
    assert (found.slope, found.difference) == pytest.approx((fit[1], fit[2]), rel=1e-7, abs=1e-7)


@settings(max_examples=60)
@given(groups, groups, st.integers(-5, 5))
def test_a_shift_of_one_group_is_found(first: Pairs, second: Pairs, by: int) -> None:
    """So much added to the follow-up of one group is so much added to the difference; groups swapped turn its sign."""
    found = ancova(first, second, at_least=3)
    assume(isinstance(found, Ancova))
    assert isinstance(found, Ancova)
    moved = ancova([(baseline, week + by) for baseline, week in first], second, at_least=3)
    swapped = ancova(second, first, at_least=3)
    assert isinstance(moved, Ancova)
    assert isinstance(swapped, Ancova)
    assert moved.difference == pytest.approx(found.difference + by, abs=1e-9)
    assert swapped.difference == pytest.approx(-found.difference, abs=1e-9)
    assert (swapped.p, swapped.interval.high) == pytest.approx((found.p, -found.interval.low), rel=1e-6, abs=1e-9)


def reason(found: Ancova | NotEstimable) -> str:
    assert isinstance(found, NotEstimable)
    return found.reason


def test_cohorts_that_do_not_bear_it() -> None:
    """Too few patients, a baseline without spread, and a perfect fit have a reason and no figures."""
    assert "6 patients" in reason(ancova(OTHER, REFERENCE, at_least=7))
    assert "too few" in reason(ancova([(1.0, 2.0)], [(2.0, 2.0), (3.0, 1.0)], at_least=1))
    assert "too few" in reason(ancova([], REFERENCE, at_least=0))
    assert "baseline is the same" in reason(ancova(LEVEL_REFERENCE, [(2.0, 1.0), (2.0, 2.0)], at_least=2))
    perfect = [(x, 0.1 + 0.3 * x) for x in (0.1, 0.7, 1.3)]
    assert "nothing is left" in reason(ancova(perfect, [(x, y + 0.2) for x, y in perfect], at_least=3))


def test_not_finite() -> None:
    """A value that is no number is a mistake of the caller."""
    with pytest.raises(ValueError, match="finite"):
        ancova([(1.0, math.nan)], REFERENCE, at_least=1)
