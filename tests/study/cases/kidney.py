"""Loss of kidney function once more, in plain Python, and made-up patients followed for years about its borders.

Written from the sentences of docs/methods.md: pairs of values in place of rows, and a line by its normal equations.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from cases.cohort import Tables

TOLERANCE = 1e-9
DAY_0 = date(2015, 3, 2)
AS_OF = date(2030, 1, 1)
HEADERS = {
    "patients": (
        *("patient_id", "sex", "age", "biopsy_date", "biopsy_class", "induction_drug", "induction_start"),
        *("prior_response", "switch_date", "death_date"),
    ),
    "visits": ("patient_id", "visit_date", "egfr (mL/min/1.73m2)", "upcr (g/g)"),
    "events": ("patient_id", "event_date", "event_kind"),
}
FIRST = (-300, -95, -91, -90, -40, -1, 0, 0, 0, 1, 5, 7, 8)
"""Days of a first visit, about the borders of the baseline."""
GAPS = (1, 5, 28, 29, 29, 30, 30, 31, 59, 90, 180, 334, 335, 336)
"""Days between visits; 30 + 335 are 365."""
SHARES = (1.1, 1, 0.9, 0.71, 0.7, 0.7, 0.69, 0.61, 0.6, 0.6, 0.59, 0.44, 0.43, 0.43, 0.42, 0.1)
RATIOS = (0.05, 0.19, 0.2, 0.2, 0.21, 0.7, 0.99, 1.0, 1.0, 1.01, 1.5, 2.0, 2.0, 2.01, 4)
FAILURES = ("eskd", "dialysis", "transplant")
INDUCTION = -400
"""The start of induction, from the switch."""


@dataclass
class Followed:
    """What an export says of one patient: values by their day from the switch; None for an event without a day."""

    egfr: dict[int, float] = field(default_factory=dict)
    upcr: dict[int, float] = field(default_factory=dict)
    failures: list[int | None] = field(default_factory=list)
    died: int | None = None


class Loss(NamedTuple):
    """What became of a patient: why it is not told, days of decline and of an open one by percent, and the slope."""

    left_out: str | None
    declined: dict[float, int | None]
    unconfirmed: dict[float, int | None]
    slope: float | None


def registry(draw: random.Random, patients: int) -> tuple[Tables, dict[str, Followed]]:
    """Return the tables of a registry in which everyone switched on day 0, and what they say of each."""
    tables: Tables = {name: [] for name in HEADERS}
    known = {}
    for number in range(patients):
        name = f"K{number:04}"
        one = known[name] = _followed(draw)
        visits = sorted({*one.egfr, *one.upcr})
        written = [name, "F", "30", _day(-500), "IV", "MMF", _day(INDUCTION), "PR", _day(0)]
        tables["patients"].append((*written, "" if one.died is None else _day(one.died)))
        tables["visits"] += [(name, _day(day), _cell(one.egfr, day), _cell(one.upcr, day)) for day in visits]
        for day in one.failures:
            tables["events"].append((name, "2016" if day is None else _day(day), draw.choice(FAILURES)))
    return tables, known


def _followed(draw: random.Random) -> Followed:
    one = Followed()
    day, base = draw.choice(FIRST), draw.choice((50, 90, 100))
    for _ in range(draw.choice((1, 2, 3, 4, 5, 8, 12))):
        if draw.random() < 0.85:
            one.egfr[day] = base * draw.choice(SHARES if day > 0 else (1, 1, 0.9))
        if draw.random() < 0.85:
            one.upcr[day] = draw.choice(RATIOS)
        day += draw.choice(GAPS)
    if draw.random() < 0.12:
        one.failures = [draw.choice((-50, 0, 1, 30, 100, 300, 400, None))]
    if draw.random() < 0.12:
        one.died = draw.choice((1, 60, 200, 400, 700))
    return one


def _day(number: int) -> str:
    return (DAY_0 + timedelta(days=number)).isoformat()


def _cell(values: dict[int, float], day: int) -> str:
    return f"{values[day]:.6g}" if day in values else ""


def baseline_day(values: dict[int, float], day_0: int, grace: int) -> int | None:
    """Return the day of the last value in the 90 days up to day 0, else of the first in the days of grace."""
    before = [day for day in values if day_0 - 90 <= day <= day_0]
    after = [day for day in values if day_0 < day <= day_0 + grace]
    return max(before) if before else min(after, default=None)


def own_values(one: Followed, values: dict[int, float], day_0: int, grace: int) -> dict[int, float]:
    """Return the values after the baseline, before kidney failure and up to death; none if it failed by day 0."""
    if any(day is None or day <= day_0 for day in one.failures):
        return {}
    failed = min((day for day in one.failures if day is not None), default=10**6)
    base = _own_baseline(values, day_0, grace, failed)
    first = max(day_0, day_0 if base is None else base)
    # A death of the day of the switch or before it is no end of what came after.
    died = one.died if one.died is not None and one.died > day_0 else 10**6
    return {day: value for day, value in sorted(values.items()) if first < day < failed and day <= died}


def _own_baseline(values: dict[int, float], day_0: int, grace: int, failed: int) -> int | None:
    base = baseline_day(values, day_0, grace)
    return base if base is not None and base < failed else None


def loss(one: Followed, percents: Sequence[float], days: int = 30, least: int = 3, span: int = 365) -> Loss:
    """Return what became of the kidneys of one patient after the switch."""
    later = own_values(one, one.egfr, 0, 7)
    failed = min((day for day in one.failures if day is not None and day > 0), default=None)
    base = _own_baseline(one.egfr, 0, 7, 10**6 if failed is None else failed)
    left_out = None
    if any(day is not None and day <= 0 for day in one.failures):
        left_out = "failed_before"
    elif None in one.failures:
        left_out = "failure_undated"
    elif base is None:
        left_out = "no_baseline"
    elif not later and failed is None:
        left_out = "no_later_value"
    declined, unconfirmed = {}, {}
    for percent in percents:
        bound = -1.0 if base is None else one.egfr[base] * (1 - percent / 100) + TOLERANCE
        low = {day for day, value in later.items() if value <= bound}
        pairs = [
            (first, second)
            for first in low
            for second in low
            if second - first >= days and all(day in low for day in later if first <= day <= second)
        ]
        open_since = [first for first in low if all(day in low for day in later if day >= first)]
        declined[percent] = min((first for first, _ in pairs), default=None)
        is_short = bool(open_since) and max(later) - min(open_since) < days
        unconfirmed[percent] = min(open_since) if is_short else None
    slope = None
    if left_out not in {"failed_before", "failure_undated"}:
        points = ({base: one.egfr[base]} if base is not None else {}) | later
        if len(points) >= least and max(points) - min(points) >= span:
            slope = _slope(points)
    return Loss(left_out, declined, unconfirmed, slope)


def _slope(points: dict[int, float]) -> float:
    """Return the slope a year of 365.25 days, by the normal equations."""
    n = len(points)
    years = [day / 365.25 for day in points]
    values = list(points.values())
    cross = sum(year * value for year, value in zip(years, values, strict=True))
    return (n * cross - sum(years) * sum(values)) / (n * sum(year**2 for year in years) - sum(years) ** 2)


def flare_day(one: Followed, day_0: int, grace: int, until: int | None = None) -> tuple[int | None, int]:
    """Return the day of the first flare, and how many ratios there are to tell it from, up to the day ``until``."""
    ratios = own_values(one, one.upcr, day_0, grace)
    later = [(day, ratio) for day, ratio in ratios.items() if until is None or day <= until]
    for day, ratio in later:
        before = [other for earlier, other in later if earlier < day]
        if (ratio > 1 and any(other < 0.2 for other in before)) or (ratio > 2 and any(other <= 1 for other in before)):
            return day, len(later)
    return None, len(later)


def sustained(one: Followed, day: int) -> float | None:
    """Return the highest ratio after the switch from the last one at least 30 days before ``day`` up to that day."""
    later = own_values(one, one.upcr, 0, 7)
    since = [earlier for earlier in later if earlier <= day - 30]
    if day not in later or not since:
        return None
    return max(ratio for other, ratio in later.items() if max(since) <= other <= day)
