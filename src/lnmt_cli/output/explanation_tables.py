"""The page that explains the verdict on a patient, from what would change it to the cautions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..analysis.results import CONTRADICTORY
from .eligible_words import EXCLUDED, MEANINGS, MET, STATE_TONES, VERDICT_TONES
from .figures import NONE
from .rounding import rounded
from .table import Column, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..analysis.explained import ExplainedCaution, Explanation, Figure, Happening, Moment, Rule, TimedValue

_FIGURE_DIGITS = 2
_ORDER = {"present": 0, "unknown": 1, "absent": 2}


def tables(explanations: Sequence[Explanation]) -> list[Table]:
    """Return the page of each patient, one after the other."""
    return [table for explanation in explanations for table in _page(explanation)]


def _page(explanation: Explanation) -> Iterator[Table]:
    yield _status(explanation)
    yield Table("What would change the verdict", notes=explanation.changes)
    if explanation.without_effect:
        yield Table(
            "Also unknown, without effect on the verdict", notes=tuple(map(_first_up, explanation.without_effect))
        )
    yield _course(explanation)
    yield _rules("Criteria", explanation.criteria)
    if any(rule.met is not False for rule in explanation.exclusions):
        yield _exclusions(explanation.exclusions)
    yield _values(explanation.values)
    yield _response(explanation)
    beside = [rule for rule in (explanation.milestone, explanation.adequacy, *explanation.acr_2024) if rule]
    if beside:
        yield _rules("Beside the verdict", beside)
    yield _cautions(explanation.cautions)


def _status(explanation: Explanation) -> Table:
    site = f", {explanation.site}" if explanation.site else ""
    judged = f"Judged {_when(explanation.judged)} by {explanation.protocol}."
    sentence = f"{explanation.status.value}: {MEANINGS[explanation.status]}."
    flags = (f"To look at: {flag}" for flag in explanation.flags)
    return Table(f"Patient {explanation.patient_id}{site}", notes=(sentence, judged, *flags))


def _when(at: Moment) -> str:
    date = f"on {at.date.isoformat()}" if at.date else ""
    day = "" if at.day is None else f"day {at.day} of induction"
    if date and day:
        return f"{date} ({day})"
    return date or (f"on {day}" if day else "on a day that is not known")


def _course(explanation: Explanation) -> Table:
    table = Table(
        "Course",
        (
            Column("Date"),
            Column("Day", "right"),
            Column("Until"),
            Column("What", lead=True),
            Column("Detail", wrap=True, minimum=20),
        ),
        tuple(_happening(happening) for happening in explanation.course),
        notes=("Days count from the start of induction.",),
    )
    return table.without_empty_columns("Date", "Until", "Detail")


def _happening(happening: Happening) -> tuple[str, ...]:
    until = "" if happening.end is None else _date_or_day(happening.end)
    date = happening.at.date.isoformat() if happening.at.date else ""
    return date, _day(happening.at), until, happening.what, happening.detail


def _date_or_day(at: Moment) -> str:
    return at.date.isoformat() if at.date else f"day {_day(at)}"


def _day(at: Moment | None) -> str:
    return NONE if at is None or at.day is None else str(at.day)


def _rules(title: str, rules: Sequence[Rule]) -> Table:
    rows = tuple((rule.label, _verdict(rule, MET), _reasons(rule)) for rule in rules)
    columns = (
        Column("Rule" if title != "Criteria" else "Criterion", lead=True, wrap=True, minimum=20),
        Column("Verdict", tones=VERDICT_TONES),
        Column("Because", wrap=True, minimum=24),
    )
    return Table(title, columns, rows)


def _exclusions(rules: Sequence[Rule]) -> Table:
    rows = tuple((rule.label, _verdict(rule, EXCLUDED), _reasons(rule)) for rule in rules)
    columns = (
        Column("Exclusion", lead=True, wrap=True, minimum=20),
        Column("Verdict", tones={"excluded": Tone.BAD, "unknown": Tone.CAUTION, CONTRADICTORY: Tone.CAUTION}),
        Column("Because", wrap=True, minimum=24),
    )
    return Table("Exclusions", columns, rows)


def _first_up(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _reasons(rule: Rule) -> str:
    """Return what decides: of a rule not met the terms that fail, of an unknown one those that cannot be told."""
    deciding = [term for term in rule.terms if term.met is rule.met] or list(rule.terms)
    told = [*rule.disagree, *(reason for term in deciding for reason in term.reasons), *rule.used]
    return "; ".join(dict.fromkeys(told))


def _verdict(rule: Rule, words: Mapping[bool | None, str]) -> str:
    """Return the verdict on a rule in words; one that is unknown because records disagree is contradictory."""
    return CONTRADICTORY if rule.met is None and rule.disagree else words[rule.met]


def _values(values: Sequence[TimedValue]) -> Table:
    table = Table(
        "Values used, by time point of induction",
        (
            Column("Measure", lead=True, once=True),
            Column("At"),
            Column("Value", "right"),
            Column("Unit"),
            Column("Date"),
            Column("Day", "right"),
            Column("Why this one", wrap=True, minimum=20),
        ),
        tuple(_value(value) for value in values),
        narrower=(_narrow_values(values),),
    )
    return table.without_empty_columns("Date", "Unit")


def _value(value: TimedValue) -> tuple[str, ...]:
    date = value.at.date.isoformat() if value.at and value.at.date else ""
    shown = f"{value.sign}{_figure(value.value)}"
    return value.label, value.point, shown, value.unit, date, _day(value.at), _why(value)


def _narrow_values(values: Sequence[TimedValue]) -> Table:
    columns = (
        Column("Measure", lead=True, once=True),
        Column("At"),
        Column("Value", "right"),
        Column("Date"),
        Column("Day", "right"),
        Column("Why this one", below=True),
    )
    rows = tuple((row[0], row[1], f"{row[2]} {row[3]}".strip(), *row[4:]) for row in map(_value, values))
    return Table("Values used, by time point of induction", columns, rows).without_empty_columns("Date")


def _why(value: TimedValue) -> str:
    lost = ", ".join(f"day {_day(other.at)}: {_figure(other.value)}" for other in value.passed_over)
    return f"{value.why}{f' (passed over: {lost})' if lost else ''}"


def _figure(figure: Figure) -> str:
    if figure is None:
        return NONE
    return str(figure) if isinstance(figure, bool | str) else rounded(figure, _FIGURE_DIGITS)


def _response(explanation: Explanation) -> Table:
    response = explanation.response
    rules = [rule for rule in (response.complete, response.partial) if rule]
    rows = tuple(
        (rule.label, term.words, MET[term.met], "; ".join(term.reasons)) for rule in rules for term in rule.terms
    )
    columns = (
        Column("Response", lead=True, once=True, wrap=True, minimum=8),
        Column("Term", wrap=True, minimum=20),
        Column("Verdict", tones=VERDICT_TONES),
        Column("Because", wrap=True, minimum=20),
    )
    said = (
        f"Recorded: {response.recorded or NONE}. Computed: {response.computed or NONE}."
        f" Counted: {response.counted or NONE}{' (as recorded)' if response.recorded else ''}."
    )
    return Table(
        f"Response to induction at week {response.week}, by {response.definition}", columns, rows, notes=(said,)
    )


def _cautions(cautions: Sequence[ExplainedCaution]) -> Table:
    ordered = sorted(cautions, key=lambda caution: _ORDER[caution.state])
    columns = (
        Column("State", group=True, once=True, tones=STATE_TONES),
        Column("Caution", lead=True, wrap=True, minimum=20),
        Column("Because", wrap=True, minimum=24),
    )
    rows = tuple((caution.state, caution.label, _because(caution)) for caution in ordered)
    return Table("Cautions, for clinician review: unknown is not absent", columns, rows)


def _because(caution: ExplainedCaution) -> str:
    measured = ", ".join(
        f"{value.label} {_figure(value.value)} {value.unit}".rstrip() + _taken(value.age_days, value.date)
        for value in caution.values
        if value.age_days is not None
    )
    parts = ("; ".join(caution.reasons), measured, caution.why if caution.state == "present" else "")
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def _taken(age: int | None, date: object) -> str:
    return f" ({f'on {date}, ' if date else ''}{age} days before)"
