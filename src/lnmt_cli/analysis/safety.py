"""Safety events after the switch per 100 patient-years of follow-up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.deeper import SafetyRate
from lnmt_cli.knowledge.vocabulary import event_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.strata import Stratum

DAYS_PER_YEAR: Final = 365.25
ANY: Final = "any"
FOLLOWED: Final = "select patient_id, days from follow_up"
EVENTS: Final = "select patient_id, kind, day from safety_event order by patient_id, day, kind"


def safety_rates(analysis: Analysis, strata: Sequence[Stratum]) -> Iterator[SafetyRate]:
    """Yield the rate of each kind of event that occurred, and of all together; nothing if there are none at all."""
    events = [(row["patient_id"], row["kind"], row["day"]) for row in analysis.rows(EVENTS)]
    happened = [(patient, kind) for patient, kind, day in events if day is not None and day > 0]
    members = {row["patient_id"] for row in strata[0].rows}
    kinds = {kind for patient, kind in happened if patient in members}
    if not kinds:
        return
    days = {row["patient_id"]: row["days"] or 0 for row in analysis.rows(FOLLOWED)}
    ordered = [kind for kind in analysis.design.protocol.reporting.safety_kinds if kind in kinds]
    for stratum in strata:
        yield from _rates(analysis, stratum, happened, days, ordered)


def undated_events(analysis: Analysis, patients: set[str]) -> int:
    """Return how many safety events of ``patients`` have no day that can be held against the switch."""
    return sum(row["day"] is None and row["patient_id"] in patients for row in analysis.rows(EVENTS))


def _rates(
    analysis: Analysis,
    stratum: Stratum,
    happened: Sequence[tuple[str, str]],
    days: Mapping[str, int],
    kinds: Sequence[str],
) -> Iterator[SafetyRate]:
    members = {row["patient_id"] for row in stratum.rows}
    ours = [(patient, kind) for patient, kind in happened if patient in members]
    years = sum(days.get(patient, 0) for patient in members) / DAYS_PER_YEAR
    smallest = analysis.design.protocol.reporting.smallest_group
    counts = Counter(kind for _, kind in ours)
    for kind in (ANY, *kinds):
        events = len(ours) if kind == ANY else counts[kind]
        patients = {patient for patient, found in ours if kind in (ANY, found)}
        reason = f"fewer than {smallest} patients: no interval" if len(members) < smallest else ""
        rate = statistics.incidence_rate(events, years, analysis.design.protocol.confidence_level)
        yield SafetyRate(
            stratum.subgroup,
            stratum.level,
            kind,
            events,
            len(patients),
            years,
            rate.rate if rate else None,
            rate.interval.low if rate and not reason else None,
            rate.interval.high if rate and not reason else None,
            reason if rate else "no time under observation",
            "Any" if kind == ANY else event_labels()[kind],
        )
