"""What ``lnmt eligible --explain`` returns: everything that one patient's verdict was made from, as plain records."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from lnmt_cli.analysis.results import Status

Figure = float | str | bool | None


class Moment(NamedTuple):
    """When: a date, which patients without dates have not, and the day from the start of induction (day 0)."""

    date: date | None
    day: int | None


class Happening(NamedTuple):
    """One thing in the course of a patient, such as a biopsy, a drug or the switch; ``end`` is a drug's last day."""

    what: str
    detail: str
    at: Moment
    end: Moment | None = None


class Reading(NamedTuple):
    """One value in a window."""

    value: Figure
    at: Moment


class TimedValue(NamedTuple):
    """The value of a measure at a time point, and why that one: ``passed_over`` are the others of its window.

    ``sign`` is < or > for a limit of the assay. ``first_day`` and ``last_day``: the days in which it can lie.
    """

    measure: str
    label: str
    unit: str
    point: str
    value: Figure
    sign: str
    at: Moment | None
    first_day: int
    last_day: int
    why: str
    passed_over: tuple[Reading, ...]


class Term(NamedTuple):
    """One condition of a rule: as written and in words, its verdict, and with the patient's numbers what decides it."""

    rule: str
    words: str
    met: bool | None
    reasons: tuple[str, ...]


class Rule(NamedTuple):
    """A rule with its terms, all of which must hold; ``used`` says in words what stands behind its values."""

    id: str
    label: str
    met: bool | None
    terms: tuple[Term, ...]
    source: str = ""
    used: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()
    """Which records contradict each other, where it cannot be told for that."""


class KnownValue(NamedTuple):
    """A value that a caution or a rule looked at; ``age_days`` before the assessment date, if it was measured."""

    name: str
    label: str
    value: Figure
    unit: str
    age_days: int | None
    date: date | None


class ExplainedCaution(NamedTuple):
    """A caution: present, absent or unknown, what decides it, and the values that it looked at."""

    id: str
    label: str
    state: str
    reasons: tuple[str, ...]
    values: tuple[KnownValue, ...]
    why: str
    source: str


class ExplainedResponse(NamedTuple):
    """The response to induction: which one counts, and each term of the definition by which it is computed."""

    definition: str
    week: int
    counted: str | None
    recorded: str | None
    computed: str | None
    complete: Rule
    partial: Rule | None


class Explanation(NamedTuple):
    """Why one patient falls where they fall. ``changes``: what would change the verdict · ``flags``: to look at."""

    patient_id: str
    site: str | None
    protocol: str
    status: Status
    judged: Moment
    course: tuple[Happening, ...]
    criteria: tuple[Rule, ...]
    values: tuple[TimedValue, ...]
    response: ExplainedResponse
    milestone: Rule | None
    adequacy: Rule | None
    cautions: tuple[ExplainedCaution, ...]
    changes: tuple[str, ...]
    flags: tuple[str, ...]
    exclusions: tuple[Rule, ...] = ()
    """What makes who has not switched no candidate: true is excluded."""
    without_effect: tuple[str, ...] = ()
    """What is not known besides, where the verdict would stay the same."""
    acr_2024: tuple[Rule, ...] = ()
    """Inadequate response and refractory disease, beside the verdict."""
