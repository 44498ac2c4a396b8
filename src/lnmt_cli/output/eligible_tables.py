"""The result of ``lnmt eligible`` as tables: the counts, the patients, the cautions and the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..analysis.results import Status
from .figures import NONE, plural, share
from .table import Column, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..analysis.results import AttritionStep, Eligibility, PatientVerdict

_MEANINGS = {
    Status.CANDIDATE: "meets every criterion, has not switched: for clinician review",
    Status.SWITCHED: "met every criterion, and has switched",
    Status.SWITCHED_OUTSIDE: "has switched without meeting every criterion",
    Status.PENDING: "has not yet had the weeks of induction",
    Status.NOT_ELIGIBLE: "fails a criterion, has not switched",
    Status.UNDETERMINED: "fails no criterion, but at least one cannot be told",
}

_TONES = {
    Status.CANDIDATE.value: Tone.GOOD,
    Status.SWITCHED_OUTSIDE.value: Tone.CAUTION,
    Status.UNDETERMINED.value: Tone.CAUTION,
}

_WORDS = {True: "met", False: "not met", None: "unknown"}
_MARKS = {True: "✓", False: "✗", None: "?"}
_VERDICT_TONES = {"not met": Tone.BAD, "unknown": Tone.CAUTION, "✗": Tone.BAD, "?": Tone.CAUTION}

_LEGEND = "✓ = met, ✗ = not met, ? = unknown"


def tables(result: Eligibility, *, attrition: bool = False) -> list[Table]:
    """Return the counts, the patients by status with the candidates first, the cautions and the notes."""
    found = [_counts(result)]
    found += [_patients(result)] if result.patients else []
    found += _cautions(result)
    found += [_attrition(result.attrition)] if attrition else []
    found += [Table("Notes", notes=result.notes)] if result.notes else []
    return found


def criterion_labels(result: Eligibility) -> dict[str, str]:
    """Return the label of each criterion by its id, in the order of the protocol."""
    labels = {step.id: step.label for step in result.attrition}
    for patient in result.patients:
        for criterion in patient.criteria:
            labels.setdefault(criterion.id, criterion.id.replace("_", " "))
    return labels


def missing_data(patient: PatientVerdict) -> list[str]:
    """Return what is missing to tell the unknown criteria of a patient, each datum once."""
    return list(dict.fromkeys(datum for c in patient.criteria if c.met is None for datum in c.missing))


def _counts(result: Eligibility) -> Table:
    total = len(result.patients)
    return Table(
        f"Eligibility for the switch: {plural(total, 'patient')} as of {result.as_of.isoformat()}, "
        f"protocol {result.protocol}, response by {result.response}",
        (
            Column("Status", lead=True, tones=_TONES),
            Column("Patients", "right"),
            Column("%", "right"),
            Column("Meaning", wrap=True, minimum=24),
        ),
        tuple(
            (status.value, f"{n}/{total}", share(n, total), _MEANINGS[status]) for status, n in result.counts.items()
        ),
    )


def _patients(result: Eligibility) -> Table:
    labels = criterion_labels(result)
    ordered = [patient for status in Status for patient in result.patients if patient.status is status]
    table = Table(
        "Patients",
        (
            Column("Status", lead=True, group=True, tones=_TONES),
            Column("Patient", lead=True),
            Column("Site", wrap=True, minimum=8),
            Column("Prior response"),
            *(Column(label, tones=_VERDICT_TONES) for label in labels.values()),
            Column("Date"),
            Column("Missing", wrap=True, minimum=24),
        ),
        tuple(_patient_row(patient, labels) for patient in ordered),
        narrower=_narrow_patients(result, labels),
    )
    return table.without_empty_columns("Site", "Date", "Missing")


def _patient_row(patient: PatientVerdict, labels: dict[str, str]) -> tuple[str, ...]:
    met = {criterion.id: criterion.met for criterion in patient.criteria}
    return (
        patient.status.value,
        patient.patient_id,
        patient.site or "",
        patient.prior_response or NONE,
        *(_WORDS[met.get(criterion)] for criterion in labels),
        _dates(patient),
        ", ".join(missing_data(patient)),
    )


def _dates(patient: PatientVerdict) -> str:
    if patient.index_date is not None:
        return f"switched {patient.index_date.isoformat()}"
    return "" if patient.due_date is None else f"due {patient.due_date.isoformat()}"


def _narrow_patients(result: Eligibility, labels: dict[str, str]) -> tuple[Table, ...]:
    """Return a legend, and one table a status with a mark for each criterion, numbered as in the legend."""
    numbered = ", ".join(f"{i} {label}" for i, label in enumerate(labels.values(), start=1))
    legend = Table("Patients", notes=(f"Criteria: {numbered}.", f"{_LEGEND}."))
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
            *(Column(str(i), tones=_VERDICT_TONES) for i in range(1, len(labels) + 1)),
            Column("Due" if status is Status.PENDING else "Switched"),
            Column("Missing", wrap=True, minimum=16),
        ),
        rows,
    )
    return table.without_empty_columns("Site", "Due", "Switched", "Missing")


def _narrow_row(patient: PatientVerdict, labels: dict[str, str]) -> tuple[str, ...]:
    met = {criterion.id: criterion.met for criterion in patient.criteria}
    moment = patient.due_date if patient.status is Status.PENDING else patient.index_date
    return (
        patient.patient_id,
        patient.site or "",
        patient.prior_response or NONE,
        *(_MARKS[met.get(criterion)] for criterion in labels),
        moment.isoformat() if moment else "",
        ", ".join(missing_data(patient)),
    )


def _cautions(result: Eligibility) -> list[Table]:
    """Return the candidates' cautions that are present or unknown; an unknown one is not the all-clear."""
    candidates = [p for p in result.patients if p.status is Status.CANDIDATE and p.cautions]
    if not candidates:
        return []
    named = (
        Column("Patient", lead=True),
        Column("Present", wrap=True, minimum=16),
        Column("Unknown", wrap=True, minimum=16),
    )
    rows = tuple((p.patient_id, _in_state(p, "present"), _in_state(p, "unknown")) for p in candidates)
    return [Table("Cautions for the candidates, for clinician review", named, rows)]


def _in_state(patient: PatientVerdict, state: str) -> str:
    return ", ".join(c.id.replace("_", " ") for c in patient.cautions if c.state == state) or NONE


def _attrition(steps: Sequence[AttritionStep]) -> Table:
    return Table(
        "Flow of patients: of those who met the criteria before",
        (
            Column("Criterion", wrap=True, minimum=20, lead=True),
            Column("Met", "right"),
            Column("%", "right"),
            Column("Not met", "right"),
            Column("Unknown", "right"),
        ),
        tuple(
            (s.label, f"{s.met}/{s.entered}", share(s.met, s.entered), str(s.not_met), str(s.unknown)) for s in steps
        ),
    )
