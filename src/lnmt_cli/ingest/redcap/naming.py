"""Under which names a column of a REDCap export is looked up among the fields."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.names import IDENTIFIER, Names
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.timepoints import time_point

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.ingest.redcap.columns import RedcapColumn
    from lnmt_cli.knowledge.names import HeaderReading

_ENUMERATED = re.compile(r"^(?:\d+|[A-Za-z])(?:\.\d+)*[.)]\s+")
_TABLE_LETTERS = 5
"""Letters of a table's name that the name of an instrument has to hold to be about it: ``biops``, ``treat``."""


def name_columns(columns: Sequence[RedcapColumn | None]) -> list[RedcapColumn | None]:
    """Return the columns with the names that their fields are looked up by.

    A variable counts without the name of its instrument too (``labs_creatinine``), a label without its number (``3.``).
    A plain word that several tables share (``Date``) is read as the field of the table that its instrument is about;
    where that cannot be told, a label of that kind is left out, since a project has it many times over.
    """
    known = Names()
    longitudinal = any(column is not None and column.role == "event" for column in columns)
    about = _tables_of_forms(columns, known)
    return [
        replace(column, names=tuple(dict.fromkeys(_names(column, about.get(column.form, set()), longitudinal, known))))
        if column is not None and column.role == "field"
        else column
        for column in columns
    ]


def _tables_of_forms(columns: Sequence[RedcapColumn | None], known: Names) -> dict[str, set[str]]:
    tables: dict[str, set[str]] = defaultdict(set)
    for column in columns:
        if column is None or column.role != "field" or not column.form:
            continue
        for name in _spellings(column):
            fields = known.read(name).fields
            if len(fields) == 1 and fields[0].name != IDENTIFIER:
                tables[column.form].add(fields[0].table)
                break
    return tables


def _spellings(column: RedcapColumn) -> Iterator[str]:
    for name in column.names:
        yield name
        if column.form and name.startswith(f"{column.form}_"):
            yield name.removeprefix(f"{column.form}_")
        if bare := _ENUMERATED.sub("", name):
            yield bare


def _names(column: RedcapColumn, about: set[str], longitudinal: bool, known: Names) -> list[str]:
    names: list[str] = []
    for spelling in dict.fromkeys(_spellings(column)):
        fields = known.read(spelling).fields
        if len(fields) < 2:
            names.append(spelling)
            continue
        fitting = [field for field in fields if field.table in about]
        if len(fitting) != 1:
            fitting = [field for field in fields if field.table[:_TABLE_LETTERS] in normalise(column.form)]
        if len(fitting) == 1:
            occasion = known.read(spelling).occasion
            names.append(f"{fitting[0].name}_{occasion}" if occasion else fitting[0].name)
        elif spelling == column.names[0] and column.variable == spelling and len(column.names) == 1:
            names.append(spelling)
    return _best_first(names, longitudinal, known) or [column.names[0]]


def _best_first(names: list[str], longitudinal: bool, known: Names) -> list[str]:
    """Return the names with the one first that says the most of what the column is."""
    readings = {name: reading for name in names if (reading := known.read(name)).fields}
    first = next(iter(readings.values()), None)
    if first is None:
        return names
    better = [name for name, reading in readings.items() if _says_more(reading, first, longitudinal)]
    return list(dict.fromkeys([*better[:1], *names]))


def _says_more(other: HeaderReading, first: HeaderReading, longitudinal: bool) -> bool:
    """Return whether a later name is to go before the first one that means a field.

    A name as it stands in the dictionary of fields goes before one that is taken apart: the label ``Induction drug``
    before ``ind_drug``. Of one field, the name that says when goes first, unless the event of the row says it.
    """
    if other.fields != first.fields:
        return bool(first.occasion) and not other.occasion
    return not longitudinal and time_point(first.occasion) is None and time_point(other.occasion) is not None
