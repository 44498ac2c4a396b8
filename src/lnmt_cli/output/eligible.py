"""The result of ``lnmt eligible`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..analysis.results import CONTRADICTORY, InductionCourse, LastSeen, Status
from .eligible_tables import tables
from .eligible_words import contradictions, criterion_labels, missing_data
from .formats import Projection, Record

if TYPE_CHECKING:
    from ..analysis.results import CriterionVerdict, Eligibility, ExclusionVerdict, PatientVerdict

__all__ = ["columns", "payload", "projection", "records", "tables"]


def projection(result: Eligibility, *, attrition: bool = False) -> Projection:
    """Return the result ready for any format; ``attrition`` adds the flow of patients to the tables."""
    return Projection(
        tables=partial(tables, result, attrition=attrition),
        columns=partial(columns, result),
        records=partial(records, result),
        payload=partial(payload, result),
    )


def columns(result: Eligibility) -> list[str]:
    """Return the names of the record columns, which a result without patients has as well."""
    criteria = list(criterion_labels(result))
    cautions = dict.fromkeys(f"caution_{caution.id}" for p in result.patients for caution in p.cautions)
    first = ["patient_id", "site", "status", "prior_response", "index_date", "due_date"]
    excluded = [f"excluded_{step.id}" for step in result.exclusions]
    course = [*_course(InductionCourse()), *LastSeen._fields]
    return [*first, *criteria, "missing", *course, *excluded, *cautions, "contradictory"]


def records(result: Eligibility) -> list[Record]:
    """Return one record a patient: a column for each criterion (true, false, None) and for each caution."""
    return [_record(patient) for patient in result.patients]


def payload(result: Eligibility) -> Record:
    """Return the documented JSON, with ``notes`` added at its end."""
    return {
        "schema_version": 1,
        "command": "eligible",
        "protocol": {"name": result.protocol, "response": result.response},
        "as_of": result.as_of,
        "counts": {status.value: n for status, n in result.counts.items()},
        "patients": [_patient_payload(patient) for patient in result.patients],
        "attrition": [step._asdict() for step in result.attrition],
        "exclusions": [
            {
                "id": step.id,
                "label": step.label,
                "entered": step.entered,
                "excluded": step.not_met,
                "not_excluded": step.met,
                "unknown": step.unknown,
            }
            for step in result.exclusions
        ],
        "overlap": {
            "criteria": [counts._asdict() for counts in result.overlap.criteria],
            "combinations": [
                {"met": dict(zip(criterion_labels(result), found.met, strict=True)), "patients": found.patients}
                for found in result.overlap.combinations
            ],
        },
        "cautions": [caution._asdict() for caution in result.cautions],
        "milestone": result.milestone or None,
        "notes": list(result.notes),
    }


def _record(patient: PatientVerdict) -> Record:
    return {
        "patient_id": patient.patient_id,
        "site": patient.site,
        "status": patient.status.value,
        "prior_response": patient.prior_response,
        "index_date": patient.index_date,
        "due_date": patient.due_date,
        **{criterion.id: criterion.met for criterion in patient.criteria},
        "missing": "; ".join(missing_data(patient)),
        **_course(patient.induction),
        **patient.last._asdict(),
        **{f"excluded_{exclusion.id}": exclusion.excluded for exclusion in patient.exclusions},
        **{f"caution_{caution.id}": caution.state for caution in patient.cautions},
        "contradictory": "; ".join(contradictions(patient)),
    }


def _course(induction: InductionCourse) -> Record:
    """Return the induction as columns; those whose names alone would not say of what bear it."""
    return {
        "class": induction.biopsy_class,
        "induction_regimen": induction.regimen,
        "induction_start": induction.start,
        "induction_weeks": induction.weeks,
        "exposure_weeks": induction.exposure_weeks,
        "mycophenolate_mean_dose": induction.mycophenolate_mean_dose,
        "cyclophosphamide_doses": induction.cyclophosphamide_doses,
        "induction_adequate": induction.adequate,
        "recorded_response": induction.recorded_response,
        "computed_response": induction.computed_response,
        "eular_6mo_milestone_met": induction.milestone_met,
        "upcr_baseline": induction.upcr_baseline,
        "upcr_week": induction.upcr_week,
        "egfr_baseline": induction.egfr_baseline,
        "egfr_week": induction.egfr_week,
        "acr_2024_inadequate_response": induction.inadequate_response,
        "acr_2024_refractory": induction.refractory,
    }


def _patient_payload(patient: PatientVerdict) -> Record:
    due = {"due_date": patient.due_date} if patient.status is Status.PENDING else {}
    return {
        "patient_id": patient.patient_id,
        "site": patient.site,
        "status": patient.status.value,
        "prior_response": patient.prior_response,
        "index_date": patient.index_date,
        **due,
        "criteria": [_criterion_payload(criterion) for criterion in patient.criteria],
        "exclusions": [_exclusion_payload(exclusion) for exclusion in patient.exclusions],
        "cautions": [{"id": caution.id, "state": caution.state} for caution in patient.cautions],
        "induction": _course(patient.induction),
        "last": patient.last._asdict(),
    }


def _criterion_payload(criterion: CriterionVerdict) -> Record:
    return {"id": criterion.id, "met": criterion.met, "state": criterion.state, **_untold(criterion)}


def _exclusion_payload(exclusion: ExclusionVerdict) -> Record:
    return {"id": exclusion.id, "excluded": exclusion.excluded, "state": exclusion.state, **_untold(exclusion)}


def _untold(verdict: CriterionVerdict | ExclusionVerdict) -> Record:
    """Return what is missing to tell a criterion or an exclusion, and which records disagree on it."""
    if verdict.state not in ("unknown", CONTRADICTORY):
        return {}
    disagree = {"disagree": list(verdict.disagree)} if verdict.disagree else {}
    return {"missing": list(verdict.missing), **disagree}
