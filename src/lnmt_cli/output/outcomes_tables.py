"""The result of ``lnmt outcomes`` as tables: the cohort, the responses and the changes of each week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import figures
from .outcomes_asked import asked_tables
from .outcomes_detail import detail_tables, safety_tables
from .outcomes_kidney import kidney_tables
from .outcomes_responses import response_tables
from .outcomes_words import group, measure_label, subgroup_label, test_name
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..analysis.lab_change import LabChange
    from ..analysis.results import Outcomes


def tables(result: Outcomes, *, detail: bool = False) -> list[Table]:
    """Return the cohort, the responses and the changes of each week, what was asked for besides, and the notes."""
    weeks = dict.fromkeys([rate.week for rate in result.response_rates])
    weeks |= dict.fromkeys(change.week for change in result.changes)
    found = [_cohort(result)]
    for week in weeks:
        found += response_tables(result, week)
        found += _changes(result, week)
        if detail:
            found += detail_tables(result, week)
    if detail:
        found += safety_tables(result)
    found += asked_tables(result)
    found += kidney_tables(result)
    return found + ([Table("Notes", notes=result.notes)] if result.notes else [])


def gaps(result: Outcomes) -> Iterator[str]:
    """Yield the reason for each figure that is missing."""
    for change in result.changes:
        if change.note:
            yield f"Week {change.week}, {group(result, change)}, {measure_label(result, change)}: {change.note}"
    for test in result.tests:
        if test.note:
            yield f"Week {test.week}, {subgroup_label(result, test.subgroup)}, {test.outcome}: {test.note}"


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


def _changes(result: Outcomes, week: int) -> list[Table]:
    changes = [change for change in result.changes if change.week == week]
    if not changes:
        return []
    title = f"Change from baseline to week {week}"
    notes = _change_notes(result, changes, week)
    rows = tuple(_change_row(result, change) for change in changes)
    few = _few_values(result, changes, week)
    narrower = (*_narrow_changes(title, rows, changes, week), Table("", notes=notes))
    return [Table(title, _change_columns(week), rows, notes, narrower), *few]


def _few_values(result: Outcomes, changes: Sequence[LabChange], week: int) -> Iterator[Table]:
    """Yield the values of groups that are too small for inference, without saying whose they are."""
    few = [change for change in changes if change.values]
    if few:
        columns = (
            Column("Group", wrap=True, lead=True, group=True, once=True),
            Column("Measure", lead=True),
            Column("Baseline → week, each patient, by size", wrap=True),
        )
        rows = tuple(
            (group(result, change), measure_label(result, change), figures.pairs(change.values)) for change in few
        )
        yield Table(f"Values of small groups, baseline to week {week}", columns, rows)


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
        group(result, change),
        f"{measure_label(result, change)} ({change.unit})" if change.unit else measure_label(result, change),
        str(change.n),
        figures.mean_sd(change.baseline_mean, change.baseline_sd),
        figures.mean_sd(change.week_mean, change.week_sd),
        figures.value(change.change_mean),
        figures.value_interval(change.change_ci_low, change.change_ci_high),
        figures.p_value(change.p_value),
    )


def _change_notes(result: Outcomes, changes: Sequence[LabChange], week: int) -> tuple[str, ...]:
    tests = " and ".join(dict.fromkeys(test_name(change.test) for change in changes))
    return (
        f"Means over the n patients who have a value both at baseline and at week {week}. p: {tests}.",
        *_shared_gaps(result, changes),
    )


def _shared_gaps(result: Outcomes, changes: Sequence[LabChange]) -> Iterator[str]:
    """Yield each reason for a missing figure once, with the groups and measures that it holds for."""
    gaps: dict[str, dict[str, list[str]]] = {}
    for change in changes:
        if change.note:
            gaps.setdefault(change.note, {}).setdefault(group(result, change), []).append(measure_label(result, change))
    for note, groups in gaps.items():
        where = "; ".join(f"{group} ({', '.join(measures)})" for group, measures in groups.items())
        yield f"{note[:1].upper()}{note[1:]}: {where}"


def _narrow_changes(
    title: str, rows: Sequence[tuple[str, ...]], changes: Sequence[LabChange], week: int
) -> Iterator[Table]:
    """Yield one table a group, with two lines a measure: the second has the unit and the interval."""
    _, measure, n, baseline, later, *_, p = _change_columns(week)
    columns = (measure, n, baseline, later, Column("Change (95 % CI)", "right"), p)
    for name in dict.fromkeys(row[0] for row in rows):
        ours = [(row, change) for row, change in zip(rows, changes, strict=True) if row[0] == name]
        lines = tuple(line for row, change in ours for line in _two_lines(row, change.unit))
        blocks = Table(f"{title}. {name}", (measure, *_change_columns(week)[2:]), tuple(row[1:] for row, _ in ours))
        yield Table(f"{title}. {name}", columns, lines, narrower=(blocks,))


def _two_lines(row: tuple[str, ...], unit: str) -> Iterator[tuple[str, ...]]:
    _, measure, n, baseline, week, mean, interval, p = row
    yield measure.removesuffix(f" ({unit})"), n, baseline, week, mean, p
    yield f"  {unit}", "", "", "", interval, ""
