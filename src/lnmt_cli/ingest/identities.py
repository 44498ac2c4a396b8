"""Identifiers that look like one patient written in two ways, and patients whom the list of patients does not have."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lnmt_cli.ingest.columns import MappedSheet
    from lnmt_cli.reading.sheet import Coordinate

_DECIMAL = re.compile(r"(?<=\d)\.0+$")
_RUNS = re.compile(r"\d+|[^\W\d_]+")
LISTED_BY: Final = frozenset({"patient", "biopsy", "treatment"})
"""The tables that a list of patients feeds; one with visits or events is none."""


def alike_key(patient_id: str) -> str:
    """Return what identifiers share that differ only in their writing: ``P001``, ``p-1``, ``P 1`` and full width."""
    runs = _RUNS.findall(_DECIMAL.sub("", fold(patient_id).strip()))
    return "|".join(run.lstrip("0") or "0" if run.isdigit() else run for run in runs)


def alike(found: Mapping[str, Coordinate], held: Iterable[str] = ()) -> Iterator[Finding]:
    """Yield a finding for each patient of ``found`` (with the first row) who is written otherwise elsewhere.

    ``held`` are the patients that a registry holds already.
    """
    writings: dict[str, set[str]] = defaultdict(set)
    for patient_id in (*found, *held):
        writings[alike_key(patient_id)].add(patient_id)
    for patient_id, where in found.items():
        if len(writings[alike_key(patient_id)]) > 1:
            yield Finding("patient-alike", where, patient_id)


def not_listed(sheets: Iterable[tuple[MappedSheet, Mapping[str, Coordinate]]]) -> Iterator[Finding]:
    """Yield a finding for each patient who is in some sheet of the call, and not in its lists of patients.

    A list of patients is a sheet with fields of the patient, a row for each, and no visits or events. ``sheets`` come
    with the patients of each and the first row of each patient.
    """
    told = list(sheets)
    lists = [found for sheet, found in told if _is_list(sheet, found)]
    if not lists:
        return
    listed = set().union(*lists)
    first: dict[str, Coordinate] = {}
    for _, found in told:
        for patient_id, where in found.items():
            if patient_id not in listed:
                first[patient_id] = min(first.get(patient_id, where), where)
    for patient_id, where in first.items():
        yield Finding("patient-not-listed", where, patient_id)


def _is_list(sheet: MappedSheet, found: Mapping[str, Coordinate]) -> bool:
    has_fields = any(column.field.table == "patient" and column.field.name != "patient_id" for column in sheet.columns)
    return has_fields and sheet.tables <= LISTED_BY and len(found) == sheet.sheet.count
