"""Time to an event by Kaplan and Meier.

Why not a library: lifelines 0.30.3 (2026) wants pandas below 3, which this package is not held to, and brings
matplotlib, autograd and formulaic; ``scipy.stats`` has the curve and a log-rank test of two samples, but no median, no
interval of it and no third group, and takes longer to import than a report takes. What is needed is short, and the
tests hold it against R's ``survival`` and SciPy.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import normal_quantile
from lnmt_cli.analysis.statistics.estimates import LEVEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HALF_TOLERANCE = 2**-26
"""So near to ½ a product of fractions is ½, as in R's ``survfit`` (the square root of the machine's precision)."""

Observation = tuple[float, bool]
"""A time, and whether it ends with the event: otherwise the patient was last seen without it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A time at which events happened: how many, of how many at risk, and the share without the event from then on.

    ``low`` and ``high`` are the limits of ``survival``, None where it is 0.
    """

    time: float
    at_risk: int
    events: int
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class KaplanMeier:
    """The curve of ``n`` patients, ``events`` of whom had the event: 1 before the first of ``steps``.

    ``median`` and its limits are in the unit of the times; None is "not reached".
    """

    n: int
    events: int
    steps: tuple[Step, ...]
    median: float | None
    median_low: float | None
    median_high: float | None


def kaplan_meier(observations: Sequence[Observation], level: float = LEVEL) -> KaplanMeier | None:
    """Return the curve of ``observations``; None without any.

    A patient last seen at the time of an event was at risk of it. The limits are Greenwood's on the scale of
    log(-log), as R's ``survfit(conf.type="log-log")``. The median is the first time with a survival of at most ½, or
    the middle of the stretch on which it is exactly ½, which can end with the last time, as R's ``quantile``; its
        limits are those times of the limits (Brookmeyer R, Crowley J. Biometrics 1982;38:29).
    Raises ValueError if a time is negative or not finite.
        Kaplan EL, Meier P. JASA 1958;53:457.
    """
    check_times(observations)
    if not observations:
        return None
    steps = tuple(_steps(observations, normal_quantile(level)))
    last = max(time for time, _ in observations)
    return KaplanMeier(
        n=len(observations),
        events=sum(step.events for step in steps),
        steps=steps,
        median=_half_time(((step.time, step.survival) for step in steps), last),
        median_low=_half_time(((step.time, step.low) for step in steps), last),
        median_high=_half_time(((step.time, step.high) for step in steps), last),
    )


def numbers_at_risk(observations: Sequence[Observation], at: Sequence[float]) -> tuple[int, ...]:
    """Return how many were still under observation just before each time of ``at``, as R's ``summary(times=)``."""
    times = sorted(time for time, _ in observations)
    return tuple(len(times) - bisect_left(times, time) for time in at)


def event_table(observations: Sequence[Observation]) -> list[tuple[float, int, int]]:
    """Return (time, at risk, events) for each time at which an event happened, in order."""
    table = []
    at_risk = len(observations)
    for time, of_time in groupby(sorted(observations), key=lambda observation: observation[0]):
        ended = [had_event for _, had_event in of_time]
        if any(ended):
            table.append((time, at_risk, sum(ended)))
        at_risk -= len(ended)
    return table


def check_times(observations: Iterable[Observation]) -> None:
    """Raise ValueError if a time is negative or not finite."""
    if not all(0 <= time < math.inf for time, _ in observations):
        raise ValueError("a time to an event is a finite number from 0")


def _steps(observations: Sequence[Observation], z: float) -> Iterator[Step]:
    survival, hazard_variance = 1.0, 0.0
    for time, at_risk, events in event_table(observations):
        left = at_risk - events
        survival *= left / at_risk
        hazard_variance += events / (at_risk * left) if left else math.inf
        yield Step(time, at_risk, events, survival, *_limits(survival, hazard_variance, z))


def _limits(survival: float, hazard_variance: float, z: float) -> tuple[float | None, float | None]:
    if survival == 0:
        return None, None
    half = z * math.sqrt(hazard_variance) / -math.log(survival)
    return survival ** math.exp(half), survival ** math.exp(-half)


def _half_time(curve: Iterable[tuple[float, float | None]], last: float) -> float | None:
    """Return the time at which a falling curve, seen to ``last``, reaches ½; of a stretch at ½, the middle."""
    reached = [(time, share) for time, share in curve if share is not None and share < 0.5 + HALF_TOLERANCE]
    if not reached:
        return None
    time, share = reached[0]
    below = next((later for later, lower in reached if lower < share), last)
    return (time + below) / 2 if abs(share - 0.5) < HALF_TOLERANCE else time
