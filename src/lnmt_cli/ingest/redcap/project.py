"""A REDCap project as its headers show it: what each column of an export is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lnmt_cli.ingest.redcap.aligning import Slot, align
from lnmt_cli.ingest.redcap.choices import choice_text, combined_text, is_checked, marks_in_boxes, one_hot
from lnmt_cli.ingest.redcap.columns import Project, RedcapColumn
from lnmt_cli.ingest.redcap.describing import BOX, RAW_BOX, describe_column
from lnmt_cli.ingest.redcap.dictionary import WITHOUT_VALUE
from lnmt_cli.ingest.redcap.naming import name_columns
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.redcap import heading, load_redcap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.ingest.redcap.dictionary import Dictionary

__all__ = [
    "Project",
    "RedcapColumn",
    "choice_text",
    "combined_text",
    "is_checked",
    "marks_in_boxes",
    "one_hot",
    "recognise",
]


_VARIABLE = re.compile(r"^[a-z][a-z0-9_]*$")
_SHARE_DESCRIBED = 0.5
"""Of the headers: where a data dictionary knows fewer, the file is no export of its project."""


def recognise(headers: Sequence[str], dictionary: Dictionary | None) -> Project | None:
    """Return what the columns of a REDCap export are, None if the headers are those of another table.

    Headers that only REDCap writes tell, boxes (``var___1``, ``Label (choice=…)``), the status of a form beside
    variable names only, or that the ``dictionary`` knows at least half of the headers.
    """
    given = [header for header in headers if header.strip()]
    slots, is_labelled = align(headers, dictionary) if dictionary else ([None] * len(headers), False)
    described = sum(slot is not None for slot in slots)
    if described < _SHARE_DESCRIBED * len(given) or not described:
        slots, is_labelled, dictionary = [None] * len(headers), False, None
    if dictionary is None:
        if not _is_telling(given):
            return None
        is_labelled = not any(_is_raw(header) for header in given)
    columns = [
        describe_column(header, slot, dictionary, is_labelled) if header.strip() else None
        for header, slot in zip(headers, slots, strict=True)
    ]
    columns = _with_record_id(columns, dictionary)
    if dictionary is None:
        columns = _with_forms(columns, headers)
    named = name_columns(columns)
    detected = _detected(named, slots, dictionary, is_labelled)
    return Project(tuple(named), is_labelled, detected, is_described=dictionary is not None)


def _is_telling(headers: Sequence[str]) -> bool:
    words = load_redcap()
    if any(heading(header) in words.telling or RAW_BOX.match(header) or BOX.match(header) for header in headers):
        return True
    return all(map(_VARIABLE.match, headers)) and any(header.endswith(words.complete) for header in headers)


def _is_raw(header: str) -> bool:
    words = load_redcap()
    return bool(RAW_BOX.match(header)) or fold(header).startswith(words.prefix) or header.endswith(words.complete)


def _with_record_id(columns: Sequence[RedcapColumn | None], dictionary: Dictionary | None) -> list[RedcapColumn | None]:
    """Return the columns with the first one as the record id, where no dictionary says which it is: REDCap's order."""
    found = list(columns)
    first = next((place for place, column in enumerate(found) if column is not None), None)
    if dictionary is None and first is not None and (column := found[first]) is not None and column.role == "field":
        found[first] = replace(column, role="record_id")
    return found


def _with_forms(columns: Sequence[RedcapColumn | None], headers: Sequence[str]) -> list[RedcapColumn | None]:
    """Return the columns with their forms, each of which ends in the column of its status."""
    found, since, unnamed = list(columns), 0, 0
    for place, column in enumerate(columns):
        if column is None or column.role != "own" or not _is_status(headers[place]):
            continue
        unnamed += 1
        form = column.form or f"form {unnamed}"
        for index in range(since, place):
            inner = found[index]
            if inner is not None and inner.role == "field":
                found[index] = replace(inner, form=form)
        since = place + 1
    return found


def _is_status(header: str) -> bool:
    key, words = heading(header), load_redcap()
    return key.endswith(words.complete) or key == "complete?"


def _detected(
    columns: Sequence[RedcapColumn | None],
    slots: Sequence[Slot | None],
    dictionary: Dictionary | None,
    is_labelled: bool,
) -> tuple[str, ...]:
    roles = {column.role for column in columns if column}
    words = ["REDCap export", "labels" if is_labelled else "raw"]
    words += ["longitudinal"] if "event" in roles else []
    words += ["repeating instruments"] if "repeat_instrument" in roles else []
    told = [", ".join(words)]
    if dictionary is None:
        return tuple(told)
    unknown = sum(
        column is not None and column.role == "field" and slot is None
        for column, slot in zip(columns, slots, strict=True)
    )
    exported = {slot.field.variable for slot in slots if slot and slot.field}
    absent = sum(of.type not in WITHOUT_VALUE and of.variable not in exported for of in dictionary.fields.values())
    told.append(f"data dictionary {dictionary.name}")
    told += [f"{unknown} of its columns are not in the data dictionary"] if unknown else []
    told += [f"{absent} fields of the data dictionary are not in it"] if absent else []
    return tuple(told)
