"""The keys under which headers, aliases, words and units compare."""

from __future__ import annotations

import re
import unicodedata

_SLASHES = str.maketrans({"⁄": "/", "∕": "/", "÷": "/"})
_PER = re.compile(r"\s+per\s+")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_LOOSE_DOT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_NOT_UNIT = re.compile(r"[^\w/%.]|_")


def fold(text: str) -> str:
    """Return ``text`` without the differences of full width, ligature and case: ``㎎／㎗`` → ``mg/dl``.

    NFKC also turns the micro sign into the Greek letter mu, and composes Hangul that a Mac has taken apart.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def normalise(text: str) -> str:
    """Return the key under which headers, aliases and words compare: only letters and digits, folded.

    ``P/C ratio``, ``p_c Ratio`` and full-width forms give ``pcratio``; Hangul stays. A text of signs only
    gives ``""``.
    """
    return "".join(character for character in fold(text) if character.isalnum())


def normalise_unit(text: str) -> str:
    """Return the key under which units compare: folded, without spaces, and with what tells units apart.

    ``mL/min/1.73 m²`` and ``ml/min per 1.73m^2`` give ``ml/min/1.73m2``; ``mg/g`` stays apart from
    ``mg/mmol``.
    """
    folded = _PER.sub("/", fold(text).translate(_SLASHES))
    return _NOT_UNIT.sub("", _LOOSE_DOT.sub("", _DECIMAL_COMMA.sub(".", folded)))
