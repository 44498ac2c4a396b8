"""Which delimiter a text has: the one under which a record is recognised best as a header.

Above a header there may be titles without any delimiter, or with another one, so the first records are read under
each candidate, and the names in the dictionary decide. Where they recognise nothing, the delimiter that stands most
often in the first line with content is taken.
"""

from __future__ import annotations

import csv
import io
import itertools
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lnmt_cli.knowledge.names import HeaderReading, Names

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}

_SAMPLED_RECORDS: Final = 30
_SAMPLED_CHARACTERS: Final = 1 << 18
_LONGEST_HEADER: Final = 200
_MOST_CELLS: Final = 400
_NEVER: Final = "\x1f"
_BLANK: Final = ' \u00a0\r\n,;|\t"'

Score = tuple[bool, int]
"""How well a record is recognised as a header: whether it has the identifier, how many cells mean a field."""

_NONE: Final = (False, 0)
_BY_CHANCE: Final = (False, 1)
"""A word among the data may be the name of a field, too."""


def find_delimiter(text: str, file: str, names: Names) -> str:
    """Return the delimiter of a text; the comma if there is none.

    Raises ExportError if two delimiters do equally well.
    """
    sample = _sample(text)
    present = [delimiter for delimiter in DELIMITERS if delimiter in sample]
    recogniser = _Recogniser(names)
    # A header of one column is the same under each delimiter, so what does no better than none is no delimiter.
    scores = {delimiter: recogniser.best(sample, delimiter) for delimiter in present}
    best = max((*scores.values(), recogniser.best(sample, None)))
    leading = [delimiter for delimiter, score in scores.items() if score == best]
    if best <= _BY_CHANCE:
        return _most_frequent(sample, file, present)
    if len(leading) == 1 and best > recogniser.best(sample, None):
        return leading[0]
    return _most_frequent(sample, file, leading)


def _sample(text: str) -> str:
    """Return the first lines with their ends, whole lines unless the first is longer than is looked at."""
    sample = text[:_SAMPLED_CHARACTERS]
    if len(text) > len(sample):
        cut = max(sample.rfind("\n"), sample.rfind("\r"))
        sample = sample[: cut + 1] if cut > 0 else sample
    return sample


class _Recogniser:
    """Scores records under one delimiter or another; each text is looked up once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._readings: dict[str, HeaderReading | None] = {}

    def best(self, sample: str, delimiter: str | None) -> Score:
        """Return the score of the record that is recognised best; without a delimiter a line is one cell."""
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter or _NEVER)
        try:
            records = [cells for cells in itertools.islice(reader, _SAMPLED_RECORDS) if any(cells)]
        except csv.Error:
            return _NONE
        return max((self._score(cells) for cells in records), default=_NONE)

    def _score(self, cells: list[str]) -> Score:
        readings = [self._read(cell.strip()) for cell in cells[:_MOST_CELLS]]
        recognised = [reading for reading in readings if reading is not None]
        return any(reading.is_identifier for reading in recognised), len(recognised)

    def _read(self, text: str) -> HeaderReading | None:
        if text not in self._readings:
            self._readings[text] = self._look_up(text)
        return self._readings[text]

    def _look_up(self, text: str) -> HeaderReading | None:
        if len(text) > _LONGEST_HEADER or not any(character.isalpha() for character in text):
            return None
        reading = self._names.read(text)
        return reading if reading.fields or reading.left_out else None


def _most_frequent(sample: str, file: str, candidates: list[str]) -> str:
    """Return the delimiter that stands most often in the first line with content, outside quotes."""
    counts = dict.fromkeys(candidates or [","], 0)
    for character in _unquoted(_first_line(sample)):
        if character in counts:
            counts[character] += 1
    most = max(counts.values())
    likely = [delimiter for delimiter, count in counts.items() if count == most]
    if most and len(likely) > 1:
        words = " and ".join(DELIMITERS[delimiter] for delimiter in likely)
        raise ExportError(
            f"{file}: the delimiter cannot be told, as {words} stand equally often in the header.",
            "Put header cells that hold such a character in quotation marks.",
        )
    return likely[0] if most else ","


def _first_line(sample: str) -> Iterator[str]:
    """Return the characters from the first line that has content on."""
    start = 0
    for line in io.StringIO(sample, newline=""):
        if line.strip(_BLANK):
            break
        start += len(line)
    return itertools.islice(sample, start, None)


def _unquoted(characters: Iterable[str]) -> Iterator[str]:
    """Yield the characters of a record outside quotes; a quotation mark inside a bare cell is no quote."""
    at_start, quoted, closed = True, False, False
    for character in characters:
        if quoted:
            quoted, closed = character != '"', character == '"'
        elif character == '"' and (at_start or closed):
            at_start, quoted = False, True
        elif character in "\r\n":
            return
        else:
            at_start, closed = character in DELIMITERS, False
            yield character
