"""The outcomes in detail as tables: medians, comparisons, before and after, disposition, levels, steroid, safety."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import figures
from .outcomes_words import NOT_ASSESSABLE, category, group, measure_label, subgroup_label, words
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis.deeper import Comparison, LevelShift
    from ..analysis.lab_change import LabChange
    from ..analysis.results import Outcomes

GROUP: Final = Column("Group", wrap=True, lead=True, group=True, once=True)
MEASURE: Final = Column("Measure", lead=True)
STATISTICS: Final = {
    "difference": "difference, %",
    "odds_ratio": "odds ratio",
    "mann_whitney": "change",
    "ancova": "change, adjusted",
}


def detail_tables(result: Outcomes, week: int) -> Iterator[Table]:
    """Yield what a week has beyond rates and mean changes."""
    yield from _medians(result, week)
    yield from _comparisons(result, week)
    yield from _before_after(result, week)
    yield from _disposition(result, week)
    yield from _shifts(result, week)
    yield from _steroid(result, week)


def _medians(result: Outcomes, week: int) -> Iterator[Table]:
    changes = [change for change in result.changes if change.week == week]
    title = f"Medians and further tests, baseline to week {week}"
    n, t_p = Column("n", "right"), Column("Paired t", "right")
    before, after = Column("Baseline [quartiles]", "right"), Column(f"Week {week} [quartiles]", "right")
    shift, ratio = Column("Shift (95 % CI)", "right"), Column("Ratio (95 % CI)", "right")
    p = Column("Wilcoxon", "right")
    rows = [_median_row(result, change) for change in changes]
    narrower = (
        Table(title, (GROUP, MEASURE, n, before, after), tuple(row[:5] for row in rows)),
        Table("", (GROUP, MEASURE, n, shift, p, t_p), tuple((*row[:3], *row[5:8]) for row in rows)),
        Table("", (GROUP, MEASURE, n, ratio), tuple((*row[:3], row[8]) for row in rows if row[8])),
    )
    fewer = [change for change in changes if change.ratio_n is not None and change.ratio_n < change.n]
    notes = (
        "Shift: Hodges-Lehmann. Ratio: of geometric means, week over baseline, of skewed measures.",
        *(_left_out_of_ratio(result, change) for change in fewer),
    )
    columns = (GROUP, MEASURE, n, before, after, shift, p, t_p, ratio)
    yield Table(title, columns, tuple(rows), notes, (*narrower, Table("", notes=notes)))


def _median_row(result: Outcomes, change: LabChange) -> tuple[str, ...]:
    return (
        group(result, change),
        measure_label(result, change),
        str(change.n),
        figures.median(change.baseline_median, change.baseline_q1, change.baseline_q3),
        figures.median(change.week_median, change.week_q1, change.week_q3),
        figures.estimate(change.hl_shift, change.hl_ci_low, change.hl_ci_high),
        figures.p_value(change.p_value),
        figures.p_value(change.t_p_value),
        _ratio(change),
    )


def _ratio(change: LabChange) -> str:
    """Return the ratio with its interval, and with its own n where a pair has no logarithm."""
    if change.ratio is None:
        return ""
    said = figures.estimate(change.ratio, change.ratio_ci_low, change.ratio_ci_high)
    return said if change.ratio_n == change.n else f"{said}, n = {change.ratio_n}"


def _left_out_of_ratio(result: Outcomes, change: LabChange) -> str:
    left_out = change.n - (change.ratio_n or 0)
    pairs = "1 pair" if left_out == 1 else f"{left_out} pairs"
    where = f"{group(result, change)}, {measure_label(result, change)}"
    return f"Ratio of {where}: of {change.ratio_n}; {pairs} with a value of 0 or below left out."


def _comparisons(result: Outcomes, week: int) -> Iterator[Table]:
    found = [one for one in result.deeper.comparisons if one.week == week]
    for name in dict.fromkeys(one.subgroup for one in found):
        ours = [one for one in found if one.subgroup == name]
        columns = (
            Column("Of", lead=True, wrap=True, group=True, once=True),
            Column("What", lead=True),
            Column("n", "right"),
            Column("Estimate (95 % CI)", "right"),
            Column("p", "right"),
        )
        notes = (
            "The first less the second: proportions (Newcombe), odds ratio (exact), Hodges-Lehmann shift of the change"
            " (p: Mann-Whitney), value of the week at the same baseline (ANCOVA).",
            *_why_not(result, ours),
        )
        title = f"{subgroup_label(result, name)}: {ours[0].first} against {ours[0].second}, week {week}"
        rows = tuple(_comparison_row(result, one) for one in ours if one.estimate is not None or one.ci_low is not None)
        yield Table(title, columns, rows, notes)


def _why_not(result: Outcomes, comparisons: list[Comparison]) -> Iterator[str]:
    """Yield each reason why there is no estimate once, with what it holds for."""
    reasons: dict[str, list[str]] = {}
    for one in comparisons:
        if one.estimate is None:
            reasons.setdefault(one.note, []).append(f"{_compared(result, one)} ({STATISTICS[one.statistic]})")
    for note, several in reasons.items():
        yield f"{note[:1].upper()}{note[1:]}: {', '.join(several)}"


def _compared(result: Outcomes, one: Comparison) -> str:
    by = f", {one.response}" if one.response and len(result.responses) > 1 else ""
    return result.measures.get(one.measure, one.measure) + by


def _comparison_row(result: Outcomes, one: Comparison) -> tuple[str, ...]:
    return (
        _compared(result, one),
        STATISTICS[one.statistic],
        f"{one.n_first} + {one.n_second}",
        _estimate(one),
        "" if one.p_value is None else figures.p_value(one.p_value),
    )


def _estimate(one: Comparison) -> str:
    """Return an estimate with its interval; an odds ratio with an empty cell has limits only, perhaps one."""
    if one.statistic != "odds_ratio" or one.ci_low is None or (one.estimate is not None and one.ci_high is not None):
        return figures.estimate(one.estimate, one.ci_low, one.ci_high)
    high = "no limit" if one.ci_high is None else figures.value(one.ci_high)
    return f"{figures.value(one.estimate)} ({figures.value(one.ci_low)} to {high})"


def _before_after(result: Outcomes, week: int) -> Iterator[Table]:
    found = [one for one in result.deeper.before_after if one.week == week]
    columns = (
        GROUP,
        Column("Response", lead=True),
        *(Column(word, "right") for word in ("n", "Both", "Gained", "Lost", "Neither", "p", "mid-p")),
    )
    rows = tuple(
        (
            group(result, one),
            one.outcome,
            *map(str, (one.n, one.both, one.gained, one.lost, one.neither)),
            figures.p_value(one.p_value),
            figures.p_value(one.mid_p_value),
        )
        for one in found
    )
    gaps = dict.fromkeys(f"{group(result, one)}: {one.note}" for one in found if one.note)
    notes = (
        "Both, gained, lost, neither: response to induction against that of the week. p: McNemar's exact test.",
        *gaps,
    )
    yield Table(f"Response to induction and at week {week}", columns, rows, notes)


def _disposition(result: Outcomes, week: int) -> Iterator[Table]:
    found = [step for step in result.deeper.disposition if step.week == week]
    for name in dict.fromkeys(step.response for step in found):
        ours = [step for step in found if step.response == name]
        by = f", by {name}" if len(result.responses) > 1 else ""
        rows = tuple(
            (words(step.state) if at < 2 else f"{NOT_ASSESSABLE}: {words(step.state).lower()}", str(step.n))
            for at, step in enumerate(ours)
            if at < 2 or step.n
        )
        yield Table(
            f"Disposition: from the switch to week {week}{by}", (Column("State", lead=True), Column("n", "right")), rows
        )


def _shifts(result: Outcomes, week: int) -> Iterator[Table]:
    found = [shift for shift in result.deeper.shifts if shift.week == week]
    for measure in dict.fromkeys(shift.measure for shift in found):
        yield _shift(result, [shift for shift in found if shift.measure == measure])


def _shift(result: Outcomes, shifts: list[LevelShift]) -> Table:
    counts = {(shift.before, shift.after): shift.n for shift in shifts}
    down = list(dict.fromkeys(shift.before for shift in shifts))
    across = sorted({shift.after for shift in shifts}, key=lambda level: _place(down, level))
    columns = (
        Column("Baseline", lead=True),
        *(Column(level.replace("_", " ") if level else "not recorded", "right") for level in across),
    )
    rows = tuple(
        (level.replace("_", " ") if level else "not recorded", *(str(counts.get((level, to), 0)) for to in across))
        for level in down
    )
    label = result.measures.get(shifts[0].measure, shifts[0].measure)
    return Table(f"{label}: baseline (rows) to week {shifts[0].week} (columns)", columns, rows)


def _place(order: list[str | None], level: str | None) -> tuple[bool, int, str]:
    """Return where a level stands: in the order of the rows, then by name, what is not recorded last."""
    return level is None, order.index(level) if level in order else len(order), category(level)


def _steroid(result: Outcomes, week: int) -> Iterator[Table]:
    changes = [change for change in result.deeper.steroid if change.week == week]
    if not changes:
        return
    doses = [dose for dose in result.deeper.doses if dose.week == week]
    limits = list(dict.fromkeys(dose.at_most for dose in doses))
    reached = {(dose.subgroup, dose.level, dose.at_most): f"{dose.baseline_n} → {dose.week_n}" for dose in doses}
    columns = (
        GROUP,
        Column("n", "right"),
        Column("Baseline ± SD", "right"),
        Column(f"Week {week} ± SD", "right"),
        Column("Change (95 % CI)", "right"),
        *(Column(f"≤ {limit:g}", "right") for limit in limits),
    )
    rows = tuple(
        (
            group(result, change),
            str(change.n),
            figures.mean_sd(change.baseline_mean, change.baseline_sd),
            figures.mean_sd(change.week_mean, change.week_sd),
            figures.estimate(change.change_mean, change.change_ci_low, change.change_ci_high),
            *(reached.get((change.subgroup, change.level, limit), figures.NONE) for limit in limits),
        )
        for change in changes
    )
    title = f"{measure_label(result, changes[0])}, {changes[0].unit}, to week {week}"
    notes = ("≤: patients at or below that dose at baseline → at the week, of those with both doses.",)
    narrower = (
        Table(title, columns[:5], tuple(row[:5] for row in rows)),
        Table("", (GROUP, *columns[5:]), tuple((row[0], *row[5:]) for row in rows), notes),
    )
    yield Table(title, columns, rows, notes, narrower)


def safety_tables(result: Outcomes) -> Iterator[Table]:
    """Yield the events after the switch per 100 patient-years."""
    if not result.deeper.safety:
        return
    columns = (
        GROUP,
        Column("Event", lead=True),
        Column("Events", "right"),
        Column("Patients", "right"),
        Column("Years", "right"),
        Column("Per 100 (95 % CI)", "right"),
    )
    rows = tuple(
        (
            group(result, rate),
            rate.label,
            str(rate.events),
            str(rate.patients),
            figures.value(rate.patient_years),
            figures.estimate(rate.rate, rate.ci_low, rate.ci_high, digits=1),
        )
        for rate in result.deeper.safety
    )
    notes = (
        "Years: of patients, from the day after the switch to the last contact. Exact Poisson intervals.",
        *dict.fromkeys(f"{group(result, rate)}: {rate.note}" for rate in result.deeper.safety if rate.note),
    )
    yield Table("Safety events per 100 patient-years", columns, rows, notes)
