"""Rows → records of the canonical tables: a row feeds every table for which it has the key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.mapping import IDENTIFIER
from lnmt_cli.ingest.parsing import NOTHING, Parsed, is_missing, parse
from lnmt_cli.ingest.parsing.biopsy_class import BiopsyClass
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.reading.sheet import CellKind, Coordinate, Finding, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from lnmt_cli.ingest.mapping import MappedColumn, MappedSheet
    from lnmt_cli.knowledge.fields import Field

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "patient": (),
    "induction": (),
    "biopsy": ("date",),
    "treatment": ("drug", "start"),
    "visit": ("date",),
    "event": ("date", "kind"),
}
"""The columns that, with the patient, identify a record. ``induction`` is the one treatment of a patient's own row."""

INDUCTION: Final = "induction"
NO_IDENTIFIER: Final = (CellKind.ERROR, CellKind.DATE, CellKind.BOOLEAN, CellKind.FORMULA_WITHOUT_VALUE)
"""What Excel makes of an identifier at times, and nobody is called."""
UNDECLARED: Final = Parsed(None, ("code-undeclared",))
CLASS: Final = "biopsy_class"
CLASS_COLUMNS: Final = frozenset(
    ("classes", "uncertain_classes", "alternative_classes", "activity", "scheme", "written")
)


@dataclass(slots=True)
class Contribution:
    """What one row says of one record: values by column, each with the cell that it comes from.

    ``supplied`` are the columns that the sheet has, filled or not; ``carried``: the record rides on a row about
    something else (a biopsy on a patient's row). ``day`` is the visit on whose row a patient's values stand.
    """

    table: str
    patient_id: str
    key: tuple[Any, ...]
    values: dict[str, Any]
    cells: dict[str, Coordinate]
    supplied: frozenset[str]
    carried: bool
    where: Coordinate
    day: date | None = None


@dataclass(slots=True)
class SheetRecords:
    """What a sheet comes to: contributions, findings, and how many rows were landed and set aside."""

    contributions: list[Contribution] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    landed: int = 0
    set_aside: int = 0
    carried: set[tuple[str, str]] = field(default_factory=set)
    """Table and patient of what the sheet says on rows about something else, blank cells included."""
    checked: Counter[str] = field(default_factory=Counter)
    """How many cells with content each field has: the denominators of the cell checks."""


@dataclass(slots=True)
class _Cell:
    column: MappedColumn
    value: Any
    where: Coordinate
    text: str


def records_of(mapped: MappedSheet) -> SheetRecords:
    """Return the records of a sheet. Every row is either landed or set aside with a finding."""
    found = SheetRecords(findings=[*mapped.findings, *mapped.sheet.set_aside], set_aside=len(mapped.sheet.set_aside))
    if not mapped.columns:
        found.set_aside = mapped.sheet.rows_read
        return found
    reader = _RowReader(mapped, found)
    for row in mapped.sheet.rows:
        if reader.read(row):
            found.landed += 1
        else:
            found.set_aside += 1
    return found


class _RowReader:
    """Reads the rows of one sheet, one after the other."""

    def __init__(self, mapped: MappedSheet, found: SheetRecords) -> None:
        self.sheet, self.found = mapped.sheet, found
        self.identifier = next(column for column in mapped.columns if column.field.name == IDENTIFIER)
        self.columns = [column for column in mapped.columns if column is not self.identifier]
        self.parsed: list[dict[tuple[str, CellKind], Parsed]] = [{} for _ in self.columns]
        self.seen: set[tuple[str, ...]] = set()
        self.by_table = _by_table(self.columns)
        carrying = bool({"patient", "visit"} & mapped.tables)
        self.carried = {INDUCTION, "biopsy"} & set(self.by_table) if carrying else {INDUCTION} & set(self.by_table)

    def read(self, row: Row) -> bool:
        """Return whether the row fed a record; where it did not, a finding says why."""
        texts = tuple(row.texts)
        if texts in self.seen:
            return self._set_aside("row-duplicate", row)
        self.seen.add(texts)
        patient_id = row.texts[self.identifier.index]
        if is_missing(patient_id) or row.kind(self.identifier.index) in NO_IDENTIFIER:
            return self._set_aside("patient-missing", row)
        self.found.checked[IDENTIFIER] += 1
        cells = self._cells(row)
        where = self.sheet.at(row.number)
        fed = [self._feed(table, patient_id, cells, where) for table in self.by_table]
        patient = self._contribution("patient", patient_id, (), cells.get("patient", []), where)
        patient.day = _visit_date(cells.get("visit", []))
        self.found.contributions.append(patient)
        self.found.carried.update(("treatment" if table == INDUCTION else table, patient_id) for table in self.carried)
        return any(fed) or bool(patient.values) or not any(cells.values())

    def _set_aside(self, check: str, row: Row) -> bool:
        self.found.findings.append(Finding(check, self.sheet.at(row.number), "\t".join(row.texts)))
        return False

    def _cells(self, row: Row) -> dict[str, list[_Cell]]:
        """Return the cells with content by table, parsed; what is wrong with them is noted."""
        cells: dict[str, list[_Cell]] = {}
        for column, known in zip(self.columns, self.parsed, strict=True):
            text = row.texts[column.index]
            kind = row.kind(column.index)
            if not text and kind is CellKind.TEXT:
                continue
            parsed = self._parse(text, kind, column, known)
            where = self.sheet.at(row.number, column.index)
            if parsed != NOTHING:
                self.found.checked[column.field.name] += 1
                cells.setdefault(_table(column.field), []).append(_Cell(column, parsed.value, where, text))
            self.found.findings += [Finding(check, where, text, column.field.name) for check in parsed.checks]
        return cells

    @staticmethod
    def _parse(text: str, kind: CellKind, column: MappedColumn, known: dict[tuple[str, CellKind], Parsed]) -> Parsed:
        # An export repeats few distinct cells many times: each is parsed once for its column. The kind belongs to the
        # cell: 3.125 is a number as Excel stores it, and perhaps 3125 as text in a sheet with decimal commas.
        cell = (text, kind)
        if cell not in known:
            parsed = parse(text, kind, column.how)
            is_code = column.is_coded and parsed != NOTHING and kind in (CellKind.TEXT, CellKind.NUMBER)
            known[cell] = UNDECLARED if is_code else parsed
        return known[cell]

    def _feed(self, table: str, patient_id: str, cells: Mapping[str, list[_Cell]], where: Coordinate) -> bool:
        """Add what the row says of ``table``; return whether it did."""
        if table == "patient":
            return False
        own = cells.get(table, [])
        # A biopsy whose class cannot be read is a biopsy all the same: what it showed is unknown, not absent.
        if not any(cell.value is not None for cell in own) and not (table == "biopsy" and own):
            return False
        if table == "visit" and _visit_date(own) is None:
            self.found.findings += [
                Finding("key-missing", cell.where, cell.text, field_name(table, "date"))
                for cell in own
                if cell.value is not None
            ]
            return False
        self.found.contributions += self._contributions(table, patient_id, own, cells, where)
        return True

    def _contributions(
        self, table: str, patient_id: str, own: list[_Cell], cells: Mapping[str, list[_Cell]], where: Coordinate
    ) -> Iterator[Contribution]:
        values = {cell.column.field.column: cell.value for cell in own}
        for key in _keys(table, values):
            contribution = self._contribution(table, patient_id, key, own, where)
            contribution.values.update(zip(KEYS[table], key, strict=True))
            if table == "visit":
                self._add_age(contribution, cells)
            yield contribution

    def _contribution(
        self, table: str, patient_id: str, key: tuple[Any, ...], own: Iterable[_Cell], where: Coordinate
    ) -> Contribution:
        filled = [cell for cell in own if cell.value is not None]
        contribution = Contribution(
            table=table,
            patient_id=patient_id,
            key=key,
            values={cell.column.field.column: cell.value for cell in filled},
            cells={cell.column.field.column: cell.where for cell in filled},
            supplied=self.by_table.get(table, frozenset()),
            carried=table in self.carried,
            where=where,
        )
        _spread_class(contribution)
        return contribution

    @staticmethod
    def _add_age(visit: Contribution, cells: Mapping[str, list[_Cell]]) -> None:
        """Keep the age that stands on a visit's row with the visit: it grows over the years."""
        for cell in cells.get("patient", []):
            if cell.column.field.name == "age" and cell.value is not None:
                visit.values["age"], visit.cells["age"] = cell.value, cell.where


def _table(field: Field) -> str:
    return INDUCTION if field.table == "treatment" and field.per_patient else field.table


def _spread_class(biopsy: Contribution) -> None:
    """Put what a class cell says into the columns that the table has for it; an activity column of its own counts."""
    if CLASS not in biopsy.supplied:
        return
    biopsy.supplied = biopsy.supplied - {CLASS} | CLASS_COLUMNS
    found = biopsy.values.pop(CLASS, None)
    where = biopsy.cells.pop(CLASS, None)
    if isinstance(found, BiopsyClass) and where is not None:
        spread = {
            "classes": tuple(sorted(found.classes)),
            "uncertain_classes": tuple(sorted(found.uncertain)),
            "alternative_classes": tuple(sorted(found.alternatives)),
            "activity": found.activity,
            "scheme": found.scheme,
            "written": found.written,
        }
        biopsy.values = spread | {column: value for column, value in biopsy.values.items() if value is not None}
        biopsy.cells = dict.fromkeys(spread, where) | biopsy.cells


@cache
def field_name(table: str, column: str) -> str:
    """Return the field that fills ``column`` of ``table``: ``visit_date`` for ``("visit", "date")``."""
    if column in CLASS_COLUMNS and column != "activity":
        return CLASS
    home = "patient" if column == "age" else table
    named = (field.name for field in load_fields().values() if (_table(field), field.column) == (home, column))
    return next(named, column)


def _visit_date(cells: Iterable[_Cell]) -> date | None:
    return next((cell.value for cell in cells if cell.column.field.column == "date"), None)


def _by_table(columns: Iterable[MappedColumn]) -> dict[str, frozenset[str]]:
    """Return the columns that the sheet supplies for each table."""
    found: dict[str, set[str]] = {}
    for column in columns:
        found.setdefault(_table(column.field), set()).add(column.field.column)
    if "visit" in found and "age" in found.get("patient", ()):
        found["visit"].add("age")
    return {table: frozenset(names) for table, names in found.items()}


def _keys(table: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the key of each record that a row gives: one, but for a cell that names several drugs."""
    if table != "treatment":
        yield tuple(values.get(column) for column in KEYS[table])
        return
    for drug in values.get("drug") or (None,):
        yield drug, values.get("start")
