"""Geometric means and their ratio, for measures as skewed as the UPCR.

Logarithms need values above 0. No constant is added to make them so, since the result would depend on it: what
is not above 0 is left out and counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.estimates import LEVEL, Interval, mean_t_interval, summarise
from lnmt_cli.analysis.statistics.student import paired_t

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class GeometricMean:
    """The geometric mean of ``n`` values above 0, in their unit; ``left_out`` were not.

    ``mean`` is None without a value, ``interval`` with fewer than two.
    """

    n: int
    left_out: int
    mean: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class GeometricRatio:
    """The geometric mean of follow-up / baseline over ``n`` pairs; ``left_out`` pairs have a value not above 0.

    ``ratio`` is None without a pair, ``interval`` with fewer than two, ``p`` also where all ratios are equal.
    """

    n: int
    left_out: int
    ratio: float | None
    interval: Interval | None
    p: float | None


def geometric_mean(values: Sequence[float], level: float = LEVEL) -> GeometricMean:
    """Return the geometric mean of ``values`` with the t interval of the mean logarithm, taken back.

    Raises ValueError if a value is not finite.
    """
    logs = _logs([(value,) for value in values])
    mean, interval = _taken_back([log for (log,) in logs], level)
    return GeometricMean(len(logs), len(values) - len(logs), mean, interval)


def geometric_ratio(pairs: Sequence[tuple[float, float]], level: float = LEVEL) -> GeometricRatio:
    """Return the geometric mean ratio of ``pairs`` of (baseline, follow-up), follow-up over baseline.

    Interval and p-value are those of the paired t test of the logarithms. A ratio of 0.5 is a fall by half, at
    whatever baseline. Raises ValueError if a value is not finite.
    Bland JM, Altman DG. BMJ 1996;312:1153 (logarithms and their taking back).
    """
    logs = _logs(pairs)
    changes = [follow_up - baseline for baseline, follow_up in logs]
    ratio, interval = _taken_back(changes, level)
    test = paired_t(changes)
    return GeometricRatio(len(logs), len(pairs) - len(logs), ratio, interval, test.p if test else None)


def _logs(rows: Sequence[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Return the logarithms of the rows in which every value is above 0."""
    if not all(math.isfinite(value) for row in rows for value in row):
        raise ValueError("only finite numbers have a geometric mean")
    return [tuple(map(math.log, row)) for row in rows if all(value > 0 for value in row)]


def _taken_back(logs: Sequence[float], level: float) -> tuple[float | None, Interval | None]:
    mean = summarise(logs).mean
    interval = mean_t_interval(logs, level)
    return (
        None if mean is None else math.exp(mean),
        None if interval is None else Interval(math.exp(interval.low), math.exp(interval.high)),
    )
