"""What the outcomes say beyond rates and changes: plain records, full precision, no rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lnmt_cli.analysis.lab_change import LabChange


class Comparison(NamedTuple):
    """Two levels of a subgroup compared; the first less, or over, the second.

    ``statistic``: ``difference`` of proportions in percent points (Newcombe), ``odds_ratio`` (exact), ``mann_whitney``
    (Hodges-Lehmann shift of the changes) or ``ancova`` (difference at the same baseline). ``note``: what is missing.
    """

    week: int
    response: str | None
    subgroup: str
    first: str
    second: str
    measure: str
    statistic: str
    unit: str
    n_first: int
    n_second: int
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_value: float | None = None
    note: str = ""


class BeforeAfter(NamedTuple):
    """The response to induction against that of the week, over the ``n`` patients with both; McNemar's exact test."""

    week: int
    subgroup: str | None
    level: str | None
    outcome: str
    n: int
    both: int
    gained: int
    lost: int
    neither: int
    p_value: float | None
    mid_p_value: float | None
    note: str = ""


class CrossTable(NamedTuple):
    """The responses by two definitions: cells (category by the first, by the second, patients), None not assessable.

    ``differing`` of ``of`` patients whom both can tell; where one has no partial tier, CR or not is what can differ.
    ``patients``: (identifier, by the first, by the second) of those who differ, only where they were asked for.
    """

    week: int
    first: str
    second: str
    cells: tuple[tuple[str | None, str | None, int], ...]
    differing: int
    of: int
    patients: tuple[tuple[str, str, str], ...] = ()


class Disposition(NamedTuple):
    """How many of those analysed are in a state at a week: ``switched``, ``assessable``, or why they are not."""

    week: int
    response: str
    state: str
    n: int


class Retelling(NamedTuple):
    """The response by another window or tie rule: the categories, and who changed from what to what.

    ``counts``: category (None not assessable) → patients · ``moves``: (from, to, patients).
    """

    label: str
    window: str
    week: int
    response: str
    counts: tuple[tuple[str | None, int], ...]
    changed: int
    of: int
    moves: tuple[tuple[str | None, str | None, int], ...]


class LevelShift(NamedTuple):
    """``n`` patients whose measure went from one level to another; None where it was not recorded."""

    week: int
    measure: str
    before: str | None
    after: str | None
    n: int


class DoseReached(NamedTuple):
    """How many of the ``of`` patients with both doses are at or below ``at_most``, at baseline and at the week."""

    week: int
    subgroup: str | None
    level: str | None
    at_most: float
    unit: str
    baseline_n: int
    week_n: int
    of: int


class SafetyRate(NamedTuple):
    """Events of a kind after the switch, per 100 patient-years, with an exact interval; ``note``: why there is none."""

    subgroup: str | None
    level: str | None
    kind: str
    events: int
    patients: int
    patient_years: float
    rate: float | None
    ci_low: float | None
    ci_high: float | None
    note: str = ""


class TimeToResponse(NamedTuple):
    """Time to a first response after the switch, in weeks, by Kaplan and Meier.

    ``at_risk``: (week, patients) · ``steps``: (week, at risk, events, share with the response, its low, its high).
    A median of None is not reached.
    """

    response: str
    outcome: str
    subgroup: str | None
    level: str | None
    n: int
    events: int
    median: float | None
    median_low: float | None
    median_high: float | None
    at_risk: tuple[tuple[int, int], ...]
    steps: tuple[tuple[float, int, int, float, float | None, float | None], ...]


class LogRankTest(NamedTuple):
    """The times to response compared between the known levels of a subgroup, of ``n`` patients."""

    response: str
    outcome: str
    subgroup: str
    n: int
    chi_square: float | None
    freedom: int | None
    p_value: float | None
    note: str = ""


class KidneyFollowUp(NamedTuple):
    """How many of those ``enrolled`` are followed for loss of kidney function (``of``), and why the others are not.

    ``kidney_failure``, ``died``: of those followed, after the switch · ``kidney_failure_left_out``: of those without a
    baseline. Years from the switch to the last eGFR, or to kidney failure.
    """

    subgroup: str | None
    level: str | None
    enrolled: int
    of: int
    no_baseline: int
    no_later_value: int
    failed_before: int
    failure_undated: int
    kidney_failure: int
    kidney_failure_left_out: int
    died: int
    median_years: float | None
    q1_years: float | None
    q3_years: float | None


class EgfrDecline(NamedTuple):
    """``n`` of the ``of`` followed who lost ``decline`` percent of eGFR or more: ``confirmed``, or kidney failure only.

    ``unconfirmed``: low at the end of the record · ``died``: without a decline before it. Neither is in ``n``.
    """

    subgroup: str | None
    level: str | None
    decline: float
    n: int
    of: int
    percent: float | None
    ci_low: float | None
    ci_high: float | None
    confirmed: int
    kidney_failure: int
    unconfirmed: int
    died: int
    note: str = ""


class EgfrSlope(NamedTuple):
    """The slopes of eGFR of ``n`` patients, in ``unit``; ``slopes``: each, where there are too few for an interval."""

    subgroup: str | None
    level: str | None
    unit: str
    n: int
    mean: float | None
    sd: float | None
    ci_low: float | None
    ci_high: float | None
    median: float | None
    q1: float | None
    q3: float | None
    too_few_values: int
    too_short: int
    failed_before: int
    failure_undated: int
    note: str = ""
    slopes: tuple[float, ...] = ()


class RenalFlares(NamedTuple):
    """``n`` of the ``of`` at risk with a renal flare by UPCR, and why the others are not at risk.

    ``median_day``: of the first flare of each, from the switch.
    """

    subgroup: str | None
    level: str | None
    n: int
    of: int
    percent: float | None
    ci_low: float | None
    ci_high: float | None
    median_day: float | None
    not_reached: int
    no_later_value: int
    no_value: int
    failed_before: int
    failure_undated: int
    note: str = ""


@dataclass(frozen=True)
class Deeper:
    """What is beyond the rates and changes; empty where it was not asked for, or there is none."""

    comparisons: tuple[Comparison, ...] = ()
    before_after: tuple[BeforeAfter, ...] = ()
    agreement: tuple[CrossTable, ...] = ()
    disposition: tuple[Disposition, ...] = ()
    sensitivity: tuple[Retelling, ...] = ()
    shifts: tuple[LevelShift, ...] = ()
    steroid: tuple[LabChange, ...] = ()
    doses: tuple[DoseReached, ...] = ()
    safety: tuple[SafetyRate, ...] = ()
    time_to_response: tuple[TimeToResponse, ...] = ()
    log_rank: tuple[LogRankTest, ...] = ()
    kidney_follow_up: tuple[KidneyFollowUp, ...] = ()
    egfr_decline: tuple[EgfrDecline, ...] = ()
    egfr_slope: tuple[EgfrSlope, ...] = ()
    renal_flares: tuple[RenalFlares, ...] = ()
