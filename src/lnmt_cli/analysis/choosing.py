"""Which value stands for a measure at a time point of induction, of how many, and why that one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.explained import Moment, Reading, TimedValue
from lnmt_cli.knowledge.values import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.windows import Window

    Row = Mapping[str, Any]

CHOSEN: Final = """
select t.*, c.is_relative from timepoint t join course c on c.patient_id = t.patient_id
where t.anchor = 'induction' and t.patient_id in ({ids})
"""
IN_WINDOWS: Final = """
select v.patient_id, v.measure, v.value, v.value_of_assay, v.word, v.day, v.date, v.is_before_switch, c.is_relative
from day_of_value v join course c on c.patient_id = v.patient_id
where v.anchor = 'induction' and v.patient_id in ({ids}) order by v.day, v.date
"""
SUPERLATIVES: Final = {"first": "the first", "last": "the last", "worst": "the worst"}


def timed_values(analysis: Analysis, ids: str) -> dict[str, tuple[TimedValue, ...]]:
    """Return, by patient, the value of each measure of the response at each time point of induction.

    ``ids``: identifiers as literals of SQL. A measure that has none at a time point has a row without a value.
    """
    chosen = analysis.rows(CHOSEN.format(ids=ids))
    given = analysis.rows(IN_WINDOWS.format(ids=ids))
    patients = dict.fromkeys(row["patient_id"] for row in [*chosen, *given])
    return {
        patient: tuple(
            _of_patient(
                analysis,
                [row for row in chosen if row["patient_id"] == patient],
                [row for row in given if row["patient_id"] == patient],
            )
        )
        for patient in patients
    }


def _of_patient(analysis: Analysis, chosen: Sequence[Row], given: Sequence[Row]) -> Iterator[TimedValue]:
    points: dict[tuple[str, int | None], list[Window]] = {}
    for window in analysis.design.windows:
        if window.anchor == "induction":
            points.setdefault((window.point, window.week), []).append(window)
    needed = {name.removesuffix(BASELINE) for name in analysis.design.definition.names}
    for measure in analysis.design.response_measures:
        own = [row for row in given if row["measure"] == measure]
        if not own and measure not in needed:
            continue  # one that could have stood for another, and is not recorded
        for (point, week), windows in points.items():
            found = next(
                (row for row in chosen if (row["measure"], row["point"], row["week"]) == (measure, point, week)), None
            )
            yield _timed(analysis, measure, windows, found, own)


def _timed(
    analysis: Analysis, measure: str, windows: Sequence[Window], chosen: Row | None, given: Sequence[Row]
) -> TimedValue:
    window = windows[0]
    if chosen is not None:
        window = next(one for one in windows if one.first_day <= chosen["day"] <= one.last_day)
    inside = [row for row in given if row["day"] is not None and window.first_day <= row["day"] <= window.last_day]
    counting = [row for row in inside if not window.not_after_switch or row["is_before_switch"]]
    lost = tuple(_reading(row) for row in counting if chosen and row["day"] != chosen["day"])
    why = _why(window, chosen, len(counting), lost) if chosen else _none(windows, len(inside))
    return TimedValue(
        measure=measure,
        label=analysis.design.labels[measure],
        unit=(chosen and chosen["unit"]) or analysis.design.units[measure],
        point=window.point if window.week is None else f"week {window.week}",
        value=_figure(chosen) if chosen else None,
        sign=(chosen["sign"] or "") if chosen else "",
        at=_moment(chosen) if chosen else None,
        first_day=window.first_day if chosen else min(one.first_day for one in windows),
        last_day=window.last_day if chosen else max(one.last_day for one in windows),
        why=why + _after_switch(len(inside) - len(counting)),
        passed_over=lost,
    )


def _figure(row: Row) -> float | str | None:
    figures: tuple[float | str | None, ...] = (row["value"], row["value_of_assay"], row["word"])
    return next((figure for figure in figures if figure is not None), None)


def _moment(row: Row) -> Moment:
    return Moment(None if row["is_relative"] else row["date"], row["day"])


def _reading(row: Row) -> Reading:
    return Reading(_figure(row), _moment(row))


def _why(window: Window, chosen: Row, count: int, lost: Sequence[Reading]) -> str:
    days = f"days {window.first_day} to {window.last_day}"
    if count == 1:
        return f"the only value in {days}"
    if window.choose == "mean":
        return f"the mean of {count} values in {days}"
    if window.point == "baseline":
        return f"the {'last' if window.priority == 1 else 'first'} of {count} values in {days}"
    if window.choose != "nearest":
        return f"{SUPERLATIVES[window.choose]} of {count} values in {days}"
    near = abs(chosen["day"] - window.target_day)
    tied = any(abs((one.at.day or 0) - window.target_day) == near for one in lost)
    tie = f"; of two equally near, the {window.tie}" if tied else ""
    return f"the nearest to day {window.target_day} of {count} values in {days}{tie}"


def _none(windows: Sequence[Window], after_switch: int) -> str:
    days = " or ".join(f"{one.first_day} to {one.last_day}" for one in windows)
    return f"no value in days {days}" + (" that counts" if after_switch else "")


def _after_switch(count: int) -> str:
    return f"; {count} after the switch {'does' if count == 1 else 'do'} not count" if count else ""
