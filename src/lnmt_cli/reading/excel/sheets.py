"""A workbook → grids, one for each worksheet that has cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.reading.excel.cells import MAX_ROWS, CellReader, column_number
from lnmt_cli.reading.excel.package import Package
from lnmt_cli.reading.excel.strings import shared_strings
from lnmt_cli.reading.excel.styles import special_formats
from lnmt_cli.reading.excel.values import CellValues
from lnmt_cli.reading.excel.workbook import Workbook, Worksheet, read_structure
from lnmt_cli.reading.gridding import GridBuilder
from lnmt_cli.reading.sheet import Span

if TYPE_CHECKING:
    from typing import BinaryIO

    from lnmt_cli.errors import ExportError
    from lnmt_cli.reading.sheet import Grid

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)


def read_workbook(source: BinaryIO, file: str) -> list[Grid]:
    """Return a grid for each worksheet that has cells, in the order of the tabs, hidden ones too.

    Raises ExportError if the file is not a sound workbook.
    """
    with Package(source, file) as package:
        workbook = read_structure(package)
        values = CellValues(
            shared_strings(package, workbook.strings),
            special_formats(package, workbook.styles),
            date1904=workbook.date1904,
        )
        grids = [_grid(package, workbook, entry, values) for entry in workbook.worksheets]
    return [grid for grid in grids if grid is not None]


def _grid(package: Package, workbook: Workbook, entry: Worksheet, values: CellValues) -> Grid | None:
    """Return a worksheet as a grid, None if it has no content."""

    def fault(what: str) -> ExportError:
        return package.damaged(f"in sheet {entry.name}, {what}")

    cells = CellReader(values, fault)
    builder = GridBuilder(
        package.file, entry.name, rows_at_most=MAX_ROWS, date1904=workbook.date1904, hidden=entry.hidden
    )
    for number, texts, kinds in cells.rows(package, entry.part):
        builder.add(number, texts, kinds)
    builder.merged = [span for span in map(_span, cells.merged) if span is not None]
    builder.hidden_rows = cells.hidden_rows
    builder.hidden_columns = cells.hidden_columns
    return builder.grid()


def _span(reference: str) -> Span | None:
    """Return a merged range, None if it is not written as one."""
    match = _RANGE.fullmatch(reference)
    if match is None:
        return None
    left, right = column_number(match[1]), column_number(match[3])
    return Span(int(match[2]), int(match[4]), left, right)
