"""Merged cells among the data: their value counts for each of their rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from lnmt_cli.reading.sheet import CellKind, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.reading.sheet import Span


def fill_down(rows: Sequence[Row], merged: Sequence[Span], width: int) -> tuple[list[Row], tuple[int, int] | None]:
    """Return the rows with merged cells filled from the first row of their range, and where the first range begins.

    ``rows`` are in order and ``width`` cells wide; the place is a row (from 1) and a column (from 0), None without a
    merged range among them. Only blank cells are filled, in the first column of the range: one number merged over two
    columns is not the value of both. A row that is not there is not made.
    """
    numbers = [row.number for row in rows]
    changed: dict[int, tuple[list[str], dict[int, CellKind]]] = {}
    first: tuple[int, int] | None = None
    done: dict[int, int] = {}
    for span in sorted(merged, key=lambda span: (span.first_row, span.first_column)):
        column, start, end = (
            span.first_column,
            bisect_left(numbers, span.first_row),
            bisect_right(numbers, span.last_row),
        )
        if column >= width or start == end:
            continue
        first = first or (numbers[start], column)
        # Ranges that overlap, as only a broken file has them, must not cost more than the table has cells.
        if numbers[start] != span.first_row or span.first_row <= done.get(column, 0):
            continue
        done[column] = span.last_row
        _fill(rows[start:end], start, column, changed)
    return [_changed(row, changed.get(place)) for place, row in enumerate(rows)] if changed else list(rows), first


def _fill(
    rows: Sequence[Row], start: int, column: int, changed: dict[int, tuple[list[str], dict[int, CellKind]]]
) -> None:
    text, kind = rows[0].texts[column], rows[0].kind(column)
    if not text:
        return
    for place, row in enumerate(rows[1:], start + 1):
        if row.texts[column] or row.kind(column) is not CellKind.TEXT:
            continue
        texts, kinds = changed.setdefault(place, (list(row.texts), dict(row.kinds)))
        texts[column] = text
        if kind is not CellKind.TEXT:
            kinds[column] = kind


def _changed(row: Row, cells: tuple[list[str], dict[int, CellKind]] | None) -> Row:
    return row if cells is None else Row(row.number, tuple(cells[0]), cells[1])
