"""Text → days from the anchor of a field of relative time: ``14``, ``Day 14``, ``D-3``, ``wk 24``, ``24주``."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.reading import ColumnReading, Parsed, found
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.timewords import load_time_words
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from lnmt_cli.knowledge.fields import Field

_OFFSET = re.compile(
    r"(?P<before>[^\W\d_]*)\s*(?P<number>[+-]?\s*(?:[0-9]+(?:[.,][0-9]+)?|\.[0-9]+))\s*(?P<behind>[^\W\d_]*)\.?"
)


def parse_offset(text: str, kind: CellKind, how: ColumnReading) -> Parsed:
    """Return whole days (int), halves rounded away from zero, from a number in the unit of the field.

    A word for a unit is allowed where it is that of the field: ``24w`` under days is no number.
    """
    matched = _OFFSET.fullmatch(fold(text).strip().replace("−", "-"))
    if matched is None or kind not in (CellKind.TEXT, CellKind.NUMBER):
        return found("value-not-a-number")
    number = matched["number"].replace(" ", "")
    if "," in number and not how.decimal_comma:
        return found("value-not-a-number")
    days = how.field.days or 1
    words = [word for word in (matched["before"], matched["behind"]) if word]
    if len(words) > 1 or not all(_agrees(word, how.field, behind=word == matched["behind"]) for word in words):
        return found("value-not-a-number")
    exact = Decimal(number.replace(",", ".")) * Decimal(str(days))
    if abs(exact) > Decimal(str(load_check_parameters()["longest_offset_days"])):
        return found("value-not-a-number")
    return Parsed(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))


def _agrees(word: str, field: Field, *, behind: bool) -> bool:
    """Return whether a word is the unit of the field."""
    known = load_time_words()
    unit = (known.behind_number.get(normalise(word)) if behind else None) or known.words.get(normalise(word))
    return unit is not None and unit.days is not None and unit.days == Decimal(str(field.days))
