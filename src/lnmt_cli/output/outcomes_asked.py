"""What is shown only where it is asked for: sensitivity to the windows, and time to response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import figures
from .outcomes_words import as_counted, category, group, subgroup_label, why_no_time
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..analysis.deeper import Incidence, LogRankTest, Retelling, TimeToResponse
    from ..analysis.results import Outcomes


def asked_tables(result: Outcomes) -> Iterator[Table]:
    """Yield the sensitivity and the times to response, as far as they were asked for."""
    retellings = result.deeper.sensitivity
    for week, name in dict.fromkeys((one.week, one.response) for one in retellings):
        yield _sensitivity(result, [one for one in retellings if (one.week, one.response) == (week, name)])
    times = result.deeper.time_to_response
    for name, outcome in dict.fromkeys((one.response, one.outcome) for one in times):
        ours = [one for one in times if (one.response, one.outcome) == (name, outcome)]
        tests = [test for test in result.deeper.log_rank if (test.response, test.outcome) == (name, outcome)]
        incidences = [
            one for one in result.deeper.cumulative_incidence if (one.response, one.outcome) == (name, outcome)
        ]
        yield from _times(result, ours, tests)
        yield _incidence(result, ours, incidences)


def _sensitivity(result: Outcomes, retellings: list[Retelling]) -> Table:
    week, name = retellings[0].week, retellings[0].response
    categories = [word for word, _ in retellings[0].counts]
    columns = (
        Column("By", wrap=True, lead=True),
        *(Column(category(word), "right") for word in categories),
        Column("Changed", "right"),
        Column("From → to", wrap=True),
    )
    rows = tuple(
        (
            one.label,
            *(str(n) for _, n in one.counts),
            f"{one.changed}/{one.of}" if at else "",
            ", ".join(f"{category(before)} → {category(after)}: {n}" for before, after, n in one.moves),
        )
        for at, one in enumerate(retellings)
    )
    by = f", by {name}" if len(result.responses) > 1 else ""
    return Table(as_counted(result, f"Sensitivity of the response at week {week}{by}"), columns, rows)


def _times(result: Outcomes, times: list[TimeToResponse], tests: list[LogRankTest]) -> Iterator[Table]:
    by = f", by {times[0].response}" if len(result.responses) > 1 else ""
    title = f"Time to {times[0].outcome}{by} (Kaplan-Meier)"
    columns = (
        Column("Group", wrap=True, lead=True),
        Column("n", "right"),
        Column("Responded", "right"),
        Column("Median, weeks (95 % CI)", "right"),
    )
    rows = tuple((group(result, one), str(one.n), str(one.events), _median(one)) for one in times)
    notes = (
        "Deaths are censored, as are withdrawals and last visits.",
        "A response counts from the first visit that shows it; the response at a week is that in its window.",
        *(_log_rank(result, test) for test in tests),
    )
    yield Table(title, columns, rows, notes)
    weeks = (Column(str(week), "right") for week, _ in times[0].at_risk)
    counts = tuple((group(result, one), *(str(n) for _, n in one.at_risk)) for one in times)
    yield Table("Still at risk, by week", (Column("Group", wrap=True, lead=True), *weeks), counts)


def _incidence(result: Outcomes, times: list[TimeToResponse], incidences: list[Incidence]) -> Table:
    """Return the share with the response at each week: where deaths are censored, and where they compete with it."""
    by = f", by {times[0].response}" if len(result.responses) > 1 else ""
    weeks = [(week, Column(str(week), "right")) for week, _ in times[0].at_risk if week]
    rows = []
    for curve, other in zip(times, incidences, strict=True):
        last = max((week for week, n in curve.at_risk if n), default=0)
        name = group(result, curve)
        rows.append((name, "Kaplan-Meier", *(_share(curve.steps, week, last) for week, _ in weeks)))
        rows.append((name, "Aalen-Johansen", *(_share(other.steps, week, last) for week, _ in weeks)))
    competing = "; ".join(f"{group(result, one)} {one.competing}" for one in incidences)
    notes = (
        f"Aalen-Johansen (cumulative incidence): death and kidney failure compete with the response: {competing}.",
        "Kaplan-Meier takes the dead for patients who could still respond.",
    )
    columns = (
        Column("Group", wrap=True, lead=True, group=True, once=True),
        Column("Estimate", lead=True),
        *(column for _, column in weeks),
    )
    return Table(f"{times[0].outcome}{by}, % by week", columns, tuple(rows), notes)


def _share(steps: Sequence[tuple[float, int, int, float, float | None, float | None]], week: int, last: int) -> str:
    """Return the share with the response by a week, in percent; a dash where nobody is at risk any more."""
    shares = [share for time, _, _, share, *_ in steps if time <= week]
    return figures.NONE if week > last else figures.percent(100 * shares[-1] if shares else 0.0)


def _median(one: TimeToResponse) -> str:
    median, low, high = (
        why_no_time(one, name) if (found := getattr(one, name)) is None else figures.value(found)
        for name in ("median", "median_low", "median_high")
    )
    return median if one.median is None and one.median_low is None else f"{median} ({low} to {high})"


def _log_rank(result: Outcomes, test: LogRankTest) -> str:
    said = f"{figures.p_of(test.p_value)}, n = {test.n}" if test.p_value is not None else f"no p-value, {test.note}"
    return f"{subgroup_label(result, test.subgroup)} (log-rank): {said}"
