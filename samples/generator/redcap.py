"""The first patients of the cohort as a REDCap project: a raw export, a label export, and the data dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.model import MEASURES, Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from generator.layouts import Table
    from generator.model import Patient, Visit

PATIENTS = 6
ENROLMENT = ("enrolment_arm_1", "Enrolment (Arm 1: Registry)")
FOLLOW_UP = ("follow_up_arm_1", "Follow-up (Arm 1: Registry)")
LABS = ("laboratory", "Laboratory")
COMPLETE = ("2", "Complete")

SITES = {"1": "Site A", "2": "Site B", "3": "Site C", "4": "Site D", "5": "Site E"}
SEXES = {"1": "Female", "2": "Male", "9": "Unknown"}
CLASSES = {"1": "Class I", "2": "Class II", "3": "Class III", "4": "Class IV", "5": "Class V", "6": "Class VI"}
ACTIVITY = {"1": "A", "2": "A/C", "3": "C", "-9": "Not reported"}
DRUGS = {"1": "MMF", "2": "Myfortic", "3": "Cyclophosphamide", "4": "IV CYC", "5": "Azathioprine"}
RESPONSES = {"1": "Complete response", "2": "Partial response", "3": "No response", "9": "Unknown"}
RESPONSE_CODES = {"CR": "1", "PR": "2", "NR": "3"}
SEX_CODES = {"F": "1", "M": "2"}

TITLES = (
    *("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"),
    *("Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number"),
    *("Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)"),
    *("Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name"),
    *("Matrix Ranking?", "Field Annotation"),
)


def _choices(choices: dict[str, str]) -> str:
    return " | ".join(f"{code}, {label}" for code, label in choices.items())


# Variable, form, type, label, choices, note, validation, identifier.
FIELDS = (
    ("study_no", "demographics", "text", "Study number", "", "", "", ""),
    ("initials", "demographics", "text", "Initials", "", "", "", "y"),
    ("centre", "demographics", "dropdown", "Centre", _choices(SITES), "", "", ""),
    ("sex", "demographics", "radio", "<b>Sex</b>", _choices(SEXES), "", "", ""),
    ("dob", "demographics", "text", "Date of birth", "", "", "date_dmy", ""),
    ("bx_date", "biopsy", "text", "Date of kidney biopsy", "", "", "date_dmy", ""),
    ("isn_class", "biopsy", "checkbox", "ISN/RPS class", _choices(CLASSES), "Check III and V for III + V", "", ""),
    ("isn_activity", "biopsy", "radio", "Biopsy activity", _choices(ACTIVITY), "", "", ""),
    ("ind_drug", "treatment", "checkbox", "Induction drug", _choices(DRUGS), "", "", ""),
    ("ind_start", "treatment", "text", "Induction start", "", "", "date_dmy", ""),
    ("ind_response", "treatment", "radio", "Response to induction", _choices(RESPONSES), "", "", ""),
    ("mt_start", "treatment", "text", "Date of switch", "", "", "date_dmy", ""),
    ("lab_date", LABS[0], "text", "Visit date", "", "", "date_dmy", ""),
    ("lab_upcr", LABS[0], "text", "UPCR", "", "g/g", "number", ""),
    ("lab_scr", LABS[0], "text", "Serum creatinine", "", "mg/dL; -99 = not done", "number", ""),
    ("lab_egfr", LABS[0], "text", "eGFR (mL/min/1.73m2)", "", "", "number", ""),
    ("lab_alb", LABS[0], "text", "Albumin (g/dL)", "", "", "number", ""),
    ("lab_c3", LABS[0], "text", "C<sub>3</sub> (mg/dL)", "", "", "number", ""),
    ("lab_c4", LABS[0], "text", "C<sub>4</sub> (mg/dL)", "", "", "number", ""),
)


def dictionary() -> Table:
    """Return the data dictionary of the project."""
    return TITLES, [
        [variable, form, "", type_, label, choices, note, validation, "", "", flag, *[""] * 7]
        for variable, form, type_, label, choices, note, validation, flag in FIELDS
    ]


def export(patients: Sequence[Patient], labelled: bool) -> Table:
    """Return the export of the first patients: one row of the enrolment, then one per instance of the laboratory."""
    headers = tuple(_headers(labelled))
    rows = [row for number, patient in enumerate(patients[:PATIENTS]) for row in _rows(number, patient, labelled)]
    return headers, rows


def _headers(labelled: bool) -> Iterator[str]:
    form = ""
    for variable, of, type_, label, choices, *_ in FIELDS:
        if form and of != form:
            yield "Complete?" if labelled else f"{form}_complete"
        form = of
        plain = label.replace("<b>", "").replace("</b>", "").replace("<sub>", "").replace("</sub>", "")
        if type_ == "checkbox":
            pairs = [part.split(", ", 1) for part in choices.split(" | ")]
            yield from (f"{plain} (choice={word})" if labelled else f"{variable}___{code}" for code, word in pairs)
        else:
            yield plain if labelled else variable
        if variable == FIELDS[0][0]:
            yield from (
                ("Event Name", "Repeat Instrument", "Repeat Instance")
                if labelled
                else ("redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance")
            )
    yield "Complete?" if labelled else f"{form}_complete"


def _rows(number: int, patient: Patient, labelled: bool) -> Iterator[list[Cell]]:
    style = int(labelled)
    once = [*_demographics(number, patient, style), *_biopsy(patient, style), *_treatment(patient, style)]
    measured = len(MEASURES) + 2
    yield [patient.patient_id, ENROLMENT[style], "", "", *once, *[""] * measured]
    for instance, visit in enumerate(patient.visits, 1):
        blank = [""] * len(once)
        yield [patient.patient_id, FOLLOW_UP[style], LABS[style], str(instance), *blank, *_labs(visit, style)]


def _demographics(number: int, patient: Patient, style: int) -> list[Cell]:
    site = next(code for code, name in SITES.items() if name == patient.site)
    sex = SEX_CODES[patient.sex]
    initials = f"{chr(ord('A') + number)}X"
    return [initials, _said(site, SITES, style), _said(sex, SEXES, style), patient.birth_date, COMPLETE[style]]


def _biopsy(patient: Patient, style: int) -> list[Cell]:
    roman = patient.biopsy_class.removeprefix("Class ").partition(" ")[0].partition("-")[0]
    classes = {name.strip() for name in roman.replace("+", " ").split()}
    boxes = _boxes({f"Class {name}" for name in classes}, CLASSES, style)
    activity = patient.biopsy_class.partition("(")[2].removesuffix(")")
    code = next((code for code, label in ACTIVITY.items() if label == activity), "-9")
    return [patient.biopsy_date, *boxes, _said(code, ACTIVITY, style), COMPLETE[style]]


def _treatment(patient: Patient, style: int) -> list[Cell]:
    boxes = _boxes({patient.induction_drug}, DRUGS, style)
    response = _said(RESPONSE_CODES.get(patient.prior_response, ""), RESPONSES, style)
    return [*boxes, patient.induction_start, response, patient.switch_date, COMPLETE[style]]


def _labs(visit: Visit, style: int) -> list[Cell]:
    measures = (visit.measures.get(name) for name in MEASURES)
    texts = [
        "" if value is None else f"{value:.{places}f}" if isinstance(value, float | int) else value
        for value, places in zip(measures, MEASURES.values(), strict=True)
    ]
    return [visit.day, *texts, COMPLETE[style]]


def _said(code: str, choices: dict[str, str], style: int) -> str:
    return choices[code] if style and code else code


def _boxes(checked: Iterable[str], choices: dict[str, str], style: int) -> list[Cell]:
    words = ("Unchecked", "Checked") if style else ("0", "1")
    missing = set(checked) - set(choices.values())
    if missing:
        raise ValueError(f"no choice for {sorted(missing)}")
    return [words[label in checked] for label in choices.values()]
