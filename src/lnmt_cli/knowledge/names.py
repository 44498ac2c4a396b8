"""What a header says: a field, and perhaps a unit and an occasion (a time point, or a number in a series).

A plain name or alias always wins over a split: the 3 of ``c3`` and the 2021 of ``CKD-EPI 2021`` are never occasions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.aliases import (
    BRACKETED,
    IDENTIFIER,
    LONGEST,
    NOTHING,
    HeaderReading,
    candidates,
    fields_by_alias,
    find_unit,
    is_name_of,
    is_other,
    labels,
    looks_like_unit,
    named,
)
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.site import cached
from lnmt_cli.knowledge.splitting import outer_occasion, split
from lnmt_cli.knowledge.timepoints import label_of
from lnmt_cli.knowledge.timewords import as_read, pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.fields import Field

__all__ = [
    "IDENTIFIER",
    "LEFT_OUT",
    "NOTHING",
    "HeaderReading",
    "Names",
    "candidates",
    "fields_by_alias",
    "find_test",
    "find_unit",
    "is_name_of",
    "is_other",
    "labels",
    "looks_like_unit",
]

LEFT_OUT: Final = "-"
"""What is declared for a column that is to be left out."""

_INSIDE = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_LOINC = re.compile(r"(?:^|.*\D)(?P<code>\d{1,6}-\d)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of fields: those of the dictionary, and what is declared by header (``-``: leave the column out)."""

    declared: Mapping[str, str] = with_default(default_factory=dict, hash=False)
    _by_header: Mapping[str, str] = with_default(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Key what is declared as headers compare."""
        object.__setattr__(self, "_by_header", {normalise(name): field for name, field in self.declared.items()})

    def read(self, header: str) -> HeaderReading:
        """Return what ``header`` says: as declared, else by the names of fields."""
        name = self._by_header.get(normalise(header)) if self._by_header else None
        if name is None:
            return _read(header)
        if name == LEFT_OUT:
            return HeaderReading(left_out=True)
        found = _read(header)
        if not found.fields:
            field = load_fields()[name]
            return HeaderReading((field,), _unit_behind(header, field), outer_occasion(header), by="declared")
        return HeaderReading((load_fields()[name],), found.unit, found.occasion, by="declared")


def _unit_behind(header: str, field: Field) -> str | None:
    """Return the unit of ``field`` in the brackets that a header of another name ends with."""
    bracketed = BRACKETED.match(as_read(header))
    return bracketed["unit"] if bracketed and find_unit(field, bracketed["unit"]) else None


@cached
def _read(header: str) -> HeaderReading:
    text = as_read(header)
    fields, unit = candidates(text)
    if fields and not _has_occasion(fields, text):
        return HeaderReading(fields, unit, by=_recognised_by(fields, text))
    if not text or len(text) > LONGEST or _is_of_other_analyte(text):
        return NOTHING
    return split(text)


def _is_of_other_analyte(text: str) -> bool:
    """Return whether the brackets say so: the 99m of ``GFR (99mTc-DTPA)`` are no months."""
    bracketed = BRACKETED.match(text)
    return bracketed is not None and any(is_other(field, text, bracketed["unit"]) for field in named(bracketed["name"]))


def _has_occasion(fields: tuple[Field, ...], text: str) -> bool:
    """Return whether something in brackets is a time (``UPCR (24w, mg/g)``) or the word for unit, and no remark."""
    parts = [part.strip() for inside in _INSIDE.findall(text) for part in (inside, *inside.split(","))]
    parts = [part for part in parts if part and not any(find_unit(field, part) for field in fields)]
    if not parts or named(text):
        return False
    if any(field.name == "lab_unit" for part in parts for field in named(part)):
        return True
    return any(label_of(pieces(part)) is not None for part in parts)


def _recognised_by(fields: tuple[Field, ...], text: str) -> str:
    bracketed = BRACKETED.match(text)
    keys = {normalise(text), normalise(bracketed["name"]) if bracketed else ""}
    if any(normalise(field.name) in keys for field in fields):
        return "name"
    return "label" if keys & labels().keys() else "alias"


def find_test(text: str) -> HeaderReading:
    """Return which measure a laboratory's name of a test means, with the unit that it says, or its LOINC code.

    A name has to be an alias as a whole: ``Creatinine, urine`` and ``24 h protein`` are other analytes.
    """
    return _find_test(as_read(text))


@cached
def _find_test(text: str) -> HeaderReading:
    code = _LOINC.match(text) if len(text) <= LONGEST else None
    if code and (found := _by_loinc().get(code["code"])):
        return HeaderReading((found,), by="LOINC")
    fields, unit = candidates(text)
    measures = tuple(field for field in fields if field.table == "visit" and field.type == "number")
    if not measures:
        return NOTHING
    is_unit = unit is not None and (looks_like_unit(unit) or any(find_unit(field, unit) for field in measures))
    return HeaderReading(measures, unit if is_unit else None, by=_recognised_by(measures, text))


@cached
def _by_loinc() -> Mapping[str, Field]:
    return {code: field for field in load_fields().values() for code in field.loinc}
