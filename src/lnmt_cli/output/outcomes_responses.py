"""The response rates as tables: of each group, of several definitions side by side, and where these differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import figures
from .outcomes_words import COUNTED, NOT_ASSESSABLE, as_counted, category, group, subgroup_label, test_name
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..analysis.deeper import CrossTable
    from ..analysis.results import Outcomes, ResponseRate, SubgroupTest


def response_tables(result: Outcomes, week: int) -> Iterator[Table]:
    """Yield the rates of a week; of several definitions side by side, with what they differ on."""
    rates = [rate for rate in result.response_rates if rate.week == week]
    names = list(dict.fromkeys(rate.response for rate in rates))
    if len(names) > 1:
        yield _side_by_side(result, week, [rate for rate in rates if rate.subgroup is None])
        for cross in result.deeper.agreement:
            if cross.week == week:
                yield from _cross(cross)
    for name in names if len(names) == 1 or result.subgroups else ():
        by = f", by {name}" if len(names) > 1 else ""
        yield _of_definition(result, f"Response at week {week}{by}", [rate for rate in rates if rate.response == name])


def _is_counted(result: Outcomes) -> bool:
    """Return whether those who cannot be told are in the denominator."""
    return result.missing in COUNTED and result.missing != "locf"


def _of_definition(result: Outcomes, title: str, rates: Sequence[ResponseRate]) -> Table:
    week, name = rates[0].week, rates[0].response
    last = "With data" if _is_counted(result) else NOT_ASSESSABLE
    columns = (
        Column("Group", wrap=True, lead=True, group=True, once=True),
        Column("Response", lead=True),
        Column("n/N", "right"),
        Column("%", "right"),
        Column("95 % CI", "right"),
        Column(last, "right"),
    )
    tests = [test for test in result.tests if test.week == week and test.response == name]
    notes = (*_stands_for(result, [name]), *_bounds(rates), *(_test_note(result, test) for test in tests))
    return Table(as_counted(result, title), columns, tuple(_rate_row(result, rate) for rate in rates), notes)


def _rate_row(result: Outcomes, rate: ResponseRate) -> tuple[str, ...]:
    return (
        group(result, rate),
        rate.category,
        f"{rate.n}/{rate.of}",
        figures.percent(rate.percent),
        figures.percent_interval(rate.ci_low, rate.ci_high),
        f"{rate.assessed}/{rate.enrolled}" if _is_counted(result) else str(rate.not_assessable),
    )


def _stands_for(result: Outcomes, names: Sequence[str]) -> Iterator[str]:
    """Yield for each definition what CR stands for, where it is no complete response: the notes are far below."""
    for name in names:
        if name in result.stands_for:
            yield f"CR of {name} stands for {result.stands_for[name]}, which is no complete response."


def _bounds(rates: Sequence[ResponseRate]) -> Iterator[str]:
    """Yield what the rate of CR could be, if those who cannot be told had none or all had one."""
    for rate in rates:
        if rate.subgroup is None and rate.category == "CR" and rate.not_assessable and rate.bound_low is not None:
            yield (
                f"All patients, CR from the worst to the best case of the {rate.not_assessable} not assessable:"
                f" {figures.percent_interval(rate.bound_low, rate.bound_high)} % of {rate.enrolled}"
            )


def _test_note(result: Outcomes, test: SubgroupTest) -> str:
    name = f"{subgroup_label(result, test.subgroup)}, {test.outcome} between the levels ({test_name(test.test)})"
    n = f", n = {test.n}" if test.n else ""
    return f"{name}: {figures.p_of(test.p_value)}{f', {test.note}' if test.p_value is None and test.note else n}"


def _side_by_side(result: Outcomes, week: int, rates: Sequence[ResponseRate]) -> Table:
    """Return definitions as rows and categories as columns; within less width, a row for each category."""
    title = as_counted(result, f"Response at week {week}, by definition")
    names = list(dict.fromkeys(rate.response for rate in rates))
    categories = max((tuple(rate.category for rate in rates if rate.response == name) for name in names), key=len)
    columns = (
        Column("Definition", lead=True),
        *(Column(f"{word}, n/N, % (95 % CI)") for word in categories),
        Column(NOT_ASSESSABLE, "right"),
    )
    notes = tuple(_stands_for(result, names))
    cells = {(rate.response, rate.category): rate for rate in rates}
    rows = tuple(
        (name, *(_cell(cells.get((name, word))) for word in categories), str(cells[name, "CR"].not_assessable))
        for name in names
    )
    tall = Table(
        title,
        (
            Column("Definition", lead=True, group=True, once=True),
            Column("Response", lead=True),
            Column("n/N", "right"),
            Column("%", "right"),
            Column("95 % CI", "right"),
            Column(NOT_ASSESSABLE, "right"),
        ),
        tuple((rate.response, *_rate_row(result, rate)[1:5], str(rate.not_assessable)) for rate in rates),
        notes,
    )
    return Table(title, columns, rows, notes, narrower=(tall,))


def _cell(rate: ResponseRate | None) -> str:
    if rate is None:
        return figures.NONE
    return f"{rate.n}/{rate.of}, {figures.estimate(rate.percent, rate.ci_low, rate.ci_high, digits=1)}"


def _cross(cross: CrossTable) -> Iterator[Table]:
    across = list(dict.fromkeys(second for _, second, _ in cross.cells))
    counts = {(first, second): n for first, second, n in cross.cells}
    rows = tuple(
        (category(first), *(str(counts[first, second]) for second in across))
        for first in dict.fromkeys(first for first, _, _ in cross.cells)
    )
    columns = (Column(cross.first, lead=True), *(Column(category(second), "right") for second in across))
    differ = f"They differ on {figures.plural(cross.differing, 'patient')} of the {cross.of} whom both can tell."
    yield Table(f"Week {cross.week}: {cross.first} (rows) against {cross.second} (columns)", columns, rows, (differ,))
    if cross.patients:
        who = (Column("Patient", lead=True), Column(cross.first), Column(cross.second))
        yield Table(f"Week {cross.week}: patients on whom they differ", who, cross.patients)
