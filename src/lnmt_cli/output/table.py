"""The table that every result is put into before it is shown: words and figures, ready to be read.

A table knows nothing of terminals or Markdown. It says what each column is for, and a writer decides how that
looks. Cells hold text exactly as it came; making it safe to display is the writer's work.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tone(enum.Enum):
    """What a word in a cell means to the reader; a colour may underline it, never replace it."""

    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True)
class Column:
    """One column. Figures stand on the right, and are never broken over two lines.

    ``wrap``: the cells are text that may be folded at word borders, down to ``minimum`` characters.
    ``lead``: names the row where the table is taken apart into blocks.
    ``group``: rows with the same text belong together, and are set apart from the next.
    ``once``: a text that repeats the one above need not be shown again.
    ``below``: sentences, shown under the row on lines of their own, before the next row.
    ``tones``: the meaning of the words that this column can hold.
    """

    header: str
    align: Literal["left", "right"] = "left"
    wrap: bool = False
    minimum: int = 12
    lead: bool = False
    group: bool = False
    once: bool = False
    below: bool = False
    tones: Mapping[str, Tone] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A title, rows of texts under columns, and notes beneath; without columns, the title and notes alone.

    ``narrower`` is the same content in an arrangement that takes less width, for where this one does not fit.
    Raises ValueError where a row has not one cell for each column.
    """

    title: str
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()
    narrower: tuple[Table, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row of a table has one cell for each column")

    @property
    def beside(self) -> tuple[int, ...]:
        """Return the indices of the columns that stand side by side."""
        return tuple(i for i, column in enumerate(self.columns) if not column.below)

    @property
    def below(self) -> tuple[int, ...]:
        """Return the indices of the columns whose texts stand under the row."""
        return tuple(i for i, column in enumerate(self.columns) if column.below)

    def starts_group(self, index: int) -> bool:
        """Return whether row ``index`` (from 0) belongs to another group than the row above it."""
        if index == 0:
            return False
        above, row = self.rows[index - 1], self.rows[index]
        return any(column.group and above[i] != row[i] for i, column in enumerate(self.columns))

    def shown(self, index: int) -> tuple[str, ...]:
        """Return the cells of row ``index`` as shown below the row above it: a repeated name is blank."""
        row = self.rows[index]
        if index == 0 or self.starts_group(index):
            return row
        above = self.rows[index - 1]
        return tuple("" if column.once and above[i] == row[i] else row[i] for i, column in enumerate(self.columns))

    def without_empty_columns(self, *headers: str) -> Table:
        """Return the table without those of the named columns that have no text in any row."""
        keep = [
            i
            for i, column in enumerate(self.columns)
            if column.header not in headers or any(row[i] for row in self.rows)
        ]
        columns = tuple(self.columns[i] for i in keep)
        rows = tuple(tuple(row[i] for i in keep) for row in self.rows)
        return Table(self.title, columns, rows, self.notes, self.narrower)
