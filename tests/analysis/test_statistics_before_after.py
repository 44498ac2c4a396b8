"""McNemar's test."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import mcnemar

# gained, lost, exact p, mid-p. The first three: docs/reference-values.md. Exact also R 4.2.2:
# binom.test(gained, gained + lost)$p.value. Mid-p of 12 against 25: 2 * pbinom(12, 37, .5) - dbinom(12, 37, .5).
PUBLISHED = [
    (1, 6, 0.125, 0.0703125),
    (0, 5, 0.0625, 0.03125),
    (3, 9, 0.145996, 0.0922852),
    (12, 25, 0.04703102743951611, 0.0335524396796245),
]


@pytest.mark.parametrize(("gained", "lost", "exact", "mid_p"), PUBLISHED)
def test_published(gained: int, lost: int, exact: float, mid_p: float) -> None:
    """Exact and mid-p are the published values."""
    found = mcnemar(gained, lost)
    assert (found.exact, found.mid_p) == pytest.approx((exact, mid_p), abs=5e-7)


@pytest.mark.parametrize(("gained", "lost"), [(0, 3), (2, 2), (1, 4), (5, 3), (4, 4)])
def test_every_outcome_is_counted(gained: int, lost: int) -> None:
    """Of all ways in which those who changed may have done so, those as far from even count.

    For mid-p, half of the ones just as far: Fagerland's mid-p of an even outcome is 1 less half its probability.
    """
    ways = [sum(way) for way in product([0, 1], repeat=gained + lost)]
    apart = abs(gained - lost)
    as_far = sum(abs(2 * count - gained - lost) >= apart for count in ways) / len(ways)
    just_as_far = sum(abs(2 * count - gained - lost) == apart for count in ways) / len(ways)
    found = mcnemar(gained, lost)
    assert (found.exact, found.mid_p) == pytest.approx((as_far, as_far - just_as_far / 2), rel=1e-15)


@settings(max_examples=60)
@given(st.integers(0, 300), st.integers(0, 300))
def test_agrees_with_scipy_and_has_no_direction(gained: int, lost: int) -> None:
    """The exact p is that of the binomial test with ½; gained and lost may be swapped."""
    if gained + lost:
        expected = stats.binomtest(gained, gained + lost).pvalue
        assert mcnemar(gained, lost).exact == pytest.approx(expected, rel=1e-9)
    assert mcnemar(gained, lost) == mcnemar(lost, gained)


def test_nobody_changed() -> None:
    """Without anyone who changed, nothing speaks for a change: both p are 1."""
    assert (mcnemar(0, 0).exact, mcnemar(0, 0).mid_p) == (1.0, 1.0)


def test_negative_count() -> None:
    """Fewer than none is a mistake of the caller."""
    with pytest.raises(ValueError, match="negative"):
        mcnemar(-1, 2)
