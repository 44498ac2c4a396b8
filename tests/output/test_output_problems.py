"""The list of every cell with a problem, for ``--problems``."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

from lnmt_cli.output.problems import COLUMNS, NOTICE, SUFFIXES, write_problems

TEXTS = ["high", "=1+1", "+82", "@x", "\ttab", 'a "quoted", cell', "한양", "line\nbreak"]


@pytest.fixture
def cells(problem):
    """One problem for each text, one of a row, one of a column, one of a sheet."""
    found = [problem("visits", 14 + i, 9, text=text) for i, text in enumerate(TEXTS)]
    return [*found, problem("visits", 15, None), problem("visits", None, 3), problem("legend", None, None, header="")]


def read_back(path):
    """Return the records of a list, whatever its format."""
    text = "" if path.suffix == ".xlsx" else path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        return json.loads(text)["problems"]
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    if path.suffix == ".xlsx":
        head, *rows = openpyxl.load_workbook(path)["problems"].iter_rows(values_only=True)
        return [dict(zip([name.replace(" ", "_") for name in head], row, strict=True)) for row in rows]
    delimiter = "\t" if path.suffix == ".tsv" else ","
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_cell_is_listed_with_its_place(suffix, cells, tmp_path):
    """Each problem has file, sheet, cell, row, column, header, check, severity, field, text, message and remedy."""
    path = tmp_path / f"problems{suffix}"
    write_problems(cells, path)
    found = read_back(path)
    assert len(found) == len(cells)
    assert [str(row["cell"] or "") for row in found[-3:]] == ["15", "D", ""]
    first = found[0]
    assert (first["file"], first["sheet"], first["cell"], str(first["row"]), first["column"], first["header"]) == (
        "export.xlsx",
        "visits",
        "J14",
        "14",
        "J",
        "UPCR (g/g)",
    )
    assert (first["check"], first["severity"], first["field"]) == ("value-not-a-number", "error", "upcr")
    assert {first["message"], first["remedy"]} == {cells[0].message, cells[0].remedy}
    assert [row["text"].lstrip("'") for row in found[: len(TEXTS)]] == TEXTS


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_list_says_that_it_holds_patient_data(suffix, problem, tmp_path):
    """Even an empty list of any format says it, before any text of a cell; a CSV keeps its header first."""
    path = tmp_path / f"problems{suffix}"
    write_problems([problem("visits", 1, 1)], path)
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["problems", "notice"]
        assert book.active.title == "problems"
        assert book["problems"]["A2"].value == "yes"
        assert book["notice"]["A2"].alignment.wrap_text
        assert book["notice"]["A2"].value == NOTICE
        return
    text = path.read_text(encoding="utf-8")
    assert "patient_data" in text
    assert text.index("patient") < text.index("high")
    if suffix == ".csv":
        assert text.splitlines()[0] == ",".join(COLUMNS)


def test_a_workbook_lists_the_gravest_first(problem, tmp_path):
    """Who opens the list in a spreadsheet sees the errors before the notes."""
    write_problems(
        [problem("visits", row, 1, grade) for row, grade in enumerate(("note", "error"), 2)], tmp_path / "p.xlsx"
    )
    assert [row["severity"] for row in read_back(tmp_path / "p.xlsx")] == ["error", "note"]


def test_no_text_becomes_a_formula(cells, tmp_path):
    """In CSV what a spreadsheet would run is escaped, in a workbook every text is a text."""
    write_problems(cells, tmp_path / "problems.csv")
    for row in read_back(tmp_path / "problems.csv"):
        assert not row["text"].startswith(("=", "+", "-", "@", "\t", "\r"))
    write_problems(cells, tmp_path / "problems.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "problems.xlsx")["problems"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert [cell.value for cell in sheet["K"]][2] == "=1+1"


def test_the_suffix_may_be_given_apart(cells, tmp_path):
    """A file that is written under a name for a while gets the format of its name in the end."""
    write_problems(cells, tmp_path / ".list.123", ".JSON")
    assert json.loads((tmp_path / ".list.123").read_text(encoding="utf-8"))["contains_patient_data"] is True
