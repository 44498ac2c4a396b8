"""Text → number in the canonical unit, through exact decimals."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.missing import can_be_thousands, is_declared_missing, is_missing
from lnmt_cli.ingest.parsing.number_text import NumberText, cut, is_grade, plain_digits, unit_of, without_flags
from lnmt_cli.ingest.parsing.reading import AssayValue, ColumnReading, Limit, Parsed, found
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_POINT_AS_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_BOTH_SIGNS = re.compile(
    r"(?P<point>[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]+)|(?P<comma>[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+)"
)
# Without zeros in front and with three digits at most: 05-09 and 1-2020 are dates.
_RANGE = re.compile(
    r"(?P<low>0|[1-9][0-9]{0,2})\s*[-‐‑–—−~〜]\s*(?P<high>(?P<count>0|[1-9][0-9]{0,2})(?![0-9.,]).*)", re.DOTALL
)
_LARGEST_EXPONENT = 300
"""Beyond this a float overflows."""
_MINUTES_A_DAY = 1440
_DIGITS_OF_A_TIME = 10
"""No laboratory gives so many decimals; a spreadsheet gives 15 or 16 of a fraction of a day."""


def parse_number(text: str, kind: CellKind, how: ColumnReading) -> Parsed:
    """Return a float in the canonical unit of the field, or a `Limit`, after the field's limits.

    Either stands in an `AssayValue` where the unit is that of an assay, and cannot be converted.
    The cell may carry its unit and a flag of the laboratory. A date is not a number.
    """
    if kind is CellKind.DATE:
        return found("value-not-a-number")
    if _NUMBER.fullmatch(text):
        # An explicit sign before a small whole number is how some laboratories write the grade of a dipstick.
        grade = kind is CellKind.TEXT and text.startswith("+") and is_grade(text)
        return found("value-dipstick") if grade else _with_unit(NumberText("", text, ""), kind, how)
    if is_grade(text):
        return found("value-dipstick")
    if how.field.ranges and (span := _RANGE.fullmatch(plain_digits(text))):
        return _upper_end(span, kind, how)
    cell = cut(text)
    if cell is None:
        return found("value-not-a-number")
    if cell.rest and unit_of(cell.rest, how.field) is None:
        cell = without_flags(cell) or cell
    return _with_unit(cell, kind, how)


def unmeasured(text: str, field: Field) -> Parsed | None:
    """Return what a cell without a number says of the measure itself, None where it says nothing of it.

    ``None`` as a dose is 0 in whatever unit; ``ND`` of a laboratory is a value below a limit that is not stated.
    """
    key, vocabulary = normalise(text), load_vocabulary()
    if key in vocabulary.no_dose.words and field.quantity in vocabulary.no_dose.quantities:
        return Parsed(0.0)
    if key in vocabulary.not_detected.words and field.quantity not in vocabulary.not_detected.quantities:
        return found("value-not-detected")
    return None


def _upper_end(span: re.Match[str], kind: CellKind, how: ColumnReading) -> Parsed:
    """Return the upper end of a range (``5-9``, ``0-4 /HPF``) as the value."""
    cell = cut(span["high"])
    if cell is None or int(span["low"]) > int(span["count"]):
        return found("value-not-a-number")
    upper = _with_unit(cell, kind, how)
    return upper if upper.value is None else Parsed(upper.value, ("value-range", *upper.checks))


def _with_unit(cell: NumberText, kind: CellKind, how: ColumnReading) -> Parsed:
    exact = _exact(cell.digits, kind, how)
    if isinstance(exact, Parsed):
        return exact
    if how.field.is_of_assays and _is_time_of_day(exact):
        return found("value-not-a-number")
    own = unit_of(cell.rest, how.field) if cell.rest else None
    if cell.rest and own is None:
        return found("value-not-a-number")
    if own and how.unit and not own.is_same_size(how.unit):
        return found("unit-conflict")
    unit = own or how.unit
    if unit is None and how.field.unit_required:
        return found("unit-undeclared")
    checks = ("value-flagged",) if cell.flag else ()
    if how.unit and not _in_dictionary(exact, how):
        checks = (*checks, "value-outside-dictionary")
    value = float(unit.to_canonical(exact) if unit else exact) + 0.0
    return _in_unit(_within_limits(value, cell.sign, how.field, checks), unit)


def _is_time_of_day(exact: Decimal) -> bool:
    """Return whether a number is a titre that a spreadsheet took for a time: 1:40 is stored as 0.0694444444444444."""
    exponent = exact.as_tuple().exponent
    if not 0 < exact < 1 or not isinstance(exponent, int) or -exponent < _DIGITS_OF_A_TIME:
        return False
    minutes = exact * _MINUTES_A_DAY
    return abs(minutes - minutes.to_integral_value()) < Decimal("1e-6")


def _in_unit(parsed: Parsed, unit: Unit | None) -> Parsed:
    if unit is None or unit.scale is None or not isinstance(parsed.value, float | Limit):
        return parsed
    return Parsed(AssayValue(parsed.value, unit.scale), parsed.checks)


def _exact(digits: str, kind: CellKind, how: ColumnReading) -> Decimal | Parsed:
    plain = _with_point(digits, how, is_text=kind is CellKind.TEXT)
    if isinstance(plain, Parsed):
        return plain
    exact = Decimal(plain) if _NUMBER.fullmatch(plain) else None
    if exact is None or abs(exact.adjusted()) > _LARGEST_EXPONENT:
        return found("value-not-a-number")
    return exact


def _with_point(digits: str, how: ColumnReading, *, is_text: bool) -> str | Parsed:
    if how.decimal_open and is_text and (can_be_thousands(digits) or _POINT_AS_THOUSANDS.fullmatch(digits)):
        return found("decimal-ambiguous")
    if "," not in digits and not how.decimal_comma:
        return digits
    if both := _BOTH_SIGNS.fullmatch(digits):
        # 1,234.5 and 1.234,5 say themselves which sign is which, unless the column is known to write otherwise.
        if how.decimal_comma if both["point"] else how.decimal_point:
            return found("decimal-ambiguous")
        return digits.replace(",", "") if both["point"] else digits.replace(".", "").replace(",", ".")
    if how.decimal_comma and is_text:
        if _DECIMAL_COMMA.fullmatch(digits):
            return digits.replace(",", ".")
        return found("decimal-ambiguous") if _POINT_AS_THOUSANDS.fullmatch(digits) else digits
    if can_be_thousands(digits):
        return digits.replace(",", "") if how.decimal_point else found("decimal-ambiguous")
    return digits


def _in_dictionary(exact: Decimal, how: ColumnReading) -> bool:
    return (how.low is None or exact >= Decimal(str(how.low))) and (how.high is None or exact <= Decimal(str(how.high)))


def _within_limits(value: float, sign: str, field: Field, checks: tuple[str, ...]) -> Parsed:
    if field.hard and not field.hard.hold(value):
        return found("value-impossible")
    if field.soft and not field.soft.hold(value):
        checks = (*checks, "value-implausible")
    if field.least is not None and 0 < value < field.least:
        checks = (*checks, "value-below-measurable")
    if sign:
        used = "value-censored" if sign in field.censored else "value-censored-unused"
        return Parsed(Limit(value, sign), (used, *checks))
    return Parsed(value, checks)


def plain_number(text: str, kind: CellKind, how: ColumnReading) -> Decimal | None:
    """Return the number of a cell in the column's own unit.

    None for whatever is not a plain number: missing values, limits, cells with a unit of their own.
    """
    if kind not in (CellKind.TEXT, CellKind.NUMBER) or is_missing(text) or is_declared_missing(text, how):
        return None
    cell = cut(text)
    if cell is None or cell.sign or (not text.isdecimal() and is_grade(text)):
        return None
    cell = without_flags(cell) or cell if cell.rest else cell
    exact = _exact(cell.digits, kind, how)
    return exact if isinstance(exact, Decimal) and not cell.rest else None
