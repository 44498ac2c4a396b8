"""A grid → a sheet: what is title, header, row of units, data, and what is set aside.

Every row of the grid is exactly one of these. No text of a row changes; blank cells under a merged one are filled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.cell_looks import filled
from lnmt_cli.reading.gridding import MAX_CELLS
from lnmt_cli.reading.header_names import NameReader, one_line
from lnmt_cli.reading.header_rows import find_header
from lnmt_cli.reading.headers import header_findings
from lnmt_cli.reading.merged_cells import fill_down
from lnmt_cli.reading.sheet import Finding, Row, Sheet
from lnmt_cli.reading.standing_aside import RowJudge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.knowledge.names import Names
    from lnmt_cli.reading.header_rows import HeaderRows
    from lnmt_cli.reading.sheet import Grid

MAX_SET_ASIDE = 1 << 28
"""The most characters that the rows set aside from a sheet may have."""

_BRACKETS = "()[]{}（）［］ "


def frame(grid: Grid, names: Names, header_rows: tuple[int, ...] | None = None, unit_row: int | None = None) -> Sheet:
    """Return the sheet that stands in ``grid``; ``header_rows`` and ``unit_row`` (from 1) are obeyed where given.

    Raises ExportError for a grid without rows, or one whose table has too many cells; MappingError where a row that is
    asked for has no content.
    """
    if not grid.rows:
        raise ExportError(f"{grid.file} has no header: it has no row with content.", "Check that it is not empty.")
    reader = NameReader(names)
    header = find_header(grid, reader, header_rows, unit_row)
    taken = {row.number for row in header.rows} | ({header.units.number} if header.units else set())
    last = header.rows[-1]
    titles = tuple(row for row in grid.rows if row.number < last.number and row.number not in taken)
    body = [row for row in grid.rows if row.number > last.number and row.number not in taken]
    sheet = Sheet(
        grid.file,
        grid.name,
        Row(last.number, header.names, last.kinds),
        [],
        findings=list(grid.findings),
        detected=(*grid.detected, *_told(header, titles, header_rows, unit_row)),
        units=_units(header),
        titles=titles,
        is_comma_separated=grid.is_delimited and grid.delimiter == ",",
        date1904=grid.date1904,
        header_rows=tuple(row.number for row in header.rows),
        unit_row=header.units.number if header.units else None,
    )
    _fill(sheet, grid, body, _judged(grid, header, titles, body, reader))
    sheet.findings.extend(header_findings(sheet))
    _fill_merged(sheet, grid)
    return sheet


def _judged(
    grid: Grid, header: HeaderRows, titles: Sequence[Row], body: Sequence[Row], reader: NameReader
) -> dict[int, str]:
    again = [row for row in (*header.rows, header.units, *titles) if row is not None]
    identifier = next((column for column, name in enumerate(header.names) if reader.read(name).is_identifier), 0)
    return RowJudge(grid, reader, again, identifier, len(header.names)).judge(body)


def _told(
    header: HeaderRows, titles: Sequence[Row], header_rows: tuple[int, ...] | None, unit_row: int | None
) -> list[str]:
    """Return what was made out of the header, in words; nothing of what was declared or goes without saying."""
    words = []
    if not header_rows and len(header.rows) > 1:
        *most, last = [str(row.number) for row in header.rows]
        words.append(f"header in rows {', '.join(most)} and {last}")
    elif not header_rows and titles:
        words.append(f"header in row {header.rows[0].number}")
    if header.units is not None and unit_row is None:
        words.append(f"units in row {header.units.number}")
    return words


def _units(header: HeaderRows) -> dict[int, str]:
    if header.units is None:
        return {}
    texts = header.units.texts
    return {column: one_line(texts[column]).strip(_BRACKETS) for column in filled(header.units)}


def _fill(sheet: Sheet, grid: Grid, body: Sequence[Row], aside: dict[int, str]) -> None:
    """Put each row into the sheet, or aside for what it is or if it has not as many cells as it should."""
    width = len(sheet.header.texts)
    extra = grid.is_delimited and _rows_end_in_extra_blank(body, width, aside)
    cells = characters = 0
    for row in body:
        fits = len(row.texts) == width + extra if grid.is_delimited else len(row.texts) <= width
        check = aside.get(row.number) or (None if fits else "row-ragged")
        if check is None:
            sheet.rows.append(_of_width(row, width))
            cells += width
        else:
            text = (grid.delimiter if grid.is_delimited else "\t").join(row.texts)
            sheet.set_aside.append(Finding(check, sheet.at(row.number), text))
            characters += len(text)
        if cells > MAX_CELLS or characters > MAX_SET_ASIDE:
            raise ExportError(
                f"{sheet.file}: sheet {sheet.name} is too large or has too much content right of its header.",
                "Delete stray cells far to the right of the table, or split the sheet.",
            )
    if grid.is_delimited and (_drop_blank_tail(sheet) or extra):
        sheet.findings.append(Finding("row-trailing-delimiter", sheet.at()))


def _of_width(row: Row, width: int) -> Row:
    if len(row.texts) == width and isinstance(row.texts, tuple):
        return row
    texts = tuple(row.texts[:width])
    return Row(row.number, texts + ("",) * (width - len(texts)), row.kinds)


def _rows_end_in_extra_blank(body: Sequence[Row], width: int, aside: dict[int, str]) -> bool:
    """Tell whether the rows end in a delimiter that the header lacks: none fits as it is."""
    rows = [row for row in body if row.number not in aside]
    lengths = {len(row.texts) for row in rows}
    return (
        width + 1 in lengths
        and width not in lengths
        and not any(row.texts[-1] for row in rows if len(row.texts) == width + 1)
    )


def _drop_blank_tail(sheet: Sheet) -> bool:
    """Drop the last columns that are blank in the header and in every row; tell whether there were any."""
    width = used = len(sheet.header.texts)
    while used and not sheet.header.texts[used - 1] and not any(row.texts[used - 1] for row in sheet.rows):
        used -= 1
    if used < width:
        sheet.header = Row(sheet.header.number, sheet.header.texts[:used], sheet.header.kinds)
        sheet.rows = [Row(row.number, row.texts[:used], row.kinds) for row in sheet.rows]
    return used < width


def _fill_merged(sheet: Sheet, grid: Grid) -> None:
    """Give the value of a merged cell to each of its rows, and say where the first one is."""
    if grid.merged:
        sheet.rows, first = fill_down(sheet.rows, grid.merged, len(sheet.header.texts))
        if first:
            sheet.findings.append(Finding("cells-merged", sheet.at(*first)))
