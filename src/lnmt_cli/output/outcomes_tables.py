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
    from ..analysis.results import Cohort, Outcomes


def tables(result: Outcomes, *, detail: bool = False) -> list[Table]:
    """Return the cohort, the responses and the changes of each week, what was asked for besides, and the notes."""
    weeks = dict.fromkeys([rate.week for rate in result.response_rates])
    weeks |= dict.fromkeys(change.week for change in result.changes)
    found = [_cohort(result)]
    for week in weeks:
        found += response_tables(result, week)
        found += _changes(result, week, is_last=week == max(weeks))
        if detail:
            found += detail_tables(result, week)
    if detail:
        found += safety_tables(result)
    found += asked_tables(result)
    found += kidney_tables(result)
    return found + ([Table("Notes", notes=result.notes)] if result.notes else [])


def caveats(result: Outcomes) -> Iterator[str]:
    """Yield what no figure of a change says by itself, as far as there are any."""
    tested = [change.n for change in result.changes if change.p_value is not None]
    if tested:
        yield "No correction for multiple comparisons."
    # Where no change has a p-value the groups are so small that the rest is needed all the more.
    numbers = tested or [change.n for change in result.changes if change.n]
    if numbers:
        yield "No control group: regression to the mean and time cannot be told from an effect of the treatment."
        if min(numbers) < result.small_below:
            yield f"Small n (below {result.small_below}): single patients move these figures."


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
    n = f" (n = {cohort.age_n})" if cohort.age_n else ""
    age = f"age {figures.mean_sd(cohort.age_mean, cohort.age_sd, digits=1)} years{n}"
    return Table(
        f"Outcomes after the switch: protocol {result.protocol}, response by {result.response}",
        notes=(f"{figures.plural(cohort.switched, 'patient')} switched, {_women(cohort)}, {age}",),
    )


def _women(cohort: Cohort) -> str:
    """Return how many are women, of those whose sex is known, and of how many it is missing."""
    women = f"{cohort.female} {'woman' if cohort.female == 1 else 'women'}"
    if not cohort.switched:
        return women
    if not cohort.sex_known:
        return "sex not known of any"
    missing = cohort.switched - cohort.sex_known
    share = f"{figures.share(cohort.female, cohort.sex_known)} %"
    if missing:
        return f"{women} of {cohort.sex_known} whose sex is known ({share}), {missing} missing"
    return f"{women} ({share}, {cohort.female}/{cohort.sex_known})"


def _changes(result: Outcomes, week: int, *, is_last: bool) -> list[Table]:
    changes = [change for change in result.changes if change.week == week]
    if not changes:
        return []
    title = f"Change from baseline to week {week}"
    notes = (*_change_notes(result, changes, week), *((" ".join(caveats(result)),) if is_last else ()))
    columns = _change_columns(result, week)
    rows = tuple(_change_row(result, change) for change in changes)
    few = _few_values(result, changes, week)
    narrower = (*_narrow_changes(result, title, columns, changes), Table("", notes=notes))
    return [Table(title, columns, rows, notes, narrower), *few]


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


def _change_columns(result: Outcomes, week: int) -> tuple[Column, ...]:
    shown = ("Change", "(95 % CI)") if _is_student(result) else ("Mean change", "Shift (95 % CI)")
    return (
        Column("Group", wrap=True, lead=True, group=True, once=True),
        Column("Measure", lead=True),
        Column("n", "right"),
        Column("Baseline ± SD", "right"),
        Column(f"Week {week} ± SD", "right"),
        *(Column(heading, "right") for heading in shown),
        Column("p", "right"),
    )


def _is_student(result: Outcomes) -> bool:
    """Return whether the tables show the mean change with Student's interval and test, not the shift by ranks."""
    return result.change == "student"


def _change_row(result: Outcomes, change: LabChange) -> tuple[str, ...]:
    return (
        group(result, change),
        f"{measure_label(result, change)} ({change.unit})" if change.unit else measure_label(result, change),
        str(change.n),
        figures.mean_sd(change.baseline_mean, change.baseline_sd),
        figures.mean_sd(change.week_mean, change.week_sd),
        figures.value(change.change_mean),
        *(
            (figures.value_interval(change.change_ci_low, change.change_ci_high), figures.p_value(change.t_p_value))
            if _is_student(result)
            else (figures.estimate(*_shift(change)), figures.p_value(change.p_value))
        ),
    )


def _shift(change: LabChange) -> tuple[float | None, float | None, float | None]:
    return change.hl_shift, change.hl_ci_low, change.hl_ci_high


def _change_notes(result: Outcomes, changes: Sequence[LabChange], week: int) -> tuple[str, ...]:
    means = f"Means over the n patients who have a value both at baseline and at week {week}."
    if any(one.n for one in result.deeper.intercurrent_events if one.week == week):
        means += " Values count as measured, those after an event told above too."
    if _is_student(result):
        return f"{means} Interval and p: Student's paired t test.", *_shared_gaps(result, changes)
    tests = " and ".join(dict.fromkeys(test_name(change.test) for change in changes))
    at_zero = any(0 in (change.hl_ci_low, change.hl_ci_high) for change in changes)
    return (
        f"{means} Shift (Hodges-Lehmann), interval and p: {tests}.",
        *_shared_gaps(result, changes),
        *(("Where a limit is 0, p says whether 0 is itself in the interval.",) if at_zero else ()),
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
    result: Outcomes, title: str, columns: tuple[Column, ...], changes: Sequence[LabChange]
) -> Iterator[Table]:
    """Yield one table a group, a measure on several lines: below the mean change stands the interval."""
    _, measure, n, baseline, week, _, _, p = columns
    last = Column("Change (95 % CI)" if _is_student(result) else "Mean change, shift", "right")
    for name in dict.fromkeys(group(result, change) for change in changes):
        ours = [change for change in changes if group(result, change) == name]
        rows = tuple(_change_row(result, change)[1:] for change in ours)
        lines = tuple(line for change in ours for line in _lines(result, change))
        blocks = Table(f"{title}. {name}", (measure, *columns[2:]), rows)
        yield Table(f"{title}. {name}", (measure, n, baseline, week, last, p), lines, narrower=(blocks,))


def _lines(result: Outcomes, change: LabChange) -> Iterator[tuple[str, ...]]:
    _, _, n, baseline, week, mean, interval, p = _change_row(result, change)
    label, unit = measure_label(result, change), f"  {change.unit}"
    if _is_student(result):
        yield label, n, baseline, week, mean, p
        yield unit, "", "", "", interval, ""
    elif change.hl_shift is None:
        yield label, n, baseline, week, mean, p
        yield unit, "", "", "", "", ""
    else:
        shift, low, high = _shift(change)
        yield label, n, baseline, week, mean, ""
        yield unit, "", "", "", f"shift {figures.value(shift)}", p
        if low is not None:
            yield "", "", "", "", figures.value_interval(low, high), ""
