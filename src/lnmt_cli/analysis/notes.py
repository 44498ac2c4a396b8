"""What stands under the tables: definitions, who and what was left out and why, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.results import WARNING, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.analysis.engine import Analysis

    Rows = Sequence[dict[str, Any]]


NAMED = 20
"""How many patients a note names."""
SIDES = {"<": "below the lowest that is measured", ">": "above the highest that is measured"}


def eligibility_notes(analysis: Analysis, rows: Rows) -> Iterator[str]:
    """Yield what goes under the verdicts; ``rows`` are all patients."""
    disagreeing = [
        row["patient_id"]
        for row in rows
        if row["recorded_response"]
        and row["computed_response"]
        and row["recorded_response"] != row["computed_response"]
    ]
    if disagreeing:
        yield (
            f"{WARNING}the recorded and the computed response to induction disagree in {patients(len(disagreeing))}"
            f" ({_some(disagreeing)}); the recorded one counts."
        )
    later = sum(row["index_date"] is not None and row["index_date"] > analysis.as_of for row in rows)
    if later:
        yield f"{WARNING}{patients(later)} with a switch after {analysis.as_of}, judged as of the switch."
    yield from _without_place_in_time(rows)
    yield from _relative_time(analysis, rows)
    design = analysis.design
    yield (
        f"Patients are judged at the switch, or on {analysis.as_of} where there was none;"
        f" the weeks of induction are reached after {design.protocol.induction_days} days."
    )
    yield "Response to induction: as recorded, else computed. " + design.describe_windows("induction")
    yield design.describe_response()
    yield design.describe_kidney_function()


def outcome_notes(analysis: Analysis, perhaps_switched: Rows, analysed: Rows) -> Iterator[str]:
    """Yield what goes under the outcomes.

    ``perhaps_switched`` are all who switched, or of whom that cannot be told; ``analysed`` those in the figures.
    """
    design = analysis.design
    yield design.describe_protocol()
    yield design.describe_response()
    yield design.describe_windows("switch")
    yield design.describe_kidney_function()
    yield _left_out(analysis, perhaps_switched, analysed)
    yield from _without_place_in_time(perhaps_switched)
    yield from _not_assessable(analysis, analysed)
    yield from _unpaired(analysis, analysed)
    yield from _censored(analysis, analysed)
    yield from _kidney_function(analysed)


def _left_out(analysis: Analysis, perhaps_switched: Rows, analysed: Rows) -> str:
    ((total,),) = analysis.connection.execute("select count(*) from patient").fetchall()
    switched = [row for row in perhaps_switched if row["has_switched"]]
    untold = len(perhaps_switched) - len(switched)
    kept = {row["patient_id"] for row in analysed}
    left_out = [row["status"] for row in switched if row["patient_id"] not in kept]
    return (
        f"Patients: {len(analysed)} analysed of {total}; left out: {total - len(perhaps_switched)} not switched,"
        f" {left_out.count(Status.SWITCHED_OUTSIDE)} switched outside the criteria,"
        f" {left_out.count(Status.UNDETERMINED)} switched with a criterion that cannot be told"
        f"{f', {untold} of whom it cannot be told whether they switched' if untold else ''}."
    )


def _not_assessable(analysis: Analysis, rows: Rows) -> Iterator[str]:
    """Yield why responses cannot be told: for each value that is missing, in how many patients."""
    lacking = [row for row in rows if row["category"] is None]
    week = analysis.design.protocol.outcome_week
    counts = {name: sum(row[name] is None for row in lacking) for name in analysis.design.response_names}
    reasons = [f"{analysis.design.value_label(name, week)} in {count}" for name, count in counts.items() if count]
    if lacking:
        yield (
            f"Response not assessable in {patients(len(lacking))};"
            f" missing (one patient may lack several): {', '.join(reasons)}."
        )


def _unpaired(analysis: Analysis, rows: Rows) -> Iterator[str]:
    """Yield for each measure how many patients its change leaves out."""
    week = analysis.design.protocol.outcome_week
    for measure in analysis.design.protocol.measures:
        lacks_baseline = [row[f"{measure}_baseline"] is None for row in rows]
        lacks_week = [row[measure] is None for row in rows]
        either = sum(map(max, lacks_baseline, lacks_week))
        if either:
            yield (
                f"{analysis.design.labels[measure]}: {patients(either)} left out of the change"
                f" (no value at baseline: {sum(lacks_baseline)}; at week {week}: {sum(lacks_week)})."
            )


def _without_place_in_time(rows: Rows) -> Iterator[str]:
    """Yield what stands in no window of days: dates without a day, and days from a day that is not known."""
    vague = sum(row["vague_visits"] for row in rows)
    if vague:
        visits = (
            "1 visit with a date without its day is"
            if vague == 1
            else f"{vague} visits with a date without its day are"
        )
        yield f"{visits} in no window."
    untied = sum(row["untied_records"] for row in rows)
    if untied:
        records = "1 record is" if untied == 1 else f"{untied} records are"
        yield (
            f"{WARNING}{records} counted from a day that is not known, of patients who have dates or have not"
            " switched, and in no window."
        )


def _relative_time(analysis: Analysis, rows: Rows) -> Iterator[str]:
    untold = sum(row["has_switched"] is None for row in rows)
    if untold:
        yield (
            f"{WARNING}of {patients(untold)} it cannot be told whether the drugs were given together: one was stopped"
            " on a day that is not known."
        )
    relative = [row for row in rows if row["is_relative"]]
    if relative:
        waiting = sum(row["has_switched"] is False for row in relative)
        yield (
            f"{patients(len(relative))} with days instead of dates, which have no index date and no due date;"
            f" {waiting} of them, not switched, judged on the last day recorded and not on {analysis.as_of}."
        )


def _censored(analysis: Analysis, rows: Rows) -> Iterator[str]:
    """Yield for each measure how many values are limits of the assay, and on which side."""
    points = {"_baseline_sign": "at baseline", "_sign": f"at week {analysis.design.protocol.outcome_week}"}
    for measure in analysis.design.protocol.measures:
        counts = {
            f"{word} {place}": sum(row[measure + suffix] == sign for row in rows)
            for sign, word in SIDES.items()
            for suffix, place in points.items()
        }
        found = [f"{count} {words}" for words, count in counts.items() if count]
        if found:
            yield f"{analysis.design.labels[measure]}: limits of the assay, which count as values ({', '.join(found)})."


def _kidney_function(rows: Rows) -> Iterator[str]:
    recorded = sum(row["is_egfr_recorded"] is True for row in rows)
    computed = sum(row["is_egfr_recorded"] is False for row in rows)
    if recorded or computed:
        yield f"eGFR as recorded in {patients(recorded)}, computed in {computed}."
    grown_up = sum(row["spans_equations"] is True for row in rows)
    if grown_up:
        yield (
            f"{WARNING}{patients(grown_up)} came of age between baseline and the time point; the two eGFR are by two"
            " equations, and their difference is not a change of kidney function."
        )


def _some(patient_ids: Sequence[str]) -> str:
    """Return the first identifiers of many."""
    more = len(patient_ids) - NAMED
    return ", ".join(patient_ids[:NAMED]) + (f" and {more} more" if more > 0 else "")


def patients(count: int) -> str:
    """Return ``1 patient`` or ``n patients``."""
    return "1 patient" if count == 1 else f"{count} patients"
