"""Twelve made-up patients as plain data: every status of `eligible`, two biopsies, derived and recorded switches.

UPCR is a multiple of 0.221 g/g (25 mg/mmol), so that each value has finite decimals in every unit it is written in.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

AS_OF: Final = date(2020, 12, 31)
TODAY: Final = date(2021, 1, 31)
MEASURES: Final = ("upcr", "creatinine", "albumin", "c3", "c4")


@dataclass(frozen=True)
class Patient:
    """A made-up patient.

    ``facts``: what a patient has once, by field · ``biopsies``: date and class · ``induction``: drug, start, stop ·
    ``later``: further drugs with start, stop and dose (mg/day) · ``visits``: date and measures · ``events``.
    """

    patient_id: str
    facts: dict[str, Any]
    biopsies: tuple[tuple[date, str], ...] = ()
    induction: tuple[str, date, date | None] | None = None
    later: tuple[tuple[str, date, date | None, Decimal | None], ...] = ()
    visits: tuple[tuple[date, dict[str, Decimal]], ...] = ()
    events: tuple[tuple[date, str], ...] = with_default(default=())


def _visits(first: date, *figures: str) -> tuple[tuple[date, dict[str, Decimal]], ...]:
    """Return visits from lines ``day upcr creatinine albumin c3 c4``; UPCR counts 0.221 g/g, ``-`` is not measured."""
    found = []
    for line in figures:
        day, *written = line.split()
        values = {
            name: Decimal(text) * (Decimal("0.221") if name == "upcr" else 1)
            for name, text in zip(MEASURES, written, strict=True)
            if text != "-"
        }
        found.append((first + timedelta(int(day)), values))
    return tuple(found)


def _facts(
    site: str, sex: str, birth: date, response: str = "", switch: date | None = None, death: date | None = None
) -> dict[str, Any]:
    return {
        "site": site,
        "sex": sex,
        "birth_date": birth,
        "prior_response": response or None,
        "switch_date": switch,
        "death_date": death,
    }


A, B = "Site A", "Site B"
_SPRING = date(2020, 2, 3)
_YEAR_BEFORE = date(2019, 4, 15)

COHORT: Final[tuple[Patient, ...]] = (
    Patient(
        "LN-001",
        _facts(A, "F", date(1990, 5, 17)),
        ((date(2020, 1, 20), "III"),),
        ("MMF", _SPRING, None),
        visits=_visits(
            _SPRING, "0 14 0.8 2.6 52 9", "85 10 0.85 3.1 70 13", "170 6 0.8 3.5 83 17.5", "300 5 0.8 3.6 88 19"
        ),
    ),
    Patient(
        "LN-002",
        _facts(B, "F", date(1985, 11, 2)),
        ((date(2020, 1, 27), "IV+V"),),
        ("cyclophosphamide", _SPRING, date(2020, 8, 3)),
        visits=_visits(_SPRING, "-3 18 1.2 2.2 41 6", "60 19 1.25 2.3 45 7", "168 20 1.3 2.1 44 6.5"),
        events=((date(2020, 10, 12), "infection"),),
    ),
    Patient(
        "LN-003",
        _facts(A, "F", date(1978, 1, 30), "PR", date(2019, 10, 7)),
        ((date(2014, 6, 12), "II"), (date(2019, 4, 1), "IV")),
        ("MMF", _YEAR_BEFORE, date(2019, 10, 6)),
        visits=_visits(
            _YEAR_BEFORE,
            *("0 21 0.9 2.4 48 8", "90 13 0.9 2.9 61 11", "175 9 0.95 3.2 72 14"),
            *("260 4 0.9 3.7 90 18", "343 2 0.9 4.1 101 22", "430 2 0.95 4.2 104 23.5"),
        ),
    ),
    Patient(
        "LN-004",
        _facts(B, "M", date(1994, 8, 9), "NR", date(2019, 11, 4)),
        ((date(2019, 3, 25), "III+V"),),
        ("cyclophosphamide", _YEAR_BEFORE, date(2019, 10, 1)),
        visits=_visits(
            _YEAR_BEFORE, "0 20 1.4 2 50 10", "168 22 1.5 2.1 47 9", "203 24 1.55 2.0 49 9", "371 15 1.6 2.7 66 12"
        ),
    ),
    Patient(
        "LN-005",
        _facts(A, "F", date(2000, 2, 29), "", date(2019, 10, 21)),
        ((date(2019, 4, 8), "III (A)"),),
        ("MMF", _YEAR_BEFORE, None),
        visits=_visits(
            _YEAR_BEFORE, "-7 16 0.6 2.8 55 9.5", "160 7 0.65 3.3 75 15", "189 7 0.6 3.3 74 15", "357 3 0.6 3.9 95 21"
        ),
        events=((date(2020, 11, 30), "pregnancy"),),
    ),
    Patient(
        "LN-006",
        _facts(B, "F", date(1988, 12, 24)),
        ((date(2019, 4, 2), "IV"),),
        ("MMF", _YEAR_BEFORE, None),
        (
            ("tacrolimus", date(2019, 10, 14), None, Decimal(3)),
            ("prednisolone", date(2019, 4, 15), date(2020, 4, 14), Decimal("7.5")),
        ),
        visits=_visits(
            _YEAR_BEFORE, "0 17 0.7 2.5 58 10", "168 9 0.7 3.2 77 14", "182 9 0.75 3.1 78 14", "350 8 0.7 3.4 82 16"
        ),
    ),
    Patient(
        "LN-007",
        _facts(A, "F", date(1982, 7, 5), "PR", date(2019, 11, 18)),
        ((date(2019, 4, 9), "V"),),
        ("MMF", _YEAR_BEFORE, date(2019, 11, 17)),
        visits=_visits(_YEAR_BEFORE, "0 25 0.8 1.9 88 20", "170 12 0.8 2.8 92 21", "210 12 0.8 2.9 93 21"),
    ),
    Patient(
        "LN-008",
        _facts(B, "F", date(1997, 3, 1)),
        ((date(2020, 10, 26), "IV (A/C)"),),
        ("MMF", date(2020, 11, 2), None),
        visits=_visits(date(2020, 11, 2), "0 15 1.1 2.7 46 7", "14 14 1.1 2.8 50 8", "35 12 1.05 2.9 57 9"),
    ),
    Patient(
        "LN-009",
        _facts(A, "M", date(1975, 9, 14)),
        ((date(2020, 1, 13), "III"),),
        ("cyclophosphamide", _SPRING, date(2020, 7, 20)),
        visits=_visits(_SPRING, "0 12 1.0 2.9 62 12", "84 4 1.0 3.6 85 18", "168 1 1.0 4.2 102 24"),
    ),
    Patient(
        "LN-010",
        _facts(B, "F", date(1992, 6, 6)),
        ((date(2020, 1, 10), ""),),
        ("MMF", _SPRING, None),
        visits=_visits(_SPRING, "0 13 0.75 2.6 59 -", "90 11 0.75 2.9 66 -", "175 9 0.8 3.1 71 13"),
    ),
    Patient(
        "LN-011",
        _facts(A, "F", date(1999, 10, 31)),
        ((date(2020, 2, 24), "IV"),),
        visits=_visits(date(2020, 3, 2), "0 19 0.9 2.3 43 6", "91 16 0.9 2.6 52 8", "175 14 - 2.8 60 10"),
    ),
    Patient(
        "LN-012",
        _facts(B, "M", date(1968, 4, 22), death=date(2020, 11, 11)),
        ((date(2020, 1, 6), "IV"),),
        ("azathioprine", _SPRING, date(2020, 9, 1)),
        visits=_visits(_SPRING, "0 11 2.1 2.7 64 11", "77 12 2.4 2.6 61 10", "168 13 2.9 2.5 60 10"),
    ),
)

STATUSES: Final = {
    "candidate": ["LN-001", "LN-002"],
    "switched": ["LN-003", "LN-004", "LN-005", "LN-006"],
    "switched_outside": ["LN-007"],
    "pending": ["LN-008"],
    "not_eligible": ["LN-009", "LN-012"],
    "undetermined": ["LN-010", "LN-011"],
}
"""What `eligible` says of each as of `AS_OF`."""
