"""Sheets with their columns mapped: which column is which field, in which unit, of which occasion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as with_default
from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.ingest.claims import ROW
from lnmt_cli.ingest.declarations import Declarations
from lnmt_cli.ingest.nearest import nearest_fields
from lnmt_cli.ingest.report import ColumnReport, UnreadTest
from lnmt_cli.knowledge.aliases import BRACKETED
from lnmt_cli.knowledge.names import find_unit, is_name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lnmt_cli.ingest.claims import Claim
    from lnmt_cli.ingest.parsing import ColumnReading
    from lnmt_cli.ingest.redcap.project import RedcapColumn
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.timepoints import TimePoint
    from lnmt_cli.knowledge.units import Unit
    from lnmt_cli.reading.sheet import Finding, Row, Sheet

MOST_SEARCHED: Final = 40
"""For how many columns, or tests, of a sheet that nothing claims the nearest fields are looked for."""
INDUCTION: Final = "induction"
"""The table of what a patient's own row says of the induction, before it becomes a treatment."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column that a field claims: its place (from 0), its header, and how its cells are read.

    ``occasion``: which of several visits or records of the row it belongs to (`ROW`: the one that the row is about).
    ``choice``: the column only says whether this choice of its field holds (a checkbox). ``combined``: all choices that
    are checked stand in one cell. ``unit_column``: where the units of its cells stand. ``fault``: the check that each
    cell with content fails (a code or a unit without a meaning), ``""`` for none. ``by``: what the header was
    recognised by. ``remark``: what was made out from the column itself, in words. ``can_go``: where it cannot be read,
    it is left aside.
    """

    index: int
    header: str
    how: ColumnReading
    occasion: str = ROW
    choice: str | None = None
    combined: RedcapColumn | None = None
    unit_column: int | None = None
    fault: str = ""
    by: str = "alias"
    remark: str = ""
    can_go: bool = False

    @property
    def field(self) -> Field:
        """Return the field."""
        return self.how.field


@dataclass(frozen=True, slots=True)
class LabList:
    """The columns of a list with one result a row: test, value and, perhaps, unit; ``readings`` by test and unit.

    A test that no field claims is not among the readings. ``aside``: the field of each test that is left aside.
    """

    test: int
    value: int
    unit: int | None
    readings: Mapping[tuple[str, str], MappedColumn] = with_default(default_factory=dict)
    aside: Mapping[tuple[str, str], str] = with_default(default_factory=dict)

    def key(self, row: Row) -> tuple[str, str]:
        """Return the test and the unit of a row, as written."""
        return row.texts[self.test], "" if self.unit is None else row.texts[self.unit]

    def without(self, tests: Iterable[tuple[str, str]]) -> LabList:
        """Return the list with these ``tests`` left aside."""
        aside = {key: self.readings[key].field.name for key in tests}
        readings = {key: column for key, column in self.readings.items() if key not in aside}
        return replace(self, readings=readings, aside={**self.aside, **aside})


class Source(NamedTuple):
    """File and headers of a sheet, by which the parts of one export are known."""

    file: str
    headers: frozenset[str]

    def is_one_with(self, other: Source) -> bool:
        """Return whether two sheets are parts of one export: of one file, or of files with the same headers."""
        return self.file == other.file or self.headers == other.headers


@dataclass(frozen=True, slots=True)
class MappedSheet:
    """A sheet with its claimed columns; ``columns`` is empty where no column identifies a patient.

    ``points``: what the occasions mean that have no date column. ``passed_over``: columns that hold nothing of the
    table's own. ``remembered``: since when the registry knows the mapping that was used, in words, ``""`` where it was
    made out anew. ``declared``: what holds for this sheet. ``claims`` and ``units``: what is known of every column, by
    which the mapping is remembered.
    """

    sheet: Sheet
    columns: tuple[MappedColumn, ...]
    findings: tuple[Finding, ...]
    points: Mapping[str, TimePoint] = with_default(default_factory=dict)
    lab: LabList | None = None
    passed_over: frozenset[int] = frozenset()
    detected: tuple[str, ...] = ()
    remembered: str = ""
    declared: Declarations = with_default(default_factory=Declarations)
    claims: tuple[Claim, ...] = ()
    units: Mapping[int, Unit] = with_default(default_factory=dict)

    @property
    def source(self) -> Source:
        """Return the file and the headers of this sheet."""
        return Source(self.sheet.file, frozenset(filter(None, self.sheet.header.texts)))

    @property
    def tables(self) -> frozenset[str]:
        """Return the tables that this sheet has more of than the patient's identifier."""
        found = {column.field.table for column in self.columns if column.field.name != "patient_id"}
        return frozenset(found | ({"visit"} if self.lab else set()))

    def reported(self) -> list[ColumnReport]:
        """Return every column with a header, and what it was taken for."""
        claimed = {column.index: column for column in self.columns}
        found = [
            _report_column(self.sheet, index, header, claimed.get(index), self.points)
            for index, header in enumerate(self.sheet.header.texts)
            if header and index not in self.passed_over
        ]
        aside = {self._at(claim.index): claim.aside.field.name for claim in self.claims if claim.aside}
        unread = [place for place, column in enumerate(found) if column.field is None]
        for place in unread[:MOST_SEARCHED]:
            meant = aside.get(found[place].where)
            found[place] = replace(found[place], near=(meant,) if meant else nearest_fields(found[place].header))
        return found

    def _at(self, index: int) -> str:
        return str(self.sheet.at(self.sheet.header.number, index))

    def unread_tests(self) -> list[UnreadTest]:
        """Return the tests of a list of results that no field claims, the most frequent first."""
        lab = self.lab
        if lab is None:
            return []
        read = {test for test, _ in lab.readings}
        counts = {text: rows for text, rows in self.sheet.texts(lab.test).items() if text and text not in read}
        where = str(self.sheet.at(None, lab.test))
        return [
            UnreadTest(where, name, rows, nearest_fields(name) if place < MOST_SEARCHED else ())
            for place, (name, rows) in enumerate(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        ]

    def described(self) -> dict[str, object]:
        """Return the mapping as plain data: what the registry keeps of it, whatever a CSV file is called."""
        return {
            "sheet": None if self.sheet.file.startswith(f"{self.sheet.name}.") else self.sheet.name,
            "header": self.sheet.header.number,
            "columns": [_described(column, self.points) for column in self.columns],
            "tests": [
                {"test": test, "written_unit": unit, **_described(column, self.points)}
                for (test, unit), column in sorted(self.lab.readings.items())
            ]
            if self.lab
            else [],
        }


def _described(column: MappedColumn, points: Mapping[str, TimePoint]) -> dict[str, object]:
    how = column.how
    return {
        "header": column.header,
        "field": column.field.name,
        "unit": how.unit.symbol if how.unit else None,
        "codes": dict(how.codes),
        "missing": sorted(how.missing),
        "dates": how.date_order if column.field.type == "date" else None,
        "decimal": "comma" if how.decimal_comma else "point" if how.decimal_point else None,
        "occasion": column.occasion,
        "at": str(points[column.occasion]) if column.occasion in points else None,
        "choice": column.choice,
    }


def _has_no_remark(column: MappedColumn, header: str) -> bool:
    """Return whether what stands in brackets behind the name is a unit, or nothing does."""
    bracketed = BRACKETED.match(header)
    return bracketed is None or find_unit(column.field, bracketed["unit"]) is not None


def _report_column(
    sheet: Sheet, index: int, header: str, column: MappedColumn | None, points: Mapping[str, TimePoint]
) -> ColumnReport:
    where = str(sheet.at(sheet.header.number, index))
    if column is None:
        return ColumnReport(where, header, None, None, is_named_so=False)
    unit = column.how.unit.symbol if column.how.unit else None
    remarks = [str(points[column.occasion])] if column.occasion in points else []
    remarks += [column.remark] if column.remark else []
    plain = (
        is_name_of(column.field, header)
        and _has_no_remark(column, header)
        and not column.occasion
        and not remarks
        and column.choice is None
    )
    says_unit = not column.field.unit_required or "(" in header or "[" in header
    return ColumnReport(where, header, column.field.name, unit, plain and says_unit, ", ".join(remarks))
