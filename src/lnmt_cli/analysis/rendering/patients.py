"""Events, drugs and last values of patients, written into their step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.analysis.rendering.literals import some, words
from lnmt_cli.knowledge.values import AGE, BEFALLEN, LAST, NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lnmt_cli.knowledge.expression import Expression
    from lnmt_cli.knowledge.values import Value


def event_values(declared: Iterable[Value]) -> dict[str, str]:
    """Return what is written into the steps about events before, and drugs given at, the assessment date."""
    found = list(declared)
    events = [value for value in found if value.event]
    drugs = [f"{some('is_given', f'drug in ({words(v.drugs)})')} as {v.name}" for v in found if v.drugs]
    return {
        "past_events": ",\n  ".join(f"{_past_event(value)} as {value.name}" for value in events),
        "event_values": ",\n  ".join(_event_value(value) for value in events),
        "drugs_given": ",\n  ".join(drugs),
        "after_days": _after_days(found),
        "by_infusion": words(drug for value in found if value.by_infusion for drug in value.drugs) or "null",
        "befallen_before": ",\n  ".join(
            f"{some('is_past', f'kind in ({words(kinds)})')} as {name}" for name, kinds in BEFALLEN.items()
        ),
        "has_befallen": ",\n  ".join(
            f"case when b.patient_id is null then false else b.{name} end as {name}" for name in BEFALLEN
        ),
    }


def _after_days(declared: Iterable[Value]) -> str:
    """Return the days after its last day up to which a drug counts as being given, by drug."""
    lasting = "".join(
        f" when drug in ({words(value.drugs)}) then {value.after_days}" for value in declared if value.after_days
    )
    return f"case{lasting} else 0 end" if lasting else "0"


def _past_event(value: Value) -> str:
    kind = f"kind in ({words([value.event])})"
    return (
        f"min(days_ago) filter (where {kind} and days_ago >= 0)"
        if value.kind == NUMBER
        else some("days_ago >= 0", kind)
    )


def _event_value(value: Value) -> str:
    if value.kind == NUMBER:
        return f"g.{value.name}"
    return f"case when g.patient_id is null then false else g.{value.name} end as {value.name}"


def last_measures(rules: Iterable[Expression]) -> list[str]:
    """Return the measures whose last value, or the age of it, rules name."""
    names = (name.removesuffix(AGE) for rule in rules for name in rule.names)
    return list(dict.fromkeys(name.removesuffix(LAST) for name in names if name.endswith(LAST)))


def last_value(measure: str) -> str:
    """Return the last value of a measure and its age in days, as columns of their names."""
    these = f"filter (where v.{measure} is not null)"
    chosen = f"max_by(v.{measure}, {{'date': v.date, 'value': v.{measure}}}) {these}"
    age = f"date_diff('day', max(v.date) {these}, any_value(c.assessment_date))"
    return f"{chosen} as {measure}{LAST},\n    {age} as {measure}{LAST}{AGE}"
