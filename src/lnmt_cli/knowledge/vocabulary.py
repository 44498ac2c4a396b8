"""The words of the field: missing, sex, response, phases, events, drugs. The data: ``vocabulary.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.class_notation import ClassNotation, read_class_notation
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WORD_LISTS = ("sex", "response", "yes_no", "phase", "event_kind", "biopsy_activity")
"""The types of field whose values are words of a list."""


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug: ``name`` is the canonical name, ``group`` its class, ``names`` all that it is called."""

    name: str
    label: str
    group: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrugText:
    """What else stands in a cell that names drugs; all normalised but the signs."""

    ignored: frozenset[str]
    endings: tuple[str, ...]
    joiners: frozenset[str]
    refusing: frozenset[str]
    refusing_signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word list. Keys of words are normalised by `lnmt_cli.knowledge.normalising.normalise`.

    ``words`` gives, for each list of `WORD_LISTS`, the canonical value by word. ``drug_names`` gives the
    canonical drug by name. ``missing_signs`` compare folded, not normalised. ``months`` gives 1 to 12.
    """

    missing_signs: frozenset[str]
    missing_abbreviations: frozenset[str]
    missing_words: frozenset[str]
    words: Mapping[str, Mapping[str, str]]
    values: Mapping[str, tuple[str, ...]]
    drugs: Mapping[str, Drug]
    drug_names: Mapping[str, str]
    drug_text: DrugText
    months: Mapping[str, int]
    class_notation: ClassNotation


@cache
def load_vocabulary(path: Path = FOLDER / "vocabulary.toml") -> Vocabulary:
    """Return the vocabulary. Raises `KnowledgeError`, also where one word has two meanings in a list."""
    root = read_toml(path)
    root.only("missing", *WORD_LISTS, "months", "drug_text", "drug", "biopsy_class")
    missing = root.table("missing")
    missing.only("source", "signs", "abbreviations", "words")
    drugs = {name: _drug(name, table) for name, table in root.table("drug").tables()}
    return Vocabulary(
        missing_signs=frozenset(map(fold, missing.texts("signs"))),
        missing_abbreviations=_keys(missing, "abbreviations"),
        missing_words=_keys(missing, "words"),
        words={name: _words(root.table(name)) for name in WORD_LISTS},
        values={name: tuple(root.table(name).table("words").content) for name in WORD_LISTS},
        drugs=drugs,
        drug_names=_drug_names(root.table("drug"), drugs),
        drug_text=_drug_text(root.table("drug_text")),
        months=_months(root.table("months")),
        class_notation=read_class_notation(root.table("biopsy_class")),
    )


def _keys(table: Table, key: str) -> frozenset[str]:
    return frozenset(map(normalise, table.texts(key)))


def _words(table: Table) -> dict[str, str]:
    table.only("source", "words")
    table.text("source")
    words = table.table("words")
    found: dict[str, str] = {}
    for value in words.content:
        for word in words.texts(value):
            _claim(found, words, word, value)
    return found


def _claim(found: dict[str, str], table: Table, word: str, value: str) -> None:
    key = normalise(word)
    if not key or key.isdigit():
        table.refuse(value, f"{word} is a sign or an integer, and a word is expected")
    if found.setdefault(key, value) != value:
        table.refuse(value, f"{word} also means {found[key]}")


def _drug(name: str, table: Table) -> Drug:
    table.only("label", "group", "names")
    return Drug(name, table.text("label"), table.text("group"), table.texts("names"))


def _drug_names(table: Table, drugs: Mapping[str, Drug]) -> dict[str, str]:
    found: dict[str, str] = {}
    for drug in drugs.values():
        for word in (drug.name, *drug.names):
            _claim(found, table, word, drug.name)
    return found


def _drug_text(table: Table) -> DrugText:
    table.only("source", "ignored", "endings", "joiners", "refusing", "refusing_signs")
    endings = sorted(table.texts("endings"), key=len, reverse=True)
    return DrugText(
        ignored=_keys(table, "ignored"),
        endings=tuple(endings),
        joiners=_keys(table, "joiners"),
        refusing=_keys(table, "refusing"),
        refusing_signs=tuple(map(fold, table.texts("refusing_signs"))),
    )


def _months(table: Table) -> dict[str, int]:
    table.only("source", "names")
    names = table.texts("names")
    return {normalise(word): number for number, line in enumerate(names, 1) for word in line.split()}
