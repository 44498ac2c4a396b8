"""The Mann–Whitney test (Wilcoxon's rank-sum test), exact with ties too."""

from __future__ import annotations

import math
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import normal_p
from lnmt_cli.analysis.statistics.wilcoxon import DIFFERENCE_DECIMALS, EXACT_UP_TO

if TYPE_CHECKING:
    from collections.abc import Sequence


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return the two-sided p-value of two independent samples; None if one of them is empty.

    Values are rounded to the 9th decimal, ties share their mean rank. Up to 50 values on either side: exact, over
    all ways to deal out the ranks at hand, twice the smaller tail, at most 1. Above: normal approximation,
    variance corrected for ties, no continuity correction, as R's ``wilcox.test(exact=FALSE, correct=FALSE)``.
    Values that are all equal give 1.0. Raises ValueError if a value is not finite.
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50.
    """
    if not all(map(math.isfinite, (*first, *second))):
        raise ValueError("only finite numbers can be ranked")
    if not first or not second:
        return None
    # The smaller sample has fewer partial sums, and the two-sided p-value does not ask which is which.
    smaller, larger = sorted((first, second), key=len)
    ranks, taken = pooled_ranks(smaller, larger)
    if len(larger) > EXACT_UP_TO:
        return _normal_p(ranks, taken, len(smaller))
    return min(1.0, 2 * min(exact_tails(ranks, taken, len(smaller))))


def rank_sum_ways(ranks: Sequence[int], size: int) -> list[int]:
    """Return, by sum, in how many ways ``size`` of the ``ranks``, whole numbers, have it.

    ``size`` must be at most half of the ranks.
    """
    # The counts by sum stand side by side in one whole number, each in a field wide enough for the largest: adding
    # a rank shifts the fields, and one addition adds them all.
    width = (math.comb(len(ranks), size).bit_length() + 7) // 8
    packed = [1] + [0] * size
    for rank in ranks:
        for count in range(size, 0, -1):
            packed[count] += packed[count - 1] << (8 * width * rank)
    fields = -(-packed[size].bit_length() // (8 * width))
    packed_bytes = packed[size].to_bytes(fields * width, "little")
    return [int.from_bytes(packed_bytes[width * at : width * (at + 1)], "little") for at in range(fields)]


def pooled_ranks(first: Sequence[float], second: Sequence[float]) -> tuple[list[int], int]:
    """Return twice the mid-ranks of all values, and their sum over ``first``; doubled, they are whole numbers."""
    marked = [
        (round(value, DIFFERENCE_DECIMALS), is_first)
        for is_first in (True, False)
        for value in (first if is_first else second)
    ]
    ranks: list[int] = []
    taken = 0
    for _, tied in groupby(sorted(marked), key=itemgetter(0)):
        members = [is_first for _, is_first in tied]
        doubled = 2 * len(ranks) + len(members) + 1
        ranks.extend([doubled] * len(members))
        taken += doubled * sum(members)
    return ranks, taken


def exact_tails(ranks: Sequence[int], taken: int, size: int) -> tuple[float, float]:
    """Return the shares of the ways to deal out ``size`` of ``ranks`` with a sum of at most, and at least, ``taken``.

    ``size`` must be at most half of the ranks.
    """
    ways, dealt = rank_sum_ways(ranks, size), math.comb(len(ranks), size)
    return sum(ways[: taken + 1]) / dealt, sum(ways[taken:]) / dealt


def _normal_p(ranks: Sequence[int], taken: int, size: int) -> float:
    """Return the two-sided tail of the normal distribution that has the mean and variance of the rank sum."""
    n = len(ranks)
    # The doubled ranks have the mean n + 1; a sum of ``size`` of them, drawn without replacement, has this variance.
    spread = sum((rank - n - 1) ** 2 for rank in ranks)
    variance = size * (n - size) * spread / (n * (n - 1))
    return normal_p((taken - size * (n + 1)) / math.sqrt(variance)) if spread else 1.0
