"""The Hodges–Lehmann shift, of pairs and between two samples, with the interval of the rank test.

Where R (4.2, ``wilcox.test(conf.int=TRUE)``) can be exact, estimate and limits are R's. Elsewhere they differ:

- R approaches the limits to within 1e-4 by a search; here they are the sums of pairs at which that search ends.
- R drops pairs without a difference from the estimate and its interval. Here they stay, for they are patients in
  whom nothing changed, and without them the shift would seem larger.
- R's exact interval is for differences of which no two are alike. Here ties are met as the p-value meets them: within
  the limits are the shifts that the exact test with mid-ranks does not reject.
- R's normal approximation has a continuity correction; here there is none, for the p-values have none.
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
from itertools import combinations_with_replacement, product
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.estimates import LEVEL, Interval, is_constant
from lnmt_cli.analysis.statistics.pair_sums import ROUNDING, PairSums, exact_position, normal_position
from lnmt_cli.analysis.statistics.rank_sum import exact_tails, mann_whitney, pooled_ranks, rank_sum_ways
from lnmt_cli.analysis.statistics.wilcoxon import (
    DIFFERENCE_DECIMALS,
    EXACT_UP_TO,
    doubled_ranks,
    exact_tail,
    signed_rank_ways,
    wilcoxon_signed_rank,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


@dataclass(frozen=True, slots=True)
class Shift:
    """A Hodges–Lehmann estimate, in the unit of the values.

    ``interval`` is None where the values are too few for its level, or all differences the same. Where ``is_exact``,
    it has its level or more for certain; otherwise by the normal approximation.
    """

    estimate: float
    interval: Interval | None
    is_exact: bool


def hodges_lehmann_paired(differences: Sequence[float], level: float = LEVEL) -> Shift | None:
    """Return the shift of paired ``differences``: the median of their Walsh averages; None without a pair.

    A Walsh average is the mean of two differences, or of one with itself. The interval has the shifts that the
    signed-rank test of this project does not reject: exact up to 50 differences, ties and all; above, the normal
    approximation, variance corrected for ties, without continuity correction. Raises ValueError if a difference is not
    finite.
    """
    _check_finite(differences)
    if not differences:
        return None
    n = len(differences)
    averages = PairSums([difference / 2 for difference in differences])
    if n > EXACT_UP_TO:
        variance = n * (n + 1) * (2 * n + 1) / 24 - _tie_sum(differences) / 48
        position = normal_position(len(averages), math.sqrt(variance), level)
        return _shift(averages, position, is_exact=False)
    if not _tie_sum(differences):
        # Between two Walsh averages no two of the shifted differences are alike in size, whatever they are at zero.
        return _shift(averages, exact_position(signed_rank_ways(range(1, n + 1)), level), is_exact=True)
    return Shift(averages.median(), _tied_interval(differences, level), is_exact=True)


def fewest_pairs(level: float) -> int:
    """Return the fewest pairs for which the signed-rank test can have an interval of ``level``."""
    return math.ceil(1 - math.log2((1 - level) * (1 + ROUNDING)) - ROUNDING)


def beside_test(shift: Shift, differences: Sequence[float], level: float = LEVEL) -> Interval | None:
    """Return the interval of a paired ``shift`` so that it has 0 in it if, and only if, the signed-rank test keeps 0.

    The test leaves out zeros, and ties in size of rises and falls are ties at 0 alone: its p-value is not always that
    of the shifts about 0, from which the interval is made. Where they part the interval is drawn to 0, or ends there:
    0 is then a limit that is not itself in the interval.
    """
    ranks, positive = doubled_ranks(differences)
    return _beside(shift, wilcoxon_signed_rank(differences), level, is_above=2 * positive > sum(ranks))


def beside_test_between(
    shift: Shift, first: Sequence[float], second: Sequence[float], level: float = LEVEL
) -> Interval | None:
    """Return the interval of a ``shift`` between samples so that it has 0 if, and only if, Mann–Whitney's test keeps 0.

    As `beside_test`: values that both samples have, to the 9th decimal, are ties at 0 alone, and a limit that is 0 but
    for binary arithmetic is 0.
    """
    ranks, taken = pooled_ranks(first, second)
    is_above = taken > len(first) * (len(ranks) + 1)
    return _beside(shift, mann_whitney(first, second), level, is_above=is_above)


def _beside(shift: Shift, p: float | None, level: float, *, is_above: bool) -> Interval | None:
    """Return the interval beside the ``p`` of 0; ``is_above`` tells the side on which 0 is rejected."""
    if shift.interval is None or p is None:
        return None
    low, high = shift.interval.low, shift.interval.high
    if not _rejects(p, level):
        return Interval(min(low, 0.0), max(high, 0.0))
    if low < 0 < high:
        return Interval(0.0, high) if is_above else Interval(low, 0.0)
    return shift.interval


def _rejects(p: float, level: float) -> bool:
    return p <= (1 - level) * (1 + ROUNDING)


def _tied_interval(differences: Sequence[float], level: float) -> Interval | None:
    """Return the shifts that the exact test does not reject, of differences some of which are alike."""
    if is_constant(differences) or len(differences) < fewest_pairs(level):
        return None
    high = _lowest_of_pairs([-difference for difference in differences], level)
    return Interval(_lowest_of_pairs(differences, level), -high)


def _lowest_of_pairs(differences: Sequence[float], level: float) -> float:
    def is_too_low(shift: float) -> bool:
        ranks, positive = doubled_ranks([difference - shift for difference in differences])
        return _rejects(2 * exact_tail(ranks, sum(ranks) - positive), level)

    halves = [difference / 2 for difference in differences]
    return _lowest_kept((one + other for one, other in combinations_with_replacement(halves, 2)), is_too_low)


def _lowest_kept(sums: Iterable[float], is_too_low: Callable[[float], bool]) -> float:
    """Return the lowest of the ``sums`` of pairs beyond which the test does not reject a shift for being too low.

    The test changes at sums of pairs only, so it is asked between each two of them.
    """
    limits = sorted({round(total, DIFFERENCE_DECIMALS - 1): total for total in sums}.values())
    first, last = 0, len(limits) - 1
    while first < last:
        middle = (first + last) // 2
        if is_too_low((limits[middle] + limits[middle + 1]) / 2):
            first = middle + 1
        else:
            last = middle
    return limits[first]


def hodges_lehmann_between(first: Sequence[float], second: Sequence[float], level: float = LEVEL) -> Shift | None:
    """Return how far ``first`` lies above ``second``: the median difference of a value of each.

    None if one of the two is empty. The interval has the shifts that the Mann–Whitney test of this project does not
    reject: exact up to 50 values on either side, ties and all; above, the normal approximation, variance corrected for
    ties, without continuity correction. Raises ValueError if a value is not finite.
    """
    _check_finite([*first, *second])
    if not first or not second:
        return None
    n, m = len(first), len(second)
    differences, ties = PairSums(first, [-value for value in second]), _tie_sum(first) + _tie_sum(second)
    if max(n, m) > EXACT_UP_TO:
        sd = math.sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
        return _shift(differences, normal_position(len(differences), sd, level), is_exact=False)
    if not ties:
        # Between two differences no value of one sample, shifted, is alike one of the other.
        smaller = min(n, m)
        ways = rank_sum_ways(range(1, n + m + 1), smaller)
        position = exact_position(ways[smaller * (smaller + 1) // 2 :], level)
        return _shift(differences, position, is_exact=True)
    return Shift(differences.median(), _tied_interval_between(first, second, level), is_exact=True)


def _tied_interval_between(first: Sequence[float], second: Sequence[float], level: float) -> Interval | None:
    """Return the shifts that the exact test does not reject, of samples with values that are alike within one."""
    is_apart_rejected = _rejects(2 / math.comb(len(first) + len(second), len(first)), level)
    if not is_apart_rejected or (is_constant(first) and is_constant(second)):
        return None
    return Interval(_lowest_between(first, second, level), -_lowest_between(second, first, level))


def _lowest_between(first: Sequence[float], second: Sequence[float], level: float) -> float:
    smaller = min(len(first), len(second))

    def is_too_low(shift: float) -> bool:
        shifted = [value - shift for value in first]
        if len(first) == smaller:
            return _rejects(2 * exact_tails(*pooled_ranks(shifted, second), smaller)[1], level)
        return _rejects(2 * exact_tails(*pooled_ranks(second, shifted), smaller)[0], level)

    return _lowest_kept((one - other for one, other in product(first, second)), is_too_low)


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
