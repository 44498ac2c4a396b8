"""Text → calendar date. What could be read in two ways is not read."""

from __future__ import annotations

import re
from datetime import date

from lnmt_cli.ingest.parsing.reading import ColumnReading, Parsed, found
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.vocabulary import load_vocabulary

_TIME = re.compile(
    r"(?:t|\s)\s*(?:(?:오전|오후|am|pm)\s*)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"(?:\s*(?:am|pm))?\s*(?:z|[+-]\d{2}:?\d{2})?$"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})\.?|(\d{4})(\d{2})(\d{2})|"
    r"(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일"
)
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_MONTH_NAMED = re.compile(r"(\d{1,2})[-\s./]*([a-z]{3,9})[-\s./,]*(\d{4}|\d{2})")
_INCOMPLETE = re.compile(r"\d{4}(?:\s*[-/.]\s*\d{1,2}\.?)?|\d{4}\s*년(?:\s*\d{1,2}\s*월)?")


def parse_date(text: str, how: ColumnReading) -> Parsed:
    """Return a `datetime.date`; a time of day is dropped, and the order of D/M/Y must have been declared."""
    written = _TIME.sub("", fold(text).strip()).strip()
    if match := _YEAR_FIRST.fullmatch(written):
        year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
        return _calendar(year, month, day)
    if match := _YEAR_LAST.fullmatch(written):
        return _in_order(int(match[1]), int(match[3]), match[4], how.date_order)
    if match := _MONTH_NAMED.fullmatch(written):
        return _with_named_month(match)
    return found("date-incomplete" if _INCOMPLETE.fullmatch(written) else "value-not-a-date")


def _in_order(first: int, second: int, year: str, order: str | None) -> Parsed:
    if order not in ("dmy", "mdy"):
        return found("date-ambiguous")
    if len(year) == 2:
        return found("date-two-digit-year")
    day, month = (first, second) if order == "dmy" else (second, first)
    return _calendar(int(year), month, day)


def _with_named_month(match: re.Match[str]) -> Parsed:
    month = load_vocabulary().months.get(match[2])
    if month is None:
        return found("value-not-a-date")
    if len(match[3]) == 2:
        return found("date-two-digit-year")
    return _calendar(int(match[3]), month, int(match[1]))


def _calendar(year: int, month: int, day: int) -> Parsed:
    if year < load_check_parameters()["earliest_year"]:
        return found("value-not-a-date")
    try:
        return Parsed(date(year, month, day))
    except ValueError:
        return found("value-not-a-date")
