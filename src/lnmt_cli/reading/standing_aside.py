"""Rows below a header that are no data: footnotes, sums and means, headers pasted again, other tables.

A wrong guess here would lose a patient, so a row is data unless its words speak against it: a row with nothing but what
can be an identifier is a patient, and a row with a date is a record.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.framing import load_framing
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.reading.cell_looks import (
    filled,
    has_digit,
    is_date,
    is_identifier_like,
    is_missing,
    is_value,
    same_texts,
    text_at,
    values_in,
)
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.reading.header_names import NameReader
    from lnmt_cli.reading.sheet import Grid, Row

_SAMPLE = 200
_AROUND = 50
_SENTENCE = 3
"""Words; two can be a name."""
_CERTAIN_WORD = 4
"""Letters; a shorter word (``n``, ``SD``) can be the initials of a patient."""
_COUNT = re.compile(r"[(\[]?\s*n\s*=\s*\d+\s*[)\]]?$|[(\[][^()\[\]]*[)\]]$", re.IGNORECASE)
_PARTS = re.compile(r"[/,;|]")
_AFTER_WORD = re.compile(r"\s*\d*\s*[:：)）]|[.*]?\s*$|[.*]?\s")
_AFTER_WORD_SURELY = re.compile(r"\s*\d*\s*[:：)）]")


@dataclass(slots=True)
class RowJudge:
    """Tells of each row below a header by which check it is set aside, if any.

    ``headers`` are the rows that may come again: those of the header, of units, and titles. ``identifier`` is the
    column of the patient's identifier (from 0), ``width`` the number of columns.
    """

    grid: Grid
    reader: NameReader
    headers: Sequence[Row]
    identifier: int
    width: int
    _summaries: dict[str, bool] = field(default_factory=dict)
    _most_words: int = 0
    _numbered: bool = False
    _any_label: bool = False
    _merged_down: list[tuple[int, int]] = field(default_factory=list)

    def judge(self, body: Sequence[Row]) -> dict[int, str]:
        """Return the check by row number, for the rows of ``body`` to be set aside."""
        self._merged_down = sorted(
            (span.first_row, span.last_row)
            for span in self.grid.merged
            if span.first_column <= self.identifier <= span.last_column
        )
        found: dict[int, str] = {}
        end = next((place for place in range(len(body)) if self._is_other_header(body, place)), len(body))
        found.update((row.number, "row-other-table") for row in body[end:])
        body = body[:end]
        found.update((row.number, "row-repeated-header") for row in body if self._is_repeated(row))
        self._look_at_identifiers([row for row in body if row.number not in found])
        found.update((row.number, "row-summary") for row in body if self._is_summary(row))
        self._look_at_identifiers([row for row in body if row.number not in found])
        found.update((number, "row-footnote") for number in self._headings(body, found))
        for row in reversed(body):
            if row.number not in found:
                if not self._is_footnote(row):
                    break
                found[row.number] = "row-footnote"
        return found

    def _look_at_identifiers(self, body: Sequence[Row]) -> None:
        sample = [row for row in (*body[:_SAMPLE], *body[-_SAMPLE:]) if len(filled(row)) > 1]
        # A remark that commas have cut has several cells too, but hardly a value.
        sample = [row for row in sample if values_in(row)] or sample
        labels = [label for row in sample if (label := text_at(row, self.identifier))]
        self._any_label = bool(labels)
        self._most_words = max(map(_words, labels), default=0)
        # A few patients below which as many sums stand are numbered all the same.
        patients = [label for label in labels if normalise(label) not in load_framing().summaries]
        self._numbered = sum(map(has_digit, patients)) * 2 > len(patients)

    def _is_repeated(self, row: Row) -> bool:
        label = fold(text_at(row, self.identifier))
        return any(
            fold(text_at(header, self.identifier)) == label and same_texts(header, row) for header in self.headers
        )

    def _is_other_header(self, body: Sequence[Row], place: int) -> bool:
        row = body[place]
        label = text_at(row, self.identifier)
        # What is cheap to see comes first: this is asked of every row.
        if not label or any(text[:1].isdigit() for text in row.texts) or has_digit(label):
            return False
        if not self.reader.read(label).is_identifier:
            return False
        names = [row.texts[column] for column in filled(row)]
        known = sum(map(self.reader.is_known, names))
        is_header = (
            self.reader.count(names) > 1
            and known * 2 >= len(names)
            and not values_in(row)
            and not any(map(is_missing, names))
        )
        return is_header and not self._is_repeated(row) and not _stands_nearby(body, place)

    def _is_summary(self, row: Row) -> bool:
        label = text_at(row, self.identifier) or next((text for text in row.texts if text), "")
        if (label[-1:].isdigit() and "=" not in label) or not self._is_summary_word(label):
            return False
        return not any(is_date(row.texts[column], row.kind(column)) for column in filled(row))

    def _is_summary_word(self, label: str) -> bool:
        if label not in self._summaries:
            # "N=2 / mean" is a summary as each of its parts is.
            parts = [part for part in _PARTS.split(label) if part.strip()] if "=" in label else [label]
            self._summaries[label] = bool(parts) and all(self._is_figure(part, "=" in label) for part in parts)
        return self._summaries[label]

    def _is_figure(self, part: str, is_counted: bool) -> bool:
        key = normalise(_COUNT.sub("", part)) or normalise(part.partition("=")[0])
        certain = is_counted or self._numbered or len(key) >= _CERTAIN_WORD or not key.isascii()
        return certain and key in load_framing().summaries

    def _headings(self, body: Sequence[Row], found: dict[int, str]) -> list[int]:
        """Return the rows that are one cell, merged across the identifier and columns beside it: headings of parts."""
        across = {
            span.first_row
            for span in self.grid.merged
            if span.first_row == span.last_row and span.first_column <= self.identifier < span.last_column
        }
        rows = [row for row in body if row.number in across and row.number not in found]
        return [row.number for row in rows if self._is_heading(row)]

    def _is_heading(self, row: Row) -> bool:
        columns = filled(row)
        if len(columns) != 1 or columns[0] > self.identifier:
            return False
        text = row.texts[columns[0]]
        return not is_value(text, row.kind(columns[0])) and not is_identifier_like(text)

    def _is_footnote(self, row: Row) -> bool:
        columns = filled(row)
        if not columns or any(kind is not CellKind.TEXT for kind in row.kinds.values()):
            return False
        text = row.texts[columns[0]]
        if len(columns) > 1:
            return is_marked(text, self._most_words) and (self._is_cut_by_commas(row, columns) or len(columns) == 2)
        if is_value(text) or self._belongs_to_row_above(row):
            return False
        return is_marked(text, self._most_words) or self._is_sentence(text, in_identifier=columns[0] == self.identifier)

    def _is_cut_by_commas(self, row: Row, columns: Sequence[int]) -> bool:
        return self.grid.is_delimited and len(row.texts) < self.width and columns[0] == 0

    def _belongs_to_row_above(self, row: Row) -> bool:
        place = bisect_left(self._merged_down, (row.number, 0)) - 1
        return place >= 0 and row.number <= self._merged_down[place][1]

    def _is_sentence(self, text: str, *, in_identifier: bool) -> bool:
        words = _words(text)
        if not in_identifier:
            return words >= _SENTENCE
        if not self._any_label or is_identifier_like(text) or words <= self._most_words:
            return False
        return words >= _SENTENCE or (words > 1 and self._numbered)


def _stands_nearby(body: Sequence[Row], place: int) -> bool:
    """Tell whether a cell of the row stands in its column in rows around it, as words of data do and names do not."""
    row = body[place]
    around = [*body[max(place - _AROUND, 0) : place], *body[place + 1 : place + _AROUND]]
    others = [other for other in around if not same_texts(row, other)]
    return any(text_at(other, column) == row.texts[column] for other in others for column in filled(row))


def is_marked(text: str, words_of_identifier: int = 1) -> bool:
    """Tell whether a text begins as footnotes do: ``* p < 0.05``, ``Note: …``, ``비고``; ``*P001`` and ``†Kim`` do not.

    ``words_of_identifier``: so many words can be a patient.
    """
    known = load_framing()
    folded = fold(text)
    rest = folded.lstrip(known.footnote_signs + " ")
    if rest != folded:
        return _words(rest) > 0 and not _can_be_patient(rest, words_of_identifier)
    return folded.startswith(known.remark_signs) or any(
        after != folded and _follows_word(after, text)
        for after in (folded.removeprefix(word) for word in known.footnote_words)
    )


def _can_be_patient(text: str, words: int) -> bool:
    is_plain = all(character.isalnum() or character in " -_/." for character in text)
    return is_identifier_like(text) or (is_plain and _words(text) <= max(words, 1))


def _words(text: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in text.split())


def _follows_word(after: str, text: str) -> bool:
    """Tell whether ``after`` ends the word: ``: …``, ``) …``; a space does so only if the text is no identifier."""
    if _AFTER_WORD_SURELY.match(after):
        return True
    return bool(_AFTER_WORD.match(after)) and not is_identifier_like(text)
