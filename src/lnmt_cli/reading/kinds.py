"""What a file is by its first bytes, whatever it is called."""

from __future__ import annotations

import enum
import re
from io import BytesIO
from typing import Final

from lnmt_cli.errors import ExportError


class Kind(enum.StrEnum):
    """The kinds of file that are read."""

    TEXT = "delimited text"
    GZIP = "gzip"
    EXCEL = "xlsx"
    BINARY_EXCEL = "xlsb"
    OLD_EXCEL = "xls"
    OPEN_DOCUMENT = "ods"


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_OLD_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00", re.DOTALL)
"""BOF with its length, the first record of an .xls that is not wrapped in OLE: Excel 2 to 4, and some programs."""

_AS_XLSX: Final = "Open it in Excel or LibreOffice and save it as .xlsx."
_AS_CSV: Final = "Export it as CSV (UTF-8) from the program that made it."
_UNPACK: Final = "Unpack it, and name the files in it."

_FOREIGN: Final = (
    (b"%PDF", "a PDF", "Ask for the data as .xlsx or CSV."),
    (b"Rar!\x1a\x07", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"PAR1", "a Parquet file", _AS_CSV),
    (b"ARROW1", "an Arrow file", _AS_CSV),
    (b"FEA1", "a Feather file", _AS_CSV),
    (b"SQLite format 3\x00", "an SQLite database", _AS_CSV),
    (b"\x00\x01\x00\x00Standard ", "a Microsoft Access database", _AS_CSV),
    (b"$FL2", "an SPSS file", _AS_CSV),
    (b"$FL3", "an SPSS file", _AS_CSV),
    (b"HEADER RECORD*******LIB", "a SAS transport file", _AS_CSV),
    (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92", "a SAS data set", _AS_CSV),
    (b"<stata_dta>", "a Stata file", _AS_CSV),
    (b"RDX", "an R data file", _AS_CSV),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", _AS_CSV),
    (b"{\\rtf", "a Rich Text document", _AS_XLSX),
    (b"\x89PNG", "a picture", "Ask for the data as .xlsx or CSV."),
    (b"\xff\xd8\xff", "a picture", "Ask for the data as .xlsx or CSV."),
)
_OLD_STATA = re.compile(rb"[\x69-\x73][\x01\x02]\x01\x00", re.DOTALL)

_MARKUP: Final = (
    (
        re.compile(rb"<\?xml|<workbook", re.I),
        b"schemas-microsoft-com:office:spreadsheet",
        "a SpreadsheetML (XML) table",
    ),
    (re.compile(rb"<\?xml|<office", re.I), b"opendocument:xmlns:office", "a flat OpenDocument file"),
    (re.compile(rb"<\?xml|<odm", re.I), b"cdisc.org/ns/odm", "a CDISC ODM file"),
    (
        re.compile(rb"<!doctype html|<html|<table|<head|<meta|<body|<style|<\?xml[^>]*>\s*<html", re.I),
        b"",
        "an HTML table",
    ),
    (re.compile(rb"<\?xml", re.I), b"", "an XML file"),
    (re.compile(rb'\{\s*"|\[\s*\{'), b"", "a JSON file"),
)
_SEARCHED: Final = 4096

_PARTS: Final = (
    ("word/", "a Word document", _AS_XLSX),
    ("ppt/", "a PowerPoint file", _AS_XLSX),
    ("index/", "an Apple Numbers file", "Export it from Numbers as Excel (.xlsx)."),
)


def find_kind(content: bytes, name: str) -> Kind:
    """Return what a file is by its content.

    Raises ExportError, which says what the file is, for an empty one and for one that is known and not read.
    """
    if not content:
        raise ExportError(f"{name} is empty: it has no byte in it.", "Export it again.")
    if content.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if content.startswith((_ZIP, _EMPTY_ZIP)):
        return _zip_kind(content, name)
    if content.startswith(_OLE):
        return _ole_kind(content, name)
    if _OLD_BIFF.match(content):
        return Kind.OLD_EXCEL
    _refuse_foreign(content, name)
    _refuse_markup(content, name)
    return Kind.TEXT


def _refuse_foreign(content: bytes, name: str) -> None:
    for mark, what, hint in _FOREIGN:
        if content.startswith(mark):
            raise ExportError(f"{name} is {what}, which is not read.", hint)
    if content[8:12] == b"DUCK":
        raise ExportError(f"{name} is a DuckDB database, which is not read.", _AS_CSV)
    if _OLD_STATA.match(content):
        raise ExportError(f"{name} is a Stata file, which is not read.", _AS_CSV)


def _refuse_markup(content: bytes, name: str) -> None:
    """Refuse HTML, XML and JSON, which web programs like to name ``.xls`` or ``.csv``."""
    start = content[:_SEARCHED].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")
    if not start.startswith((b"<", b"{", b"[")):
        return
    for opening, inner, what in _MARKUP:
        if opening.match(start) and (not inner or inner in start.lower()):
            hint = _AS_CSV if what == "a JSON file" else _AS_XLSX
            raise ExportError(f"{name} is {what}, which is not read, whatever its name says.", hint)


def _ole_kind(content: bytes, name: str) -> Kind:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise ExportError(
            f"{name} is protected by a password.",
            "Open it in Excel, remove the password (File, Info, Protect Workbook), and save it as .xlsx.",
        )
    if has("WordDocument") and not has("Workbook"):
        raise ExportError(f"{name} is a Word document, which is not read.", _AS_XLSX)
    return Kind.OLD_EXCEL


def _zip_kind(content: bytes, name: str) -> Kind:
    import zipfile

    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = [part.replace("\\", "/").lstrip("/").lower() for part in package.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, OverflowError):
        raise ExportError(
            f"{name} is not an Excel workbook, or was cut off: it cannot be opened as a zip.",
            "Export or copy it again.",
        ) from None
    if any(part.endswith("workbook.bin") for part in parts):
        return Kind.BINARY_EXCEL
    if "content.xml" in parts and "[content_types].xml" not in parts:
        return Kind.OPEN_DOCUMENT
    for folder, what, hint in _PARTS:
        if any(part.startswith(folder) for part in parts) and "xl/workbook.xml" not in parts:
            raise ExportError(f"{name} is {what}, which is not read.", hint)
    if "[content_types].xml" in parts or "_rels/.rels" in parts or any(part.startswith("xl/") for part in parts):
        return Kind.EXCEL
    raise ExportError(f"{name} is not an Excel workbook: it is a zip without a workbook in it.", _UNPACK)
