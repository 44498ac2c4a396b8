"""Write tables as CSV and as a workbook, the same bytes every time and everywhere."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from string import ascii_uppercase
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from openpyxl import Workbook  # type: ignore[import-untyped]

from generator.model import MEASURES, Cell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

    from generator.layouts import Table

MADE = (2017, 7, 3, 9, 0, 0)
"""The time stamp of every part of the workbook."""

PROPERTIES = "docProps/core.xml"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Synthetic lupus nephritis cohort</dc:title>'
    "</cp:coreProperties>"
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_csv(table: Table, path: Path, encoding: str = "utf-8", delimiter: str = ",") -> None:
    """Write a table with line feeds; ISO dates, decimals as a laboratory reports them."""
    header, rows = table
    decimals = [MEASURES.get(name.split(" ")[0], 0) for name in header]
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n", delimiter=delimiter)
        writer.writerow(header)
        writer.writerows([_text(c, places) for c, places in zip(row, decimals, strict=True)] for row in rows)


def _text(cell: Cell, decimals: int) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else f"{cell:.{decimals}f}"


def write_workbook(tables: Mapping[str, Table], path: Path) -> None:
    """Write one sheet per table, with real date cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in tables.items():
        _fill(book.create_sheet(name), table)
    save(book, path)


def save(book: Workbook, path: Path) -> None:
    """Save a workbook, the same bytes every time."""
    packed = io.BytesIO()
    book.save(packed)
    path.write_bytes(_repeatable(packed.getvalue()))


def _fill(sheet: Worksheet, table: Table) -> None:
    header, rows = table
    sheet.append(header)
    sheet.freeze_panes = "B2"
    for letter, name in zip(ascii_uppercase, header, strict=False):
        sheet.column_dimensions[letter].width = max(12, len(name) + 2)
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
        for cell in sheet[sheet.max_row]:
            if cell.is_date:
                cell.number_format = "yyyy-mm-dd"


def _repeatable(package: bytes) -> bytes:
    """Return a workbook whose bytes do not hang on the clock, on the XML library or on the version of zlib.

    Every part is brought into canonical XML and stored without compression under one time stamp.
    """
    stored = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as parts,
        zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as out,
    ):
        for name in parts.namelist():
            xml = CORE if name == PROPERTIES else ElementTree.canonicalize(parts.read(name).decode("utf-8"))
            entry = zipfile.ZipInfo(name, MADE)
            entry.create_system = 0
            out.writestr(entry, DECLARATION + xml)
    return stored.getvalue()
