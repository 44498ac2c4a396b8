"""A binary workbook → grids, one for each worksheet that has cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.reading.excel.cells import MAX_ROWS
from lnmt_cli.reading.excel.package import Package
from lnmt_cli.reading.excel.values import CellValues
from lnmt_cli.reading.gridding import GridBuilder
from lnmt_cli.reading.xlsb.cells import BinaryCellReader
from lnmt_cli.reading.xlsb.parts import read_structure, shared_strings, special_formats

if TYPE_CHECKING:
    from typing import BinaryIO

    from lnmt_cli.errors import ExportError
    from lnmt_cli.reading.excel.workbook import Workbook, Worksheet
    from lnmt_cli.reading.sheet import Grid


def read_xlsb(source: BinaryIO, file: str) -> list[Grid]:
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
    def fault(what: str) -> ExportError:
        return package.damaged(f"in sheet {entry.name}, {what}")

    cells = BinaryCellReader(values, fault)
    builder = GridBuilder(
        package.file, entry.name, rows_at_most=MAX_ROWS, date1904=workbook.date1904, hidden=entry.hidden
    )
    for number, texts, kinds in cells.rows(package, entry.part):
        builder.add(number, texts, kinds)
    builder.merged = cells.merged
    builder.hidden_rows = cells.hidden_rows
    builder.hidden_columns = cells.hidden_columns
    return builder.grid()
