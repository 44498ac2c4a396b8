"""Words that only their column tells, and marks in boxes. The data: tables of ``vocabulary.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.normalising import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.toml import Table

_COLOUR: Final = "\ufe0f"
"""Asks for the coloured form of a sign, and is not seen."""


@dataclass(frozen=True, slots=True)
class AmbiguousWord:
    """Words of a type of field that have a second meaning: M is male, and in Spanish a woman (mujer).

    ``words`` gives, by `mark_key`, what each means where its column bears it out. One of the ``settled_by`` values
    elsewhere in the column does so; one of the words ``beside`` speaks against it, whatever else there is.
    ``headers``: without such a word the doubt is only under a header that holds one of these, normalised; empty: under
    any. ``never``: spellings, without spaces and points, that no column bears out. ``marks``: so are rings and crosses.
    """

    type: str
    words: Mapping[str, str]
    beside: frozenset[str]
    settled_by: frozenset[str]
    headers: tuple[str, ...]
    never: frozenset[str]
    marks: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks by `mark_key`: a ``ring`` and a ``cross`` can be ticks, or yes and no; ``hollow`` is not ``filled``."""

    ring: frozenset[str]
    cross: frozenset[str]
    hollow: frozenset[str]
    filled: frozenset[str]

    def is_tick(self, text: str) -> bool:
        """Return whether a text is a ring or a cross, which can tick a box."""
        return mark_key(text) in self.ring | self.cross


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """Normalised ``words``, and the ``quantities`` that they are about (or, of what is not detected, not about)."""

    words: frozenset[str]
    quantities: frozenset[str]


def mark_key(text: str) -> str:
    """Return the key under which words and marks compare: normalised, or, of a sign, folded."""
    return normalise(text) or fold(text).replace(_COLOUR, "").strip()


def read_ambiguous(table: Table) -> tuple[AmbiguousWord, ...]:
    """Return the words with two meanings. Raises `KnowledgeError`."""
    return tuple(_ambiguous(each) for each in table.tables())


def _ambiguous(named: tuple[str, Table]) -> AmbiguousWord:
    table = named[1]
    table.only("source", "type", "words", "beside", "settled_by", "headers", "never", "marks")
    table.text("source")
    words = table.table("words") if table.has("words") else None
    return AmbiguousWord(
        type=table.text("type"),
        words={mark_key(word): words.text(word) for word in words.content} if words else {},
        beside=frozenset(map(mark_key, table.texts("beside"))),
        settled_by=frozenset(table.texts("settled_by")),
        headers=tuple(map(normalise, table.texts("headers"))),
        never=frozenset(map(bare, table.texts("never"))),
        marks=table.flag("marks"),
    )


def bare(text: str) -> str:
    """Return a text folded, without spaces and points, so that ``N / R.`` is ``n/r`` and ``N.R.`` is not."""
    return "".join(character for character in fold(text) if not character.isspace() and character != ".")


def read_marks(table: Table) -> Marks:
    """Return the marks. Raises `KnowledgeError`."""
    keys = ("ring", "cross", "hollow", "filled")
    table.only("source", *keys)
    table.text("source")
    return Marks(*(frozenset(map(mark_key, table.texts(key))) for key in keys))


def read_quantity_words(table: Table) -> QuantityWords:
    """Return words about some quantities. Raises `KnowledgeError`."""
    table.only("source", "words", "quantities")
    table.text("source")
    return QuantityWords(frozenset(map(normalise, table.texts("words"))), frozenset(table.texts("quantities")))
