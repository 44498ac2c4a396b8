"""The same patients in two layouts: one row per visit, and one sheet per table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import MEASURES, Cell, Patient, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Table = tuple[tuple[str, ...], list[list[Cell]]]
"""A header and its rows."""

MEASURE_HEADERS = (
    "upcr (g/g)",
    "creatinine (mg/dL)",
    "egfr (mL/min/1.73m2)",
    "albumin (g/dL)",
    "c3 (mg/dL)",
    "c4 (mg/dL)",
)
VISIT_ROW_HEADERS = (
    *("patient_id", "site", "sex", "birth_date", "prior_response", "biopsy_date", "biopsy_class"),
    *("induction_drug", "induction_start", "switch_date", "visit_date"),
    *MEASURE_HEADERS,
)


def visit_rows(patients: Iterable[Patient]) -> Table:
    """Return one row per visit, the patient's columns repeated; the last has a contradicting sex."""
    return VISIT_ROW_HEADERS, [row for patient in patients for row in _visit_rows(patient)]


def _visit_rows(patient: Patient) -> Iterator[list[Cell]]:
    for visit in patient.visits:
        contradicts = patient.other_sex and visit is patient.visits[-1]
        yield [
            patient.patient_id,
            patient.site,
            patient.other_sex if contradicts else patient.sex,
            patient.birth_date,
            patient.prior_response,
            patient.biopsy_date,
            patient.biopsy_class,
            patient.induction_drug,
            patient.induction_start,
            patient.switch_date,
            *_measured(visit),
        ]


def _measured(visit: Visit) -> list[Cell]:
    return [visit.day, *(visit.measures.get(name) for name in MEASURES)]


def tables(patients: Sequence[Patient]) -> dict[str, Table]:
    """Return the sheets of the workbook; a contradicting sex stands in a second row of ``patients``."""
    return {
        "patients": (
            ("patient_id", "site", "sex", "birth_date", "prior_response", "switch_date"),
            [_patient_row(p, sex) for p in patients for sex in (p.sex, p.other_sex) if sex],
        ),
        "biopsies": (
            ("patient_id", "biopsy_date", "biopsy_class"),
            [[p.patient_id, p.biopsy_date, p.biopsy_class] for p in patients if p.biopsy_date],
        ),
        "treatments": (
            ("patient_id", "drug", "start_date", "stop_date", "phase"),
            [[p.patient_id, t.drug, t.start, t.stop, t.phase] for p in patients for t in p.treatments],
        ),
        "visits": (
            ("patient_id", "visit_date", *MEASURE_HEADERS),
            [[p.patient_id, *_measured(visit)] for p in patients for visit in p.visits],
        ),
    }


def _patient_row(patient: Patient, sex: str) -> list[Cell]:
    switch = patient.switch_date if patient.switch_recorded else None
    return [patient.patient_id, patient.site, sex, patient.birth_date, patient.prior_response, switch]
