"""The outcomes as one long frame: one figure a row, after the analysis results data of the pharmaverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis.results import LabChange, Outcomes, ResponseRate, SubgroupTest
    from .formats import Record

COLUMNS = ("analysis", "week", "subgroup", "level", "measure", "statistic", "value", "note")

_COHORT = ("switched", "female", "age_mean", "age_sd")
_RATE = ("n", "of", "percent", "ci_low", "ci_high", "not_assessable")
_VALUES = (
    "baseline_mean",
    "baseline_sd",
    "week_mean",
    "week_sd",
    "change_mean",
    "change_ci_low",
    "change_ci_high",
)


def records(result: Outcomes) -> list[Record]:
    """Return one record a figure, in full precision; a figure that is missing keeps its row.

    ``analysis`` is cohort, response, changes or tests, as in the JSON. ``measure`` is the measure, or the
    response that is counted. ``note`` has the unit of a value, the test behind a p-value, and why a value is
    missing.
    """
    found = [_record("cohort", statistic=name, value=getattr(result.cohort, name)) for name in _COHORT]
    for rate in result.response_rates:
        found += _rate_records(rate)
    for change in result.changes:
        found += _change_records(change)
    return found + [_test_record(test) for test in result.tests]


def _record(
    analysis: str,
    *,
    week: int | None = None,
    subgroup: str | None = None,
    level: str | None = None,
    measure: str | None = None,
    statistic: str,
    value: float | None,
    note: str = "",
) -> Record:
    cells = (analysis, week, subgroup, level, measure, statistic, value, note)
    return dict(zip(COLUMNS, cells, strict=True))


def _rate_records(rate: ResponseRate) -> Iterator[Record]:
    for name in _RATE:
        yield _record(
            "response",
            week=rate.week,
            subgroup=rate.subgroup,
            level=rate.level,
            measure=rate.category,
            statistic=name,
            value=getattr(rate, name),
        )


def _change_records(change: LabChange) -> Iterator[Record]:
    unit = f"unit {change.unit}" if change.unit else ""
    remarks = {"n": "", "n_censored": "", **dict.fromkeys(_VALUES, unit), "p_value": f"test {change.test}"}
    for name, remark in remarks.items():
        value = getattr(change, name)
        yield _record(
            "changes",
            week=change.week,
            subgroup=change.subgroup,
            level=change.level,
            measure=change.measure,
            statistic=name,
            value=value,
            note=_note(remark, "" if value is not None else change.note),
        )


def _test_record(test: SubgroupTest) -> Record:
    return _record(
        "tests",
        week=test.week,
        subgroup=test.subgroup,
        measure=test.outcome,
        statistic="p_value",
        value=test.p_value,
        note=_note(f"test {test.test}", "" if test.p_value is not None else test.note),
    )


def _note(*parts: str) -> str:
    return "; ".join(part for part in parts if part)
