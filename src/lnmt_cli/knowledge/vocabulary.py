"""The words of the field: missing, sex, response, phases, events, drugs. The data: ``vocabulary.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.cell_words import (
    Abbreviations,
    DateText,
    DoseText,
    Equivalent,
    NumberText,
    read_abbreviations,
    read_date_text,
    read_dose_text,
    read_equivalent,
    read_number_text,
)
from lnmt_cli.knowledge.class_notation import ClassNotation, read_class_notation
from lnmt_cli.knowledge.column_words import (
    AmbiguousWord,
    Marks,
    QuantityWords,
    read_ambiguous,
    read_marks,
    read_quantity_words,
)
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from pathlib import Path

FILE = FOLDER / "vocabulary.toml"
"""The packaged vocabulary."""

_TABLES = (
    *("months", "number_text", "date_text", "drug_text", "abbreviations", "dose_text", "drug"),
    *("biopsy_class", "framing", "not_detected", "no_dose", "marks", "ambiguous"),
)
_LOCAL = ("local", "local_signs", "local_percent")
WORD_LISTS = (
    *("sex", "response", "yes_no", "phase", "event_kind", "biopsy_activity"),
    *("specimen", "sediment", "level"),
)
"""The types of field whose values are words of a list."""


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug: ``name`` is the canonical name, ``group`` its class, ``names`` all that it is called.

    ``equivalent`` are its products that are dosed otherwise. All normalised: names of ``salt_open`` do not tell which
    it is, ``brands`` decide before other names beside them, ``local`` are products that are no systemic treatment.
    """

    name: str
    label: str
    group: str
    names: tuple[str, ...]
    equivalent: Equivalent | None = None
    salt_open: frozenset[str] = frozenset()
    brands: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class DrugText:
    """What else stands in a cell that names drugs; all normalised but the signs.

    ``local`` and ``local_signs``: what says that a drug is applied where it acts, and is no systemic treatment ·
    ``local_percent``: the highest strength that says so of a drug with such products.
    """

    ignored: frozenset[str]
    endings: tuple[str, ...]
    joiners: frozenset[str]
    refusing: frozenset[str]
    refusing_signs: tuple[str, ...]
    beside_dose: tuple[str, ...]
    local: frozenset[str]
    local_signs: tuple[str, ...]
    local_percent: Decimal


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word list. Keys of words are normalised by `lnmt_cli.knowledge.normalising.normalise`.

    ``words`` gives, for each list of `WORD_LISTS`, the canonical value by word. ``drug_names`` gives the
    canonical drug by name. ``missing_signs`` compare folded, not normalised. ``missing_markers`` are what programs
    write; ``missing_dates``, as YYYY-MM-DD, stand for no date. ``not_reported`` are missing but in a response, where
    they can be "no response". ``not_detected``: what a laboratory writes below a limit that it does not state, in every
    quantity but those named; ``no_dose``: what is 0 mg/day, in those named. ``months`` gives 1 to 12.
    """

    missing_signs: frozenset[str]
    missing_abbreviations: frozenset[str]
    missing_words: frozenset[str]
    missing_markers: frozenset[str]
    missing_dates: frozenset[str]
    not_reported: frozenset[str]
    words: Mapping[str, Mapping[str, str]]
    values: Mapping[str, tuple[str, ...]]
    drugs: Mapping[str, Drug]
    drug_names: Mapping[str, str]
    drug_text: DrugText
    abbreviations: Abbreviations
    months: Mapping[str, int]
    class_notation: ClassNotation
    number_text: NumberText
    date_text: DateText
    dose_text: DoseText
    marks: Marks
    ambiguous: tuple[AmbiguousWord, ...]
    not_detected: QuantityWords
    no_dose: QuantityWords

    @property
    def drug_groups(self) -> dict[str, tuple[str, ...]]:
        """Return the canonical names of the drugs of each group, both in file order: ``ARB``, ``CYP3A4 inducer``."""
        groups = dict.fromkeys(drug.group for drug in self.drugs.values())
        return {group: tuple(name for name, drug in self.drugs.items() if drug.group == group) for group in groups}


@site.cached
def load_vocabulary(path: Path = FILE) -> Vocabulary:
    """Return the vocabulary, with the words of the site's file.

    Raises `KnowledgeError`, also where one word has two meanings in a list.
    """
    root = read_toml(path)
    root.only("missing", *WORD_LISTS, *_TABLES)
    missing = root.table("missing")
    missing.only("source", "signs", "abbreviations", "words", "markers", "dates", "not_reported")
    drugs = {name: _drug(name, table) for name, table in root.table("drug").tables()}
    found = Vocabulary(
        missing_signs=frozenset(map(fold, missing.texts("signs"))),
        missing_abbreviations=_keys(missing, "abbreviations"),
        missing_words=_keys(missing, "words"),
        missing_markers=_keys(missing, "markers"),
        missing_dates=frozenset(missing.texts("dates")),
        not_reported=_keys(missing, "not_reported"),
        words={name: _words(root.table(name)) for name in WORD_LISTS},
        values={name: tuple(root.table(name).table("words").content) for name in WORD_LISTS},
        drugs=drugs,
        drug_names=_drug_names(root.table("drug"), drugs),
        drug_text=_drug_text(root.table("drug_text")),
        abbreviations=read_abbreviations(root.table("abbreviations")),
        months=_months(root.table("months")),
        class_notation=read_class_notation(root.table("biopsy_class")),
        number_text=read_number_text(root.table("number_text")),
        date_text=read_date_text(root.table("date_text")),
        dose_text=read_dose_text(root.table("dose_text")),
        marks=read_marks(root.table("marks")),
        ambiguous=read_ambiguous(root.table("ambiguous")),
        not_detected=read_quantity_words(root.table("not_detected")),
        no_dose=read_quantity_words(root.table("no_dose")),
    )
    return site.merged("words", found) if path == FILE else found


def _keys(table: Table, key: str) -> frozenset[str]:
    return frozenset(map(normalise, table.texts(key)))


def _words(table: Table) -> dict[str, str]:
    table.only("source", "words")
    table.text("source")
    words = table.table("words")
    found: dict[str, str] = {}
    for value in words.content:
        for word in words.texts(value):
            claim(found, words, word, value)
    return found


def claim(found: dict[str, str], table: Table, word: str, value: str) -> None:
    """Let ``word`` mean ``value`` in ``found``; refused where it means another, or is no word."""
    key = normalise(word)
    if not key or key.isdigit():
        table.refuse(value, f"{word} is a sign or an integer, and a word is expected")
    if found.setdefault(key, value) != value:
        table.refuse(value, f"{word} also means {found[key]}")


def _drug(name: str, table: Table) -> Drug:
    table.only("label", "group", "names", "equivalent", "salt_open", "brands", "local")
    return Drug(
        name,
        label=table.text("label"),
        group=table.text("group"),
        names=table.texts("names"),
        equivalent=read_equivalent(table.table("equivalent")) if table.has("equivalent") else None,
        salt_open=_keys(table, "salt_open"),
        brands=_keys(table, "brands"),
        local=_keys(table, "local"),
    )


def _drug_names(table: Table, drugs: Mapping[str, Drug]) -> dict[str, str]:
    found: dict[str, str] = {}
    for drug in drugs.values():
        for word in (drug.name, *drug.names):
            claim(found, table, word, drug.name)
    return found


def _drug_text(table: Table) -> DrugText:
    table.only("source", "ignored", "endings", "joiners", "refusing", "refusing_signs", "beside_dose", *_LOCAL)
    endings = sorted(table.texts("endings"), key=len, reverse=True)
    return DrugText(
        ignored=_keys(table, "ignored"),
        endings=tuple(endings),
        joiners=_keys(table, "joiners"),
        refusing=_keys(table, "refusing"),
        refusing_signs=tuple(map(fold, table.texts("refusing_signs"))),
        beside_dose=tuple(map(fold, table.texts("beside_dose"))),
        local=_keys(table, "local"),
        local_signs=tuple(map(fold, table.texts("local_signs"))),
        local_percent=table.number("local_percent"),
    )


def _months(table: Table) -> dict[str, int]:
    table.only("source", "names")
    names = table.texts("names")
    return {normalise(word): number for number, line in enumerate(names, 1) for word in line.split()}
