"""The order statistics of all sums of pairs, which the Hodges–Lehmann estimates and intervals consist of.

A cohort of thousands has millions of pairs, so they are not listed: for a trial value, one walk along the sorted
samples counts the sums up to it, and bisection finds the value that has k of them.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

from lnmt_cli.analysis.statistics.distributions import normal_quantile

ROUNDING = 1e-15
"""What binary arithmetic may add to the error of a level: (1 - 0.95) / 2 is above 0.025 by 2e-17."""


class PairSums:
    """The sums of one value of each sample, or of one sample with itself, where each pair counts once."""

    def __init__(self, left: Sequence[float], right: Sequence[float] | None = None) -> None:
        """Without ``right``, the pairs are those of ``left`` with itself, each value with itself included."""
        self._left = sorted(left)
        self._right = self._left if right is None else sorted(right)
        self._once = right is None

    def __len__(self) -> int:
        """Return the number of pairs."""
        n = len(self._left)
        return n * (n + 1) // 2 if self._once else n * len(self._right)

    def median(self) -> float:
        """Return the median sum, the mean of the two in the middle where their number is even."""
        pairs = len(self)
        upper = self.smallest(pairs // 2 + 1)
        return upper if pairs % 2 else (self.smallest(pairs // 2) + upper) / 2

    def smallest(self, position: int) -> float:
        """Return the sum at ``position`` in ascending order, counted from 1."""
        low, high = self._left[0] + self._right[0], self._left[-1] + self._right[-1]
        while low < high:
            middle = low + (high - low) / 2
            middle = middle if middle < high else low
            up_to, last, following = self._walk(middle)
            # Both ends jump to sums that exist, so the search ends at the sum itself and not near it.
            low, high = (low, last) if up_to >= position else (following, high)
        return high

    def _walk(self, value: float) -> tuple[int, float, float]:
        """Return the number of sums up to ``value``, the last of them, and the first beyond."""
        up_to, last, following = 0, -math.inf, math.inf
        right, end = self._right, len(self._right)
        for row, addend in enumerate(self._left):
            while end and addend + right[end - 1] > value:
                end -= 1
            start = row if self._once else 0
            if end > start:
                up_to += end - start
                last = max(last, addend + right[end - 1])
            beyond = max(start, end)
            if beyond < len(right):
                following = min(following, addend + right[beyond])
        return up_to, last, following


def exact_position(ways: Sequence[int], level: float) -> int | None:
    """Return which sums from either end are the limits, where ``ways`` is the exact distribution of the statistic.

    At least ``level`` of the distribution lies between them. None where even the first and the last sum hold
    less, as with fewer than 6 pairs for 95 %.
    """
    tail = (1 - level) / 2 * sum(ways)
    below = list(accumulate(ways))
    # A sum whose tail is all of the error is a limit already: the test rejects where p is the error itself.
    return sum(count <= tail * (1 + ROUNDING) for count in below) or None


def normal_position(pairs: int, sd: float, level: float) -> int | None:
    """Return which sums from either end are the limits, where the statistic is normal with ``sd`` about pairs / 2.

    Without continuity correction. None where even the first and the last sum hold less than ``level``.
    """
    position = math.floor(pairs / 2 - normal_quantile(level) * sd) + 1
    return position if position >= 1 else None
