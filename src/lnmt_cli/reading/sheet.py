"""What a reader hands on: sheets of text cells that know where they stand."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class CellKind(enum.StrEnum):
    """What a cell is in the file, where that is more than text."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    FORMULA_WITHOUT_VALUE = "formula-without-value"


def column_letters(column: int) -> str:
    """Return a spreadsheet's letters for a column counted from 0: 0 → ``A``, 26 → ``AA``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class Coordinate:
    """A place in an export. ``row`` counts from 1 as spreadsheets do, ``column`` from 0; None is the whole."""

    file: str
    sheet: str
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Return ``visits!D14``; ``visits!14`` for a row, ``visits!D`` for a column."""
        letters = "" if self.column is None else column_letters(self.column)
        number = "" if self.row is None else str(self.row)
        return f"{self.sheet}!{letters}{number}" if letters or number else self.sheet


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a check has to say about a place. ``text`` is the cell as written: never printed unasked."""

    check: str
    where: Coordinate
    text: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of text cells, as many as the header has. Blank is ``""``; ``kinds`` lists only cells beyond text."""

    number: int
    texts: Sequence[str]
    kinds: Mapping[int, CellKind] = field(default_factory=dict)

    def kind(self, column: int) -> CellKind:
        """Return what the cell in ``column`` (from 0) is."""
        return self.kinds.get(column, CellKind.TEXT)


@dataclass(slots=True)
class Sheet:
    """One table of an export: a worksheet, or a CSV file under the name of its stem.

    ``rows`` are those to be used. ``set_aside`` has one finding for each row that is not (ragged), with the
    row's text. ``findings`` speak of the sheet as a whole or of its header. ``detected`` says in words what the
    reader made out by itself (``semicolon-separated``, ``UTF-8 with BOM``, ``1904 dates``).
    """

    file: str
    name: str
    header: Row
    rows: list[Row]
    set_aside: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    detected: tuple[str, ...] = ()

    @property
    def rows_read(self) -> int:
        """Return how many rows with content stand below the header."""
        return len(self.rows) + len(self.set_aside)

    def at(self, row: int | None = None, column: int | None = None) -> Coordinate:
        """Return the coordinate of a row, a column or a cell of this sheet."""
        return Coordinate(self.file, self.name, row, column)
