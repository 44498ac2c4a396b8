"""The result of ``lnmt outcomes`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .formats import Projection, Record
from .long import COLUMNS, records
from .outcomes_tables import gaps, tables

if TYPE_CHECKING:
    from ..analysis.results import LabChange, Outcomes, ResponseRate, SubgroupTest

__all__ = ["payload", "projection", "records", "tables"]


def projection(result: Outcomes) -> Projection:
    """Return the result ready for any format."""
    return Projection(
        tables=partial(tables, result),
        columns=lambda: COLUMNS,
        records=partial(records, result),
        payload=partial(payload, result),
    )


def payload(result: Outcomes) -> Record:
    """Return the documented JSON; why a figure is missing stands among the notes."""
    cohort = result.cohort
    return {
        "schema_version": 1,
        "command": "outcomes",
        "protocol": {"name": result.protocol, "response": result.response},
        "cohort": {
            "switched": cohort.switched,
            "female": cohort.female,
            "age_mean": cohort.age_mean,
            "age_sd": cohort.age_sd,
        },
        "response": [_rate_payload(rate) for rate in result.response_rates],
        "changes": [_change_payload(change) for change in result.changes],
        "tests": [_test_payload(test) for test in result.tests],
        "notes": list(dict.fromkeys((*result.notes, *gaps(result)))),
    }


def _rate_payload(rate: ResponseRate) -> Record:
    return {
        "week": rate.week,
        "subgroup": rate.subgroup,
        "level": rate.level,
        "category": rate.category,
        "n": rate.n,
        "of": rate.of,
        "percent": rate.percent,
        "ci_low": rate.ci_low,
        "ci_high": rate.ci_high,
        "not_assessable": rate.not_assessable,
    }


def _change_payload(change: LabChange) -> Record:
    return {
        "week": change.week,
        "subgroup": change.subgroup,
        "level": change.level,
        "measure": change.measure,
        "unit": change.unit,
        "n": change.n,
        "baseline_mean": change.baseline_mean,
        "baseline_sd": change.baseline_sd,
        "week_mean": change.week_mean,
        "week_sd": change.week_sd,
        "change_mean": change.change_mean,
        "change_ci_low": change.change_ci_low,
        "change_ci_high": change.change_ci_high,
        "p_value": change.p_value,
        "test": change.test,
        "n_censored": change.n_censored,
    }


def _test_payload(test: SubgroupTest) -> Record:
    return {
        "week": test.week,
        "subgroup": test.subgroup,
        "outcome": test.outcome,
        "test": test.test,
        "p_value": test.p_value,
    }
