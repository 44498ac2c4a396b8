"""Rows of a worksheet, of whatever format → a grid, with what there is to say about hidden parts and its size."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.sheet import CellKind, Finding, Grid, Row, Span, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_CELLS: Final = 60_000_000
"""The most cells, blank ones included, that a sheet may have: a full sheet of about 57 columns."""

MAX_MERGED: Final = 200_000
"""The most merged ranges that a sheet may have."""

_MOST_BLOCKS: Final = 20
"""The most blocks of hidden rows, or of columns, that are told one by one."""


class GridBuilder:
    """Collects the rows of one worksheet, and where it is merged and hidden.

    ``hidden_rows`` are numbers of rows; ``hidden_columns`` runs of columns from 0, first and last.
    """

    def __init__(
        self, file: str, name: str, *, rows_at_most: int, date1904: bool = False, hidden: bool = False
    ) -> None:
        facts = {"1904 date system": date1904, "hidden sheet": hidden}
        detected = tuple(fact for fact, holds in facts.items() if holds)
        self._grid = Grid(file, name, [], date1904=date1904, detected=detected)
        self._rows_at_most = rows_at_most
        self._cells = 0
        self._width = 0
        self._kinds: dict[int, CellKind] = {}
        self.merged: list[Span] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []

    def add(self, number: int, texts: Sequence[str], kinds: dict[int, CellKind]) -> None:
        """Add a row with content. Raises ExportError if the sheet becomes too large to be a table."""
        self._cells += len(texts)
        if self._cells > MAX_CELLS:
            raise ExportError(
                f"{self._grid.file}: sheet {self._grid.name} is too large or has content far to the right.",
                "Delete stray cells far to the right of the table, or split the sheet.",
            )
        self._width = max(self._width, len(texts))
        if kinds != self._kinds:  # rows that are alike share one mapping, which halves the memory of a large sheet
            self._kinds = kinds
        self._grid.rows.append(Row(number, tuple(texts), self._kinds))

    def grid(self) -> Grid | None:
        """Return the grid, None if no row has content. Merged ranges are cut to the part that has content."""
        grid = self._grid
        if not grid.rows:
            return None
        grid.merged = tuple(self._spans())
        grid.findings = [*self._hidden_rows(), *self._hidden_columns()]
        words = {"rows-hidden": "hidden rows", "columns-hidden": "hidden columns"}
        found = dict.fromkeys(words[finding.check] for finding in grid.findings)
        grid.detected = (*grid.detected, *found)
        if grid.rows[-1].number == self._rows_at_most:
            grid.findings.append(Finding("sheet-maybe-cut", grid.at()))
        return grid

    def _spans(self) -> Iterator[Span]:
        last_row = self._grid.rows[-1].number
        for span in sorted(self.merged, key=lambda span: (span.first_row, span.first_column)):
            bottom, right = min(span.last_row, last_row), min(span.last_column, self._width - 1)
            if span.first_row <= bottom and span.first_column <= right:
                yield Span(span.first_row, bottom, span.first_column, right)

    def _hidden_rows(self) -> list[Finding]:
        hidden = set(self.hidden_rows)
        places = [place for place, row in enumerate(self._grid.rows) if row.number in hidden]
        blocks = [(self._grid.rows[first].number, self._grid.rows[last].number) for first, last in _blocks(places)]
        where = [Finding("rows-hidden", self._grid.at(first), f"{first}:{last}") for first, last in blocks]
        return self._capped(where, "rows-hidden")

    def _hidden_columns(self) -> list[Finding]:
        runs = (range(first, min(last, self._width - 1) + 1) for first, last in self.hidden_columns)
        hidden = set(chain.from_iterable(runs))
        used = sorted(column for column in hidden if self._has_content(column))
        where = [
            Finding("columns-hidden", self._grid.at(column=first), f"{column_letters(first)}:{column_letters(last)}")
            for first, last in _blocks(used)
        ]
        return self._capped(where, "columns-hidden")

    def _has_content(self, column: int) -> bool:
        return any(len(row.texts) > column and (row.texts[column] or column in row.kinds) for row in self._grid.rows)

    def _capped(self, findings: list[Finding], check: str) -> list[Finding]:
        return findings if len(findings) <= _MOST_BLOCKS else [Finding(check, self._grid.at())]


def _blocks(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of numbers that follow one another."""
    blocks: list[tuple[int, int]] = []
    for number in numbers:
        if blocks and blocks[-1][1] == number - 1:
            blocks[-1] = (blocks[-1][0], number)
        else:
            blocks.append((number, number))
    return blocks
