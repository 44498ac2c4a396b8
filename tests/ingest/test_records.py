"""Rows → records: nothing is lost, and one bad cell hides no other."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError
from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import Declarations

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

HEADERS = ("patient_id", "sex", "visit_date", "upcr (g/g)", "biopsy_date", "biopsy_class", "drug", "remark")
CELLS = st.sampled_from(
    ["", " ", "P1", "P2", "NA", "F", "2020-01-01", "2020-02-30", "01/02/2020", "1.5", "1,5", "high", "-3",
     "III", "IV+V", "MMF", "MMF + TAC", "witchcraft", "3", '"', "a,b", "#N/A", "<0.1", "2020-03", "eGFR", "ESR"]
)  # fmt: skip
WIDE = (
    *("patient_id", "sex", "upcr_bl (g/g)", "upcr_24w (g/g)", "date_24w", "biopsy_date_1", "biopsy_class_1", "remark"),
)
LABS = ("patient_id", "sex", "date", "test", "value", "unit", "site", "remark")
DAYS = ("patient_id", "sex", "study_day", "upcr (g/g)", "biopsy_day", "biopsy_class", "site", "remark")
ROWS = st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADERS) + 2), max_size=8)


def quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def write_workbook(path: Path, sheet: str, rows: list[list[Any]]) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize("header", [HEADERS, WIDE, LABS, DAYS], ids=["tables", "wide", "lab list", "days"])
@settings(max_examples=25, deadline=None)
@given(order=st.randoms(use_true_random=False), rows=ROWS)
def test_every_row_is_landed_or_set_aside(header: tuple[str, ...], order: Any, rows: list[list[str]]) -> None:
    """Rows with content = rows landed + rows set aside, in any layout; a finding says why for each."""
    columns = order.sample(header, len(header))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messy.csv"
        text = "\n".join(",".join(map(quoted, row)) for row in [columns, *rows])
        path.write_text(text + "\n", encoding="utf-8")
        if not any(cell.strip() for row in rows for cell in row):
            with pytest.raises(ExportError, match="no row below the header"):
                read_batch([path], Declarations(), date(2026, 1, 31))
            return
        batch = read_batch([path], Declarations(), date(2026, 1, 31))
    with batch.connection:
        (file,) = batch.files
        assert file.rows_read == sum(any(cell.strip() for cell in row) for row in rows)
        assert file.rows_read == file.landed + file.set_aside
        told = {finding.where.row for finding in batch.findings if finding.where.row}
        fed = {c.where.row for records in file.records for c in records.contributions if c.values}
        assert len(told - fed) >= file.set_aside


def has_content(rows: list[list[str]]) -> bool:
    return any(cell.strip() for row in rows for cell in row)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=6).filter(has_content))
def test_every_cell_lands_or_has_a_finding(rows: list[list[str]]) -> None:
    """A cell with content of a patient's row is used, missing by a word for it, or has a finding at its place."""
    from lnmt_cli.ingest.parsing import is_missing

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messy.csv"
        path.write_text(
            "\n".join(",".join(map(quoted, row)) for row in [list(HEADERS), *rows]) + "\n", encoding="utf-8"
        )
        batch = read_batch([path], Declarations(), date(2026, 1, 31))
    with batch.connection:
        told = {(finding.where.row, finding.where.column) for finding in batch.findings}
        used = {
            (cell.row, cell.column)
            for records in batch.files[0].records
            for contribution in records.contributions
            for cell in contribution.cells.values()
        }
    for number, row in enumerate(rows, start=2):
        if (number, None) in told or not any(cell.strip() for cell in row):
            continue
        for column, cell in enumerate(row[1:-1], start=1):
            assert is_missing(cell.strip()) or (number, column) in told | used


def test_bad_cell_hides_no_other(write: Make, read: Make, table: Make, found: Make) -> None:
    """One bad cell is set aside with its place; the other cells of its row are used."""
    path = write(
        "export.csv",
        "patient_id,sex,visit_date,upcr (g/g),albumin (g/dL)",
        "P1,F,2020-01-01,high,3.5",
        "P2,x,2020-01-01,2.5,99",
    )
    batch = read(path)
    assert found(batch) == [
        ("value-impossible", "export!E3"),
        ("value-not-a-number", "export!D2"),
        ("value-not-in-vocabulary", "export!B3"),
    ]
    assert table(batch, "visit", "patient_id", "upcr", "albumin") == [("P1", None, 3.5), ("P2", 2.5, None)]
    assert table(batch, "patient", "patient_id", "sex") == [("P1", "F"), ("P2", None)]


def test_one_row_feeds_every_table_it_has_the_key_of(write: Make, read: Make, table: Make) -> None:
    """A row with the patient's columns, a biopsy, an induction, a visit and an event feeds five tables."""
    path = write(
        "export.csv",
        "patient_id,sex,biopsy_date,biopsy_class,induction_drug,induction_start,visit_date,upcr (g/g),"
        "event_date,event_kind",
        "P1,F,2019-12-01,IV+V,CYC,2020-01-01,2020-01-02,2.5,2020-03-01,infection",
    )
    batch = read(path)
    assert table(batch, "patient", "patient_id", "sex") == [("P1", "F")]
    assert table(batch, "biopsy", "cast(date as varchar)", "classes") == [("2019-12-01", ["IV", "V"])]
    assert table(batch, "treatment", "drug", "cast(start as varchar)", "phase") == [
        ("cyclophosphamide", "2020-01-01", "induction")
    ]
    assert table(batch, "visit", "cast(date as varchar)", "upcr") == [("2020-01-02", 2.5)]
    assert table(batch, "event", "cast(date as varchar)", "kind") == [("2020-03-01", "infection")]


def test_patient_without_anything_else_is_a_patient(write: Make, read: Make, table: Make) -> None:
    """A row that has an identifier alone makes a patient, of whom all else is unknown."""
    assert table(read(write("export.csv", "patient_id,sex", "007,")), "patient", "patient_id", "sex") == [("007", None)]


def test_row_without_patient_is_set_aside(write: Make, read: Make, found: Make, table: Make) -> None:
    """A row without an identifier, or with a word for missing in its place, is set aside and keeps its text."""
    batch = read(write("export.csv", "patient_id,sex", ",F", "NA,F", "P1,M"))
    assert found(batch) == [("patient-missing", "export!2"), ("patient-missing", "export!3")]
    assert [f.text for f in batch.findings if f.check == "patient-missing"] == ["\tF", "NA\tF"]
    assert (batch.files[0].landed, batch.files[0].set_aside) == (1, 2)


def test_measures_without_a_date_are_told_one_by_one(write: Make, read: Make, found: Make, table: Make) -> None:
    """Values of a visit without a usable date are not used, and each has its finding."""
    path = write(
        "export.csv",
        "patient_id,visit_date,upcr (g/g),albumin (g/dL)",
        "P1,2020-02-30,2.5,3.5",
        "P1,,1.5,",
    )
    batch = read(path)
    assert found(batch) == [
        ("key-missing", "export!C2"),
        ("key-missing", "export!C3"),
        ("key-missing", "export!D2"),
        ("value-not-a-date", "export!B2"),
    ]
    assert table(batch, "visit", "patient_id") == []
    assert (batch.files[0].landed, batch.files[0].set_aside) == (0, 2)


@pytest.mark.parametrize("written", ["007", "7", "0 7", "7.0"])
def test_identifier_is_text(write: Make, read: Make, table: Make, written: str) -> None:
    """An identifier is kept as written: leading zeros, points and spaces within."""
    assert table(read(write("export.csv", "patient_id,sex", f"{written},F")), "patient", "patient_id") == [(written,)]


def test_unreadable_class_is_a_biopsy_all_the_same(write: Make, read: Make, table: Make, found: Make) -> None:
    """A biopsy whose class cannot be read is recorded without classes: unknown, not absent."""
    batch = read(write("export.csv", "patient_id,biopsy_date,biopsy_class", "P1,2019-12-01,lupus"))
    assert table(batch, "biopsy", "patient_id", "cast(date as varchar)", "classes") == [("P1", "2019-12-01", None)]
    assert found(batch) == [("class-unreadable", "export!C2")]


@pytest.mark.parametrize("lines", [("Lupus registry,,", ",,"), ("Lupus registry", "made in 2026")])
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_titles_above_the_header(
    tmp_path: Path, write: Make, read: Make, table: Make, suffix: str, lines: tuple[str, ...]
) -> None:
    """A header below titles is found: the titles are no rows of the export, and no patient is lost."""
    rows = [*lines, "patient_id,sex,site", "P1,F,Seoul"]
    path = tmp_path / "export.xlsx"
    if suffix == "csv":
        path = write("export.csv", *rows)
    else:
        write_workbook(path, "export", [[cell or None for cell in row.split(",")] for row in rows])
    batch = read(path)
    assert table(batch, "patient", "patient_id", "sex", "site") == [("P1", "F", "Seoul")]
    assert batch.files[0].sheets[0].sheet.header.number == 3
    assert [(file.rows_read, file.landed, file.set_aside) for file in batch.files] == [(1, 1, 0)]


@pytest.mark.parametrize("cell", [datetime(2020, 1, 3), True])
def test_identifier_that_excel_changed(
    tmp_path: Path, read: Make, found: Make, table: Make, cell: datetime | bool
) -> None:
    """An identifier that Excel made a date or TRUE identifies nobody: its row is set aside, the others are used."""
    path = tmp_path / "export.xlsx"
    write_workbook(path, "export", [["patient_id", "sex"], ["P1", "F"], [cell, "M"]])
    batch = read(path)
    assert found(batch) == [("patient-missing", "export!3")]
    assert (batch.files[0].landed, batch.files[0].set_aside) == (1, 1)
    assert table(batch, "patient", "patient_id", "sex") == [("P1", "F")]


@pytest.mark.parametrize("stored_first", [True, False])
def test_a_cell_is_read_by_its_kind(tmp_path: Path, read: Make, table: Make, found: Make, stored_first: bool) -> None:
    """3.125 stored as a number is 3.125; as text beside decimal commas it is doubtful, whichever comes first."""
    rows: list[list[Any]] = [["P1", "2020-01-01", 3.125, "3,5"], ["P2", "2020-01-01", "3.125", "3,5"]]
    header = ["patient_id", "visit_date", "upcr (g/g)", "albumin (g/dL)"]
    path = tmp_path / "book.xlsx"
    write_workbook(path, "visits", [header, *(rows if stored_first else reversed(rows))])
    batch = read(path)
    assert table(batch, "visit", "patient_id", "upcr") == [("P1", 3.125), ("P2", None)]
    assert [check for check, *_ in found(batch)] == ["decimal-ambiguous"]
