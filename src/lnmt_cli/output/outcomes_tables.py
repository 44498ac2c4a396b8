"""The result of ``lnmt outcomes`` as tables: the cohort, the responses and the changes of each week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import figures
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..analysis.results import LabChange, Outcomes, ResponseRate, SubgroupTest

_LEVEL_UNKNOWN = "unknown"

_TEST_NAMES = {"fisher": "Fisher's exact test", "wilcoxon": "Wilcoxon signed-rank test"}


def tables(result: Outcomes) -> list[Table]:
    """Return the cohort, the responses and the changes of each week, and the notes."""
    weeks = dict.fromkeys([rate.week for rate in result.response_rates])
    weeks |= dict.fromkeys(change.week for change in result.changes)
    found = [_cohort(result)]
    for week in weeks:
        found += _responses(result, week) + _changes(result, week)
    return found + ([Table("Notes", notes=result.notes)] if result.notes else [])


def gaps(result: Outcomes) -> Iterator[str]:
    """Yield the reason for each figure that is missing."""
    for change in result.changes:
        if change.note:
            yield f"Week {change.week}, {_group(result, change)}, {_measure(result, change)}: {change.note}"
    for test in result.tests:
        if test.note:
            yield f"Week {test.week}, {_subgroup(result, test.subgroup)}, {test.outcome}: {test.note}"


def _subgroup(result: Outcomes, name: str) -> str:
    return result.subgroups.get(name, name)


def _measure(result: Outcomes, change: LabChange) -> str:
    return result.measures.get(change.measure, change.measure)


def _group(result: Outcomes, row: ResponseRate | LabChange) -> str:
    if row.subgroup is None:
        return "All patients"
    return f"{_subgroup(result, row.subgroup)}: {_LEVEL_UNKNOWN if row.level is None else row.level}"


def _cohort(result: Outcomes) -> Table:
    cohort = result.cohort
    women = f"{cohort.female} {'woman' if cohort.female == 1 else 'women'}"
    if cohort.switched:
        women += f" ({figures.share(cohort.female, cohort.switched)} %, {cohort.female}/{cohort.switched})"
    age = figures.mean_sd(cohort.age_mean, cohort.age_sd, digits=1)
    return Table(
        f"Outcomes after the switch: protocol {result.protocol}, response by {result.response}",
        notes=(f"{figures.plural(cohort.switched, 'patient')} switched, {women}, age {age} years",),
    )


def _responses(result: Outcomes, week: int) -> list[Table]:
    rates = [rate for rate in result.response_rates if rate.week == week]
    if not rates:
        return []
    table = Table(
        f"Response at week {week}",
        (
            Column("Group", wrap=True, lead=True, group=True, once=True),
            Column("Response", lead=True),
            Column("n/N", "right"),
            Column("%", "right"),
            Column("95 % CI", "right"),
            Column("Not assessable", "right"),
        ),
        tuple(_rate_row(result, rate) for rate in rates),
        notes=tuple(_test_note(result, test) for test in result.tests if test.week == week),
    )
    return [table]


def _rate_row(result: Outcomes, rate: ResponseRate) -> tuple[str, ...]:
    return (
        _group(result, rate),
        rate.category,
        f"{rate.n}/{rate.of}",
        figures.percent(rate.percent),
        figures.percent_interval(rate.ci_low, rate.ci_high),
        str(rate.not_assessable),
    )


def _test_note(result: Outcomes, test: SubgroupTest) -> str:
    name = f"{_subgroup(result, test.subgroup)}, {test.outcome} between the levels ({_test_name(test.test)})"
    if test.p_value is None:
        return f"{name}: no p-value" + (f", {test.note}" if test.note else "")
    text = figures.p_value(test.p_value)
    return f"{name}: p {text}" if text.startswith("<") else f"{name}: p = {text}"


def _test_name(test: str) -> str:
    return _TEST_NAMES.get(test, test)


def _changes(result: Outcomes, week: int) -> list[Table]:
    changes = [change for change in result.changes if change.week == week]
    if not changes:
        return []
    title = f"Change from baseline to week {week}"
    notes = _change_notes(result, changes, week)
    rows = tuple(_change_row(result, change) for change in changes)
    narrower = (*_narrow_changes(title, rows, changes, week), Table("", notes=notes))
    return [Table(title, _change_columns(week), rows, notes, narrower)]


def _change_columns(week: int) -> tuple[Column, ...]:
    return (
        Column("Group", wrap=True, lead=True, group=True, once=True),
        Column("Measure", lead=True),
        Column("n", "right"),
        Column("Baseline ± SD", "right"),
        Column(f"Week {week} ± SD", "right"),
        Column("Change", "right"),
        Column("(95 % CI)", "right"),
        Column("p", "right"),
    )


def _change_row(result: Outcomes, change: LabChange) -> tuple[str, ...]:
    return (
        _group(result, change),
        f"{_measure(result, change)} ({change.unit})" if change.unit else _measure(result, change),
        str(change.n),
        figures.mean_sd(change.baseline_mean, change.baseline_sd),
        figures.mean_sd(change.week_mean, change.week_sd),
        figures.value(change.change_mean),
        figures.value_interval(change.change_ci_low, change.change_ci_high),
        figures.p_value(change.p_value),
    )


def _change_notes(result: Outcomes, changes: Sequence[LabChange], week: int) -> tuple[str, ...]:
    tests = " and ".join(dict.fromkeys(_test_name(change.test) for change in changes))
    return (
        f"Means over the n patients who have a value both at baseline and at week {week}. p: {tests}.",
        *_shared_gaps(result, changes),
    )


def _shared_gaps(result: Outcomes, changes: Sequence[LabChange]) -> Iterator[str]:
    """Yield each reason for a missing figure once, with the groups and measures that it holds for."""
    gaps: dict[str, dict[str, list[str]]] = {}
    for change in changes:
        if change.note:
            gaps.setdefault(change.note, {}).setdefault(_group(result, change), []).append(_measure(result, change))
    for note, groups in gaps.items():
        where = "; ".join(f"{group} ({', '.join(measures)})" for group, measures in groups.items())
        yield f"{note[:1].upper()}{note[1:]}: {where}"


def _narrow_changes(
    title: str, rows: Sequence[tuple[str, ...]], changes: Sequence[LabChange], week: int
) -> Iterator[Table]:
    """Yield one table a group, with two lines a measure: the second has the unit and the interval."""
    _, measure, n, baseline, later, *_, p = _change_columns(week)
    columns = (measure, n, baseline, later, Column("Change (95 % CI)", "right"), p)
    for group in dict.fromkeys(row[0] for row in rows):
        ours = [(row, change) for row, change in zip(rows, changes, strict=True) if row[0] == group]
        lines = tuple(line for row, change in ours for line in _two_lines(row, change.unit))
        blocks = Table(f"{title}. {group}", (measure, *_change_columns(week)[2:]), tuple(row[1:] for row, _ in ours))
        yield Table(f"{title}. {group}", columns, lines, narrower=(blocks,))


def _two_lines(row: tuple[str, ...], unit: str) -> Iterator[tuple[str, ...]]:
    _, measure, n, baseline, week, mean, interval, p = row
    yield measure.removesuffix(f" ({unit})"), n, baseline, week, mean, p
    yield f"  {unit}", "", "", "", interval, ""
