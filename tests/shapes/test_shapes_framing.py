"""Tables within sheets: rows of units, headers of two rows, merged patients, footnotes, means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from renderings.cohort import MEASURES
from renderings.files import rows_in, workbook
from renderings.layouts import as_tables, as_visits, as_wide
from renderings.styles import SI, Sheet, Style, all_spelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Check = Any
TYPED = Style(date=lambda day: day, number=float, missing=None)


def everywhere(change: Callable[[Worksheet], Any]) -> Callable[[Workbook], None]:
    def to(book: Workbook) -> None:
        for page in book:
            change(page)

    return to


def test_unit_row(tmp_path: Path, check: Check) -> None:
    """A row of units below the header declares them."""
    tables = as_tables()
    paths = workbook(tmp_path, all_spelled(tables, Style(units=SI, unit_at="row", date=lambda day: day, number=float)))
    check(paths, rows_in(paths) - len(tables) - 1)


def test_two_row_header(tmp_path: Path, check: Check) -> None:
    """A header of two rows, time point above measure and merged over its columns, is one header."""
    wide, later = all_spelled(as_wide(labels=("Baseline", "W4", "W12", "W24", "W36", "W52")), TYPED)
    names = list(as_wide(labels=("Baseline", "W4", "W12", "W24", "W36", "W52"))[0].columns)
    above, below, spans = [], [], {}
    for place, (name, header) in enumerate(zip(names, wide.rows[0], strict=True), 1):
        field, _, label = name.partition("@")
        is_visit = field in ("visit_date", *MEASURES)
        above.append(label if is_visit and label not in spans else None if is_visit else header)
        below.append(Style().header(field) if is_visit else None)
        if is_visit:
            spans.setdefault(label, []).append(place)

    def merge(book: Workbook) -> None:
        page = book["wide"]
        for columns in spans.values():
            page.merge_cells(start_row=1, end_row=1, start_column=columns[0], end_column=columns[-1])
        for place in range(1, len(names) + 1):
            if below[place - 1] is None:
                page.merge_cells(start_row=1, end_row=2, start_column=place, end_column=place)

    paths = workbook(tmp_path, [Sheet("wide", [above, below, *wide.rows[1:]]), later], merge)
    check(paths, rows_in(paths) - 3)


def test_patient_merged_over_visits(tmp_path: Path, check: Check) -> None:
    """A patient's cells merged over the rows of the visits hold for all of them."""
    visits, later = all_spelled(as_visits(), TYPED)
    own = visits.rows[0].index("visit_date")

    def merge(book: Workbook) -> None:
        page = book["visits"]
        ids = [row[0] for row in visits.rows]
        for column in range(1, own + 1):
            if column in (8, 9):  # the biopsy, which differs between the rows of LN-003
                continue
            for number in dict.fromkeys(ids[1:]):
                first, many = ids.index(number) + 1, ids.count(number)
                page.merge_cells(start_row=first, end_row=first + many - 1, start_column=column, end_column=column)

    paths = workbook(tmp_path, [visits, later], merge)
    check(paths, rows_in(paths) - 2)


@pytest.mark.parametrize(
    "notes",
    [
        ["* UPCR from spot urine", "† died during follow-up"],
        [None, "Note: values below the limit are shown as the limit"],
        ["※ 결측은 빈칸", "Source: registry of 2021"],
        ["Abbreviations: UPCR, urine protein to creatinine ratio"],
    ],
    ids=["signs", "note", "Korean", "abbreviations"],
)
def test_footnotes(tmp_path: Path, check: Check, notes: list[str | None]) -> None:
    """Footnotes below the table are no patients; each is counted, and set aside with a finding."""

    def add(page: Worksheet) -> None:
        for note in notes:
            page.append([note])
            if note is None:
                page.append([None])

    paths = workbook(tmp_path, all_spelled(as_tables(), TYPED), everywhere(add))
    check(paths, rows_in(paths) - 5)


def test_row_of_means(tmp_path: Path, check: Check) -> None:
    """A row of means below the visits is no visit."""

    def add(book: Workbook) -> None:
        book["visits"].append(["Mean", None, 2.9, 0.98, 2.9, 69, 13])

    paths = workbook(tmp_path, all_spelled(as_tables(), TYPED), add)
    check(paths, rows_in(paths) - 5)


def test_header_again_in_the_middle(tmp_path: Path, check: Check) -> None:
    """A header that stands again further down, as in printed lists, is no patient."""
    sheets = [Sheet(s.name, [*s.rows[:8], s.rows[0], *s.rows[8:]]) for s in all_spelled(as_visits(), TYPED)]
    paths = workbook(tmp_path, sheets)
    check(paths, rows_in(paths) - 2)
