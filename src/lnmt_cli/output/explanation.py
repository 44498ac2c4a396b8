"""The result of ``lnmt eligible --explain``: a page for each patient, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from .explanation_tables import tables
from .formats import Projection, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from ..analysis.explained import Explanation, Moment, Rule, TimedValue

__all__ = ["payload", "projection", "records", "tables"]

COLUMNS = ["patient_id", "section", "item", "verdict", "value", "unit", "date", "day", "text"]


def projection(explanations: Sequence[Explanation], as_of: date) -> Projection:
    """Return the explanations ready for any format."""
    return Projection(
        tables=partial(tables, explanations),
        columns=lambda: COLUMNS,
        records=partial(records, explanations),
        payload=partial(payload, explanations, as_of),
    )


def payload(explanations: Sequence[Explanation], as_of: date) -> Record:
    """Return the documented JSON: every record of an explanation as an object with the names of its fields."""
    return {
        "schema_version": 1,
        "command": "eligible --explain",
        "as_of": as_of,
        "patients": [_as_object(explanation) for explanation in explanations],
    }


def _as_object(found: Any) -> Any:  # noqa: ANN401
    """Return named tuples as objects, and other tuples as lists, all the way down."""
    if isinstance(found, tuple) and hasattr(found, "_asdict"):
        return {name: _as_object(part) for name, part in found._asdict().items()}
    return [_as_object(part) for part in found] if isinstance(found, tuple) else found


def records(explanations: Sequence[Explanation]) -> list[Record]:
    """Return one flat record for each thing that an explanation says."""
    return [
        {"patient_id": explanation.patient_id, **dict.fromkeys(COLUMNS[1:]), **record}
        for explanation in explanations
        for record in _records(explanation)
    ]


def _records(explanation: Explanation) -> Iterator[Record]:
    yield {"section": "status", "item": explanation.status.value, **_moment(explanation.judged)}
    for happening in explanation.course:
        yield {"section": "course", "item": happening.what, "text": happening.detail, **_moment(happening.at)}
    yield from _of_verdict(explanation)
    yield from (_value(value) for value in explanation.values)
    response = explanation.response
    beside = (explanation.milestone, explanation.adequacy, *explanation.acr_2024)
    for named in (response.complete, response.partial, *beside):
        if named:
            yield from _rule("rule", named)
    for caution in explanation.cautions:
        text = "; ".join(caution.reasons)
        yield {"section": "caution", "item": caution.id, "verdict": caution.state, "text": text}
    for section, texts in (
        ("change", explanation.changes),
        ("without effect", explanation.without_effect),
        ("flag", explanation.flags),
    ):
        for text in texts:
            yield {"section": section, "text": text}


def _of_verdict(explanation: Explanation) -> Iterator[Record]:
    for section, rules in (("criterion", explanation.criteria), ("exclusion", explanation.exclusions)):
        for rule in rules:
            yield from _rule(section, rule)


def _rule(section: str, rule: Rule) -> Iterator[Record]:
    yield {"section": section, "item": rule.id, "verdict": rule.met, "text": rule.label}
    for term in rule.terms:
        reasons = "; ".join(term.reasons)
        yield {"section": f"{section} term", "item": rule.id, "verdict": term.met, "text": f"{term.rule}: {reasons}"}


def _value(value: TimedValue) -> Record:
    return {
        "section": "value",
        "item": f"{value.measure} at {value.point}",
        "value": value.value,
        "unit": value.unit,
        "text": value.why,
        **(_moment(value.at) if value.at else {}),
    }


def _moment(at: Moment) -> Record:
    return {"date": at.date, "day": at.day}
