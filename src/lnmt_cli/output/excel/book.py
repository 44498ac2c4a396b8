"""The workbook part: which sheets there are, and one more put before them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .markup import Edit, Tag, WorkbookMarkupError, as_utf8, before, quoted, retagged, scan, spliced
from .new import RELATIONS, SPREADSHEET
from .styles import MAIN, PLAIN_STYLES, Styles

if TYPE_CHECKING:
    from .parts import Parts

_STRICT: Final = "http://purl.oclc.org/ooxml"
_USUAL: Final = "xl/workbook.xml"
_STYLES: Final = "xl/styles.xml"


class Book:
    """The workbook part of an open workbook.

    ``sheets``: the part of each sheet by its name · ``worksheets``: the names of those with cells · ``main`` and
    ``links``: the namespaces of its cells and of its relations, which differ between the transitional and the strict
    format · ``styles``: to be added to.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        pointed = (relation.part for relation in parts.relations("") if relation.kind == "officeDocument")
        self.part = next(pointed, _USUAL)
        self._relations = {relation.id: relation for relation in parts.relations(self.part)}
        self._data = as_utf8(parts.read(self.part))
        self._edits: list[Edit] = []
        self._ids: list[int] = []
        self._first: int | None = None
        self._prefix = ""
        self.main, self.links = MAIN, RELATIONS
        self.sheets: dict[str, str] = {}
        self.worksheets: set[str] = set()
        scan(self._data, self._start)
        self._styles_part, self.styles = self._read_styles()

    def put_first(self, name: str, data: bytes) -> None:
        """Put a worksheet before the others, and let it be the one that is seen first."""
        if self._first is None:
            raise WorkbookMarkupError
        part = self._parts.new_name("xl/worksheets/sheet{}.xml")
        self._parts.add(part, data, f"{SPREADSHEET}.worksheet+xml")
        relation = self._parts.relate(self.part, f"{self.links}/worksheet", part)
        number = max(self._ids, default=0) + 1
        link = f"xmlns:r={quoted(self.links)} r:id={quoted(relation)}"
        listed = f'<{self._prefix}sheet {link} name={quoted(name)} sheetId="{number}"/>'
        self._parts.put(self.part, spliced(self._data, [*self._edits, before(self._first, listed)]))

    def put_styles(self) -> None:
        """Put the styles, with what was added, in their place."""
        self._parts.put(self._styles_part, self.styles.part())

    def _read_styles(self) -> tuple[str, Styles]:
        known = next((relation.part for relation in self._relations.values() if relation.kind == "styles"), None)
        if known is not None and known in self._parts:
            data = self._parts.read(known)
            return known, Styles(data if b"cellXfs" in data else PLAIN_STYLES)
        part = _STYLES if _STYLES not in self._parts else self._parts.new_name("xl/styles{}.xml")
        self._parts.add(part, PLAIN_STYLES, f"{SPREADSHEET}.styles+xml")
        self._parts.relate(self.part, f"{self.links}/styles", part)
        return part, Styles(PLAIN_STYLES)

    def _start(self, tag: Tag) -> None:
        if tag.depth == 0:
            self._prefix = tag.prefix
            if any(value.startswith(_STRICT) for value in tag.attributes.values()):
                self.main = f"{_STRICT}/spreadsheetml/main"
                self.links = f"{_STRICT}/officeDocument/relationships"
        elif tag.name == "sheet" and tag.depth == 2:
            self._on_sheet(tag)
        elif tag.name == "workbookView":
            self._edits.append(retagged(self._data, tag.start, activeTab="0", firstSheet=None))
        elif tag.name == "definedName" and tag.attributes.get("localSheetId", "").isdigit():
            # The names of one sheet count the sheets before it, and now there is one more.
            place = int(tag.attributes["localSheetId"]) + 1
            self._edits.append(retagged(self._data, tag.start, localSheetId=str(place)))

    def _on_sheet(self, tag: Tag) -> None:
        self._first = tag.start if self._first is None else self._first
        number = tag.attributes.get("sheetId", "")
        self._ids.append(int(number) if number.isdigit() else 0)
        relation = next((value for name, value in tag.attributes.items() if name.endswith(":id")), "")
        if relation in self._relations:
            name, found = tag.attributes.get("name", ""), self._relations[relation]
            self.sheets[name] = found.part
            if found.kind == "worksheet":
                self.worksheets.add(name)
