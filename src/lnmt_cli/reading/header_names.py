"""A header in several rows → one name for each column.

An upper cell that stands over several columns (merged, or with blanks to its right) names a group: ``Baseline`` over
``UPCR`` and ``Cr``. It is joined to the names below it where that says more, and always where the lower name alone
would mean something else (``Urine`` over ``creatinine``).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.framing import load_framing
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.reading.cell_looks import text_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lnmt_cli.knowledge.names import HeaderReading, Names
    from lnmt_cli.reading.sheet import Grid, Row

_LINE_BREAK = re.compile(r"\s*[\r\n]+\s*")


@dataclass(slots=True)
class NameReader:
    """Reads names, each once. A name with a line break in it (``UPCR⏎(g/g)``) is one name."""

    names: Names
    _known: dict[str, HeaderReading] = field(default_factory=dict)

    def read(self, text: str) -> HeaderReading:
        """Return what ``text`` says as a header."""
        if text not in self._known:
            self._known[text] = self.names.read(one_line(text))
        return self._known[text]

    def is_known(self, text: str) -> bool:
        """Tell whether ``text`` names a field, or is declared to name none."""
        return self.rank(text) > 0

    def count(self, texts: Iterable[str]) -> int:
        """Return how many different fields ``texts`` name: a row about one field, as in a code book, names but that."""
        return len(
            {(reading.fields[0].name, reading.occasion) for text in texts if (reading := self.read(text)).fields}
        )

    def rank(self, text: str) -> int:
        """Return how much ``text`` says: 0 nothing, 1 a field, 2 a field and an occasion, 3 what is declared."""
        reading = self.read(text)
        if reading.left_out or reading.by == "declared":
            return 3
        return (1 + bool(reading.occasion)) if reading.fields else 0


@dataclass(frozen=True, slots=True)
class Upper:
    """The cell above a name: its text, over how many columns it stands, and whether this is the first of them."""

    text: str = ""
    width: int = 1
    is_first: bool = True


def one_line(text: str) -> str:
    """Return a header's text with a space for each line break."""
    return _LINE_BREAK.sub(" ", text)


def full_names(grid: Grid, rows: Sequence[Row], reader: NameReader) -> list[str]:
    """Return the name of each column of a header in ``rows``, from the upper one down."""
    width = max(len(row.texts) for row in rows)
    names = [one_line(text_at(rows[-1], column)) for column in range(width)]
    for row in reversed(rows[:-1]):
        names = joined(uppers(grid, row, names), names, reader)
    return names


def uppers(grid: Grid, row: Row, lower: Sequence[str]) -> list[Upper]:
    """Return the cell of ``row`` that stands over each of the names ``lower``."""
    spans = {
        span.first_column: span.last_column - span.first_column + 1
        for span in grid.merged
        if span.first_row <= row.number <= span.last_row and span.first_column < span.last_column
    }
    found = [Upper()] * len(lower)
    for column in range(len(lower)):
        text = one_line(text_at(row, column))
        if not text:
            continue
        end = column + spans[column] if column in spans else column + 1
        if not spans and lower[column]:
            while end < len(lower) and lower[end] and not text_at(row, end):
                end += 1
        end = min(end, len(lower))
        found[column:end] = [Upper(text, end - column, place == column) for place in range(column, end)]
    return found


def joined(above: Sequence[Upper], lower: Sequence[str], reader: NameReader) -> list[str]:
    """Return one name for each column from those of two rows, whichever says most."""
    times = Counter(normalise(name) for upper, name in zip(above, lower, strict=True) if upper.text and name)
    return [
        _joined(upper, name, reader, is_repeated=times[normalise(name)] > 1)
        for upper, name in zip(above, lower, strict=True)
    ]


def _joined(upper: Upper, lower: str, reader: NameReader, *, is_repeated: bool) -> str:
    if not lower:
        return upper.text if upper.is_first else ""
    if not upper.text or (reader.read(lower).is_identifier and not is_repeated):
        return lower
    both = _together(upper.text, lower, reader)
    if reader.rank(both) >= max(reader.rank(lower), 1):
        return both
    if upper.width == 1 and reader.is_known(upper.text):
        return _of_two_names(upper.text, lower, reader) or both
    if reader.is_known(lower) and not is_repeated and not changes_meaning(upper.text, reader):
        return lower
    return both


def _together(upper: str, lower: str, reader: NameReader) -> str:
    """Return both texts in the order that says most; first one that names a field by itself (``Switch``, ``Date``)."""
    forward = f"{upper} {lower}"
    reading = reader.read(forward)
    if reading.fields and not reading.occasion:
        return forward
    return max(forward, f"{lower} {upper}", key=reader.rank)  # the first, if they are alike


def _of_two_names(upper: str, lower: str, reader: NameReader) -> str | None:
    """Return the better of two names of one column, as in two languages; None if they contradict each other."""
    if not reader.is_known(lower):
        return upper
    first, second = reader.read(upper), reader.read(lower)
    if not set(first.fields) & set(second.fields):
        return None
    return upper if (first.unit or "", first.occasion) > (second.unit or "", second.occasion) else lower


def changes_meaning(group: str, reader: NameReader) -> bool:
    """Tell whether a name below ``group`` means something else than it does alone (``Urine``, ``Creatinine``)."""
    words = {normalise(word) for word in re.split(r"[\s/,()_-]+", group)} | {normalise(group)}
    return bool(words & load_framing().altering) or any(field.quantity for field in reader.read(group).fields)
