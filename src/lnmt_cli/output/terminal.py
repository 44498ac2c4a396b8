"""Tables for people: on a terminal as wide as it is, in a pipe as wide as the content, without colour."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from .layout import GAP, Plan, arrange, text_width
from .piped import piped_lines
from .plain import carried, clean
from .table import Column, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.box import Box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

_STYLES = {Tone.GOOD: "green", Tone.CAUTION: "yellow", Tone.BAD: "red", Tone.QUIET: "dim"}

_INDENT = 2
_LEAST_VALUE_WIDTH = 10


def write_tables(tables: Sequence[Table], stream: TextIO, width: int | None = None) -> None:
    """Write the tables to ``stream``, one below the other with a blank line between.

    A terminal gets its own width, and colour unless NO_COLOR is set. Anything else gets plain text as wide as
    its content, or within ``width`` characters where that is given. Signs that the stream's encoding cannot
    carry are written in ASCII.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    rule = carried("─", encoding)
    safe = [_displayable(table, encoding) for table in tables]
    if width is not None:
        stream.writelines(_within(width, safe, rule))
    elif stream.isatty():
        _print_all(_console(stream), safe, rule)
    else:
        stream.writelines(f"{line}\n" for line in piped_lines(safe, rule))


def _console(stream: TextIO) -> Console:
    from rich.console import Console

    return Console(file=stream, highlight=False, markup=False, emoji=False)


def _within(width: int, tables: Sequence[Table], rule: str) -> Iterable[str]:
    from rich.console import Console

    buffer = io.StringIO()
    _print_all(Console(file=buffer, width=width, force_terminal=False, legacy_windows=False), tables, rule)
    return (line.rstrip(" ") + "\n" for line in buffer.getvalue().split("\n")[:-1])


def _displayable(table: Table, encoding: str) -> Table:
    """Return the table with every text cleaned and in signs that the encoding can carry."""

    def safe(text: str) -> str:
        return carried(clean(text), encoding)

    return Table(
        safe(table.title),
        tuple(_displayable_column(column, encoding) for column in table.columns),
        tuple(tuple(map(safe, row)) for row in table.rows),
        tuple(map(safe, table.notes)),
        tuple(_displayable(part, encoding) for part in table.narrower),
    )


def _displayable_column(column: Column, encoding: str) -> Column:
    tones = {carried(word, encoding): tone for word, tone in column.tones.items()}
    return replace(column, header=carried(clean(column.header), encoding), tones=tones)


def _print_all(console: Console, tables: Sequence[Table], rule: str) -> None:
    from rich.text import Text

    plans = [plan for table in tables for plan in arrange(table, console.width)]
    for index, plan in enumerate(plans):
        if index:
            console.print()
        if plan.table.title:
            console.print(Text(plan.table.title, style="bold"))
        if plan.widths is None:
            _print_blocks(console, plan.table)
        elif plan.table.below:
            _print_with_sentences(console, plan, rule)
        elif plan.table.rows:
            console.print(_as_table(plan, rule, range(len(plan.table.rows))))
        for note in plan.table.notes:
            console.print(Text(note, style="dim"))


def _print_with_sentences(console: Console, plan: Plan, rule: str) -> None:
    """Print each row with its sentences below it, folded within the width."""
    from rich.padding import Padding
    from rich.text import Text

    for index in range(len(plan.table.rows)):
        if index:
            console.print()
        console.print(_as_table(plan, rule, range(index, index + 1), header=index == 0))
        cells = plan.table.shown(index)
        for i in plan.table.below:
            if cells[i]:
                console.print(Padding(Text(cells[i]), (0, 0, 0, plan.indent), expand=False))


def _as_table(plan: Plan, rule: str, rows: Iterable[int], *, header: bool = True) -> RichTable:
    from rich.table import Table as RichTable
    from rich.text import Text

    table, widths = plan.table, plan.widths or ()
    drawn = RichTable(
        box=_rule_under_header(rule),
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="bold",
        show_header=header,
    )
    for column, width in zip((table.columns[i] for i in table.beside), widths, strict=True):
        drawn.add_column(Text(column.header), justify=column.align, width=width, overflow="fold", vertical="top")
    for position, index in enumerate(rows):
        if position and table.starts_group(index):
            drawn.add_section()
        drawn.add_row(*_row_texts(table, index))
    return drawn


def _rule_under_header(rule: str) -> Box:
    from rich.box import Box

    blank = "    \n"
    # Declared as ASCII, so that Rich does not replace it on consoles whose encoding is not UTF: `rule` is
    # chosen by what the encoding can carry.
    return Box(blank * 2 + f" {rule * 2} \n" + blank * 5, ascii=True)


def _row_texts(table: Table, index: int) -> list[Text]:
    from rich.text import Text

    cells = table.shown(index)
    return [Text(cells[i], style=_style(table.columns[i], cells[i])) for i in table.beside]


def _style(column: Column, text: str) -> str:
    tone = column.tones.get(text)
    return _STYLES[tone] if tone else ""


def _print_blocks(console: Console, table: Table) -> None:
    """Print each row as a block: the cells that name it on one line, the others below with their headers."""
    leads = [i for i, column in enumerate(table.columns) if column.lead] or [0]
    for index, row in enumerate(table.rows):
        if index:
            console.print()
        console.print(_heading(table, row, leads))
        for i, column in enumerate(table.columns):
            if i not in leads and row[i]:
                _print_line(console, table, column, row[i])


def _heading(table: Table, row: tuple[str, ...], leads: Sequence[int]) -> Text:
    from rich.text import Text

    parts = [Text(row[i], style=_style(table.columns[i], row[i])) for i in leads if row[i]]
    return Text(", ").join(parts)


def _print_line(console: Console, table: Table, column: Column, text: str) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    label = max(text_width(column.header) for column in table.columns if not column.lead)
    room = console.width - _INDENT - label - GAP
    if room < (_LEAST_VALUE_WIDTH if column.wrap or column.below else text_width(text)):
        console.print(Text(" " * _INDENT + column.header))
        console.print(Text(text, style=_style(column, text)))
        return
    grid = RichTable.grid(padding=(0, GAP, 0, 0), pad_edge=False)
    grid.add_column(width=_INDENT + label)
    grid.add_column(width=room, overflow="fold")
    grid.add_row(Text(" " * _INDENT + column.header), Text(text, style=_style(column, text)))
    console.print(grid)
