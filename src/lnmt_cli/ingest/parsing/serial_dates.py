"""Serial numbers of spreadsheets → dates: days since the end of 1899, or since the beginning of 1904."""

from __future__ import annotations

import re
from datetime import date, timedelta

from lnmt_cli.ingest.parsing.reading import ColumnReading, Parsed, found
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.reading.sheet import CellKind

_SERIAL = re.compile(r"\d{2,5}(?:\.\d+)?")
_DAY_ZERO = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""By whether days are counted from 1904. The 1900 system counts a 29 February 1900, so its day 0 is one earlier."""
_DECLARED = {"excel": False, "excel-1904": True}


def is_like_a_serial(text: str) -> bool:
    """Return whether a text can be a serial number: days, perhaps with a part of a day."""
    return bool(_SERIAL.fullmatch(text))


def parse_serial(text: str, kind: CellKind, how: ColumnReading) -> Parsed:
    """Return the date of a serial number, a part of a day dropped.

    In a number cell the workbook says from when days are counted (``date-as-serial``); in text it must be declared.
    What is no date from 1950 to 2049 is none, as a serial number, unless the column is declared to have them.
    """
    number = int(text.partition(".")[0])
    if kind is CellKind.NUMBER:
        day = _day(number, how.date1904)
        return Parsed(day, ("date-as-serial",)) if _is_usual(day) else found("value-not-a-date")
    if how.date_order in _DECLARED:
        day = _day(number, _DECLARED[how.date_order])
        least, last = (load_check_parameters()[name] for name in ("serial_least", "serial_years_to"))
        return Parsed(day) if number >= least and day.year <= last else found("value-not-a-date")
    usual = any(_is_usual(_day(number, date1904)) for date1904 in _DAY_ZERO)
    return found("date-serial-undeclared" if usual else "value-not-a-date")


def _day(number: int, date1904: bool) -> date:
    return _DAY_ZERO[date1904] + timedelta(days=number)


def _is_usual(day: date) -> bool:
    limits = load_check_parameters()
    return limits["serial_years_from"] <= day.year <= limits["serial_years_to"]
