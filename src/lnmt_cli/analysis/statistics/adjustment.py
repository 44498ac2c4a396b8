"""Analysis of covariance: the follow-up values of two groups, compared at the same baseline."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import t_p, t_quantile
from lnmt_cli.analysis.statistics.estimates import LEVEL, Interval, NotEstimable
from lnmt_cli.analysis.statistics.wilcoxon import DIFFERENCE_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Sequence

COEFFICIENTS = 3
"""What the model estimates: a level for either group and the slope on the baseline."""


@dataclass(frozen=True, slots=True)
class Ancova:
    """The follow-up of the first group less that of the second, at the same baseline, in the unit of the measure.

    ``slope`` is the change of the follow-up value per unit of the baseline, the same in both groups; ``freedom`` the
    residual degrees of freedom, patients less 3.
    """

    n: tuple[int, int]
    difference: float
    interval: Interval
    p: float
    freedom: int
    slope: float


@dataclass(frozen=True, slots=True)
class _Group:
    """The mean baseline and follow-up of a group, and its pairs less these means."""

    baseline: float
    follow_up: float
    centred: list[tuple[float, float]]


def ancova(
    first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]], *, at_least: int, level: float = LEVEL
) -> Ancova | NotEstimable:
    """Return the baseline-adjusted difference between two groups of (baseline, follow-up) pairs.

    Ordinary least squares of follow-up on baseline and group, as R's ``lm(follow_up ~ baseline + group)``, with t
    interval and two-sided p-value; one slope for both groups is assumed. NotEstimable with fewer than ``at_least``
    patients in a group, or fewer than 4 in all; where no group has two different baselines; and where no residual is
    left to the 9th decimal. Raises ValueError if a value is not finite. Vickers AJ, Altman DG. BMJ 2001;323:1123.
    """
    if not all(math.isfinite(value) for pair in (*first, *second) for value in pair):
        raise ValueError("only finite numbers can be compared")
    smaller = min(len(first), len(second))
    freedom = len(first) + len(second) - COEFFICIENTS
    if smaller < max(1, at_least) or freedom < 1:
        return NotEstimable(f"{smaller} patients in the smaller group are too few to adjust for the baseline")
    if _is_level(first) and _is_level(second):
        return NotEstimable("the baseline is the same throughout each group")
    return _least_squares(_group(first), _group(second), freedom, level)


def _is_level(pairs: Sequence[tuple[float, float]]) -> bool:
    return len({round(baseline, DIFFERENCE_DECIMALS) for baseline, _ in pairs}) == 1


def _group(pairs: Sequence[tuple[float, float]]) -> _Group:
    baseline, follow_up = (math.fsum(values) / len(pairs) for values in zip(*pairs, strict=True))
    return _Group(baseline, follow_up, [(x - baseline, y - follow_up) for x, y in pairs])


def _least_squares(first: _Group, second: _Group, freedom: int, level: float) -> Ancova | NotEstimable:
    """Return the fit from the deviations within the groups: with two levels and one slope it has a closed form."""
    within = first.centred + second.centred
    squares = math.fsum(x * x for x, _ in within)
    slope = math.fsum(x * y for x, y in within) / squares
    residuals = [y - slope * x for x, y in within]
    if not any(round(residual, DIFFERENCE_DECIMALS) for residual in residuals):
        return NotEstimable("the baseline and the group explain every value: nothing is left to judge by")
    n = (len(first.centred), len(second.centred))
    apart = first.baseline - second.baseline
    difference = first.follow_up - second.follow_up - slope * apart
    variance = math.fsum(residual * residual for residual in residuals) / freedom
    error = math.sqrt(variance * (1 / n[0] + 1 / n[1] + apart * apart / squares))
    half = t_quantile(freedom, level) * error
    interval = Interval(difference - half, difference + half)
    return Ancova(n, difference, interval, t_p(difference / error, freedom), freedom, slope)
