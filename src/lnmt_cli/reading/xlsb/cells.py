"""The records of a worksheet → rows of cells, as a stream.

Source: [MS-XLSB] 2.1.7.62 (worksheet), 2.5.9 (Cell), 2.4.739 (BrtRowHdr), 2.4.324 (BrtColInfo), 2.4.690 (BrtMergeCell).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.reading.excel.cells import MAX_COLUMNS, MAX_ROWS, CellRow
from lnmt_cli.reading.excel.values import MissingStringError
from lnmt_cli.reading.gridding import MAX_MERGED
from lnmt_cli.reading.sheet import CellKind, Span
from lnmt_cli.reading.xlsb.records import RecordError, error_value, f64, records, rk, u32, wide_string

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lnmt_cli.errors import ExportError
    from lnmt_cli.reading.excel.package import Package
    from lnmt_cli.reading.excel.values import CellValues, Value

_ROW: Final = 0
_BLANK, _RK, _ERROR, _BOOLEAN, _REAL, _STRING, _SHARED = 1, 2, 3, 4, 5, 6, 7
_FORMULA_STRING, _FORMULA_NUMBER, _FORMULA_BOOLEAN, _FORMULA_ERROR = 8, 9, 10, 11
_SHORT: Final = range(12, 19)
_SHORT_TO_LONG: Final = 11
"""A short cell is a cell without a column, which follows the one before it."""
_RICH: Final = 62
_BEGIN_FUTURE, _END_FUTURE = 35, 36
_COLUMNS: Final = 60
_MERGED: Final = 176
_BEGIN_DATA, _END_DATA = 145, 146
_CELLS: Final = frozenset((*range(1, 12), *_SHORT, _RICH))
_OF_DATA: Final = _CELLS | {_ROW}

_AFTER_STYLE: Final = 8
_AFTER_SHORT_STYLE: Final = 4
_ROW_FLAGS: Final = 11
_ROW_HIDDEN: Final = 0x10
_COLUMN_FLAGS: Final = 16
_COLUMN_HIDDEN: Final = 1


class BinaryCellReader:
    """Reads one worksheet; ``merged``, ``hidden_rows`` and ``hidden_columns`` are whole when all rows are."""

    def __init__(self, values: CellValues, fault: Callable[[str], ExportError]) -> None:
        self.merged: list[Span] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._values = values
        self._fault = fault
        self._number = 0
        self._column = -1
        self._texts: list[str] = []
        self._kinds: dict[int, CellKind] = {}
        self._readers: dict[int, Callable[[bytes, int, str], Value]] = {
            _RK: lambda content, at, style: self._number_value(rk(content, at), style),
            _REAL: lambda content, at, style: self._number_value(f64(content, at), style),
            _FORMULA_NUMBER: lambda content, at, style: self._number_value(f64(content, at), style),
            _ERROR: lambda content, at, _: error_value(content, at),
            _FORMULA_ERROR: lambda content, at, _: error_value(content, at),
            _BOOLEAN: lambda content, at, _: _boolean(content, at),
            _FORMULA_BOOLEAN: lambda content, at, _: _boolean(content, at),
            _STRING: lambda content, at, _: _text(content, at),
            _FORMULA_STRING: lambda content, at, _: _text(content, at),
            _RICH: lambda content, at, _: _text(content, at + 1),
            _SHARED: lambda content, at, style: self._values.read("s", str(u32(content, at)), style),
        }

    def rows(self, package: Package, part: str) -> Iterator[CellRow]:
        """Yield the rows with content, in their order. Raises ExportError for records that are not sound."""
        try:
            for kind, content in self._of_this_version(records(package, part)):
                if kind == _ROW:
                    yield from self._finished()
                    self._start_row(content)
                elif kind in _CELLS:
                    self._add(kind, content)
                elif kind == _MERGED:
                    self._add_span(content)
                elif kind == _COLUMNS and len(content) > _COLUMN_FLAGS and content[_COLUMN_FLAGS] & _COLUMN_HIDDEN:
                    self.hidden_columns.append((u32(content, 0), u32(content, 4)))
            yield from self._finished()
        except RecordError:
            raise self._fault(f"row {self._number} or what follows it is not sound") from None
        except MissingStringError:
            raise self._fault(f"row {self._number} has a text that is not among the shared strings") from None

    def _of_this_version(self, found: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        """Leave out what stands beside the data and what later versions wrapped up, where numbers mean other things."""
        depth, within = 0, False
        for kind, content in found:
            if kind in {_BEGIN_FUTURE, _END_FUTURE}:
                depth = max(0, depth + (1 if kind == _BEGIN_FUTURE else -1))
            elif kind in {_BEGIN_DATA, _END_DATA}:
                within = kind == _BEGIN_DATA
            elif not depth and (within or kind not in _OF_DATA):
                yield kind, content

    def _finished(self) -> Iterator[CellRow]:
        if self._texts:
            yield CellRow(self._number, self._texts, self._kinds)
        self._texts, self._kinds, self._column = [], {}, -1

    def _start_row(self, content: bytes) -> None:
        number = u32(content, 0) + 1
        if not self._number < number <= MAX_ROWS:
            raise self._fault(f"what follows row {self._number} is out of order")
        self._number = number
        if len(content) > _ROW_FLAGS and content[_ROW_FLAGS] & _ROW_HIDDEN:
            self.hidden_rows.append(number)

    def _add(self, kind: int, content: bytes) -> None:
        if not self._number:
            raise self._fault("cells stand outside rows")
        short = kind in _SHORT
        column = self._column + 1 if short else u32(content, 0)
        if not self._column < column < MAX_COLUMNS:
            raise self._fault(f"the cells of row {self._number} are out of order")
        self._column = column
        reader = self._readers.get(kind - _SHORT_TO_LONG if short else kind, _blank)
        at = _AFTER_SHORT_STYLE if short else _AFTER_STYLE
        text, sort = reader(content, at, str(u32(content, at - 4) & 0xFFFFFF))
        if sort is not CellKind.TEXT:
            self._kinds[column] = sort
        elif not text:
            return
        self._texts.extend([""] * (column - len(self._texts)))
        self._texts.append(text)

    def _add_span(self, content: bytes) -> None:
        top, bottom, left, right = (u32(content, at) for at in (0, 4, 8, 12))
        self.merged.append(Span(top + 1, bottom + 1, left, right))
        if len(self.merged) > MAX_MERGED:
            raise self._fault("more cells are merged than a table can have")

    def _number_value(self, value: float, style: str) -> Value:
        return self._values.read("n", repr(value), style)


def _blank(_content: bytes, _at: int, _style: str) -> Value:
    return "", CellKind.TEXT


def _boolean(content: bytes, at: int) -> Value:
    if at >= len(content):
        raise RecordError
    return ("TRUE" if content[at] else "FALSE"), CellKind.BOOLEAN


def _text(content: bytes, at: int) -> Value:
    return wide_string(content, at)[0].strip(), CellKind.TEXT
