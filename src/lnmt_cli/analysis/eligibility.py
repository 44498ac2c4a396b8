"""Who qualifies for the switch, who has switched, who does not qualify, and who cannot be told."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.contradiction import disagreeing
from lnmt_cli.analysis.lacking import missing_for, missing_for_exclusion
from lnmt_cli.analysis.notes import eligibility_notes
from lnmt_cli.analysis.rendering import CAUTION, EXCLUDED
from lnmt_cli.analysis.results import (
    CONTRADICTORY,
    AttritionStep,
    CautionMeaning,
    CautionState,
    Combination,
    CriterionCounts,
    CriterionVerdict,
    Eligibility,
    ExclusionVerdict,
    InductionCourse,
    LastSeen,
    Overlap,
    PatientVerdict,
    Status,
)
from lnmt_cli.knowledge.values import in_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from lnmt_cli.analysis.engine import Analysis

PATIENTS = """
select
  e.*,
  r.* exclude (patient_id, anchor, sex, age, milestone_met),
  c.* exclude (patient_id),
  g.drugs as induction_regimen
from eligibility e
left join induction_response r on r.patient_id = e.patient_id
join caution c on c.patient_id = e.patient_id
left join regimen g on g.patient_id = e.patient_id
order by e.patient_id
"""


def assess(analysis: Analysis) -> Eligibility:
    """Return the verdict on every patient of the registry, with the flow and the notes that go under it."""
    rows = analysis.rows(PATIENTS)
    patients = tuple(_verdict(row, analysis) for row in rows)
    excluding, attrition = _flow(patients, analysis)
    return Eligibility(
        protocol=analysis.design.protocol.name,
        response=analysis.design.response.name,
        as_of=analysis.as_of,
        patients=patients,
        attrition=attrition,
        exclusions=excluding,
        notes=tuple(eligibility_notes(analysis, rows)),
        overlap=_overlap(patients, analysis),
        cautions=tuple(CautionMeaning(one.id, one.label, one.why, one.source) for one in analysis.cautions),
        milestone=milestone.label if (milestone := analysis.design.milestone) else "",
        induction_week=analysis.design.protocol.induction_week,
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
        cautions=tuple(CautionState(caution.id, row[f"{CAUTION}{caution.id}"]) for caution in analysis.cautions),
        induction=_induction(row),
        last=_last_seen(row),
        exclusions=tuple(_exclusion(row, name, analysis) for name in analysis.design.exclusions),
    )


def _induction(row: dict[str, Any]) -> InductionCourse:
    return InductionCourse(
        biopsy_class=row["class"],
        regimen=row["induction_regimen"],
        start=None if row["is_relative"] else row["induction_start"],
        weeks=row["induction_weeks"],
        exposure_weeks=row["induction_exposure_weeks"],
        mycophenolate_mean_dose=row["mycophenolate_mean_dose"],
        cyclophosphamide_doses=row["cyclophosphamide_doses"],
        adequate=row["induction_adequate"],
        recorded_response=row["recorded_response"],
        computed_response=row["computed_response"],
        milestone_met=row["eular_milestone_met"],
        upcr_baseline=row.get("upcr_baseline"),
        upcr_week=row.get("upcr"),
        egfr_baseline=row.get("egfr_baseline"),
        egfr_week=row.get("egfr"),
        inadequate_response=row["inadequate_response"],
        refractory=row["refractory"],
    )


def _last_seen(row: dict[str, Any]) -> LastSeen:
    def on(days: int | None) -> date | None:
        return None if days is None or row["is_relative"] else row["assessment_date"] - timedelta(days=days)

    return LastSeen(
        last_visit=row["last_visit"],
        last_visit_days=row["last_visit_days"],
        upcr_last=row["upcr_last"],
        upcr_last_date=on(row["upcr_last_age"]),
        upcr_last_days=row["upcr_last_age"],
        egfr_last=row["egfr_last"],
        egfr_last_date=on(row["egfr_last_age"]),
        egfr_last_days=row["egfr_last_age"],
    )


def _criterion(row: dict[str, Any], name: str, analysis: Analysis) -> CriterionVerdict:
    met: bool | None = row[f"met_{name}"]
    lacking = () if met is not None else tuple(dict.fromkeys(missing_for(row, name, analysis)))
    return CriterionVerdict(name, met, lacking, tuple(dict.fromkeys(disagreeing(row, lacking))))


def _exclusion(row: dict[str, Any], name: str, analysis: Analysis) -> ExclusionVerdict:
    excluded: bool | None = row[f"{EXCLUDED}{name}"]
    lacking = () if excluded is not None else tuple(dict.fromkeys(missing_for_exclusion(row, name, analysis)))
    return ExclusionVerdict(name, excluded, lacking, tuple(dict.fromkeys(disagreeing(row, lacking))))


def _flow(
    patients: Sequence[PatientVerdict], analysis: Analysis
) -> tuple[tuple[AttritionStep, ...], tuple[AttritionStep, ...]]:
    """Return the steps of the exclusions and those of the criteria: who met one enters the next.

    Who began with the combination does not enter.
    """
    protocol = analysis.design.protocol
    entering = [patient for patient in patients if patient.status is not Status.UPFRONT]
    excluding = [
        (one.id, f"Excluded: {in_sentence(one.label)}", [_entering(p.exclusions[place].state) for p in entering])
        for place, one in enumerate(protocol.exclusions.values())
    ]
    asking = [
        (one.id, one.label, [p.criteria[place].state for p in entering])
        for place, one in enumerate(protocol.criteria.values())
    ]
    steps = tuple(_steps([*excluding, *asking], len(entering)))
    return steps[: len(excluding)], steps[len(excluding) :]


def _entering(state: str) -> str:
    """Return the state of an exclusion as that of a criterion: whoever is not excluded goes on."""
    return {"excluded": "not_met", "not_excluded": "met"}.get(state, state)


def _steps(asked: Iterable[tuple[str, str, Sequence[str]]], patients: int) -> Iterable[AttritionStep]:
    entered = list(range(patients))
    for name, label, states in asked:
        counts = Counter(states[one] for one in entered)
        untold = counts["unknown"] + counts[CONTRADICTORY]
        yield AttritionStep(name, label, len(entered), counts["met"], counts["not_met"], untold, counts[CONTRADICTORY])
        entered = [one for one in entered if states[one] == "met"]


def _overlap(patients: Sequence[PatientVerdict], analysis: Analysis) -> Overlap:
    """Return the criteria among all patients, without the order of the flow; the commonest combination first."""
    verdicts = [tuple(criterion.met for criterion in patient.criteria) for patient in patients]
    criteria = tuple(
        _counts(name, criterion.label, [(met[place], met.count(False)) for met in verdicts])._replace(
            contradictory=sum(patient.criteria[place].state == CONTRADICTORY for patient in patients)
        )
        for place, (name, criterion) in enumerate(analysis.design.protocol.criteria.items())
    )
    combinations = Counter(sorted(verdicts, key=str)).most_common()
    return Overlap(criteria, tuple(Combination(met, count) for met, count in combinations))


def _counts(name: str, label: str, verdicts: Sequence[tuple[bool | None, int]]) -> CriterionCounts:
    """Return how one criterion falls; of each patient its verdict is given, and how many criteria are failed."""
    met, not_met, unknown = (sum(verdict is truth for verdict, _ in verdicts) for truth in (True, False, None))
    only_failed = sum(verdict is False and failed == 1 for verdict, failed in verdicts)
    return CriterionCounts(name, label, met, not_met, unknown, only_failed)
