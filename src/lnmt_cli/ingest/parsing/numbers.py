"""Text → number in the canonical unit, through exact decimals."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.missing import can_be_thousands
from lnmt_cli.ingest.parsing.reading import ColumnReading, Parsed, found
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from lnmt_cli.knowledge.fields import Field

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?")
_CENSORED = re.compile(r"[<>≤≥]=?\s*[+-]?[0-9.,]+")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_POINT_AS_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_NO_DIGITS = ("<super>", "<sub>", "<circle>")
_LARGEST_EXPONENT = 300
"""Beyond this a float overflows."""


def parse_number(text: str, kind: CellKind, how: ColumnReading) -> Parsed:
    """Return a float in the canonical unit of the field, after its limits; a date is not a number."""
    written = fold(text).strip().replace("−", "-")
    if kind is CellKind.DATE or _has_lost_digits(text):
        return found("value-not-a-number")
    if _CENSORED.fullmatch(written):
        return found("value-censored")
    plain = _with_point(written, how.decimal_comma and kind is CellKind.TEXT)
    if isinstance(plain, Parsed):
        return plain
    exact = Decimal(plain) if _NUMBER.fullmatch(plain) else None
    if exact is None or abs(exact.adjusted()) > _LARGEST_EXPONENT:
        return found("value-not-a-number")
    value = float(how.unit.to_canonical(exact) if how.unit else exact)
    return _within_limits(value + 0.0, how.field)


def _has_lost_digits(text: str) -> bool:
    """Return whether a sign is a digit only after folding: ``0.4²`` has a footnote mark, and is not 0.42."""
    return not text.isascii() and any(
        (character.isdigit() and unicodedata.decomposition(character).startswith(_NO_DIGITS))
        or (unicodedata.numeric(character, None) is not None and not character.isdecimal())
        for character in text
    )


def _with_point(written: str, decimal_comma: bool) -> str | Parsed:
    if decimal_comma:
        if _DECIMAL_COMMA.fullmatch(written):
            return written.replace(",", ".")
        return found("decimal-ambiguous") if _POINT_AS_THOUSANDS.fullmatch(written) else written
    return found("decimal-ambiguous") if can_be_thousands(written) else written


def _within_limits(value: float, field: Field) -> Parsed:
    if field.hard and not field.hard.hold(value):
        return found("value-impossible")
    if field.soft and not field.soft.hold(value):
        return Parsed(value, ("value-implausible",))
    return Parsed(value)
