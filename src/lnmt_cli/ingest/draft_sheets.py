"""Exports → drafts of their mapping: what every other command refuses is left open here."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from lnmt_cli.errors import UnitError
from lnmt_cli.ingest.batch import read_sheets
from lnmt_cli.ingest.claims import TEST
from lnmt_cli.ingest.column_units import find_units, is_lacking
from lnmt_cli.ingest.columns import MappedColumn
from lnmt_cli.ingest.declarations import IGNORED
from lnmt_cli.ingest.doubts import DOUBTFUL
from lnmt_cli.ingest.drafting import ColumnDraft, SheetDraft, settle_double_claims
from lnmt_cli.ingest.lab_lists import lab_list
from lnmt_cli.ingest.leaving_aside import leave_aside
from lnmt_cli.ingest.mapping import claim_sheet
from lnmt_cli.ingest.occasions import WHEN, meaning
from lnmt_cli.ingest.parsing import ColumnReading, bare_integers_only, date_order_of, is_missing, parse
from lnmt_cli.ingest.parsing.words import by_column
from lnmt_cli.ingest.remembering import dictionary_codes
from lnmt_cli.knowledge.names import Names, find_test, is_name_of
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.knowledge.vocabulary import WORD_LISTS
from lnmt_cli.reading.inputs import find_inputs
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from lnmt_cli.ingest.batch import Memory
    from lnmt_cli.ingest.claims import Aside, Claim, ClaimedSheet
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.ingest.mapping import Recall
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.timepoints import TimePoint
    from lnmt_cli.reading.sheet import Sheet

CODED = ("biopsy_class", *WORD_LISTS)
"""The types of field whose cells can be codes."""


def draft_exports(paths: Sequence[Path], declared: Declarations, memory: Memory | None = None) -> list[SheetDraft]:
    """Return a draft of every sheet of the export files ``paths``; ``memory``: what a registry knows of them.

    Raises ExportError where one cannot be read.
    """
    inputs = {source.sha256: source for source in find_inputs(paths)}
    sheets = [sheet for source in inputs.values() for sheet in read_sheets(source, declared, memory)]
    return draft_sheets(sheets, declared, memory.recall if memory else None)


def draft_sheets(sheets: Iterable[Sheet], declared: Declarations, recall: Recall | None = None) -> list[SheetDraft]:
    """Return a draft of each sheet, double claims left open."""
    return [settle_double_claims(_draft(sheet, declared, recall)) for sheet in sheets]


def _draft(sheet: Sheet, declared: Declarations, recall: Recall | None) -> SheetDraft:
    claimed, points, _ = claim_sheet(sheet, declared, recall)
    points = points or _points(claimed)
    if not claimed.is_identified:
        find_units(claimed)
        leave_aside(claimed, is_remembered=False)
    columns = [_column(claimed, claim, points) for claim in claimed.claims if claim.header.strip()]
    tests = sorted(_tests(claimed))
    mapping, held = claimed.mapping, claimed.declared
    return SheetDraft(
        file=sheet.file,
        name=sheet.name,
        columns=tuple(columns),
        header_rows=mapping.header_rows if mapping else None,
        unit_row=mapping.unit_row if mapping else None,
        rows=sheet.rows_read,
        header_row=sheet.header.number,
        points={label: str(point) for label, point in held.points.items()},
        anchor=held.anchor,
        units={name: held.units[name].symbol for name in tests if name in held.units},
        supplied=tuple(tests),
        unread=tuple(_unread_tests(claimed)),
        aside=_tests_aside(claimed),
    )


def _points(claimed: ClaimedSheet) -> dict[str, TimePoint]:
    """Return the time points of a sheet for which they were not looked for, as no column identifies a patient."""
    occasions = {claim.occasion for claim in claimed.claims if claim.occasion}
    found = {occasion: meaning(occasion, claimed.declared) for occasion in occasions}
    return {occasion: point for occasion, point in found.items() if point is not None}


def _tests(claimed: ClaimedSheet) -> set[str]:
    """Return the fields of the tests that the rows of a list of results name."""
    found = [find_test(name).fields for name in _names_of_tests(claimed)]
    return {fields[0].name for fields in found if len(fields) == 1}


def _unread_tests(claimed: ClaimedSheet) -> list[tuple[str, int]]:
    """Return the tests that no field claims with the number of their rows, the most frequent first."""
    counts = _names_of_tests(claimed)
    unread = [(name, rows) for name, rows in counts.items() if name and len(find_test(name).fields) != 1]
    return sorted(unread, key=lambda item: (-item[1], item[0]))


def _tests_aside(claimed: ClaimedSheet) -> tuple[str, ...]:
    """Return the fields of the tests that are left aside for want of their unit."""
    lab = lab_list(claimed)
    return tuple(sorted(set(lab.aside.values()))) if lab else ()


def _names_of_tests(claimed: ClaimedSheet) -> Counter[str]:
    column = next((claim for claim in claimed.claims if claim.field and claim.field.name == TEST), None)
    return Counter() if column is None else claimed.sheet.texts(column.index)


def _column(claimed: ClaimedSheet, claim: Claim, points: Mapping[str, TimePoint]) -> ColumnDraft:
    sheet = claimed.sheet
    counts = {text: count for text, count in sheet.texts(claim.index).items() if not is_missing(text)}
    texts = list(counts)
    draft = ColumnDraft(claim.index, str(sheet.at(None, claim.index)), claim.header, filled=sum(counts.values()))
    if claim.is_unit_of:
        return _with(draft, remark=f"holds the units of {' or '.join(field.name for field in claim.fields)}")
    if claim.is_passed_over:
        is_told = claim.redcap is None or Names(claimed.declared.columns).read(claim.header).left_out
        return _with(draft, field=IGNORED, confidence="declared") if is_told else _with(draft, remark="REDCap's own")
    if claim.aside is not None:
        return _left_aside(draft, claimed, claim, claim.aside)
    if claim.field is None:
        return _with(draft, candidates=tuple(field.name for field in claim.fields))
    return _claimed(draft, claimed, claim, claim.field, texts, points)


def _left_aside(draft: ColumnDraft, claimed: ClaimedSheet, claim: Claim, aside: Aside) -> ColumnDraft:
    """Return the draft of a column that is left aside, with what it takes to use it."""
    unit = claimed.units.get(claim.index)
    is_open = aside.field.quantity is not None and unit is None
    units = load_units()[aside.field.quantity or ""].units if is_open else ()
    return _with(
        draft,
        aside=aside.field.name,
        remark=" or ".join(doubt.other for doubt in aside.field.doubtful) if aside.check == DOUBTFUL else "",
        unit=unit.symbol if unit else None,
        unit_needed=tuple(each.symbol for each in units),
        at_needed=bool(claim.occasion) and meaning(claim.occasion, claimed.declared) is None,
    )


def _claimed(
    draft: ColumnDraft,
    claimed: ClaimedSheet,
    claim: Claim,
    field: Field,
    texts: Sequence[str],
    points: Mapping[str, TimePoint],
) -> ColumnDraft:
    point = points.get(claim.occasion) if claim.occasion and field.table == "visit" else None
    at_needed = _needs_point(claimed, claim, field, points)
    how = _reading(claimed, claim, field)
    return _with(
        draft,
        field=field.name,
        confidence=_confidence(claim, field),
        unit=how.unit.symbol if how.unit and field.quantity else None,
        unit_needed=_units_needed(claimed, claim, how),
        at=str(point) if point else None,
        at_needed=at_needed,
        group="" if point or at_needed else claim.occasion,
        codes=_codes(how, claim, texts),
        meanings=how.codes,
        dates=how.date_order if field.type == "date" else None,
        dates_needed=field.type == "date" and _is_order_open(how, texts),
        decimal=(claimed.declared.decimal or (claim.told.decimal if claim.told else None))
        if field.type == "number"
        else None,
        missing=tuple(how.missing),
        unit_column=claim.told.unit_column if claim.told else None,
        choice=claim.choice,
    )


def _with(draft: ColumnDraft, **found: object) -> ColumnDraft:
    return replace(draft, **found)  # type: ignore[arg-type]  # the fields of the draft


def _reading(claimed: ClaimedSheet, claim: Claim, field: Field) -> ColumnReading:
    declared, told, redcap = claimed.declared, claim.told, claim.redcap
    return ColumnReading(
        field=field,
        unit=claimed.units.get(claim.index),
        codes={
            **dictionary_codes(claim),
            **(told.codes if told else {}),
            **declared.codes.get(field.name, {}),
        },
        date_order=declared.date_order
        or (told.date_order if told else None)
        or (redcap.date_order if redcap else None)
        or declared.usual_dates.get(field.name),
        missing=declared.missing_of(field.name)
        | (told.missing if told else frozenset())
        | (redcap.missing if redcap else frozenset()),
        date1904=claimed.sheet.date1904,
    )


def _confidence(claim: Claim, field: Field) -> str:
    if claim.by in ("", "declared"):
        return claim.by
    return f"by {'name' if claim.by == 'alias' and is_name_of(field, claim.header) else claim.by}"


def _units_needed(claimed: ClaimedSheet, claim: Claim, how: ColumnReading) -> tuple[str, ...]:
    """Return the units that the person can choose from, none where nothing is to be chosen."""
    if how.field.quantity is None or how.unit is not None:
        return ()
    is_refused = any(
        difficulty.index == claim.index and isinstance(difficulty.error, UnitError)
        for difficulty in claimed.difficulties
    )
    has_units = any(other.is_unit_of and how.field in other.fields for other in claimed.claims)
    has_units = has_units or bool(claim.told and claim.told.unit_column)
    column = MappedColumn(claim.index, claim.header, how, unit_column=claim.index if has_units else None)
    if not is_refused and not is_lacking(claimed.sheet, column):
        return ()
    return tuple(unit.symbol for unit in load_units()[how.field.quantity].units)


def _needs_point(claimed: ClaimedSheet, claim: Claim, field: Field, points: Mapping[str, TimePoint]) -> bool:
    """Return whether it is not known when the values of a column with a time point of its own were measured."""
    if field.table != "visit" or not claim.occasion or claim.occasion in points:
        return False
    own = [other.field for other in claimed.claims if other.field and other.occasion == claim.occasion]
    return not any(other.table == "visit" and other.column in WHEN for other in own)


def _codes(how: ColumnReading, claim: Claim, texts: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct codes of a column where nobody says what they mean: whole numbers, words of two meanings."""
    if how.field.type not in CODED or how.codes or claim.choice is not None:
        return ()
    values = sorted({text.strip() for text in texts} - how.missing)
    if values and bare_integers_only(values):
        return tuple(values)
    meanings = by_column([(value, value) for value in values], (), claim.header, how.field.type)
    return tuple(value for value, settled in meanings.items() if settled is None)


def _is_order_open(how: ColumnReading, texts: Sequence[str]) -> bool:
    """Return whether dates of the column can be read in two ways, and nothing in it tells which is meant."""
    if how.date_order is not None or date_order_of(texts) is not None:
        return False
    return any("date-ambiguous" in parse(text, CellKind.TEXT, how).checks for text in set(texts))
