"""Values at time points, written into their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.scope import Scope
from lnmt_cli.knowledge.values import BASELINE, NUMBER, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lnmt_cli.knowledge.windows import Window

LIMIT: Final = "creatinine_uln"
"""The measure that is the laboratory's limit of another: it is taken from the visit of that one, or not at all."""
LIMITED: Final = "creatinine"
NO_ASSAY: Final = "cast(null as double) as value_of_assay, cast(null as varchar) as unit"
OF_ASSAY: Final = "_of_assay"
"""What the column of a measure ends with whose values are in the units of their assays."""
VALUE_UNIT: Final = "_value_unit"
"""What the column of the unit of such a value ends with: null for the canonical unit of the measure."""
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


def assay_columns(measures: Iterable[str]) -> dict[str, str]:
    """Return what is written into the visits of the ``measures`` of assays: see `OF_ASSAY`."""
    names = sorted(measures)
    return {
        "converted": "".join(
            f",\n      case when v.{name}{UNIT} is null then v.{name} end as {name}" for name in names
        ),
        "of_assays": "".join(f"\n    v.{name} as {name}{OF_ASSAY}," for name in names),
    }


def measurement(
    measure: str, kinds: Mapping[str, str], assays: Mapping[str, str], worse: str = "", *, is_of_assays: bool = False
) -> str:
    """Return the query for the values of one measure, each with where it stands.

    ``assays``: of the measures that can only be compared within one assay, the column of it. ``is_of_assays``: some
    values are in a unit of their own.
    """
    kind = kinds[measure]
    if measure == "egfr":
        source, sign = "kidney_function", "sign"
    else:
        below, above = (f"when list_contains(censored, '{measure}{sign}') then '{sign}'" for sign in "<>")
        source, sign = "dated_visit", f"case {below} {above} end"
    value, word = (measure, "cast(null as varchar)") if kind == NUMBER else ("cast(null as double)", measure)
    assay = assays.get(measure, "cast(null as varchar)")
    chosen_by = LIMITED if measure == LIMIT else f"{measure}{OF_ASSAY}" if is_of_assays else measure
    of_assay = f"{chosen_by} as value_of_assay, {measure}{UNIT} as unit" if is_of_assays else NO_ASSAY
    badness = {"higher": chosen_by, "lower": f"-{chosen_by}"}.get(worse, "cast(null as double)")
    # The names come from the protocol's list, which is held against the dictionary of fields.
    return (
        f"select patient_id, date, anchor, day, '{measure}' as measure, {value} as value, {word} as word,"  # noqa: S608
        f" {badness} as badness, {sign} as sign, {assay} as assay, {of_assay}"
        f" from {source} where {chosen_by} is not null"
    )


def worse(measure: str) -> str:
    """Return whether a higher or a lower value of a measure is worse; empty where neither is said to be."""
    from lnmt_cli.knowledge.fields import load_fields

    column = LIMITED if measure == LIMIT else measure
    said = (field.worse for field in load_fields().values() if field.table == "visit" and field.column == column)
    return next(said, None) or ""


def named_value(
    measure: str, scope: Scope, kinds: Mapping[str, str], *, has_assay: bool = False, is_of_assays: bool = False
) -> str:
    """Return a measure at the time point and at baseline, as columns of their names."""
    column = "value" if kinds[measure] == NUMBER else "word"
    name = "laboratory_limit" if measure == LIMIT else measure
    columns = [(column, "week", ""), (column, "baseline", BASELINE)]
    if scope is Scope.SWITCH:  # what the changes need, and no verdict does
        columns += [("sign", "week", "_sign"), ("sign", "baseline", "_baseline_sign")]
        of_value = {"assay": ASSAY} if has_assay else {}
        of_value |= {"value_of_assay": OF_ASSAY, "unit": VALUE_UNIT} if is_of_assays else {}
        columns += [(name, "week", ending) for name, ending in of_value.items()]
        columns += [(name, "baseline", f"{BASELINE}{ending}") for name, ending in of_value.items()]
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
