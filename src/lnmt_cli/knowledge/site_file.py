"""The site's own words: aliases, units, codes, missing codes, drugs, time points, measures.

What changes a dictionary is merged where that is loaded (`with_quantities`, `with_fields`, `with_words`); what speaks
of the site's exports is kept as declared (`load_site`).
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.fields import Field, load_fields, read_field
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.toml import Table, read_toml
from lnmt_cli.knowledge.units import load_units, read_quantity
from lnmt_cli.knowledge.vocabulary import claim, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lnmt_cli.knowledge.timepoints import TimePoint
    from lnmt_cli.knowledge.units import Quantity, Unit
    from lnmt_cli.knowledge.vocabulary import Vocabulary

DATE_ORDERS: Final = ("dmy", "mdy", "excel", "excel-1904")

_DECLARING: Final = ("aliases", "unit", "codes", "missing", "dates")
"""What can be said of a field of the dictionary."""
_MEASURE: Final = ("label", "source", "quantity", "unit_required", "soft", "hard")
"""What can be said of a new measure besides."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN: Final = frozenset({"anchor", "partial_date", "censored"})
"""Columns of the visit table that no field fills."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a site declares of its exports; each empty where nothing is.

    By field: ``units`` where neither header nor option has one, ``codes``, ``missing`` (``""``: every field) and
    ``dates`` (the order of day and month). ``points``: time point by the normalised form of its label.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    points: Mapping[str, TimePoint] = field(default_factory=dict)


@contextlib.contextmanager
def using(path: Path) -> Iterator[None]:
    """Let the site file at ``path`` hold, for the whole process, until the block ends.

    Raises KnowledgeError, with file and key, where the file is not sound.
    """
    with site.in_use(path):
        load_site()  # what is wrong with it is said at once, and not where its words are first needed
        yield


@site.cached
def load_site() -> Site:
    """Return what the site file in use declares, nothing where there is none. Raises KnowledgeError."""
    if site.active() is None:
        return Site()
    root = _root()
    _load_all()
    tables = list(_tables(root, "field"))
    missing = {name: frozenset(table.texts("missing")) for name, table in tables}
    missing[""] = frozenset(root.table("missing").texts("codes")) if root.has("missing") else frozenset()
    return Site(
        units={name: _unit(name, table) for name, table in tables if table.has("unit")},
        codes={name: _codes(table.table("codes")) for name, table in tables if table.has("codes")},
        missing={name: codes for name, codes in missing.items() if codes},
        dates={name: table.choice("dates", DATE_ORDERS) for name, table in tables if table.has("dates")},
        points=_points(root.table("point")) if root.has("point") else {},
    )


def with_quantities(found: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Return the quantities with the site's own, and its units for known ones. Raises KnowledgeError."""
    root, merged = _root(), dict(found)
    for name, table in _tables(root, "quantity"):
        merged[name] = _quantity(name, table, found.get(name))
    for name, table in _tables(root, "field"):
        if _is_new(table) and not table.has("quantity") and name not in merged and table.has("unit"):
            # A measure with a unit and no more has that one unit.
            content: dict[str, object] = {"canonical": table.text("unit"), "source": _source(table)}
            own = Table(table.file, content | {"unit": [{"symbol": table.text("unit")}]}, table.path)
            merged[name] = read_quantity(name, own)
    return merged


def with_fields(found: Mapping[str, Field]) -> dict[str, Field]:
    """Return the fields with the site's aliases and its own measures. Raises KnowledgeError."""
    merged = dict(found)
    for name, table in _tables(_root(), "field"):
        if _is_new(table):
            merged[name] = _measure(name, table, found)
        elif name in found:
            table.only(*_DECLARING)
            merged[name] = replace(found[name], aliases=(*found[name].aliases, *table.texts("aliases")))
        else:
            near = get_close_matches(name, found, n=1)
            meant = f"Did you mean {near[0]}? " if near else ""
            table.refuse("label", "no field of the dictionary has this name", f"{meant}A new measure needs a label.")
    _refuse_foreign_aliases(merged)
    return merged


def with_words(found: Vocabulary) -> Vocabulary:
    """Return the vocabulary with the site's names of drugs and words for missing. Raises KnowledgeError."""
    root, names, drugs = _root(), dict(found.drug_names), dict(found.drugs)
    open_names = dict(found.abbreviations.of)
    for name, table in _tables(root, "drug"):
        if name not in drugs:
            table.refuse("names", f"{name} is no drug of the vocabulary", _near(name, drugs))
        table.only("names")
        for word in table.texts("names"):
            claim(names, Table(table.file, {}, table.path.rpartition(".")[0]), word, name)
            open_names.pop(normalise(word), None)  # what the site calls a drug has no second meaning there
        drugs[name] = replace(drugs[name], names=(*drugs[name].names, *table.texts("names")))
    return replace(
        found,
        drugs=drugs,
        drug_names=names,
        abbreviations=replace(found.abbreviations, of=open_names),
        missing_words=found.missing_words | _missing_words(root),
    )


def _root() -> Table:
    path = site.active()
    if path is None:  # only asked for while a file is in use
        raise LookupError
    root = read_toml(path)
    root.only("field", "quantity", "drug", "missing", "point")
    return root


def _tables(root: Table, key: str) -> Iterator[tuple[str, Table]]:
    yield from root.table(key).tables() if root.has(key) else ()


def _is_new(table: Table) -> bool:
    return table.has("label")


def _source(table: Table) -> str:
    return table.text_or_none("source") or f"The site's own file, {table.file}"


def _quantity(name: str, table: Table, known: Quantity | None) -> Quantity:
    if known is not None:
        table.only("unit")
        content: dict[str, object] = {"canonical": known.canonical, "source": known.source, **table.content}
        return read_quantity(name, Table(table.file, content, table.path), known)
    return read_quantity(name, Table(table.file, {"source": _source(table), **table.content}, table.path))


def _measure(name: str, table: Table, found: Mapping[str, Field]) -> Field:
    """Return a new measure: a number of the visit table, in the canonical unit of its quantity."""
    if name in found:
        table.refuse("label", f"{name} is a field of the dictionary already", "Leave label out, or name it otherwise.")
    taken = {"patient_id", *_TAKEN, *(known.column for known in found.values())}
    if not _NAME.fullmatch(name) or name in taken:
        table.refuse(
            "label", f"{name} cannot be the name of a measure", "Use small letters, digits and _; not a name taken."
        )
    table.only(*_DECLARING, *_MEASURE)
    content = {key: value for key, value in table.content.items() if key in (*_MEASURE, "aliases")}
    content |= {"table": "visit", "type": "number", "source": _source(table)}
    units = load_units()
    quantity = table.choice("quantity", tuple(units)) if table.has("quantity") else name
    if quantity in units:
        content |= {"quantity": quantity, "unit": units[quantity].canonical}
    return read_field(name, Table(table.file, content, table.path))


def _refuse_foreign_aliases(merged: Mapping[str, Field]) -> None:
    """Refuse an alias of the site that another field has, or that several share: it would change what others mean."""
    owners: dict[str, set[str]] = {}
    for known in merged.values():
        for word in (known.name, known.label, *known.aliases):
            owners.setdefault(normalise(word), set()).add(known.name)
    shared = {normalise(word) for known in merged.values() for word in known.shared_aliases}
    for name, table in _tables(_root(), "field"):
        for alias in table.texts("aliases"):
            others = owners[normalise(alias)] - {name}
            if others:
                table.refuse("aliases", f"{alias} is a name of {sorted(others)[0]}", "Give another, or use --column.")
            if normalise(alias) in shared or not normalise(alias):
                table.refuse("aliases", f"{alias} means several fields, or none", "Use --column or a mapping file.")


def _load_all() -> None:
    """Let each loader merge its part of the file, so that what is not sound in any of them is refused."""
    for load in (load_units, load_fields, load_vocabulary):
        load()


def _missing_words(root: Table) -> frozenset[str]:
    if not root.has("missing"):
        return frozenset()
    table = root.table("missing")
    table.only("words", "codes")
    words = frozenset(map(normalise, table.texts("words")))
    if any(not word or word.isdigit() for word in words):
        table.refuse(
            "words", "words are expected, no signs and no numbers", "Numbers that stand for missing go to codes."
        )
    return words


def _unit(name: str, table: Table) -> Unit:
    quantity = load_fields()[name].quantity
    if quantity is None:
        table.refuse("unit", f"{name} has no unit")
    found = load_units()[quantity].find(table.text("unit"))
    if found is None:
        known = ", ".join(unit.symbol for unit in load_units()[quantity].units)
        table.refuse("unit", f"a unit of {name} is expected", f"Units of {name} are {known}.")
    return found


def _codes(table: Table) -> dict[str, str]:
    return {code: table.text(code) for code in table.content}


def _points(table: Table) -> dict[str, TimePoint]:
    from lnmt_cli.knowledge.timepoints import parse_declared

    found: dict[str, TimePoint] = {}
    for label in table.content:
        try:
            point = parse_declared(table.text(label))
        except UsageError as error:
            table.refuse(label, "a time point such as switch+24w is expected", error.hint)
        if not normalise(label) or found.setdefault(normalise(label), point) != point:
            table.refuse(label, "this label has no letter or digit, or has another time point already")
    return found


def _near(word: str, words: Mapping[str, object]) -> str:
    near = get_close_matches(word, words, n=1)
    return f"Did you mean {near[0]}?" if near else f"Valid here: {', '.join(words)}."


site.merging("quantities", with_quantities)
site.merging("fields", with_fields)
site.merging("words", with_words)
