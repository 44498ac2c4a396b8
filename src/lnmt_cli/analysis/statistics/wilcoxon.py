"""Wilcoxon's signed-rank test, exact where SciPy's is not: with ties, and with zeros left out."""

from __future__ import annotations

import math
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
    rounded = (round(difference, DIFFERENCE_DECIMALS) for difference in differences)
    ranked = _doubled_ranks([difference for difference in rounded if difference])
    positive = sum(rank for rank, is_rise in ranked if is_rise)
    ranks = [rank for rank, _ in ranked]
    return _exact_p(ranks, positive) if len(ranks) <= EXACT_UP_TO else _normal_p(ranks, positive)


def signed_rank_ways(ranks: Sequence[int]) -> list[int]:
    """Return, by sum of the rises, how many of the 2ⁿ assignments of signs to ``ranks``, whole numbers, have it."""
    ways = [1]
    for rank in ranks:
        gap = [0] * rank
        ways = [without + with_it for without, with_it in zip(ways + gap, gap + ways, strict=True)]
    return ways


def _doubled_ranks(differences: Sequence[float]) -> list[tuple[int, bool]]:
    """Return (twice the mid-rank, whether it is a rise), ascending; doubled, a mid-rank is a whole number."""
    ranked: list[tuple[int, bool]] = []
    for _, tied in groupby(sorted(differences, key=abs), key=abs):
        signs = [difference > 0 for difference in tied]
        doubled = 2 * len(ranked) + len(signs) + 1
        ranked.extend((doubled, is_rise) for is_rise in signs)
    return ranked


def _exact_p(ranks: Sequence[int], positive: int) -> float:
    """Return twice the smaller tail at ``positive``, over the 2ⁿ equally likely assignments of signs."""
    ways = signed_rank_ways(ranks)
    smaller_tail = min(sum(ways[: positive + 1]), sum(ways[positive:]))
    return min(1.0, 2 * smaller_tail / (1 << len(ranks)))


def _normal_p(ranks: Sequence[int], positive: int) -> float:
    """Return the two-sided tail of the normal distribution that has the mean and variance of the rank sum."""
    # The sum of the rises has mean Σr/2 and variance Σr²/4; with mid-ranks, Σr² is corrected for ties.
    return normal_p((2 * positive - sum(ranks)) / math.sqrt(sum(rank * rank for rank in ranks)))
