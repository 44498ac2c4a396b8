"""Through the real entry point, into a registry: the same tables, the same verdicts, and every row accounted for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from renderings.cohort import AS_OF, COHORT, STATUSES
from renderings.files import csv_files, rows_in, text_of, workbook
from renderings.languages import KOREAN, KOREAN_SITES, KOREAN_WORDS, LATIN_SITES
from renderings.layouts import Table, as_tables, as_visits, as_wide
from renderings.redcap import dictionary, longitudinal
from renderings.styles import SI, Style, all_spelled, comma

import lnmt_cli

if TYPE_CHECKING:
    from collections.abc import Callable

Call = Any
DAYS = Style(date=lambda day: day, number=float, missing=None)
UNITS = [f"--unit={name}={unit}" for name, unit in SI.items() if name != "dose"]


@pytest.fixture
def registry(canonical: Any, reference: Any, tmp_path: Path) -> Callable[..., None]:
    """Assert that the registry holds the cohort, and how many rows its sources say were read."""
    from lnmt_cli.registry.store import open_registry

    def of(rows: int, sites: dict[str, str] | None = None) -> None:
        expected = {table: [dict(row) for row in found] for table, found in reference.items()}
        for row in expected["patient"]:
            row["site"] = (sites or {}).get(row["site"], row["site"])
        with open_registry(tmp_path / "lnmt.duckdb") as connection:
            found = canonical(connection)
            counted = connection.execute("select rows_read, rows_landed + rows_set_aside from source").fetchall()
        for table, of_table in expected.items():
            assert found[table] == of_table, table
        assert sum(read for read, _ in counted) == rows
        assert sum(accounted for _, accounted in counted) == rows

    return of


@pytest.fixture
def verdicts(call: Call) -> Callable[[], dict[str, list[str]]]:
    """The patients of each status, as `eligible` prints them."""

    def of() -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for patient in json.loads(call("eligible", "--as-of", AS_OF, "--format", "json").out)["patients"]:
            found.setdefault(patient["status"], []).append(patient["patient_id"])
        return found

    return of


def korean(folder: Path) -> tuple[list[Any], int]:
    style = Style(headers=KOREAN, words=KOREAN_WORDS, date=lambda day: f"{day.year}년 {day.month}월 {day.day}일")
    paths = csv_files(folder, all_spelled(as_tables(), style), encoding="cp949")
    return paths, rows_in(paths, "cp949") - 5


def european(folder: Path) -> tuple[list[Any], int]:
    style = Style(units=SI, number=comma, date=lambda day: f"{day:%d.%m.%Y}", words={"site": LATIN_SITES})
    paths = csv_files(folder, all_spelled(as_visits(), style), encoding="cp1252", delimiter=";")
    return [*paths, "--dates", "dmy"], rows_in(paths, "cp1252", ";") - 2


def coded(folder: Path) -> tuple[list[Any], int]:
    words = {"sex": {"F": "2", "M": "1"}, "prior_response": {"PR": "2", "NR": "3"}}
    style = Style(words=words, units=SI, unit_at="nowhere", missing="-99", headers={"patient_id": "code"})
    paths = csv_files(folder, all_spelled(as_wide(labels=("bl", "4w", "12w", "24w", "36w", "52w")), style))
    codes = [
        "--code",
        "sex=1:M,2:F",
        "--code",
        "prior_response=2:PR,3:NR",
        "--missing=-99",
        "--column",
        "code=patient_id",
    ]
    return [*paths, *codes, *UNITS], rows_in(paths) - 2


def project(folder: Path) -> tuple[list[Any], int]:
    (book,) = csv_files(folder, [dictionary()])
    paths = csv_files(folder, [longitudinal(repeats=True)])
    return [*paths, "--dictionary", book], rows_in(paths) - 1


def one_workbook(folder: Path) -> tuple[list[Any], int]:
    paths = workbook(folder, all_spelled(as_tables(), DAYS))
    return list(paths), rows_in(paths) - 5


def whole_folder(folder: Path) -> tuple[list[Any], int]:
    (folder / "data" / "later").mkdir(parents=True)
    visits, later = all_spelled(as_visits())
    paths = [*csv_files(folder / "data", [visits], suffix=".csv.gz"), *csv_files(folder / "data" / "later", [later])]
    (folder / "data" / "notes.docx").write_bytes(b"no export")
    return [folder / "data"], rows_in(paths) - 2


EXPORTS: dict[str, tuple[Callable[[Path], tuple[list[Any], int]], dict[str, str] | None]] = {
    "Korean": (korean, KOREAN_SITES),
    "European": (european, LATIN_SITES),
    "coded": (coded, None),
    "REDCap": (project, None),
    "workbook": (one_workbook, None),
    "folder": (whole_folder, None),
}


@pytest.mark.parametrize("export", EXPORTS)
def test_ingest(tmp_path: Path, call: Call, registry: Any, verdicts: Any, export: str) -> None:
    """Each export gives the same registry and the same verdicts; ingested again it changes nothing."""
    write, sites = EXPORTS[export]
    arguments, rows = write(tmp_path)
    assert call("ingest", *arguments).status == 0
    registry(rows, sites)
    assert verdicts() == STATUSES
    again = call("ingest", *arguments)
    assert again.status == 0
    registry(rows, sites)


def test_standard_input(tmp_path: Path, registry: Any) -> None:
    """An export on standard input beside a file is read as the file that it would be."""
    visits, later = all_spelled(as_visits())
    (path,) = csv_files(tmp_path, [later])
    ended = subprocess.run(
        [sys.executable, "-m", "lnmt_cli", "ingest", "-", str(path)],
        input=text_of(visits).encode(),
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(lnmt_cli.__file__).parents[1]), "PYTHONUTF8": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    registry(len(visits.rows) + len(later.rows) - 2)


def filled_in(text: str, fields: dict[str, str]) -> str:
    """Return a drawn mapping as a person fills it in: columns that nobody claimed, units, codes."""
    lines, field = [], ""
    for line in text.splitlines():
        plain = line.removeprefix("# ")
        if plain.startswith("[[sheet.column]]"):
            lines.append(line)
        elif plain.startswith("header = "):
            field = fields.get(plain.split('"')[1], "")
            if field and line != plain:
                lines[-1] = lines[-1].removeprefix("# ")
            lines.append(plain if field else line)
        elif plain.startswith('field = ""') and field:
            lines.append(f'field = "{field}"')
            lines += [f'unit = "{SI[field]}"'] if field in SI else []
        elif line.startswith('unit = ""'):
            lines.append(f'unit = "{SI[lines[-1].split(chr(34))[1]]}"')
        else:
            said = plain.replace('"1" = ""', '"1" = "M"').replace('"2" = ""', '"2" = "F"')
            lines.append(said if plain.startswith("codes = ") and said != plain else line)
    return "\n".join(lines)


def test_mapping_passed_back(tmp_path: Path, call: Call, registry: Any) -> None:
    """What `map` prints, with its gaps filled in, reads the export; one made of a plain export needs no hand."""
    names = {"patient_id": "code", "upcr": "ratio of proteins", "biopsy_class": "histo", "visit_date": "day of it"}
    style = Style(headers=names, unit_at="nowhere", units=SI, words={"sex": {"F": "2", "M": "1"}})
    paths = csv_files(tmp_path, all_spelled(as_visits(), style))
    drawn = call("map", *paths)
    assert drawn.status == 0
    text = filled_in(drawn.out, {header: field for field, header in names.items()})
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    ended = call("ingest", *paths, "--mapping", tmp_path / "mapping.toml")
    assert ended.status == 0, ended.err
    registry(rows_in(paths) - 2)


@pytest.mark.parametrize("shape", [as_visits, as_tables, as_wide])
def test_mapping_as_it_is_drawn(tmp_path: Path, call: Call, registry: Any, shape: Any) -> None:
    """What `map` prints of an export that is clear by itself reads it as it is."""
    paths = workbook(tmp_path, all_spelled(shape(), DAYS))
    (tmp_path / "mapping.toml").write_text(call("map", *paths).out, encoding="utf-8")
    ended = call("ingest", *paths, "--mapping", tmp_path / "mapping.toml")
    assert ended.status == 0, ended.err
    registry(rows_in(paths) - len(shape()))


def test_what_is_remembered(tmp_path: Path, call: Call, registry: Any) -> None:
    """The registry remembers how it was told to read a header: the next export of it needs no options."""
    words = {"sex": {"F": "2", "M": "1"}, "prior_response": {"PR": "2", "NR": "3"}}
    style = Style(words=words, units=SI, unit_at="nowhere", missing="-99", headers={"patient_id": "code"})
    codes = [
        "--code",
        "sex=1:M,2:F",
        "--code",
        "prior_response=2:PR,3:NR",
        "--missing=-99",
        "--column",
        "code=patient_id",
    ]
    known = {of.patient_id for of in COHORT[:6]}
    whole = as_visits()
    first = [Table(t.name, t.columns, tuple(r for r in t.rows if r["patient_id"] in known)) for t in whole]
    old = csv_files(tmp_path, all_spelled(first, style))
    rows = rows_in(old) - 2
    assert call("ingest", *old, *codes, *UNITS).status == 0
    new = csv_files(tmp_path, all_spelled(whole, style))
    ended = call("ingest", *new)
    assert ended.status == 0, ended.err
    # The file of treatments is the same as before, and counts once.
    registry(rows + rows_in(new[:1]) - 1)
