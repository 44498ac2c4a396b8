"""Proportions with their intervals, and the difference of two."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lnmt_cli.analysis.statistics.distributions import normal_quantile
from lnmt_cli.analysis.statistics.estimates import LEVEL, Interval


@dataclass(frozen=True, slots=True)
class ProportionDifference:
    """The first proportion less the second, as a fraction between -1 and 1, with its interval."""

    difference: float
    interval: Interval


def clopper_pearson(n: int, of: int, level: float = LEVEL) -> Interval | None:
    """Return the exact interval of the proportion ``n`` / ``of``, as fractions; None if ``of`` is 0.

    The low limit is 0.0 at n = 0 and the high limit 1.0 at n = of. Raises ValueError unless 0 ≤ n ≤ of.
    Clopper CJ, Pearson ES. Biometrika 1934;26:404.
    """
    _check_proportion(n, of)
    if of == 0:
        return None
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = 0.0 if n == 0 else float(betaincinv(n, of - n + 1, tail))
    high = 1.0 if n == of else float(betaincinv(n + 1, of - n, 1 - tail))
    return Interval(low, high)


def wilson(n: int, of: int, level: float = LEVEL) -> Interval | None:
    """Return Wilson's score interval of ``n`` / ``of``, as fractions; None if ``of`` is 0.

    Without continuity correction, as R's ``prop.test(correct=FALSE)``. The low limit is 0.0 at n = 0 and the
    high limit 1.0 at n = of. Raises ValueError unless 0 ≤ n ≤ of. Wilson EB. JASA 1927;22:209.
    """
    _check_proportion(n, of)
    if of == 0:
        return None
    z = normal_quantile(level)
    centre = n + z * z / 2
    half = z * math.sqrt(n * (of - n) / of + z * z / 4)
    low = 0.0 if n == 0 else (centre - half) / (of + z * z)
    high = 1.0 if n == of else (centre + half) / (of + z * z)
    return Interval(low, high)


def newcombe(first: tuple[int, int], second: tuple[int, int], level: float = LEVEL) -> ProportionDifference | None:
    """Return the difference of two independent proportions, each (n, of), with the hybrid score interval.

    The interval joins the two Wilson intervals, without continuity correction (method 10). None if one of the
    two has nobody. Raises ValueError unless 0 ≤ n ≤ of. Newcombe RG. Stat Med 1998;17:873.
    """
    limits, other_limits = wilson(*first, level), wilson(*second, level)
    if limits is None or other_limits is None:
        return None
    share, other = first[0] / first[1], second[0] / second[1]
    below = math.hypot(share - limits.low, other_limits.high - other)
    above = math.hypot(limits.high - share, other - other_limits.low)
    difference = share - other
    return ProportionDifference(difference, Interval(difference - below, difference + above))


def _check_proportion(n: int, of: int) -> None:
    if not 0 <= n <= of:
        raise ValueError(f"{n} of {of} is not a proportion")
