"""The data dictionary of a REDCap project: its fields with their labels, choices, ranges and flags."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.errors import ExportError
from lnmt_cli.ingest.redcap.texts import missing_codes, plain, says_missing, split_choices
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.redcap import load_redcap
from lnmt_cli.reading import read_grids
from lnmt_cli.reading.inputs import Input

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

WITH_CHOICES = ("dropdown", "radio", "checkbox")
WITHOUT_COLUMN = ("descriptive",)
"""Types of field that no export has a column of."""

WITHOUT_VALUE = ("file", *WITHOUT_COLUMN)
"""Types of field that have nothing to read."""

_VARIABLE = re.compile(r"^[a-z0-9_]+$")
_HINT = "In REDCap: Project Setup or Designer, Data Dictionary, Download the current Data Dictionary. Pass that file."


@dataclass(frozen=True, slots=True)
class DictionaryField:
    """One field of a project.

    ``type``: ``text``, ``notes``, ``calc``, ``dropdown``, ``radio``, ``checkbox``, ``yesno``, ``truefalse``,
    ``slider``, ``file``, ``descriptive``, ``sql`` · ``label``, ``note``: without HTML and line breaks · ``choices``:
    label by code · ``validation``: ``date_dmy``, ``number`` …, None for none · ``low``, ``high``: as written ·
    ``missing``: codes for no value, by their label or by what the label, the note or the annotation says.
    """

    variable: str
    form: str
    type: str
    label: str
    choices: Mapping[str, str]
    validation: str | None
    low: str | None
    high: str | None
    is_identifier: bool
    note: str
    annotation: str
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A data dictionary: ``fields`` by variable, in file order; the first one is the record id."""

    name: str
    fields: Mapping[str, DictionaryField]

    @property
    def record_id(self) -> str:
        """Return the variable of the record id."""
        return next(iter(self.fields))


def read_dictionary(path: Path) -> Dictionary:
    """Return the data dictionary in a file, as downloaded from REDCap or as its API gives it.

    Raises ExportError, which names the file and what lacks, if it cannot be read or is no data dictionary.
    """
    rows = _rows(path)
    place, columns = _find_header(path.name, [texts for _, texts in rows])
    width = len(rows[place][1])
    fields: dict[str, DictionaryField] = {}
    for number, texts in rows[place + 1 :]:
        if any(text.strip() for text in texts[width:]):
            raise ExportError(f"{path.name}: row {number} has more cells than the header.", _HINT)
        field = _field({key: texts[index] if index < len(texts) else "" for key, index in columns.items()})
        if not _VARIABLE.match(field.variable) or not field.type:
            raise ExportError(f"{path.name}: row {number} does not have a variable name and a field type.", _HINT)
        if field.variable in fields:
            raise ExportError(f"{path.name}: row {number} has a variable name that an earlier row has too.", _HINT)
        fields[field.variable] = field
    if not fields:
        raise ExportError(f"{path.name}: the data dictionary has no fields.", _HINT)
    return Dictionary(path.name, fields)


def _rows(path: Path) -> list[tuple[int, Sequence[str]]]:
    """Return the rows of the first sheet with their numbers."""
    grids = read_grids(Input(path.name, path))
    return [(row.number, row.texts) for row in grids[0].rows] if grids else []


def _find_header(name: str, rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """Return the place of the header among the rows, and the column of each part of a field."""
    words = load_redcap()
    nearest: dict[str, int] = {}
    for place, texts in enumerate(rows):
        columns: dict[str, int] = {}
        for index, text in enumerate(texts):
            if key := words.dictionary.get(normalise(text)):
                columns.setdefault(key, index)
        if all(key in columns for key in words.required):
            return place, columns
        nearest = max(nearest, columns, key=len)
    lacking = ", ".join(f"“{words.titles[key]}”" for key in words.required if key not in nearest)
    raise ExportError(f"{name} is no REDCap data dictionary: it lacks the columns {lacking}.", _HINT)


def _field(values: Mapping[str, str]) -> DictionaryField:
    def text(key: str) -> str:
        return values.get(key, "").strip()

    type_ = text("type").lower()
    choices = _choices(type_, text("choices"))
    remarks = (text("label"), text("note"), text("annotation"))
    return DictionaryField(
        variable=text("variable").lower(),
        form=text("form"),
        type=type_,
        label=plain(text("label")),
        choices=choices,
        validation=(text("validation").lower() or None) if type_ == "text" else None,
        low=text("low") or None,
        high=text("high") or None,
        is_identifier=text("identifier").lower() in ("y", "yes", "1", "true"),
        note=plain(text("note")),
        annotation=text("annotation"),
        missing=frozenset(code for code, label in choices.items() if says_missing(label)).union(
            *map(missing_codes, remarks)
        ),
    )


def _choices(type_: str, text: str) -> dict[str, str]:
    if type_ in WITH_CHOICES:
        return split_choices(text)
    return dict(load_redcap().answers.get(type_, {}))
