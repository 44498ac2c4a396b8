"""Values at time points, written into their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.scope import Scope
from lnmt_cli.knowledge.values import BASELINE, NUMBER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.windows import Window

LIMIT: Final = "creatinine_uln"
"""The measure that is the laboratory's limit of another: it is taken from the visit of that one, or not at all."""
LIMITED: Final = "creatinine"
ASSAY: Final = "_value_assay"
"""What the column of the assay of a value ends with; the assay is a measure, too, with a column of its own."""


def window_row(window: Window) -> str:
    """Return a window as a row of values."""
    week = "cast(null as integer)" if window.week is None else str(window.week)
    days = f"{window.first_day}, {window.last_day}, {window.target_day}"
    not_after = str(window.not_after_switch).lower()
    choice = f"'{window.choose}', '{window.tie}'"
    carried = str(window.is_carried).lower()
    return f"('{window.anchor}', '{window.point}', {week}, {window.priority}, {days}, {not_after}, {choice}, {carried})"


def measurement(measure: str, kinds: Mapping[str, str], assays: Mapping[str, str], worse: str = "") -> str:
    """Return the query for the values of one measure, each with where it stands.

    ``assays``: of the measures that can only be compared within one assay, the column of it.
    """
    kind = kinds[measure]
    if measure == "egfr":
        source, sign = "kidney_function", "sign"
    else:
        below, above = (f"when list_contains(censored, '{measure}{sign}') then '{sign}'" for sign in "<>")
        source, sign = "dated_visit", f"case {below} {above} end"
    value, word = (measure, "cast(null as varchar)") if kind == NUMBER else ("cast(null as double)", measure)
    assay = assays.get(measure, "cast(null as varchar)")
    chosen_by = LIMITED if measure == LIMIT else measure
    badness = {"higher": chosen_by, "lower": f"-{chosen_by}"}.get(worse, "cast(null as double)")
    # The names come from the protocol's list, which is held against the dictionary of fields.
    return (
        f"select patient_id, date, anchor, day, '{measure}' as measure, {value} as value, {word} as word,"  # noqa: S608
        f" {badness} as badness, {sign} as sign, {assay} as assay from {source} where {chosen_by} is not null"
    )


def worse(measure: str) -> str:
    """Return whether a higher or a lower value of a measure is worse; empty where neither is said to be."""
    from lnmt_cli.knowledge.fields import load_fields

    column = LIMITED if measure == LIMIT else measure
    said = (field.worse for field in load_fields().values() if field.table == "visit" and field.column == column)
    return next(said, None) or ""


def named_value(measure: str, scope: Scope, kinds: Mapping[str, str], *, has_assay: bool = False) -> str:
    """Return a measure at the time point and at baseline, as columns of their names."""
    column = "value" if kinds[measure] == NUMBER else "word"
    name = "laboratory_limit" if measure == LIMIT else measure
    columns = [(column, "week", ""), (column, "baseline", BASELINE)]
    if scope is Scope.SWITCH:  # what the changes need, and no verdict does
        columns += [("sign", "week", "_sign"), ("sign", "baseline", "_baseline_sign")]
        columns += [("assay", "week", ASSAY), ("assay", "baseline", f"{BASELINE}{ASSAY}")] if has_assay else []
    return ",\n  ".join(
        f"max(t.{column}) filter (where t.point = '{point}' and t.measure = '{measure}') as {name}{suffix}"
        for column, point, suffix in columns
    )


def visit_value(measure: str, kinds: Mapping[str, str]) -> str:
    """Return a measure at a visit and at baseline, as columns of their names."""
    column = "value" if kinds[measure] == NUMBER else "word"
    name = "laboratory_limit" if measure == LIMIT else measure
    baseline = f"max(b.{column}) filter (where b.measure = '{measure}') as {name}{BASELINE}"
    return f"max_by(v.{column}, v.day) filter (where v.measure = '{measure}') as {name},\n  {baseline}"
