"""A worksheet changed in place: cells get another style, and the sheet a link to its comments."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ...ingest.report import column_letters as letters
from .markup import Edit, Tag, as_utf8, at_end, before, quoted, retagged, scan, spliced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from .styles import Styles

Place = tuple[int, int]
"""Row from 1 and column from 0."""

_AFTER_COMMENTS = {
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "AlternateContent"),
    *("webPublishItems", "tableParts", "extLst"),
}
"""What stands behind the link to the comments in a worksheet (ISO/IEC 29500-1, 18.3.1.99)."""
_REFERENCE = re.compile(r"([A-Za-z]{1,3})(\d+)")


class _Row(NamedTuple):
    """A row with cells to be coloured: its style, and of each cell the column, where its tag is, and its style."""

    style: int | None
    cells: list[tuple[int, int, int]]


class Worksheet:
    """The XML of a worksheet, with the places of the cells in ``rows``.

    Raises WorkbookMarkupError for what is not sound XML.
    """

    def __init__(self, part: bytes, rows: Collection[int]) -> None:
        self._part = as_utf8(part)
        self._wanted = frozenset(rows)
        self._rows: dict[int, _Row] = {}
        self._row_ends: dict[int, int] = {}
        self._column_styles: list[tuple[int, int, int]] = []
        self._row, self._column, self._prefix = 0, -1, ""
        self._in_cells = False
        self._comments_before: int | None = None
        self.drawing: str | None = None
        scan(self._part, self._start, self._end)

    def first_cell(self, row: int) -> int:
        """Return the first column of a row that has a cell, or the first column of all."""
        found = self._rows.get(row)
        return found.cells[0][0] if found and found.cells else 0

    def cells_of(self, row: int) -> list[int]:
        """Return the columns of the cells that a row has."""
        found = self._rows.get(row)
        return [column for column, *_ in found.cells] if found else []

    def coloured(self, severities: Mapping[Place, str], styles: Styles) -> Iterator[Edit]:
        """Yield the edits that give each cell the fill of its severity; a cell that is not there is made."""
        wanted: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for (number, column), severity in sorted(severities.items()):
            wanted[number].append((column, severity))
        for number, row in self._rows.items():
            known = {column: (start, style) for column, start, style in row.cells}
            missing: list[tuple[int, str]] = []
            for column, severity in wanted[number]:
                if column in known:
                    start, style = known[column]
                    yield retagged(self._part, start, s=str(styles.coloured(style, severity)))
                else:
                    style = styles.coloured(self._style_without_cell(row, column), severity)
                    missing.append((column, f'<{self._prefix}c r="{letters(column)}{number}" s="{style}"/>'))
            yield from self._inserted(number, row, missing)

    def linked(self, relation: str, relations: str) -> Edit:
        """Return the edit that links the sheet to the drawing of its comments; ``relations`` is their namespace."""
        end = len(self._part) if self._comments_before is None else self._comments_before
        link = f"<{self._prefix}legacyDrawing xmlns:r={quoted(relations)} r:id={quoted(relation)}/>"
        return before(end, link)

    def with_edits(self, edits: Iterable[Edit]) -> bytes:
        """Return the part with the edits made."""
        return spliced(self._part, edits)

    def _style_without_cell(self, row: _Row, column: int) -> int:
        if row.style is not None:
            return row.style
        return next((style for first, last, style in self._column_styles if first <= column + 1 <= last), 0)

    def _inserted(self, number: int, row: _Row, missing: list[tuple[int, str]]) -> Iterator[Edit]:
        """Yield the edits that put cells in before the next cell of the row, or at its end."""
        written, end = f"{self._prefix}row", self._row_ends[number]
        for column, cell in missing:
            place = next((start for known, start, _ in row.cells if known > column), None)
            if place is not None:
                yield before(place, cell)
        last = "".join(cell for column, cell in missing if not any(known > column for known, *_ in row.cells))
        if last:
            yield at_end(self._part, written, end, last)

    def _start(self, tag: Tag) -> None:
        if not self._in_cells:  # other parts of a sheet have rows of their own, as anchors of buttons do
            self._outside_cells(tag)
        elif tag.name == "c":
            self._on_cell(tag)
        elif tag.name == "row":
            self._on_row(tag)

    def _outside_cells(self, tag: Tag) -> None:
        if tag.name == "sheetData":
            self._in_cells = True
        elif tag.depth == 0:
            self._prefix = tag.prefix
        elif tag.name == "col":
            first, last = (_number(tag.attributes.get(name)) for name in ("min", "max"))
            self._column_styles.append((first, last, _number(tag.attributes.get("style"))))
        elif tag.depth == 1 and tag.name == "legacyDrawing":
            self.drawing = next((value for name, value in tag.attributes.items() if name.endswith(":id")), None)
        elif tag.depth == 1 and tag.name in _AFTER_COMMENTS and self._comments_before is None:
            self._comments_before = tag.start

    def _on_row(self, tag: Tag) -> None:
        written = tag.attributes.get("r")
        self._row, self._column = _number(written) if written else self._row + 1, -1
        if self._row in self._wanted:
            style = _number(tag.attributes.get("s")) if tag.attributes.get("customFormat") in {"1", "true"} else None
            self._rows[self._row] = _Row(style, [])

    def _on_cell(self, tag: Tag) -> None:
        if self._row in self._wanted:
            found = _REFERENCE.fullmatch(tag.attributes.get("r", ""))
            self._column = _column(found[1]) if found else self._column + 1
            self._rows[self._row].cells.append((self._column, tag.start, _number(tag.attributes.get("s"))))

    def _end(self, name: str, place: int) -> None:
        if name == "sheetData":
            self._in_cells = False
        elif name == "row" and self._in_cells:
            self._row_ends[self._row] = place
        elif name == "worksheet" and self._comments_before is None:
            self._comments_before = place


def deselected(part: bytes) -> bytes:
    """Return a sheet that is not selected: typing into two selected sheets at once would change both."""
    if b"tabSelected" not in part:
        return part
    text, edits = as_utf8(part), []

    def start(tag: Tag) -> None:
        if tag.name == "sheetView" and tag.attributes.get("tabSelected") in {"1", "true"}:
            edits.append(retagged(text, tag.start, tabSelected=None))

    scan(text, start)
    return spliced(text, edits) if edits else part


def _number(written: str | None) -> int:
    return int(written) if written and written.isascii() and written.isdigit() and len(written) < 10 else 0


def _column(written: str) -> int:
    found = 0
    for letter in written.upper():
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1
