"""What is stored in a cell → the text that a person sees there, and its kind.

Dates: Excel counts days from a first day. In the 1900 system day 1 is 1900-01-01, and day 60 is 1900-02-29,
which never was; in the 1904 system day 0 is 1904-01-01 (ISO/IEC 29500-1, 18.17.4.1).
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from lnmt_cli.reading.excel.strings import plain_text
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lnmt_cli.reading.excel.styles import NumberFormat

Value = tuple[str, CellKind]

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_LONGEST_NUMBER = 400
_SEEN_DIGITS = 15
_LARGEST_PLAIN = 1e21
_SMALLEST_PLAIN = 1e-9
_SECONDS = 86_400
_NOISE = 1e-8
_NO_SUCH_DAY = 60
_DAY_ZERO_1904 = date(1904, 1, 1).toordinal()
_DAY_ZERO_1900 = date(1899, 12, 30).toordinal()
_DAY_ZERO_1900_BEFORE_MARCH = date(1899, 12, 31).toordinal()
_CACHED = 1 << 16


class MissingStringError(Exception):
    """A cell refers to a shared string that is not there; never leaves this folder."""


class CellValues:
    """Turns stored values into texts, given the workbook's shared strings, its formats and date system."""

    def __init__(self, strings: Sequence[str], formats: Mapping[str, NumberFormat], *, date1904: bool) -> None:
        self._strings = strings
        self._formats = formats
        self._date1904 = date1904
        self._by_type: dict[str, Callable[[str], Value]] = {
            "s": self._shared,
            "str": _string,
            "inlineStr": _string,
            "b": boolean,
            "e": _error,
            "d": iso_date,
        }

    def read(self, kind: str, stored: str, style: str | None) -> Value:
        """Return text and kind of a cell with a value; ``kind`` and ``style`` its ``t`` and ``s`` attributes.

        What is not of its kind keeps its text and becomes an error cell. Raises MissingStringError.
        """
        if kind != "n":
            return self._by_type.get(kind, _error)(stored)
        shown = None if style is None else self._formats.get(style)
        if shown is None:
            return number(stored)
        if shown.is_date:
            return date_or_number(stored, date1904=self._date1904)
        return _through(number(stored), shown.template) if shown.template else _padded(number(stored), shown.digits)

    def _shared(self, stored: str) -> Value:
        try:
            index = int(stored) if stored.isascii() and stored.isdigit() else -1
            if index >= 0:
                return self._strings[index], CellKind.TEXT
        except (ValueError, IndexError):
            pass
        raise MissingStringError


@lru_cache(_CACHED)
def number(stored: str) -> Value:
    """Return a stored number as a person would write it: ``5.0`` → ``5``, ``0.10000000000000001`` → ``0.1``.

    Whole numbers keep all their digits; from 1e21 up and below 1e-9 the exponent stays. What is not a finite
    number is an error cell.
    """
    if len(stored) > _LONGEST_NUMBER or not _NUMBER.fullmatch(stored):
        return stored, CellKind.ERROR
    if stored.isdigit():
        return stored.lstrip("0") or "0", CellKind.NUMBER
    value = float(stored)
    if value in {float("inf"), float("-inf")}:
        return stored, CellKind.ERROR
    # What a formula comes to (0.8000000000000002) is seen, and exported as text, with Excel's fifteen digits.
    seen = value if value.is_integer() else float(f"{value:.{_SEEN_DIGITS}g}")
    return _plain(seen), CellKind.NUMBER


@lru_cache(_CACHED)
def date_or_number(stored: str, *, date1904: bool) -> Value:
    """Return the ISO date of a stored serial number, with the time to the second where it has one.

    What is no date stays the number that it is: a pure time (below 1), a negative number, a day after 9999.
    The day that never was is an error cell.
    """
    text, kind = number(stored)
    if kind is not CellKind.NUMBER:
        return text, kind
    serial = float(stored)
    if not 1 <= serial <= date.max.toordinal():
        return text, kind
    # A tenth of a second before midnight is still that day; only the noise of a sum of days and hours is rounded away.
    day = int(serial + _NOISE)
    second = min(max(round((serial - day) * _SECONDS), 0), _SECONDS - 1)
    if day == _NO_SUCH_DAY and not date1904:
        return text, CellKind.ERROR
    ordinal = day + _day_zero(day, date1904=date1904)
    if ordinal > date.max.toordinal():
        return text, kind
    return _iso(date.fromordinal(ordinal), second), CellKind.DATE


def _day_zero(day: int, *, date1904: bool) -> int:
    if date1904:
        return _DAY_ZERO_1904
    return _DAY_ZERO_1900 if day > _NO_SUCH_DAY else _DAY_ZERO_1900_BEFORE_MARCH


def _iso(day: date, second: int) -> str:
    if not second:
        return day.isoformat()
    return f"{day.isoformat()}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _plain(value: float) -> str:
    if value == 0:
        return "0"
    text = repr(value)
    if "e" in text and _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        text = format(Decimal(text), "f")
    return text.removesuffix(".0")


def _padded(value: Value, digits: int) -> Value:
    text, kind = value
    sign, whole = ("-", text[1:]) if text.startswith("-") else ("", text)
    return (sign + whole.zfill(digits), kind) if whole.isdigit() else value


def _through(value: Value, template: tuple[str | None, ...]) -> Value:
    """Return a whole number as it is shown among literal text, which makes a text of it; another as it is."""
    text, _ = value
    if not text.isdigit():
        return value
    digits = text.zfill(template.count(None))
    surplus = len(digits) - template.count(None)
    rest = iter([digits[: surplus + 1], *digits[surplus + 1 :]])
    return "".join(next(rest) if part is None else part for part in template).strip(), CellKind.TEXT


def _string(stored: str) -> Value:
    return plain_text(stored), CellKind.TEXT


def boolean(stored: str) -> Value:
    """Return ``TRUE`` or ``FALSE`` for a stored boolean; what is none is an error cell."""
    text = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}.get(stored)
    return (text, CellKind.BOOLEAN) if text else (stored, CellKind.ERROR)


def _error(stored: str) -> Value:
    return stored, CellKind.ERROR


def iso_date(stored: str) -> Value:
    """Return a stored ISO date rounded to the second; a time zone is left out, a pure time stays text."""
    try:
        moment = datetime.fromisoformat(stored).replace(tzinfo=None)
        if moment.microsecond:
            moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
    except (ValueError, OverflowError):
        return stored, CellKind.TEXT
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    return _iso(moment.date(), second), CellKind.DATE
