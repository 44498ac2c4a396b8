"""Delimited text (CSV) → one grid, strictly.

Python's own csv reader splits the text in strict mode, once the delimiter is known: every record with content becomes
a row with as many cells as it is written with, under the number of the line on which it starts.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.delimiting import find_delimiter
from lnmt_cli.reading.sheet import Grid, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.knowledge.names import Names

LONGEST_CELL: Final = 2**24
"""Characters; Python's own limit of 131,072 would take a long remark for an open quotation mark."""

WORDS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
"""The delimiters, in words. Another one, declared by a line ``sep=``, is shown as it is."""

_DECLARED = re.compile(r'(?P<quote>"?)sep=(?P<delimiter>[^\w\s"]|\t)(?P=quote)[,;\t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_NO_TABLE: Final = "Check that the export is not empty."


def read_delimited(text: str, file: str, name: str, names: Names) -> Grid:
    """Return the grid of a delimited text under the name ``name``; ``names`` tell a header and so the delimiter.

    Raises ExportError if it has no row with content, if its delimiter cannot be told, or if quotation marks do not
    match.
    """
    declared = _DECLARED.match(text)
    start = declared.end() if declared else 0
    if not text[start:].strip(' \u00a0\r\n,;|\t"'):
        raise ExportError(f"{file} has no header: it has no row with content.", _NO_TABLE)
    delimiter = declared["delimiter"] if declared else find_delimiter(text, file, names)
    rows = list(_rows(text, start, delimiter, file))
    if not rows:
        raise ExportError(f"{file} has no header: it has no row with content.", _NO_TABLE)
    word = WORDS.get(delimiter, delimiter)
    detected = () if delimiter == "," else (f"{word}-separated",)
    return Grid(file, name, rows, is_delimited=True, delimiter=delimiter, detected=detected)


def _rows(text: str, start: int, delimiter: str, file: str) -> Iterator[Row]:
    """Yield the records that are not blank, from the character ``start`` on."""
    csv.field_size_limit(LONGEST_CELL)
    stream = io.StringIO(text, newline="")
    skipped = 1 if start else 0
    if skipped:
        stream.readline()
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield Row(line, tuple(stripped))
            line = reader.line_num + 1 + skipped
    except csv.Error:
        raise ExportError(
            f"{file}: the record that starts on line {line} cannot be split into cells: a quotation mark "
            "is not closed, or something other than a delimiter follows a closing one.",
            "Write a quotation mark inside a quoted cell twice, and close each cell that opens with one.",
        ) from None
