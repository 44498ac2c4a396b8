"""Figures as people read them: shares, mean ± SD, intervals, p; a dash where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .rounding import p_value_text, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

NONE = "–"

_PERCENT_DIGITS = 1
_VALUE_DIGITS = 2


def plural(n: int, noun: str, nouns: str = "") -> str:
    """Return ``1 patient`` or ``3 patients``."""
    return f"{n} {noun if n == 1 else nouns or noun + 's'}"


def percent(value: float | None) -> str:
    """Return a percentage with one decimal and without its sign, which stands in the header."""
    return NONE if value is None else rounded(value, _PERCENT_DIGITS)


def share(n: int, of: int) -> str:
    """Return the percentage of ``n`` of ``of`` with one decimal, from the counts themselves."""
    return percent(100 * n / of if of else None)


def value(number: float | None) -> str:
    """Return a measured value or a difference with two decimals."""
    return NONE if number is None else rounded(number, _VALUE_DIGITS)


def mean_sd(mean: float | None, sd: float | None, digits: int = _VALUE_DIGITS) -> str:
    """Return ``1.82 ± 0.86``; the mean alone where there is no SD."""
    if mean is None:
        return NONE
    return rounded(mean, digits) if sd is None else f"{rounded(mean, digits)} ± {rounded(sd, digits)}"


def interval(low: float | None, high: float | None, digits: int) -> str:
    """Return ``11.1 to 46.3``: "to", because a dash beside a negative number misleads."""
    if low is None or high is None:
        return NONE
    return f"{rounded(low, digits)} to {rounded(high, digits)}"


def percent_interval(low: float | None, high: float | None) -> str:
    """Return an interval of percentages."""
    return interval(low, high, _PERCENT_DIGITS)


def value_interval(low: float | None, high: float | None) -> str:
    """Return an interval of values in parentheses, or nothing where there is none."""
    return "" if low is None or high is None else f"({interval(low, high, _VALUE_DIGITS)})"


def p_value(p: float | None) -> str:
    """Return a p-value, or a dash."""
    return NONE if p is None else p_value_text(p)


def median(middle: float | None, low: float | None, high: float | None) -> str:
    """Return a median with its quartiles: ``1.78 [1.25, 2.95]``; alone where there are none."""
    if middle is None or low is None or high is None:
        return value(middle)
    return f"{value(middle)} [{value(low)}, {value(high)}]"


def estimate(number: float | None, low: float | None, high: float | None, digits: int = _VALUE_DIGITS) -> str:
    """Return an estimate with its interval: ``0.88 (0.71 to 1.05)``."""
    if number is None:
        return NONE
    if low is None or high is None:
        return rounded(number, digits)
    return f"{rounded(number, digits)} ({interval(low, high, digits)})"


def pairs(values: Iterable[tuple[float, float]]) -> str:
    """Return values before and after: ``2.10 → 1.05; 3.20 → 4.00``."""
    return "; ".join(f"{value(before)} → {value(after)}" for before, after in values)


def p_of(p: float | None) -> str:
    """Return ``p = 0.021`` or ``p < 0.001``; ``no p-value`` where there is none."""
    if p is None:
        return "no p-value"
    text = p_value(p)
    return f"p {text}" if text.startswith("<") else f"p = {text}"
