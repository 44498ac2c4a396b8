"""Median and quartiles."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Quartiles:
    """Median and quartiles of ``n`` values, in their unit."""

    n: int
    lower: float
    median: float
    upper: float


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """Return median and quartiles of ``values``, as type 7 of R's ``quantile``; None without a value.

    Type 7, the default of R, NumPy and Excel's QUARTILE.INC, interpolates between the values on either side of
    place (n - 1) × p, counted from 0. Raises ValueError if a value is not finite.
    Hyndman RJ, Fan Y. Am Stat 1996;50:361.
    """
    if not all(map(math.isfinite, values)):
        raise ValueError("only finite numbers have quartiles")
    if not values:
        return None
    ordered = sorted(values)
    lower, median, upper = (_at_quarter(ordered, quarter) for quarter in (1, 2, 3))
    return Quartiles(len(ordered), lower, median, upper)


def _at_quarter(ordered: Sequence[float], quarter: int) -> float:
    """Return the value at ``quarter`` quarters of the way from the first to the last."""
    below, beyond = divmod((len(ordered) - 1) * quarter, 4)
    if beyond == 0:
        return float(ordered[below])
    share = beyond / 4
    return (1 - share) * ordered[below] + share * ordered[below + 1]
