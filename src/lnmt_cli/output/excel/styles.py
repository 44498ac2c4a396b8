"""The styles of a workbook, to which looks are added: what was there keeps its place and its meaning."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from .markup import Edit, Tag, WorkbookMarkupError, as_utf8, before, retagged, scan, spliced, tag_at, with_attributes

if TYPE_CHECKING:
    from collections.abc import Mapping

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FILLS: Final = {"error": "FFFFC7CE", "warning": "FFFFEB9C", "note": "FFDDEBF7", "header": "FFD9D9D9"}
"""Light red, light yellow, light blue: of the cells with a problem, by its severity. Grey: of headers."""

PLAIN_STYLES: Final = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}">'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
).encode()
"""The styles of a workbook that has none."""


class Look(enum.Enum):
    """How a cell of a sheet of ours looks: the font, the fill, the number format (49: text), whether it is wrapped."""

    PLAIN = ("", "", 0, False)
    TEXT = ("", "", 49, False)
    TITLE = ('<b/><sz val="14"/>', "", 0, False)
    HEADER = ('<b/><sz val="11"/>', "header", 0, True)
    WRAPPED = ("", "", 49, True)
    LINK = ('<u/><sz val="11"/><color rgb="FF0563C1"/>', "", 49, False)
    ERROR = ("", "error", 0, False)
    WARNING = ("", "warning", 0, False)
    NOTE = ("", "note", 0, False)


class Styles:
    """The style part of a workbook. Raises WorkbookMarkupError where it lacks fonts, fills or cell formats."""

    def __init__(self, part: bytes) -> None:
        self._part = as_utf8(part)
        self._formats: list[int] = []
        self._counts: dict[str, int] = {}
        self._starts: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._ends_of_formats: list[int] = []
        self._added: dict[str, list[str]] = {"fonts": [], "fills": [], "cellXfs": []}
        self._known: dict[tuple[str, str], int] = {}
        self._coloured: dict[tuple[int, str], int] = {}
        self._path: list[str] = []
        self._prefix = ""
        scan(self._part, self._start, self._end)
        if not {"fonts", "fills", "cellXfs"} <= set(self._ends):
            raise WorkbookMarkupError

    def look(self, look: Look) -> int:
        """Return the index of the cell format for a look of ours."""
        font, fill, number, wrap = look.value
        font_id = self._add("fonts", f"<font>{font}<name val={_QUOTED_FONT}/></font>") if font else 0
        fill_id = self._fill(fill) if fill else 0
        attributes = f'numFmtId="{number}" fontId="{font_id}" fillId="{fill_id}" borderId="0" xfId="0"'
        flags = 'applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1"'
        wrapped = ' wrapText="1"' if wrap else ""
        return self._add("cellXfs", f'<xf {attributes} {flags}><alignment vertical="top"{wrapped}/></xf>')

    def coloured(self, style: int, severity: str) -> int:
        """Return the index of the cell format that is ``style`` but for the fill of a severity."""
        if (style, severity) not in self._coloured:
            self._coloured[style, severity] = self._with_fill(style, severity)
        return self._coloured[style, severity]

    def _with_fill(self, style: int, severity: str) -> int:
        place = style if 0 <= style < len(self._formats) else 0
        if not self._formats:
            raise WorkbookMarkupError
        start, end = self._formats[place], self._ends_of_formats[place]
        tag = tag_at(self._part, start)
        rest = self._part[start + len(tag.encode("utf-8")) : end].decode("utf-8")
        return self._add(
            "cellXfs", with_attributes(tag, fillId=str(self._fill(severity)), applyFill="1") + rest, prefixed=True
        )

    def part(self) -> bytes:
        """Return the part with what was added."""
        edits: list[Edit] = []
        for name, added in self._added.items():
            if added:
                count = self._counts[name] + len(added)
                edits.append(retagged(self._part, self._starts[name], count=str(count)))
                edits.append(before(self._ends[name], "".join(added)))
        return spliced(self._part, edits)

    def _fill(self, severity: str) -> int:
        colour = f'<fgColor rgb="{FILLS[severity]}"/><bgColor indexed="64"/>'
        return self._add("fills", f'<fill><patternFill patternType="solid">{colour}</patternFill></fill>')

    def _add(self, name: str, element: str, *, prefixed: bool = False) -> int:
        """Return the index of an element of the list ``name``, added where it is not there yet."""
        if (name, element) not in self._known:
            self._known[name, element] = self._counts[name] + len(self._added[name])
            ours = element if prefixed or not self._prefix else _prefixed(element, self._prefix)
            self._added[name].append(ours)
        return self._known[name, element]

    def _start(self, tag: Tag) -> None:
        self._path.append(tag.name)
        if tag.depth == 0:
            self._prefix = tag.prefix
        elif tag.depth == 1 and tag.name in self._added:
            self._starts[tag.name], self._counts[tag.name] = tag.start, 0
        elif tag.depth == 2 and self._path[1] in self._added:
            self._counts[self._path[1]] += 1
            if self._path[1] == "cellXfs":
                self._formats.append(tag.start)

    def _end(self, name: str, place: int) -> None:
        self._path.pop()
        if len(self._path) == 1 and name in self._added:
            self._ends[name] = place
        elif len(self._path) == 2 and self._path[1] == "cellXfs":
            closing = f"</{self._prefix}{name}".encode()
            is_empty = not self._part.startswith(closing, place)
            self._ends_of_formats.append(place if is_empty else place + len(tag_at(self._part, place)))


_QUOTED_FONT: Final = '"Calibri"'


def _prefixed(element: str, prefix: str) -> str:
    return element.replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")


def looks(styles: Styles) -> Mapping[Look, int]:
    """Return the index of the cell format of every look."""
    return {look: styles.look(look) for look in Look}
