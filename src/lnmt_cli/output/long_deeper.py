"""What is beyond rates and changes as rows of the long frame: counts and estimates, one figure a row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from .long_row import note, record
from .outcomes_words import why_no_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis.deeper import (
        BeforeAfter,
        Comparison,
        CrossTable,
        Deeper,
        EgfrDecline,
        EgfrSlope,
        RenalFlares,
        Retelling,
        TimeToResponse,
    )
    from .formats import Record

NOT_ASSESSABLE: Final = "not_assessable"
_COMPARED: Final = ("n_first", "n_second", "estimate", "ci_low", "ci_high", "p_value")
_BEFORE_AFTER: Final = ("n", "both", "gained", "lost", "neither", "p_value", "mid_p_value")
_SAFETY: Final = ("events", "patients", "patient_years", "rate", "ci_low", "ci_high")
_FOLLOW_UP: Final = (
    *("enrolled", "of", "no_baseline", "no_later_value", "failed_before", "failure_undated"),
    *("kidney_failure", "kidney_failure_left_out", "died", "median_years", "q1_years", "q3_years"),
)
_DECLINE: Final = (
    *("n", "of", "percent", "ci_low", "ci_high"),
    *("confirmed", "kidney_failure", "unconfirmed", "died"),
)
_SLOPE: Final = (
    *("n", "mean", "sd", "ci_low", "ci_high", "median", "q1", "q3"),
    *("too_few_values", "too_short", "failed_before", "failure_undated"),
)
_FLARES: Final = (
    *("n", "of", "percent", "ci_low", "ci_high", "median_day"),
    *("not_reached", "no_later_value", "no_value", "failed_before", "failure_undated"),
)
_OF_SLOPES: Final = frozenset({"mean", "sd", "ci_low", "ci_high", "median", "q1", "q3"})
_TIME: Final = ("n", "events", "median", "median_low", "median_high")
_LOG_RANK: Final = ("n", "chi_square", "freedom", "p_value")


def deeper_records(deeper: Deeper) -> Iterator[Record]:
    """Yield one row a figure; ``analysis`` is the name of the list in the JSON."""
    for compared in deeper.comparisons:
        yield from _comparison(compared)
    for told in deeper.before_after:
        yield from _before_after(told)
    for cross in deeper.agreement:
        yield from _cross(cross)
    for retelling in deeper.sensitivity:
        yield from _retelling(retelling)
    for curve in deeper.time_to_response:
        yield from _time(curve)
    yield from _counts(deeper)
    yield from _rates(deeper)
    yield from _kidney(deeper)


def _comparison(one: Comparison) -> Iterator[Record]:
    for name in _COMPARED:
        value = getattr(one, name)
        missing = one.note if value is None else ""
        yield record(
            "comparisons",
            week=one.week,
            subgroup=one.subgroup,
            level=f"{one.first} - {one.second}",
            measure=one.measure,
            statistic=f"{one.statistic}_{name}",
            value=value,
            note=note(f"unit {one.unit}" if one.unit and name in {"estimate", "ci_low", "ci_high"} else "", missing),
            response=one.response,
        )


def _before_after(one: BeforeAfter) -> Iterator[Record]:
    for name in _BEFORE_AFTER:
        value = getattr(one, name)
        yield record(
            "before_after",
            week=one.week,
            subgroup=one.subgroup,
            level=one.level,
            measure=one.outcome,
            statistic=name,
            value=value,
            note=note("test mcnemar" if "p_value" in name else "", one.note if value is None else ""),
        )


def _cross(cross: CrossTable) -> Iterator[Record]:
    both = f"{cross.first} - {cross.second}"
    for first, second, n in cross.cells:
        cell = f"{first or NOT_ASSESSABLE} - {second or NOT_ASSESSABLE}"
        yield record("agreement", week=cross.week, measure=cell, statistic="n", value=n, response=both)
    for name, n in (("differing", cross.differing), ("of", cross.of)):
        yield record("agreement", week=cross.week, statistic=name, value=n, response=both)


def _retelling(one: Retelling) -> Iterator[Record]:
    row = partial(record, "sensitivity", week=one.week, response=one.response, note=note(one.label, one.window))
    for category, n in one.counts:
        yield row(measure=category or NOT_ASSESSABLE, statistic="n", value=n)
    for before, after, n in one.moves:
        moved = f"{before or NOT_ASSESSABLE} - {after or NOT_ASSESSABLE}"
        yield row(measure=moved, statistic="moved", value=n)
    for name, n in (("changed", one.changed), ("of", one.of)):
        yield row(statistic=name, value=n)


def _time(curve: TimeToResponse) -> Iterator[Record]:
    row = partial(
        record,
        "time_to_response",
        subgroup=curve.subgroup,
        level=curve.level,
        measure=curve.outcome,
        response=curve.response,
    )
    for name in _TIME:
        unit = "unit weeks" if "median" in name else ""
        value = getattr(curve, name)
        yield row(statistic=name, value=value, note=note(unit, why_no_time(curve, name) if value is None else ""))
    for week, n in curve.at_risk:
        yield row(week=week, statistic="at_risk", value=n)
    for weeks, at_risk, _, share, low, high in curve.steps:
        for name, value in (("at_risk", at_risk), ("share", share), ("ci_low", low), ("ci_high", high)):
            yield row(statistic=name, value=value, note=f"from week {weeks!r}")


def _counts(deeper: Deeper) -> Iterator[Record]:
    for step in deeper.disposition:
        yield record(
            "disposition", week=step.week, measure=step.state, statistic="n", value=step.n, response=step.response
        )
    for shift in deeper.shifts:
        levels = f"{shift.before or 'not_recorded'} - {shift.after or 'not_recorded'}"
        yield record("shifts", week=shift.week, level=levels, measure=shift.measure, statistic="n", value=shift.n)
    for dose in deeper.doses:
        for name in ("baseline_n", "week_n", "of"):
            yield record(
                "doses",
                week=dose.week,
                subgroup=dose.subgroup,
                level=dose.level,
                measure=f"at most {dose.at_most:g} {dose.unit}",
                statistic=name,
                value=getattr(dose, name),
            )


def _rates(deeper: Deeper) -> Iterator[Record]:
    for rate in deeper.safety:
        for name in _SAFETY:
            value = getattr(rate, name)
            unit = "per 100 patient-years" if name in {"rate", "ci_low", "ci_high"} else ""
            yield record(
                "safety",
                subgroup=rate.subgroup,
                level=rate.level,
                measure=rate.kind,
                statistic=name,
                value=value,
                note=note(unit, rate.note if value is None else ""),
            )
    for test in deeper.log_rank:
        for name in _LOG_RANK:
            value = getattr(test, name)
            yield record(
                "log_rank",
                subgroup=test.subgroup,
                measure=test.outcome,
                statistic=name,
                value=value,
                note=test.note if value is None else "",
                response=test.response,
            )


def _kidney(deeper: Deeper) -> Iterator[Record]:
    for followed in deeper.kidney_follow_up:
        for name in _FOLLOW_UP:
            yield record(
                "kidney_follow_up",
                subgroup=followed.subgroup,
                level=followed.level,
                statistic=name,
                value=getattr(followed, name),
                note="unit years" if name.endswith("_years") else "",
            )
    for decline in deeper.egfr_decline:
        yield from _rated("egfr_decline", decline, f"decline of {decline.decline:g} %", _DECLINE)
    for slope in deeper.egfr_slope:
        yield from _rated("egfr_slope", slope, "egfr", _SLOPE, slope.unit)
    for flares in deeper.renal_flares:
        yield from _rated("renal_flares", flares, "upcr", _FLARES)


def _rated(
    analysis: str, one: EgfrDecline | EgfrSlope | RenalFlares, measure: str, names: tuple[str, ...], unit: str = ""
) -> Iterator[Record]:
    for name in names:
        value = getattr(one, name)
        yield record(
            analysis,
            subgroup=one.subgroup,
            level=one.level,
            measure=measure,
            statistic=name,
            value=value,
            note=note(
                f"unit {unit}" if unit and name in _OF_SLOPES else "",
                one.note if value is None else "",
            ),
        )
