"""Bytes → sheets of text cells that know their file, sheet, row and column.

::

    inputs        what a command names → files, with their bytes
    ├── kinds         what a file is by its first bytes; refusals
    ├── unpacking     gzip
    ├── decoding      bytes → text
    │   └── delimited     text → a grid, once its delimiter is known (delimiting)
    └── excel, xlsb, xls, opendocument      workbooks → grids (gridding)
    framing       a grid → a sheet with a header

A grid is a table as it stands in the file; a sheet knows its header. Nothing is typed here and nothing is guessed: a
cell is the text that a person sees, leading zeros and all, and what is not plain text says so in its kind.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.inputs import Input, Inputs, digest, find_inputs
from lnmt_cli.reading.kinds import Kind, find_kind
from lnmt_cli.reading.sheet import CellKind, Coordinate, Finding, Grid, Row, Sheet, Span, column_letters

if TYPE_CHECKING:
    from pathlib import Path

    from lnmt_cli.knowledge.names import Names

__all__ = [
    "CellKind",
    "Coordinate",
    "Finding",
    "Grid",
    "Input",
    "Inputs",
    "Row",
    "Sheet",
    "Span",
    "column_letters",
    "digest",
    "find_inputs",
    "read_export",
    "read_grids",
]

_EXPECTED = {
    ".xlsx": Kind.EXCEL,
    ".xlsm": Kind.EXCEL,
    ".xlsb": Kind.BINARY_EXCEL,
    ".xls": Kind.OLD_EXCEL,
    ".ods": Kind.OPEN_DOCUMENT,
}
"""What a suffix promises; any other promises text."""


def read_export(path: Path, names: Names | None = None, encoding: str | None = None) -> list[Sheet]:
    """Return the sheets of an export: one for a delimited file, one for each worksheet that has cells.

    ``names`` tell which row is the header (those of the dictionary unless others are given); ``encoding`` is that of
    delimited text, where it is not to be found out. Raises ExportError for a file that is missing, cannot be read, is
    damaged, or is of another kind, UsageError for an unknown encoding.
    """
    from lnmt_cli.reading.framing import frame

    names = names or _names()
    return [frame(grid, names) for grid in read_grids(Input(path.name, path), names, encoding)]


def read_grids(source: Input, names: Names | None = None, encoding: str | None = None) -> list[Grid]:
    """Return the tables of an input as they stand in the file; see ``read_export``.

    What the file is decides its content. Where its name says otherwise, ``detected`` says so.
    """
    try:
        grids = _read(source, source.content(), names or _names(), encoding)
    except MemoryError:
        raise ExportError(f"{source.name} needs more memory than there is.", "Split it into smaller files.") from None
    if not grids:
        raise ExportError(
            f"{source.name} has no header: none of its worksheets has a cell with content.",
            "Check that the export is not empty.",
        )
    return grids


def _names() -> Names:
    from lnmt_cli.knowledge.names import Names

    return Names()


def _read(source: Input, content: bytes, names: Names, encoding: str | None) -> list[Grid]:
    kind = find_kind(content, source.name)
    notes: tuple[str, ...] = ()
    if kind is Kind.GZIP:
        from lnmt_cli.reading.unpacking import unpack

        content = unpack(content, source.name)
        kind = find_kind(content, source.name)
        notes = ("gzip",)
    if kind is Kind.TEXT and _promised(source) is not Kind.TEXT:
        _demand_table(content, source.name)
    if kind is Kind.TEXT:
        grids = [_read_text(source, content, names, encoding)]
    else:
        grids = _read_workbook(kind, content, source.name)
    for grid in grids:
        grid.detected = (*grid.detected, *notes, *_belied(source, kind))
    return grids


def _read_text(source: Input, content: bytes, names: Names, encoding: str | None) -> Grid:
    from lnmt_cli.reading.decoding import decode
    from lnmt_cli.reading.delimited import read_delimited

    text, detected = decode(content, source.name, encoding)
    del content
    grid = read_delimited(text, source.name, source.stem, names)
    grid.detected = (*grid.detected, *detected)
    return grid


def _read_workbook(kind: Kind, content: bytes, name: str) -> list[Grid]:
    if kind is Kind.OLD_EXCEL:
        from lnmt_cli.reading.xls import read_xls

        return read_xls(content, name)
    if kind is Kind.BINARY_EXCEL:
        from lnmt_cli.reading.xlsb.sheets import read_xlsb

        return read_xlsb(BytesIO(content), name)
    if kind is Kind.OPEN_DOCUMENT:
        from lnmt_cli.reading.opendocument.sheets import read_open_document

        return read_open_document(BytesIO(content), name)
    from lnmt_cli.reading.excel.sheets import read_workbook

    return read_workbook(BytesIO(content), name)


def _demand_table(content: bytes, name: str) -> None:
    """Refuse what is called a workbook and is neither that nor lines of cells, as a stump of a workbook is not."""
    if not any(sign in content for sign in (b",", b";", b"\t", b"|", b"\n", b"\r")):
        raise ExportError(f"{name} is not an Excel workbook, or was cut off.", "Export or copy it again.")


def _suffix(source: Input) -> str:
    suffixes = [suffix.lower() for suffix in source.path.suffixes if suffix.lower() != ".gz"] if source.path else []
    return suffixes[-1] if suffixes else ""


def _promised(source: Input) -> Kind:
    return _EXPECTED.get(_suffix(source), Kind.TEXT)


def _belied(source: Input, kind: Kind) -> tuple[str, ...]:
    """Return, in words, that a file is of another kind than its suffix says."""
    if source.path is None or _promised(source) is kind:
        return ()
    suffix = _suffix(source)
    return (f"{kind.value} named {suffix}" if suffix else f"{kind.value} without a suffix",)
