"""What is written where: nothing over an export, nothing half; what cannot be written is refused before any work."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., Any]
OPTIONS = ("--output", "--problems", "--annotate")


@pytest.fixture
def macros(workbook: Path, tmp_path: Path) -> Path:
    """The sample workbook as one that is made for macros."""
    path = tmp_path / "macros.xlsm"
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml").replace(
                    b"openxmlformats-officedocument.sheet.macro", b"ms-excel.sheet.macro"
                )
            new.writestr(name, content)
    return path


@pytest.mark.parametrize("command", ["validate", "ingest"])
def test_copy_of_a_workbook_with_macros_keeps_its_kind(call: Call, macros: Path, tmp_path: Path, command: str) -> None:
    """A workbook for macros is marked as .xlsm; as .xlsx it is refused (2) before anything is landed."""
    refused = call(command, macros, "--annotate", "marked.xlsx", "--problems", "problems.csv")
    assert (refused.status, refused.out) == (2, "")
    assert ".xlsm" in refused.err
    assert [path.name for path in tmp_path.iterdir()] == ["macros.xlsm"]
    assert call(command, macros, "--annotate", "marked.xlsm").status == 1
    with zipfile.ZipFile("marked.xlsm") as marked:
        assert b"macroEnabled" in marked.read("[Content_Types].xml")


def test_copy_of_a_plain_file_is_no_xlsm(call: Call, faulty: Path, workbook: Path, tmp_path: Path) -> None:
    """A CSV or an .xlsx marked under the name of a workbook with macros would not open: it is refused (2)."""
    for export in (faulty, workbook):
        ended = call("validate", export, "--annotate", "marked.xlsm")
        assert (ended.status, ended.out) == (2, "")
        assert ".xlsx" in ended.err
    assert not (tmp_path / "marked.xlsm").exists()


@pytest.mark.parametrize("command", ["validate", "ingest"])
def test_folder_with_several_files_is_not_annotated(call: Call, tmp_path: Path, command: str) -> None:
    """A folder with two exports is two files: refused (2) before anything is landed; with one it is that file."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "one.csv").write_text("patient_id,sex\nP1,X\n", encoding="utf-8")
    assert call("validate", folder, "--annotate", "marked.xlsx").status == 1
    assert (tmp_path / "marked.xlsx").is_file()
    (folder / "two.csv").write_text("patient_id,sex\nP2,F\n", encoding="utf-8")
    ended = call(command, folder, "--annotate", "again.xlsx")
    assert (ended.status, ended.out) == (2, "")
    assert "each by itself" in ended.err
    assert "--problems" in ended.err
    assert not (tmp_path / "lnmt.duckdb").exists()


def test_registry_has_no_workbook_to_mark(call: Call, registry: Path, tmp_path: Path) -> None:
    """Without an export there is nothing to annotate (2); its problems can be written all the same."""
    ended = call("validate", "--registry", registry, "--annotate", "marked.xlsx")
    assert (ended.status, ended.out) == (2, "")
    assert call("validate", "--registry", registry, "--problems", "problems.json").status == 1
    assert json.loads((tmp_path / "problems.json").read_text(encoding="utf-8"))["problems"]


def test_standard_input_is_marked_in_a_workbook(call: Call, faulty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came by standard input is marked like a CSV file."""
    import openpyxl

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(faulty.read_bytes()), encoding="utf-8"))
    assert call("validate", "-", "--annotate", "marked.xlsx").status == 1
    assert openpyxl.load_workbook("marked.xlsx").worksheets[1]["J2"].value == "high"


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("command", ["validate", "ingest"])
def test_file_in_a_folder_of_exports_is_not_overwritten(
    call: Call, workbook: Path, tmp_path: Path, command: str, option: str
) -> None:
    """A result that names a file of a folder that is read is refused (5), and the file keeps every byte."""
    folder = tmp_path / "exports"
    (folder / "deeper").mkdir(parents=True)
    export = folder / "deeper" / "export.xlsx"
    shutil.copy(workbook, export)
    ended = call(command, folder, option, export, "--format", "csv")
    assert (ended.status, ended.out) == (5, "")
    assert export.read_bytes() == workbook.read_bytes()
    assert not (tmp_path / "lnmt.duckdb").exists()


@pytest.mark.parametrize("command", ["eligible", "outcomes", "map"])
def test_no_command_overwrites_a_folder_that_it_reads(call: Call, sound: Path, tmp_path: Path, command: str) -> None:
    """The other commands, too, do not write over a file of a folder that they read."""
    folder = tmp_path / "exports"
    folder.mkdir()
    shutil.move(sound, folder / "export.csv")
    before = (folder / "export.csv").read_bytes()
    assert call(command, folder, "--output", folder / "export.csv").status == 5
    assert (folder / "export.csv").read_bytes() == before


@pytest.mark.parametrize("command", ["validate", "ingest", "eligible", "outcomes", "map"])
@pytest.mark.parametrize("option", ["--mapping", "--dictionary", "--site"])
def test_files_that_say_how_to_read_are_not_overwritten(
    call: Call, sound: Path, tmp_path: Path, command: str, option: str
) -> None:
    """A corrected mapping, a data dictionary and a site file are sources of the result like the export itself."""
    path = tmp_path / "how.csv"
    path.write_text("", encoding="utf-8")
    ended = call(command, sound, option, path, "--output", path)
    assert (ended.status, ended.out) == (5, "")
    assert path.read_bytes() == b""


def test_two_results_need_two_files(call: Call, faulty: Path, tmp_path: Path) -> None:
    """Two results under one name would overwrite each other: wrong usage (2), and nothing is written."""
    ended = call("validate", faulty, "--output", "same.csv", "--problems", tmp_path / "same.csv")
    assert (ended.status, ended.out) == (2, "")
    assert not (tmp_path / "same.csv").exists()


@pytest.mark.parametrize("option", ["--problems", "--annotate"])
def test_folder_that_is_not_there(call: Call, faulty: Path, tmp_path: Path, option: str) -> None:
    """A result in a folder that is not there is 2 with its name, and leaves nothing behind."""
    ended = call("validate", faulty, option, "nowhere/result.xlsx")
    assert ended.status == 2
    assert "nowhere" in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["faulty.csv"]


def test_files_of_patients_say_so(call: Call, faulty: Path) -> None:
    """Whoever has cells written to a file is told that it holds patient data, on stderr and in the file."""
    ended = call("validate", faulty, "--problems", "problems.csv", "--annotate", "marked.xlsx")
    assert ended.err.splitlines() == [
        "Written: problems.csv (holds patient data)",
        "Written: marked.xlsx (holds patient data)",
    ]


@pytest.mark.parametrize("form", ["table", "md", "json", "jsonl", "csv", "tsv"])
def test_summary_of_a_registry_is_short_and_plain(call: Call, registry: Path, form: str) -> None:
    """`--summary` works on the registry, too, in every format, without an identifier; as text it fits a mail."""
    ended = call("validate", "--registry", registry, "--summary", "--format", form)
    assert ended.status == 1
    assert "LN-0" not in ended.out + ended.err
    if form == "table":
        assert max(map(len, ended.out.splitlines())) <= 72
        assert "\x1b" not in ended.out
