"""The odds ratio with its exact interval."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import OddsRatio, odds_ratio

Level = tuple[int, int]

# R 4.2.2: the limits of fisher.test(matrix(c(...), 2, byrow = TRUE)), and its estimate, with the tolerance of its
# search set from 1e-4 to 1e-14: uniroot(tol = 1e-14) on the noncentral hypergeometric distribution made of dhyper.
# The sample odds ratio of the first: docs/reference-values.md.
R_FIGURES: list[tuple[Level, Level, float, float, float, float]] = [
    ((5, 1), (2, 9), 22.5, 17.340238192767799, 1.152933220014738, 1177.469316384463582),
    ((8, 4), (2, 13), 13.0, 11.52151813635418, 1.49920091759898, 155.92588574929752),
    ((10, 20), (15, 12), 0.4, 0.4067226924097193, 0.1190666607547173, 1.3253407262253536),
    ((3, 1), (1, 3), 9.0, 6.4083196581996793, 0.2117355954465785, 626.2435305888138827),
]

# R 4.2.2: fisher.test(...)$conf.int as it prints: its search stops at 1e-4.
R_PRINTED: list[tuple[Level, Level, float, float]] = [
    ((5, 1), (2, 9), 1.152905419364806, 1165.328717108938235),
    ((10, 20), (15, 12), 0.1190691303254697, 1.3253677967322104),
]

counts = st.integers(1, 40)
full_tables = st.tuples(st.tuples(counts, counts), st.tuples(counts, counts))


@pytest.mark.parametrize(("first", "second", "estimate", "conditional", "low", "high"), R_FIGURES)
def test_agrees_with_r(
    first: Level, second: Level, estimate: float, conditional: float, low: float, high: float
) -> None:
    """Estimate, conditional estimate and limits are R's, to the digits that R computes on demand."""
    found = odds_ratio(first, second)
    assert (found.estimate, found.conditional, found.low, found.high) == pytest.approx(
        (estimate, conditional, low, high), rel=1e-11
    )


@pytest.mark.parametrize(("first", "second", "low", "high"), R_PRINTED)
def test_agrees_with_what_r_prints(first: Level, second: Level, low: float, high: float) -> None:
    """R's ``fisher.test`` prints the same limits, to its own tolerance."""
    found = odds_ratio(first, second)
    assert found.low == pytest.approx(low, rel=1e-4)
    # R searches for the reciprocal of a high limit, so that a large one is off by more.
    assert found.high == pytest.approx(high, rel=2e-2)


@settings(max_examples=60, deadline=None)
@given(full_tables, st.sampled_from([0.9, 0.95, 0.99]))
def test_limits_leave_half_of_the_error_on_each_side(table: tuple[Level, Level], level: float) -> None:
    """At the low limit as many responders or more, at the high limit as many or fewer, have half of the error."""
    (yes, no), (other_yes, other_no) = table
    found = odds_ratio(*table, level)
    margins = (yes + no + other_yes + other_no, yes + other_yes, yes + no)
    tail = pytest.approx((1 - level) / 2, rel=1e-7)
    assert stats.nchypergeom_fisher.sf(yes - 1, *margins, found.low) == tail
    assert stats.nchypergeom_fisher.cdf(yes, *margins, found.high) == tail


@settings(max_examples=60)
@given(full_tables)
def test_swapping_inverts(table: tuple[Level, Level]) -> None:
    """The levels swapped give the inverse, and so do the outcomes swapped."""
    first, second = table
    found = odds_ratio(first, second)
    expected = [found.estimate, found.conditional, found.low, found.high]
    for other in (odds_ratio(second, first), odds_ratio(first[::-1], second[::-1])):
        inverse = [1 / value for value in (other.estimate, other.conditional, other.high, other.low) if value]
        assert inverse == pytest.approx(expected, rel=1e-9)


def test_empty_cells_have_limits_but_no_estimate() -> None:
    """The limits are R's: 0 to 2.8795, 0.78202 to infinity, and 0 to 0.35177.

    The sample odds ratio would be 0 or infinite: the reason says which, and no constant is added.
    """
    none, everyone, both = odds_ratio((0, 5), (4, 6)), odds_ratio((5, 0), (4, 6)), odds_ratio((0, 5), (6, 0))
    assert (none.estimate, none.conditional, none.low) == (None, None, 0.0)
    assert none.high == pytest.approx(2.879471751872134, rel=1e-11)
    assert none.reason == "an empty cell: the odds ratio would be 0"
    assert (everyone.estimate, everyone.conditional, everyone.high) == (None, None, None)
    assert everyone.low == pytest.approx(0.7820213146559551, rel=1e-11)
    assert everyone.reason == "an empty cell: the odds ratio would be infinite"
    assert both.high == pytest.approx(0.3517659664165528, rel=1e-11)


@pytest.mark.parametrize("table", [((0, 0), (1, 2)), ((1, 2), (0, 0)), ((0, 3), (0, 2)), ((3, 0), (2, 0))])
def test_empty_margins_have_nothing(table: tuple[Level, Level]) -> None:
    """With nobody in a level, or one outcome only, the data say nothing about the odds ratio."""
    assert odds_ratio(*table) == OddsRatio(None, None, None, None, "nobody in a row or a column of the table")


def test_large_registries() -> None:
    """Thousands of patients do not overflow, and the limits close in on the estimate."""
    found = odds_ratio((4000, 6000), (3000, 7000))
    assert found.low is not None
    assert found.high is not None
    assert found.estimate == pytest.approx(4000 * 7000 / (6000 * 3000))
    assert found.conditional == pytest.approx(found.estimate, rel=1e-3)
    assert 1.4 < found.low < 1.5556 < found.high < 1.7


def test_negative_count() -> None:
    """Fewer than none is a mistake of the caller."""
    with pytest.raises(ValueError, match="negative"):
        odds_ratio((-1, 2), (3, 4))
