"""The Hodges–Lehmann shift, of pairs and between two samples, with the interval of the rank test.

Where R (4.2, ``wilcox.test(conf.int=TRUE)``) can be exact, estimate and limits are R's. Elsewhere they differ:

- R approaches the limits to within 1e-4 by a search; here they are the sums of pairs at which that search ends.
- R drops pairs without a difference from the estimate and its interval. Here they stay, for they are patients in
  whom nothing changed, and without them the shift would seem larger.
- R's estimate beside the normal approximation is any point at which its search crosses the middle; here it is the
  median of the sums.
- Too few values for the level, as 5 pairs are for 95 %: R gives the whole range, under the level asked for if half as
  much error again is enough, else under a lower one with a warning; here there is no interval. Before R's normal
  approximation lowers the level it wants one value more than here.
- R's own default is exact below 50 values; here 50 are exact, as the p-values are.

Hodges JL, Lehmann EL. Ann Math Stat 1963;34:598. Hollander M, Wolfe DA, Chicken E. Nonparametric Statistical
Methods, 3rd ed. 2014, 3.2, 3.3, 4.2, 4.3 (the intervals). Noether GE. JASA 1967;62:184 (ties).
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.estimates import LEVEL, Interval, is_constant
from lnmt_cli.analysis.statistics.pair_sums import PairSums, exact_position, normal_position
from lnmt_cli.analysis.statistics.rank_sum import rank_sum_ways
from lnmt_cli.analysis.statistics.wilcoxon import DIFFERENCE_DECIMALS, EXACT_UP_TO, signed_rank_ways

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Shift:
    """A Hodges–Lehmann estimate, in the unit of the values.

        ``interval`` is None where the values are too few for its level, or all differences the same.
    Where ``is_exact``, the interval has its level
        or more for certain; otherwise by the normal approximation.
    """

    estimate: float
    interval: Interval | None
    is_exact: bool


def hodges_lehmann_paired(differences: Sequence[float], level: float = LEVEL) -> Shift | None:
    """Return the shift of paired ``differences``: the median of their Walsh averages; None without a pair.

    A Walsh average is the mean of two differences, or of one with itself. The interval goes with the signed-rank
    test: exact up to 50 differences without ties in size or zeros, to the 9th decimal; otherwise the normal
    approximation, variance corrected for ties, with continuity correction. Raises ValueError if a difference is
    not finite.
    """
    _check_finite(differences)
    if not differences:
        return None
    n = len(differences)
    sizes = Counter(round(abs(difference), DIFFERENCE_DECIMALS) for difference in differences)
    is_exact = n <= EXACT_UP_TO and len(sizes) == n and 0 not in sizes
    averages = PairSums([difference / 2 for difference in differences])
    if is_exact:
        position = exact_position(signed_rank_ways(range(1, n + 1)), level)
    else:
        variance = n * (n + 1) * (2 * n + 1) / 24 - _tie_sum(differences) / 48
        position = normal_position(len(averages), math.sqrt(variance), level)
    return _shift(averages, position, is_exact=is_exact)


def hodges_lehmann_between(first: Sequence[float], second: Sequence[float], level: float = LEVEL) -> Shift | None:
    """Return how far ``first`` lies above ``second``: the median difference of a value of each.

    None if one of the two is empty. The interval goes with the Mann–Whitney test: exact up to 50 values on either
    side without ties, to the 9th decimal; otherwise the normal approximation, variance corrected for ties, with
    continuity correction. Raises ValueError if a value is not finite.
    """
    _check_finite([*first, *second])
    if not first or not second:
        return None
    n, m = len(first), len(second)
    distinct = {round(value, DIFFERENCE_DECIMALS) for value in (*first, *second)}
    is_exact = max(n, m) <= EXACT_UP_TO and len(distinct) == n + m
    differences = PairSums(first, [-value for value in second])
    if is_exact:
        smaller = min(n, m)
        ways = rank_sum_ways(range(1, n + m + 1), smaller)
        position = exact_position(ways[smaller * (smaller + 1) // 2 :], level)
    else:
        ties = (_tie_sum(first) + _tie_sum(second)) / ((n + m) * (n + m - 1))
        position = normal_position(len(differences), math.sqrt(n * m / 12 * (n + m + 1 - ties)), level)
    return _shift(differences, position, is_exact=is_exact)


def _shift(sums: PairSums, position: int | None, *, is_exact: bool) -> Shift:
    limits = None
    # All the same is no spread, and an interval of no width would claim that the shift is known exactly.
    if position is not None and not is_constant((sums.smallest(1), sums.smallest(len(sums)))):
        limits = Interval(sums.smallest(position), sums.smallest(len(sums) + 1 - position))
    return Shift(sums.median(), limits, is_exact)


def _tie_sum(values: Iterable[float]) -> int:
    """Return the sum of t³ - t over the sets of t equal values.

    Values that are equal stay tied whatever shift is tried; values of one size and two signs, or of two samples, do
    not.
    """
    tied = Counter(round(value, DIFFERENCE_DECIMALS) for value in values)
    return sum(times**3 - times for times in tied.values())


def _check_finite(values: Iterable[float]) -> None:
    if not all(map(math.isfinite, values)):
        raise ValueError("only finite numbers can be ranked")
