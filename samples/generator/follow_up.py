"""A registry with what definitions of response ask for: sediment, doses, events, a year of visits after the switch.

Nothing of it is calibrated to a publication; the courses are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from generator.draw import Draw
from generator.kidney import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.layouts import Table
    from generator.model import Cell

SEED = 2018
PATIENTS = 48
FIRST_DAY = date(2015, 1, 12)
INDUCTION_VISITS = (0, 4, 12, 24)
SWITCH_VISITS = (0, 4, 12, 24, 36, 52)
WEEK = timedelta(weeks=1)
CLASSES = ("III (A)", "IV-S (A)", "IV-G (A/C)", "III (A/C) + V", "IV-G (A) + V", "V", "IV-G (C)")
VISIT_HEADERS = (
    *(
        "patient_id",
        "visit_date",
        "UPCR (g/g)",
        "urine specimen",
        "creatinine (mg/dL)",
        "albumin (g/dL)",
        "C3",
        "C4 (mg/dL)",
    ),
    *("anti-dsDNA (IU/mL)", "anti-dsDNA assay", "urine RBC (/HPF)", "RBC casts", "prednisolone (mg/day)"),
    *("systolic BP", "diastolic BP", "potassium (mmol/L)", "WBC (10^9/L)", "height (cm)"),
)


@dataclass(slots=True)
class Course:
    """One patient: how ill at the start of induction, what is left of that over the weeks, and when what began."""

    number: int
    sex: str
    born: date
    site: str
    biopsy_class: str
    induction_drug: str
    begun: date
    switched: date | None
    upcr: float
    creatinine: float
    failing: float
    """Share of the proteinuria that the induction left."""
    remaining: float
    """Share of that which is left a year after the switch."""
    last_week: int
    events: list[tuple[date, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the identifier."""
        return f"FU-{self.number:03d}"


def follow_up() -> dict[str, Table]:
    """Return the sheets of the workbook."""
    draw = Draw(SEED)
    courses = [_course(number, draw) for number in range(1, PATIENTS + 1)]
    return {
        "patients": _patients(courses, draw),
        "biopsies": (
            ("patient_id", "biopsy_date", "biopsy_class", "activity index", "chronicity index"),
            [
                [
                    c.name,
                    c.begun - timedelta(days=draw.integer(5, 30)),
                    c.biopsy_class,
                    draw.integer(2, 16),
                    draw.integer(0, 5),
                ]
                for c in courses
            ],
        ),
        "treatments": (
            ("patient_id", "drug", "start_date", "stop_date", "dose (mg/day)", "number of doses", "phase"),
            [row for course in courses for row in _treatments(course, draw)],
        ),
        "visits": (VISIT_HEADERS, [row for course in courses for row in _visits(course, draw)]),
        "events": (
            ("patient_id", "event_date", "event"),
            [[course.name, day, kind] for course in courses for day, kind in sorted(course.events)],
        ),
    }


def _course(number: int, draw: Draw) -> Course:
    begun = FIRST_DAY + timedelta(days=draw.integer(0, 1100))
    is_switched = draw.chance(0.7)
    course = Course(
        number=number,
        sex="F" if draw.chance(0.85) else "M",
        born=begun - timedelta(days=draw.integer(17 * 365, 52 * 365)),
        site=draw.pick(("North", "South")),
        biopsy_class=draw.pick(CLASSES),
        induction_drug=draw.pick(("MMF", "MMF", "IV CYC")),
        begun=begun,
        switched=begun + timedelta(days=draw.integer(150, 260)) if is_switched else None,
        upcr=draw.uniform(1.2, 8.0),
        creatinine=draw.uniform(0.55, 1.5),
        failing=draw.uniform(0.25, 1.1),
        remaining=draw.pick((0.08, 0.15, 0.2, 0.4, 0.5, 0.9, 1.3)),
        last_week=draw.pick((52, 52, 52, 52, 36, 24, 12)),
    )
    _befall(course, draw)
    return course


def _befall(course: Course, draw: Draw) -> None:
    if course.switched is None:
        return
    kinds = ("infection", "infection", "hyperkalaemia", "diabetes", "flare")
    for kind in kinds:
        if draw.chance(0.12):
            course.events.append((course.switched + timedelta(days=draw.integer(10, 360)), kind))
    end = course.switched + course.last_week * WEEK
    if draw.chance(0.12):
        course.events.append((course.switched + timedelta(days=draw.integer(60, 250)), "rescue therapy"))
    if course.last_week < 52:
        course.events.append(
            (end + timedelta(days=draw.integer(3, 20)), draw.pick(("withdrawal", "lost to follow-up", "death")))
        )


def _patients(courses: list[Course], draw: Draw) -> Table:
    rows: list[list[Cell]] = []
    for course in courses:
        since = course.begun - timedelta(days=draw.integer(10, 2500))
        known = draw.chance(0.7)
        history: list[Cell] = [draw.pick(("no", "no", "no", "yes")) if known else "" for _ in range(3)]
        rows.append([course.name, course.site, course.sex, course.born, since, course.switched, *history])
    header = ("patient_id", "site", "sex", "birth_date", "diagnosis of lupus nephritis (date)", "switch_date")
    return (*header, "diabetes", "hepatitis B", "contraception"), rows


def _treatments(course: Course, draw: Draw) -> Iterator[list[Cell]]:
    is_mmf = course.induction_drug == "MMF"
    stopped = course.switched if course.switched and not is_mmf else None
    dose = draw.pick((750, 1000, 1500, 2000)) if is_mmf else ""
    yield [
        course.name,
        course.induction_drug,
        course.begun,
        stopped,
        dose,
        "" if is_mmf else draw.integer(2, 7),
        "induction",
    ]
    yield [course.name, "prednisolone", course.begun, None, draw.pick((20, 30, 40)), "", "induction"]
    if draw.chance(0.8):
        yield [course.name, "hydroxychloroquine", course.begun - timedelta(days=200), None, 200, "", ""]
    if draw.chance(0.5):
        yield [course.name, "losartan", course.begun, None, 50, "", ""]
    if draw.chance(0.06):
        yield [course.name, "clarithromycin", course.begun + timedelta(days=150), None, 500, "", ""]
    if course.switched:
        if not is_mmf:
            yield [course.name, "MMF", course.switched, None, 1000, "", "switch"]
        yield [course.name, "tacrolimus", course.switched, None, draw.pick((2, 3, 4)), "", "switch"]


def _visits(course: Course, draw: Draw) -> Iterator[list[Cell]]:
    height = float(draw.integer(150, 182))
    assay = draw.pick(("EliA", "QUANTA Flash"))
    for week in INDUCTION_VISITS:
        left = 1 + (course.failing - 1) * week / 24
        yield _visit(course, course.begun + week * WEEK, left, week, height, assay, draw)
    if course.switched is None:
        return
    for week in SWITCH_VISITS:
        if week > course.last_week:
            break
        jitter = timedelta(days=draw.integer(-9, 9) if week else 0)
        left = course.failing * (1 + (course.remaining - 1) * min(1.0, week / 30))
        later = draw.chance(0.05)
        yield _visit(
            course, course.switched + week * WEEK + jitter, left, 24 + week, height, "EliA" if later else assay, draw
        )


def _visit(course: Course, day: date, left: float, week: int, height: float, assay: str, draw: Draw) -> list[Cell]:
    upcr = max(0.05, course.upcr * left * draw.uniform(0.9, 1.1))
    is_active = upcr > draw.uniform(0.4, 2.0)
    c3 = "low" if upcr > draw.uniform(0.5, 3.0) else "normal"
    steroid = max(5.0, 40.0 * 0.93**week)
    row: list[Cell] = [
        course.name,
        day,
        rounded(upcr, 2),
        draw.pick(("spot", "spot", "first-morning")),
        rounded(course.creatinine * draw.uniform(0.92, 1.12) * (1.0 + 0.05 * left), 2),
        rounded(max(1.5, 4.2 - 0.25 * upcr), 1),
        c3,
        rounded(max(3.0, 20 - 2 * upcr) * draw.uniform(0.8, 1.2), 0),
        rounded(max(2.0, 40 * upcr * draw.uniform(0.4, 1.2)), 0),
        assay,
        float(draw.integer(6, 40) if is_active else draw.integer(0, 4)),
        "yes" if is_active and draw.chance(0.3) else "no",
        rounded(steroid * 2, 0) / 2,
        float(draw.integer(100, 170)),
        float(draw.integer(60, 98)),
        rounded(draw.uniform(3.6, 5.7), 1),
        rounded(draw.uniform(2.8, 10.5), 1),
        height,
    ]
    # What a visit does not have: a laboratory is not always asked for everything.
    return [cell if place < 3 or not draw.chance(0.04) else None for place, cell in enumerate(row)]
