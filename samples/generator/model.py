"""A synthetic patient, before any layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Cell = float | str | date | None
"""A value as it stands in an export; text in place of a number or a date is an error made on purpose."""

MEASURES = {"upcr": 2, "creatinine": 2, "egfr": 1, "albumin": 1, "c3": 0, "c4": 0}
"""The measures of a visit and their decimals, in the dictionary's canonical units."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit: its date, and the measures taken (see MEASURES)."""

    day: date | str
    measures: dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Treatment:
    """One course of a drug; without a stop it goes on."""

    drug: str
    start: date
    stop: date | None
    phase: str


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient with everything that an export says.

    ``prior_response`` is "" where it was not recorded. ``switch_recorded`` false: the sheet of patients
    leaves the switch date blank, and the treatments show it. ``other_sex`` is a second, contradicting entry.
    """

    patient_id: str
    site: str
    sex: str
    birth_date: date
    prior_response: str
    biopsy_date: date | None
    biopsy_class: str
    induction_drug: str
    induction_start: date | None
    switch_date: date | None
    treatments: tuple[Treatment, ...]
    visits: tuple[Visit, ...]
    switch_recorded: bool = True
    other_sex: str = ""


def completed_years(birth: date, day: date) -> int:
    """Return the age in completed years on a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
