"""XML parts parsed by expat, with document types and entities refused."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError, ParserCreate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.parsers.expat import XMLParserType

    from lnmt_cli.reading.excel.package import Package

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The namespace of worksheets and workbooks, transitional and strict."""

_BUFFER = 1 << 16
_ENCODINGS = {"utf-8", "utf-16", "us-ascii", "iso-8859-1"}


class MarkupError(Exception):
    """What XML in a workbook must not have; never leaves this module."""


def new_parser() -> XMLParserType:
    """Return a parser that names elements ``namespace name`` and refuses document types and entities."""
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _BUFFER
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.XmlDeclHandler = _demand_encoding
    return parser


def parse(parser: XMLParserType, package: Package, part: str) -> Iterator[None]:
    """Feed a part to the parser, giving control back after each chunk.

    Raises ExportError for XML that is not well-formed or has a document type.
    """
    try:
        for chunk in package.chunks(part):
            parser.Parse(chunk, False)
            yield
        parser.Parse(b"", True)
    except (ExpatError, MarkupError):
        place = f"line {parser.CurrentLineNumber}"
        raise package.damaged(f"its part {part} is not sound XML ({place})") from None
    yield


def parse_all(parser: XMLParserType, package: Package, part: str) -> None:
    """Feed the whole of a part to the parser. Raises ExportError as ``parse`` does."""
    for _ in parse(parser, package, part):
        pass


def local_name(tag: str) -> str:
    """Return the name of an element or attribute without its namespace."""
    return tag.rpartition(" ")[2]


def main_name(tag: str) -> str:
    """Return the name of an element of the main namespace, ``""`` for one of another."""
    namespace, _, name = tag.rpartition(" ")
    return name if namespace in MAIN else ""


def is_true(written: str | None) -> bool:
    """Tell whether an XML boolean is true."""
    return written in {"1", "true", "on"}


def _refuse(*_: object) -> None:
    raise MarkupError


def _demand_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in _ENCODINGS:
        raise MarkupError
