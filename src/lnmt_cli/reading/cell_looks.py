"""What a cell looks like, before it is known what it is: a value, a date, an identifier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.reading.sheet import Row

_VALUE_KINDS = {CellKind.NUMBER, CellKind.DATE, CellKind.BOOLEAN, CellKind.ERROR}
_DATE = r"\d{4}\s*[-./년]\s*\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|\d{1,2}[-\s][a-z]{3}[-\s]\d{2,4}"
_STARTS_AS_DATE = re.compile(_DATE)
_VALUE = re.compile(rf"[<>≤≥=~±+−-]*\s*(?:\d[\d\s.,:/−%+-]*$|\d+[.,]\d|{_DATE})")
_EIGHT_DIGITS = re.compile(r"(?:19|20)\d{6}$")
_IDENTIFIER_TOKENS = 2
_LONGEST_IDENTIFIER = 40


def filled(row: Row) -> list[int]:
    """Return the columns of the cells that have text."""
    return columns_with_text(row.texts)


def columns_with_text(texts: Sequence[str]) -> list[int]:
    """Return the places of the texts that are not blank."""
    return [column for column, text in enumerate(texts) if text]


def text_at(row: Row, column: int) -> str:
    """Return the text of a cell, blank beyond the end of the row."""
    return row.texts[column] if column < len(row.texts) else ""


def is_value(text: str, kind: CellKind = CellKind.TEXT) -> bool:
    """Tell whether a cell is a number or a date, as no name is: ``0.8``, ``<0.1``, ``2017-03-01``, ``0.8 mg/dL``."""
    return kind in _VALUE_KINDS or bool(text and _VALUE.match(fold(text)))


def is_date(text: str, kind: CellKind = CellKind.TEXT) -> bool:
    """Tell whether a cell begins as a date does, however it is written."""
    return kind is CellKind.DATE or bool(_STARTS_AS_DATE.match(fold(text)) or _EIGHT_DIGITS.match(text))


def is_missing(text: str) -> bool:
    """Tell whether a cell says that there is no value: ``n/a``, ``ND``, ``미시행``; a blank one does not."""
    words = load_vocabulary()
    key = normalise(text)
    return fold(text) in words.missing_signs or key in words.missing_abbreviations or key in words.missing_words


def has_digit(text: str) -> bool:
    """Tell whether there is a digit in the text."""
    return any(character.isdigit() for character in text)


def is_identifier_like(text: str) -> bool:
    """Tell whether a text can identify a patient by its looks: one word or two, short, with a digit, without signs."""
    plain = all(character.isalnum() or character in " -_/.#*" for character in text)
    return plain and has_digit(text) and len(text.split()) <= _IDENTIFIER_TOKENS and len(text) <= _LONGEST_IDENTIFIER


def values_in(row: Row) -> int:
    """Return how many cells of a row are values."""
    return sum(is_value(row.texts[column], row.kind(column)) for column in filled(row))


def same_texts(one: Row, other: Row) -> bool:
    """Tell whether two rows say the same in the same columns, whatever the case, and blank cells at the end."""
    columns = filled(one)
    return (
        bool(columns)
        and columns == filled(other)
        and all(
            one.texts[column] == other.texts[column] or fold(one.texts[column]) == fold(other.texts[column])
            for column in columns
        )
    )
