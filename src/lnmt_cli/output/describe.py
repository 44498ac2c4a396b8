"""The result of ``lnmt describe`` as records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from ..analysis.table1_results import NumberSummary
from .describe_tables import tables
from .formats import Projection, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis.table1_results import CategorySummary, CohortDescription, Difference

COLUMNS: Final = ("variable", "category", "subgroup", "level", "statistic", "value", "note")
_FIGURES: Final = ("n", "missing", "n_censored", "mean", "sd", "median", "q1", "q3", "minimum", "maximum")


def projection(result: CohortDescription) -> Projection:
    """Return the result ready for any format."""
    return Projection(
        tables=partial(tables, result),
        columns=lambda: COLUMNS,
        records=partial(records, result),
        payload=partial(payload, result),
    )


def records(result: CohortDescription) -> list[Record]:
    """Return one record a figure, in full precision; a figure that is missing keeps its row.

    The first records are the number of patients in each group. ``note`` has the unit of a value, between which levels
    a difference is, and why a value is missing.
    """
    found = [_record("patients", "", group.subgroup, group.level, "n", group.patients) for group in result.groups]
    units = {variable.name: variable.unit for variable in result.variables}
    for summary in result.summaries:
        if isinstance(summary, NumberSummary):
            found += _number_records(summary, units[summary.variable])
        else:
            found += _category_records(summary)
    return found + [_difference_record(difference) for difference in result.differences]


def _record(
    variable: str, category: str, subgroup: str | None, level: str | None, statistic: str, value: object, note: str = ""
) -> Record:
    return dict(zip(COLUMNS, (variable, category, subgroup, level, statistic, value, note), strict=True))


def _number_records(summary: NumberSummary, unit: str) -> Iterator[Record]:
    for name in _FIGURES:
        value = getattr(summary, name)
        is_count = name in {"n", "missing", "n_censored"}
        parts = ("" if is_count or not unit else f"unit {unit}", "" if value is not None else summary.note)
        note = "; ".join(part for part in parts if part)
        yield _record(summary.variable, "", summary.group.subgroup, summary.group.level, name, value, note)


def _category_records(summary: CategorySummary) -> Iterator[Record]:
    own = (summary.group.subgroup, summary.group.level)
    yield _record(summary.variable, "", *own, "n", summary.n)
    yield _record(summary.variable, "", *own, "missing", summary.missing)
    for category, n in summary.counts:
        yield _record(summary.variable, category, *own, "n", n)
        yield _record(summary.variable, category, *own, "percent", _percent(n, summary.n))


def _percent(n: int, of: int) -> float | None:
    return 100 * n / of if of else None


def _difference_record(difference: Difference) -> Record:
    note = difference.note
    if difference.between:
        note = "; ".join(part for part in (f"between {' and '.join(difference.between)}", note) if part)
    return _record(
        difference.variable, "", difference.subgroup, None, "standardised_difference", difference.value, note
    )


def payload(result: CohortDescription) -> Record:
    """Return the documented JSON."""
    return {
        "schema_version": 1,
        "command": "describe",
        "protocol": {"name": result.protocol, "response": result.response},
        "as_of": result.as_of,
        "cohort": {"name": result.cohort, "patients": result.groups[0].patients},
        "groups": [group._asdict() for group in result.groups],
        "variables": [_variable_payload(result, position) for position in range(len(result.variables))],
        "notes": list(result.notes),
    }


def _variable_payload(result: CohortDescription, position: int) -> Record:
    variable = result.variables[position]
    mine = [summary for summary in result.summaries if summary.variable == variable.name]
    return {
        "variable": variable.name,
        "label": variable.label,
        "kind": variable.kind,
        "unit": variable.unit or None,
        "summaries": [
            _number_payload(summary) if isinstance(summary, NumberSummary) else _category_payload(summary)
            for summary in mine
        ],
        "differences": [
            {
                "subgroup": difference.subgroup,
                "between": list(difference.between),
                "standardised_difference": difference.value,
                "note": difference.note,
            }
            for difference in result.differences
            if difference.variable == variable.name
        ],
    }


def _number_payload(summary: NumberSummary) -> Record:
    figures = {name: getattr(summary, name) for name in _FIGURES}
    return {"subgroup": summary.group.subgroup, "level": summary.group.level, **figures, "note": summary.note}


def _category_payload(summary: CategorySummary) -> Record:
    return {
        "subgroup": summary.group.subgroup,
        "level": summary.group.level,
        "n": summary.n,
        "missing": summary.missing,
        "categories": [
            {"category": category, "n": n, "of": summary.n, "percent": _percent(n, summary.n)}
            for category, n in summary.counts
        ],
    }
