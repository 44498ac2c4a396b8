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
    later = sum(row["switch_date"] is not None and row["switch_date"] > analysis.as_of for row in rows)
    if later:
        yield f"{WARNING}{patients(later)} with a switch after {analysis.as_of}, judged as of the switch."
    design = analysis.design
    yield (
        f"Patients are judged at the switch, or on {analysis.as_of} where there was none;"
        f" the weeks of induction are reached after {design.protocol.induction_days} days."
    )
    yield "Response to induction: as recorded, else computed. " + design.describe_windows("induction")
    yield design.describe_response()
    yield design.describe_kidney_function()


def outcome_notes(analysis: Analysis, switched: Rows, analysed: Rows) -> Iterator[str]:
    """Yield what goes under the outcomes; ``switched`` are all who switched, ``analysed`` those in the figures."""
    design = analysis.design
    yield design.describe_protocol()
    yield design.describe_response()
    yield design.describe_windows("switch")
    yield design.describe_kidney_function()
    yield _left_out(analysis, switched, analysed)
    yield from _not_assessable(analysis, analysed)
    yield from _unpaired(analysis, analysed)
    yield from _kidney_function(analysed)


def _left_out(analysis: Analysis, switched: Rows, analysed: Rows) -> str:
    ((total,),) = analysis.connection.execute("select count(*) from patient").fetchall()
    kept = {row["patient_id"] for row in analysed}
    left_out = [row["status"] for row in switched if row["patient_id"] not in kept]
    return (
        f"Patients: {len(analysed)} analysed of {total}; left out: {total - len(switched)} not switched,"
        f" {left_out.count(Status.SWITCHED_OUTSIDE)} switched outside the criteria,"
        f" {left_out.count(Status.UNDETERMINED)} switched with a criterion that cannot be told."
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
