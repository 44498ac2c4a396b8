"""What the analyses return: plain records, full precision, no rendering.

Tuples where they can be, and no slots: a class takes time to make, at each start of the command line.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import date


WARNING: Final = "Warning: "
"""How a note begins that says something is wrong with the data."""


class Status(enum.StrEnum):
    """The verdict on a patient, in the order in which it is reported."""

    CANDIDATE = "candidate"
    SWITCHED = "switched"
    SWITCHED_OUTSIDE = "switched_outside"
    PENDING = "pending"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"


class CriterionVerdict(NamedTuple):
    """One criterion for one patient: true, false or unknown, and, where unknown, the data that are missing."""

    id: str
    met: bool | None
    missing: tuple[str, ...] = ()


class CautionState(NamedTuple):
    """One caution for one patient: ``present``, ``absent`` or ``unknown``, which is never "clear"."""

    id: str
    state: str


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


class AttritionStep(NamedTuple):
    """One step of the flow: of those who entered, how many met the criterion, did not, and cannot be told."""

    id: str
    label: str
    entered: int
    met: int
    not_met: int
    unknown: int


@dataclass(frozen=True)
class Eligibility:
    """The result of ``lnmt eligible``: every patient of the registry, in the order of their identifiers."""

    protocol: str
    response: str
    as_of: date
    patients: tuple[PatientVerdict, ...]
    attrition: tuple[AttritionStep, ...]
    notes: tuple[str, ...] = ()

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
    """Those analysed: how many, how many of them women, age in completed years at the switch."""

    switched: int
    female: int
    age_mean: float | None
    age_sd: float | None


@dataclass(frozen=True)
class ResponseRate:
    """A response category: ``n`` of ``of`` assessable patients, in percent, with an exact 95 % interval."""

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


@dataclass(frozen=True)
class LabChange:
    """The change of one measure over the ``n`` patients who have both values; ``note`` says what is missing.

    ``n_censored`` of them have a limit of the assay for one of the two, or for both.
    """

    week: int
    subgroup: str | None
    level: str | None
    measure: str
    unit: str
    n: int
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    week_mean: float | None = None
    week_sd: float | None = None
    change_mean: float | None = None
    change_ci_low: float | None = None
    change_ci_high: float | None = None
    p_value: float | None = None
    test: str = "wilcoxon"
    note: str = ""
    n_censored: int = 0


class SubgroupTest(NamedTuple):
    """A comparison between the known levels of a subgroup; ``note`` says why there is no p-value."""

    week: int
    subgroup: str
    outcome: str
    test: str
    p_value: float | None
    note: str = ""


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
