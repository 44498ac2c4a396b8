"""Old Excel workbooks (.xls; BIFF 2 to 8) → grids, by way of xlrd.

xlrd takes the records apart; what a cell means is decided here as for every other workbook, from the stored number
and the code of its format.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.excel.styles import BUILT_IN_DATES, NumberFormat, number_format
from lnmt_cli.reading.excel.values import CellValues
from lnmt_cli.reading.gridding import GridBuilder
from lnmt_cli.reading.sheet import CellKind, Span
from lnmt_cli.reading.xlsb.records import ERRORS

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

    from lnmt_cli.reading.excel.values import Value
    from lnmt_cli.reading.sheet import Grid

MAX_ROWS: Final = 65_536
_OLDEST_WITH_STYLES: Final = 50
_AS_XLSX: Final = "Open it in Excel or LibreOffice, save it as .xlsx, and try once more."
_EMPTY, _TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR, _BLANK = range(7)


def read_xls(content: bytes, file: str) -> list[Grid]:
    """Return a grid for each worksheet that has cells, in the order of the tabs, hidden ones too.

    Raises ExportError if the file is protected or not a sound workbook.
    """
    try:
        return _read(content, file)
    except (ExportError, MemoryError):
        raise
    except UnicodeError:
        raise ExportError(f"{file} has text in an encoding that it does not name.", _AS_XLSX) from None
    except Exception as error:  # noqa: BLE001 - xlrd lets whatever a damaged record leads to escape
        raise _refusal(error, file) from None


def _refusal(error: Exception, file: str) -> ExportError:
    if "encrypted" in str(error).lower():
        return ExportError(
            f"{file} is protected by a password.",
            "Open it in Excel, remove the password (File, Info, Protect Workbook), and save it as .xlsx.",
        )
    return ExportError(f"{file} is damaged, or is no workbook of Excel: its records cannot be read.", _AS_XLSX)


def _read(content: bytes, file: str) -> list[Grid]:
    import xlrd

    book = xlrd.open_workbook(
        file_contents=content, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
    )
    values = CellValues([], _formats(book), date1904=book.datemode == 1)
    grids = []
    for index in range(book.nsheets):
        grids.append(_grid(book.sheet_by_index(index), values, file, date1904=book.datemode == 1))
        book.unload_sheet(index)
    return [grid for grid in grids if grid is not None]


def _formats(book: Book) -> dict[str, NumberFormat]:
    """Return the formats that are not plain by the index of the cell style."""
    formats = {}
    for index, style in enumerate(book.xf_list):
        number = style.format_key
        known = book.format_map.get(number)
        is_built_in = book.biff_version >= _OLDEST_WITH_STYLES and number in BUILT_IN_DATES
        code = None if known is None or is_built_in else known.format_str
        shown = number_format(str(number), code)
        if shown is not None:
            formats[str(index)] = shown
    return formats


def _grid(sheet: Sheet, values: CellValues, file: str, *, date1904: bool) -> Grid | None:
    builder = GridBuilder(file, sheet.name, rows_at_most=MAX_ROWS, date1904=date1904, hidden=sheet.visibility != 0)
    for row in range(sheet.nrows):
        texts, kinds = _cells(sheet, row, values)
        if texts:
            builder.add(row + 1, texts, kinds)
    builder.merged = [Span(top + 1, bottom, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
    builder.hidden_rows = [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden]
    builder.hidden_columns = [(column, column) for column, info in sheet.colinfo_map.items() if info.hidden]
    return builder.grid()


def _cells(sheet: Sheet, row: int, values: CellValues) -> tuple[list[str], dict[int, CellKind]]:
    texts: list[str] = []
    kinds: dict[int, CellKind] = {}
    stored = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
    for column, (sort, value) in enumerate(stored):
        if sort in {_EMPTY, _BLANK}:
            continue
        text, kind = _value(sheet, row, column, sort, value, values)
        if kind is not CellKind.TEXT:
            kinds[column] = kind
        elif not text:
            continue
        texts.extend([""] * (column - len(texts)))
        texts.append(text)
    return texts, kinds


def _value(sheet: Sheet, row: int, column: int, sort: int, value: str | float, values: CellValues) -> Value:
    if sort == _TEXT:
        return str(value).strip(), CellKind.TEXT
    if sort == _BOOLEAN:
        return ("TRUE" if value else "FALSE"), CellKind.BOOLEAN
    if sort == _ERROR:
        return ERRORS.get(int(value), "#ERROR!"), CellKind.ERROR
    return values.read("n", repr(float(value)), str(sheet.cell_xf_index(row, column)))
