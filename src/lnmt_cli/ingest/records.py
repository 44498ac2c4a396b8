"""Rows → records of the canonical tables: a row feeds every table for which it has the key."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.cells import Cell, CellParser
from lnmt_cli.ingest.claims import ROW
from lnmt_cli.ingest.columns import INDUCTION
from lnmt_cli.ingest.parsing import BiopsyClass, PartialDate, is_missing
from lnmt_cli.ingest.parsing.drugs import SALT_OPEN
from lnmt_cli.ingest.parsing.reading import AssayValue, DrugMention, Limit
from lnmt_cli.ingest.row_cells import RowCells
from lnmt_cli.ingest.timing import TIMES, Timing
from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.names import IDENTIFIER
from lnmt_cli.knowledge.values import UNIT
from lnmt_cli.reading.sheet import CellKind, Coordinate, Finding, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from lnmt_cli.ingest.columns import LabList, MappedColumn, MappedSheet
    from lnmt_cli.knowledge.fields import Field

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "patient": (),
    "induction": (),
    "biopsy": ("date", "day", "partial_date"),
    "treatment": ("drug", "start", "start_day", "partial_start"),
    "visit": ("date", "anchor", "day", "partial_date"),
    "event": ("date", "day", "partial_date", "kind"),
}
"""The columns that, with the patient, identify a record. ``induction`` is the one treatment of a patient's own row."""

NO_IDENTIFIER: Final = (CellKind.ERROR, CellKind.DATE, CellKind.BOOLEAN, CellKind.FORMULA_WITHOUT_VALUE)
"""What Excel makes of an identifier at times, and nobody is called."""
CLASS: Final = "biopsy_class"
CLASS_COLUMNS: Final = frozenset(
    ("classes", "uncertain_classes", "alternative_classes", "activity", "scheme", "written")
)
PARTIAL: Final[Mapping[str, str]] = {"date": "partial_date", "start": "partial_start", "stop": "partial_stop"}
"""Where a date without its day is kept."""


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
    cells: Mapping[str, Coordinate]
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


def records_of(mapped: MappedSheet) -> SheetRecords:
    """Return the records of a sheet. Every row is either landed or set aside with a finding."""
    found = SheetRecords(findings=[*mapped.findings, *mapped.sheet.set_aside], set_aside=len(mapped.sheet.set_aside))
    if not mapped.columns:
        found.set_aside = mapped.sheet.rows_read
        return found
    if not mapped.sheet.rows_read:
        found.findings.append(Finding("sheet-empty", mapped.sheet.at()))
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
        self.mapped, self.sheet, self.found = mapped, mapped.sheet, found
        self.identifier = next(column for column in mapped.columns if column.field.name == IDENTIFIER)
        self.cells = CellParser(mapped, found.findings, found.checked)
        self.timing = Timing(mapped, found.findings)
        self.seen: set[tuple[str, ...]] = set()
        self.supplied = _supplied(mapped)
        self.groups = _groups(mapped)
        self.of_patient = list(
            dict.fromkeys([ROW, *(occasion for table, occasion in self.groups if table == "patient")])
        )
        carrying = bool({"patient", "visit"} & mapped.tables)
        tables = {table for table, _ in self.groups}
        self.carried = {INDUCTION, "biopsy"} & tables if carrying else {INDUCTION} & tables

    def read(self, row: Row) -> bool:
        """Return whether the row fed a record; where it did not, a finding says why."""
        texts = tuple(row.texts)
        if texts in self.seen:
            return self._set_aside("row-duplicate", row)
        self.seen.add(texts)
        patient_id = row.texts[self.identifier.index]
        if is_missing(patient_id) or row.kind(self.identifier.index) in NO_IDENTIFIER:
            return self._set_aside("patient-missing", row)
        if self.mapped.lab and not self.cells.knows_test(row):
            return self._set_test_aside(self.mapped.lab, row)
        self.found.checked[IDENTIFIER] += 1
        cells = self.cells.of(row)
        where = self.sheet.at(row.number)
        fed = [self._feed(table, occasion, patient_id, cells, where) for table, occasion in self.groups]
        patients = [self._patient(patient_id, occasion, cells, where) for occasion in self.of_patient]
        self.found.contributions += patients
        self.found.carried.update(("treatment" if table == INDUCTION else table, patient_id) for table in self.carried)
        return any(fed) or any(patient.values for patient in patients) or _is_silent(cells)

    def _patient(
        self, patient_id: str, occasion: str, cells: Mapping[tuple[str, str], list[Cell]], where: Coordinate
    ) -> Contribution:
        patient = self._contribution("patient", patient_id, (), cells.get(("patient", occasion), []), where)
        patient.day = _day(cells.get(("visit", ROW), []))
        return patient

    def _set_test_aside(self, lab: LabList, row: Row) -> bool:
        field = lab.aside.get(lab.key(row))
        if field is None:
            return self._set_aside("lab-test-unclaimed", row)
        self.found.checked[field] += 1
        return self._set_aside("lab-test-without-unit", row, field)

    def _set_aside(self, check: str, row: Row, field: str | None = None) -> bool:
        self.found.findings.append(Finding(check, self.sheet.at(row.number), "\t".join(row.texts), field))
        return False

    def _feed(
        self,
        table: str,
        occasion: str,
        patient_id: str,
        cells: Mapping[tuple[str, str], list[Cell]],
        where: Coordinate,
    ) -> bool:
        """Add what the row says of a record of ``table``; return whether it did."""
        if table == "patient":
            return False
        own = cells.get((table, occasion), [])
        # A biopsy whose class cannot be read is a biopsy all the same: what it showed is unknown, not absent.
        if not any(cell.value is not None for cell in own) and not (table == "biopsy" and own):
            return False
        when: Mapping[str, Any] = {}
        if table == "visit":
            if not _says_something(own):
                return False
            found = self.timing.of_visit(own, occasion, cells.get(("visit", ROW), []))
            if found is None:
                self._set_cells_aside(own)
                return False
            when = found
        contributions = [*self._contributions(table, patient_id, own, cells, when, where)]
        self.found.contributions += contributions
        return bool(contributions)

    def _set_cells_aside(self, own: Iterable[Cell]) -> None:
        """Keep the values of a visit that is dated nowhere as problems."""
        self.found.findings += [
            Finding("key-missing", cell.where, cell.text, field_name("visit", "date"))
            for cell in own
            if cell.value is not None and cell.column.field.column not in TIMES
        ]

    def _contributions(
        self,
        table: str,
        patient_id: str,
        own: list[Cell],
        cells: Mapping[tuple[str, str], list[Cell]],
        when: Mapping[str, Any],
        where: Coordinate,
    ) -> Iterator[Contribution]:
        template = self._contribution(table, patient_id, (), own, where)
        template.values.update(when)
        self.found.findings += _count_equivalents(template, own)
        for values in _each_record(table, template.values):
            key = tuple(values.get(column) for column in KEYS[table])
            contribution = Contribution(
                table, patient_id, key, values, template.cells, template.supplied, template.carried, where
            )
            contribution.values.update(zip(KEYS[table], key, strict=True))
            if table == "visit":
                self._add_age(contribution, cells)
            yield contribution

    def _contribution(
        self, table: str, patient_id: str, key: tuple[Any, ...], own: Iterable[Cell], where: Coordinate
    ) -> Contribution:
        filled = [cell for cell in own if cell.value is not None]
        columns = {cell.column.field.column: cell.column.index for cell in filled}
        contribution = Contribution(
            table=table,
            patient_id=patient_id,
            key=key,
            values={cell.column.field.column: cell.value for cell in filled},
            cells=RowCells(where, columns),
            supplied=self.supplied.get(table, frozenset()),
            carried=table in self.carried,
            where=where,
        )
        _spread_class(contribution, columns)
        _spread_units(contribution)
        _spread_limits(contribution, filled)
        _spread_partial_dates(contribution)
        return contribution

    @staticmethod
    def _add_age(visit: Contribution, cells: Mapping[tuple[str, str], list[Cell]]) -> None:
        """Keep the age that stands on a visit's row with the visit: it grows over the years."""
        for cell in cells.get(("patient", ROW), []):
            if cell.column.field.name == "age" and cell.value is not None:
                visit.values["age"] = cell.value
                visit.cells = {**visit.cells, "age": cell.where}


def table_of(field: Field) -> str:
    """Return the table that a field feeds; what a patient's row says of the induction is kept apart."""
    return INDUCTION if field.table == "treatment" and field.per_patient else field.table


def _groups(mapped: MappedSheet) -> list[tuple[str, str]]:
    """Return table and occasion of every record that a row can feed, in the order of the columns."""
    groups = [(table_of(column.field), column.occasion) for column in mapped.columns if column.field.name != IDENTIFIER]
    if mapped.lab:
        groups.append(("visit", ROW))
    return list(dict.fromkeys(groups))


def _spread_class(biopsy: Contribution, columns: dict[str, int]) -> None:
    """Put what a class cell says into the columns that the table has for it; an activity column of its own counts."""
    if CLASS not in biopsy.supplied:
        return
    biopsy.supplied = biopsy.supplied - {CLASS} | CLASS_COLUMNS
    found = biopsy.values.pop(CLASS, None)
    index = columns.pop(CLASS, None)
    if isinstance(found, BiopsyClass) and index is not None:
        spread = {
            "classes": tuple(sorted(found.classes)),
            "uncertain_classes": tuple(sorted(found.uncertain)),
            "alternative_classes": tuple(sorted(found.alternatives)),
            "activity": found.activity,
            "scheme": found.scheme,
            "written": found.written,
        }
        biopsy.values = spread | {column: value for column, value in biopsy.values.items() if value is not None}
        columns.update({column: index for column in spread if column not in columns})


def _spread_limits(visit: Contribution, filled: Iterable[Cell]) -> None:
    """Keep a result beyond a limit with its sign; the limit is the value only on the sides that the field names."""
    for cell in filled:
        field = cell.column.field
        limit = visit.values.get(field.column)
        if not isinstance(limit, Limit):
            continue
        if limit.sign in field.censored:
            visit.values[field.column] = limit.value
        else:
            del visit.values[field.column]
        if visit.table == "visit":
            visit.values["censored"] = tuple(sorted((*visit.values.get("censored", ()), f"{field.column}{limit.sign}")))


def _spread_units(visit: Contribution) -> None:
    """Put the unit of a value that cannot be converted into the column beside it."""
    for column, value in list(visit.values.items()):
        if isinstance(value, AssayValue):
            visit.values |= {column: value.value, f"{column}{UNIT}": value.unit}


def _spread_partial_dates(found: Contribution) -> None:
    """Move dates without a day to where they are kept as text; those of the patient itself are problems only."""
    for column, value in list(found.values.items()):
        if isinstance(value, PartialDate):
            del found.values[column]
            if found.table != "patient" and column in PARTIAL:
                found.values[PARTIAL[column]] = value.text


def _count_equivalents(treatment: Contribution, own: Iterable[Cell]) -> Iterator[Finding]:
    """Turn the dose of a salt into that of the canonical drug: 720 mg of EC-MPS are 1 g of mycophenolate mofetil.

    Where the drug's cell leaves the salt open there is no dose; yield what is to be said of it.
    """
    mentions: tuple[DrugMention, ...] = treatment.values.get("drug") or ()
    dose = next((cell for cell in own if cell.column.field.column == "dose"), None)
    if treatment.values.get("dose") is None or dose is None or len(mentions) != 1:
        return
    factor = mentions[0].per_dose
    if factor is None:
        treatment.values["dose"] = None
        yield Finding(SALT_OPEN, dose.where, dose.text, dose.column.field.name)
    else:
        written = Decimal(repr(treatment.values["dose"]))
        treatment.values["dose"] = float(written * factor[0] / factor[1])


def _each_record(table: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the values of each record that a row gives: one, but for a cell that names several drugs.

    None where all that it names is applied locally: that is no treatment.
    """
    mentions: tuple[DrugMention, ...] = values.get("drug") or ()
    if table != "treatment":
        yield dict(values)
        return
    if not mentions:
        yield {**values, "drug": None}
        return
    for mention in mentions:
        if mention.is_local:
            continue
        # What stands in columns beside several drugs cannot be told apart; a dose in the cell belongs to its drug.
        own = values if len(mentions) == 1 else {**values, "dose": None, "doses": None}
        dose = own.get("dose") if own.get("dose") is not None else mention.dose
        yield {**own, "drug": mention.name, "dose": dose}


@site.cached
def field_name(table: str, column: str) -> str:
    """Return the field that fills ``column`` of ``table``: ``visit_date`` for ``("visit", "date")``."""
    if column in CLASS_COLUMNS and column != "activity":
        return CLASS
    home = "patient" if column == "age" else table
    named = (field.name for field in load_fields().values() if (table_of(field), field.column) == (home, column))
    return next(named, column)


def _is_silent(cells: Mapping[tuple[str, str], list[Cell]]) -> bool:
    """Return whether a row says nothing but when it was, as a row of REDCap does about instruments not used here."""
    return all(
        cell.value is not None and cell.column.field.table == "visit" and cell.column.field.column in TIMES
        for own in cells.values()
        for cell in own
    )


def _says_something(own: Iterable[Cell]) -> bool:
    """Return whether a visit has a date, or at least one value: a day or a time point alone is no visit."""
    return any(
        cell.value is not None and (cell.column.field.column == "date" or cell.column.field.column not in TIMES)
        for cell in own
    )


def _day(cells: Iterable[Cell]) -> date | None:
    found = next((cell.value for cell in cells if cell.column.field.column == "date"), None)
    return None if isinstance(found, PartialDate) else found


def _supplied(mapped: MappedSheet) -> dict[str, frozenset[str]]:
    """Return the columns of each table that the sheet supplies."""
    found: dict[str, set[str]] = {}
    readings: Iterable[MappedColumn] = mapped.lab.readings.values() if mapped.lab else ()
    for column in (*mapped.columns, *readings):
        names = found.setdefault(table_of(column.field), set())
        names.add(column.field.column)
        names.update({f"{column.field.column}{UNIT}"} if column.field.is_of_assays else ())
        names.update({PARTIAL[column.field.column]} if column.field.column in PARTIAL else ())
    if "visit" in found:
        found["visit"] |= {"date", "anchor", "day", "partial_date", "censored"}
        found["visit"] -= {"point"}
        if "age" in found.get("patient", ()):
            found["visit"].add("age")
    if any(column.field.type == "drug" for column in mapped.columns):
        found.setdefault("treatment", set())
        for table in ("treatment", INDUCTION):
            if table in found and "drug" in found[table]:
                found[table].add("dose")
    return {table: frozenset(names) for table, names in found.items() if names}
