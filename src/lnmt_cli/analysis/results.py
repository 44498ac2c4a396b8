"""What the analyses return: plain records, full precision, no rendering.

Tuples where they can be, and no slots: a class takes time to make, at each start of the command line.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.analysis.deeper import Deeper

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lnmt_cli.analysis.lab_change import LabChange


WARNING: Final = "Warning: "
"""How a note begins that says something is wrong with the data."""


CONTRADICTORY: Final = "contradictory"
"""The state of a criterion that is unknown because records disagree."""


class Status(enum.StrEnum):
    """The verdict on a patient, in the order in which it is reported."""

    CANDIDATE = "candidate"
    SWITCHED = "switched"
    SWITCHED_OUTSIDE = "switched_outside"
    UPFRONT = "upfront"
    PENDING = "pending"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"


class CriterionVerdict(NamedTuple):
    """One criterion for one patient: true, false or unknown, and, where unknown, the data that are missing.

    ``disagree``: which records contradict each other, in words, where it is unknown for that.
    """

    id: str
    met: bool | None
    missing: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Return ``met``, ``not_met``, ``unknown`` or ``contradictory``."""
        if self.met is not None:
            return "met" if self.met else "not_met"
        return CONTRADICTORY if self.disagree else "unknown"


class ExclusionVerdict(NamedTuple):
    """One exclusion for one patient who has not switched: true, false or unknown, and then what is missing.

    ``disagree``: as of a criterion.
    """

    id: str
    excluded: bool | None
    missing: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()

    @property
    def state(self) -> str:
        """Return ``excluded``, ``not_excluded``, ``unknown`` or ``contradictory``."""
        if self.excluded is not None:
            return "excluded" if self.excluded else "not_excluded"
        return CONTRADICTORY if self.disagree else "unknown"


class CautionState(NamedTuple):
    """One caution for one patient: ``present``, ``absent`` or ``unknown``, which is never "clear"."""

    id: str
    state: str


class InductionCourse(NamedTuple):
    """The induction of one patient, and its response: what a clinician looks at beside the verdict.

    ``weeks``: from its start to the assessment date · ``exposure_weeks``: of those on a standard drug · doses of
    mycophenolate in mg/day, in equivalents of mofetil · UPCR in g/g · ``milestone_met``: of the milestone that the
    protocol names · ``inadequate_response`` and ``refractory``: by ACR 2024. What is not known is None. A patient
    without dates has no ``start``.
    """

    biopsy_class: str | None = None
    regimen: str | None = None
    start: date | None = None
    weeks: float | None = None
    exposure_weeks: float | None = None
    mycophenolate_mean_dose: float | None = None
    cyclophosphamide_doses: float | None = None
    adequate: bool | None = None
    recorded_response: str | None = None
    computed_response: str | None = None
    milestone_met: bool | None = None
    upcr_baseline: float | None = None
    upcr_week: float | None = None
    egfr_baseline: float | None = None
    egfr_week: float | None = None
    inadequate_response: bool | None = None
    refractory: bool | None = None


class LastSeen(NamedTuple):
    """When a patient was last seen, and the last UPCR and eGFR, with their dates and days before the assessment date.

    A patient without dates has days only. What is not known is None.
    """

    last_visit: date | None = None
    last_visit_days: int | None = None
    upcr_last: float | None = None
    upcr_last_date: date | None = None
    upcr_last_days: int | None = None
    egfr_last: float | None = None
    egfr_last_date: date | None = None
    egfr_last_days: int | None = None


class PatientVerdict(NamedTuple):
    """Where one patient falls, and why. ``due_date``: when the weeks of induction are reached, if pending.

    A patient whose records have days instead of dates has neither ``index_date`` nor ``due_date``.
    """

    patient_id: str
    site: str | None
    status: Status
    prior_response: str | None
    index_date: date | None
    due_date: date | None
    criteria: tuple[CriterionVerdict, ...]
    cautions: tuple[CautionState, ...]
    induction: InductionCourse = InductionCourse()
    exclusions: tuple[ExclusionVerdict, ...] = ()
    last: LastSeen = LastSeen()


class AttritionStep(NamedTuple):
    """One step of the flow: of those who entered, how many met the criterion, did not, and cannot be told.

    ``contradictory``: of the unknown, those of whom records disagree.
    """

    id: str
    label: str
    entered: int
    met: int
    not_met: int
    unknown: int
    contradictory: int = 0


class CriterionCounts(NamedTuple):
    """One criterion among all patients, whatever the others say; ``only_failed``: who fails this one and no other.

    ``contradictory``: of the unknown, those of whom records disagree.
    """

    id: str
    label: str
    met: int
    not_met: int
    unknown: int
    only_failed: int
    contradictory: int = 0


class Combination(NamedTuple):
    """How many patients have these verdicts on the criteria, which are in the order of the protocol."""

    met: tuple[bool | None, ...]
    patients: int


class Overlap(NamedTuple):
    """The criteria without the order of the flow: each among all patients, and each combination that there is."""

    criteria: tuple[CriterionCounts, ...] = ()
    combinations: tuple[Combination, ...] = ()


class CautionMeaning(NamedTuple):
    """A caution in words: its name, and what the clinician has to think of."""

    id: str
    label: str
    why: str
    source: str


@dataclass(frozen=True)
class Eligibility:
    """The result of ``lnmt eligible``: every patient of the registry, in the order of their identifiers."""

    protocol: str
    response: str
    as_of: date
    patients: tuple[PatientVerdict, ...]
    attrition: tuple[AttritionStep, ...]
    notes: tuple[str, ...] = ()
    overlap: Overlap = field(default_factory=Overlap)
    cautions: tuple[CautionMeaning, ...] = ()
    milestone: str = ""
    """The milestone beside the verdict, in words; empty where the protocol names none."""
    induction_week: int | None = None
    exclusions: tuple[AttritionStep, ...] = ()
    """The steps of the flow before the criteria: met by those who are not excluded."""

    @property
    def warnings(self) -> int:
        """Return how many of the notes say that something is wrong with the data."""
        return sum(note.startswith(WARNING) for note in self.notes)

    @property
    def counts(self) -> dict[Status, int]:
        """Return the number of patients in each status, zero included."""
        found = Counter(patient.status for patient in self.patients)
        return {status: found[status] for status in Status}


@dataclass(frozen=True)
class Cohort:
    """Those analysed: how many, how many women of those whose sex is known, age in completed years at the switch."""

    switched: int
    female: int
    age_mean: float | None
    age_sd: float | None
    sex_known: int = 0
    age_n: int = 0


@dataclass(frozen=True)
class ResponseRate:
    """A response category: ``n`` of ``of`` patients, in percent, with its interval.

    ``of`` are the ``assessed``, those of the ``enrolled`` whose response can be told; where the others are counted all
    the same (`missing`), all enrolled. ``bound_low`` and ``bound_high``, in percent: none of those who are not
    assessable in the category, or all of them; the dead among these have no response in either.
    """

    week: int
    subgroup: str | None
    level: str | None
    category: str
    n: int
    of: int
    percent: float | None
    ci_low: float | None
    ci_high: float | None
    not_assessable: int
    response: str = ""
    enrolled: int = 0
    assessed: int = 0
    bound_low: float | None = None
    bound_high: float | None = None


class SubgroupTest(NamedTuple):
    """A comparison between the known levels of a subgroup, of ``n`` patients; ``note`` says why there is no p-value."""

    week: int
    subgroup: str
    outcome: str
    test: str
    p_value: float | None
    note: str = ""
    response: str = ""
    n: int = 0


@dataclass(frozen=True)
class Outcomes:
    """The result of ``lnmt outcomes``."""

    protocol: str
    response: str
    cohort: Cohort
    response_rates: tuple[ResponseRate, ...]
    changes: tuple[LabChange, ...]
    tests: tuple[SubgroupTest, ...]
    notes: tuple[str, ...]
    measures: dict[str, str]
    """Label of each measure, by its name."""
    subgroups: dict[str, str]
    """Label of each subgroup, by its name."""
    missing: str = "observed"
    """How those count whose response cannot be told; see `lnmt_cli.knowledge.reporting.MISSING`."""
    change: str = "rank"
    """What the tables show of a change; see `lnmt_cli.knowledge.reporting.CHANGES`."""
    small_below: int = 0
    """Below how many patients the tables say that a change is of few."""
    responses: tuple[str, ...] = ()
    """The response definitions by which the responses after the switch are told."""
    stands_for: Mapping[str, str] = field(default_factory=dict)
    """What CR stands for, as in a sentence, where it is no complete response, by the name of the definition."""
    deeper: Deeper = field(default_factory=Deeper)
