"""The words of time points, and a text cut into them. The data: ``timepoints.toml``.

Every piece of a text is of one kind: a number, a word of the file, a bracket, or anything else. Whether pieces make a
time point is decided by the order of their kinds; see `lnmt_cli.knowledge.timepoints`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.site import cached
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal
    from pathlib import Path

ANCHORS: Final = ("switch", "induction", "reference")
"""What days are counted from: the switch, the start of induction, or any one day of the patient that is not told."""

KINDS: Final[Mapping[str, str]] = {
    "baseline": "B",
    "before": "L",
    "after": "L",
    "numbered": "V",
    "named": "P",
    "between": "f",
}
"""The kind of a word by its table in the file; ``U`` and ``u`` are units, ``A`` anchors, ``W`` and ``o`` ordinals."""
NUMBER, MINUS, HYPHEN, OPEN, CLOSE, OTHER = "N", "S", "s", "(", ")", "X"
"""A minus stands clear before its number (``week -2``); a hyphen between a word and a number can be either."""

SHORTEST_NAME: Final = 3
"""A name that is written together with a word has as many letters: ``upcrbl``, ``egfrm6``, and not ``aim2``."""

_PIECE = re.compile(r"(?<![^\W\d_])\d+\.\d(?!\d)|\d+|[([{]|[)\]}]|[-\u2212\u2013](?=\d)|[^\W\d_]+")
_LATIN = re.compile(r"[A-Z\u00c0-\u00de]+(?=[A-Z][a-z])|[A-Z\u00c0-\u00de]?[a-z\u00df-\u024f]+|[A-Z\u00c0-\u00de]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the file: its kind, and the length of a unit in days, or an anchor, a sign or an ordinal."""

    kind: str
    days: Decimal | None = None
    digits: int = 0
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, from ``start`` to before ``end``."""

    kind: str
    start: int
    end: int
    text: str
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Every word by its normalised form, and the anchor that holds where a label names none."""

    anchor: str
    words: Mapping[str, Word]
    behind_number: Mapping[str, Word]
    day_zero: frozenset[str]
    longest: int


@cached
def load_time_words(path: Path = FOLDER / "timepoints.toml") -> TimeWords:
    """Return the words of time points. Raises `KnowledgeError`."""
    root = read_toml(path)
    root.only("anchor", "source", "unit", "anchor_words", "ordinal", *KINDS)
    words: dict[str, Word] = {}
    behind: dict[str, Word] = {}
    for _, table in root.table("unit").tables():
        _add_unit(table, words, behind)
    for name in KINDS:
        meaning = {"before": "-", "after": "+"}.get(name, "")
        words |= {normalise(text): Word(KINDS[name], meaning=meaning) for text in root.table(name).texts("words")}
    anchors = dict(root.table("anchor_words").tables())
    for name, table in anchors.items():
        words |= {normalise(text): Word("A", meaning=name) for text in table.texts("words")}
    ordinal = root.table("ordinal")
    words |= {name: Word("W", meaning=str(number)) for name, number in ordinal.table("words").content.items()}
    behind |= {normalise(text): Word("o") for text in ordinal.texts("behind_number")}
    day_zero = frozenset(name for name, table in anchors.items() if table.flag("day_zero"))
    longest = max(map(len, (*words, *behind)))
    return TimeWords(root.choice("anchor", ANCHORS), words, behind, day_zero, longest)


def _add_unit(table: Table, words: dict[str, Word], behind: dict[str, Word]) -> None:
    table.only("days", "digits", "words", "behind_number", "source")
    for key, kind, into in (("words", "U", words), ("behind_number", "u", behind)):
        word = Word(kind, table.number("days"), int(table.number("digits")))
        into |= {normalise(text): word for text in table.texts(key)}


def pieces(text: str) -> list[Piece]:
    """Return the pieces of ``text``, which is in the form of `as_read`; what is between them separates."""
    found: list[Piece] = []
    for match in _PIECE.finditer(text):
        found.extend(_of(match, text, found[-1] if found else None))
    return _joined(found, text)


def _joined(found: list[Piece], text: str) -> list[Piece]:
    """Return the pieces, with those that are one word of the file written apart (``follow up``) as one."""
    joined: list[Piece] = []
    for piece in found:
        before = joined[-1] if joined else None
        if before is not None and piece.text.isalpha() and not text[before.end : piece.start].strip(" _-"):
            key = before.text + piece.text
            word = (
                load_time_words().words.get(normalise(key)) if before.text.isascii() and before.text.isalpha() else None
            )
            if word is not None and OTHER in (before.kind, piece.kind):
                joined[-1] = Piece(word.kind, before.start, piece.end, key, word)
                continue
        joined.append(piece)
    return joined


def as_read(text: str) -> str:
    """Return ``text`` in the width, and with the spaces, in which `pieces` cuts it; case stays."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _of(match: re.Match[str], text: str, before: Piece | None) -> Iterator[Piece]:
    start, end, piece = match.start(), match.end(), match.group()
    if piece[0].isdecimal():
        yield Piece(NUMBER, start, end, piece)
    elif piece in "([{":
        yield Piece(OPEN, start, end, piece)
    elif piece in ")]}":
        yield Piece(CLOSE, start, end, piece)
    elif not piece[0].isalpha():
        is_clear = start == 0 or text[start - 1] in " _(["
        yield Piece(MINUS if is_clear else HYPHEN, start, end, "-")
    else:
        yield from _letters(match, text, before)


def _letters(match: re.Match[str], text: str, before: Piece | None) -> Iterator[Piece]:
    """Yield the words in a run of letters: cut where the case or the script says so."""
    place = match.start()
    while place < match.end():
        latin = _LATIN.match(text, place, match.end())
        follows_number = before is not None and before.kind == NUMBER and not text[before.end : place].strip(" ._-")
        cut = list(
            _latin_words(latin, text, follows_number)
            if latin
            else _other_word(text, place, match.end(), follows_number)
        )
        yield from cut
        before, place = cut[-1], cut[-1].end


def _latin_words(match: re.Match[str], text: str, follows_number: bool) -> Iterator[Piece]:
    """Yield one word, or several known ones that are written together, or an unknown one and the word at its end."""
    known = load_time_words()
    start, end, key = match.start(), match.end(), normalise(match.group())
    word = (known.behind_number.get(key) if follows_number else None) or known.words.get(key)
    if word is not None:
        yield Piece(word.kind, start, end, key, word)
        return
    if len(key) != end - start:
        # A letter such as ß is two in its key: nothing can be cut from it.
        yield Piece(OTHER, start, end, key)
        return
    parts = _together(key)
    if parts is None:
        length = _ending(key, before_number=text[end : end + 1].isdecimal())
        parts = [key[: len(key) - length], key[len(key) - length :]] if length else [key]
    for part in parts:
        word = known.words.get(part)
        yield Piece(word.kind if word else OTHER, start, start + len(part), part, word)
        start += len(part)


def _together(key: str) -> list[str] | None:
    """Return the known words that are written together as ``key``, none of one letter; None where they are others."""
    if not key:
        return []
    for length in range(min(len(key), load_time_words().longest), 1, -1):
        if key[:length] in load_time_words().words and (rest := _together(key[length:])) is not None:
            return [key[:length], *rest]
    return None


def _ending(key: str, *, before_number: bool) -> int:
    """Return the length of the word at the end of an unknown one: ``upcrbl``, and before a number ``upcrw``; else 0."""
    words = load_time_words().words
    for length in range(min(len(key) - SHORTEST_NAME, load_time_words().longest), 0, -1):
        word = words.get(key[-length:])
        if word is not None and ((before_number and word.kind in "UV") or (length > 1 and word.kind in "BL")):
            return length
    return 0


def _other_word(text: str, start: int, stop: int, follows_number: bool) -> Iterator[Piece]:
    """Yield the longest word that begins at ``start``, in a script that sets words together; else one character."""
    known = load_time_words()
    for end in range(min(stop, start + known.longest), start, -1):
        key = normalise(text[start:end])
        word = (known.behind_number.get(key) if follows_number else None) or known.words.get(key)
        if word is not None:
            yield Piece(word.kind, start, end, key, word)
            return
    yield Piece(OTHER, start, start + 1, text[start])
