"""How verdicts on patients are put: the words, the marks and what they mean to the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..analysis.results import Status
from .table import Tone

if TYPE_CHECKING:
    from ..analysis.results import Eligibility, PatientVerdict

MEANINGS = {
    Status.CANDIDATE: "meets every criterion, has not switched: for clinician review",
    Status.SWITCHED: "met every criterion, and has switched",
    Status.SWITCHED_OUTSIDE: "has switched without meeting every criterion",
    Status.UPFRONT: "began induction on both drugs of the combination: no switch",
    Status.PENDING: "has not yet had the weeks of induction",
    Status.NOT_ELIGIBLE: "fails a criterion or is excluded, has not switched",
    Status.UNDETERMINED: "fails no criterion, but at least one cannot be told",
}

MET = {True: "met", False: "not met", None: "unknown"}
EXCLUDED = {True: "excluded", False: "not excluded", None: "unknown"}
TRUTHS = {True: "yes", False: "no", None: "unknown"}
MARKS = {True: "✓", False: "✗", None: "?"}
LEGEND = "✓ = met, ✗ = not met, ? = unknown"

STATUS_TONES = {
    Status.CANDIDATE.value: Tone.GOOD,
    Status.SWITCHED_OUTSIDE.value: Tone.CAUTION,
    Status.UNDETERMINED.value: Tone.CAUTION,
}
VERDICT_TONES = {"not met": Tone.BAD, "unknown": Tone.CAUTION, "✗": Tone.BAD, "?": Tone.CAUTION}
STATE_TONES = {"present": Tone.BAD, "unknown": Tone.CAUTION}


def criterion_labels(result: Eligibility) -> dict[str, str]:
    """Return the label of each criterion by its id, in the order of the protocol."""
    labels = {step.id: step.label for step in result.attrition}
    for patient in result.patients:
        for criterion in patient.criteria:
            labels.setdefault(criterion.id, criterion.id.replace("_", " "))
    return labels


def missing_data(patient: PatientVerdict) -> list[str]:
    """Return what is missing to tell the unknown criteria and exclusions of a patient, each datum once."""
    of_criteria = (datum for one in patient.criteria if one.met is None for datum in one.missing)
    of_exclusions = (datum for one in patient.exclusions if one.excluded is None for datum in one.missing)
    return list(dict.fromkeys([*of_criteria, *of_exclusions]))


def excluded_for(patient: PatientVerdict) -> str:
    """Return in words what excludes a patient; empty where nothing does."""
    return ", ".join(one.id.replace("_", " ") for one in patient.exclusions if one.excluded)
