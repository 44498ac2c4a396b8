"""Who is in the cohort, and on which days: everything but the laboratory values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from generator.search import settle

if TYPE_CHECKING:
    from generator.draw import Draw
    from generator.targets import Targets


@dataclass(frozen=True, slots=True)
class Plan:
    """One switched patient's course.

    ``outcome`` is CR, PR or NR at week 24, or why there is none (lost, late). ``assessment`` is the visit
    near week 24 of induction; ``baseline`` the last visit on or before the switch; ``week_24`` the visit that
    counts 24 weeks after it, None if there is none in the window.
    """

    position: int
    prior: str
    outcome: str
    sex: str
    birth: date
    on_mycophenolate: bool
    induction: date
    assessment: date
    switch: date
    baseline: date
    week_24: date | None
    egfr_recorded: bool


def working_day(day: date) -> date:
    """Return the day, or the Monday after it if it is on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def plan_cohort(targets: Targets, draw: Draw) -> list[Plan]:
    """Return the courses of the whole cohort, in random order of groups and sexes."""
    design = targets.design
    groups = draw.shuffled(
        [(g["prior_response"], o) for g in design["group"] for o, n in g["outcomes"].items() for _ in range(n)]
    )
    sexes = draw.shuffled(["F"] * design["women"] + ["M"] * design["men"])
    ages = _ages(targets, len(groups), draw)
    return [
        _plan(position, *group, sex, age, design, draw)
        for position, (group, sex, age) in enumerate(zip(groups, sexes, ages, strict=True))
    ]


def _ages(targets: Targets, count: int, draw: Draw) -> list[int]:
    youngest, oldest = targets.design["youngest_at_switch"], targets.design["oldest_at_switch"]
    start = [[draw.integer(youngest, round((youngest + oldest) / 2))] for _ in range(count)]
    rows = settle(
        start,
        [targets.age],
        lambda _row, _column, years: years,
        lambda _row, years: youngest <= years[0] <= oldest,
        draw,
    )
    return [years for (years,) in rows]


def _plan(position: int, prior: str, outcome: str, sex: str, age: int, design: dict[str, Any], draw: Draw) -> Plan:
    special = design["special"]
    span = (design["last_induction"] - design["first_induction"]).days
    induction = working_day(design["first_induction"] + timedelta(days=draw.integer(0, span)))
    assessment = working_day(induction + timedelta(days=draw.integer(160, 174)))
    switch = working_day(assessment + timedelta(days=draw.integer(21, 63)))
    born = switch.replace(year=switch.year - age, day=min(switch.day, 28)) - timedelta(days=draw.integer(4, 360))
    return Plan(
        position=position,
        prior=prior,
        outcome=outcome,
        sex=sex,
        birth=born,
        on_mycophenolate=draw.chance(design["share_on_mycophenolate"]),
        induction=induction,
        assessment=assessment,
        switch=switch,
        baseline=switch - timedelta(days=draw.pick((0, 0, 0, 7))),
        week_24=_week_24(position, outcome, switch, special, draw),
        egfr_recorded=position not in special["egfr_not_recorded"] + special["egfr_recorded_but_once"],
    )


def _week_24(position: int, outcome: str, switch: date, special: dict[str, Any], draw: Draw) -> date | None:
    if outcome in {"lost", "late"}:
        return None
    if position in special["two_visits_equally_near"]:
        return switch + timedelta(days=176)
    if position in special["two_visits_in_window"]:
        return switch + timedelta(days=165)
    return working_day(switch + timedelta(days=draw.integer(156, 180)))
