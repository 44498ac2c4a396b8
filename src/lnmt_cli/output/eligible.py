"""The result of ``lnmt eligible`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ..analysis.results import Status
from .eligible_tables import criterion_labels, missing_data, tables
from .formats import Projection, Record

if TYPE_CHECKING:
    from ..analysis.results import CriterionVerdict, Eligibility, PatientVerdict

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
    return [*first, *criteria, "missing", *cautions]


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
        "attrition": [
            {
                "id": step.id,
                "label": step.label,
                "entered": step.entered,
                "met": step.met,
                "not_met": step.not_met,
                "unknown": step.unknown,
            }
            for step in result.attrition
        ],
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
        **{f"caution_{caution.id}": caution.state for caution in patient.cautions},
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
        "cautions": [{"id": caution.id, "state": caution.state} for caution in patient.cautions],
    }


def _criterion_payload(criterion: CriterionVerdict) -> Record:
    missing = {"missing": list(criterion.missing)} if criterion.met is None else {}
    return {"id": criterion.id, "met": criterion.met, **missing}
