"""Abbreviations of drugs that mean other things in a hospital's list: whether the rest of their column bears them out.

Judged for each file and field by its distinct texts: what one site's file shows proves nothing of another's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing import is_integer, is_missing, plain_number
from lnmt_cli.ingest.parsing.drug_text import DrugText, declared_names, read_drug_text
from lnmt_cli.ingest.redcap.project import combined_text
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from lnmt_cli.ingest.columns import MappedColumn, MappedSheet
    from lnmt_cli.reading.sheet import Row

DRUG = "drug"
"""The type of field that names drugs."""


@dataclass(slots=True)
class _Texts:
    """The distinct texts of a field in a file, as read, and what stands beside each in its row.

    ``doses``: in mg/day, None for one that cannot be read · ``phases``: whether there is a phase of treatment.
    """

    read: dict[str, DrugText] = field(default_factory=dict)
    doses: defaultdict[str, set[Decimal | None]] = field(default_factory=lambda: defaultdict(set))
    phases: defaultdict[str, set[bool]] = field(default_factory=lambda: defaultdict(set))


def with_doubts(mapped: Sequence[MappedSheet]) -> list[MappedSheet]:
    """Return the sheets with the abbreviations that nothing in a column bears out doubted there.

    In a field of the induction nothing is doubted: it holds drugs of an induction only.
    """
    texts: dict[tuple[str, str], _Texts] = defaultdict(_Texts)
    for sheet in mapped:
        for column in _columns(sheet):
            _add_texts(texts[sheet.sheet.file, column.field.name], column, sheet)
    doubted = {place: _doubted(of) for place, of in texts.items()}

    def decided(column: MappedColumn, file: str) -> MappedColumn:
        names = doubted.get((file, column.field.name), frozenset())
        return replace(column, how=replace(column.how, doubted=names)) if names else column

    return [
        replace(sheet, columns=tuple(decided(column, sheet.sheet.file) for column in sheet.columns)) for sheet in mapped
    ]


def _columns(sheet: MappedSheet) -> list[MappedColumn]:
    return [column for column in sheet.columns if column.field.type == DRUG and column.field.phase is None]


def _add_texts(texts: _Texts, column: MappedColumn, sheet: MappedSheet) -> None:
    beside = {other.field.name: other for other in sheet.columns if other.occasion == column.occasion}
    dose, phase = beside.get("dose"), beside.get("phase")
    meanings = declared_names(column.how.codes)
    for text, row in _distinct(sheet.sheet.rows, [column, *filter(None, (dose, phase))]):
        meant = _meant(text, column)
        if is_missing(meant) or is_integer(meant):
            continue
        if meant not in texts.read:
            texts.read[meant] = read_drug_text(fold(meant), meanings)
        if dose is not None and not is_missing(row.texts[dose.index]):
            texts.doses[meant].add(_per_day(row, dose))
        texts.phases[meant].add(phase is not None and not is_missing(row.texts[phase.index]))


def _distinct(rows: Iterable[Row], columns: Sequence[MappedColumn]) -> Iterator[tuple[str, Row]]:
    """Yield the text of the first column with a row of each combination that the columns hold."""
    rows_of = {tuple((row.texts[column.index], row.kind(column.index)) for column in columns): row for row in rows}
    yield from ((cells[0][0], row) for cells, row in rows_of.items())


def _meant(text: str, column: MappedColumn) -> str:
    if column.choice is not None:
        return column.choice
    said = text if column.combined is None else combined_text(column.combined, text)
    return column.how.codes.get(said.strip(), said)


def _per_day(row: Row, dose: MappedColumn) -> Decimal | None:
    number = plain_number(row.texts[dose.index], row.kind(dose.index), dose.how)
    return None if number is None or dose.how.unit is None else dose.how.unit.to_canonical(number)


def _doubted(texts: _Texts) -> frozenset[str]:
    named = {drug.key for read in texts.read.values() for drug in read.named}
    return frozenset(key for key in named & load_vocabulary().abbreviations.of.keys() if not _is_borne_out(key, texts))


def _is_borne_out(key: str, texts: _Texts) -> bool:
    """Return whether phases, doses or the other texts of a field bear an abbreviation out as a treatment of lupus."""
    about = load_vocabulary().abbreviations.of[key]
    mine = {text for text, read in texts.read.items() if any(drug.key == key for drug in read.named)}
    doses = {dose for text in mine for dose in texts.doses[text]}
    if all(texts.phases[text] == {True} for text in mine):
        return True
    if all(texts.doses[text] for text in mine) and all(about.is_borne_out(dose) for dose in doses):
        return True
    if any(other in normalise(text) for text in texts.read for other in about.others):
        return False
    of_lupus, foreign = _counted([read for text, read in texts.read.items() if text not in mine])
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
