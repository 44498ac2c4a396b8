"""What happened to those who switched: responses and changes at each week, overall and by subgroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.agreement import agreement
from lnmt_cli.analysis.before_after import before_after
from lnmt_cli.analysis.changes import lab_changes
from lnmt_cli.analysis.comparing import comparisons, subgroup_tests
from lnmt_cli.analysis.deeper import Deeper
from lnmt_cli.analysis.disposition import disposition
from lnmt_cli.analysis.intercurrent import intercurrent_events
from lnmt_cli.analysis.outcome_notes import outcome_notes
from lnmt_cli.analysis.rates import response_rates
from lnmt_cli.analysis.results import Cohort, Outcomes, Status
from lnmt_cli.analysis.safety import safety_rates
from lnmt_cli.analysis.shifting import doses_reached, level_shifts
from lnmt_cli.analysis.strata import Stratum, known_levels, strata

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.strata import Rows
    from lnmt_cli.knowledge.protocol import Subgroup

SWITCHED: Final = "select * from outcome order by patient_id, week"
"""The rows that all figures are made from: one for each patient who switched, or perhaps did, and week."""


def summarise(
    analysis: Analysis,
    subgroups: Sequence[Subgroup] = (),
    all_switched: bool = False,
    *,
    deep: bool = True,
    sensitivity: bool = False,
    time_to_response: bool = False,
    kidney_function: bool = False,
    named: bool = False,
) -> Outcomes:
    """Return responses, lab changes and comparisons of the switched patients at each week.

    Those analysed met every criterion; ``all_switched`` adds those who switched outside the criteria. ``deep``: also
    what the short tables do not show. On request: ``sensitivity`` to windows and tie rules, ``time_to_response``,
    loss of ``kidney_function`` with renal flares, and those on whom definitions differ ``named``.
    """
    perhaps_switched = analysis.rows(SWITCHED)
    analysed = [row for row in perhaps_switched if row["status"] in _statuses(all_switched)]
    design = analysis.design
    measures = design.protocol.measures
    by_week = {week: [row for row in analysed if row["week"] == week] for week in design.protocol.outcome.weeks}
    groups = [(week, stratum) for week, rows in by_week.items() for stratum in strata(rows, subgroups)]
    levels = [(week, known_levels(rows, subgroup)) for week, rows in by_week.items() for subgroup in subgroups]
    found: dict[str, Any] = _deep(analysis, by_week, groups, levels, subgroups) if deep else {}
    if sensitivity:
        found |= _sensitivity(analysis, by_week)
    if time_to_response:
        found |= _times(analysis, _first_week(by_week), subgroups)
    found["intercurrent_events"] = tuple(
        event for week, rows in by_week.items() for event in intercurrent_events(design, week, rows)
    )
    notes = list(outcome_notes(analysis, perhaps_switched, by_week))
    if kidney_function:
        lost, rules = _kidney_function(analysis, _first_week(by_week), subgroups)
        found |= lost
        notes += rules
    agreeing = (table for week, rows in by_week.items() for table in agreement(design, week, rows, named=named))
    return Outcomes(
        protocol=design.protocol.name,
        response=design.definitions[0].response.name,
        cohort=_cohort(_first_week(by_week)),
        response_rates=tuple(rate for group in groups for rate in response_rates(design, *group)),
        changes=tuple(change for group in groups for change in lab_changes(design, *group, measures, deep=deep)),
        tests=tuple(
            test
            for week, rows in by_week.items()
            for subgroup in subgroups
            for test in subgroup_tests(design, week, subgroup.name, known_levels(rows, subgroup))
        ),
        notes=tuple(notes),
        measures={measure: design.labels[measure] for measure in design.followed},
        subgroups={subgroup.name: subgroup.label for subgroup in subgroups},
        missing=design.protocol.reporting.missing,
        change=design.protocol.reporting.change,
        small_below=design.protocol.reporting.small_below,
        responses=tuple(definition.response.name for definition in design.definitions),
        stands_for={
            response.name: response.stands_for
            for response in (definition.response for definition in design.definitions)
            if response.stands_for
        },
        deeper=Deeper(agreement=tuple(agreeing), **found),
    )


def _deep(
    analysis: Analysis,
    by_week: dict[int, Rows],
    groups: Sequence[tuple[int, Stratum]],
    levels: Sequence[tuple[int, Sequence[Stratum]]],
    subgroups: Sequence[Subgroup],
) -> dict[str, Any]:
    """Return what the short tables do not show, by the names of `Deeper`."""
    design = analysis.design
    return {
        "comparisons": tuple(found for week, two in levels for found in comparisons(design, week, two)),
        "before_after": tuple(found for group in groups for found in before_after(design, *group)),
        "disposition": tuple(step for week, rows in by_week.items() for step in disposition(design, week, rows)),
        "shifts": tuple(shift for week, rows in by_week.items() for shift in level_shifts(design, week, rows)),
        "doses": tuple(dose for group in groups for dose in doses_reached(design, *group)),
        "steroid": tuple(_steroid(analysis, groups)),
        "safety": tuple(safety_rates(analysis, list(strata(_first_week(by_week), subgroups)))),
    }


def _sensitivity(analysis: Analysis, by_week: dict[int, Rows]) -> dict[str, Any]:
    from lnmt_cli.analysis.retelling import retellings

    return {"sensitivity": tuple(retellings(analysis, by_week))}


def _times(analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup]) -> dict[str, Any]:
    from lnmt_cli.analysis.time_to_response import (
        cumulative_incidences,
        log_rank_tests,
        observations,
        times_to_response,
    )

    seen = observations(analysis, rows)
    return {
        "time_to_response": tuple(times_to_response(analysis, rows, subgroups, seen)),
        "cumulative_incidence": tuple(cumulative_incidences(analysis, rows, subgroups, seen)),
        "log_rank": tuple(log_rank_tests(analysis, rows, subgroups, seen)),
    }


def _kidney_function(analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup]) -> tuple[dict[str, Any], list[str]]:
    """Return what became of kidney function, and the notes that say by which rules."""
    from lnmt_cli.analysis.kidney_outcome import kidney_notes, kidney_outcomes

    return kidney_outcomes(analysis, rows, subgroups), list(kidney_notes(analysis.design.protocol))


def _statuses(all_switched: bool) -> tuple[Status, ...]:
    return (Status.SWITCHED, Status.SWITCHED_OUTSIDE) if all_switched else (Status.SWITCHED,)


def _first_week(by_week: dict[int, Rows]) -> Rows:
    """Return one row for each patient, for what is the same at every week."""
    return next(iter(by_week.values()))


def _cohort(rows: Rows) -> Cohort:
    ages = statistics.summarise([float(row["age"]) for row in rows if row["age"] is not None])
    sexes = [row["sex"] for row in rows if row["sex"] is not None]
    return Cohort(len(rows), sexes.count("F"), ages.mean, ages.sd, len(sexes), ages.n)


def _steroid(analysis: Analysis, groups: Sequence[tuple[int, Stratum]]) -> Iterator[Any]:
    """Yield the change of the dose of steroid, where anyone has both doses."""
    steroid = analysis.design.protocol.reporting.steroid
    found = [change for group in groups for change in lab_changes(analysis.design, *group, (steroid,))]
    if any(change.n for change in found):
        yield from found
