"""``--problems``, ``--annotate`` and ``--summary`` as a person calls them."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest


@pytest.mark.parametrize("command", ["validate", "ingest"])
def test_the_list_has_every_cell_and_the_screen_none(call, faulty, tmp_path, command) -> None:
    """Cells as written are in the file that was asked for, and neither on the screen nor on standard error."""
    ended = call(command, faulty, "--problems", tmp_path / "problems.csv")
    assert ended.status == 1
    assert "high" not in ended.out + ended.err
    assert "patient data" in ended.err
    with (tmp_path / "problems.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert (row["cell"], row["text"], row["header"]) == ("J2", "high", "upcr (g/g)")
    assert row["contains_patient_data"] == "yes"


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "jsonl", "xlsx"])
def test_every_format_of_the_list_is_written_whole(call, faulty, tmp_path, suffix) -> None:
    """The list is there in the format of its suffix, and nothing lies beside it."""
    before = set(tmp_path.iterdir())
    call("validate", faulty, "--problems", tmp_path / f"problems.{suffix}")
    assert set(tmp_path.iterdir()) - before == {tmp_path / f"problems.{suffix}"}
    assert (tmp_path / f"problems.{suffix}").stat().st_size > 100


def test_a_csv_is_marked_in_a_workbook_of_its_texts(call, faulty, tmp_path) -> None:
    """Of a CSV a workbook is made, with the bad cell coloured and commented where it stands in the CSV."""
    ended = call("validate", faulty, "--annotate", tmp_path / "marked.xlsx")
    assert "high" not in ended.out + ended.err
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert book.sheetnames == ["lnmt problems", "faulty"]
    assert book["faulty"]["J2"].value == "high"
    assert book["faulty"]["J2"].fill.fgColor.rgb == "FFFFC7CE"
    assert "Not a number" in book["faulty"]["J2"].comment.text


def test_a_workbook_is_marked_in_a_copy(call, workbook, tmp_path) -> None:
    """Every problem of the list is a coloured cell of the copy with a link to it, and the original is as it was."""
    original = workbook.read_bytes()
    call("validate", workbook, "--annotate", tmp_path / "marked.xlsx", "--problems", tmp_path / "problems.json")
    problems = json.loads((tmp_path / "problems.json").read_text(encoding="utf-8"))["problems"]
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert book.sheetnames[1:] == openpyxl.load_workbook(workbook, read_only=True).sheetnames
    colours = {"error": "FFFFC7CE", "warning": "FFFFEB9C"}
    cells = [problem for problem in problems if problem["row"] and problem["column"]]
    assert len(cells) > 10
    for problem in cells:
        assert book[problem["sheet"]][problem["cell"]].fill.fgColor.rgb == colours[problem["severity"]]
    links = {row[2].hyperlink.location for row in book.worksheets[0].iter_rows(min_row=5) if row[2].hyperlink}
    assert {f"'{problem['sheet']}'!{problem['cell']}" for problem in cells} <= links
    assert workbook.read_bytes() == original


@pytest.mark.parametrize("option", ["--problems", "--annotate", "--output"])
def test_the_export_is_never_overwritten(call, faulty, workbook, tmp_path, option) -> None:
    """None of the files that are written may be the export itself, by whatever name."""
    export = tmp_path / "export.xlsx"
    export.write_bytes(workbook.read_bytes())
    ended = call("validate", export, option, tmp_path / "." / "export.xlsx")
    assert ended.status == 5
    assert export.read_bytes() == workbook.read_bytes()


def test_a_suffix_that_is_no_format_is_refused_before_work(call, faulty, tmp_path) -> None:
    """A name that chooses no format is wrong usage, and nothing is landed."""
    ended = call("ingest", faulty, "--problems", tmp_path / "problems.pdf")
    assert ended.status == 2
    assert ".xlsx" in ended.err
    assert not (tmp_path / "lnmt.duckdb").exists()


def test_several_files_are_not_annotated_in_one(call, faulty, sound, tmp_path) -> None:
    """One copy is of one file; with several the message says to annotate each by itself."""
    ended = call("validate", faulty, sound, "--annotate", tmp_path / "marked.xlsx")
    assert ended.status == 2
    assert "each by itself" in ended.err
    assert not (tmp_path / "marked.xlsx").exists()


def test_the_summary_is_short_and_has_no_cell(call, faulty) -> None:
    """A summary is a few lines of at most 72 characters with counts and the first places, and the exit status stays."""
    ended = call("validate", faulty, "--summary")
    assert ended.status == 1
    assert "error: value-not-a-number of upcr, 1 of 1\n  first at faulty!J2" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 72
    assert "high" not in ended.out + ended.err
