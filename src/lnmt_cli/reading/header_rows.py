"""Which rows of a grid are the header, and which is the row of units below it.

The header is the first row if nothing speaks for another one: titles stand above a header only where a row further
down names the patient's identifier as a header does. A second row belongs to the header only where it cannot be data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.errors import MappingError
from lnmt_cli.knowledge.names import find_unit, looks_like_unit
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.reading.cell_looks import filled, has_digit, is_missing, is_value, text_at, values_in
from lnmt_cli.reading.header_names import full_names
from lnmt_cli.reading.second_row import is_group_row, is_second_row, rows_merged_with

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.reading.header_names import NameReader
    from lnmt_cli.reading.sheet import Grid, Row

FIRST_ROWS = 20
"""Among how many rows with content the header is looked for."""

_TITLE_CELLS = 2
"""A title may have a name and a value: ``Exported`` and a date."""


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """The rows of the header, from the upper one down, their full names by column, and the row of units."""

    rows: tuple[Row, ...]
    names: tuple[str, ...]
    units: Row | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that names the identifier. ``is_sure``: it names more than that; ``is_known``: most of it is names."""

    place: int
    filled: int
    is_sure: bool
    is_known: bool


def find_header(
    grid: Grid, reader: NameReader, header_rows: tuple[int, ...] | None, unit_row: int | None
) -> HeaderRows:
    """Return the header of a grid that has rows; ``header_rows`` and ``unit_row`` (from 1) are obeyed.

    Raises MappingError where a row that is asked for has no content.
    """
    if header_rows:
        rows = tuple(_row(grid, number) for number in sorted(set(header_rows)))
    else:
        rows = _whole_header(grid, _main_row(grid, reader), reader)
    names = tuple(full_names(grid, rows, reader))
    units = _unit_row(grid, rows, names, reader) if unit_row is None else _row(grid, unit_row)
    return HeaderRows(rows, names, units)


def _unit_row(grid: Grid, rows: Sequence[Row], names: Sequence[str], reader: NameReader) -> Row | None:
    """Return the row right below the header if it is one of units."""
    below = next((row for row in grid.rows if row.number > rows[-1].number), None)
    return below if below is not None and _is_unit_row(below, names, reader) else None


def _row(grid: Grid, number: int) -> Row:
    for row in grid.rows:
        if row.number == number:
            return row
    raise MappingError(
        f"{grid.file}: row {number} of {grid.name} has no content, and the mapping says that it belongs to the header.",
        "Correct header_rows or unit_row in the mapping file, or leave them out.",
    )


def _main_row(grid: Grid, reader: NameReader) -> int:
    """Return the place of the row that names the identifier as a header does; the first if there is none."""
    head = grid.rows[:FIRST_ROWS]
    widest = max(len(filled(row)) for row in head)
    found = [c for place, row in enumerate(head) if (c := _candidate(row, place, widest, reader))]
    sure = next((candidate for candidate in found if candidate.is_sure), None)
    for candidate in found:
        is_title = sure is not None and candidate.filled <= max(_TITLE_CELLS, sure.filled // 2)
        if (candidate.is_sure or not is_title) and _titles_only(head[: candidate.place], candidate):
            return candidate.place
    return 0


def _candidate(row: Row, place: int, widest: int, reader: NameReader) -> _Candidate | None:
    columns = filled(row)
    if len(columns) < min(_TITLE_CELLS, widest) or values_in(row) * 2 >= len(columns):
        return None
    names = [row.texts[column] for column in columns if not is_value(row.texts[column], row.kind(column))]
    if not any(reader.read(name).is_identifier for name in names):
        return None
    is_known = sum(map(reader.is_known, names)) * 2 > len(columns)
    is_wide = is_known or len(columns) * 2 >= widest
    return _Candidate(place, len(columns), reader.count(names) > 1 and is_wide, is_known)


def _titles_only(above: Sequence[Row], candidate: _Candidate) -> bool:
    """Tell whether the rows above a candidate can be titles: shorter than it, or at least no values and no names."""
    most = max(_TITLE_CELLS, candidate.filled // 2)
    if candidate.is_sure:
        return all(len(filled(row)) <= most or (candidate.is_known and not values_in(row)) for row in above)
    return all(len(filled(row)) <= min(most, candidate.filled - 1) for row in above)


def _whole_header(grid: Grid, place: int, reader: NameReader) -> tuple[Row, ...]:
    """Return the rows of the header of which the row at ``place`` is one."""
    main = grid.rows[place]
    below = rows_merged_with(grid, place)
    if below:
        return (main, *below)
    if place and is_group_row(grid, grid.rows[place - 1], main, reader):
        return grid.rows[place - 1], main
    names = full_names(grid, [main], reader)
    if _unit_row(grid, [main], names, reader) is None and is_second_row(grid, place, reader):
        return main, grid.rows[place + 1]
    return (main,)


def _is_unit_row(row: Row, names: Sequence[str], reader: NameReader) -> bool:
    """Tell whether a row has units and no values: mostly units, above all where the names ask for one."""
    columns = filled(row)
    if columns[-1:] >= [len(names)] or values_in(row):
        return False
    identifier = next((column for column, name in enumerate(names) if reader.read(name).is_identifier), 0)
    if has_digit(text_at(row, identifier)):
        return False
    cells = [(row.texts[column], reader.read(names[column]).fields) for column in columns if column != identifier]
    measured = [(text, fields) for text, fields in cells if any(field.quantity for field in fields)]
    if measured:
        # One unit has to be that of its own column: Y is a unit of age, and a word for yes.
        sure = any(find_unit(field, text) for text, fields in measured for field in fields)
        return sure and sum(_may_be_unit(text) for text, _ in measured) * 2 >= len(measured)
    return bool(cells) and sum(_is_unit(text) for text, _ in cells) * 2 >= len(cells)


def _is_unit(text: str) -> bool:
    return len(text) > 1 and _may_be_unit(text) and any(quantity.find(text) for quantity in load_units().values())


def _may_be_unit(text: str) -> bool:
    return looks_like_unit(text) and not is_missing(text)
