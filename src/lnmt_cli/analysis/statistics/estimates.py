"""Means, standard deviations and proportions, with their confidence intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVEL = 0.95
"""The confidence level of every interval, unless told otherwise (docs/reference-values.md)."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, in the unit of the estimate."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Summary:
    """The ``n`` values in brief: ``mean`` is None without a value, ``sd`` (n - 1) with fewer than two."""

    n: int
    mean: float | None
    sd: float | None


def clopper_pearson(n: int, of: int, level: float = LEVEL) -> Interval | None:
    """Return the exact interval of the proportion ``n`` / ``of``, as fractions; None if ``of`` is 0.

    The low limit is 0.0 at n = 0 and the high limit 1.0 at n = of. Raises ValueError unless 0 ≤ n ≤ of.
    Clopper CJ, Pearson ES. Biometrika 1934;26:404.
    """
    if not 0 <= n <= of:
        raise ValueError(f"{n} of {of} is not a proportion")
    if of == 0:
        return None
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = 0.0 if n == 0 else float(betaincinv(n, of - n + 1, tail))
    high = 1.0 if n == of else float(betaincinv(n + 1, of - n, 1 - tail))
    return Interval(low, high)


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


def mean_t_interval(values: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Return Student's t interval of the mean, in the unit of ``values``; None with fewer than two values.

    Values that are all equal give an interval of no width. Raises ValueError if a value is not finite.
    """
    summary = summarise(values)
    if summary.mean is None or summary.sd is None:
        return None
    half = _t_quantile(summary.n - 1, level) * summary.sd / math.sqrt(summary.n)
    return Interval(summary.mean - half, summary.mean + half)


def _t_quantile(freedom: int, level: float) -> float:
    """Return the t that holds ``level`` of the distribution between -t and t."""
    from scipy.special import betaincinv

    # P(|T| < t) is the incomplete beta function of t² / (freedom + t²): Abramowitz & Stegun 26.5.27.
    share = float(betaincinv(0.5, freedom / 2, level))
    return math.sqrt(freedom * share / (1 - share))
