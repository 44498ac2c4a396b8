"""Loss of kidney function after the switch: sustained declines of eGFR, its slope, and renal flares by UPCR."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.deeper import EgfrDecline, EgfrSlope, KidneyFollowUp, RenalFlares
from lnmt_cli.analysis.rates import proportion_interval
from lnmt_cli.analysis.safety import DAYS_PER_YEAR
from lnmt_cli.analysis.strata import strata

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.strata import Rows, Stratum
    from lnmt_cli.knowledge.protocol import Protocol, Subgroup
    from lnmt_cli.knowledge.reporting import SlopeRule

    Row = Mapping[str, Any]

OUTCOMES: Final = "select * from kidney_outcome order by patient_id"
DECLINES: Final = "select * from egfr_decline order by patient_id, percent"

FAILED_BEFORE, FAILURE_UNDATED, NO_BASELINE, NO_LATER_VALUE = (
    "failed_before",
    "failure_undated",
    "no_baseline",
    "no_later_value",
)
"""Why a patient is in no count; of several the first."""


def kidney_outcomes(analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup]) -> dict[str, Any]:
    """Return what became of kidney function in all patients of ``rows`` and in each level, by the names of `Deeper`."""
    known = {row["patient_id"]: row for row in analysis.rows(OUTCOMES)}
    for row in known.values():
        row["declines"] = {}
    for row in analysis.rows(DECLINES):
        known[row["patient_id"]]["declines"][float(row["percent"])] = row
    # Of who switched on a day that is not known nothing has a place in time.
    unknown: dict[str, Any] = {"declines": {}}
    groups = [
        stratum._replace(rows=[known.get(row["patient_id"], unknown) for row in stratum.rows])
        for stratum in strata(rows, subgroups)
    ]
    protocol = analysis.design.protocol
    return {
        "kidney_follow_up": tuple(_follow_up(group) for group in groups),
        "egfr_decline": tuple(decline for group in groups for decline in _declines(protocol, group)),
        "egfr_slope": tuple(_slope(protocol, group, analysis.design.units["egfr"]) for group in groups),
        "renal_flares": tuple(_flares(protocol, group) for group in groups),
    }


def kidney_notes(protocol: Protocol) -> Iterator[str]:
    """Yield the rules of these outcomes in sentences, and what they leave out."""
    reporting = protocol.reporting
    days, slope = reporting.sustained_days, reporting.egfr_slope
    yield (
        "Decline of eGFR: from the baseline at the switch, confirmed where a value at least"
        f" {days} days after the first one at or below the bound is so too, and none between the two is above it;"
        " unconfirmed where the record ends before that; a fall that a later value takes back is none. Kidney failure"
        " (ESKD, dialysis, transplant) after the switch counts as a decline of every size, and no value from its day on"
        " counts."
    )
    yield (
        f"eGFR slope: least squares for each patient with {slope.values} values or more, the baseline among them, over"
        f" {slope.days} days or more; a negative slope is a loss."
    )
    flare = reporting.renal_flare
    yield (
        f"Renal flare by UPCR (AURORA 2): above {flare.from_low_above:g} g/g after a value below {flare.low_below:g},"
        f" or above {flare.from_response_above:g} after one of at most {flare.response_at_most:g}, both after the"
        f" switch. At risk are those who reached {flare.response_at_most:g} g/g and have a later value; flares recorded"
        " as events are another count (safety)."
    )
    yield from (*reporting.egfr_decline.limits, *slope.limits, *flare.limits)


def _why_left_out(row: Row) -> str | None:
    """Return why it cannot be told whether a patient lost kidney function; None where it can.

    Kidney failure tells it without any later value.
    """
    if row.get("has_failed_before"):
        return FAILED_BEFORE
    if row.get("is_failure_undated"):
        return FAILURE_UNDATED
    if row.get("egfr_baseline") is None:
        return NO_BASELINE
    return None if row["later_values"] or row["failure_day"] is not None else NO_LATER_VALUE


def _followed(group: Stratum) -> Rows:
    return [row for row in group.rows if _why_left_out(row) is None]


def _follow_up(group: Stratum) -> KidneyFollowUp:
    reasons = Counter(_why_left_out(row) for row in group.rows)
    followed = _followed(group)
    years = statistics.quartiles([row["last_day"] / DAYS_PER_YEAR for row in followed])
    return KidneyFollowUp(
        subgroup=group.subgroup,
        level=group.level,
        enrolled=len(group.rows),
        of=len(followed),
        no_baseline=reasons[NO_BASELINE],
        no_later_value=reasons[NO_LATER_VALUE],
        failed_before=reasons[FAILED_BEFORE],
        failure_undated=reasons[FAILURE_UNDATED],
        kidney_failure=sum(row["failure_day"] is not None for row in followed),
        kidney_failure_left_out=sum(
            row.get("failure_day") is not None for row in group.rows if _why_left_out(row) == NO_BASELINE
        ),
        died=sum(row["death_day"] is not None for row in followed),
        median_years=years.median if years else None,
        q1_years=years.lower if years else None,
        q3_years=years.upper if years else None,
    )


def _declines(protocol: Protocol, group: Stratum) -> Iterator[EgfrDecline]:
    followed = _followed(group)
    for percent in protocol.reporting.egfr_decline.percent:
        states = [_decline(row, percent) for row in followed]
        counts = Counter(states)
        n = counts["confirmed"] + counts["kidney_failure"]
        free = [row for row, state in zip(followed, states, strict=True) if state in {"unconfirmed", "none"}]
        yield EgfrDecline(
            group.subgroup,
            group.level,
            percent,
            n,
            len(followed),
            *_share(n, len(followed), protocol),
            confirmed=counts["confirmed"],
            kidney_failure=counts["kidney_failure"],
            unconfirmed=counts["unconfirmed"],
            died=sum(row["death_day"] is not None for row in free),
            note=_why_no_interval(len(followed), protocol),
        )


def _decline(row: Row, percent: float) -> str:
    """Return how far eGFR has fallen: confirmed, else kidney failure, else not confirmed, else not."""
    seen = row["declines"].get(percent, {"decline_day": None, "unconfirmed_day": None})
    if seen["decline_day"] is not None:
        return "confirmed"
    if row["failure_day"] is not None:
        return "kidney_failure"
    return "none" if seen["unconfirmed_day"] is None else "unconfirmed"


def _share(n: int, of: int, protocol: Protocol) -> tuple[float | None, float | None, float | None]:
    """Return ``n`` of ``of`` in percent with its interval, which too small a group has not."""
    interval = None if _why_no_interval(of, protocol) else proportion_interval(n, of, protocol)
    return (
        100 * n / of if of else None,
        100 * interval.low if interval else None,
        100 * interval.high if interval else None,
    )


def _why_no_interval(n: int, protocol: Protocol) -> str:
    smallest = protocol.reporting.smallest_group
    return f"fewer than {smallest} patients: no interval" if n < smallest else ""


def _slope(protocol: Protocol, group: Stratum, unit: str) -> EgfrSlope:
    rule = protocol.reporting.egfr_slope
    reasons = Counter(_why_no_slope(row, rule) for row in group.rows)
    slopes = sorted(row["slope"] for row in group.rows if _why_no_slope(row, rule) is None)
    summary, quartiles = statistics.summarise(slopes), statistics.quartiles(slopes)
    note = _why_no_interval(len(slopes), protocol)
    interval = None if note else statistics.mean_t_interval(slopes, protocol.confidence_level)
    return EgfrSlope(
        subgroup=group.subgroup,
        level=group.level,
        unit=f"{unit} per year",
        n=len(slopes),
        mean=summary.mean,
        sd=summary.sd,
        ci_low=interval.low if interval else None,
        ci_high=interval.high if interval else None,
        median=quartiles.median if quartiles else None,
        q1=quartiles.lower if quartiles else None,
        q3=quartiles.upper if quartiles else None,
        too_few_values=reasons["too_few_values"],
        too_short=reasons["too_short"],
        failed_before=reasons[FAILED_BEFORE],
        failure_undated=reasons[FAILURE_UNDATED],
        note=note or ("" if interval else "no spread between the patients: no interval"),
        slopes=tuple(slopes) if note else (),
    )


def _why_no_slope(row: Row, rule: SlopeRule) -> str | None:
    reason = _why_left_out(row)
    if reason in {FAILED_BEFORE, FAILURE_UNDATED}:
        return reason
    if (row.get("slope_values") or 0) < rule.values:
        return "too_few_values"
    return "too_short" if row["slope_days"] < rule.days else None


def _flares(protocol: Protocol, group: Stratum) -> RenalFlares:
    reasons = Counter(_why_not_at_risk(row) for row in group.rows)
    at_risk = [row for row in group.rows if _why_not_at_risk(row) is None]
    days = [row["flare_day"] for row in at_risk if row["flare_day"] is not None]
    quartiles = statistics.quartiles(days)
    return RenalFlares(
        group.subgroup,
        group.level,
        len(days),
        len(at_risk),
        *_share(len(days), len(at_risk), protocol),
        median_day=quartiles.median if quartiles else None,
        not_reached=reasons["not_reached"],
        no_later_value=reasons[NO_LATER_VALUE],
        no_value=reasons["no_value"],
        failed_before=reasons[FAILED_BEFORE],
        failure_undated=reasons[FAILURE_UNDATED],
        note=_why_no_interval(len(at_risk), protocol),
    )


def _why_not_at_risk(row: Row) -> str | None:
    reason = _why_left_out(row)
    if reason in {FAILED_BEFORE, FAILURE_UNDATED}:
        return reason
    if not row.get("upcr_values"):
        return "no_value"
    if row["reached_day"] is None:
        return "not_reached"
    return None if row["last_upcr_day"] > row["reached_day"] else NO_LATER_VALUE
