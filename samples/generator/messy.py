"""A workbook as people keep it by hand: a title, a header of two rows, a row of units, a hidden column, footnotes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]

from generator.files import save

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

    from generator.model import Cell, Patient, Visit

PATIENTS: Final = 6
GROUPS: Final = {
    "Patient": ("ID", "Sex", "Birth date", "Initials"),
    "Biopsy": ("Date", "Class"),
    "Treatment": ("Induction drug", "Induction start", "Response to induction", "Date of switch"),
    "Laboratory": ("Visit date", "UPCR", "Creatinine", "Albumin", "C3", "C4"),
}
"""The header: what stands merged in its first row, and under each the second row."""
HIDDEN: Final = "D"
UNITS: Final = {"UPCR": "g/g", "Creatinine": "mg/dL", "Albumin": "g/dL", "C3": "mg/dL", "C4": "mg/dL"}
HEADER_ROW: Final = 4
FOOTNOTES: Final = (
    "* Laboratory values of the outpatient clinic.",
    "Entered by hand; please report mistakes to the registry office.",
)
DIPSTICK: Final = ("LN-002", 1)
"""The patient and the visit, counted from 0, whose UPCR is a finding of a dipstick: an error made on purpose."""


def write_messy(patients: Sequence[Patient], path: Path) -> None:
    """Write the first patients, one row per visit, into a workbook that nobody made for a program."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Lupus nephritis"
    sheet["A1"] = "Lupus nephritis registry: visits until June 2017"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A2"] = "Synthetic patients"
    _header(sheet)
    for row in _rows(patients[:PATIENTS]):
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            if cell.is_date:
                cell.number_format = "yyyy-mm-dd"
    sheet.append([])
    for note in FOOTNOTES:
        sheet.append([note])
    sheet.column_dimensions[HIDDEN].hidden = True
    sheet.freeze_panes = f"B{HEADER_ROW + 3}"
    save(book, path)


def _header(sheet: Worksheet) -> None:
    column = 1
    for group, names in GROUPS.items():
        top = sheet.cell(HEADER_ROW, column, group)
        top.font, top.alignment = Font(bold=True), Alignment(horizontal="center")
        if len(names) > 1:
            sheet.merge_cells(
                start_row=HEADER_ROW, end_row=HEADER_ROW, start_column=column, end_column=column + len(names) - 1
            )
        for name in names:
            sheet.cell(HEADER_ROW + 1, column, name).font = Font(bold=True)
            sheet.cell(HEADER_ROW + 2, column, UNITS.get(name))
            sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 12
            column += 1


def _rows(patients: Sequence[Patient]) -> Iterator[list[Cell]]:
    for number, patient in enumerate(patients):
        initials = f"{chr(ord('A') + number)}X"
        for count, visit in enumerate(patient.visits):
            yield [
                *(patient.patient_id, patient.sex, patient.birth_date, initials, patient.biopsy_date),
                *(patient.biopsy_class, patient.induction_drug, patient.induction_start),
                *(patient.prior_response or None, patient.switch_date),
                *_measured(visit, is_dipstick=(patient.patient_id, count) == DIPSTICK),
            ]


def _measured(visit: Visit, is_dipstick: bool) -> Iterator[Cell]:
    yield visit.day if isinstance(visit.day, date) else str(visit.day)
    yield "2+" if is_dipstick else visit.measures.get("upcr")
    yield from (visit.measures.get(name) for name in ("creatinine", "albumin", "c3", "c4"))
