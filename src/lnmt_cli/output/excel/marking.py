"""The marks on the sheets of an open workbook: cells coloured by severity, with a comment that says what is wrong."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from .colouring import Worksheet, deselected
from .comments import Remark, last_shape, more_boxes, more_comments, new_boxes, new_comments
from .listing import TITLE, listing
from .new import SPREADSHEET, sheet_name
from .sheet import sheet_part
from .styles import looks

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...ingest.report import ProblemCell
    from .book import Book
    from .colouring import Place
    from .markup import Edit
    from .parts import Parts

    Remarks = Mapping[Place, Sequence[Remark]]

MOST_COMMENTS: Final = 20_000
"""Comments on a sheet: with more, a spreadsheet program takes minutes to open it. All cells are coloured."""
_RANKS: Final = ("note", "warning", "error")
_DRAWINGS: Final = "application/vnd.openxmlformats-officedocument.vmlDrawing"


class Marker:
    """Puts the marks of one file into its parts; ``notes`` is what has to be said about them."""

    def __init__(self, parts: Parts, book: Book) -> None:
        self._parts, self._book = parts, book
        drawings = (parts.read(name) for name in parts.names() if name.lower().endswith(".vml"))
        self._shape = max(map(last_shape, drawings), default=0)
        self.notes: list[str] = []

    def mark(self, cells: Sequence[ProblemCell]) -> None:
        """Mark ``cells`` in their sheets, and list them in a sheet before the others."""
        by_sheet: dict[str, list[ProblemCell]] = defaultdict(list)
        for cell in cells:
            by_sheet[cell.sheet].append(cell)
        for name, part in self._book.sheets.items():
            if by_sheet[name] and name in self._book.worksheets:
                self._mark_sheet(part, by_sheet[name])
            self._parts.put(part, deselected(self._parts.read(part)))
        title = sheet_name(TITLE, self._book.sheets)
        first = listing(title, cells, self._book.sheets, self.notes)
        self._book.put_first(title, sheet_part(first, looks(self._book.styles), self._book.main))
        self._book.put_styles()

    def _mark_sheet(self, part: str, cells: Sequence[ProblemCell]) -> None:
        """Colour and comment the cells of one worksheet; what concerns the sheet as a whole is only listed."""
        placed = [(cell, row) for cell in cells if (row := _row(cell)) is not None]
        sheet = Worksheet(self._parts.read(part), {row for _, row in placed})
        at: dict[Place, list[ProblemCell]] = defaultdict(list)
        for cell, row in placed:
            at[row, sheet.first_cell(row) if cell.column is None else cell.column].append(cell)
        severities = {place: max((cell.severity for cell in found), key=_RANKS.index) for place, found in at.items()}
        rows = {place: severity for place, severity in _of_rows(placed, sheet) if place not in severities}
        edits = list(sheet.coloured(rows | severities, self._book.styles))
        edits += self._comment(part, sheet, self._bounded({place: _remarks(found) for place, found in at.items()}))
        if edits:
            self._parts.put(part, sheet.with_edits(edits))

    def _bounded(self, remarks: Remarks) -> Remarks:
        if len(remarks) <= MOST_COMMENTS:
            return remarks
        note = f"Only the first {MOST_COMMENTS} cells of a sheet have a comment; all are coloured."
        self.notes += [] if note in self.notes else [note]
        return dict(sorted(remarks.items())[:MOST_COMMENTS])

    def _comment(self, part: str, sheet: Worksheet, remarks: Remarks) -> list[Edit]:
        """Add comments to a worksheet, and return the edit that links it to their drawing, where it has none."""
        relations = self._parts.relations(part)
        known = next((relation.part for relation in relations if relation.kind == "comments"), None)
        if known is None and remarks:
            name = self._parts.new_name("xl/comments{}.xml")
            self._parts.add(name, new_comments(remarks, self._book.main), f"{SPREADSHEET}.comments+xml")
            self._parts.relate(part, f"{self._book.links}/comments", name)
        elif known is not None:
            data, new = more_comments(self._parts.read(known), remarks)
            self._parts.put(known, data)
            remarks = {place: remarks[place] for place in new}
        if not remarks:
            return []
        drawing = next((relation.part for relation in relations if relation.id == sheet.drawing), None)
        return self._box_in(drawing, remarks) if drawing else self._box(part, sheet, remarks)

    def _box_in(self, drawing: str, remarks: Remarks) -> list[Edit]:
        data = more_boxes(self._parts.read(drawing), remarks, self._shape)
        self._parts.put(drawing, data)
        self._shape = max(self._shape, last_shape(data))
        return []

    def _box(self, part: str, sheet: Worksheet, remarks: Remarks) -> list[Edit]:
        name = self._parts.new_name("xl/drawings/vmlDrawing{}.vml")
        data = new_boxes(remarks, self._shape)
        self._parts.put(name, data)
        self._parts.declare_suffix("vml", _DRAWINGS)
        self._shape = last_shape(data)
        return [sheet.linked(self._parts.relate(part, f"{self._book.links}/vmlDrawing", name), self._book.links)]


def _of_rows(placed: Sequence[tuple[ProblemCell, int]], sheet: Worksheet) -> Iterator[tuple[Place, str]]:
    """Yield every cell of the rows that have a problem as a whole, as those that are set aside, the gravest last."""
    for cell, row in sorted(placed, key=lambda one: _RANKS.index(one[0].severity)):
        if cell.column is None:
            yield from (((row, column), cell.severity) for column in sheet.cells_of(row))


def _row(cell: ProblemCell) -> int | None:
    """Return the row that is marked: for a column as a whole that of its header, None for the sheet as a whole."""
    return cell.row if cell.row is not None or cell.column is None else cell.header_row


def _remarks(cells: Sequence[ProblemCell]) -> list[Remark]:
    """Return what is said of one cell, the gravest first, each thing once."""
    ordered = sorted(cells, key=lambda cell: -_RANKS.index(cell.severity))
    said = {
        (cell.check, cell.message): Remark(
            f"{cell.severity.capitalize()}: {cell.title}", f"{cell.message}\n{cell.remedy}"
        )
        for cell in ordered
    }
    return list(said.values())
