"""The patients of ``lnmt eligible`` as a table, and, where that is too wide, as one a status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..analysis.results import Status
from .eligible_words import (
    STATE_LEGEND,
    STATE_MARKS,
    STATES,
    STATUS_TONES,
    TRUTHS,
    VERDICT_TONES,
    criterion_labels,
    excluded_for,
    missing_words,
    weeks_on_drugs,
    weeks_since_start,
)
from .figures import NONE, plural
from .table import Column, Table

if TYPE_CHECKING:
    from ..analysis.results import Eligibility, PatientVerdict

ADEQUATE: Final = "Induction adequate"
SINCE_START: Final = "Weeks since start"
ON_DRUGS: Final = "Weeks on standard drugs"
MILESTONE: Final = "EULAR 6-month goal met"


def patient_table(result: Eligibility) -> Table:
    """Return every patient with the verdict on each criterion, the candidates first."""
    labels = criterion_labels(result)
    ordered = [patient for status in Status for patient in result.patients if patient.status is status]
    table = Table(
        "Patients",
        (
            Column("Status", lead=True, group=True, tones=STATUS_TONES),
            Column("Patient", lead=True),
            Column("Site", wrap=True, minimum=8),
            Column("Prior response"),
            *(Column(label, tones=VERDICT_TONES) for label in labels.values()),
            Column(SINCE_START, "right"),
            Column(ON_DRUGS, "right"),
            Column(ADEQUATE, tones=VERDICT_TONES),
            Column(MILESTONE, tones=VERDICT_TONES),
            Column("Excluded", wrap=True, minimum=8),
            Column("Date"),
            Column("Missing", wrap=True, minimum=24),
        ),
        tuple(_patient_row(patient, labels) for patient in ordered),
        narrower=_narrow_patients(result, labels),
    )
    return table.without_empty_columns("Site", "Excluded", "Date", "Missing")


def _patient_row(patient: PatientVerdict, labels: dict[str, str]) -> tuple[str, ...]:
    states = {criterion.id: criterion.state for criterion in patient.criteria}
    return (
        patient.status.value,
        patient.patient_id,
        patient.site or "",
        patient.prior_response or NONE,
        *(STATES[states.get(criterion, "unknown")] for criterion in labels),
        weeks_since_start(patient),
        weeks_on_drugs(patient),
        TRUTHS[patient.induction.adequate],
        TRUTHS[patient.induction.milestone_met],
        excluded_for(patient),
        _dates(patient),
        missing_words(patient),
    )


def _dates(patient: PatientVerdict) -> str:
    if patient.index_date is not None:
        return f"switched {patient.index_date.isoformat()}"
    return "" if patient.due_date is None else f"due {patient.due_date.isoformat()}"


def _narrow_patients(result: Eligibility, labels: dict[str, str]) -> tuple[Table, ...]:
    """Return a legend, and one table a status with a mark for each criterion, numbered as in the legend."""
    numbered = "; ".join(f"{i} = {label}" for i, label in enumerate(labels.values(), start=1))
    legend = Table("Patients", notes=(f"Criteria: {numbered}.", f"{STATE_LEGEND}.", *_beside(result)))
    return legend, *(_of_status(result, status, labels) for status in Status if result.counts[status])


def _of_status(result: Eligibility, status: Status, labels: dict[str, str]) -> Table:
    rows = tuple(_narrow_row(patient, labels) for patient in result.patients if patient.status is status)
    review = ", for clinician review" if status is Status.CANDIDATE else ""
    table = Table(
        f"{status.value}: {plural(len(rows), 'patient')}{review}",
        (
            Column("Patient", lead=True),
            Column("Site", wrap=True, minimum=8),
            Column("Prior"),
            *(Column(str(i), tones=VERDICT_TONES) for i in range(1, len(labels) + 1)),
            Column("On drugs", "right"),
            Column("Adequate", tones=VERDICT_TONES),
            Column("EULAR", tones=VERDICT_TONES),
            Column("Excluded", wrap=True, minimum=8),
            Column("Due" if status is Status.PENDING else "Switched"),
            Column("Missing", wrap=True, minimum=16),
        ),
        rows,
    )
    return table.without_empty_columns("Site", "Excluded", "Due", "Switched", "Missing")


def _narrow_row(patient: PatientVerdict, labels: dict[str, str]) -> tuple[str, ...]:
    states = {criterion.id: criterion.state for criterion in patient.criteria}
    moment = patient.due_date if patient.status is Status.PENDING else patient.index_date
    return (
        patient.patient_id,
        patient.site or "",
        patient.prior_response or NONE,
        *(STATE_MARKS[states.get(criterion, "unknown")] for criterion in labels),
        weeks_on_drugs(patient),
        TRUTHS[patient.induction.adequate],
        TRUTHS[patient.induction.milestone_met],
        excluded_for(patient),
        moment.isoformat() if moment else "",
        missing_words(patient),
    )


def _beside(result: Eligibility) -> list[str]:
    milestone = [f"EULAR: {result.milestone}."] if result.milestone else []
    adequate = "Adequate: induction as long and as strong as the protocol asks."
    weeks = "Prior: response to induction. On drugs: weeks on standard drugs, unknown where no stop is recorded."
    return [weeks, adequate, *milestone]
