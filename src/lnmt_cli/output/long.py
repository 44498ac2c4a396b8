"""The outcomes as one long frame: one figure a row, after the analysis results data of the pharmaverse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .long_deeper import deeper_records
from .long_row import COLUMNS, note, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis.lab_change import LabChange
    from ..analysis.results import Outcomes, ResponseRate, SubgroupTest
    from .formats import Record

__all__ = ["COLUMNS", "records"]

_COHORT = ("switched", "female", "sex_known", "age_mean", "age_sd", "age_n")
_RATE = (
    *("n", "of", "percent", "ci_low", "ci_high", "not_assessable"),
    *("enrolled", "assessed", "bound_low", "bound_high"),
)
_VALUES = (
    "baseline_mean",
    "baseline_sd",
    "week_mean",
    "week_sd",
    "change_mean",
    "change_ci_low",
    "change_ci_high",
)
_MORE = (
    *("baseline_median", "baseline_q1", "baseline_q3", "week_median", "week_q1", "week_q3"),
    *("hl_shift", "hl_ci_low", "hl_ci_high"),
)
_RATIO = ("ratio", "ratio_ci_low", "ratio_ci_high", "ratio_n")


def records(result: Outcomes) -> list[Record]:
    """Return one record a figure, in full precision; a figure that is missing keeps its row.

    ``analysis`` is cohort, response, changes, tests or another list of the JSON. ``measure`` is the measure, or the
    response that is counted. ``note`` has the unit of a value, the test behind a p-value, and why a value is
    missing.
    """
    found = [record("cohort", statistic=name, value=getattr(result.cohort, name)) for name in _COHORT]
    for rate in result.response_rates:
        found += _rate_records(rate)
    for change in result.changes:
        found += _change_records(change)
    found += [_test_record(test) for test in result.tests]
    for change in result.deeper.steroid:
        found += _change_records(change, "steroid")
    return [*found, *deeper_records(result.deeper)]


def _rate_records(rate: ResponseRate) -> Iterator[Record]:
    for name in _RATE:
        yield record(
            "response",
            week=rate.week,
            subgroup=rate.subgroup,
            level=rate.level,
            measure=rate.category,
            statistic=name,
            value=getattr(rate, name),
            response=rate.response or None,
        )


def _change_records(change: LabChange, analysis: str = "changes") -> Iterator[Record]:
    unit = f"unit {change.unit}" if change.unit else ""
    remarks = {"n": "", "n_censored": "", **dict.fromkeys(_VALUES, unit), "p_value": f"test {change.test}"}
    remarks |= {**dict.fromkeys(_MORE, unit), "t_p_value": "test paired t"}
    left_out = change.n - (change.ratio_n or 0)
    of_ratio = note("geometric means", f"n {change.ratio_n}, {left_out} with a value of 0 or below" if left_out else "")
    remarks |= {} if change.ratio is None else dict.fromkeys(_RATIO, of_ratio)
    for name, remark in remarks.items():
        value = getattr(change, name)
        yield record(
            analysis,
            week=change.week,
            subgroup=change.subgroup,
            level=change.level,
            measure=change.measure,
            statistic=name,
            value=value,
            note=note(remark, "" if value is not None else change.note),
        )


def _test_record(test: SubgroupTest) -> Record:
    return record(
        "tests",
        week=test.week,
        subgroup=test.subgroup,
        measure=test.outcome,
        statistic="p_value",
        value=test.p_value,
        note=note(f"test {test.test}", f"n {test.n}" if test.n else "", "" if test.p_value is not None else test.note),
        response=test.response or None,
    )
