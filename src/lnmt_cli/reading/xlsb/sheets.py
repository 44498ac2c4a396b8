"""A binary workbook → grids, one for each worksheet that has cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.reading.excel.package import Package
from lnmt_cli.reading.excel.sheets import grids_of
from lnmt_cli.reading.excel.values import CellValues
from lnmt_cli.reading.xlsb.cells import BinaryCellReader
from lnmt_cli.reading.xlsb.parts import read_structure, shared_strings, special_formats

if TYPE_CHECKING:
    from typing import BinaryIO

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
        return grids_of(package, workbook, values, BinaryCellReader)
