"""The result of ``lnmt describe`` as Table 1: a column for all patients and for each level of a subgroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..analysis.table1_results import NumberSummary
from . import figures
from .rounding import rounded
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..analysis.table1_results import CategorySummary, Characteristic, CohortDescription, Group

    Line = tuple[str, ...]
    """A line of the table: the characteristic, a cell for each group, and the standardised difference."""

_ABREAST: Final = 2
"""How many groups stand side by side where not all of them do."""
_DIFFERENCE_DIGITS: Final = 2
_HOW: Final = "Numbers: mean ± SD, and beneath it median [first–third quartile]."


def tables(result: CohortDescription) -> list[Table]:
    """Return a table for all patients, or one for each subgroup, and the notes."""
    everyone = result.groups[0]
    heading = Table(
        f"Description of the cohort: protocol {result.protocol}, response by {result.response}",
        notes=(f"{figures.plural(everyone.patients, 'patient')} {result.words}",),
    )
    found = [_table(result, subgroup) for subgroup in result.subgroups] or [_table(result, None)]
    unrecorded = [variable.label for variable in result.variables if not _is_recorded(result, variable)]
    notes = result.notes
    if unrecorded:
        notes = (f"Not recorded for anyone: {', '.join(unrecorded)}.", *notes)
    return [heading, *found, Table("Notes", notes=(*_without_figures(result), *notes))]


def _without_figures(result: CohortDescription) -> Iterator[str]:
    """Yield why a number that is recorded has no figures, each reason once; machine formats say in which level."""
    for variable in result.variables:
        summaries = [result.summary(variable.name, one) for one in result.groups]
        reasons = [one.note for one in summaries if isinstance(one, NumberSummary) and one.note]
        yield from (f"{variable.label}: {reason}." for reason in dict.fromkeys(reasons))


def _is_recorded(result: CohortDescription, variable: Characteristic) -> bool:
    return result.summary(variable.name, result.groups[0]).n > 0


def _table(result: CohortDescription, subgroup: str | None) -> Table:
    groups = [group for group in result.groups if group.subgroup in (None, subgroup)]
    title = "Characteristics" if subgroup is None else f"Characteristics by {_lower(result.subgroups[subgroup])}"
    blocks = [
        list(_lines(result, variable, groups, subgroup))
        for variable in result.variables
        if _is_recorded(result, variable)
    ]
    lines = [line for block in blocks for line in block]
    columns = (
        Column("Characteristic", wrap=True, minimum=24, lead=True),
        *(Column(_heading(group), "right") for group in groups),
        *((Column("Std diff.", "right"),) if subgroup else ()),
    )
    narrower = tuple(_narrower(title, columns, lines, len(groups)))
    return Table(title, columns, tuple(lines), (_HOW,), (*narrower, Table("", notes=(_HOW,))) if narrower else ())


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _heading(group: Group) -> str:
    return f"{'All' if group.level is None else group.level} (n = {group.patients})"


def _narrower(title: str, columns: Sequence[Column], lines: Sequence[Line], groups: int) -> Iterator[Table]:
    """Yield the same lines with a few groups at a time, and where that is too wide with one."""
    if groups == 1:
        return
    step = _ABREAST if groups > _ABREAST else 1
    for first in range(1, groups + 1, step):
        places = [0, *range(first, min(first + step, groups + 1))]
        if places[-1] == groups:
            places += range(groups + 1, len(columns))
        part = [tuple(line[place] for place in places) for line in lines]
        chosen = tuple(columns[place] for place in places)
        within = len([place for place in places[1:] if place <= groups])
        yield Table(title, chosen, tuple(part), narrower=tuple(_narrower(title, chosen, part, within)))


def _lines(
    result: CohortDescription, variable: Characteristic, groups: Sequence[Group], subgroup: str | None
) -> Iterator[Line]:
    """Yield the lines of one variable: its name, its figures, and how many values are missing, if any are."""
    summaries = [result.summary(variable.name, group) for group in groups]
    difference = _difference(result, variable, subgroup)
    numbers = [summary for summary in summaries if isinstance(summary, NumberSummary)]
    categories = [summary for summary in summaries if not isinstance(summary, NumberSummary)]
    if numbers:
        yield from _number_lines(variable, numbers, difference)
    else:
        yield from _category_lines(variable, categories, difference)
    if any(summary.missing for summary in summaries):
        yield ("  missing", *(str(summary.missing) for summary in summaries), *_blank(difference))


def _blank(difference: Line) -> Line:
    return tuple("" for _ in difference)


def _number_lines(variable: Characteristic, summaries: Sequence[NumberSummary], difference: Line) -> Iterator[Line]:
    digits = variable.decimals
    name = f"{variable.label}, {variable.unit}" if variable.unit else variable.label
    yield (name, *(figures.mean_sd(one.mean, one.sd, digits) for one in summaries), *difference)
    yield ("  median [Q1–Q3]", *(_quartiles(one, digits) for one in summaries), *_blank(difference))


def _quartiles(summary: NumberSummary, digits: int) -> str:
    if summary.median is None or summary.q1 is None or summary.q3 is None:
        return figures.NONE
    return f"{rounded(summary.median, digits)} [{rounded(summary.q1, digits)}–{rounded(summary.q3, digits)}]"


def _category_lines(variable: Characteristic, summaries: Sequence[CategorySummary], difference: Line) -> Iterator[Line]:
    yield (f"{variable.label}, n/N (%)", *("" for _ in summaries), *difference)
    for place, (category, _) in enumerate(summaries[0].counts):
        counts = [(summary.counts[place][1], summary.n) for summary in summaries]
        yield (f"  {category}", *(_share(n, of) for n, of in counts), *_blank(difference))


def _share(n: int, of: int) -> str:
    return f"{n}/{of} ({figures.share(n, of)})" if of else figures.NONE


def _difference(result: CohortDescription, variable: Characteristic, subgroup: str | None) -> Line:
    """Return the cell of the standardised difference; no cell without a subgroup."""
    if subgroup is None:
        return ()
    value = next(
        found.value for found in result.differences if (found.variable, found.subgroup) == (variable.name, subgroup)
    )
    return (figures.NONE if value is None else rounded(value, _DIFFERENCE_DIGITS),)
