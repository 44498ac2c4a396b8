"""A workbook with what is wrong marked in it: a person's own, or one made of the texts of another file."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from ...errors import ExportError
from .book import Book
from .marking import Marker
from .markup import WorkbookMarkupError
from .new import sheet_name, write_workbook
from .parts import Parts
from .sheet import MOST_COLUMNS, MOST_ROWS, Cell, NewSheet
from .styles import Look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ...ingest.report import ProblemCell

_ZIP: Final = b"PK\x03\x04"


class TextRow(Protocol):
    """A row as the reader gives it: its number from 1, and its texts."""

    @property
    def number(self) -> int:
        """Return the number of the row, from 1."""

    @property
    def texts(self) -> Sequence[str]:
        """Return the texts of its cells."""


class Texts(Protocol):
    """A table as the reader gives it: its name and its rows."""

    @property
    def name(self) -> str:
        """Return the name of the sheet."""

    @property
    def rows(self) -> Sequence[TextRow]:
        """Return the rows with content, with the header."""


def is_workbook(source: Path) -> bool:
    """Return whether ``source`` is a workbook that is marked as it is (XLSX, XLSM), whatever its suffix."""
    if not source.is_file() or not _begins_as_zip(source) or not zipfile.is_zipfile(source):
        return False
    try:
        with zipfile.ZipFile(source) as parts:
            names = {name.lower() for name in parts.namelist()}
    except zipfile.BadZipFile:
        return False
    return "[content_types].xml" in names and "xl/workbook.bin" not in names


def _begins_as_zip(source: Path) -> bool:
    """Return whether the file is a zip from its first byte on: an old .xls ends in one, that of its theme."""
    with source.open("rb") as stream:
        return stream.read(len(_ZIP)) == _ZIP


def has_macros(source: Path) -> bool:
    """Return whether a workbook is one for macros: then its copy has to be an .xlsm, with or without any in it."""
    with zipfile.ZipFile(source) as parts:
        listed = next(name for name in parts.namelist() if name.lower() == "[content_types].xml")
        return b"macroEnabled" in parts.read(listed)


def annotate(source: Path, cells: Sequence[ProblemCell], target: Path) -> tuple[str, ...]:
    """Write a copy of the workbook ``source`` to ``target``, with ``cells`` coloured, commented and listed first.

    ``cells`` are those of this one file. Whatever is not touched keeps its bytes. Returns what has to be said.
    Raises ExportError where the workbook cannot be changed in place.
    """
    try:
        with Parts(source) as parts:
            marker = Marker(parts, Book(parts))
            marker.mark(cells)
            parts.write(target)
    except (WorkbookMarkupError, zipfile.BadZipFile):
        raise ExportError(
            f"{source.name} can be read, but not be marked: it is not built as Excel builds workbooks.",
            "Save it again from Excel or LibreOffice and annotate that; or write a list instead: --problems FILE.xlsx.",
        ) from None
    return tuple(marker.notes)


def annotate_texts(file: str, tables: Sequence[Texts], cells: Sequence[ProblemCell], target: Path) -> tuple[str, ...]:
    """Write a workbook of the texts of ``file`` to ``target``, marked as `annotate` marks one.

    Every cell is text, in its own row and column. Raises ExportError where a worksheet cannot hold a table.
    """
    names: dict[str, str] = {}
    for table in tables:
        _refuse_too_large(file, table)
        names[table.name] = sheet_name(table.name, names.values())
    sheets = [NewSheet(names[table.name], _text_rows(table), _widths(table)) for table in tables]
    # A file of nothing but blank rows is a workbook of one empty sheet.
    write_workbook(target, sheets or [NewSheet("empty", ())])
    plain = target.with_name(target.name + ".plain")
    target.replace(plain)
    try:
        return annotate(plain, [replace(cell, sheet=names.get(cell.sheet, cell.sheet)) for cell in cells], target)
    finally:
        plain.unlink(missing_ok=True)


def _refuse_too_large(file: str, table: Texts) -> None:
    rows = max((row.number for row in table.rows), default=0)
    if rows > MOST_ROWS or any(len(row.texts) > MOST_COLUMNS for row in table.rows):
        raise ExportError(
            f"{file} has more rows or columns than a worksheet can hold.",
            "Write a list of the problems instead: --problems FILE.csv.",
        )


def _text_rows(table: Texts) -> Iterator[tuple[int, Sequence[Cell]]]:
    for row in table.rows:
        yield row.number, [Cell(text, Look.TEXT) for text in row.texts]


def _widths(table: Texts) -> list[float]:
    """Return widths that the texts of the first rows fit into, up to a limit."""
    widths: dict[int, int] = defaultdict(lambda: 8)
    for row in table.rows[:200]:
        for column, text in enumerate(row.texts):
            widths[column] = max(widths[column], min(len(text) + 2, 40))
    return [widths[column] for column in sorted(widths)]
