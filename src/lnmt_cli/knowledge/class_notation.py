"""How classes of lupus nephritis are written. The data: ``[biopsy_class]`` of ``vocabulary.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.normalising import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.toml import Table


@dataclass(frozen=True, slots=True)
class WhoSubclass:
    """What a WHO 1982 sub-class says in ISN/RPS classes: those it has, and those that it may have."""

    certain: tuple[str, ...]
    uncertain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClassNotation:
    """The vocabulary of class notations. Words are folded, by `lnmt_cli.knowledge.normalising.fold`.

    ``classes`` are the Roman numerals in order, ``graded`` those that carry A or C, ``beside`` those that
    combine with another. ``words``, ``activity`` and ``extent`` give the value by word.
    """

    classes: tuple[str, ...]
    graded: frozenset[str]
    beside: frozenset[str]
    stripped: tuple[str, ...]
    who: tuple[str, ...]
    joiners: tuple[str, ...]
    alternatives: tuple[str, ...]
    words: Mapping[str, str]
    activity: Mapping[str, str]
    extent: Mapping[str, str]
    who_subclasses: Mapping[str, WhoSubclass]


_LISTS = ("classes", "graded", "beside", "stripped", "who", "joiners", "alternatives")
_MAPS = ("words", "activity", "extent")


def read_class_notation(table: Table) -> ClassNotation:
    """Return the notation from its table. Raises `KnowledgeError`."""
    table.only("source", *_LISTS, *_MAPS, "who_subclass")
    return ClassNotation(
        classes=table.texts("classes"),
        graded=frozenset(_classes(table, "graded", table)),
        beside=frozenset(_classes(table, "beside", table)),
        stripped=_folded(table, "stripped"),
        who=_folded(table, "who"),
        joiners=_folded(table, "joiners"),
        alternatives=_folded(table, "alternatives"),
        words=_by_word(table.table("words")),
        activity=_by_word(table.table("activity")),
        extent=_by_word(table.table("extent")),
        who_subclasses={name: _subclass(row, table) for name, row in table.table("who_subclass").tables()},
    )


def _folded(table: Table, key: str) -> tuple[str, ...]:
    return tuple(map(fold, table.texts(key)))


def _by_word(table: Table) -> dict[str, str]:
    return {fold(word): value for value in table.content for word in table.texts(value)}


def _subclass(row: Table, notation: Table) -> WhoSubclass:
    row.only("certain", "uncertain")
    return WhoSubclass(_classes(row, "certain", notation), _classes(row, "uncertain", notation))


def _classes(table: Table, key: str, notation: Table) -> tuple[str, ...]:
    named = table.texts(key)
    for name in named:
        if name not in notation.texts("classes"):
            table.refuse(key, f"{name} is none of the classes")
    return named
