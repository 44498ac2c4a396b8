"""Abbreviations of drugs that mean other things in a hospital's list: whether the rest of their column bears them out.

What bears one out has to stand in the same file, or in one with the same headers (an export in parts); a name of
another of its meanings speaks against it from any file of the call.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.ingest.parsing import is_integer, is_missing, plain_number
from lnmt_cli.ingest.parsing.drug_text import DrugText, declared_names, read_drug_text
from lnmt_cli.ingest.redcap.project import combined_text
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from lnmt_cli.ingest.columns import MappedColumn, MappedSheet, Source
    from lnmt_cli.reading.sheet import CellKind

DRUG = "drug"
"""The type of field that names drugs."""


class _Place(NamedTuple):
    """Where columns of one field stand."""

    source: Source
    field: str


@dataclass(slots=True)
class _Texts:
    """The distinct texts of a field at one place, or at several, as read, and what stands beside each in its row.

    Sheets may declare different codes, so that one text can be read in several ways. ``doses``: in mg/day, None for one
    that cannot be read · ``phases``: whether there is a phase of treatment.
    """

    read: set[tuple[str, DrugText]] = field(default_factory=set)
    doses: defaultdict[str, set[Decimal | None]] = field(default_factory=lambda: defaultdict(set))
    phases: defaultdict[str, set[bool]] = field(default_factory=lambda: defaultdict(set))

    def naming(self, key: str) -> set[str]:
        """Return the texts that name a drug by the name ``key``."""
        return {text for text, read in self.read if any(drug.key == key for drug in read.named)}

    def add(self, other: _Texts) -> None:
        """Add what another place holds."""
        self.read |= other.read
        for text, doses in other.doses.items():
            self.doses[text] |= doses
        for text, phases in other.phases.items():
            self.phases[text] |= phases


def with_doubts(mapped: Sequence[MappedSheet]) -> list[MappedSheet]:
    """Return the sheets with the abbreviations that nothing in a column bears out doubted there.

    In a field of the induction nothing is doubted: it holds drugs of an induction only.
    """
    held: dict[_Place, _Texts] = defaultdict(_Texts)
    for sheet in mapped:
        for column in _columns(sheet):
            _add_texts(held[_Place(sheet.source, column.field.name)], column, sheet)
    doubted = _doubted(held)

    def decided(column: MappedColumn, source: Source) -> MappedColumn:
        names = doubted.get(_Place(source, column.field.name))
        return replace(column, how=replace(column.how, doubted=names)) if names else column

    return [
        replace(sheet, columns=tuple(decided(column, sheet.source) for column in sheet.columns)) for sheet in mapped
    ]


def _columns(sheet: MappedSheet) -> list[MappedColumn]:
    return [column for column in sheet.columns if column.field.type == DRUG and column.field.phase is None]


def _add_texts(texts: _Texts, column: MappedColumn, sheet: MappedSheet) -> None:
    beside = {other.field.name: other for other in sheet.columns if other.occasion == column.occasion}
    dose, phase = beside.get("dose"), beside.get("phase")
    meanings = declared_names(column.how.codes)
    columns = [column, *filter(None, (dose, phase))]
    for cells in sheet.sheet.combinations([each.index for each in columns]):
        cell = {each.field.name: of for each, of in zip(columns, cells, strict=True)}
        meant = _meant(cells[0][0], column)
        if is_missing(meant) or is_integer(meant):
            continue
        texts.read.add((meant, read_drug_text(fold(meant), meanings)))
        if dose is not None and not is_missing(cell["dose"][0]):
            texts.doses[meant].add(_per_day(*cell["dose"], dose))
        texts.phases[meant].add(phase is not None and not is_missing(cell["phase"][0]))


def _meant(text: str, column: MappedColumn) -> str:
    if column.choice is not None:
        return column.choice
    said = text if column.combined is None else combined_text(column.combined, text)
    return column.how.codes.get(said.strip(), said)


def _per_day(text: str, kind: CellKind, dose: MappedColumn) -> Decimal | None:
    number = plain_number(text, kind, dose.how)
    return None if number is None or dose.how.unit is None else dose.how.unit.to_canonical(number)


def _doubted(held: Mapping[_Place, _Texts]) -> dict[_Place, frozenset[str]]:
    """Return the abbreviations that are not borne out, by where they stand."""
    spoken = _spoken_against(held)
    by_parts: dict[frozenset[_Place], frozenset[str]] = {}
    doubted: dict[_Place, frozenset[str]] = {}
    for place in held:
        parts = frozenset(
            other for other in held if other.field == place.field and other.source.is_one_with(place.source)
        )
        if parts not in by_parts:  # an export may be in a thousand parts
            texts = _Texts()
            for part in parts:
                texts.add(held[part])
            named = {drug.key for _, read in texts.read for drug in read.named}
            known = named & load_vocabulary().abbreviations.of.keys()
            open_names = {key for key in known if not _is_borne_out(key, texts)}
            by_parts[parts] = frozenset(open_names | (known & spoken[place.field]))
        doubted[place] = by_parts[parts]
    return doubted


def _spoken_against(held: Mapping[_Place, _Texts]) -> dict[str, set[str]]:
    """Return the abbreviations of which a text of the call names another meaning, by field."""
    about = load_vocabulary().abbreviations.of
    spoken: dict[str, set[str]] = defaultdict(set)
    for place, texts in held.items():
        for text in {normalise(text) for text, _ in texts.read}:
            spoken[place.field] |= {key for key in about if any(other in text for other in about[key].others)}
    return spoken


def _is_borne_out(key: str, texts: _Texts) -> bool:
    """Return whether phases, doses or the other texts of a field bear an abbreviation out as a treatment of lupus."""
    about, mine = load_vocabulary().abbreviations.of[key], texts.naming(key)
    if all(texts.phases[text] == {True} for text in mine):
        return True
    doses = {dose for text in mine for dose in texts.doses[text]}
    if all(texts.doses[text] for text in mine) and all(about.is_borne_out(dose) for dose in doses):
        return True
    of_lupus, foreign = _counted([read for text, read in texts.read if text not in mine])
    least = load_vocabulary().abbreviations.least_share
    return of_lupus >= least * (of_lupus + foreign) if of_lupus else about.alone and not foreign


def _counted(others: Iterable[DrugText]) -> tuple[int, int]:
    """Return how many texts name treatments of lupus nephritis, and how many another drug or something unknown."""
    known, drugs = load_vocabulary().abbreviations, load_vocabulary().drugs
    of_lupus = foreign = 0
    for read in others:
        groups = {drugs[drug.name].group for drug in read.named if not drug.is_local}
        if groups & known.groups:
            of_lupus += 1
        elif not read.is_refused and (not groups or groups - known.neutral):
            foreign += 1
    return of_lupus, foreign
