"""Columns of a measure that hold words: C3 as ``Low`` and ``Normal/High``, which is another field than the figure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing import is_declared_missing, is_missing, is_not_reported
from lnmt_cli.ingest.parsing.words import known_word
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.fields import load_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.ingest.columns import LabList, MappedColumn, MappedSheet
    from lnmt_cli.ingest.parsing import ColumnReading
    from lnmt_cli.reading.sheet import Sheet


def worded(found: MappedSheet) -> MappedSheet:
    """Return the sheet with each measure that (nearly) only words stand for read as the field of these words.

    Where the sheet has a column for the words already, the measure stays what its header says.
    """
    taken = {(column.field.name, column.occasion) for column in found.columns}
    columns = tuple(
        _in_words(column, found.sheet.texts(column.index))
        if column.field.in_words and (column.field.in_words, column.occasion) not in taken
        else column
        for column in found.columns
    )
    return replace(found, columns=columns, lab=None if found.lab is None else _worded_list(found.lab, found.sheet))


def _worded_list(lab: LabList, sheet: Sheet) -> LabList:
    if not any(column.field.in_words for column in lab.readings.values()):
        return lab
    cells: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    columns = [lab.test, lab.value] if lab.unit is None else [lab.test, lab.value, lab.unit]
    for combination, rows in sheet.combinations(columns).items():
        key = (combination[0][0], "" if lab.unit is None else combination[2][0])
        cells[key][combination[1][0]] += rows
    readings: Mapping[tuple[str, str], MappedColumn] = {
        key: _in_words(column, cells[key]) for key, column in lab.readings.items()
    }
    return replace(lab, readings=readings)


def _in_words(column: MappedColumn, cells: Counter[str]) -> MappedColumn:
    """Return the column, as the field of its words where they make up nearly all of its filled ``cells``."""
    how = column.how
    if how.field.in_words is None or not is_in_words(how, cells):
        return column
    field = load_fields()[how.field.in_words]
    return replace(column, how=replace(how, field=field, unit=None), unit_column=None, remark="in words")


def is_in_words(how: ColumnReading, cells: Mapping[str, int]) -> bool:
    """Return whether words make up nearly all of the filled ``cells`` of a measure that can be kept in words."""
    if how.field.in_words is None:
        return False
    field = load_fields()[how.field.in_words]
    words = filled = 0
    for text, count in cells.items():
        meaning = how.codes.get(text.strip(), text)
        if known_word(meaning, field.type):
            words += count
        elif not is_missing(meaning) and not is_not_reported(meaning) and not is_declared_missing(text.strip(), how):
            filled += count
    return bool(words) and 100 * words >= load_check_parameters()["words_share_percent"] * (words + filled)
