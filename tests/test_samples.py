"""The samples are what their generator makes, in both layouts."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import openpyxl
import pytest

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
VISITS, TABLES = "choi-2017-visits.csv", "choi-2017-tables.xlsx"
WRITTEN_WITH_OPENPYXL = "3.1.5"
MEASURED_FROM = "visit_date"


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run([sys.executable, "-B", str(SAMPLES / "generate.py"), str(folder)], check=True)
    return folder


def sheet_rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book[sheet].iter_rows(values_only=True))


def as_text(cell: object) -> str | float:
    """A cell as both layouts agree on it: dates in ISO form, numbers as numbers, nothing as an empty text."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    try:
        return float(str(cell))
    except ValueError:
        return "" if cell is None else str(cell)


def test_csv_is_reproduced_byte_for_byte(made_again: Path) -> None:
    """The committed CSV is exactly what the generator writes."""
    assert (made_again / VISITS).read_bytes() == (SAMPLES / VISITS).read_bytes()


@pytest.mark.skipif(version("openpyxl") != WRITTEN_WITH_OPENPYXL, reason="another openpyxl writes other XML")
def test_workbook_is_reproduced_byte_for_byte(made_again: Path) -> None:
    """The committed workbook is exactly what the generator writes, on any day and with any zlib."""
    assert (made_again / TABLES).read_bytes() == (SAMPLES / TABLES).read_bytes()


@pytest.mark.parametrize("sheet", ["patients", "biopsies", "treatments", "visits"])
def test_workbook_is_reproduced_cell_for_cell(made_again: Path, sheet: str) -> None:
    """Whatever the version of openpyxl, the generator writes the committed cells."""
    assert sheet_rows(made_again / TABLES, sheet) == sheet_rows(SAMPLES / TABLES, sheet)


def test_both_layouts_hold_the_same_visits() -> None:
    """Patient, date and every measure agree between the layouts, row by row."""
    with (SAMPLES / VISITS).open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    measured = header.index(MEASURED_FROM)
    in_csv = [[row[0], *map(as_text, row[measured:])] for row in rows]
    in_workbook = [[row[0], *map(as_text, row[1:])] for row in sheet_rows(SAMPLES / TABLES, "visits")[1:]]
    assert in_csv == in_workbook


def test_layouts_agree_on_the_patients() -> None:
    """Site, birth date and prior response of each patient are the same in both layouts."""
    shared = ("patient_id", "site", "birth_date", "prior_response")
    with (SAMPLES / VISITS).open(encoding="utf-8", newline="") as stream:
        in_csv = {tuple(row[name] for name in shared) for row in csv.DictReader(stream)}
    header, *rows = sheet_rows(SAMPLES / TABLES, "patients")
    in_workbook = {tuple(as_text(row[header.index(name)]) for name in shared) for row in rows}
    assert in_csv == in_workbook
