"""Means and standard deviations with the interval of the mean, and the records that all estimates share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import t_quantile
from lnmt_cli.analysis.statistics.wilcoxon import DIFFERENCE_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEVEL = 0.95
"""The confidence level of every interval, unless told otherwise (docs/reference-values.md)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, in the unit of the estimate."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """Stands for an estimate that cannot be computed; ``reason`` says why, as a phrase for the reader."""

    reason: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The ``n`` values in brief: ``mean`` is None without a value, ``sd`` (n - 1) with fewer than two."""

    n: int
    mean: float | None
    sd: float | None


def summarise(values: Sequence[float]) -> Summary:
    """Return number, mean and sample SD (n - 1) of ``values``, in their unit.

    Two passes with exact sums, so that neither the order nor a large common offset costs digits. Raises
    ValueError if a value is not finite.
    """
    if not all(map(math.isfinite, values)):
        raise ValueError("only finite numbers can be summarised")
    n = len(values)
    if n == 0:
        return Summary(0, None, None)
    # Equal values get their own mean: a sum divided by n may miss it by a bit, and the SD would not be 0.
    mean = values[0] if min(values) == max(values) else math.fsum(values) / n
    return Summary(n, float(mean), _sample_sd(values, mean))


def _sample_sd(values: Sequence[float], mean: float) -> float | None:
    if len(values) < 2:
        return None
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def is_constant(values: Iterable[float]) -> bool:
    """Return whether all of ``values`` are the same to the 9th decimal; what binary arithmetic leaves is no spread."""
    return len({round(value, DIFFERENCE_DECIMALS) for value in values}) <= 1


def mean_t_interval(values: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Return Student's t interval of the mean, in the unit of ``values``; None with fewer than two values.

    None too where all are the same to the 9th decimal: without a spread nothing is known of the mean's precision, and
    an interval of no width would claim that all is. Raises ValueError if a value is not finite.
    """
    summary = summarise(values)
    if summary.mean is None or summary.sd is None or is_constant(values):
        return None
    half = t_quantile(summary.n - 1, level) * summary.sd / math.sqrt(summary.n)
    return Interval(summary.mean - half, summary.mean + half)
