"""Tables as GitHub-flavoured Markdown, with what the text holds kept from being taken for markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from .plain import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .table import Table

# An underscore inside a word, as in the names of fields, marks nothing up in GitHub-flavoured Markdown.
_MARKUP = re.compile(r"[\\|*`<~\[\]]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")

_RULES = {"left": "---", "right": "---:"}


def write_markdown(tables: Sequence[Table], stream: TextIO) -> None:
    """Write the tables to ``stream``: a heading, a pipe table, and the notes as a list."""
    stream.write("\n".join("".join(f"{line}\n" for line in _lines(table)) for table in tables))


def escaped(text: str) -> str:
    """Return ``text`` on one line, with a backslash before what Markdown would take for markup."""
    return _MARKUP.sub(r"\\\g<0>", clean(text))


def _lines(table: Table) -> list[str]:
    lines = [f"## {escaped(table.title)}", ""] if table.title else []
    if table.rows:
        lines.append(_line([escaped(column.header) for column in table.columns]))
        lines.append(_line([_RULES[column.align] for column in table.columns]))
        lines += [_line([escaped(cell) for cell in row]) for row in table.rows]
        lines += [""] if table.notes else []
    return lines + [f"- {escaped(note)}" for note in table.notes]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
