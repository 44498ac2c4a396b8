"""A workbook → grids, one for each worksheet that has cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lnmt_cli.reading.excel.cells import MAX_ROWS, CellReader
from lnmt_cli.reading.excel.package import Package
from lnmt_cli.reading.excel.strings import shared_strings
from lnmt_cli.reading.excel.styles import special_formats
from lnmt_cli.reading.excel.values import CellValues
from lnmt_cli.reading.excel.workbook import Workbook, Worksheet, read_structure
from lnmt_cli.reading.gridding import GridBuilder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from lnmt_cli.errors import ExportError
    from lnmt_cli.reading.excel.cells import CellRow
    from lnmt_cli.reading.sheet import Grid, Span

    NewReader = Callable[[CellValues, Callable[[str], ExportError]], "Cells"]


class Cells(Protocol):
    """Reads the cells of one worksheet, of XML or of binary records; the layout is whole when all rows are taken."""

    hidden_rows: list[int]
    hidden_columns: list[tuple[int, int]]

    @property
    def merged(self) -> list[Span]:
        """Return the merged ranges."""

    def rows(self, package: Package, part: str) -> Iterator[CellRow]:
        """Yield the rows with content, in their order."""


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
        return grids_of(package, workbook, values, CellReader)


def grids_of(package: Package, workbook: Workbook, values: CellValues, new_reader: NewReader) -> list[Grid]:
    """Return a grid for each worksheet that has cells, each read by a reader of its own. Raises ExportError."""
    grids = [_grid(package, workbook, entry, values, new_reader) for entry in workbook.worksheets]
    return [grid for grid in grids if grid is not None]


def _grid(
    package: Package, workbook: Workbook, entry: Worksheet, values: CellValues, new_reader: NewReader
) -> Grid | None:
    """Return a worksheet as a grid, None if it has no content."""

    def fault(what: str) -> ExportError:
        return package.damaged(f"in sheet {entry.name}, {what}")

    cells = new_reader(values, fault)
    builder = GridBuilder(
        package.file, entry.name, rows_at_most=MAX_ROWS, date1904=workbook.date1904, hidden=entry.hidden
    )
    for number, texts, kinds in cells.rows(package, entry.part):
        builder.add(number, texts, kinds)
    builder.merged = cells.merged
    builder.hidden_rows = cells.hidden_rows
    builder.hidden_columns = cells.hidden_columns
    return builder.grid()
