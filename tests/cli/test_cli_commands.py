"""Every command, as a process: what it does, what it prints where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Any]
AS_OF = ("--as-of", "2017-06-30")
COMMANDS = ("ingest", "validate", "map", "eligible", "outcomes", "describe", "info", "history", "gfr", "demo")


def test_ingest_makes_the_registry_of_the_current_folder(lnmt: Run, workbook: Path, tmp_path: Path) -> None:
    """``ingest EXPORT`` lands the export in lnmt.duckdb of the current folder; its errors give status 1."""
    ended = lnmt("ingest", workbook)
    assert ended.status == 1
    assert (tmp_path / "lnmt.duckdb").is_file()
    assert "landed" in ended.out
    assert ended.err == ""


def test_ingest_reads_several_files_as_one_export(lnmt: Run, tmp_path: Path) -> None:
    """The files of one call are one export: patients in one, visits in the other."""
    (tmp_path / "patients.csv").write_text("patient_id,sex\nP1,F\n", encoding="utf-8")
    (tmp_path / "visits.csv").write_text("patient_id,visit_date,upcr (g/g)\nP1,2020-01-01,1.5\n", encoding="utf-8")
    found = json.loads(lnmt("ingest", "patients.csv", "visits.csv", "--format", "json").out)
    assert [(file["name"], file["landed"], file["state"]) for file in found["files"]] == [
        ("patients.csv", 1, "landed"),
        ("visits.csv", 1, "landed"),
    ]


def test_ingesting_the_same_file_again_says_unchanged(lnmt: Run, sound: Path) -> None:
    """The second ingest of the same file changes nothing, and says so."""
    assert lnmt("ingest", sound).status == 0
    again = lnmt("ingest", sound, "--format", "json")
    assert again.status == 0
    assert json.loads(again.out)["files"][0]["state"] == "unchanged"


def test_validate_lands_nothing(lnmt: Run, faulty: Path, tmp_path: Path) -> None:
    """``validate EXPORT`` checks, makes no registry, and ends with 1 where there are errors."""
    ended = lnmt("validate", faulty)
    assert ended.status == 1
    assert "value-not-a-number" in ended.out
    assert [path.name for path in tmp_path.iterdir()] == ["faulty.csv"]


def test_validate_of_a_registry_reports_what_its_ingest_reported(lnmt: Run, registry: Path, workbook: Path) -> None:
    """Without an export, ``validate`` reports the problems that stand in the registry."""
    standing = json.loads(lnmt("validate", "--registry", registry, "--format", "json").out)
    of_file = json.loads(lnmt("validate", workbook, "--format", "json").out)
    assert standing == of_file


def test_eligible_reads_the_registry_of_the_environment(lnmt: Run, registry: Path) -> None:
    """``LNMT_REGISTRY`` names the registry where ``--registry`` does not; stdout is data, stderr is talk."""
    named = lnmt("eligible", *AS_OF, "--registry", registry)
    from_environment = lnmt("eligible", *AS_OF, env={"LNMT_REGISTRY": str(registry)})
    assert named == from_environment
    assert named.status == 1
    assert named.out.startswith("Eligibility for the switch: 51 patients as of 2017-06-30")
    assert "13 errors" in named.err
    assert "13 errors" not in named.out


def test_option_goes_before_the_environment(lnmt: Run, registry: Path) -> None:
    """``--registry`` counts where both are given."""
    ended = lnmt("eligible", *AS_OF, "--registry", registry, env={"LNMT_REGISTRY": "elsewhere.duckdb"})
    assert ended.status == 1
    assert "51 patients" in ended.out


def test_analysis_of_an_export_needs_no_registry_and_makes_none(lnmt: Run, workbook: Path, tmp_path: Path) -> None:
    """``eligible EXPORT`` works on the export alone."""
    ended = lnmt("eligible", workbook, *AS_OF, "--format", "json")
    assert json.loads(ended.out)["counts"]["switched"] == 29
    assert list(tmp_path.iterdir()) == []


def test_registry_and_export_give_the_same_answer(lnmt: Run, registry: Path, workbook: Path) -> None:
    """An analysis of a registry of one export is that of the export, to the last digit."""
    for command in ("eligible", "outcomes", "describe"):
        of_registry = lnmt(command, *AS_OF, "--registry", registry, "--format", "json")
        assert of_registry.out == lnmt(command, workbook, *AS_OF, "--format", "json").out


def test_outcomes_in_a_pipe_is_uncut_and_plain(lnmt: Run, registry: Path) -> None:
    """Piped tables have no colour, no ellipsis and no folded cell, however narrow the terminal."""
    narrow = lnmt("outcomes", *AS_OF, "--registry", registry, "--subgroup", env={"COLUMNS": "20"})
    assert "\x1b" not in narrow.out
    assert "…" not in narrow.out
    assert "PR: CR" not in narrow.out
    row = next(line for line in narrow.out.splitlines() if line.startswith("All patients        CR"))
    assert row.split() == ["All", "patients", "CR", "7/27", "25.9", "11.1", "to", "46.3", "2"]


def test_csv_and_json_are_valid_when_piped(lnmt: Run, registry: Path) -> None:
    """Standard output holds the document and nothing else, though stderr has something to say."""
    as_csv = lnmt("eligible", *AS_OF, "--registry", registry, "--format", "csv")
    assert as_csv.err
    records = list(csv.DictReader(io.StringIO(as_csv.out)))
    as_json = json.loads(lnmt("eligible", *AS_OF, "--registry", registry, "--format", "json").out)
    assert [(r["patient_id"], r["status"]) for r in records] == [
        (p["patient_id"], p["status"]) for p in as_json["patients"]
    ]


def test_demo_runs_the_journey_and_leaves_nothing(lnmt: Run, tmp_path: Path) -> None:
    """``demo`` ends with 0, prints each command before it runs, in order, and writes nothing here."""
    ended = lnmt("demo")
    assert ended.status == 0
    commands = [line for line in ended.out.splitlines() if line.startswith("$ ")]
    assert [line.split()[1:3] for line in commands] == [
        ["lnmt", "ingest"],
        ["lnmt", "eligible"],
        ["lnmt", "outcomes"],
    ]
    assert "--subgroup" in commands[2]
    places = [
        ended.out.index(text)
        for text in (
            commands[0],
            "Problems found",
            commands[1],
            "Eligibility for the switch",
            commands[2],
            "7/27",
        )
    ]
    assert places == sorted(places)
    assert list(tmp_path.iterdir()) == []
    assert "lnmt-demo-" not in ended.out + ended.err
    assert "of your own" in ended.err


def test_version_and_help(lnmt: Run) -> None:
    """``--version`` names the tool and its knowledge; ``--help`` lists all commands and exit statuses."""
    version = lnmt("--version")
    assert (version.status, version.out.split()[0]) == (0, "lnmt")
    assert "knowledge" in version.out
    text = lnmt("--help").out
    assert all(f"  {name} " in text for name in COMMANDS)
    assert all(f"{status} " in text for status in (0, 1, 2, 3, 4, 5, 70, 130))


def test_output_file_is_the_piped_output(lnmt: Run, registry: Path, tmp_path: Path) -> None:
    """``--output`` writes the bytes that a pipe gets, nothing to stdout, and says where on stderr."""
    piped = lnmt("outcomes", *AS_OF, "--registry", registry, "--format", "tsv")
    written = lnmt("outcomes", *AS_OF, "--registry", registry, "--output", "result.tsv")
    assert written.out == ""
    assert "Written: result.tsv" in written.err
    assert (tmp_path / "result.tsv").read_bytes().decode("utf-8") == piped.out
    assert [path.name for path in tmp_path.iterdir()] == ["result.tsv"]
