"""A new export beside the registry: what cannot change, an export that was cut off, patients who are gone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.ingest.comparing import compare
from lnmt_cli.ingest.landing import land
from lnmt_cli.registry import history
from lnmt_cli.registry.memory import header_key, remember
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.batch import Batch

    Make = Callable[..., Any]

HEADER = "patient_id,sex,birth_date,visit_date"
DAYS = (datetime(2026, 1, 1), datetime(2026, 2, 1))


def _held(*batches: Batch) -> DuckDBPyConnection:
    """Return a registry in which ``batches`` were landed one after the other."""
    connection = in_memory()
    for batch, now in zip(batches, DAYS, strict=False):
        land(connection, batch.merged)
        for file in batch.files:
            for key in _headers(file):
                remember(connection, key, "{}", file.name, now)
            counts = (file.rows_read, file.landed, file.set_aside, len(file.sheets))
            history.add_source(connection, history.Source(file.sha256, file.name, now, *counts, file.mapping))
    return connection


def _headers(file: Any) -> list[str]:
    return [header_key(sheet.sheet.header.texts) for sheet in file.sheets]


def _compared(old: DuckDBPyConnection, new: Batch) -> list[tuple[str, str]]:
    files = [(file.name, _headers(file), file.rows_read) for file in new.files]
    return sorted((finding.check, str(finding.where)) for finding in compare(old, new.merged, files))


def _rows(count: int, patients: int = 5, first: int = 1) -> list[str]:
    """Return visits of ``patients`` in turn, ``count`` in all."""
    return [f"P{first + n % patients},F,1990-01-01,20{10 + n // 12}-{1 + n % 12:02}-01" for n in range(count)]


@pytest.mark.parametrize(
    ("row", "places"),
    [
        ("P1,F,1990-01-01,2020-02-01", []),
        ("P1,M,1990-01-01,2020-02-01", ["new!B2"]),
        ("P1,F,1990-01-02,2020-02-01", ["new!C2"]),
        ("P1,M,1990-01-02,2020-02-01", ["new!B2", "new!C2"]),
        ("P1,,,2020-02-01", []),  # nothing recorded is no other entry
        ("P2,M,1980-01-01,2020-02-01", []),
    ],
)
def test_sex_and_birth_date_do_not_change(write: Make, read: Make, row: str, places: list[str]) -> None:
    """An entry that differs from the registry's is named at its cell; one that is new, or blank, is not."""
    old = _held(read(write("old.csv", HEADER, "P1,F,1990-01-01,2020-01-01", "P2,,,2020-01-01")))
    found = _compared(old, read(write("new.csv", HEADER, row)))
    assert [place for check, place in found if check == "patient-changed"] == places


@pytest.mark.parametrize(("rows", "is_told"), [(80, False), (79, True), (120, False)])
def test_an_export_with_far_fewer_rows(write: Make, read: Make, rows: int, is_told: bool) -> None:
    """Less than 80 % of the rows of the last export of the name was probably cut off."""
    old = _held(read(write("visits.csv", HEADER, *_rows(100))))
    found = _compared(old, read(write("visits.csv", HEADER, *_rows(rows))))
    assert found == ([("export-shrunk", "visits.csv")] if is_told else [])


def test_the_last_export_counts(write: Make, read: Make) -> None:
    """It is the last export that is compared with, not the largest."""
    batches = [read(write("visits.csv", HEADER, *_rows(rows))) for rows in (100, 20)]
    assert _compared(_held(*batches), read(write("visits.csv", HEADER, *_rows(19)))) == []


@pytest.mark.parametrize(
    ("header", "is_told"),
    [
        (HEADER, True),
        ("visit_date,patient_id,sex,birth_date", True),  # the order of columns is no part of a header
        ("patient_id,visit_date,sex,age", False),
    ],
)
def test_an_export_under_another_name(write: Make, read: Make, header: str, is_told: bool) -> None:
    """An export with a header that the registry has seen is the next of its kind, whatever it is called."""
    old = _held(read(write("visits-2026-01.csv", HEADER, *_rows(100))))
    place = [HEADER.split(",").index(name) if name in HEADER else None for name in header.split(",")]
    rows = [",".join("" if n is None else row.split(",")[n] for n in place) for row in _rows(10)]
    found = _compared(old, read(write("visits-2026-02.csv", header, *rows)))
    assert ("export-shrunk", "visits-2026-02.csv") in found or not is_told
    assert found == [] or is_told


def test_the_export_of_another_site(write: Make, read: Make) -> None:
    """Where the registry knows less than half of the patients it is not the next export, whatever it is called."""
    old = _held(read(write("visits.csv", HEADER, *_rows(100))))
    assert _compared(old, read(write("visits.csv", HEADER, *_rows(10, first=6)))) == []
    assert _compared(old, read(write("visits.csv", HEADER, *_rows(10, first=4)))) == []  # two of five
    assert _compared(old, read(write("visits.csv", HEADER, *_rows(10, first=3)))) != []  # three of five


def test_patients_who_are_gone(write: Make, read: Make) -> None:
    """Each patient of earlier exports of the name who is not in this one counts; none is named."""
    old = _held(read(write("visits.csv", HEADER, *_rows(10))))
    found = _compared(old, read(write("visits.csv", HEADER, *_rows(10, patients=3))))
    assert found == [("patients-gone", "visits.csv")] * 2


def test_patients_of_another_export_are_not_gone(write: Make, read: Make) -> None:
    """Where the registry holds other exports too, nothing says whose patients are whose."""
    other = read(write("other.csv", "patient_id,biopsy_date,biopsy_class", "P9,2020-01-01,IV"))
    old = _held(read(write("visits.csv", HEADER, *_rows(10))), other)
    assert _compared(old, read(write("visits.csv", HEADER, *_rows(10, patients=3)))) == []
