"""How verdicts on patients are put: the words, the marks and what they mean to the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..analysis.results import CONTRADICTORY, Status
from .rounding import rounded
from .table import Tone

if TYPE_CHECKING:
    from ..analysis.results import CriterionVerdict, Eligibility, ExclusionVerdict, PatientVerdict

MEANINGS = {
    Status.CANDIDATE: "meets every criterion, has not switched: for clinician review",
    Status.SWITCHED: "met every criterion, and has switched",
    Status.SWITCHED_OUTSIDE: "has switched without meeting every criterion",
    Status.UPFRONT: "began induction on both drugs of the combination: no switch",
    Status.PENDING: "has not yet had the weeks of induction",
    Status.NOT_ELIGIBLE: "fails a criterion or is excluded, has not switched",
    Status.UNDETERMINED: "cannot be told: data are missing, or contradict each other",
}

WEEKS_DIGITS = 0

MET = {True: "met", False: "not met", None: "unknown"}
EXCLUDED = {True: "excluded", False: "not excluded", None: "unknown"}
TRUTHS = {True: "yes", False: "no", None: "unknown"}
MARKS = {True: "✓", False: "✗", None: "?"}
STATES = {"met": "met", "not_met": "not met", "unknown": "unknown", CONTRADICTORY: CONTRADICTORY}
STATE_MARKS = {"met": "✓", "not_met": "✗", "unknown": "?", CONTRADICTORY: "≠"}
LEGEND = "✓ = met, ✗ = not met, ? = unknown"
STATE_LEGEND = f"{LEGEND}, ≠ = records contradict each other"

STATUS_TONES = {
    Status.CANDIDATE.value: Tone.GOOD,
    Status.SWITCHED_OUTSIDE.value: Tone.CAUTION,
    Status.UNDETERMINED.value: Tone.CAUTION,
}
VERDICT_TONES = {
    "not met": Tone.BAD,
    "✗": Tone.BAD,
    **dict.fromkeys(("unknown", CONTRADICTORY, "?", "≠"), Tone.CAUTION),
}
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


def contradictions(patient: PatientVerdict) -> list[str]:
    """Return in words which records of a patient disagree, where a criterion or an exclusion rests on them."""
    told: list[CriterionVerdict | ExclusionVerdict] = [*patient.criteria, *patient.exclusions]
    return list(dict.fromkeys(words for one in told for words in one.disagree))


def missing_words(patient: PatientVerdict) -> str:
    """Return what is missing of a patient as a cell, and which records disagree."""
    return ": ".join(filter(None, (", ".join(missing_data(patient)), "; ".join(contradictions(patient)))))


def weeks_on_drugs(patient: PatientVerdict) -> str:
    """Return the weeks on standard drugs as a cell: a row for which no stop is recorded has no end that is known."""
    weeks = patient.induction.exposure_weeks
    return "unknown" if weeks is None else rounded(weeks, WEEKS_DIGITS)


def weeks_since_start(patient: PatientVerdict) -> str:
    """Return the weeks from the start of induction to the assessment date as a cell."""
    weeks = patient.induction.weeks
    return "unknown" if weeks is None else rounded(weeks, WEEKS_DIGITS)


def excluded_for(patient: PatientVerdict) -> str:
    """Return in words what excludes a patient; empty where nothing does."""
    return ", ".join(one.id.replace("_", " ") for one in patient.exclusions if one.excluded)
