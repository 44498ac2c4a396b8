"""What a workbook says of itself: its worksheets in their order, which are hidden, and its date system."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.excel.markup import is_true, local_name, main_name, new_parser, parse_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lnmt_cli.reading.excel.package import Package

_USUAL_WORKBOOKS = ("xl/workbook.xml", "xl/workbook.bin")


@dataclass(frozen=True, slots=True)
class Worksheet:
    """A worksheet as the workbook lists it: its name, the part that holds its cells, whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The worksheets in the order of their tabs, the date system, and the parts that they share, if any."""

    worksheets: tuple[Worksheet, ...]
    date1904: bool
    strings: str | None
    styles: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another: its kind (``worksheet``, ``styles`` …) and the part it leads to."""

    kind: str
    part: str


@dataclass(slots=True)
class _Listing:
    """What the XML of the workbook part lists: (name, relation, hidden) of each sheet."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    date1904: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = main_name(tag)
        if name == "workbookPr":
            self.date1904 = is_true(attributes.get("date1904"))
        elif name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith("/relationships id")), "")
            self.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))


def read_structure(package: Package) -> Workbook:
    """Return the structure of a workbook; chart sheets and macro sheets are left out.

    Raises ExportError if the workbook part or a listed sheet is missing, or two sheets share one part.
    """
    part = workbook_part(package)
    relations = relations_of(package, part)
    listing = _Listing()
    parser = new_parser()
    parser.StartElementHandler = listing.start
    parse_all(parser, package, part)
    shared = {relation.kind: relation.part for relation in relations.values()}
    return Workbook(
        worksheets_of(package, listing.sheets, relations),
        listing.date1904,
        shared.get("sharedStrings"),
        shared.get("styles"),
    )


def worksheets_of(
    package: Package, sheets: Iterable[tuple[str, str, bool]], relations: Mapping[str, Relation]
) -> tuple[Worksheet, ...]:
    """Return the worksheets of what a workbook lists: (name, relation, hidden) of each sheet.

    Raises ExportError if a listed sheet is missing, or two share one part.
    """
    found: dict[str, Worksheet] = {}
    for name, identifier, hidden in sheets:
        relation = relations.get(identifier)
        if relation is None:
            raise package.damaged(f"sheet {name} leads to no part")
        if relation.kind != "worksheet":
            continue
        if relation.part in found:
            raise package.damaged(f"sheets {found[relation.part].name} and {name} share one part")
        found[relation.part] = Worksheet(name, relation.part, hidden)
    return tuple(found.values())


def workbook_part(package: Package) -> str:
    """Return the name of the workbook part: what the package points to, else where it usually is.

    Raises ExportError if there is none.
    """
    relations = relations_of(package, "")
    pointed = [relation.part for relation in relations.values() if relation.kind == "officeDocument"]
    for part in (*pointed[:1], *_USUAL_WORKBOOKS):
        if part in package:
            return part
    raise ExportError(
        f"{package.file} is not an Excel workbook: it is a zip without a workbook in it.",
        "Save it as .xlsx from Excel or LibreOffice.",
    )


def relations_of(package: Package, source: str) -> dict[str, Relation]:
    """Return the relations of a part (``""``: of the package) by identifier; none if it has no list."""
    folder, name = posixpath.split(source)
    part = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, Relation] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = unquote(attributes.get("Target", ""))
            found[attributes.get("Id", "")] = Relation(kind, _resolved(folder, target))

    if part in package:
        parser = new_parser()
        parser.StartElementHandler = start
        parse_all(parser, package, part)
    return found


def _resolved(folder: str, target: str) -> str:
    """Return the part that a target leads to, from the root (``/xl/…``) or from the folder of its source."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
