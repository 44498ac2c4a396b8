"""The first sheet of an annotated workbook: what is wrong, with a link to each cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..figures import plural
from .sheet import MOST_ROWS, Cell, NewSheet, reference
from .styles import Look

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from ...ingest.report import ProblemCell

TITLE: Final = "lnmt problems"
NOTICE: Final = "This workbook holds data of patients. Keep it where the export is kept, and send it to nobody else."
_HEADERS: Final = (
    "Severity",
    "Sheet",
    "Cell",
    "Header",
    "Field",
    "As written",
    "What is wrong",
    "What to do",
    "Check",
)
_WIDTHS: Final = (10, 16, 9, 20, 18, 30, 50, 50, 24)
_LONGEST: Final = 200
"""The most letters of a cell as written: a row as a whole would run out of its row of the list."""
_LOOKS: Final = {"error": Look.ERROR, "warning": Look.WARNING, "note": Look.NOTE}
_HEAD: Final = 4
"""The row of the headers, below the title and two lines."""
_RANKS: Final = tuple(_LOOKS)


def listing(name: str, cells: Sequence[ProblemCell], sheets: Collection[str], notes: Sequence[str] = ()) -> NewSheet:
    """Return the sheet ``name`` that lists ``cells``, the gravest first; ``notes`` are told above the list.

    ``sheets`` are those of the workbook: what concerns the file as a whole leads to none of them.
    """
    return NewSheet(name, _rows(cells, sheets, notes), _WIDTHS, frozen=_HEAD, filtered=bool(cells), selected=True)


def _rows(
    cells: Sequence[ProblemCell], sheets: Collection[str], notes: Sequence[str]
) -> Iterator[tuple[int, Sequence[Cell]]]:
    yield 1, [Cell(_title(cells), Look.TITLE)]
    yield 2, [Cell(" ".join((NOTICE, *notes)))]
    colours = "The cells are coloured"
    legend = [Cell(f"{severity}s", look) for severity, look in _LOOKS.items()]
    yield 3, [*legend, Cell(f"{colours} so, and commented. A correction belongs in the registry, or in a new export.")]
    yield _HEAD, [Cell(header, Look.HEADER) for header in _HEADERS]
    ordered = sorted(cells, key=lambda cell: _RANKS.index(cell.severity))
    for number, cell in enumerate(ordered[: MOST_ROWS - _HEAD], _HEAD + 1):
        yield number, _row(cell, cell.sheet in sheets)


def _title(cells: Sequence[ProblemCell]) -> str:
    counts = [(severity, sum(cell.severity == severity for cell in cells)) for severity in _RANKS]
    found = ", ".join(plural(count, severity) for severity, count in counts if count)
    return f"Problems found by lnmt: {found or 'none'}"


def _row(cell: ProblemCell, is_there: bool) -> list[Cell]:
    row, letters = cell.row or cell.header_row or 1, cell.letters or "A"
    return [
        Cell(cell.severity, _LOOKS[cell.severity]),
        Cell(cell.sheet, Look.WRAPPED),
        Cell(cell.cell or "all", Look.LINK, reference(cell.sheet, f"{letters}{row}")) if is_there else Cell(""),
        Cell(cell.header, Look.WRAPPED),
        Cell(cell.field, Look.WRAPPED),
        Cell(_cut(cell.text.replace("\t", " | ")), Look.WRAPPED),  # a row as a whole
        Cell(cell.message, Look.WRAPPED),
        Cell(cell.remedy, Look.WRAPPED),
        Cell(cell.check, Look.WRAPPED),
    ]


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
