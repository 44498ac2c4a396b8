"""A mapping file: what a person says of every sheet and column, read from TOML. `lnmt map` writes one to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from lnmt_cli.errors import KnowledgeError, MappingError, UsageError
from lnmt_cli.ingest.declarations import DATE_ORDERS, DECIMALS, IGNORED, ColumnMapping, SheetMapping
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.timepoints import ANCHORS
from lnmt_cli.knowledge.toml import Table, read_toml
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from lnmt_cli.knowledge.timepoints import TimePoint
    from lnmt_cli.knowledge.units import Unit

Read = TypeVar("Read")

_SHEET: Final = ("name", "header_rows", "unit_row", "points", "anchor", "units", "column")
_COLUMN: Final = (
    *("header", "field", "unit", "at", "group", "codes", "dates", "decimal", "missing", "unit_column", "choice"),
)
_TO_FILL: Final = "still has to be filled in"


def read_mapping(path: Path) -> tuple[SheetMapping, ...]:
    """Return what the mapping file at ``path`` says of each sheet.

    Raises MappingError, with file and key, where it is not sound or something in it still has to be filled in.
    """
    try:
        root = read_toml(path)
        root.only("sheet")
        return tuple(_sheet(table) for table in root.rows("sheet"))
    except KnowledgeError as error:
        raise MappingError(error.message, error.hint) from None


def match(sheet_name: str, headers: Sequence[str], mappings: Sequence[SheetMapping]) -> SheetMapping | None:
    """Return which of ``mappings`` is about a sheet with this name and these headers, None where none or several are.

    The one with just these headers; else the one of this name, if the sheet has all its headers; else the only one
    all of whose headers the sheet has. Of several that fit alike, that of the sheet's name counts.
    """
    there = {header_key(header) for header in headers if header.strip()}
    fitting = [mapping for mapping in mappings if _keys(mapping) <= there]
    same = [mapping for mapping in fitting if _keys(mapping) == there]
    named = [mapping for mapping in fitting if header_key(mapping.name) == header_key(sheet_name)]
    for chosen in ([mapping for mapping in same if mapping in named], same, named, fitting):
        if chosen:
            return chosen[0] if len(chosen) == 1 else None
    return None


def named(sheet_name: str, mappings: Sequence[SheetMapping]) -> SheetMapping | None:
    """Return the one mapping of a sheet of this name, None for none or several: for where the header is to be found."""
    found = [mapping for mapping in mappings if header_key(mapping.name) == header_key(sheet_name)]
    return found[0] if len(found) == 1 else None


def header_key(header: str) -> str:
    """Return the key under which the headers of mappings compare; one of signs only (``%``) compares by its signs."""
    return normalise(header) or fold(header).strip()


def _keys(mapping: SheetMapping) -> set[str]:
    return {header_key(column.header) for column in mapping.columns}


def _sheet(table: Table) -> SheetMapping:
    table.only(*_SHEET)
    columns: dict[str, ColumnMapping] = {}
    for row in table.rows("column"):
        column = _column(row)
        if columns.setdefault(header_key(column.header), column) is not column:
            row.refuse("header", "this header is given twice", "Keep one of the two.")
    return SheetMapping(
        name=table.text("name"),
        columns=tuple(columns.values()),
        header_rows=_header_rows(table),
        unit_row=_row_number(table, "unit_row", table.content.get("unit_row")) if table.has("unit_row") else None,
        points=_points(table),
        anchor=table.choice("anchor", ANCHORS) if table.has("anchor") else None,
        units=_units(table.table("units")) if table.has("units") else {},
    )


def _column(row: Table) -> ColumnMapping:
    row.only(*_COLUMN)
    header, name = (
        row.text("header"),
        _filled(row, "field", "a field of the dictionary, or “-” to leave the column out"),
    )
    if name == IGNORED:
        return ColumnMapping(header, IGNORED)
    row.choice("field", tuple(load_fields()))
    return ColumnMapping(
        header=header,
        field=name,
        unit=_unit(row, "unit", name) if row.has("unit") else None,
        codes=_codes(row),
        missing=_missing(row),
        date_order=_optional(row, "dates", lambda key: row.choice(key, DATE_ORDERS), ", ".join(DATE_ORDERS)),
        decimal=_optional(row, "decimal", lambda key: row.choice(key, DECIMALS), ", ".join(DECIMALS)),
        at=_optional(row, "at", lambda key: _point(row, key, row.text(key)), "a time point such as switch+24w"),
        group=row.text_or_none("group") or "",
        unit_column=row.text_or_none("unit_column"),
        choice=row.text_or_none("choice"),
    )


def _optional(row: Table, key: str, read: Callable[[str], Read], expected: str) -> Read | None:
    if not row.has(key):
        return None
    _filled(row, key, expected)
    return read(key)


def _filled(row: Table, key: str, expected: str) -> str:
    """Return a text; the gap that `lnmt map` leaves is refused with what belongs into it."""
    if row.content.get(key) == "":
        row.refuse(key, _TO_FILL, f'Write {expected}. To leave the column out: field = "{IGNORED}".')
    return row.text(key)


def _units(table: Table) -> dict[str, Unit]:
    table.only(*load_fields())
    return {name: _unit(table, name, name) for name in table.content}


def _unit(row: Table, key: str, name: str) -> Unit:
    quantity = load_fields()[name].quantity
    if quantity is None:
        row.refuse(key, f"{name} has no unit", "Leave the line out.")
    known = ", ".join(unit.symbol for unit in load_units()[quantity].units)
    found = load_units()[quantity].find(_filled(row, key, f"the unit that the values have: {known}"))
    if found is None:
        row.refuse(key, f"a unit of {name} is expected", f"Units of {name} are {known}.")
    return found


def _codes(row: Table) -> dict[str, str]:
    if not row.has("codes"):
        return {}
    table = row.table("codes")
    return {code: _filled(table, code, "what the code means") for code in table.content}


def _missing(row: Table) -> frozenset[str]:
    """Return the codes for no value; whole numbers need no quotes."""
    listed = row.content.get("missing", [])
    if isinstance(listed, list):
        written = [str(item) if isinstance(item, int) and not isinstance(item, bool) else item for item in listed]
        row = Table(row.file, {**row.content, "missing": written}, row.path)
    return frozenset(text.strip() for text in row.texts("missing"))


def _header_rows(table: Table) -> tuple[int, ...] | None:
    if not table.has("header_rows"):
        return None
    rows = table.content["header_rows"]
    if not isinstance(rows, list) or not rows:
        table.refuse("header_rows", "a list of row numbers is expected", "For instance [1], or [3, 4].")
    return tuple(_row_number(table, "header_rows", row) for row in rows)


def _row_number(table: Table, key: str, row: object) -> int:
    if not isinstance(row, int) or isinstance(row, bool) or row < 1:
        table.refuse(key, "a row number from 1 on is expected")
    return row


def _points(table: Table) -> dict[str, TimePoint]:
    if not table.has("points"):
        return {}
    points = table.table("points")
    return {normalise(label): _point(points, label, _filled(points, label, "a time point")) for label in points.content}


def _point(table: Table, key: str, written: str) -> TimePoint:
    from lnmt_cli.knowledge.timepoints import parse_declared

    try:
        return parse_declared(written)
    except UsageError:
        table.refuse(key, "a time point is expected", "For instance switch+24w, induction+6m or baseline.")
