"""The REDCap samples are what their generator makes, and the same patients as the other samples."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from lnmt_cli.ingest.redcap.dictionary import read_dictionary
from lnmt_cli.ingest.redcap.project import recognise
from lnmt_cli.knowledge.names import Names

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
VISITS, DICTIONARY = "choi-2017-visits.csv", "redcap-dictionary.csv"
EXPORTS = ("redcap-raw.csv", "redcap-labels.csv")
FIELDS = {
    None,
    *("birth_date", "biopsy_activity", "biopsy_class", "biopsy_date", "induction_drug", "induction_start"),
    *("prior_response", "sex", "site", "switch_date", "visit_date"),
    *("upcr", "creatinine", "egfr", "albumin", "c3", "c4"),
}


def lines(name: str) -> list[list[str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def first_field(names: tuple[str, ...]) -> str | None:
    return next((fields[0].name for name in names if (fields := Names().read(name).fields)), None)


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("redcap")
    subprocess.run([sys.executable, "-B", str(SAMPLES / "generate.py"), str(folder)], check=True)
    return folder


@pytest.mark.parametrize("name", [*EXPORTS, DICTIONARY])
def test_redcap_samples_are_reproduced(made_again: Path, name: str) -> None:
    """The committed files are exactly what the generator writes."""
    assert (made_again / name).read_bytes() == (SAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", EXPORTS)
def test_redcap_samples_hold_the_same_visits(name: str) -> None:
    """Patient, date and every measure are those of the first patients of the other samples, row by row."""
    header, *rows = lines(name)
    first = header.index("lab_date" if "lab_date" in header else "Visit date")
    visits = [[row[0], *row[first:-1]] for row in rows if row[first]]
    patients = {row[0] for row in rows}
    assert visits == [[row[0], *row[10:]] for row in lines(VISITS)[1:] if row[0] in patients]


@pytest.mark.parametrize("name", EXPORTS)
def test_redcap_samples_are_understood(name: str) -> None:
    """With the data dictionary every column of both exports is a field, or REDCap's own, or marked as an identifier."""
    project = recognise(lines(name)[0], read_dictionary(SAMPLES / DICTIONARY))
    assert project is not None
    columns = [column for column in project.columns if column and column.role == "field"]
    found = {column.variable: first_field(column.names) for column in columns}
    assert set(found.values()) == FIELDS
    assert [variable for variable, name in found.items() if name is None] == ["initials"]
    assert [column.variable for column in columns if column.is_identifier] == ["initials"]
