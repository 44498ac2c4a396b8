"""The XML of an OpenDocument spreadsheet → its tables, row by row, as a stream.

Rows and cells that repeat are stored once with a count; blank ones repeat to the end of the sheet, and are only
counted here. Notes, drawings and the record of changes hold cells and text too, which are no part of the table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lnmt_cli.reading.excel.cells import MAX_COLUMNS, MAX_ROWS
from lnmt_cli.reading.gridding import MAX_MERGED, GridBuilder
from lnmt_cli.reading.opendocument.cells import OFFICE, TABLE, TEXT, cell_value
from lnmt_cli.reading.sheet import CellKind, Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.parsers.expat import XMLParserType

    from lnmt_cli.errors import ExportError
    from lnmt_cli.reading.sheet import Grid

_STYLE: Final = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_DRAWING: Final = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_PASSED_OVER: Final = frozenset(
    {
        f"{OFFICE}annotation",
        f"{OFFICE}forms",
        f"{TABLE}tracked-changes",
        f"{TABLE}dde-links",
        f"{TABLE}shapes",
        f"{TEXT}ruby-text",
        f"{TEXT}note",
    }
)
_SPANNED: Final = frozenset({f"{TABLE}number-columns-spanned", f"{TABLE}number-rows-spanned"})
_COLUMNS_REPEATED: Final = f"{TABLE}number-columns-repeated"
_ROWS_REPEATED: Final = f"{TABLE}number-rows-repeated"
_HIDDEN: Final = frozenset({"collapse", "filter"})
_LINE_BREAK = re.compile(r"[ \t]*[\r\n]\s*")
_LONGEST_COUNT: Final = 8


class ContentReader:
    """Reads ``content.xml``. ``grids`` are the tables with content; ``is_spreadsheet`` whether it was one at all."""

    def __init__(self, parser: XMLParserType, file: str, fault: Callable[[str], ExportError]) -> None:
        self.grids: list[Grid] = []
        self.is_spreadsheet = False
        self._file = file
        self._fault = fault
        self._passing = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._date1904 = False
        self._builder: GridBuilder | None = None
        self._paragraphs: list[str] | None = None
        self._writing = False
        self._start_table_row({})
        self._starters = {
            f"{TABLE}table-row": self._start_table_row,
            f"{TABLE}table-cell": self._start_cell,
            f"{TABLE}covered-table-cell": self._start_cell,
            f"{TABLE}table-column": self._start_column,
            f"{TABLE}table": self._start_table,
            f"{TABLE}null-date": self._start_null_date,
            f"{TABLE}table-properties": self._start_table_style,
            f"{_STYLE}table-properties": self._start_table_style,
            f"{_STYLE}style": self._start_style,
            f"{TEXT}p": self._start_paragraph,
            f"{TEXT}h": self._start_paragraph,
            f"{TEXT}s": lambda given: self._write(" " * min(_count(given, f"{TEXT}c"), MAX_COLUMNS)),
            f"{TEXT}tab": lambda _: self._write("\t"),
            f"{TEXT}line-break": lambda _: self._write("\n"),
            f"{OFFICE}spreadsheet": self._start_spreadsheet,
        }
        self._enders = {
            f"{TABLE}table-cell": self._end_cell,
            f"{TABLE}covered-table-cell": self._end_cell,
            f"{TABLE}table-row": self._end_row,
            f"{TABLE}table": self._end_table,
            f"{TEXT}p": self._end_paragraph,
            f"{TEXT}h": self._end_paragraph,
        }
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._passing:
            self._passing += 1
            return
        starter = self._starters.get(tag)
        if starter is not None:
            starter(attributes)
        elif tag in _PASSED_OVER or tag.startswith(_DRAWING):
            self._passing = 1

    def _end(self, tag: str) -> None:
        if self._passing:
            self._passing -= 1
        elif tag in self._enders:
            self._enders[tag]()

    def _text(self, written: str) -> None:
        if self._writing and not self._passing:
            self._write(_LINE_BREAK.sub(" ", written) if "\n" in written or "\r" in written else written)

    def _write(self, written: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1] += written

    def _start_spreadsheet(self, _: dict[str, str]) -> None:
        self.is_spreadsheet = True

    def _start_null_date(self, attributes: dict[str, str]) -> None:
        self._date1904 = attributes.get(f"{TABLE}date-value", "").startswith("1904")

    def _start_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get(f"{_STYLE}name", "")

    def _start_table_style(self, attributes: dict[str, str]) -> None:
        if attributes.get(f"{TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attributes: dict[str, str]) -> None:
        if self._builder is not None:
            self._passing = 1
        if self._builder is not None or not self.is_spreadsheet:
            return
        hidden = attributes.get(f"{TABLE}style-name") in self._hidden_styles
        name = attributes.get(f"{TABLE}name", "")
        self._builder = GridBuilder(self._file, name, rows_at_most=MAX_ROWS, date1904=self._date1904, hidden=hidden)
        self._name, self._row, self._columns = name, 0, 0

    def _end_table(self) -> None:
        grid = self._builder.grid() if self._builder else None
        if grid is not None:
            self.grids.append(grid)
        self._builder = None

    def _start_column(self, attributes: dict[str, str]) -> None:
        count = _count(attributes, _COLUMNS_REPEATED)
        if self._builder and attributes.get(f"{TABLE}visibility") in _HIDDEN:
            self._builder.hidden_columns.append((self._columns, min(self._columns + count, MAX_COLUMNS) - 1))
        self._columns += count

    def _start_table_row(self, attributes: dict[str, str]) -> None:
        self._texts: list[str] = []
        self._kinds: dict[int, CellKind] = {}
        self._column = 0
        self._row_attributes = attributes

    def _end_row(self) -> None:
        first = self._row + 1
        count = _count(self._row_attributes, _ROWS_REPEATED)
        self._row += count
        if not self._texts or self._builder is None:
            return
        if self._row > MAX_ROWS:
            raise self._fault(f"sheet {self._name} has more rows than a worksheet can hold")
        texts = tuple(self._texts)
        hidden = self._row_attributes.get(f"{TABLE}visibility") in _HIDDEN
        for number in range(first, self._row + 1):
            self._builder.add(number, texts, self._kinds)
            if hidden:
                self._builder.hidden_rows.append(number)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._paragraphs = []

    def _end_cell(self) -> None:
        paragraphs, self._paragraphs = self._paragraphs, None
        shown = None if not paragraphs else "\n".join(paragraphs).strip()
        if self._builder is None:
            return
        column, count = self._column, _count(self._cell, _COLUMNS_REPEATED)
        self._column += count
        if _SPANNED & self._cell.keys():
            self._merge(column)
        text, kind = cell_value(self._cell, shown)
        if not text and kind is CellKind.TEXT:
            return
        if self._column > MAX_COLUMNS:
            raise self._fault(f"row {self._row + 1} of sheet {self._name} has more cells than a worksheet can hold")
        self._texts.extend([""] * (column - len(self._texts)))
        self._texts.extend([text] * count)
        if kind is not CellKind.TEXT:
            self._kinds.update(dict.fromkeys(range(column, self._column), kind))

    def _merge(self, column: int) -> None:
        across = _count(self._cell, f"{TABLE}number-columns-spanned")
        down = _count(self._cell, f"{TABLE}number-rows-spanned")
        if self._builder and (across > 1 or down > 1):
            row = self._row + 1
            self._builder.merged.append(Span(row, row + down - 1, column, column + across - 1))
            if len(self._builder.merged) > MAX_MERGED:
                raise self._fault("more cells are merged than a table can have")

    def _start_paragraph(self, _: dict[str, str]) -> None:
        if self._paragraphs is not None:
            self._paragraphs.append("")
            self._writing = True

    def _end_paragraph(self) -> None:
        self._writing = False


def _count(attributes: dict[str, str], name: str) -> int:
    """Return a count that is given as an attribute, 1 if it is not, or is none."""
    written = attributes.get(name)
    if written is None:
        return 1
    return int(written) if written.isdecimal() and len(written) <= _LONGEST_COUNT and int(written) else 1
