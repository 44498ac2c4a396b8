"""How REDCap writes its exports and its data dictionary. The data: ``redcap.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ROLES = ("event", "repeat_instrument", "repeat_instance", "data_access_group", "own")
"""What REDCap's own columns are."""

DICTIONARY_COLUMNS = (
    *("variable", "form", "type", "label", "choices", "validation"),
    *("low", "high", "identifier", "note", "annotation"),
)
"""The columns of a data dictionary that are read."""


@dataclass(frozen=True, slots=True)
class OneHot:
    """A field that some software spreads over a column per choice: ``choices`` by the header's start and number.

    ``most``: how many of the choices can be checked together.
    """

    field: str
    starts: tuple[str, ...]
    choices: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class RedcapWords:
    """REDCap's words. Headers compare by `heading`, words of remarks by `normalise`.

    ``roles``: one of `ROLES` by header · ``telling``: headers that only REDCap writes · ``complete``, ``timestamp``:
    the ends of headers behind the name of an instrument · ``dictionary``: one of `DICTIONARY_COLUMNS` by normalised
    header · ``required``: those that a data dictionary must have · ``answers``: label by code, by type of field ·
    ``checked``, ``unchecked``: what a box holds, folded.
    """

    roles: Mapping[str, str]
    telling: frozenset[str]
    complete: str
    timestamp: str
    prefix: str
    dictionary: Mapping[str, str]
    required: tuple[str, ...]
    titles: Mapping[str, str]
    answers: Mapping[str, Mapping[str, str]]
    checked: frozenset[str]
    unchecked: frozenset[str]
    passed_over: frozenset[str]
    one_hot: tuple[OneHot, ...]


def heading(header: str) -> str:
    """Return the key under which REDCap's own headers compare: folded, without spaces at the ends."""
    return fold(header).strip()


@cache
def load_redcap(path: Path = FOLDER / "redcap.toml") -> RedcapWords:
    """Return REDCap's words. Raises `KnowledgeError`."""
    root = read_toml(path)
    root.only("column", "dictionary", "answers", "checked", "remark", "one_hot")
    column, dictionary = root.table("column"), root.table("dictionary")
    column.only("source", *ROLES, "complete", "timestamp", "prefix", "telling")
    dictionary.only("source", *DICTIONARY_COLUMNS, "required")
    checked = root.table("checked")
    return RedcapWords(
        roles={heading(header): role for role in ROLES for header in column.texts(role)},
        telling=frozenset(map(heading, column.texts("telling"))),
        complete=column.text("complete"),
        timestamp=column.text("timestamp"),
        prefix=column.text("prefix"),
        dictionary={normalise(title): key for key in DICTIONARY_COLUMNS for title in dictionary.texts(key)},
        required=dictionary.texts("required"),
        titles={key: dictionary.texts(key)[0] for key in DICTIONARY_COLUMNS},
        answers={type_: _answers(root.table("answers"), type_) for type_ in ("yesno", "truefalse")},
        checked=frozenset(map(heading, checked.texts("checked"))),
        unchecked=frozenset(map(heading, checked.texts("unchecked"))),
        passed_over=frozenset(map(normalise, root.table("remark").texts("passed_over"))),
        one_hot=tuple(_one_hot(name, table) for name, table in root.table("one_hot").tables()),
    )


def _answers(table: Table, type_: str) -> dict[str, str]:
    answers = table.table(type_)
    return {code: answers.text(code) for code in answers.content}


def _one_hot(name: str, table: Table) -> OneHot:
    table.only("source", "starts", "choices", "most")
    return OneHot(name, tuple(map(normalise, table.texts("starts"))), table.texts("choices"), int(table.number("most")))
