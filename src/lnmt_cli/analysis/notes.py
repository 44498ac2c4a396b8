"""What stands under the verdicts: definitions, who and what was left out and why, and what to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.cut_off import cut_off_notes
from lnmt_cli.analysis.results import WARNING, Status
from lnmt_cli.analysis.unrecorded import never_recorded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.design import Design

    Rows = Sequence[dict[str, Any]]


NAMED = 20
"""How many patients a note names."""


def eligibility_notes(analysis: Analysis, rows: Rows) -> Iterator[str]:
    """Yield what goes under the verdicts; ``rows`` are all patients."""
    disagreeing = [row["patient_id"] for row in rows if row["response_disagrees"]]
    if disagreeing:
        yield (
            f"{WARNING}the recorded and the computed response to induction disagree in {patients(len(disagreeing))}"
            f" ({_some(disagreeing)}); the recorded one counts."
        )
    yield from cut_off_notes(analysis)
    yield from without_place_in_time(rows)
    yield from _relative_time(analysis, rows)
    design = analysis.design
    yield (
        f"Patients are judged at the switch, or on {analysis.as_of} where there was none;"
        f" the weeks of induction are reached after {design.protocol.induction_days} days."
    )
    yield from _milestone(analysis, rows)
    yield "Response to induction: as recorded, else computed. " + design.protocol.induction.describe()
    yield design.definition.describe()
    yield from never_recorded(analysis)
    yield from kidney_function_notes(design)


def _milestone(analysis: Analysis, rows: Rows) -> Iterator[str]:
    """Yield how many qualify by the protocol who are on target by the milestone beside it."""
    milestone = analysis.design.milestone
    if milestone is None:
        return
    qualifying = [row for row in rows if row["status"] in {Status.CANDIDATE, Status.SWITCHED}]
    on_target = sum(row["eular_milestone_met"] is True for row in qualifying)
    untold = sum(row["eular_milestone_met"] is None for row in qualifying)
    yield (
        f"Milestone beside the verdict: {milestone.label}, judged at week {milestone.week} ({milestone.definition})."
        f" Qualifying by the protocol: {patients(len(qualifying))}, of whom {on_target} met it: on target by it, and"
        f" qualifying all the same; in {untold} it cannot be told."
    )


def without_place_in_time(rows: Rows) -> Iterator[str]:
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
            f"{WARNING}of {patients(untold)} it cannot be told whether the drugs were given together, or whether that"
            " was a switch: a start or a stop is not known, or dates contradict each other."
        )
    relative = [row for row in rows if row["is_relative"]]
    if relative:
        waiting = sum(row["has_switched"] is False for row in relative)
        yield (
            f"{patients(len(relative))} with days instead of dates, which have no index date and no due date;"
            f" {waiting} of them, not switched, judged on the last day recorded and not on {analysis.as_of}."
        )


def kidney_function_notes(design: Design) -> Iterator[str]:
    """Yield where eGFR comes from, and that a clearance is no eGFR."""
    source = design.kidney_function
    yield source.describe()
    if any(rule.equation.is_clearance for rule in source.rules):
        yield (
            f"{WARNING}the figures called eGFR are a clearance of creatinine in {source.unit}, not per 1.73 m²; the"
            " response definition and the cautions are not made for it."
        )


def _some(patient_ids: Sequence[str]) -> str:
    """Return the first identifiers of many."""
    more = len(patient_ids) - NAMED
    return ", ".join(patient_ids[:NAMED]) + (f" and {more} more" if more > 0 else "")


def patients(count: int) -> str:
    """Return ``1 patient`` or ``n patients``."""
    return "1 patient" if count == 1 else f"{count} patients"
