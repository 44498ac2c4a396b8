"""An OpenDocument spreadsheet → grids, one for each table that has cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.excel.markup import local_name, new_parser, parse_all
from lnmt_cli.reading.excel.package import Package
from lnmt_cli.reading.opendocument.content import ContentReader

if TYPE_CHECKING:
    from typing import BinaryIO

    from lnmt_cli.reading.sheet import Grid

_CONTENT: Final = "content.xml"
_MANIFEST: Final = "META-INF/manifest.xml"


def read_open_document(source: BinaryIO, file: str) -> list[Grid]:
    """Return a grid for each table that has cells, in the order of the tabs, hidden ones too.

    Raises ExportError if the file is protected, or not a sound spreadsheet.
    """
    with Package(source, file) as package:
        if _is_protected(package):
            raise ExportError(
                f"{file} is protected by a password.",
                "Open it in LibreOffice, save it again without a password, and try once more.",
            )
        parser = new_parser()
        reader = ContentReader(parser, file, package.damaged)
        parse_all(parser, package, _CONTENT)
    if not reader.is_spreadsheet:
        raise ExportError(f"{file} is an OpenDocument file, but no spreadsheet.", "Save the table in it as .xlsx.")
    return reader.grids


def _is_protected(package: Package) -> bool:
    """Tell whether the manifest says that parts are encrypted."""
    found: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        if local_name(tag) == "encryption-data":
            found.append(tag)

    if _MANIFEST in package:
        parser = new_parser()
        parser.StartElementHandler = start
        parse_all(parser, package, _MANIFEST)
    return bool(found)
