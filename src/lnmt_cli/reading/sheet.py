"""What a reader hands on: sheets of text cells that know where they stand."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection


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


class Coordinate(NamedTuple):
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


@dataclass(frozen=True, slots=True)
class Span:
    """A merged range of cells: rows from 1, columns from 0, both ends included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(slots=True)
class Grid:
    """A table as it stands in the file, before it is known which row is the header.

    ``rows`` are all rows with content, in order, each as long as its last cell with content (a delimited file: as
    many cells as it is written with). ``is_delimited``: a row must have as many cells as the header, and ``delimiter``
    separates them. ``findings`` speak of the grid as a whole; ``detected`` says in words what the reader made out.
    """

    file: str
    name: str
    rows: list[Row]
    merged: tuple[Span, ...] = ()
    is_delimited: bool = False
    delimiter: str = "\t"
    date1904: bool = False
    findings: list[Finding] = field(default_factory=list)
    detected: tuple[str, ...] = ()

    def at(self, row: int | None = None, column: int | None = None) -> Coordinate:
        """Return the coordinate of a row, a column or a cell of this grid."""
        return Coordinate(self.file, self.name, row, column)


@dataclass(slots=True)
class Sheet:
    """One table of an export: a worksheet, or a CSV file under the name of its stem.

    ``rows`` are those to be used, all below the header. ``set_aside`` has one finding for each row below the header
    that is not used (ragged, a footnote), with the row's text. ``findings`` speak of the sheet as a whole or of its
    header. ``header`` has the full names: of a header in two rows, the upper one (spread over its merged range) before
    the lower one; ``header_rows`` are their numbers. ``units`` has the texts of a row of units below the header, by
    column, and ``unit_row`` its number; ``titles`` the rows above it. ``detected`` says in words what the reader made
    out by itself (``semicolon-separated``, ``header in rows 3 and 4``). ``is_comma_separated``: a comma cannot be a
    decimal sign unless declared. ``date1904``: serial numbers are counted from 1904.
    """

    file: str
    name: str
    header: Row
    rows: list[Row]
    set_aside: list[Finding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    detected: tuple[str, ...] = ()
    units: Mapping[int, str] = field(default_factory=dict)
    titles: tuple[Row, ...] = ()
    is_comma_separated: bool = False
    date1904: bool = False
    header_rows: tuple[int, ...] = ()
    unit_row: int | None = None

    @property
    def rows_read(self) -> int:
        """Return how many rows with content stand below the header."""
        return len(self.rows) + len(self.set_aside)

    @property
    def count(self) -> int:
        """Return how many rows are to be used."""
        return len(self.rows)

    def texts(self, column: int) -> Counter[str]:
        """Return the distinct texts of a column (from 0, blank: ``""``), each with the number of rows that have it."""
        return Counter(row.texts[column] for row in self.rows)

    def cells(self, column: int) -> Counter[tuple[str, CellKind]]:
        """Return the distinct cells of a column, text and kind, each with the number of rows that have it."""
        return Counter((row.texts[column], row.kind(column)) for row in self.rows)

    def combinations(self, columns: Sequence[int]) -> Counter[tuple[tuple[str, CellKind], ...]]:
        """Return the distinct combinations of the cells of several columns, each with its number of rows."""
        return Counter(tuple((row.texts[index], row.kind(index)) for index in columns) for row in self.rows)

    def table(self, connection: DuckDBPyConnection) -> str:
        """Return the name of a table in ``connection`` with the rows to be used, in their order.

        ``row`` (integer), ``c0`` to ``cN`` (varchar, blank is NULL), and ``k0`` to ``kN`` (varchar, text is NULL) for
        the columns that have cells beyond text.
        """
        name = f"sheet_{id(self)}"
        columns = range(len(self.header.texts))
        kinds = [index for index in columns if any(index in row.kinds for row in self.rows)]
        types = {
            "row": "integer",
            **{f"c{index}": "varchar" for index in columns},
            **{f"k{i}": "varchar" for i in kinds},
        }
        listed = ", ".join(f"unnest(cast(? as {kind}[])) as {column}" for column, kind in types.items())
        values: list[list[int | str | None]] = [[row.number for row in self.rows]]
        values += [[row.texts[index] or None for row in self.rows] for index in columns]
        values += [[row.kinds.get(index) for row in self.rows] for index in kinds]
        connection.execute(f"create or replace temp table {name} as select {listed}", values)
        return name

    def at(self, row: int | None = None, column: int | None = None) -> Coordinate:
        """Return the coordinate of a row, a column or a cell of this sheet."""
        return Coordinate(self.file, self.name, row, column)
