"""Workbooks as people keep them: titles, two-row headers, unit rows, footnotes, merged and hidden cells, formats."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from renderings.files import rows_in, workbook
from renderings.languages import KOREAN, KOREAN_SITES, KOREAN_WORDS
from renderings.layouts import as_tables, as_visits, as_wide
from renderings.styles import SI, Style, all_spelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Check = Any
TYPED = Style(date=lambda day: day, number=float, missing=None)
KINDS = {
    "real dates and numbers": TYPED,
    "times of day": Style(date=lambda day: datetime(day.year, day.month, day.day, 9, 30), number=float),
    "dates as text": Style(number=float),
    "dates as Korean text": Style(date=lambda day: f"{day.year}.{day.month}.{day.day}", number=float),
    "dates as numbers": Style(date=lambda day: int(f"{day:%Y%m%d}"), number=float),
    "numbers as text": Style(date=lambda day: day),
    "all as text": Style(),
    "in Korean": Style(headers=KOREAN, words=KOREAN_WORDS, date=lambda day: day, number=float),
    "in other units": Style(units=SI, date=lambda day: day, number=float),
    "units in the cells": Style(unit_at="cell", date=lambda day: day),
    "a column of units": Style(units=SI, unit_at="column", date=lambda day: day, number=float),
}


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        *((as_visits, kind) for kind in KINDS),
        *((shape, kind) for shape in (as_tables, as_wide) for kind in list(KINDS)[:4]),
    ],
)
def test_kinds_of_cells(tmp_path: Path, check: Check, kind: str, shape: Any) -> None:
    """Real dates and numbers, and the same as text, are the same values."""
    tables = shape()
    paths = workbook(tmp_path, all_spelled(tables, KINDS[kind]))
    check(paths, rows_in(paths) - len(tables), sites=KOREAN_SITES if kind == "in Korean" else None)


def everywhere(change: Callable[[Worksheet], Any]) -> Callable[[Workbook], None]:
    def to(book: Workbook) -> None:
        for page in book:
            change(page)

    return to


def title(page: Worksheet) -> None:
    """A title, a line about the source and a blank row above the header."""
    page.insert_rows(1, 3)
    page["A1"] = f"Lupus nephritis registry: {page.title}"
    page["A1"].font = Font(bold=True, size=14)
    page["A2"] = "Data cut-off 2021-01-31"


def merged_title(page: Worksheet) -> None:
    page.insert_rows(1, 1)
    page["A1"] = "Lupus nephritis registry"
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=page.max_column)


def blank_column(page: Worksheet) -> None:
    """A table that begins in C4."""
    page.insert_cols(1, 2)
    page.insert_rows(1, 3)


def hide(page: Worksheet) -> None:
    """Hidden rows and columns, a filter, a frozen header."""
    for number in (2, 3, 5):
        page.row_dimensions[number].hidden = True
    for letter in "BC":
        page.column_dimensions[letter].hidden = True
    page.auto_filter.ref = page.dimensions
    page.freeze_panes = "B2"


def hide_sheets(book: Workbook) -> None:
    for page in book.worksheets[1:]:
        page.sheet_state = "hidden"
    book.worksheets[-1].sheet_state = "veryHidden"


def formats(page: Worksheet) -> None:
    """Dates and numbers shown in ways that change no value."""
    for row in page.iter_rows(min_row=2):
        for cell in row:
            if isinstance(cell.value, date):
                cell.number_format = ("yyyy.mm.dd", "dd/mm/yy", "[$-412]yyyy년 m월 d일", "mmm-yy")[cell.row % 4]
            elif isinstance(cell.value, float):
                cell.number_format = ("0", "0.0", "#,##0.00", '0.00" mg"')[cell.row % 4]


def other_sheets(book: Workbook) -> None:
    """A sheet of notes and an empty one."""
    notes = book.create_sheet("Read me", 0)
    notes["A1"] = "How to use this workbook"
    book.create_sheet("Sheet3")


def mac(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


CHANGES: dict[str, tuple[Callable[[Workbook], None], int]] = {
    "title": (everywhere(title), 2),
    "merged title": (everywhere(merged_title), 1),
    "table in the middle": (everywhere(blank_column), 0),
    "hidden rows and columns": (everywhere(hide), 0),
    "hidden sheets": (hide_sheets, 0),
    "formats": (everywhere(formats), 0),
    "1904": (mac, 0),
}
"""What is done to each sheet, and how many rows with content it adds above the header."""


@pytest.mark.parametrize("shape", [as_tables, as_wide])
@pytest.mark.parametrize("change", CHANGES)
def test_what_people_do_to_workbooks(tmp_path: Path, check: Check, change: str, shape: Any) -> None:
    """Titles, hidden parts, formats and the place of the table change nothing."""
    tables = shape()
    do, above = CHANGES[change]
    paths = workbook(tmp_path, all_spelled(tables, TYPED), do)
    check(paths, rows_in(paths) - len(tables) * (1 + above))


def test_sheets_without_patients(tmp_path: Path, check: Check) -> None:
    """A sheet of notes and an empty sheet change nothing; what stands in them is counted as set aside."""
    paths = workbook(tmp_path, all_spelled(as_tables(), TYPED), other_sheets)
    check(paths, rows_in(paths) - 6)


def test_identifiers_as_numbers(tmp_path: Path, read: Any) -> None:
    """An identifier that is a number is the text that the cell shows, leading zeros and all."""

    def number(book: Workbook) -> None:
        for page in book:
            for cell in page["A"][1:]:
                cell.value, cell.number_format = int(cell.value[3:]), "000000"

    shown = read(workbook(tmp_path, all_spelled(as_tables(), TYPED), number))
    found = shown.connection.execute("select distinct patient_id from visit order by all").fetchall()
    assert [patient for (patient,) in found] == [f"{number:06}" for number in range(1, 13)]


def test_seventeen_digits(tmp_path: Path, check: Check) -> None:
    """Excel stores 0.8 as 0.80000000000000004: the same number."""

    def longer(found: re.Match[str]) -> str:
        return f"<v>{float(found[1]):.17g}</v>"

    (path,) = workbook(tmp_path, all_spelled(as_tables(), TYPED))
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    changed = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            if name.startswith("xl/worksheets/"):
                text, many = re.subn(r"<v>(\d+\.\d+)</v>", longer, content.decode())
                changed, content = changed + many, text.encode()
            new.writestr(name, content)
    assert changed
    check([path], rows_in([path]) - 5)
