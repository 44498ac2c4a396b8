"""Which column is which field, in which unit: fields decide, not layouts.

A column is claimed by the alias in its header or by declaration. A plain word that several tables use (``date``) means
the field of the table that the rest of the sheet is about. What cannot be told is refused with the option to add.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lnmt_cli.errors import MappingError, UnitError, UsageError
from lnmt_cli.ingest.declarations import IGNORED, Declarations
from lnmt_cli.ingest.headers import candidates, find_unit, is_name_of, looks_like_unit
from lnmt_cli.ingest.parsing import ColumnReading, bare_integers_only, decimal_comma_proved, is_missing
from lnmt_cli.ingest.report import ColumnReport
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit
    from lnmt_cli.reading.sheet import Sheet

IDENTIFIER = "patient_id"
TITLE_ROWS = 20
"""How far down a header is looked for, to refuse a sheet with titles above it."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column that a field claims: its place (from 0), its header, and how its cells are read.

    ``is_coded``: every cell is a bare integer whose meaning nobody has declared, so none can be read.
    """

    index: int
    header: str
    how: ColumnReading
    is_coded: bool = False

    @property
    def field(self) -> Field:
        """Return the field."""
        return self.how.field


@dataclass(frozen=True, slots=True)
class MappedSheet:
    """A sheet with its claimed columns; ``columns`` is empty where no column identifies a patient."""

    sheet: Sheet
    columns: tuple[MappedColumn, ...]
    findings: tuple[Finding, ...]

    @property
    def tables(self) -> frozenset[str]:
        """Return the tables that this sheet has more of than the patient's identifier."""
        return frozenset(column.field.table for column in self.columns if column.field.name != IDENTIFIER)

    def reported(self) -> list[ColumnReport]:
        """Return every column with a header, and what it was taken for."""
        claimed = {column.index: column for column in self.columns}
        return [
            _report_column(self.sheet, index, header, claimed.get(index))
            for index, header in enumerate(self.sheet.header.texts)
            if header
        ]

    def described(self) -> dict[str, object]:
        """Return the mapping as plain data: what the registry remembers of it, whatever a CSV file is called."""
        return {
            "sheet": None if self.sheet.file.startswith(f"{self.sheet.name}.") else self.sheet.name,
            "columns": [
                {
                    "header": column.header,
                    "field": column.field.name,
                    "unit": column.how.unit.symbol if column.how.unit else None,
                    "codes": dict(column.how.codes),
                    "dates": column.how.date_order if column.field.type == "date" else None,
                }
                for column in self.columns
            ],
        }


def _report_column(sheet: Sheet, index: int, header: str, column: MappedColumn | None) -> ColumnReport:
    where = str(sheet.at(sheet.header.number, index))
    if column is None:
        return ColumnReport(where, header, None, None, is_named_so=False)
    field, unit = column.field, column.how.unit.symbol if column.how.unit else None
    says_unit = not field.unit_required or candidates(header)[1] is not None
    return ColumnReport(where, header, field.name, unit, is_named_so=says_unit and is_name_of(field, header))


def map_sheets(sheets: Sequence[Sheet], declared: Declarations) -> list[MappedSheet]:
    """Return every sheet with its columns mapped.

    Raises MappingError where two columns claim one field, a header can mean several, or no sheet identifies a patient;
    UnitError, for all columns at once, where a unit is needed and not declared.
    """
    _refuse_unknown_headers(sheets, declared)
    mapped = [_map_sheet(sheet, declared) for sheet in sheets]
    if not any(found.columns for found in mapped):
        raise MappingError(
            f"No column of {', '.join(dict.fromkeys(sheet.file for sheet in sheets))} identifies the patient.",
            "Name the column: --column 'HEADER=patient_id'.",
        )
    _refuse_undeclared_units(mapped)
    return _judged_together(mapped, declared.decimal)


def _refuse_unknown_headers(sheets: Sequence[Sheet], declared: Declarations) -> None:
    headers = {normalise(text) for sheet in sheets for text in sheet.header.texts}
    for header in declared.columns:
        if normalise(header) not in headers:
            raise UsageError(
                f"--column: no sheet has the header {header}.", "Write the header as it stands in the export."
            )


def _map_sheet(sheet: Sheet, declared: Declarations) -> MappedSheet:
    by_column = [_candidates(header, declared) for header in sheet.header.texts]
    if not any(field.name == IDENTIFIER for fields, _ in by_column for field in fields):
        _refuse_title_rows(sheet)
        return MappedSheet(sheet, (), (Finding("sheet-unclaimed", sheet.at()),))
    sure = {fields[0].table for fields, _ in by_column if len(fields) == 1 and fields[0].name != IDENTIFIER}
    columns, findings = [], list(sheet.findings)
    for index, (fields, unit) in enumerate(by_column):
        field = _decide(fields, sure, sheet, index)
        if field is not None:
            columns.append(_column(sheet, index, field, unit, declared))
        elif sheet.header.texts[index]:
            findings.append(
                Finding("column-unclaimed", sheet.at(sheet.header.number, index), sheet.header.texts[index])
            )
    _refuse_double_claims(sheet, columns)
    return MappedSheet(sheet, tuple(columns), tuple(findings))


def _refuse_title_rows(sheet: Sheet) -> None:
    """Refuse a sheet whose header stands below its first row: read as it is, all of its patients would be lost."""
    rows: list[tuple[int, Sequence[str]]] = [(row.number, row.texts) for row in sheet.rows[:TITLE_ROWS]]
    rows += [(finding.where.row or 0, re.split("[\t,;]", finding.text)) for finding in sheet.set_aside[:TITLE_ROWS]]
    for number, texts in sorted(rows, key=lambda row: row[0]):
        if any(field.name == IDENTIFIER for text in texts for field in candidates(text)[0]):
            raise MappingError(
                f"{sheet.file}: the header of {sheet.name} seems to stand in row {number}, below other rows.",
                "Remove the rows above it, so that the header is the first row with content.",
            )


def _candidates(header: str, declared: Declarations) -> tuple[tuple[Field, ...], str | None]:
    by_header = {normalise(name): field for name, field in declared.columns.items()}
    name = by_header.get(normalise(header))
    if name is None:
        return candidates(header)
    _, unit = candidates(header)
    return (() if name == IGNORED else (load_fields()[name],)), unit


def _decide(fields: Sequence[Field], sure: set[str], sheet: Sheet, index: int) -> Field | None:
    """Return the field of a header; a word that several tables share is decided by the rest of the sheet."""
    if len(fields) < 2:
        return fields[0] if fields else None
    fitting = [field for field in fields if field.table in sure]
    if len(fitting) != 1:
        fitting = [field for field in fitting or fields if field.table[:5] in normalise(sheet.name)]
    if len(fitting) == 1:
        return fitting[0]
    names = " or ".join(field.name for field in fields)
    raise MappingError(
        f"{sheet.file}: the header at {sheet.at(sheet.header.number, index)} can mean {names}.",
        f"Say which: --column '{sheet.header.texts[index]}={fields[0].name}'.",
    )


def _column(sheet: Sheet, index: int, field: Field, written: str | None, declared: Declarations) -> MappedColumn:
    how = ColumnReading(
        field=field,
        unit=_unit(sheet, index, field, written, declared.units.get(field.name)),
        codes=declared.codes.get(field.name, {}),
        decimal_comma=field.type == "number" and declared.decimal == "comma",
        date_order=declared.date_order,
    )
    return MappedColumn(index, sheet.header.texts[index], how)


def _judged_together(mapped: Sequence[MappedSheet], decimal: str | None) -> list[MappedSheet]:
    """Judge what only a whole column shows, over all sheets at once: no answer depends on how an export was split."""
    texts: dict[str, list[str]] = defaultdict(list)
    points: dict[str, list[str]] = defaultdict(list)
    for found in mapped:
        for column in found.columns:
            of_column = [row.texts[column.index] for row in found.sheet.rows]
            texts[column.field.name] += of_column
            points[column.field.name] += [] if _is_comma_separated(found.sheet) else of_column

    def judged(column: MappedColumn, sheet: Sheet) -> MappedColumn:
        field, how = column.field, column.how
        if field.type == "biopsy_class" and not how.codes:
            # Bare 1 to 6 may be classes, or the codes of a code book: 3 can mean "III or III + V".
            return replace(column, is_coded=bare_integers_only(texts[field.name]))
        if field.type == "number" and decimal is None and not _is_comma_separated(sheet):
            return replace(column, how=replace(how, decimal_comma=has_decimal_comma(field)))
        return column

    def has_decimal_comma(field: Field) -> bool:
        # Where another column proves the comma, a point in a column without commas separates thousands.
        elsewhere = is_proved and not any("," in text for text in points[field.name])
        return decimal_comma_proved(points[field.name]) or elsewhere

    is_proved = any(load_fields()[name].type == "number" and decimal_comma_proved(of) for name, of in points.items())
    return [replace(found, columns=tuple(judged(column, found.sheet) for column in found.columns)) for found in mapped]


def _is_comma_separated(sheet: Sheet) -> bool:
    """Return whether a comma separates the cells of the sheet's file: then it is no decimal sign unless declared."""
    return sheet.file.lower().endswith(".csv") and not any("separated" in word for word in sheet.detected)


def _unit(sheet: Sheet, index: int, field: Field, written: str | None, declared: Unit | None) -> Unit | None:
    """Return the unit of a column: from its header, else as declared; None where there is none."""
    if field.quantity is None:
        return None
    place = f"{sheet.file}: {sheet.at(sheet.header.number, index)}"
    in_header = find_unit(field, written) if written else None
    if written and in_header is None and declared is None and looks_like_unit(written):
        known = ", ".join(unit.symbol for unit in load_units()[field.quantity].units)
        raise UnitError(
            f"{place}: the header of {field.name} has a unit that is not known.",
            f"Units of {field.name} are {known}. Say which with --unit, or leave the column out: --column 'HEADER=-'.",
        )
    if in_header and declared and in_header.symbol != declared.symbol:
        raise UnitError(
            f"{place}: the header and --unit give {field.name} different units.",
            "Leave out --unit, or mend the header.",
        )
    found = in_header or declared
    return found or (None if field.unit_required else load_units()[field.quantity].find(field.unit or ""))


def _refuse_double_claims(sheet: Sheet, columns: Iterable[MappedColumn]) -> None:
    first: dict[str, MappedColumn] = {}
    for column in columns:
        other = first.setdefault(column.field.name, column)
        if other is not column:
            here, there = (sheet.at(sheet.header.number, index) for index in (column.index, other.index))
            raise MappingError(
                f"{sheet.file}: the columns {there} and {here} both give {column.field.name}.",
                "Rename one of them, or leave one out: --column 'HEADER=-'.",
            )


def _refuse_undeclared_units(mapped: Iterable[MappedSheet]) -> None:
    """Refuse columns that need a unit, have values and have none declared; blank columns need none."""
    lacking = [
        (found.sheet, column)
        for found in mapped
        for column in found.columns
        if column.field.unit_required
        and column.how.unit is None
        and not all(is_missing(row.texts[column.index]) for row in found.sheet.rows)
    ]
    if not lacking:
        return
    places = ", ".join(
        f"{column.field.name} ({sheet.file}: {sheet.at(sheet.header.number, column.index)})"
        for sheet, column in lacking
    )
    fields = dict.fromkeys(column.field for _, column in lacking)
    options = " ".join(f"--unit {field.name}={field.unit}" for field in fields)
    others = "; ".join(
        f"{field.name}: {', '.join(unit.symbol for unit in load_units()[field.quantity or ''].units)}"
        for field in fields
    )
    raise UnitError(
        f"No unit is declared for {places}.",
        f"Declare the unit that it has, for instance {options}, or write it in the header; units known: {others}."
        " A column is left out with --column 'HEADER=-'.",
    )
