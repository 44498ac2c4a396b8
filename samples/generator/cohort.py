"""The 29 patients who have switched."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from generator.calibrate import Anchor, calibrate
from generator.course import clinic_days, fixed_values, measures
from generator.draw import Draw
from generator.kidney import egfr, rounded
from generator.model import MEASURES, Patient, Treatment, Visit
from generator.plan import Plan, plan_cohort

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.targets import Targets


def cohort(targets: Targets) -> list[Patient]:
    """Return the calibrated cohort, LN-001 onwards."""
    draw = Draw(targets.design["seed"])
    plans = plan_cohort(targets, draw)
    anchors = calibrate(plans, targets, draw)
    return [_patient(plan, anchor, targets, draw) for plan, anchor in zip(plans, anchors, strict=True)]


def treatments(drug: str, induction: date, switch: date | None, stop: date | None = None) -> tuple[Treatment, ...]:
    """Return the courses behind an induction and a switch; a stopped drug gives way to mycophenolate."""
    courses = [Treatment(drug, induction, stop, "induction")]
    if switch and stop:
        courses.append(Treatment("MMF", switch, None, "switch"))
    if switch:
        courses.append(Treatment("Tacrolimus", switch, None, "switch"))
    return tuple(courses)


def _patient(plan: Plan, anchor: Anchor, targets: Targets, draw: Draw) -> Patient:
    design, special = targets.design, targets.design["special"]
    days = clinic_days(plan, design["course"], special, draw)
    fixed = fixed_values(plan, anchor, days[0], design["course"], draw)
    drug = draw.pick(design["mycophenolate" if plan.on_mycophenolate else "cyclophosphamide"])
    stop = None if plan.on_mycophenolate else plan.assessment
    return Patient(
        patient_id=f"LN-{plan.position + 1:03d}",
        site=draw.pick(design["sites"]),
        sex=plan.sex,
        birth_date=plan.birth,
        prior_response="" if plan.position in special["prior_response_only_computable"] else plan.prior,
        biopsy_date=plan.induction - timedelta(days=draw.integer(3, 21)),
        biopsy_class=draw.pick(design["biopsy_classes"]),
        induction_drug=drug,
        induction_start=plan.induction,
        switch_date=plan.switch,
        treatments=treatments(drug, plan.induction, plan.switch, stop),
        visits=_visits(plan, days, measures(plan, days, fixed, design, draw), targets),
        switch_recorded=plan.position not in special["switch_only_from_treatments"],
    )


def _visits(plan: Plan, days: Sequence[date], rows: Sequence[dict[str, float]], targets: Targets) -> tuple[Visit, ...]:
    once = days[1] if plan.position in targets.design["special"]["egfr_recorded_but_once"] else None
    visits = []
    for day, row in zip(days, rows, strict=True):
        written = as_reported(row)
        if "creatinine" in written and (plan.egfr_recorded or (once and day != once)):
            written["egfr"] = rounded(egfr(targets.equation, plan.sex, plan.birth, day, written["creatinine"]), 1)
        visits.append(Visit(day, dict(written)))
    return tuple(visits)


def as_reported(row: dict[str, float]) -> dict[str, float]:
    """Return the measures with the decimals that a laboratory reports."""
    return {name: rounded(value, MEASURES[name]) for name, value in row.items()}
