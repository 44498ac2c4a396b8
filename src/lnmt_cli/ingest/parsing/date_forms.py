"""The forms in which dates are written, and the parts that each has: year, month and day, or less."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:\d{4}(?:\d{2})?)?")
_BARE_YEAR = re.compile(r"(?P<year>\d{4})\s*[년年]?")
_LOST_ZERO = re.compile(r"(?P<year>\d{4})\.1")
"""2017.10 as a number of a spreadsheet: January or October."""
_SEPARATOR = r"\s*(?P<sign>[-/.])\s*"


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of a date as written. A part is None where it is told to be unknown, or left out.

    ``year`` has two or four digits. ``order_needed``: ``first`` and ``second`` are day and month in an order that the
    form does not tell, and ``day`` and ``month`` are empty.
    """

    year: str
    month: int | None = None
    day: int | None = None
    first: int | None = None
    second: int | None = None
    order_needed: bool = False


def read_form(text: str) -> Written | None:
    """Return the parts of a folded date without time and weekday, None where the text has no known form."""
    if match := _COMPACT.fullmatch(text):
        return Written(match["year"], int(match["month"]), int(match["day"]))
    if (match := _BARE_YEAR.fullmatch(text)) or (match := _LOST_ZERO.fullmatch(text)):
        return Written(match["year"])
    for pattern in _patterns():
        if match := pattern.fullmatch(text):
            return _parts(match.groupdict())
    return None


def _parts(of: dict[str, str | None]) -> Written:
    if name := of.get("name"):
        return Written(of["year"] or "", load_vocabulary().months[name], _number(of.get("day")))
    if of.get("first") is not None:
        return _unordered(of)
    return Written(of["year"] or "", _number(of.get("month")), _number(of.get("day")))


def _unordered(of: dict[str, str | None]) -> Written:
    first, second = _number(of["first"]), _number(of["second"])
    if first is None or second is None:
        # What is known beside an unknown day is the month: nobody knows the day and not the month.
        return Written(of["year"] or "", first or second)
    return Written(of["year"] or "", first=first, second=second, order_needed=True)


def _number(part: str | None) -> int | None:
    """Return a part as a number; None for a word for unknown, or for 0 in its place."""
    return (int(part) or None) if part and part.isdigit() else None


@site.cached
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in _written_patterns())


def _written_patterns() -> Iterator[str]:
    vocabulary = load_vocabulary()
    unknown = "|".join(map(re.escape, sorted(vocabulary.date_text.unknown_parts, key=len, reverse=True)))
    name = f"(?P<name>{'|'.join(sorted(vocabulary.months, key=len, reverse=True))})[.]?"
    two = rf"(?:\d{{1,2}}|{unknown})"
    year, short = r"(?P<year>\d{4})", r"(?P<year>\d{4}|\d{2})"
    apart, ordinal = r"[-\s./,]*", r"(?:st|nd|rd|th)?"
    # The year first: 2017-03-01, 2017. 3. 1., 2017-03-UN, 2017/3, 2017-Mar-01.
    yield rf"{year}{_SEPARATOR}(?P<month>{two})\s*(?P=sign)\s*(?P<day>{two})\.?"
    yield rf"{year}{_SEPARATOR}(?P<month>{two})\.?"
    yield rf"{year}\s*[년年]\s*(?P<month>{two})\s*[월月](?:\s*(?P<day>{two})\s*[일日]?)?"
    yield rf"{year}{apart}{name}(?:{apart}(?P<day>{two}))?"
    # The year last: 01/03/2017, 01/03/17, UN/03/2017, 03/2017.
    yield rf"(?P<first>{two}){_SEPARATOR}(?P<second>{two})\s*(?P=sign)\s*{short}\.?"
    yield rf"(?P<month>\d{{1,2}}){_SEPARATOR}{year}"
    # The month by name: 01-Mar-2017, 1st March 2017, UN-MAR-2017, March 1, 2017, Mar 2017.
    yield rf"(?P<day>{two}){ordinal}{apart}(?:of\s+)?{name}{apart}{short}"
    yield rf"{name}{apart}(?P<day>\d{{1,2}}){ordinal}[-\s./,]+{short}"
    yield rf"{name}{apart}{year}"
