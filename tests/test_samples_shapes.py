"""The samples in other shapes are what their generator makes, and the same patients as the visits."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lnmt_cli import Registry
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.ingest.redcap.dictionary import read_dictionary

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
VISITS, MESSY, DICTIONARY = "choi-2017-visits.csv", "messy.xlsx", "redcap-dictionary.csv"
TEXTS = ("wide-korean.csv", "lab-list/results.csv", "lab-list/patients.csv", "relative-days.csv")
SHAPES = ("wide-korean.csv", "lab-list", "relative-days.csv", MESSY, "redcap-raw.csv", "redcap-labels.csv")
FIRST = tuple(f"LN-00{number}" for number in range(1, 7))
WRITTEN_WITH_OPENPYXL = "3.1.5"
DIPSTICK = ("LN-002", "2010-02-16")
TOLERANCE = {"upcr": 0.005, "creatinine": 0.01, "albumin": 0.051, "c3": 0.5, "c4": 0.5}
"""What is lost where a laboratory rounds in its own units."""


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shapes")
    subprocess.run([sys.executable, "-B", str(SAMPLES / "generate.py"), str(folder)], check=True)
    return folder


def opened(name: str) -> Registry:
    dictionary = read_dictionary(SAMPLES / DICTIONARY) if name.startswith("redcap") else None
    return Registry.of_exports(SAMPLES / name, declared=declare(dictionary=dictionary))


def verdicts(name: str) -> dict[str, tuple[Any, ...]]:
    """Return status and prior response of each of the first patients."""
    with opened(name) as registry:
        found = registry.eligible(as_of="2017-06-30").patients
    return {one.patient_id: (str(one.status), one.prior_response) for one in found if one.patient_id in FIRST}


def measured(name: str) -> dict[tuple[str, str, str], float]:
    """Return each value of the first patients by patient, date and measure, in canonical units."""
    with opened(name) as registry:
        frame = registry.table("visit")
    return {
        (row["patient_id"], str(row["date"])[:10], measure): row[measure]
        for row in frame.to_dict("records")
        for measure in TOLERANCE
        if row["patient_id"] in FIRST and row[measure] == row[measure]
    }


@pytest.mark.parametrize("name", TEXTS)
def test_shapes_are_reproduced(made_again: Path, name: str) -> None:
    """The committed files are exactly what the generator writes."""
    assert (made_again / name).read_bytes() == (SAMPLES / name).read_bytes()


@pytest.mark.skipif(version("openpyxl") != WRITTEN_WITH_OPENPYXL, reason="another openpyxl writes other XML")
def test_messy_workbook_is_reproduced(made_again: Path) -> None:
    """The committed workbook is exactly what the generator writes, on any day and with any zlib."""
    assert (made_again / MESSY).read_bytes() == (SAMPLES / MESSY).read_bytes()


def test_messy_workbook_is_reproduced_cell_for_cell(made_again: Path) -> None:
    """Whatever the version of openpyxl, the generator writes the committed cells, merged and hidden as they are."""
    books = [openpyxl.load_workbook(folder / MESSY).worksheets[0] for folder in (made_again, SAMPLES)]
    rows = [list(sheet.iter_rows(values_only=True)) for sheet in books]
    assert rows[0] == rows[1]
    assert {str(span) for span in books[0].merged_cells.ranges} == {"A4:D4", "E4:F4", "G4:J4", "K4:P4"}
    assert books[0].column_dimensions["D"].hidden


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_gives_the_same_verdicts(name: str) -> None:
    """Status and prior response are those of the visits; without induction visits LN-004's response is unknown."""
    expected = verdicts(VISITS)
    if name == "wide-korean.csv":
        expected["LN-004"] = ("undetermined", None)
    assert verdicts(name) == expected
    assert len(expected) == len(FIRST)


@pytest.mark.parametrize("name", ["lab-list", MESSY, "redcap-raw.csv", "redcap-labels.csv"])
def test_each_shape_holds_the_same_values(name: str) -> None:
    """Each value of each visit is there, within the rounding of the laboratory's units; but for the dipstick."""
    expected, found = measured(VISITS), measured(name)
    if name == MESSY:
        del expected[(*DIPSTICK, "upcr")]
    assert found.keys() == expected.keys()
    assert [key for key, value in expected.items() if abs(found[key] - value) > TOLERANCE[key[2]]] == []


def test_days_keep_the_distances() -> None:
    """In the export with days each value stands as many days after the biopsy as in the one with dates."""
    with opened(VISITS) as dated, opened("relative-days.csv") as relative:
        biopsies = {row["patient_id"]: row["date"] for row in dated.table("biopsy").to_dict("records")}
        visits = dated.table("visit").to_dict("records")
        days = {(row["patient_id"], row["day"], row["upcr"]) for row in relative.table("visit").to_dict("records")}
    expected = {
        (row["patient_id"], (row["date"] - biopsies[row["patient_id"]]).days, row["upcr"])
        for row in visits
        if row["patient_id"] in FIRST
    }
    assert days == expected


def test_every_sample_is_in_the_readme() -> None:
    """The table of the samples has a row for each file and folder of exports."""
    found = [path for path in SAMPLES.iterdir() if path.suffix not in (".md", ".py", ".toml") and path.name[0] != "."]
    there = {path.name + "/" * path.is_dir() for path in found}
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert there - {"generator/", "__pycache__/"} == set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
