"""The cohort as a REDCap project: raw and label exports in its shapes, and the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from renderings.cohort import COHORT, MEASURES, Patient
from renderings.styles import CANONICAL, Sheet, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TITLES: Final = (
    *("Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label"),
    *("Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number"),
    *("Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)"),
    *("Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name"),
    *("Matrix Ranking?", "Field Annotation"),
)


@dataclass(frozen=True)
class Variable:
    """A field of the project; ``choices``: code by canonical value, with the label behind a bar."""

    name: str
    form: str
    label: str
    type: str = "text"
    choices: Mapping[str, str] | None = None
    note: str = ""
    validation: str = ""


SITES: Final = {"Site A": "1|Site A", "Site B": "2|Site B"}
SEXES: Final = {"F": "1|Female", "M": "2|Male"}
RESPONSES: Final = {"CR": "1|Complete response", "PR": "2|Partial response", "NR": "3|No response"}
CLASSES: Final = {name: f"{code}|Class {name}" for code, name in enumerate(("I", "II", "III", "IV", "V", "VI"), 1)}
ACTIVITY: Final = {"A": "1|A", "A/C": "2|A/C", "C": "3|C"}
DRUGS: Final = {"MMF": "1|MMF", "cyclophosphamide": "2|Cyclophosphamide", "azathioprine": "3|Azathioprine"}
LATER: Final = {"tacrolimus": "1|Tacrolimus", "prednisolone": "2|Prednisolone"}
KINDS: Final = {"infection": "1|Infection", "pregnancy": "2|Pregnancy"}
_LABELS: Final = {"upcr": "UPCR", "creatinine": "Serum creatinine", "albumin": "Serum albumin", "c3": "C3", "c4": "C4"}

DEMOGRAPHICS: Final = (
    Variable("centre", "demographics", "Centre", "dropdown", SITES),
    Variable("sex", "demographics", "<b>Sex</b>", "radio", SEXES),
    Variable("dob", "demographics", "Date of birth", validation="date_dmy"),
    Variable("death_date", "demographics", "Date of death", validation="date_dmy"),
    Variable("ind_drug", "treatment", "Induction drug", "checkbox", DRUGS),
    Variable("ind_start", "treatment", "Induction start", validation="date_dmy"),
    Variable("ind_stop", "treatment", "Induction end", validation="date_dmy"),
    Variable("ind_response", "treatment", "Response to induction", "radio", RESPONSES),
    Variable("mt_start", "treatment", "Date of switch", validation="date_dmy"),
)
BIOPSY: Final = (
    Variable("bx_date", "biopsy", "Date of kidney biopsy", validation="date_dmy"),
    Variable("isn_class", "biopsy", "ISN/RPS class", "checkbox", CLASSES),
    Variable("isn_activity", "biopsy", "Biopsy activity", "radio", ACTIVITY),
)
LATER_DRUG: Final = (
    Variable("med", "drugs", "Drug", "dropdown", LATER),
    Variable("med_start", "drugs", "Start date", validation="date_dmy"),
    Variable("med_stop", "drugs", "Stop date", validation="date_dmy"),
    Variable("med_dose", "drugs", "Daily dose (mg/day)", validation="number"),
)
EVENT: Final = (
    Variable("ev_date", "events", "Date of event", validation="date_dmy"),
    Variable("ev_kind", "events", "Kind of event", "dropdown", KINDS),
)
LABS: Final = (
    Variable("lab_date", "laboratory", "Visit date", validation="date_dmy"),
    *(
        Variable(f"lab_{name}", "laboratory", _LABELS[name], note=CANONICAL[name], validation="number")
        for name in MEASURES
    ),
)
ALL: Final = (*DEMOGRAPHICS, *BIOPSY, *LATER_DRUG, *EVENT, *LABS)


def dictionary(variables: Sequence[Variable] = ALL) -> Sheet:
    """Return the data dictionary as it is downloaded."""
    rows = [["study_no", "demographics", "", "text", "Study number", *[""] * 13]]
    for of in variables:
        choices = " | ".join(found.replace("|", ", ") for found in (of.choices or {}).values())
        rows.append([of.name, of.form, "", of.type, of.label, choices, of.note, of.validation, *[""] * 10])
    return Sheet("dictionary", [list(TITLES), *rows])


def _cells(of: Variable, value: Any, labelled: bool) -> list[str]:
    """Return the cells of a field: one, or one for each choice of a checkbox."""
    if of.type == "checkbox":
        words = ("Unchecked", "Checked") if labelled else ("0", "1")
        return [words[choice in (value or ())] for choice in of.choices or {}]
    if value is None or value == "":
        return [""]
    if of.choices is not None:
        return [of.choices[value].split("|")[labelled]]
    return [plain(value) if of.validation == "number" else str(value)]


def _headers(variables: Sequence[Variable], labelled: bool) -> list[str]:
    found = []
    for of in variables:
        plain_label = of.label.replace("<b>", "").replace("</b>", "")
        if of.type == "checkbox":
            for choice in (of.choices or {}).values():
                code, label = choice.split("|")
                found.append(f"{plain_label} (choice={label})" if labelled else f"{of.name}___{code}")
        else:
            found.append(plain_label if labelled else of.name)
    return found


def _once(of: Patient) -> list[Any]:
    facts, (drug, start, stop) = of.facts, of.induction or (None, None, None)
    return [
        *(facts["site"], facts["sex"], facts["birth_date"], facts["death_date"]),
        *(drug and (drug,), start, stop, facts["prior_response"], facts["switch_date"]),
    ]


def _biopsy(found: tuple[Any, str]) -> list[Any]:
    classes, _, activity = found[1].partition(" (")
    return [found[0], tuple(classes.split("+")), activity.rstrip(")")]


def _forms(of: Patient) -> Iterator[tuple[Sequence[Variable], list[list[Any]]]]:
    """Yield each form that is filled in more than once, with its records."""
    yield BIOPSY, [_biopsy(found) for found in of.biopsies]
    yield LATER_DRUG, [list(found) for found in of.later]
    yield EVENT, [list(found) for found in of.events]
    yield LABS, [[day, *(values.get(name) for name in MEASURES)] for day, values in of.visits]


def longitudinal(*, repeats: bool, labelled: bool = False, groups: bool = False) -> Sheet:
    """One row for each record of a form: as an instance of a repeating instrument, or as an event of its own."""
    keys = ["Event Name"] if labelled else ["redcap_event_name"]
    if repeats:
        keys += (
            ["Repeat Instrument", "Repeat Instance"]
            if labelled
            else ["redcap_repeat_instrument", "redcap_repeat_instance"]
        )
    if groups:
        keys.append("Data Access Group" if labelled else "redcap_data_access_group")
    rows: list[list[Any]] = [["Study number" if labelled else "study_no", *keys, *_headers(ALL, labelled)]]
    for of in COHORT:
        group = [of.facts["site"] if labelled else of.facts["site"].lower().replace(" ", "_")] if groups else []
        enrolment = "Enrolment (Arm 1: Registry)" if labelled else "enrolment_arm_1"
        rows.append(
            [of.patient_id, enrolment, *(["", ""] if repeats else []), *group, *_row(DEMOGRAPHICS, _once(of), labelled)]
        )
        for variables, records in _forms(of):
            form = variables[0].form
            for number, values in enumerate(records, 1):
                event = "follow_up" if repeats else f"{form}_{number}"
                said = f"{event.replace('_', ' ').capitalize()} (Arm 1: Registry)" if labelled else f"{event}_arm_1"
                instance = [form.capitalize() if labelled else form, str(number)] if repeats else []
                rows.append([of.patient_id, said, *instance, *group, *_row(variables, values, labelled)])
    return Sheet("redcap", rows)


def _row(filled: Sequence[Variable], values: Sequence[Any], labelled: bool) -> list[str]:
    """Return the cells of all fields, those of other forms blank."""
    own = dict(zip((of.name for of in filled), values, strict=True))
    row: list[str] = []
    for of in ALL:
        width = len(of.choices or {}) if of.type == "checkbox" else 1
        row += _cells(of, own[of.name], labelled) if of.name in own else [""] * width
    return row


def _numbered(variables: Sequence[Variable], number: int) -> list[Variable]:
    return [
        Variable(f"{of.name}_{number}", of.form, f"{of.label} {number}", of.type, of.choices, of.note, of.validation)
        for of in variables
    ]


def classic(*, labelled: bool = False) -> tuple[Sheet, list[Variable]]:
    """One row a record, each form as often as it can be filled in; and the fields of this project."""
    most = [
        max(len(records) for records in every)
        for every in zip(*([r for _, r in _forms(of)] for of in COHORT), strict=True)
    ]
    shapes = [(variables, many) for (variables, _), many in zip(_forms(COHORT[0]), most, strict=True)]
    fields = list(DEMOGRAPHICS)
    for variables, many in shapes:
        for number in range(1, many + 1):
            fields += _numbered(variables, number) if many > 1 else variables
    rows: list[list[Any]] = [["Study number" if labelled else "study_no", *_headers(fields, labelled)]]
    for of in COHORT:
        values = _once(of)
        for (variables, many), (_, records) in zip(shapes, _forms(of), strict=True):
            for record in [*records, *[[None] * len(variables)] * (many - len(records))]:
                values += record
        cells = [cell for field, value in zip(fields, values, strict=True) for cell in _cells(field, value, labelled)]
        rows.append([of.patient_id, *cells])
    return Sheet("redcap", rows), fields
