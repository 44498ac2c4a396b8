"""The candidates for clinician review as tables: induction and response of each, and the cautions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..analysis.results import Status
from .eligible_words import TRUTHS, VERDICT_TONES, weeks_on_drugs, weeks_since_start
from .figures import NONE
from .rounding import rounded
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ..analysis.results import Eligibility, PatientVerdict

_UPCR_DIGITS, _EGFR_DIGITS = 2, 0
_LAST = ("Last visit", "Last UPCR", "Last eGFR")
_TITLE = "Candidates for clinician review"
_INDUCTION = ("Class", "Induction", "Start", "Weeks since start", "Weeks on standard drugs", "Adequate")
_RESPONSE = ("UPCR, g/g", "eGFR", "Recorded", "Computed")
_GUIDELINES = ("EULAR goal met", "ACR 2024")
_WRAPPED = {"Induction": 12, "ACR 2024": 20}
"""The columns that may be broken into lines, each with how narrow it may become."""


def candidate_tables(result: Eligibility) -> list[Table]:
    """Return what a clinician looks at in each candidate; nothing where there is none."""
    candidates = [patient for patient in result.patients if patient.status is Status.CANDIDATE]
    if not candidates:
        return []
    weeks = "the week of induction" if result.induction_week is None else f"week {result.induction_week}"
    notes = (
        f"UPCR and eGFR (mL/min/1.73 m²): at the baseline of induction → at {weeks}.",
        "Class: of the biopsy that qualifies. Weeks on standard drugs: unknown where the patient has no stop recorded."
        " Adequate: as long and as strong as the protocol asks.",
        "ACR 2024, beside the verdict: inadequate is a response that is not at least partial; refractory, that two"
        " standard courses failed.",
    )
    response = tuple(_table(candidates, headers) for headers in (_RESPONSE, _GUIDELINES))
    parts = (
        _table(candidates, _INDUCTION),
        _table(candidates, (*_RESPONSE, *_GUIDELINES), narrower=response),
        _table(candidates, _LAST, notes),
    )
    return [_table(candidates, (*_INDUCTION, *_RESPONSE, *_GUIDELINES, *_LAST), notes, narrower=parts)]


def _table(
    candidates: Sequence[PatientVerdict],
    headers: tuple[str, ...],
    notes: tuple[str, ...] = (),
    narrower: tuple[Table, ...] = (),
) -> Table:
    cells = [_cells(patient) for patient in candidates]
    columns = (
        Column(
            header,
            wrap=header in _WRAPPED,
            minimum=_WRAPPED.get(header, len(header)),
            tones=VERDICT_TONES if header in {"Adequate", "EULAR goal met"} else {},
        )
        for header in headers
    )
    rows = tuple((found["Patient"], *(found[header] for header in headers)) for found in cells)
    return Table(_TITLE, (Column("Patient", lead=True), *columns), rows, notes, narrower)


def _cells(patient: PatientVerdict) -> dict[str, str]:
    course, last = patient.induction, patient.last
    return {
        "Patient": patient.patient_id,
        "Class": course.biopsy_class or NONE,
        "Induction": course.regimen or NONE,
        "Start": course.start.isoformat() if course.start else NONE,
        "Weeks since start": weeks_since_start(patient),
        "Weeks on standard drugs": weeks_on_drugs(patient),
        "Adequate": TRUTHS[course.adequate],
        "UPCR, g/g": _change(course.upcr_baseline, course.upcr_week, _UPCR_DIGITS),
        "eGFR": _change(course.egfr_baseline, course.egfr_week, _EGFR_DIGITS),
        "Recorded": course.recorded_response or NONE,
        "Computed": course.computed_response or NONE,
        "EULAR goal met": TRUTHS[course.milestone_met],
        "ACR 2024": _by_acr(patient),
        "Last visit": _when(last.last_visit, last.last_visit_days) or NONE,
        "Last UPCR": _dated(last.upcr_last, _UPCR_DIGITS, last.upcr_last_date, last.upcr_last_days),
        "Last eGFR": _dated(last.egfr_last, _EGFR_DIGITS, last.egfr_last_date, last.egfr_last_days),
    }


def _by_acr(patient: PatientVerdict) -> str:
    """Return what ACR 2024 calls the response to induction."""
    course = patient.induction
    if course.refractory:
        return "refractory"
    if course.inadequate_response:
        return "inadequate response" + ("" if course.refractory is False else ", refractory unknown")
    if course.inadequate_response is False:
        return {"PR": "partial response, not inadequate", "CR": "complete response"}.get(
            patient.prior_response or "", "not inadequate"
        )
    return TRUTHS[None]


def _dated(value: float | None, digits: int, date: date | None, days: int | None) -> str:
    return NONE if value is None else f"{_figure(value, digits)} ({_when(date, days)})"


def _when(date: date | None, days: int | None) -> str:
    """Return a date, or for a patient without dates the days before the day of judgement."""
    return date.isoformat() if date else "" if days is None else f"{days} days before"


def _change(before: float | None, after: float | None, digits: int) -> str:
    return f"{_figure(before, digits)} → {_figure(after, digits)}"


def _figure(value: float | None, digits: int) -> str:
    return NONE if value is None else rounded(value, digits)


def caution_tables(result: Eligibility) -> list[Table]:
    """Return the candidates' cautions that are present or unknown; an unknown one is not the all-clear.

    What is unknown in every candidate stands once, in a note.
    """
    candidates = [p for p in result.patients if p.status is Status.CANDIDATE and p.cautions]
    if not candidates:
        return []
    labels = {caution.id: caution.label for caution in result.cautions}
    in_all = set.intersection(*(_in_state(patient, "unknown") for patient in candidates))
    common = in_all if len(candidates) > 1 else set()
    named = (
        Column("Patient", lead=True),
        Column("Present", wrap=True, minimum=16),
        Column("Unknown, besides those below" if common else "Unknown", wrap=True, minimum=16),
    )
    rows = tuple(
        (p.patient_id, _words(p, _in_state(p, "present"), labels), _words(p, _in_state(p, "unknown") - common, labels))
        for p in candidates
    )
    unknown = (
        (f"Unknown in every candidate, and never absent: {_words(candidates[0], common, labels)}.",) if common else ()
    )
    present = {one for patient in candidates for one in _in_state(patient, "present")}
    why = tuple(f"{caution.label}: {caution.why}" for caution in result.cautions if caution.id in present)
    return [Table("Cautions for the candidates, for clinician review", named, rows, (*why, *unknown))]


def _in_state(patient: PatientVerdict, state: str) -> set[str]:
    return {caution.id for caution in patient.cautions if caution.state == state}


def _words(patient: PatientVerdict, chosen: set[str], labels: dict[str, str]) -> str:
    """Return cautions in words, in their order."""
    found = [labels.get(one.id, one.id.replace("_", " ")) for one in patient.cautions if one.id in chosen]
    return "; ".join(found) or NONE
