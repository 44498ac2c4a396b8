"""The log-rank test: whether the times to an event differ between groups."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import chi_square_p
from lnmt_cli.analysis.statistics.estimates import NotEstimable
from lnmt_cli.analysis.statistics.survival import Observation, check_times, event_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class LogRankGroup:
    """A group of ``n`` patients: events ``observed``, and ``expected`` if all groups had the same risk."""

    n: int
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class LogRank:
    """The test: its groups in the order given, chi-square, degrees of freedom, and p."""

    groups: tuple[LogRankGroup, ...]
    chi_square: float
    freedom: int
    p: float


def log_rank(groups: Sequence[Sequence[Observation]]) -> LogRank | NotEstimable:
    """Return the log-rank test of two groups or more, as R's ``survdiff`` with rho = 0.

    The variance is that of the hypergeometric distribution. A group of which nobody is at risk when an event happens is
    expected to have none and does not count for the degrees of freedom. NotEstimable with fewer than two groups that
    count, or where all who are at risk have the event at once. Raises ValueError if a time is negative or not finite.
    Mantel N. Cancer Chemother Rep 1966;50:163. Peto R, Peto J. J R Stat Soc A 1972;135:185.
    """
    for group in groups:
        check_times(group)
    tables = list(_tables(groups))
    expected = [math.fsum(events * share[at] for events, _, share in tables) for at in range(len(groups))]
    counted = [at for at, number in enumerate(expected) if number > 0]
    if len(counted) < 2:
        return NotEstimable("fewer than two groups with patients at risk of an event")
    if not any(weight for _, weight, _ in tables):
        return NotEstimable("all who were at risk had the event at one time")
    observed = [sum(had_event for _, had_event in group) for group in groups]
    chi_square = _chi_square([observed[at] - expected[at] for at in counted], _covariance(tables, counted))
    freedom = len(counted) - 1
    of_groups = tuple(map(LogRankGroup, map(len, groups), observed, expected))
    return LogRank(of_groups, chi_square, freedom, chi_square_p(chi_square, freedom))


def _tables(groups: Sequence[Sequence[Observation]]) -> Iterator[tuple[int, float, list[float]]]:
    """Yield, by time of events, their number, the weight of its variance, and each group's share of those at risk."""
    times = [sorted(time for time, _ in group) for group in groups]
    for time, at_risk, events in event_table([observation for group in groups for observation in group]):
        shares = [(len(of_group) - bisect_left(of_group, time)) / at_risk for of_group in times]
        weight = events * (at_risk - events) / (at_risk - 1) if at_risk > 1 else 0.0
        yield events, weight, shares


def _covariance(tables: Sequence[tuple[int, float, list[float]]], counted: Sequence[int]) -> list[list[float]]:
    return [
        [
            math.fsum(weight * share[row] * ((row == column) - share[column]) for _, weight, share in tables)
            for column in counted
        ]
        for row in counted
    ]


def _chi_square(excess: Sequence[float], covariance: Sequence[Sequence[float]]) -> float:
    """Return the quadratic form of the excess; one group follows from the others and is left out."""
    import numpy as np

    rest, matrix = np.array(excess[1:]), np.array(covariance)[1:, 1:]
    return float(rest @ np.linalg.solve(matrix, rest))
