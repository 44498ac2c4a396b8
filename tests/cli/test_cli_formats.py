"""``--format`` and ``--output``: each format of each command, and what chooses it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., Any]
COMMANDS = ("validate", "eligible", "outcomes", "describe")
FIRST_COLUMN = {"validate": "severity", "eligible": "patient_id", "outcomes": "analysis", "describe": "variable"}


@pytest.fixture
def written(call: Call, registry: Path) -> Callable[..., Any]:
    def of(command: str, *arguments: object) -> Any:
        day = () if command == "validate" else ("--as-of", "2017-06-30")
        return call(command, *day, "--registry", registry, *arguments)

    return of


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("form", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_delimited_formats_are_rectangular(written: Call, command: str, form: str, delimiter: str) -> None:
    """CSV and TSV have one header and as many cells in every line."""
    rows = list(csv.reader(io.StringIO(written(command, "--format", form).out), delimiter=delimiter))
    assert rows[0][0] == FIRST_COLUMN[command]
    assert len(rows) > 2
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("command", COMMANDS)
def test_json_lines_hold_what_the_csv_holds(written: Call, command: str) -> None:
    """JSON lines are one document a line, with the columns of the CSV as keys."""
    lines = [json.loads(line) for line in written(command, "--format", "jsonl").out.splitlines()]
    rows = list(csv.reader(io.StringIO(written(command, "--format", "csv").out)))
    assert all(list(line) == rows[0] for line in lines)
    assert len(lines) == len(rows) - 1


@pytest.mark.parametrize("command", COMMANDS)
def test_markdown_has_tables(written: Call, command: str) -> None:
    """Markdown has pipe tables, each with a line of dashes."""
    text = written(command, "--format", "md").out
    assert any(set(line) <= set("|-: ") and "-" in line for line in text.splitlines() if line.startswith("|"))


@pytest.mark.parametrize("command", COMMANDS)
def test_table_is_the_default(written: Call, command: str) -> None:
    """Without --format the result is the table, in a pipe as on a terminal."""
    assert written(command).out == written(command, "--format", "table").out


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("suffix", "form"),
    [
        (".txt", "table"),
        (".csv", "csv"),
        (".tsv", "tsv"),
        (".json", "json"),
        (".jsonl", "jsonl"),
        (".md", "md"),
    ],
)
def test_suffix_chooses_the_format(written: Call, tmp_path: Path, command: str, suffix: str, form: str) -> None:
    """The suffix of --output chooses the format, in upper case too, and the file is what stdout would be."""
    written(command, "--output", tmp_path / f"lower{suffix}")
    written(command, "--output", tmp_path / f"upper{suffix.upper()}")
    text = (tmp_path / f"lower{suffix}").read_bytes()
    assert text == (tmp_path / f"upper{suffix.upper()}").read_bytes()
    assert text.decode("utf-8") == written(command, "--format", form).out


def test_format_goes_before_the_suffix(written: Call, tmp_path: Path) -> None:
    """--format counts where both say something, and gives a file of any suffix its format."""
    written("eligible", "--output", tmp_path / "result.out", "--format", "json")
    assert json.loads((tmp_path / "result.out").read_text(encoding="utf-8"))["command"] == "eligible"


def test_unknown_suffix_is_refused(written: Call, tmp_path: Path) -> None:
    """A suffix that chooses no format is wrong usage (2), with the suffixes that do; nothing is written."""
    ended = written("eligible", "--output", tmp_path / "result.xyz")
    assert ended.status == 2
    assert ended.out == ""
    assert all(suffix in ended.err for suffix in (".csv", ".json", ".md", "--format"))
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_refused(written: Call, tmp_path: Path) -> None:
    """--output in a folder that is not there is wrong usage (2) and makes no folder."""
    ended = written("outcomes", "--output", tmp_path / "nowhere" / "result.csv")
    assert ended.status == 2
    assert "cannot be written" in ended.err
    assert list(tmp_path.iterdir()) == []


def test_output_that_fails_leaves_the_old_file(written: Call, tmp_path: Path, monkeypatch: Any) -> None:
    """A file is written aside and renamed: where writing fails the old one is whole, and no other is left."""
    target = tmp_path / "result.json"
    target.write_text("old", encoding="utf-8")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("lnmt_cli.output.formats.write", fail)
    assert written("eligible", "--output", target).status == 2
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["result.json"]


def test_unknown_format_is_refused_with_a_suggestion(written: Call) -> None:
    """A wrong choice is wrong usage (2) and names the nearest right one."""
    ended = written("eligible", "--format", "jsn")
    assert ended.status == 2
    assert "did you mean json" in ended.err


def test_show_values_is_asked_for(call: Call, faulty: Path) -> None:
    """The cell as written stands in a report only with --show-values, in every format."""
    for form in ("table", "csv", "tsv", "json", "jsonl", "md"):
        assert "high" not in call("validate", faulty, "--format", form).out
        assert "high" in call("validate", faulty, "--format", form, "--show-values").out
        assert "high" in call("ingest", faulty, "--format", form, "--show-values").out


@pytest.mark.parametrize("command", ["ingest", *COMMANDS])
@pytest.mark.parametrize("named", ["export", "registry"])
def test_output_does_not_replace_its_source(
    call: Call, sound: Path, registry: Path, tmp_path: Path, command: str, named: str
) -> None:
    """`--output` that names an export read, or the registry, is refused with 5; the file keeps every byte."""
    kept = tmp_path / "kept.duckdb"
    shutil.copy(registry, kept)
    output = {"export": sound, "registry": kept}[named]
    exports = [] if command != "ingest" and named == "registry" else [sound]
    if command == "ingest":
        call("ingest", sound, "--registry", kept)  # once more, it changes nothing
    before = output.read_bytes()
    ended = call(command, *exports, "--registry", kept, "--output", output, "--format", "csv")
    assert (ended.status, ended.out) == (5, "")
    assert f"{output.name} is what the result is made from" in ended.err
    assert output.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_output_by_another_name_of_its_source(call: Call, sound: Path, tmp_path: Path) -> None:
    """A link to the export is the export: it is refused all the same."""
    (tmp_path / "link.csv").symlink_to(sound)
    before = sound.read_bytes()
    assert call("validate", sound, "--output", "link.csv").status == 5
    assert sound.read_bytes() == before


def test_output_replaces_another_file(call: Call, sound: Path, tmp_path: Path) -> None:
    """Any other file that is there is overwritten, as a whole."""
    (tmp_path / "result.json").write_text("{" * 10_000, encoding="utf-8")
    assert call("eligible", sound, "--output", "result.json").status == 0
    assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["command"] == "eligible"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_output_is_written_through_a_link(call: Call, sound: Path, tmp_path: Path) -> None:
    """A symbolic link stays a link, and the file that it leads to has the result."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "real.csv").write_text("old", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(folder / "real.csv")
    assert call("eligible", sound, "--output", "link.csv").status == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (folder / "real.csv").read_text(encoding="utf-8").startswith("patient_id,")
    assert [path.name for path in folder.iterdir()] == ["real.csv"]
