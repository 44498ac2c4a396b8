"""Layouts: tables, visits, wide, lists of results, split in files; their order and their repetitions."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from renderings.cohort import MEASURES
from renderings.files import csv_files, rows_in, workbook
from renderings.layouts import (
    Table,
    as_tables,
    as_visits,
    as_wide,
    biopsies,
    by_patient,
    by_site,
    events,
    measurements,
    patients,
    results,
    treatments,
)
from renderings.styles import SI, Sheet, Style, all_spelled, spelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Check = Any
TYPED = Style(date=lambda day: day, number=float, missing=None)
WEEKS = ("bl", "4w", "12w", "24w", "36w", "52w")

SHAPES: dict[str, Callable[[], list[Table]]] = {
    "visits": as_visits,
    "tables": as_tables,
    "wide, numbered": as_wide,
    "wide, weeks": lambda: as_wide(labels=WEEKS),
    "tables by site": lambda: by_site(as_tables()),
    "visits by site": lambda: by_site(as_visits()),
    "a file a patient": lambda: [*by_patient(as_visits()[0]), treatments(induction=False)],
    "patients with visits apart": lambda: [patients(), *as_visits()],
    "visits and wide together": lambda: [*as_visits(), as_wide()[0]],
    "biopsies on the patient, visits apart": lambda: [as_visits()[0], treatments(), events()],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("form", ["files", "folder", "workbook"])
def test_layouts(tmp_path: Path, check: Check, shape: str, form: str) -> None:
    """Fields decide, not layouts: what the rows are about, and in which file they stand, does not matter."""
    tables = SHAPES[shape]()
    style = TYPED if form == "workbook" else None
    sheets = all_spelled(tables, style)
    paths = workbook(tmp_path, sheets) if form == "workbook" else csv_files(tmp_path, sheets)
    check([tmp_path] if form == "folder" else paths, rows_in(paths) - len(tables))


PATTERNS = ("{f}_{t}", "{t}_{f}", "{f} {t}", "{t} {f}", "{f}.{t}", "{f} ({t})", "{f} - {t}", "{f}[{t}]")
LABELS = (
    ("baseline", "W4", "W12", "W24", "W36", "W52"),
    ("Baseline", "1 month", "3 months", "6 months", "9 months", "12 months"),
    ("기저", "1개월", "3개월", "6개월", "9개월", "12개월"),
    ("V1", "V2", "V3", "V4", "V5", "V6"),
    ("visit 1", "visit 2", "visit 3", "visit 4", "visit 5", "visit 6"),
)


@pytest.mark.parametrize(
    ("pattern", "labels"),
    [*((pattern, LABELS[0]) for pattern in PATTERNS), *(("{f} {t}", labels) for labels in LABELS[1:])],
)
def test_wide_headers(tmp_path: Path, check: Check, pattern: str, labels: tuple[str, ...]) -> None:
    """Where the time point stands in the header, and in which words, does not matter; the visit's own date counts."""
    wide, later = as_wide(labels=labels)
    numbered = {f"{name}@{n}": f"{name}_{n}" for name in ("biopsy_date", "biopsy_class") for n in (1, 2)}
    sheets = [spelled(wide, Style(pattern=pattern, headers=numbered)), spelled(later)]
    paths = csv_files(tmp_path, sheets)
    check(paths, rows_in(paths) - 2)


NAMES = {"upcr": "UPCR", "creatinine": "Creatinine", "albumin": "Albumin", "c3": "C3", "c4": "C4"}
LOINC = {"upcr": "2890-2", "creatinine": "2160-0", "albumin": "1751-7", "c3": "4485-9", "c4": "4498-2"}
KOREAN_TESTS = {
    "upcr": "요단백/크레아티닌비",
    "creatinine": "크레아티닌",
    "albumin": "알부민",
    "c3": "보체3",
    "c4": "보체4",
}
HEADERS = ["patient_id", "date", "test", "value", "unit"]


def lab_list(names: dict[str, str], style: Style, *, mixed: bool = False) -> Sheet:
    """One row a result; ``mixed``: every other row in SI units, which its unit cell says."""
    rows: list[list[Any]] = []
    for number, (patient, day, measure, value) in enumerate(results()):
        of_row = Style(units=SI, date=style.date) if mixed and number % 2 else style
        cell = of_row.cell({measure: value}, measure)
        rows.append([patient, of_row.date(day), names[measure], cell, of_row.unit(measure)])
    return Sheet("labs", [HEADERS, *rows])


def others() -> list[Table]:
    return [patients(), biopsies(), treatments(), events()]


@pytest.mark.parametrize("names", [NAMES, LOINC, KOREAN_TESTS], ids=["names", "LOINC", "Korean"])
@pytest.mark.parametrize("mixed", [False, True], ids=["one unit", "mixed units"])
def test_lab_list(tmp_path: Path, check: Check, names: dict[str, str], mixed: bool) -> None:
    """A list of results, each with its unit, gives the visits that it was made from."""
    paths = csv_files(tmp_path, [lab_list(names, Style(), mixed=mixed), *all_spelled(others())])
    check(paths, rows_in(paths) - 5)


@pytest.mark.parametrize(
    "header",
    [
        ["USUBJID", "LBDTC", "LBTEST", "LBORRES", "LBORRESU"],
        ["환자번호", "검사일", "검사명", "결과값", "단위"],
        ["PID", "collection date", "LOINC", "result", "units"],
        ["Patient", "Visit date", "varName", "conceptValue", "unit"],
    ],
    ids=["CDISC", "Korean", "LOINC", "CARRA"],
)
def test_headers_of_lab_lists(tmp_path: Path, check: Check, header: list[str]) -> None:
    """The headers of lists of results in the systems that make them mean the same."""
    listed = lab_list(NAMES, Style())
    paths = csv_files(tmp_path, [Sheet("labs", [header, *listed.rows[1:]]), *all_spelled(others())])
    check(paths, rows_in(paths) - 5)


def test_units_in_the_names_of_tests(tmp_path: Path, check: Check) -> None:
    """A unit in the name of the test (``Creatinine (µmol/L)``) does what a column of units does."""
    style = Style(units=SI)
    names = {measure: f"{name} ({style.unit(measure)})" for measure, name in NAMES.items()}
    rows = [row[:4] for row in lab_list(names, style).rows]
    paths = csv_files(tmp_path, [Sheet("labs", rows), *all_spelled(others())])
    check(paths, rows_in(paths) - 5)


def test_lab_list_with_the_patient_on_every_row(tmp_path: Path, check: Check) -> None:
    """A list of results in which the patient's columns are repeated is both."""
    listed = lab_list(NAMES, Style())
    own = {row[0]: row[1:] for row in spelled(patients()).rows}
    rows = [[*row, *own[row[0]]] for row in listed.rows]
    paths = csv_files(tmp_path, [Sheet("labs", rows), *all_spelled(others()[1:])])
    check(paths, rows_in(paths) - 4)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("shape", ["visits", "tables", "wide, weeks"])
def test_order(tmp_path: Path, check: Check, shape: str, seed: int) -> None:
    """The order of rows, columns and files does not matter."""
    order = random.Random(seed)
    tables = SHAPES[shape]()
    mixed = [
        Table(
            table.name,
            tuple(order.sample(table.columns, len(table.columns))),
            tuple(order.sample(table.rows, len(table.rows))),
        )
        for table in order.sample(tables, len(tables))
    ]
    paths = csv_files(tmp_path, all_spelled(mixed))
    check(paths, rows_in(paths) - len(mixed))


@pytest.mark.parametrize("shape", ["visits", "tables", "wide, weeks"])
def test_rows_that_stand_twice(tmp_path: Path, check: Check, shape: str) -> None:
    """Rows pasted twice, in one file or in two, change nothing; each is counted, and set aside with a finding."""
    tables = SHAPES[shape]()
    twice = [Table(table.name, table.columns, (*table.rows, *table.rows[:3])) for table in tables]
    again = [Table(f"again {table.name}", table.columns, table.rows[1:2]) for table in tables]
    paths = csv_files(tmp_path, all_spelled([*twice, *again]))
    check(paths, rows_in(paths) - 2 * len(tables))


def test_columns_that_nobody_knows(tmp_path: Path, check: Check) -> None:
    """Columns without a field change nothing, whatever stands in them and however like another their names are."""
    names = (
        "remark",
        "urine creatinine (mg/dL)",
        "prealbumin (mg/dL)",
        "urine protein (mg/dL)",
        "serum Cr comment",
    )
    tables = [
        Table(table.name, (*table.columns, *names), tuple({**row, **dict.fromkeys(names, "77")} for row in table.rows))
        for table in as_visits()
    ]
    paths = csv_files(tmp_path, all_spelled(tables))
    check(paths, rows_in(paths) - 2)


@pytest.mark.parametrize("measure", MEASURES[:2])
def test_measure_in_a_file_of_its_own(tmp_path: Path, check: Check, measure: str) -> None:
    """A measure that comes in a file of its own joins the others of its day."""
    whole = measurements()
    without = Table("visits", tuple(column for column in whole.columns if column != measure), whole.rows)
    own = Table(
        "own", ("patient_id", "visit_date", measure), tuple(row for row in whole.rows if row.get(measure) is not None)
    )
    tables = [*others(), without, own]
    paths = csv_files(tmp_path, all_spelled(tables))
    check(paths, rows_in(paths) - len(tables))
