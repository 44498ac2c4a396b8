"""Records as CSV or TSV: one line a record, full precision, safe to open in a spreadsheet."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The characters with which a spreadsheet takes a text for a formula (OWASP, "CSV injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_delimited(
    columns: Sequence[str], records: Sequence[Mapping[str, object]], stream: TextIO, delimiter: str
) -> None:
    """Write a header and one line for each record; a key that a record lacks is an empty cell.

    None is empty, booleans are ``true`` and ``false``, dates ISO 8601, lines end in a line feed. A text that
    a spreadsheet would run as a formula gets a leading apostrophe; numbers never do.
    """
    needs_quotes = re.compile(f'[{delimiter}"\r\n]')

    def line(cells: Sequence[str]) -> str:
        return delimiter.join(_quoted(cell) if needs_quotes.search(cell) else cell for cell in cells) + "\n"

    stream.write(line([cell_text(column) for column in columns]))
    stream.writelines(line([cell_text(record.get(column)) for column in columns]) for record in records)


def cell_text(value: object) -> str:
    """Return a value as it stands in a cell. Raises TypeError for what a cell cannot hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_STARTS) else str(value)
    raise TypeError(f"a cell cannot hold a {type(value).__name__}")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
