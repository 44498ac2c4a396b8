"""How wide each column becomes, and what happens to a table that does not fit.

Without a limit every column is as wide as its content. Within one, texts are folded at word borders first; if
that is not enough, the table's narrower arrangement is tried; where that does not fit, or there is none, the
table is taken apart into one block of lines a row. Nothing is ever cut.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .table import Column, Table

GAP = 2
"""Blank characters between two columns."""


_NARROW = re.compile(
    "[ -~\u00a1-\u02ff\u03b1-\u03c9\u2013\u2014\u2018-\u201d\u2026\u2212\u2264\u2265\u2500\u2713\u2717]*"
)
"""Latin and Greek letters and the tool's own signs: one cell each, without asking Rich, which takes time to import."""


class Plan(NamedTuple):
    """A table with the width of each column that stands beside others, or with None: to be taken apart into blocks."""

    table: Table
    widths: tuple[int, ...] | None

    @property
    def indent(self) -> int:
        """Return how far the texts below a row are indented: behind the first column."""
        return self.widths[0] + GAP if self.widths else GAP


def text_width(text: str) -> int:
    """Return how many character cells of a terminal a text takes: two for each Hangul syllable."""
    if _NARROW.fullmatch(text):
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def total_width(widths: tuple[int, ...]) -> int:
    """Return the width of a whole line."""
    return sum(widths) + GAP * max(0, len(widths) - 1)


def arrange(table: Table, limit: int | None) -> Iterator[Plan]:
    """Yield the table, or those of its narrower arrangement, each with the widths with which it fits."""
    natural = tuple(_natural(table, i) for i in table.beside)
    if limit is None or total_width(natural) <= limit:
        yield Plan(table, natural)
        return
    least = tuple(_least(table, i, width) for i, width in zip(table.beside, natural, strict=True))
    if total_width(least) <= limit:
        beside = tuple(table.columns[i] for i in table.beside)
        yield Plan(table, _grown(beside, least, natural, limit - total_width(least)))
    elif table.narrower:
        for part in table.narrower:
            yield from arrange(part, limit)
    else:
        yield Plan(table, None)


def _cells(table: Table, index: int) -> Iterator[str]:
    return (row[index] for row in table.rows)


def _natural(table: Table, index: int) -> int:
    header = text_width(table.columns[index].header)
    return max(header, max(map(text_width, _cells(table, index)), default=0))


def _longest_word(text: str) -> int:
    return max(map(text_width, text.split()), default=0)


def _least(table: Table, index: int, natural: int) -> int:
    column = table.columns[index]
    needed = _longest_word if column.wrap else text_width
    content = max(map(needed, _cells(table, index)), default=0)
    wanted = min(column.minimum, natural) if column.wrap else 0
    return max(_longest_word(column.header), content, wanted)


def _grown(columns: tuple[Column, ...], least: tuple[int, ...], natural: tuple[int, ...], room: int) -> tuple[int, ...]:
    """Give the room left to the texts first, the narrowest first, and then to the headers."""
    widths = list(least)
    for wrap in (True, False):
        growing = [i for i, column in enumerate(columns) if column.wrap is wrap]
        while room and (growing := [i for i in growing if widths[i] < natural[i]]):
            widths[min(growing, key=widths.__getitem__)] += 1
            room -= 1
    return tuple(widths)
