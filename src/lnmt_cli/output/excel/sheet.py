"""The XML of a new worksheet: texts and figures, and never a formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...ingest.report import column_letters as letters
from ..layout import text_width
from .markup import content, quoted
from .styles import MAIN, Look

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
_LINE: Final = 15
_MOST_LINES: Final = 12
_LETTERS: Final = 1.15
"""Points of a line of text; the lines after which a row grows no further; letters to a unit of a column's width."""
_LONGEST: Final = 32_767
_MOST_LINKS: Final = 65_530
"""The limits of Excel on a worksheet, a text in a cell, and the links of a worksheet (its own list of limits)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, a figure or nothing, with its look; ``link`` is a place in the workbook (``'visits'!J14``)."""

    value: str | float | None
    look: Look = Look.PLAIN
    link: str = ""


@dataclass(frozen=True, slots=True)
class NewSheet:
    """A worksheet to write: rows of cells by their number (from 1), the widths of columns in characters.

    ``frozen`` rows stay in view, and the sheet is printed as wide as a page; under the last of them the columns can be
    filtered where ``filtered``. ``selected``: the sheet that is seen first.
    """

    name: str
    rows: Iterable[tuple[int, Sequence[Cell]]]
    widths: Sequence[float] = ()
    frozen: int = 0
    filtered: bool = False
    selected: bool = False


def reference(sheet: str, cell: str = "A1") -> str:
    """Return a place as a link needs it: ``'visits'!J14``."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell}"


def sheet_part(sheet: NewSheet, styles: Mapping[Look, int], main: str = MAIN) -> bytes:
    """Return the XML of a worksheet; ``main`` is the namespace of the workbook that it belongs to."""
    links: list[str] = []
    rows, last, widest = [], 0, 0
    for number, cells in sheet.rows:
        rows.append(
            f'<row r="{number}"{_height(cells, sheet.widths)}>{"".join(_cells(number, cells, styles, links))}</row>'
        )
        last, widest = number, max(widest, len(cells))
    parts = [
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">',
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if sheet.frozen else "",
        _view(sheet),
        _columns(sheet.widths),
        f"<sheetData>{''.join(rows)}</sheetData>",
        f'<autoFilter ref="A{sheet.frozen}:{letters(widest - 1)}{last}"/>' if sheet.filtered else "",
        f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else "",
        '<pageSetup orientation="landscape" fitToHeight="0"/>' if sheet.frozen else "",
        "</worksheet>",
    ]
    return "".join(parts).encode("utf-8")


def _view(sheet: NewSheet) -> str:
    selected = ' tabSelected="1"' if sheet.selected else ""
    pane = f'<pane ySplit="{sheet.frozen}" topLeftCell="A{sheet.frozen + 1}" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<sheetViews><sheetView{selected} workbookViewId="0">{pane if sheet.frozen else ""}</sheetView></sheetViews>'
    )


def _columns(widths: Sequence[float]) -> str:
    columns = (f'<col min="{i}" max="{i}" width="{width:g}" customWidth="1"/>' for i, width in enumerate(widths, 1))
    return f"<cols>{''.join(columns)}</cols>" if widths else ""


def _height(cells: Sequence[Cell], widths: Sequence[float]) -> str:
    """Return the height of a row with wrapped texts: not every program finds it by itself."""
    lines = [
        sum(-(-text_width(line) // int(width * _LETTERS)) or 1 for line in str(cell.value).split("\n"))
        for cell, width in zip(cells, widths, strict=False)
        if cell.look in (Look.WRAPPED, Look.HEADER) and cell.value
    ]
    if any(cell.look is Look.TITLE for cell in cells):
        return ' ht="21" customHeight="1"'
    most = max(lines, default=1)
    return f' ht="{_LINE * min(most, _MOST_LINES)}" customHeight="1"' if most > 1 else ""


def _cells(number: int, cells: Sequence[Cell], styles: Mapping[Look, int], links: list[str]) -> Iterator[str]:
    for column, cell in enumerate(cells):
        place = f"{letters(column)}{number}"
        if cell.link and len(links) < _MOST_LINKS:
            links.append(f"<hyperlink ref={quoted(place)} location={quoted(cell.link)}/>")
        opening = f'<c r="{place}" s="{styles[cell.look]}"'
        if cell.value is None or cell.value == "":
            if cell.look is not Look.PLAIN:
                yield f"{opening}/>"
        elif isinstance(cell.value, str):
            yield f'{opening} t="inlineStr"><is><t xml:space="preserve">{content(cell.value[:_LONGEST])}</t></is></c>'
        else:
            yield f"{opening}><v>{cell.value!r}</v></c>"
