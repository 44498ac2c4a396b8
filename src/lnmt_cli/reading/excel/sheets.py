"""A workbook → sheets: the first row with content is the header, the rest are rows under it or set aside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.excel.cells import MAX_ROWS, CellReader, column_number
from lnmt_cli.reading.excel.package import Package
from lnmt_cli.reading.excel.strings import shared_strings
from lnmt_cli.reading.excel.styles import special_formats
from lnmt_cli.reading.excel.values import CellValues
from lnmt_cli.reading.excel.workbook import Workbook, Worksheet, read_structure
from lnmt_cli.reading.headers import header_findings
from lnmt_cli.reading.sheet import Finding, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lnmt_cli.reading.excel.cells import CellRow

MAX_CELLS = 100_000_000
"""The most cells, blank ones included, that a sheet may have: a full sheet of about 95 columns."""

MAX_SET_ASIDE = 1 << 28
"""The most characters that the rows set aside from a sheet may have."""

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})", re.ASCII)


def read_workbook(path: Path) -> list[Sheet]:
    """Return one sheet for each worksheet that has cells, in the order of the tabs, hidden ones too.

    Raises ExportError if the file is not a sound workbook or has no worksheet with cells.
    """
    with Package(path) as package:
        workbook = read_structure(package)
        values = CellValues(
            shared_strings(package, workbook.strings),
            special_formats(package, workbook.styles),
            date1904=workbook.date1904,
        )
        found = (_sheet(package, workbook, entry, values) for entry in workbook.worksheets)
        sheets = [sheet for sheet in found if sheet is not None]
    if not sheets:
        raise ExportError(
            f"{path.name} has no header: none of its worksheets has a cell with content.",
            "Check that the export is not empty.",
        )
    return sheets


def _sheet(package: Package, workbook: Workbook, entry: Worksheet, values: CellValues) -> Sheet | None:
    """Return a worksheet as a sheet, None if it has no content."""

    def fault(what: str) -> ExportError:
        return package.damaged(f"in sheet {entry.name}, {what}")

    cells = CellReader(values, fault)
    rows = cells.rows(package, entry.part)
    first = next(rows, None)
    if first is None:
        return None
    header = Row(first.number, tuple(first.texts), first.kinds)
    sheet = Sheet(package.file, entry.name, header, [], detected=_detected(workbook, entry))
    last = max(_fill(sheet, rows), first.number)
    sheet.findings.extend(header_findings(sheet))
    if any(_within(reference, sheet, last) for reference in cells.merged):
        sheet.findings.append(Finding("cells-merged", sheet.at()))
    if last == MAX_ROWS:
        sheet.findings.append(Finding("sheet-maybe-cut", sheet.at()))
    return sheet


def _detected(workbook: Workbook, entry: Worksheet) -> tuple[str, ...]:
    facts = {"1904 date system": workbook.date1904, "hidden sheet": entry.hidden}
    return tuple(fact for fact, holds in facts.items() if holds)


def _fill(sheet: Sheet, rows: Iterator[CellRow]) -> int:
    """Put each row into the sheet, or aside if it goes beyond the header; return the last row's number."""
    width, last, aside = len(sheet.header.texts), 0, 0
    alike = sheet.header.kinds
    for number, texts, kinds in rows:
        last = number
        if len(texts) > width:
            aside += sum(map(len, texts))
            _demand_room(sheet, len(sheet.rows) * width, aside)
            sheet.set_aside.append(Finding("row-ragged", sheet.at(number), "\t".join(texts)))
            continue
        if kinds != alike:  # rows that are alike share one mapping, which halves the memory of a large sheet
            alike = kinds
        texts.extend([""] * (width - len(texts)))
        sheet.rows.append(Row(number, tuple(texts), alike))
        _demand_room(sheet, len(sheet.rows) * width, aside)
    return last


def _demand_room(sheet: Sheet, cells: int, aside: int) -> None:
    if cells > MAX_CELLS or aside > MAX_SET_ASIDE:
        raise ExportError(
            f"{sheet.file}: sheet {sheet.name} is too large or has too much content right of its header.",
            "Delete stray cells far to the right of the table, or split the sheet.",
        )


def _within(reference: str, sheet: Sheet, last: int) -> bool:
    """Tell whether a merged range touches the table, from its header to its last row."""
    match = _RANGE.fullmatch(reference)
    if match is None:
        return False
    left, top, bottom = match[1], int(match[2]), int(match[3])
    return column_number(left) < len(sheet.header.texts) and top <= last and bottom >= sheet.header.number
