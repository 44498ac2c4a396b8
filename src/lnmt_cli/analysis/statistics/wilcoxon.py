"""Wilcoxon's signed-rank test, exact where SciPy's is not: with ties, and with zeros left out."""

from __future__ import annotations

import math
import struct
from itertools import groupby
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import normal_p

if TYPE_CHECKING:
    from collections.abc import Sequence

DIFFERENCE_DECIMALS = 9
"""Differences are rounded to this decimal before they are ranked, as every comparison of this project is.

Otherwise 1.4 - 1.2 and 1.2 - 1.0 are no tie, and the p-value is that of other data (docs/reference-values.md).
"""

EXACT_UP_TO = 50
"""Up to this many differences other than zero the distribution is exact: the project's own rule.

SciPy's default has the same limit, for data without ties.
"""


WAY_BITS = 64
"""Enough for the number of all assignments of signs, 2⁵⁰ at most."""


def wilcoxon_signed_rank(differences: Sequence[float]) -> float | None:
    """Return the two-sided p-value of paired ``differences``; None without any pair.

    Differences are rounded to the 9th decimal, zeros are left out (Wilcoxon's own way), ties share their mean
    rank. Up to 50 differences: exact, over all assignments of signs to the ranks at hand, twice the smaller
    tail, at most 1. Above: normal approximation, variance corrected for ties, no continuity correction, as
    ``scipy.stats.wilcoxon(method="asymptotic")``. Pairs without any difference give 1.0.
    Raises ValueError if a difference is not finite. Wilcoxon F. Biometrics Bull 1945;1:80.
    """
    if not all(map(math.isfinite, differences)):
        raise ValueError("only finite differences can be ranked")
    if not differences:
        return None
    ranks, positive = doubled_ranks(differences)
    if len(ranks) > EXACT_UP_TO:
        return _normal_p(ranks, positive)
    return min(1.0, 2 * exact_tail(ranks, min(positive, sum(ranks) - positive)))


def signed_rank_ways(ranks: Sequence[int]) -> list[int]:
    """Return, by sum of the rises, how many of the 2ⁿ assignments of signs to ``ranks``, whole numbers, have it."""
    sums = sum(ranks) + 1
    return list(struct.unpack(f"<{sums}Q", _packed_ways(ranks).to_bytes(WAY_BITS // 8 * sums, "little")))


def exact_tail(ranks: Sequence[int], most: int) -> float:
    """Return the share of the 2ⁿ equally likely assignments of signs to ``ranks`` with a sum of at most ``most``."""
    return sum(signed_rank_ways(ranks)[: most + 1]) / (1 << len(ranks))


def _packed_ways(ranks: Sequence[int]) -> int:
    """Return the ways of each sum as one number, `WAY_BITS` for each: an interval asks for them dozens of times."""
    ways = 1
    for rank in ranks:
        ways += ways << WAY_BITS * rank
    return ways


def doubled_ranks(differences: Sequence[float]) -> tuple[list[int], int]:
    """Return twice the mid-rank of each difference other than zero, and the sum of those of rises.

    Doubled, a mid-rank is a whole number. Differences are rounded to the 9th decimal.
    """
    rounded = (round(difference, DIFFERENCE_DECIMALS) for difference in differences)
    ranks: list[int] = []
    positive = 0
    for _, tied in groupby(sorted(filter(None, rounded), key=abs), key=abs):
        signs = [difference > 0 for difference in tied]
        doubled = 2 * len(ranks) + len(signs) + 1
        ranks += [doubled] * len(signs)
        positive += doubled * sum(signs)
    return ranks, positive


def _normal_p(ranks: Sequence[int], positive: int) -> float:
    """Return the two-sided tail of the normal distribution that has the mean and variance of the rank sum."""
    # The sum of the rises has mean Σr/2 and variance Σr²/4; with mid-ranks, Σr² is corrected for ties.
    return normal_p((2 * positive - sum(ranks)) / math.sqrt(sum(rank * rank for rank in ranks)))
