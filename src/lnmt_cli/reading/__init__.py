"""Bytes → sheets of text cells that know their file, sheet, row and column.

``read_export`` takes a CSV file or an Excel workbook. Nothing is typed here and nothing is guessed: a cell is
the text that a person sees, leading zeros and all, and what is not plain text says so in its kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.sheet import CellKind, Coordinate, Finding, Row, Sheet, column_letters

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "DELIMITED",
    "WORKBOOKS",
    "CellKind",
    "Coordinate",
    "Finding",
    "Row",
    "Sheet",
    "column_letters",
    "digest",
    "read_export",
]

DELIMITED = (".csv", ".tsv", ".txt")
"""Suffixes that are read as delimited text."""

WORKBOOKS = (".xlsx", ".xlsm")
"""Suffixes that are read as Excel workbooks."""


def read_export(path: Path) -> list[Sheet]:
    """Return the sheets of an export: one for a delimited file, one for each worksheet that has cells.

    Raises ExportError for a file that is missing, cannot be read, is damaged, or is of another kind.
    """
    _demand_file(path)
    suffix = path.suffix.lower()
    try:
        if suffix in DELIMITED:
            from lnmt_cli.reading.delimited import read_delimited

            return [read_delimited(path)]
        if suffix in WORKBOOKS:
            from lnmt_cli.reading.excel.sheets import read_workbook

            return read_workbook(path)
    except OSError as error:
        raise _unreadable(path, error) from None
    except MemoryError:
        raise ExportError(f"{path.name} needs more memory than there is.", "Split it into smaller files.") from None
    raise _wrong_suffix(path)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal. Raises ExportError if it cannot be read."""
    import hashlib

    _demand_file(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path, error) from None


def _demand_file(path: Path) -> None:
    try:
        if path.is_file():
            return
        there, folder = path.exists(), path.is_dir()
    except (OSError, ValueError):
        there = folder = False
    if folder:
        raise ExportError(f"{path} is a folder, not a file.", "Name the files in it, for instance with a wildcard.")
    if there:
        raise ExportError(f"{path} is not an ordinary file.", "Save the export to a file and name that.")
    raise ExportError(f"{path} does not exist.", "Check the name and the folder.")


def _unreadable(path: Path, error: OSError) -> ExportError:
    reason = error.strerror or type(error).__name__
    return ExportError(
        f"{path.name} cannot be read: {reason}.", "Close it in other programs and check that you may open it."
    )


def _wrong_suffix(path: Path) -> ExportError:
    known = ", ".join((*DELIMITED, *WORKBOOKS))
    hint = f"These are read: {known}."
    if path.suffix.lower() in {".xls", ".xlsb", ".ods"}:
        hint = f"Open it in Excel or LibreOffice and save it as .xlsx. {hint}"
    ending = f"ends in {path.suffix}" if path.suffix else "has no suffix"
    return ExportError(f"{path.name} {ending}, which is not a kind of export that can be read.", hint)
