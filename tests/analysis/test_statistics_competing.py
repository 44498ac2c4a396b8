"""The cumulative incidence of an event with which another competes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.analysis.statistics import Ending, cumulative_incidence, kaplan_meier

if TYPE_CHECKING:
    from collections.abc import Sequence

    Observations = Sequence[tuple[float, Ending]]

E, C, N = Ending.EVENT, Ending.COMPETING, Ending.CENSORED
TEN = [(2.0, E), (3.0, C), (4.0, N), (5.0, E), (5.0, C), (6.0, E), (7.0, N), (8.0, C), (9.0, E), (10.0, N)]

observations = st.lists(st.tuples(st.integers(0, 12).map(float), st.sampled_from([E, C, N])), min_size=1, max_size=40)


def product_integral(found: Observations) -> list[tuple[float, float, float]]:
    """Return (time, share, variance) by the matrices of Aalen and Johansen.

    The estimate is the product of I + dA over the times, with three states. The variance is Andersen's (Andersen PK,
    Borgan Ø, Gill RD, Keiding N. Statistical Models Based on Counting Processes, 1993, 4.4.20): the covariance of the
    product is carried forward by Kronecker products, with the binomial covariance of the increments.
    """
    state, spread, table = np.eye(3), np.zeros((9, 9)), []
    for time in sorted({time for time, _ in found}):
        at_risk = sum(other >= time for other, _ in found)
        counts = [sum(one == (time, ending) for one in found) for ending in (E, C)]
        moves = np.array([-sum(counts), *counts]) / at_risk
        step = np.eye(3)
        step[0] += moves
        within = np.zeros((9, 9))
        shares = np.array(counts) / at_risk
        binomial = (np.diag(shares) - np.outer(shares, shares)) / at_risk
        onto = np.array([[-1, -1], [1, 0], [0, 1]])
        # vec() stacks columns: the first row of the increment stands at 0, 3 and 6.
        within[np.ix_([0, 3, 6], [0, 3, 6])] = onto @ binomial @ onto.T
        carry, enter = np.kron(step.T, np.eye(3)), np.kron(np.eye(3), state)
        spread = carry @ spread @ carry.T + enter @ within @ enter.T
        state = state @ step
        if counts[0]:
            table.append((time, state[0, 1], spread[3, 3]))
    return table


def test_by_hand() -> None:
    """Ten patients, worked through: 1/10, then 1/10 + 0.8 × 1/7, and so on; the share is never of those gone.

    Free of both just before day 5: 9/10 × 8/9 = 0.8; before day 6: 0.8 × 5/7; before day 9: that × 4/5 × 2/3.
    """
    found = cumulative_incidence(TEN)
    assert found is not None
    assert (found.n, found.events, found.competing) == (10, 4, 3)
    before_six, before_nine = 0.8 * 5 / 7, 0.8 * 5 / 7 * 4 / 5 * 2 / 3
    at_five = 0.1 + 0.8 / 7
    at_six = at_five + before_six / 5
    assert [(s.time, s.at_risk, s.events) for s in found.steps] == [(2, 10, 1), (5, 7, 1), (6, 5, 1), (9, 2, 1)]
    assert [s.share for s in found.steps] == pytest.approx([0.1, at_five, at_six, at_six + before_nine / 2], rel=1e-12)


def test_first_limits_by_hand() -> None:
    """At the first event the variance is binomial: 1/10 × 9/10 / 10 = 0.009; limits on the scale of log(-log)."""
    found = cumulative_incidence(TEN)
    assert found is not None
    half = 1.959963984540054 * math.sqrt(0.009) / (0.1 * -math.log(0.1))
    first = found.steps[0]
    assert (first.low, first.high) == pytest.approx((0.1 ** math.exp(half), 0.1 ** math.exp(-half)), rel=1e-12)


@given(observations)
def test_agrees_with_the_product_of_matrices(found: Observations) -> None:
    """Share and variance are those of the product integral: the limits follow from both."""
    curve = cumulative_incidence(found)
    assert curve is not None
    expected = product_integral(found)
    assert [(step.time, step.share) for step in curve.steps] == [
        (time, pytest.approx(share, abs=1e-12)) for time, share, _ in expected
    ]
    for step, (_, share, variance) in zip(curve.steps, expected, strict=True):
        if step.low is not None and step.high is not None:
            half = 1.959963984540054 * math.sqrt(variance) / (share * -math.log(share))
            limits = (share ** math.exp(half), share ** math.exp(-half))
            assert (step.low, step.high) == pytest.approx(limits, rel=1e-6, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 12).map(float), st.booleans()), min_size=1, max_size=40))
def test_without_a_competing_event_it_is_one_less_kaplan_and_meier(found: list[tuple[float, bool]]) -> None:
    """Where no event competes, the shares are those with the event by Kaplan and Meier."""
    curve = cumulative_incidence([(time, E if is_event else N) for time, is_event in found])
    other = kaplan_meier(found)
    assert curve is not None
    assert other is not None
    assert [s.share for s in curve.steps] == pytest.approx([1 - s.survival for s in other.steps], abs=1e-12)
    assert curve.competing == 0


@given(observations)
def test_never_above_the_curve_that_censors_the_others(found: Observations) -> None:
    """Kaplan and Meier's share, in which the others could still have the event, is at least as high."""
    curve = cumulative_incidence(found)
    other = kaplan_meier([(time, ending is E) for time, ending in found])
    assert curve is not None
    assert other is not None
    assert all(a.share <= 1 - b.survival + 1e-12 for a, b in zip(curve.steps, other.steps, strict=True))


@given(observations, st.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(found: Observations, random: object) -> None:
    """Whoever comes first in the data, the curve is the same."""
    mixed = list(found)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert cumulative_incidence(mixed) == cumulative_incidence(found)


def test_all_at_once_has_no_limits() -> None:
    """Where everyone has the event, or nobody has, no interval is made up; without a patient there is no curve."""
    every = cumulative_incidence([(3.0, E), (3.0, E)])
    none = cumulative_incidence([(3.0, C), (4.0, N)])
    assert every is not None
    assert none is not None
    assert [(s.share, s.low, s.high) for s in every.steps] == [(1.0, None, None)]
    assert none.steps == ()
    assert cumulative_incidence([]) is None


def test_times_are_checked() -> None:
    """A time that is negative or not finite is a mistake of the caller."""
    for time in (-1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match="finite number from 0"):
            cumulative_incidence([(time, N)])
