"""Comments of cells: the part that holds their texts, and the drawing with the boxes that show them.

A comment that is there is kept, and what is said here stands below it. A threaded comment (of newer Excel) is left
alone: its text here is only a copy for older programs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from ...ingest.report import column_letters as letters
from .markup import Edit, Tag, as_utf8, at_end, before, content, quoted, scan, spliced, tag_at

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .colouring import Place

AUTHOR: Final = "lnmt"
_SHAPE: Final = re.compile(rb"_x0000_s(\d{1,9})")
_BLOCK: Final = 1024
"""The identifiers of shapes come in blocks of this size, each block used by one drawing (ISO/IEC 29500-4, 14.2.2)."""
_NAMESPACES: Final = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_LINE: Final = 46
"""About how many letters go on a line of a box."""
_TYPE: Final = "_x0000_t202"


class Remark(NamedTuple):
    """What is said of a cell: a title in bold, and a text below it."""

    title: str
    text: str


def new_comments(remarks: Mapping[Place, Sequence[Remark]], main: str) -> bytes:
    """Return the part with comments of ``remarks``, for a sheet without any."""
    listed = "".join(_comment(place, remarks[place], 0, "") for place in sorted(remarks))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns={quoted(main)}>'
        f"<authors><author>{AUTHOR}</author></authors><commentList>{listed}</commentList></comments>"
    ).encode()


def more_comments(part: bytes, remarks: Mapping[Place, Sequence[Remark]]) -> tuple[bytes, set[Place]]:
    """Return the part with ``remarks`` added to its comments, and the places that had none before."""
    part = as_utf8(part)
    known = _Known(part)
    places = {f"{letters(column)}{row}": (row, column) for row, column in remarks}
    edits = [
        edit for name, place in places.items() if name in known.texts for edit in known.below(name, remarks[place])
    ]
    new = {place for name, place in places.items() if name not in known.texts}
    added = "".join(_comment(place, remarks[place], known.authors, known.prefix) for place in sorted(new))
    author = f"<{known.prefix}author>{AUTHOR}</{known.prefix}author>"
    edits.append(at_end(part, f"{known.prefix}authors", known.end_of_authors, author))
    edits.append(at_end(part, f"{known.prefix}commentList", known.end_of_list, added))
    return spliced(part, edits), new


class _Known:
    """The comments of a part: how many authors, where each text is."""

    def __init__(self, part: bytes) -> None:
        self.part = part
        self.prefix = ""
        self.authors = self.end_of_authors = self.end_of_list = 0
        self.texts: dict[str, tuple[int, int]] = {}
        self._threaded: set[int] = set()
        self._skipped: set[str] = set()
        self._comment, self._text = "", 0
        scan(part, self._start, self._end)

    def below(self, name: str, remarks: Sequence[Remark]) -> list[Edit]:
        """Return the edits that put ``remarks`` below the text of the comment ``name``."""
        start, end = self.texts[name]
        tag = tag_at(self.part, start)
        inner = self.part[start + len(tag.encode("utf-8")) : end].decode("utf-8")
        if name in self._skipped:
            return []
        if tag.endswith("/>"):
            return [Edit(start, end, f"{tag[:-2]}>{_runs(remarks, self.prefix)}</{self.prefix}text>")]
        plain = re.match(rf"\s*(<{self.prefix}t[\s>].*?</{self.prefix}t>)", inner, re.DOTALL)
        edits = [before(end, _runs([Remark("\n\n", ""), *remarks], self.prefix))]
        if plain:  # a text without runs: made one, since runs come after it
            at = start + len(tag.encode("utf-8"))
            length = len(plain[0].encode("utf-8"))
            edits.insert(0, Edit(at, at + length, f"<{self.prefix}r>{plain[1]}</{self.prefix}r>"))
        return edits

    def _start(self, tag: Tag) -> None:
        if tag.depth == 0:
            self.prefix = tag.prefix
        elif tag.name == "author":
            if self.part[tag.start : tag.start + 200].partition(b">")[2].startswith(b"tc="):
                self._threaded.add(self.authors)
            self.authors += 1
        elif tag.name == "comment":
            self._comment = tag.attributes.get("ref", "")
            if tag.attributes.get("authorId") in {str(author) for author in self._threaded}:
                self._skipped.add(self._comment)
        elif tag.name == "text":
            self._text = tag.start

    def _end(self, name: str, place: int) -> None:
        if name == "authors":
            self.end_of_authors = place
        elif name == "commentList":
            self.end_of_list = place
        elif name == "text" and self._comment:
            self.texts[self._comment] = self._text, place


def _comment(place: Place, remarks: Sequence[Remark], author: int, prefix: str) -> str:
    row, column = place
    return (
        f'<{prefix}comment ref="{letters(column)}{row}" authorId="{author}"><{prefix}text>'
        f"{_runs(remarks, prefix)}</{prefix}text></{prefix}comment>"
    )


def _runs(remarks: Sequence[Remark], prefix: str) -> str:
    font = f'<{prefix}sz val="9"/><{prefix}rFont val="Tahoma"/><{prefix}family val="2"/>'
    runs = []
    for number, remark in enumerate(remarks):
        lead = "\n\n" if number and remarks[number - 1].text else ""
        for bold, text in ((f"<{prefix}b/>", lead + remark.title), ("", remark.text and "\n" + remark.text)):
            if text:
                told = f'<{prefix}t xml:space="preserve">{content(text)}</{prefix}t>'
                runs.append(f"<{prefix}r><{prefix}rPr>{bold}{font}</{prefix}rPr>{told}</{prefix}r>")
    return "".join(runs)


def last_shape(drawing: bytes) -> int:
    """Return the highest number of a shape in a drawing, 0 for none."""
    return max(map(int, _SHAPE.findall(drawing)), default=0)


def new_boxes(remarks: Mapping[Place, Sequence[Remark]], after: int) -> bytes:
    """Return a drawing with the boxes of ``remarks``, its shapes numbered in blocks behind the number ``after``."""
    block = after // _BLOCK + 1
    blocks = ",".join(str(block + i) for i in range(len(remarks) // _BLOCK + 1))
    shapes = "".join(_box(place, remarks[place], block * _BLOCK + i) for i, place in enumerate(sorted(remarks), 1))
    return (
        f'<xml {_NAMESPACES}><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{blocks}"/></o:shapelayout>'
        f"{_shape_type()}{shapes}</xml>"
    ).encode()


def more_boxes(drawing: bytes, remarks: Mapping[Place, Sequence[Remark]], after: int) -> bytes:
    """Return a drawing with the boxes of ``remarks`` added; it need not be sound XML, as old ones are not."""
    drawing = as_utf8(drawing)
    end = drawing.rfind(b"</")
    kind = "" if b'"' + _TYPE.encode() + b'"' in drawing else _shape_type(_NAMESPACES)
    shapes = "".join(_box(place, remarks[place], after + i, _NAMESPACES) for i, place in enumerate(sorted(remarks), 1))
    return drawing[:end] + (kind + shapes).encode("utf-8") + drawing[end:]


def _shape_type(namespaces: str = "") -> str:
    return (
        f'<v:shapetype {namespaces} id="{_TYPE}" coordsize="21600,21600" o:spt="202"'
        ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
        '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
    )


def _box(place: Place, remarks: Sequence[Remark], number: int, namespaces: str = "") -> str:
    row, column = place
    lines = sum(2 + len(remark.text) // _LINE + remark.text.count("\n") for remark in remarks)
    top = max(row - 2, 0)
    anchor = f"{column + 1}, 15, {top}, 4, {column + 6}, 15, {top + max(4, lines)}, 4"
    return (
        f'<v:shape {namespaces} id="_x0000_s{number}" type="#{_TYPE}" fillcolor="#ffffe1" o:insetmode="auto"'
        ' style="position:absolute;margin-left:60pt;margin-top:2pt;width:240pt;height:90pt;z-index:1;'
        'visibility:hidden">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        f"<x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
