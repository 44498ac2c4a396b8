"""The cumulative incidence of an event where another can come first, by Aalen and Johansen.

One less Kaplan and Meier's curve takes those whom the other event befell for patients who could still have this one,
and is too high; here they are counted as those who no longer can.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import normal_quantile
from lnmt_cli.analysis.statistics.estimates import LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


ALL_TOLERANCE = 1e-12
"""So near to 1 a sum of fractions is 1."""


class Ending(enum.Enum):
    """How the time of a patient ends: with the event, with one that competes with it, or without either."""

    EVENT = "event"
    COMPETING = "competing"
    CENSORED = "censored"


@dataclass(frozen=True, slots=True)
class IncidenceStep:
    """A time at which events happened: how many, of how many at risk, and the share with the event from then on.

    ``low`` and ``high`` are the limits of ``share``; None where it is 0 or 1, or has no variance.
    """

    time: float
    at_risk: int
    events: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class CumulativeIncidence:
    """The curve of ``n`` patients: ``events`` of them had the event, ``competing`` the other one first."""

    n: int
    events: int
    competing: int
    steps: tuple[IncidenceStep, ...]


def cumulative_incidence(
    observations: Sequence[tuple[float, Ending]], level: float = LEVEL
) -> CumulativeIncidence | None:
    """Return the curve of ``observations``, each a time and how it ends; None without any.

    A patient last seen at the time of an event was at risk of it. The limits are on the scale of log(-log), with the
    variance of the delta method, which without a competing event is Greenwood's.
    Raises ValueError if a time is negative or not finite.
    Aalen OO, Johansen S. Scand J Stat 1978;5:141. Choudhury JB. Stat Med 2002;21:1129 (variance and limits).
    """
    if not all(0 <= time < math.inf for time, _ in observations):
        raise ValueError("a time to an event is a finite number from 0")
    if not observations:
        return None
    endings = [ending for _, ending in observations]
    return CumulativeIncidence(
        n=len(observations),
        events=endings.count(Ending.EVENT),
        competing=endings.count(Ending.COMPETING),
        steps=tuple(_steps(observations, normal_quantile(level))),
    )


def _steps(observations: Sequence[tuple[float, Ending]], z: float) -> Iterator[IncidenceStep]:
    at_risk, free, share = len(observations), 1.0, 0.0
    # Var F(t) = Σ (F(t) - F)² h + Σ v - 2 Σ (F(t) - F) c over the times up to t: kept as sums, by powers of F(t).
    squares = linear = constant = 0.0
    for time, of_time in groupby(sorted(observations, key=lambda one: one[0]), key=lambda one: one[0]):
        ended = [ending for _, ending in of_time]
        events = ended.count(Ending.EVENT)
        either = events + ended.count(Ending.COMPETING)
        if either:
            share += free * events / at_risk
            # All of them: what binary arithmetic leaves of 1 would have limits.
            share = 1.0 if math.isclose(share, 1.0, rel_tol=ALL_TOLERANCE) else share
            # Where nobody is left, nothing is added after this time: the term would be multiplied by 0.
            hazard = either / (at_risk * (at_risk - either)) if either < at_risk else 0.0
            mixed = free * events / at_risk**2
            squares += hazard
            linear += share * hazard + mixed
            constant += share**2 * hazard + free**2 * events * (at_risk - events) / at_risk**3 + 2 * share * mixed
            free *= 1 - either / at_risk
        if events:
            variance = share**2 * squares - 2 * share * linear + constant
            yield IncidenceStep(time, at_risk, events, share, *_limits(share, variance, z))
        at_risk -= len(ended)


def _limits(share: float, variance: float, z: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1 or variance <= 0:
        return None, None
    half = z * math.sqrt(variance) / (share * -math.log(share))
    return share ** math.exp(half), share ** math.exp(-half)
