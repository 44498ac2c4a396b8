"""Cells that hold no value, and columns judged as a whole."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.ingest.parsing.number_text import cut, is_any_unit, plain_digits, without_flags
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lnmt_cli.ingest.parsing.reading import ColumnReading

_INTEGER = re.compile(r"\d+")
_COMMA_NUMBER = re.compile(r"[+-]?\d+(?:,\d+)+")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_ONE_COMMA = re.compile(r"[+-]?\d+,\d+")
_DOT_BY_A_DIGIT = re.compile(r"\d\.|\.\d")
_GROUPED_BY_DOTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")
_BOTH_SIGNS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+,\d+")
_CODE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_AS_WRITTEN = ("identifier", "text")
"""Types of field in which 099 is not 99."""


def is_missing(text: str) -> bool:
    """Return whether a cell is blank, or holds a sign or a word for missing (``-``, ``NA``, ``미시행``)."""
    if text[:1].isdigit():
        return False
    return is_missing_text(text) or normalise(text) in load_vocabulary().missing_abbreviations


def is_not_reported(text: str) -> bool:
    """Return whether a cell holds an abbreviation (``NR``) that is missing, unless the field has it among its words."""
    return normalise(text) in load_vocabulary().not_reported


def is_missing_text(text: str) -> bool:
    """Return the same for a free text, in which a short abbreviation (``NA``) may be the code of a site."""
    # Every cell of an export passes here. No word for missing starts with a digit: a code has to be declared.
    if text[:1].isdigit():
        return False
    folded = fold(text).strip()
    vocabulary = load_vocabulary()
    if not folded or folded in vocabulary.missing_signs:
        return True
    key = normalise(text)
    return key in vocabulary.missing_words or (folded.startswith("#") and key in vocabulary.missing_markers)


def is_declared_missing(text: str, how: ColumnReading) -> bool:
    """Return whether a cell holds a code that is declared to stand for no value, as written or as the same number."""
    if not how.missing:
        return False
    written = text.strip()
    if written in how.missing:
        return True
    if how.field.type == "date":
        # A spreadsheet adds midnight to the date that stands for none.
        return re.split(r"[T\s]", written, maxsplit=1)[0] in how.missing
    number = None if how.field.type in _AS_WRITTEN else _as_number(written, how)
    return number is not None and any(number == _as_number(code, how) for code in how.missing)


def _as_number(text: str, how: ColumnReading) -> Decimal | None:
    written = plain_digits(text).replace("−", "-")
    written = written.replace(",", ".") if how.decimal_comma else written
    return Decimal(written) if _CODE.fullmatch(written) else None


def is_integer(text: str) -> bool:
    """Return whether a cell is a bare integer, which for a word or a class can only be a code."""
    return bool(_INTEGER.fullmatch(fold(text).strip()))


def bare_integers_only(texts: Iterable[str]) -> bool:
    """Return whether every cell that is not missing is a bare integer, and there is one."""
    given = [text for text in texts if not is_missing(text) and not is_not_reported(text)]
    return bool(given) and all(map(is_integer, given))


def decimal_comma_proved(texts: Iterable[str]) -> bool:
    """Return whether a column, of a file that is not comma-separated, must be using the decimal comma.

    Some cell can only be a decimal comma (``1,5``, ``0,850 mg/dL``, ``1.234,5``), none can only be thousands
    (``1,234,567``), and none has a point next to a digit that can be no point between thousands.
    """
    signs = _signs(texts)
    return signs.commas and not signs.points and not signs.thousands


def decimal_signs_differ(texts: Iterable[str]) -> bool:
    """Return whether a column has both decimal signs: ``850,5`` and ``8.5``. Then 1.234 and 1,234 cannot be told."""
    signs = _signs(texts)
    return signs.commas and signs.points


class _Signs(NamedTuple):
    """What the cells of a column prove: a decimal comma, a decimal point, commas between thousands."""

    commas: bool
    points: bool
    thousands: bool


def _signs(texts: Iterable[str]) -> _Signs:
    commas = points = thousands = False
    for digits in map(_digits, dict.fromkeys(texts)):
        if _BOTH_SIGNS.fullmatch(digits):
            commas = True
        elif _DOT_BY_A_DIGIT.search(digits):
            # 1.234 can be thousands, and proves nothing.
            points = points or not _GROUPED_BY_DOTS.fullmatch(digits)
        elif _COMMA_NUMBER.fullmatch(digits):
            thousands = thousands or not _ONE_COMMA.fullmatch(digits)
            commas = commas or bool(_ONE_COMMA.fullmatch(digits) and not _THOUSANDS.fullmatch(digits))
    return _Signs(commas, points, thousands)


def _digits(text: str) -> str:
    """Return the number of a cell without its sign and its unit; the whole text where it has something else."""
    if text.isdigit():
        return text
    cell = cut(text)
    cell = without_flags(cell) or cell if cell and cell.rest else cell
    return cell.digits if cell and (not cell.rest or is_any_unit(cell.rest)) else fold(text).strip()


def can_be_thousands(text: str) -> bool:
    """Return whether a number with commas can be one with separated thousands (``1,234``)."""
    return bool(_THOUSANDS.fullmatch(text))
