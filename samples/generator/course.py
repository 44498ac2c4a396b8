"""The visits of one switched patient, through the values that count and plausible ones between them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from generator.plan import Plan, working_day
from generator.serum import Serum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.calibrate import Anchor
    from generator.draw import Draw

Values = tuple[float, float]
"""UPCR in g/g and creatinine in mg/dL."""


def clinic_days(plan: Plan, course: dict[str, Any], special: dict[str, Any], draw: Draw) -> list[date]:
    """Return the days of all visits, in order, from before induction to a year after the switch."""
    jitter = course["day_jitter"]
    start = plan.induction - timedelta(days=draw.pick((0, 0, 7)))
    during = [
        working_day(plan.induction + timedelta(days=d + draw.integer(-jitter, jitter)))
        for d in course["induction_days"]
    ]
    after = [
        plan.week_24 or plan.switch
        if days == 168
        else working_day(plan.switch + timedelta(days=days + draw.integer(-jitter, jitter)))
        for days in course["after_switch_days"]
        if plan.outcome not in {"lost", "late"} or days < 100
    ]
    extra = [
        plan.switch + timedelta(days=course[day])
        for day, wanted in (
            ("late_day", plan.outcome == "late"),
            ("two_visits_in_window_day", plan.position in special["two_visits_in_window"]),
            ("two_visits_equally_near_day", plan.position in special["two_visits_equally_near"]),
        )
        if wanted
    ]
    return sorted({start, *during, plan.assessment, plan.baseline, *after, *extra} - _too_close(plan))


def _too_close(plan: Plan) -> set[date]:
    """The switch day itself when the baseline was measured a week before: the prescription needs no visit."""
    return {plan.switch} if plan.baseline != plan.switch else set()


def fixed_values(plan: Plan, anchor: Anchor, first: date, course: dict[str, Any], draw: Draw) -> dict[date, Values]:
    """Return what is set: before induction, at its end by the prior response, at the switch, at week 24."""
    low, high = course["assessment_upcr"][plan.prior]
    end = min(max(anchor.upcr * draw.uniform(*course["assessment"]), low), high)
    before = end * draw.uniform(*course["before_induction_upcr"][plan.prior])
    creatinine = anchor.creatinine * draw.uniform(*course["before_induction_creatinine"][plan.prior])
    values = {
        first: (before, creatinine),
        plan.assessment: (end, anchor.creatinine * draw.uniform(*course["assessment_creatinine"])),
        plan.baseline: (anchor.upcr, anchor.creatinine),
    }
    if plan.week_24 and anchor.upcr_24 is not None and anchor.creatinine_24 is not None:
        values[plan.week_24] = (anchor.upcr_24, anchor.creatinine_24)
    return values


def value_on(day: date, fixed: dict[date, Values], course: dict[str, Any], seen: bool, draw: Draw) -> Values:
    """Return the values of a day: as fixed, else between its neighbours, else going on from the last."""
    if day in fixed:
        return fixed[day]
    earlier, later = max(d for d in fixed if d < day), min((d for d in fixed if d > day), default=None)
    if later is None:
        spread = course["after_week_24"] if seen else course["unseen_after_switch"]
        return fixed[earlier][0] * draw.uniform(*spread), fixed[earlier][1] * draw.uniform(*course["between"])
    share = (day - earlier).days / (later - earlier).days
    upcr, creatinine = (
        a * (b / a) ** share * draw.uniform(*course["between"])
        for a, b in zip(fixed[earlier], fixed[later], strict=True)
    )
    return upcr, creatinine


def measures(
    plan: Plan, days: Sequence[date], fixed: dict[date, Values], design: dict[str, Any], draw: Draw
) -> list[dict[str, float]]:
    """Return UPCR, creatinine, albumin, C3 and C4 of each day. Some are missing, none that counts."""
    course = design["course"]
    serum = Serum(design["serum"], draw)
    rows = []
    for day in days:
        upcr, creatinine = value_on(day, fixed, course, plan.week_24 is not None, draw)
        row = {"upcr": upcr, "creatinine": creatinine} | serum.on(upcr, (day - days[0]).days, day > plan.switch)
        missing = {
            "creatinine": draw.chance(course["missing_creatinine"]) and day not in fixed,
            "albumin": draw.chance(course["missing_albumin"]),
        }
        missing["c3"] = missing["c4"] = draw.chance(course["missing_complement"])
        rows.append({name: value for name, value in row.items() if not missing.get(name)})
    return rows
