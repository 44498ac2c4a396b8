"""Text → value: what one cell says, given how its column is read.

A cell that cannot be read becomes a `Parsed` without a value, with the id of the check that it fails; its
text stays in the registry's ``problem`` table.
"""

from __future__ import annotations

from lnmt_cli.ingest.parsing.biopsy_class import BiopsyClass, parse_biopsy_class
from lnmt_cli.ingest.parsing.dates import date_order_of, parse_date
from lnmt_cli.ingest.parsing.drugs import parse_drugs
from lnmt_cli.ingest.parsing.missing import (
    bare_integers_only,
    decimal_comma_proved,
    decimal_signs_differ,
    is_declared_missing,
    is_integer,
    is_missing,
    is_missing_text,
    is_not_reported,
)
from lnmt_cli.ingest.parsing.number_text import cell_unit
from lnmt_cli.ingest.parsing.numbers import parse_number, plain_number, unmeasured
from lnmt_cli.ingest.parsing.offsets import parse_offset
from lnmt_cli.ingest.parsing.reading import (
    NOTHING,
    ColumnReading,
    DrugMention,
    Limit,
    Parsed,
    PartialDate,
    found,
)
from lnmt_cli.ingest.parsing.words import parse_word
from lnmt_cli.knowledge.vocabulary import WORD_LISTS
from lnmt_cli.reading.sheet import CellKind

__all__ = [
    "NOTHING",
    "BiopsyClass",
    "ColumnReading",
    "DrugMention",
    "Limit",
    "Parsed",
    "PartialDate",
    "bare_integers_only",
    "cell_unit",
    "date_order_of",
    "decimal_comma_proved",
    "decimal_signs_differ",
    "is_declared_missing",
    "is_integer",
    "is_missing",
    "is_not_reported",
    "parse",
    "plain_number",
]


def parse(text: str, kind: CellKind, how: ColumnReading) -> Parsed:
    """Return the value of a cell by the type of its field, and the checks that it fails.

    number: float in the canonical unit, or `Limit` · date: `datetime.date`, or `PartialDate` · offset: whole days ·
    sex: ``F``, ``M`` · response: ``CR``, ``PR``, ``NR`` · drug: sorted tuple of `DrugMention` · biopsy_class:
    `BiopsyClass` · identifier, text, point: str · other words: the canonical value of the vocabulary.
    """
    if kind is CellKind.ERROR:
        return found("excel-error")
    if kind is CellKind.FORMULA_WITHOUT_VALUE:
        return found("formula-without-value")
    written = text.strip()
    if is_declared_missing(written, how):
        return NOTHING
    meaning = how.codes.get(written, written)
    if how.field.type in WORD_LISTS:
        # The field's own words come first: 없음 is "no" to a question, and a missing value elsewhere.
        parsed = parse_word(meaning, written, how)
        is_known = parsed.value is not None or "word-ambiguous" in parsed.checks
        return parsed if is_known or not _is_missing(meaning) else NOTHING
    if how.field.type == "number" and (said := unmeasured(meaning, how.field)):
        return said
    missing = is_missing_text(meaning) if how.field.type == "text" else _is_missing(meaning)
    return NOTHING if missing else _parse_given(meaning, written, kind, how)


def _is_missing(text: str) -> bool:
    return is_missing(text) or is_not_reported(text)


def _parse_given(meaning: str, written: str, kind: CellKind, how: ColumnReading) -> Parsed:
    match how.field.type:
        case "number":
            return parse_number(meaning, kind, how)
        case "date":
            return parse_date(meaning, kind, how)
        case "offset":
            return parse_offset(meaning, kind, how)
        case "drug":
            return Parsed((), ("code-undeclared",)) if is_integer(meaning) else parse_drugs(meaning, how)
        case "biopsy_class":
            return found("class-as-date") if kind is CellKind.DATE else parse_biopsy_class(meaning, written)
        case _:
            return Parsed(meaning)
