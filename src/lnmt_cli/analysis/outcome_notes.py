"""What stands under the outcomes: definitions, and at each week who and what was left out and why."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.assays import both_values
from lnmt_cli.analysis.changes import paired_rows
from lnmt_cli.analysis.cut_off import cut_off_notes
from lnmt_cli.analysis.notes import kidney_function_notes, patients, without_place_in_time
from lnmt_cli.analysis.responding import definitions, observed
from lnmt_cli.analysis.results import WARNING, Status
from lnmt_cli.analysis.safety import undated_events
from lnmt_cli.analysis.unrecorded import never_recorded
from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.reporting import INTERVALS, MISSING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.strata import Rows
    from lnmt_cli.knowledge.design import Definition, Design

SIDES = {"<": "below the lowest that is measured", ">": "above the highest that is measured"}


def outcome_notes(analysis: Analysis, perhaps_switched: Rows, by_week: Mapping[int, Rows]) -> Iterator[str]:
    """Yield what goes under the outcomes.

    ``perhaps_switched`` are the rows of all who switched, or of whom that cannot be told; ``by_week`` of those in the
    figures.
    """
    design = analysis.design
    analysed = next(iter(by_week.values()))
    yield design.describe_protocol()
    for definition in design.definitions:
        yield definition.describe()
        if definition.partial is None:
            yield f"{definition.response.name} has no partial tier: the two categories are CR and NR."
    if design.definition not in design.definitions:
        yield f"The cohort is that of the protocol: response to induction as recorded, else by {design.response.name}."
    yield from never_recorded(analysis)
    yield from cut_off_notes(analysis)
    yield from _not_due(analysis, by_week)
    yield from _counting(design)
    yield design.protocol.outcome.describe()
    yield from kidney_function_notes(design)
    each = list({row["patient_id"]: row for row in perhaps_switched}.values())
    yield _left_out(analysis, each, analysed)
    yield from _disagreeing(analysed)
    yield from _adolescents(design, analysed)
    yield from without_place_in_time(each)
    for week, rows in by_week.items():
        for place, definition in definitions(design):
            yield from _not_assessable(design, week, rows, place, definition)
        yield from _unpaired(design, week, rows)
        yield from _censored(design, week, rows)
    yield from _equations_used(analysed)
    yield from _undated(analysis, analysed)


def _not_due(analysis: Analysis, by_week: Mapping[int, Rows]) -> Iterator[str]:
    """Yield how many have not had a week by the as-of date, counting from their switch."""
    for week, rows in by_week.items():
        waiting = sum(row["is_not_due"] for row in rows)
        if waiting:
            yield (
                f"Week {week} after the switch had not come by {analysis.as_of} in {patients(waiting)}: not assessable,"
                " however missing responses are counted, and in no change."
            )


def _counting(design: Design) -> Iterator[str]:
    """Yield where the run departs from what is usual: the interval, and what is done about missing responses."""
    protocol = design.protocol
    if protocol.reporting.interval != "clopper-pearson":
        yield f"Intervals of proportions: {INTERVALS[protocol.reporting.interval]}."
    if protocol.reporting.missing != "observed":
        yield f"Missing ({protocol.reporting.missing}): {MISSING[protocol.reporting.missing]}."
    if protocol.no_response_after:
        labels = [values.of_responses()[name].label for name in protocol.no_response_after]
        yield f"No response after the switch, whatever the values: {', '.join(labels)}."


def _left_out(analysis: Analysis, perhaps_switched: Rows, analysed: Rows) -> str:
    ((total,),) = analysis.connection.execute("select count(*) from patient").fetchall()
    switched = [row for row in perhaps_switched if row["has_switched"]]
    untold = len(perhaps_switched) - len(switched)
    kept = {row["patient_id"] for row in analysed}
    ((upfront,),) = (row.values() for row in analysis.rows("select count(*) from course where is_upfront"))
    left_out = [row["status"] for row in switched if row["patient_id"] not in kept]
    return (
        f"Patients: {len(analysed)} analysed of {total}; left out: "
        f"{total - len(perhaps_switched) - upfront} not switched,"
        f"{f' {upfront} began with both drugs,' if upfront else ''}"
        f" {left_out.count(Status.SWITCHED_OUTSIDE)} switched outside the criteria,"
        f" {left_out.count(Status.UNDETERMINED)} switched with a criterion that cannot be told"
        f"{f', {untold} of whom it cannot be told whether they switched' if untold else ''}."
    )


def _disagreeing(rows: Rows) -> Iterator[str]:
    """Yield in how many patients the recorded response to induction is not the one that the values tell."""
    disagreeing = [row for row in rows if row["response_disagrees"]]
    if disagreeing:
        complete = sum(row["complete_response_disagrees"] is True for row in disagreeing)
        on_complete = f" (in {complete} one of the two is a complete response)" if complete else ""
        yield (
            f"{WARNING}the recorded and the computed response to induction disagree in {len(disagreeing)} of"
            f" {patients(len(rows))}{on_complete}; the recorded one counts, for the cohort and as the prior response."
        )


def _adolescents(design: Design, rows: Rows) -> Iterator[str]:
    """Yield how many patients are younger than those for whom the thresholds are meant."""
    limit = design.protocol.reporting.adult_years
    young = sum(row["age"] is not None and row["age"] < limit for row in rows)
    if young:
        yield (
            f"{young} of {patients(len(rows))} below {limit} years at the switch, judged by the thresholds for adults:"
            " those for children conflict between their sources, and none are used."
        )


def _not_assessable(design: Design, week: int, rows: Rows, place: int, definition: Definition) -> Iterator[str]:
    """Yield why responses cannot be told: for each value that is missing, in how many patients."""
    lacking = [row for row in rows if observed(row, place) is None]
    if not lacking:
        return
    recorded = {_measure(name) for name in definition.names if any(row[name] is not None for row in rows)}
    counts = Counter(name for row in lacking for name in _needed(definition, row, recorded))
    reasons = [f"{design.value_label(name, week)} in {counts[name]}" for name in definition.names if counts[name]]
    for name in design.protocol.no_response_after:
        undated = sum(row[name] is None for row in lacking)
        if undated and not counts[name]:
            reasons.append(f"the day of {values.of_responses()[name].label} in {undated}")
    missing = f"; missing (one patient may lack several): {', '.join(reasons)}" if reasons else ""
    by = f" by {definition.response.name}" if len(design.definitions) > 1 else ""
    at = f" at week {week}" if len(design.protocol.outcome.weeks) > 1 else ""
    yield f"Response{by} not assessable{at} in {patients(len(lacking))}{missing}."


def _needed(definition: Definition, row: dict[str, Any], recorded: Collection[str]) -> set[str]:
    """Return the missing values of the terms that cannot be told; not those for which another value stands in.

    Where several values could tell a term, those of a measure that nobody has (not ``recorded``) are not the ones.
    """
    found: set[str] = set()
    for part in definition.expressions:
        terms = part.terms if part.evaluate(row) is None else ()
        for term in terms:
            if term.evaluate(row) is None:
                missing = {name for name in term.names if row[name] is None}
                found |= {name for name in missing if _measure(name) in recorded} or missing
    return found


def _measure(name: str) -> str:
    return name.removesuffix(values.BASELINE)


def _unpaired(design: Design, week: int, rows: Rows) -> Iterator[str]:
    """Yield for each measure how many patients its change leaves out."""
    for measure in design.protocol.measures:
        both = [both_values(design, row, measure) for row in rows]
        lacks_baseline, lacks_week = ([pair[at] is None for pair in both] for at in (0, 1))
        other_assay = sum(None not in pair for pair in both) - len(paired_rows(design, rows, measure))
        assay = f"; not known to be of one assay: {other_assay}" if other_assay else ""
        either = sum(map(max, lacks_baseline, lacks_week)) + other_assay
        if either:
            yield (
                f"{design.labels[measure]}: {patients(either)} left out of the change"
                f" (no value at baseline: {sum(lacks_baseline)}; at week {week}: {sum(lacks_week)}{assay})."
            )


def _censored(design: Design, week: int, rows: Rows) -> Iterator[str]:
    """Yield for each measure how many values are limits of the assay, and on which side."""
    points = {"_baseline_sign": "at baseline", "_sign": f"at week {week}"}
    for measure in design.protocol.measures:
        counts = {
            f"{word} {place}": sum(row[measure + suffix] == sign for row in rows)
            for sign, word in SIDES.items()
            for suffix, place in points.items()
        }
        found = [f"{count} {words}" for words, count in counts.items() if count]
        if found:
            yield f"{design.labels[measure]}: limits of the assay, which count as values ({', '.join(found)})."


def _equations_used(rows: Rows) -> Iterator[str]:
    """Yield in how many patients eGFR is recorded, and in how many it is computed, by which equation."""
    recorded = sum(row["is_egfr_recorded"] is True for row in rows)
    computed = Counter(row["egfr_equation"] for row in rows if row["is_egfr_recorded"] is False)
    if recorded or computed:
        untold = computed.pop(None, 0)
        by_equation = ", ".join(f"{name} in {count}" for name, count in computed.items())
        yield (
            f"eGFR as recorded in {patients(recorded)}, computed in {computed.total()}"
            f"{f' ({by_equation})' if by_equation else ''}"
            f"{f', by no equation in {untold}, whose age is not known or too low' if untold else ''}."
        )


def _undated(analysis: Analysis, rows: Rows) -> Iterator[str]:
    """Yield how many safety events have no day that can be held against the switch."""
    count = undated_events(analysis, {row["patient_id"] for row in rows})
    if count:
        yield f"{count} safety {'event' if count == 1 else 'events'} without a day, in no rate."
