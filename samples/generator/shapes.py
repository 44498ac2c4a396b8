"""The first patients of the cohort in shapes that registries send: wide, as a list of results, with days for dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from generator.model import Cell, Patient, Visit, completed_years

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from generator.layouts import Table

PATIENTS: Final = 6

KOREAN_WORDS: Final = {"F": "여", "M": "남", "PR": "부분관해", "NR": "무반응", "CR": "완전관해", "": ""}
KOREAN_ONCE: Final = (
    *("환자번호", "병원", "성별", "생년월일", "신장조직검사일", "ISN/RPS 분류"),
    *("유도요법 약제", "유도요법 시작일", "유도요법 반응", "전환일"),
)
KOREAN_MEASURES: Final = {
    "upcr": "UPCR (g/g)",
    "creatinine": "Cr (mg/dL)",
    "albumin": "알부민 (g/dL)",
    "c3": "C3 (mg/dL)",
}
OCCASIONS: Final = {"기저": 0, "12주": 84, "24주": 168}
"""What a time point is called, and its day after the switch."""
NEAR: Final = 28
"""Days by which a visit may miss its time point and still be entered under it."""

LAB_TESTS: Final[dict[str, tuple[str, str, Callable[[float], str]]]] = {
    "upcr": ("UPCR", "mg/mmol", lambda value: f"{value / 0.00884:.1f}"),
    "creatinine": ("14682-9", "µmol/L", lambda value: f"{value * 88.4:.0f}"),
    "albumin": ("Albumin", "g/L", lambda value: f"{value * 10:.0f}"),
    "c3": ("C3", "g/L", lambda value: f"{value / 100:.2f}"),
    "c4": ("4498-2", "g/L", lambda value: f"{value / 100:.2f}"),
}
"""How a laboratory in SI units reports a measure: its name for it or the LOINC code, the unit, the number."""

LAB_PATIENT_HEADERS: Final = (
    *("Patient ID", "Site", "Sex", "Date of birth", "Biopsy date", "Biopsy class"),
    *("Induction drug", "Induction start", "Response to induction", "Date of switch"),
)
RELATIVE_HEADERS: Final = (
    *("patient_id", "site", "sex", "age", "prior_response", "biopsy_day", "biopsy_class", "induction_drug"),
    *("induction_start_day", "switch_day", "study_day", "upcr (g/g)", "creatinine (mg/dL)", "albumin (g/dL)"),
)


def wide(patients: Sequence[Patient]) -> Table:
    """Return one row per patient under Korean headers: values at the switch and 12 and 24 weeks later, one date."""
    names = [header.replace(" (", f" {occasion} (") for occasion in OCCASIONS for header in KOREAN_MEASURES.values()]
    return (*KOREAN_ONCE, *names, "24주 검사일"), [_wide_row(patient) for patient in patients[:PATIENTS]]


def _wide_row(patient: Patient) -> list[Cell]:
    seen = {name: _near(patient, days) for name, days in OCCASIONS.items()}
    values = [_measure(visit, name) for visit in seen.values() for name in KOREAN_MEASURES]
    last = seen["24주"]
    return [
        *(patient.patient_id, patient.site, KOREAN_WORDS[patient.sex], _dotted(patient.birth_date)),
        *(_dotted(patient.biopsy_date), patient.biopsy_class, patient.induction_drug),
        *(_dotted(patient.induction_start), KOREAN_WORDS[patient.prior_response], _dotted(patient.switch_date)),
        *values,
        _dotted(last.day) if last and isinstance(last.day, date) else "",
    ]


def _near(patient: Patient, days: int) -> Visit | None:
    """Return the visit nearest to a day after the switch; on day 0 none after it."""
    switch = patient.switch_date
    if switch is None:
        return None
    away = {
        index: (visit.day - switch).days - days
        for index, visit in enumerate(patient.visits)
        if isinstance(visit.day, date)
    }
    near = [index for index, gap in away.items() if abs(gap) <= NEAR and (days or gap <= 0)]
    return patient.visits[min(near, key=lambda index: abs(away[index]))] if near else None


def _measure(visit: Visit | None, name: str) -> Cell:
    value = visit.measures.get(name) if visit else None
    if not isinstance(value, float | int):
        return ""
    return f"{value:.{ {'upcr': 2, 'creatinine': 2, 'albumin': 1}.get(name, 0) }f}"


def _dotted(day: date | None) -> str:
    return f"{day:%Y.%m.%d}" if day else ""


def lab_results(patients: Sequence[Patient]) -> Table:
    """Return one row per result of a laboratory: number with a decimal comma, a unit beside it, name or LOINC code."""
    return ("Patient ID", "Collection date", "Test name", "Result", "Unit"), [
        row for patient in patients[:PATIENTS] for visit in patient.visits for row in _results(patient, visit)
    ]


def _results(patient: Patient, visit: Visit) -> Iterator[list[Cell]]:
    for name, (test, unit, written) in LAB_TESTS.items():
        value = visit.measures.get(name)
        if isinstance(value, float | int) and isinstance(visit.day, date):
            yield [patient.patient_id, visit.day, test, written(value).replace(".", ","), unit]


def lab_patients(patients: Sequence[Patient]) -> Table:
    """Return the file that comes with the results: what is said of a patient once."""
    return LAB_PATIENT_HEADERS, [
        [
            *(patient.patient_id, patient.site, patient.sex, patient.birth_date, patient.biopsy_date),
            *(patient.biopsy_class, patient.induction_drug, patient.induction_start, patient.prior_response),
            patient.switch_date,
        ]
        for patient in patients[:PATIENTS]
    ]


def relative(patients: Sequence[Patient]) -> Table:
    """Return one row per visit with days from the biopsy in place of dates, and the age in place of the birth date."""
    return RELATIVE_HEADERS, [row for patient in patients[:PATIENTS] for row in _relative_rows(patient)]


def _relative_rows(patient: Patient) -> Iterator[list[Cell]]:
    first = patient.biopsy_date
    if first is None or patient.induction_start is None or patient.switch_date is None:
        return
    for visit in patient.visits:
        if isinstance(visit.day, date):
            yield [
                *(patient.patient_id, patient.site, patient.sex, str(completed_years(patient.birth_date, first))),
                *(patient.prior_response, "0", patient.biopsy_class, patient.induction_drug),
                *(str((patient.induction_start - first).days), str((patient.switch_date - first).days)),
                str((visit.day - first).days),
                *(_measure(visit, name) for name in ("upcr", "creatinine", "albumin")),
            ]
