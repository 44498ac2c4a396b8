"""Tables in a pipe or a file: plain lines as wide as their content, nothing cut and nothing folded.

Without a limit there is nothing to fit, so that this needs no more than padding, and a registry of a hundred
thousand patients does not have to wait for a layout engine. The lines are those of a very wide terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .layout import GAP, Plan, arrange, text_width, total_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .table import Table


def piped_lines(tables: Sequence[Table], rule: str) -> Iterator[str]:
    """Yield the lines of the tables, without line ends; ``rule`` is the sign drawn under the headers."""
    for index, table in enumerate(tables):
        if index:
            yield ""
        if table.title:
            yield table.title
        for plan in arrange(table, None):
            yield from _rows(plan, rule)
        yield from table.notes


def _rows(plan: Plan, rule: str) -> Iterator[str]:
    table, widths = plan.table, plan.widths or ()
    if not table.rows:
        return
    yield _line(plan, [column.header for column in table.columns])
    yield rule * total_width(widths)
    for index in range(len(table.rows)):
        if table.starts_group(index) or (index and table.below):
            yield ""
        cells = table.shown(index)
        yield _line(plan, cells)
        yield from (" " * plan.indent + cells[i] for i in table.below if cells[i])


def _line(plan: Plan, cells: Sequence[str]) -> str:
    padded = []
    for i, width in zip(plan.table.beside, plan.widths or (), strict=True):
        blanks = " " * (width - text_width(cells[i]))
        padded.append(blanks + cells[i] if plan.table.columns[i].align == "right" else cells[i] + blanks)
    return (" " * GAP).join(padded).rstrip(" ")
