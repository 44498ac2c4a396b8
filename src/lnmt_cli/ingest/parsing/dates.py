"""Text → calendar date, or the part of one that is known. What could be read in two ways is not read."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.date_forms import Written, read_form
from lnmt_cli.ingest.parsing.date_words import bare_date
from lnmt_cli.ingest.parsing.reading import NOTHING, ColumnReading, Parsed, PartialDate, found
from lnmt_cli.ingest.parsing.serial_dates import is_like_a_serial, parse_serial
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterable

BIRTH = "birth_date"
"""Of this field two digits for the year say too little."""
ORDERS = ("dmy", "mdy")
_DAY_AND_MONTH = re.compile(r"\d\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{4}")
"""What a date whose order is not told has in it: few cells of an export need a closer look."""


def parse_date(text: str, kind: CellKind, how: ColumnReading) -> Parsed:
    """Return a `datetime.date`, or a `PartialDate` with the check ``date-incomplete``.

    A time of day is dropped. The order of day and month must be known, and so must the system of a serial number.
    """
    written = bare_date(text)
    parts = None if kind is CellKind.NUMBER and "." in written else read_form(written)
    if parts is None:
        return parse_serial(written, kind, how) if is_like_a_serial(written) else found("value-not-a-date")
    if parts.order_needed:
        if _is_missing_date(parts):
            return NOTHING
        if how.date_order not in ORDERS and not _is_same_either_way(parts):
            return found("date-ambiguous")
        parts = _ordered(parts, how.date_order or ORDERS[0])
    return _with_century(parts, how)


def _is_same_either_way(parts: Written) -> bool:
    """Return whether day and month are the same number; of 11.11.20 even the year could stand first."""
    return parts.first == parts.second and len(parts.year) == 4


def _ordered(parts: Written, order: str) -> Written:
    day, month = (parts.first, parts.second) if order == "dmy" else (parts.second, parts.first)
    return Written(parts.year, month, day)


def _with_century(parts: Written, how: ColumnReading) -> Parsed:
    if len(parts.year) == 4:
        return _dated(int(parts.year), parts)
    if how.field.name == BIRTH:
        return found("birth-two-digit-year")
    first = int(load_check_parameters()["two_digit_years_from"])
    parsed = _dated(first + (int(parts.year) - first) % 100, parts)
    return parsed if parsed.value is None else Parsed(parsed.value, ("date-two-digit-year", *parsed.checks))


def _dated(year: int, parts: Written) -> Parsed:
    limits = load_check_parameters()
    if year < limits["earliest_year"] or (parts.month is not None and parts.month > 12):
        return found("value-not-a-date")
    if parts.day is None:
        # Without a month or a day, a number such as 9000 is a year only within what people have seen.
        return _partial(year, parts.month) if year <= limits["serial_years_to"] else found("value-not-a-date")
    if parts.month is None:
        return found("value-not-a-date")
    try:
        day = date(year, parts.month, parts.day)
    except ValueError:
        return found("value-not-a-date")
    return NOTHING if day.isoformat() in load_vocabulary().missing_dates else Parsed(day)


def _partial(year: int, month: int | None) -> Parsed:
    return Parsed(PartialDate(f"{year}" if month is None else f"{year}-{month:02}"), ("date-incomplete",))


def _is_missing_date(parts: Written) -> bool:
    """Return whether a date of unknown order stands for none, whichever way it is read: 31-12-2999."""
    first, second = parts.first or 0, parts.second or 0
    both = (f"{parts.year}-{second:02}-{first:02}", f"{parts.year}-{first:02}-{second:02}")
    return not load_vocabulary().missing_dates.isdisjoint(both)


def date_order_of(texts: Iterable[str]) -> str | None:
    """Return the order of day and month that a column itself shows, None where nothing tells.

    ``dmy`` where the first part is above 12 in some date and the second in none, ``mdy`` the other way round, ``both``
    where dates contradict each other. Years of two digits tell nothing: 17.03.01 may be the first of March 2017.
    """
    shown: set[str] = set()
    for text in dict.fromkeys(texts):
        if not _DAY_AND_MONTH.search(text if text.isascii() else fold(text)):
            continue
        parts = read_form(bare_date(text))
        if parts is None or not parts.order_needed or len(parts.year) == 2 or _is_missing_date(parts):
            continue
        above = [12 < (part or 0) <= 31 for part in (parts.first, parts.second)]
        shown |= {order for order, is_above in zip(ORDERS, above, strict=True) if is_above and not all(above)}
    return "both" if len(shown) == 2 else next(iter(shown), None)
