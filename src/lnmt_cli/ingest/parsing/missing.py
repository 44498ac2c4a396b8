"""Cells that hold no value, and columns judged as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

_INTEGER = re.compile(r"\d+")
_COMMA_NUMBER = re.compile(r"[+-]?\d+(?:,\d+)+")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_ONE_COMMA = re.compile(r"[+-]?\d+,\d+")
_DOT_BY_A_DIGIT = re.compile(r"\d\.|\.\d")


def is_missing(text: str) -> bool:
    """Return whether a cell is blank, or holds a sign or a word for missing (``-``, ``NA``, ``미시행``)."""
    if text[:1].isdigit():
        return False
    return is_missing_text(text) or normalise(text) in load_vocabulary().missing_abbreviations


def is_missing_text(text: str) -> bool:
    """Return the same for a free text, in which a short abbreviation (``NA``) may be the code of a site."""
    # Every cell of an export passes here. No word for missing starts with a digit: a code has to be declared.
    if text[:1].isdigit():
        return False
    folded = fold(text).strip()
    vocabulary = load_vocabulary()
    return not folded or folded in vocabulary.missing_signs or normalise(text) in vocabulary.missing_words


def is_integer(text: str) -> bool:
    """Return whether a cell is a bare integer, which for a word or a class can only be a code."""
    return bool(_INTEGER.fullmatch(fold(text).strip()))


def bare_integers_only(texts: Iterable[str]) -> bool:
    """Return whether every cell that is not missing is a bare integer, and there is one."""
    given = [text for text in texts if not is_missing(text)]
    return bool(given) and all(map(is_integer, given))


def decimal_comma_proved(texts: Iterable[str]) -> bool:
    """Return whether a column, of a file that is not comma-separated, must be using the decimal comma.

    Some cell can only be a decimal comma (``1,5``, ``0,850``), none can only be thousands (``1,234,567``),
    and none has a point next to a digit.
    """
    proved = False
    for text in map(str.strip, map(fold, texts)):
        if _DOT_BY_A_DIGIT.search(text):
            return False
        if _COMMA_NUMBER.fullmatch(text):
            if not _ONE_COMMA.fullmatch(text):
                return False
            proved = proved or not _THOUSANDS.fullmatch(text)
    return proved


def can_be_thousands(text: str) -> bool:
    """Return whether a number with commas can be one with separated thousands (``1,234``)."""
    return bool(_THOUSANDS.fullmatch(text))
