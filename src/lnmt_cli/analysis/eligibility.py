"""Who qualifies for the switch, who has switched, who does not qualify, and who cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.notes import eligibility_notes
from lnmt_cli.analysis.results import (
    AttritionStep,
    CautionState,
    CriterionVerdict,
    Eligibility,
    PatientVerdict,
    Status,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lnmt_cli.analysis.engine import Analysis

PATIENTS = """
select e.*, r.* exclude (patient_id, anchor), r.patient_id is not null as has_response, c.* exclude (patient_id)
from eligibility e
left join response r on r.patient_id = e.patient_id and r.anchor = 'induction'
join caution c on c.patient_id = e.patient_id
order by e.patient_id
"""


def assess(analysis: Analysis) -> Eligibility:
    """Return the verdict on every patient of the registry, with the flow and the notes that go under it."""
    rows = analysis.rows(PATIENTS)
    patients = tuple(_verdict(row, analysis) for row in rows)
    return Eligibility(
        protocol=analysis.design.protocol.name,
        response=analysis.design.response.name,
        as_of=analysis.as_of,
        patients=patients,
        attrition=tuple(_attrition(patients, analysis)),
        notes=tuple(eligibility_notes(analysis, rows)),
    )


def _verdict(row: dict[str, Any], analysis: Analysis) -> PatientVerdict:
    status = Status(row["status"])
    return PatientVerdict(
        patient_id=row["patient_id"],
        site=row["site"],
        status=status,
        prior_response=row["prior_response"],
        index_date=row["index_date"],
        due_date=row["due_date"] if status is Status.PENDING else None,
        criteria=tuple(_criterion(row, name, analysis) for name in analysis.design.protocol.criteria),
        cautions=tuple(CautionState(caution.id, row[caution.id]) for caution in analysis.cautions),
    )


def _criterion(row: dict[str, Any], name: str, analysis: Analysis) -> CriterionVerdict:
    met: bool | None = row[name]
    return CriterionVerdict(name, met, () if met is not None else tuple(_missing(row, name, analysis)))


def _missing(row: dict[str, Any], criterion: str, analysis: Analysis) -> Iterable[str]:
    """Yield the fields without which ``criterion`` cannot be told."""
    if criterion == "biopsy_class":
        if row["has_undated_biopsy"] and row["has_biopsy"]:
            yield "biopsy_date" if row["assessment_date"] else _lacking_of_switch(row)
        else:
            yield "biopsy_class"
    elif criterion == "standard_induction":
        yield "induction_drug"
    elif criterion == "induction_24_weeks":
        yield _lacking_of_switch(row) if row["induction_start"] else "induction_start"
    elif not row["has_response"]:
        yield "induction_start"
    else:
        yield from _missing_values(row, analysis)


def _lacking_of_switch(row: dict[str, Any]) -> str:
    """Return what is missing where the day of the switch is not known, or whether there was one."""
    return "switch_date" if row["has_switched"] else "stop_date"


def _missing_values(row: dict[str, Any], analysis: Analysis) -> Iterable[str]:
    """Yield the values that the response to induction lacks, at baseline or at the week."""
    week = analysis.design.protocol.induction_week
    for name in analysis.design.complete.names:
        if row[name] is None:
            yield (
                name.replace("_baseline", "_at_baseline") if name.endswith("_baseline") else f"{name}_at_week_{week}"
            )


def _attrition(patients: Sequence[PatientVerdict], analysis: Analysis) -> Iterable[AttritionStep]:
    """Yield the flow: who met one criterion enters the next."""
    entered = list(patients)
    for position, (name, label) in enumerate(analysis.design.protocol.criteria.items()):
        verdicts = [patient.criteria[position].met for patient in entered]
        counts = [sum(verdict is truth for verdict in verdicts) for truth in (True, False, None)]
        yield AttritionStep(name, label, len(entered), *counts)
        entered = [patient for patient, met in zip(entered, verdicts, strict=True) if met]
