"""Who is in a cohort: its variables at the index date, overall and by subgroup (Table 1)."""

from __future__ import annotations

import enum
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.assays import units_of, why_mixed
from lnmt_cli.analysis.rendering.time_points import ASSAY
from lnmt_cli.analysis.results import Status
from lnmt_cli.analysis.subgroups import UNKNOWN, level_of, levels
from lnmt_cli.analysis.table1_notes import description_notes
from lnmt_cli.analysis.table1_results import (
    CategorySummary,
    Characteristic,
    CohortDescription,
    Difference,
    Group,
    NumberSummary,
)
from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.table1 import NUMBER, load_description

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.table1_results import Summary
    from lnmt_cli.knowledge.protocol import Subgroup
    from lnmt_cli.knowledge.table1 import Variable

    Rows = Sequence[dict[str, Any]]

DESCRIBED: Final = "select * from description order by patient_id"
"""The rows that all figures are made from: one for each patient of the registry."""


NOT_COMPUTABLE: Final = "no spread within the levels, or no category in common"


class CohortName(enum.StrEnum):
    """Whom ``--cohort`` names."""

    SWITCHED = "switched"
    ALL_SWITCHED = "all-switched"
    CANDIDATES = "candidates"
    ALL = "all"


MEMBERS: Final = {
    CohortName.SWITCHED: (Status.SWITCHED,),
    CohortName.ALL_SWITCHED: (Status.SWITCHED, Status.SWITCHED_OUTSIDE),
    CohortName.CANDIDATES: (Status.CANDIDATE,),
    CohortName.ALL: tuple(Status),
}
WORDS: Final = {
    CohortName.SWITCHED: "who met every criterion and switched",
    CohortName.ALL_SWITCHED: "who switched, within the criteria or outside them",
    CohortName.CANDIDATES: "who are candidates for clinician review",
    CohortName.ALL: "of the registry",
}


def cohort_named(name: str) -> CohortName:
    """Return the cohort called ``name``. Raises UsageError."""
    if name not in tuple(CohortName):
        raise UsageError("This is no cohort that can be described.", f"Cohorts are {', '.join(CohortName)}.")
    return CohortName(name)


def describe(
    analysis: Analysis, cohort: CohortName = CohortName.SWITCHED, subgroups: Sequence[Subgroup] = ()
) -> CohortDescription:
    """Return the variables of table1.toml in the patients of ``cohort``, overall and in each level of ``subgroups``.

    ``analysis`` has to be of the scope INDEX.
    """
    everyone = analysis.rows(DESCRIBED)
    rows = [row for row in everyone if row["status"] in MEMBERS[cohort]]
    variables = tuple(_variables(analysis, cohort))
    strata = dict(_strata(rows, subgroups))
    most_censored = analysis.design.protocol.most_censored_percent
    return CohortDescription(
        protocol=analysis.design.protocol.name,
        response=analysis.design.response.name,
        as_of=analysis.as_of,
        cohort=str(cohort),
        words=WORDS[cohort],
        groups=tuple(strata),
        variables=tuple(Characteristic(v.name, v.kind, v.label, _units(v, rows), v.decimals) for v in variables),
        summaries=tuple(
            _summary(variable, group, members, rows, most_censored)
            for variable in variables
            for group, members in strata.items()
        ),
        differences=tuple(_difference(variable, subgroup, rows) for subgroup in subgroups for variable in variables),
        notes=tuple(description_notes(analysis, WORDS[cohort], len(everyone), rows, variables, bool(subgroups))),
        subgroups={subgroup.name: subgroup.label for subgroup in subgroups},
    )


def _variables(analysis: Analysis, cohort: CohortName) -> Iterator[Variable]:
    """Yield what is said of ``cohort``; eGFR in the unit of its equation, which may be a clearance."""
    have_switched = set(MEMBERS[cohort]) <= {Status.SWITCHED, Status.SWITCHED_OUTSIDE}
    for variable in load_description().variables.values():
        if have_switched or not variable.of_switched:
            yield variable._replace(unit=analysis.design.kidney_function.unit) if variable.name == "egfr" else variable


def _units(variable: Variable, rows: Rows) -> str:
    """Return the units that the values of ``rows`` are in, which may be those of assays."""
    known = [row for row in rows if row[variable.name] is not None]
    return " or ".join(units_of(variable.unit, known, variable.name))


def _strata(rows: Rows, subgroups: Iterable[Subgroup]) -> Iterator[tuple[Group, Rows]]:
    """Yield all patients, then each level of each subgroup."""
    yield Group(None, None, len(rows)), rows
    for subgroup in subgroups:
        for level in levels(rows, subgroup):
            members = [row for row in rows if (level_of(row, subgroup) or UNKNOWN) == level]
            yield Group(subgroup.name, level, len(members)), members


def _summary(variable: Variable, group: Group, members: Rows, everyone: Rows, most_censored: float) -> Summary:
    if variable.kind != NUMBER:
        known = _known(variable, members)
        counts = tuple((word, known.count(word)) for word in _categories(variable, everyone))
        return CategorySummary(variable.name, group, len(known), counts)
    reason = _why_withheld(variable, everyone)
    values = _known(variable, members)
    return (
        NumberSummary(variable.name, group, len(values), note=reason)
        if reason
        else _figures(variable, group, members, most_censored)
    )


def _known(variable: Variable, rows: Rows) -> list[Any]:
    return [row[variable.name] for row in rows if row[variable.name] not in (None, "")]


def _categories(variable: Variable, rows: Rows) -> list[str]:
    """Return the categories that occur in the cohort: those with an order first, others by name."""
    found = set(_known(variable, rows))
    order = [level for level in variable.levels if level in found]
    return [*order, *sorted(found.difference(order))]


def _why_withheld(variable: Variable, rows: Rows) -> str:
    """Return why no figure of ``variable`` is computed: its values are not of one assay; empty where they are."""
    assay = f"{variable.name}{ASSAY}"
    known = [row for row in rows if row[variable.name] is not None]
    return why_mixed([row[assay] for row in known if assay in row], units_of(variable.unit, known, variable.name))


def _figures(variable: Variable, group: Group, members: Rows, most_censored: float) -> NumberSummary:
    values = [float(value) for value in _known(variable, members)]
    limits = sum(row.get(f"{variable.name}_sign") is not None for row in members)
    summary, quarters = statistics.summarise(values), statistics.quartiles(values)
    # Counts are compared, so that 20 % of 5 is exactly 1.
    is_limited = 100 * limits > most_censored * len(values)
    found = NumberSummary(
        variable.name,
        group,
        len(values),
        limits,
        mean=None if is_limited else summary.mean,
        sd=None if is_limited else summary.sd,
        minimum=min(values, default=None),
        maximum=max(values, default=None),
        note=f"no mean: more than {most_censored:g} % of the values are limits of the assay" if is_limited else "",
    )
    if quarters is None:
        return found
    return found._replace(median=quarters.median, q1=quarters.lower, q3=quarters.upper)


def _difference(variable: Variable, subgroup: Subgroup, rows: Rows) -> Difference:
    """Return the largest standardised difference between two levels that have enough known values."""
    least = load_description().least_for_difference
    known = [level for level in levels(rows, subgroup) if level != UNKNOWN]
    values = {level: _known(variable, [row for row in rows if level_of(row, subgroup) == level]) for level in known}
    enough = [level for level in known if len(values[level]) >= least]
    withheld = _why_withheld(variable, rows) if variable.kind == NUMBER else ""
    if withheld or len(enough) < 2:
        note = withheld or f"fewer than two levels with {least} known values or more"
        return Difference(variable.name, subgroup.name, (), None, note)
    found = [
        (abs(value), pair)
        for pair in combinations(enough, 2)
        if (value := _between(variable, values[pair[0]], values[pair[1]])) is not None
    ]
    if not found:
        return Difference(variable.name, subgroup.name, (), None, NOT_COMPUTABLE)
    # Of two equally large, the first in the order of the levels.
    value, pair = max(found, key=lambda one: one[0])
    note = f"without levels of fewer than {least} known values" if len(enough) < len(known) else ""
    return Difference(variable.name, subgroup.name, pair, value, note)


def _between(variable: Variable, first: Sequence[Any], second: Sequence[Any]) -> float | None:
    if variable.kind == NUMBER:
        return statistics.standardised_difference_of_means(list(map(float, first)), list(map(float, second)))
    # In an order that does not depend on what the categories are called: it decides on the last digit.
    counts = sorted((first.count(word), second.count(word)) for word in {*first, *second})
    return statistics.standardised_difference_of_categories([one for one, _ in counts], [other for _, other in counts])
