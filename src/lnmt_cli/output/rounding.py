"""Numbers as people read them: rounded once, half away from zero.

Only what is printed passes through here; the machine formats carry full precision (docs/methods.md).
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Context, Decimal

_SMALLEST_P = 0.001
"""Below this, a p-value is printed as a bound: the usual rule of reporting (AMA Manual of Style)."""

_P_DIGITS = 3

_EXACT = Context(prec=400)
"""Room for every float: 309 digits before the point and as many behind it as anyone prints."""


def rounded(value: float, digits: int) -> str:
    """Return ``value`` with ``digits`` decimals (0 or more), half away from zero, and zero without a sign.

    It rounds the number as it is written, not its binary neighbour: 0.125 and 2.675 become 0.13 and 2.68,
    as in SAS, Excel and by hand. Raises ValueError for NaN and infinity: "no value" is the caller's to word.
    """
    if not math.isfinite(value):
        raise ValueError("only a finite number can be rounded")
    # ROUND_HALF_UP is decimal's name for half away from zero.
    number = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, context=_EXACT)
    return f"{abs(number) if number.is_zero() else number:f}"


def p_value_text(p: float) -> str:
    """Return a p-value with three decimals, or ``<0.001`` where it is smaller than that."""
    return f"<{_SMALLEST_P}" if p < _SMALLEST_P else rounded(p, _P_DIGITS)
