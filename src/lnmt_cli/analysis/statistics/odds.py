"""The odds ratio of two levels with its exact interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.estimates import LEVEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Level = tuple[int, int]


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """The odds of response in the first level over those in the second.

    ``estimate`` is the sample odds ratio ad / bc, ``conditional`` the maximum of the conditional likelihood, which
    is what R's ``fisher.test`` prints; ``low`` and ``high`` are the exact conditional limits. With an empty cell the
    estimates would be 0 or infinite: both are None and ``reason`` says why, while the limits stand: ``low`` is 0.0,
    or ``high`` None for no upper limit. With nobody in a row or a column there are no limits either.
    """

    estimate: float | None
    conditional: float | None
    low: float | None
    high: float | None
    reason: str | None = None


def odds_ratio(first: Level, second: Level, level: float = LEVEL) -> OddsRatio:
    """Return the odds ratio of two levels, each (responded, not), with R's interval of ``fisher.test``.

    Given the margins, the responders of the first level have Fisher's noncentral hypergeometric distribution; at
    either limit, as many or more, or fewer, have the probability (1 - level) / 2. No constant is added to empty
    cells. The two-sided p-value of Fisher's test is made otherwise, so that now and then one of the two excludes 1 and
    the other does not. Raises ValueError for a negative count. Cornfield J. Proc 3rd Berkeley Symp 1956;4:135.
    """
    (yes, no), (other_yes, other_no) = first, second
    if min(yes, no, other_yes, other_no) < 0:
        raise ValueError("a count cannot be negative")
    if not all((yes + no, other_yes + other_no, yes + other_yes, no + other_no)):
        return OddsRatio(None, None, None, None, "nobody in a row or a column of the table")
    responders = _Responders(yes + no, other_yes + other_no, yes + other_yes)
    tail = (1 - level) / 2
    low = 0.0 if yes == responders.fewest else responders.ratio(lambda count: count >= yes, tail)
    high = None if yes == responders.most else responders.ratio(lambda count: count > yes, 1 - tail)
    if not all((yes, no, other_yes, other_no)):
        size = "infinite" if yes * other_no else "0"
        return OddsRatio(None, None, low, high, f"an empty cell: the odds ratio would be {size}")
    return OddsRatio(yes * other_no / (no * other_yes), responders.ratio(float, yes), low, high)


class _Responders:
    """The number of responders in the first level, given both sizes and the responders in all."""

    def __init__(self, size: int, other: int, responders: int) -> None:
        self.fewest, self.most = max(0, responders - other), min(size, responders)
        self._counts = range(self.fewest, self.most + 1)
        self._logs = [_log_comb(size, count) + _log_comb(other, responders - count) for count in self._counts]

    def ratio(self, of_count: Callable[[int], float], expected: float) -> float:
        """Return the odds ratio at which ``of_count``, which rises with the count, is ``expected`` on average."""
        return math.exp(_root(lambda log_ratio: self._mean(of_count, log_ratio) - expected))

    def _mean(self, of_count: Callable[[int], float], log_ratio: float) -> float:
        logs = [log + count * log_ratio for log, count in zip(self._logs, self._counts, strict=True)]
        largest = max(logs)
        weights = [math.exp(log - largest) for log in logs]
        return _mean([of_count(count) for count in self._counts], weights)


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    products = (value * weight for value, weight in zip(values, weights, strict=True))
    return math.fsum(products) / math.fsum(weights)


def _log_comb(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def _root(rising: Callable[[float], float]) -> float:
    """Return where ``rising`` is 0, to the last digit, by bisection."""
    low, high = -1.0, 1.0
    while rising(low) > 0:
        low *= 2
    while rising(high) < 0:
        high *= 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if rising(middle) < 0 else (low, middle)
    return high
