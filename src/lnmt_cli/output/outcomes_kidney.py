"""Loss of kidney function after the switch as tables: who is followed, declines, slopes, renal flares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import figures
from .outcomes_words import group
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..analysis.deeper import EgfrDecline, EgfrSlope, KidneyFollowUp, RenalFlares
    from ..analysis.results import Outcomes

GROUP: Final = Column("Group", wrap=True, lead=True, group=True, once=True)
FALL: Final = Column("Decline of eGFR", lead=True)
N_OF, PERCENT, INTERVAL = (Column(header, "right") for header in ("n/N", "%", "95 % CI"))


def kidney_tables(result: Outcomes) -> Iterator[Table]:
    """Yield the tables of loss of kidney function, as far as it was asked for."""
    deeper = result.deeper
    if deeper.kidney_follow_up:
        yield _follow_up(result, deeper.kidney_follow_up)
    if deeper.egfr_decline:
        yield _declines(result, deeper.egfr_decline)
    if deeper.egfr_slope:
        yield _slopes(result, deeper.egfr_slope)
        yield from _few_slopes(result, deeper.egfr_slope)
    if deeper.renal_flares:
        yield _flares(result, deeper.renal_flares)


def _counted(*headers: str) -> tuple[Column, ...]:
    return tuple(Column(header, "right") for header in headers)


def _in_two(
    title: str, columns: Sequence[Column], rows: Sequence[tuple[str, ...]], names: int, first: int, notes: Sequence[str]
) -> Table:
    """Return a table that, where it is too wide, is two: the columns up to ``first``, and the others.

    Both begin with the ``names`` columns that say what a row is of.
    """
    narrower = (
        Table(title, tuple(columns[:first]), tuple(row[:first] for row in rows)),
        Table(
            "",
            (*columns[:names], *columns[first:]),
            tuple((*row[:names], *row[first:]) for row in rows),
            tuple(notes),
        ),
    )
    return Table(title, tuple(columns), tuple(rows), tuple(notes), narrower)


def _follow_up(result: Outcomes, rows: Sequence[KidneyFollowUp]) -> Table:
    columns = (
        GROUP,
        *_counted("Patients", "Followed", "Years [quartiles]", "Kidney failure", "Died"),
        *_counted("No baseline", "No later value", "Kidney failure before or undated"),
    )
    cells = [
        (
            group(result, row),
            *map(str, (row.enrolled, row.of)),
            figures.median(row.median_years, row.q1_years, row.q3_years),
            *map(str, (row.kidney_failure, row.died, row.no_baseline, row.no_later_value)),
            str(row.failed_before + row.failure_undated),
        )
        for row in rows
    ]
    left_out = rows[0].kidney_failure_left_out
    notes = (
        "Followed: a baseline eGFR, and a later value or kidney failure after the switch. Years: to the last eGFR."
        " Kidney failure, died: of those followed alone; who died without a later value is not among them.",
        *([f"Kidney failure in {left_out} of those without a baseline, in no count."] if left_out else []),
    )
    return _in_two("Kidney function after the switch: who is followed", columns, cells, 1, 6, notes)


def _declines(result: Outcomes, rows: Sequence[EgfrDecline]) -> Table:
    told_apart = _counted("Confirmed", "Kidney failure only", "Unconfirmed", "Died without")
    columns = (GROUP, FALL, N_OF, PERCENT, INTERVAL, *told_apart)
    cells = [
        (
            group(result, row),
            f"≥ {row.decline:g} %",
            f"{row.n}/{row.of}",
            figures.percent(row.percent),
            figures.percent_interval(row.ci_low, row.ci_high),
            *map(str, (row.confirmed, row.kidney_failure, row.unconfirmed, row.died)),
        )
        for row in rows
    ]
    notes = (
        "n: at any time of the record, which is longer in some than in others; confirmed by a later value, or kidney"
        " failure. Unconfirmed: low at the end of the record, not in n."
        " Died without: with no decline of that size, not in n.",
        *_reasons(result, rows),
    )
    return _in_two("Loss of kidney function after the switch", columns, cells, 2, 5, notes)


def _slopes(result: Outcomes, rows: Sequence[EgfrSlope]) -> Table:
    left_out = _counted("Too few values", "Too short", "Kidney failure before or undated")
    columns = (GROUP, *_counted("n", "Mean ± SD", "(95 % CI)", "Median [quartiles]"), *left_out)
    cells = [
        (
            group(result, row),
            str(row.n),
            figures.mean_sd(row.mean, row.sd),
            figures.value_interval(row.ci_low, row.ci_high),
            figures.median(row.median, row.q1, row.q3),
            *map(str, (row.too_few_values, row.too_short, row.failed_before + row.failure_undated)),
        )
        for row in rows
    ]
    notes = (
        "One total slope a patient, from the baseline on. Those of the last three columns have none.",
        *_reasons(result, rows),
    )
    return _in_two(f"eGFR slope after the switch, {rows[0].unit}", columns, cells, 1, 5, notes)


def _few_slopes(result: Outcomes, rows: Sequence[EgfrSlope]) -> Iterator[Table]:
    """Yield the slopes of groups that are too small for an interval, without saying whose they are."""
    cells = tuple((group(result, row), "; ".join(map(figures.value, row.slopes))) for row in rows if row.slopes)
    if cells:
        columns = (GROUP, Column("Slope of each patient, by size", wrap=True))
        yield Table("eGFR slopes of small groups", columns, cells)


def _flares(result: Outcomes, rows: Sequence[RenalFlares]) -> Table:
    not_at_risk = _counted("Not reached", "No later value", "No UPCR", "Kidney failure before or undated")
    columns = (GROUP, N_OF, PERCENT, INTERVAL, *_counted("Median day"), *not_at_risk)
    cells = [
        (
            group(result, row),
            f"{row.n}/{row.of}",
            figures.percent(row.percent),
            figures.percent_interval(row.ci_low, row.ci_high),
            figures.NONE if row.median_day is None else f"{row.median_day:g}",
            *map(str, (row.not_reached, row.no_later_value, row.no_value, row.failed_before + row.failure_undated)),
        )
        for row in rows
    ]
    notes = (
        "N: those at risk, whose UPCR came down far enough and was measured again. Median day: of the first flare.",
        *_reasons(result, rows),
    )
    return _in_two("Renal flare by UPCR after the switch", columns, cells, 1, 5, notes)


def _reasons(result: Outcomes, rows: Sequence[EgfrDecline | EgfrSlope | RenalFlares]) -> Iterator[str]:
    """Yield each reason why there is no interval once, with the groups that it holds for."""
    groups: dict[str, dict[str, None]] = {}
    for row in rows:
        if row.note:
            groups.setdefault(row.note, {})[group(result, row)] = None
    for note, names in groups.items():
        yield f"{note[:1].upper()}{note[1:]}: {'; '.join(names)}"
