"""The XML of a worksheet → rows of cells, as a stream.

Every export passes through here, so Python is called as seldom as expat allows: while a row is parsed, what
happens is only listed (a dict opens a cell, a string is text, a number marks which element the text is in),
and the list is made into cells when the row is over. Ends of elements are asked for only inside rich text,
where they matter: elsewhere text between elements is white space, which is cut off or falls to no mark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.reading.excel.markup import MAIN, is_true, new_parser, parse
from lnmt_cli.reading.excel.values import MissingStringError
from lnmt_cli.reading.gridding import MAX_MERGED
from lnmt_cli.reading.sheet import CellKind, Span, column_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lnmt_cli.errors import ExportError
    from lnmt_cli.reading.excel.package import Package
    from lnmt_cli.reading.excel.values import CellValues, Value

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})", re.ASCII)
MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_OTHER, _FORMULA, _VALUE, _TEXT = 0, 1, 2, 4
_CAPTURED = _VALUE | _TEXT
_CELLS = frozenset(f"{namespace} c" for namespace in MAIN)
_MARKS = {
    f"{namespace} {name}": mark
    for namespace in MAIN
    for name, mark in {"v": _VALUE, "t": _TEXT, "is": _OTHER, "f": _FORMULA}.items()
}
_LETTERS = [column_letters(column) for column in range(256)]  # enough for nearly all cells, and quick to make
_NO_VALUE: Value = ("", CellKind.FORMULA_WITHOUT_VALUE)
_PLAIN = CellKind.TEXT
_BLANK: Value = ("", _PLAIN)


class CellRow(NamedTuple):
    """A row: its number from 1, its cells up to the last with content, the kinds of those beyond text."""

    number: int
    texts: list[str]
    kinds: dict[int, CellKind]


class CellReader:
    """Reads one worksheet.

    Once all rows have been taken, ``merged`` has the merged ranges, ``hidden_rows`` the numbers of hidden
    rows, and ``hidden_columns`` the first and the last of each run of hidden columns, from 0.
    """

    def __init__(self, values: CellValues, fault: Callable[[str], ExportError]) -> None:
        self._ranges: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._values = values
        self._fault = fault
        self._events: list[str | dict[str, str] | int] = []
        self._append = self._events.append
        self._finished: list[CellRow] = []
        self._number = 0
        self._phonetic = False
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.CharacterDataHandler = self._append

    def rows(self, package: Package, part: str) -> Iterator[CellRow]:
        """Yield the rows with content, in their order.

        Raises ExportError for XML that is not sound, references that are not in order, or strings not there.
        """
        for _ in parse(self._parser, package, part):
            yield from self._finished
            self._finished.clear()
        self._finish_row()
        yield from self._finished

    @property
    def merged(self) -> list[Span]:
        """Return the merged ranges; one that is not written as a range is none."""
        return [span for span in map(_span, self._ranges) if span is not None]

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            self._append(attributes)
        elif tag in _MARKS and not self._phonetic:
            self._append(_MARKS[tag])
        else:
            self._start_other(tag, attributes)

    def _start_other(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if namespace not in MAIN:
            self._append(_OTHER)
        elif name == "row":
            self._finish_row()
            self._number = self._row_number(attributes.get("r"))
            if is_true(attributes.get("hidden")):
                self.hidden_rows.append(self._number)
        elif name in {"mergeCell", "col"}:
            self._start_layout(name, attributes)
        else:
            self._append(_OTHER)
            if name in {"r", "rPh"}:
                self._phonetic = name == "rPh"
                self._parser.EndElementHandler = self._end

    def _start_layout(self, name: str, attributes: dict[str, str]) -> None:
        if name == "mergeCell":
            self._ranges.append(attributes.get("ref", ""))
            if len(self._ranges) > MAX_MERGED:
                raise self._fault("more cells are merged than a table can have")
        elif is_true(attributes.get("hidden")):
            first, last = attributes.get("min", ""), attributes.get("max", "")
            if first.isdecimal() and last.isdecimal() and len(last) <= len(str(MAX_COLUMNS)):
                self.hidden_columns.append((int(first) - 1, int(last) - 1))

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if name == "rPh":
            self._phonetic = False
        elif name == "is":
            self._parser.EndElementHandler = None
        self._append(_OTHER)

    def _row_number(self, written: str | None) -> int:
        if written is None:
            number = self._number + 1
        elif written.isascii() and written.isdigit() and len(written) <= len(str(MAX_ROWS)):
            number = int(written)
        else:
            raise self._fault(f"what follows row {self._number} has no row number")
        if not self._number < number <= MAX_ROWS:
            raise self._fault(f"what follows row {self._number} is out of order")
        return number

    def _finish_row(self) -> None:
        texts: list[str] = []
        kinds: dict[int, CellKind] = {}
        column, row = -1, str(self._number)
        for attributes, stored, seen in self._cells():
            column = self._column(attributes.get("r"), column + 1, row)
            text, kind = self._read(attributes, stored, seen) if seen else _BLANK
            if kind is not _PLAIN:
                kinds[column] = kind
            elif not text:
                continue
            if column > len(texts):
                texts.extend([""] * (column - len(texts)))
            texts.append(text)
        if texts and not self._number:
            raise self._fault("cells stand outside rows")
        if texts:
            self._finished.append(CellRow(self._number, texts, kinds))
        self._events.clear()

    def _cells(self) -> Iterator[tuple[dict[str, str], str, int]]:
        """Yield attributes, stored text and the marks seen of each cell of the row that is over."""
        cell: dict[str, str] | None = None
        stored, seen, mark = "", _OTHER, _OTHER
        for event in self._events:
            if isinstance(event, str):
                if mark & _CAPTURED:
                    stored += event
            elif isinstance(event, int):
                mark = event
                seen |= event
            else:
                if cell is not None:
                    yield cell, stored, seen
                cell, stored, seen, mark = event, "", _OTHER, _OTHER
        if cell is not None:
            yield cell, stored, seen

    def _read(self, attributes: dict[str, str], stored: str, seen: int) -> Value:
        stored = stored.strip()
        if not stored:
            # A formula whose result is the empty text is stored as t="str" with an empty v: that is a value.
            computed = seen & _VALUE and attributes.get("t") == "str"
            return _NO_VALUE if seen & _FORMULA and not computed else _BLANK
        try:
            return self._values.read(attributes.get("t", "n"), stored, attributes.get("s"))
        except MissingStringError:
            raise self._fault(f"row {self._number} has a text that is not among the shared strings") from None

    def _column(self, reference: str | None, following: int, row: str) -> int:
        """Return the column of a cell from 0; one without a reference follows the one before it."""
        if following < len(_LETTERS) and (reference is None or reference == _LETTERS[following] + row):
            return following
        column = following if reference is None else column_number(reference.removesuffix(row))
        if not following <= column < MAX_COLUMNS:
            raise self._fault(f"the cells of row {self._number} are out of order")
        return column


def column_number(letters: str) -> int:
    """Return a column from 0, ``A`` → 0, ``XFD`` → 16383; -1 for what is not one."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        return -1
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _span(reference: str) -> Span | None:
    """Return a merged range, None if it is not written as one."""
    match = _RANGE.fullmatch(reference)
    if match is None:
        return None
    left, right = column_number(match[1]), column_number(match[3])
    return Span(int(match[2]), int(match[4]), left, right)
