"""Sheets → files, and an independent count of the rows that stand in files."""

from __future__ import annotations

import csv
import gzip
import io
from typing import TYPE_CHECKING, Any, Final

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from renderings.styles import Sheet

BOMS: Final = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-8-sig": b""}


def text_of(
    sheet: Sheet, delimiter: str = ",", newline: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL, trailing: bool = False
) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=newline, quoting=quoting)
    writer.writerows([*row, ""] if trailing else row for row in sheet.rows)
    return stream.getvalue()


def csv_files(
    folder: Path,
    sheets: Sequence[Sheet],
    *,
    encoding: str = "utf-8",
    suffix: str = ".csv",
    before: str = "",
    bom: bool = True,
    change: Callable[[str], str] | None = None,
    **form: Any,
) -> list[Path]:
    """Write each sheet to a file of its own; return the files."""
    paths = []
    for sheet in sheets:
        path = folder / f"{sheet.name}{suffix}"
        text = before + text_of(sheet, **form)
        content = (BOMS.get(encoding, b"") if bom else b"") + (change(text) if change else text).encode(encoding)
        path.write_bytes(gzip.compress(content) if suffix.endswith(".gz") else content)
        paths.append(path)
    return paths


def workbook(
    folder: Path,
    sheets: Sequence[Sheet],
    change: Callable[[openpyxl.Workbook], None] | None = None,
    name: str = "export.xlsx",
) -> list[Path]:
    """Write the sheets to one workbook; ``change`` does to it what people do before they save it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append([None if cell == "" else cell for cell in row])
    if change is not None:
        change(book)
    path = folder / name
    book.save(path)
    return [path]


def rows_in(paths: Iterable[Path], encoding: str = "utf-8", delimiter: str = ",") -> int:
    """Return how many rows with content stand in the files, headers and all else included."""
    return sum(
        _rows_of_book(path) if path.suffix == ".xlsx" else _rows_of_text(path, encoding, delimiter) for path in paths
    )


def _rows_of_book(path: Path) -> int:
    book = openpyxl.load_workbook(path)
    return sum(any(cell not in (None, "") for cell in row) for sheet in book for row in sheet.values)


def _rows_of_text(path: Path, encoding: str, delimiter: str) -> int:
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding).removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return sum(any(cell.strip() for cell in row) for row in rows)
