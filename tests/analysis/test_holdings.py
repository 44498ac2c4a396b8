"""What a registry holds, from which files, and how completely."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest

from lnmt_cli.analysis.held import Coverage
from lnmt_cli.analysis.holdings import holdings, landed_files
from lnmt_cli.registry.previous import last_ingest
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

MONDAY, FRIDAY = datetime(2026, 1, 5, 9), datetime(2026, 1, 9, 9)


def source(connection: DuckDBPyConnection, sha256: str, at: datetime, rows: int) -> None:
    connection.execute(
        "insert into source (sha256, name, ingested_at, rows_read, rows_landed, rows_set_aside, sheets, mapping,"
        " tool_version, knowledge_version) values (?, ?, ?, ?, ?, 1, 1, '[]', '0.1', '1')",
        [sha256, f"{sha256}.csv", at, rows, rows - 1],
    )


def problem(connection: DuckDBPyConnection, sha256: str, check: str, severity: str, standing: bool) -> None:
    connection.execute(
        'insert into problem (source, sheet, "check", severity, of, text, standing) values (?, ?, ?, ?, 1, ?, ?)',
        [sha256, "visits", check, severity, "SECRET", standing],
    )


@pytest.fixture
def registry() -> Iterator[DuckDBPyConnection]:
    """Three patients at two sites and at none, three visits, two files, three problems of which one is overtaken."""
    with in_memory() as connection:
        for identifier, site, sex in (("P1", "A", "F"), ("P2", "B", None), ("P3", None, "M")):
            connection.execute("insert into patient (patient_id, site, sex) values (?, ?, ?)", [identifier, site, sex])
        for identifier, day, upcr in (("P1", 1, 2.0), ("P1", 2, None), ("P2", 9, None)):
            values = [identifier, date(2020, 1, day), upcr]
            connection.execute("insert into visit (patient_id, date, upcr) values (?, ?, ?)", values)
        connection.execute("insert into visit (patient_id, anchor, day, c3) values ('P3', 'switch', 7, 80)")
        source(connection, "a", MONDAY, 10)
        source(connection, "b", FRIDAY, 8)
        source(connection, "c", FRIDAY, 3)
        problem(connection, "a", "row-ragged", "error", standing=False)
        problem(connection, "b", "row-ragged", "error", standing=True)
        problem(connection, "c", "row-ragged", "error", standing=True)
        problem(connection, "c", "value-implausible", "warning", standing=True)
        yield connection


def test_records_sites_and_span_are_counted(registry: DuckDBPyConnection) -> None:
    """Records of each table, patients of each site, first and last visit, visits without a date, standing problems."""
    held = holdings(registry)
    assert held.records == {"patient": 3, "biopsy": 0, "treatment": 0, "visit": 4, "event": 0}
    assert held.sites == {"A": 1, "B": 1, None: 1}
    assert (held.first_visit, held.last_visit, held.undated_visits) == (date(2020, 1, 1), date(2020, 1, 9), 1)
    assert held.problems == {"error": 2, "warning": 1}


def test_coverage_counts_filled_records_by_site(registry: DuckDBPyConnection) -> None:
    """Each column that is filled anywhere has, for each site, how many of its records have it."""
    found = {(row.table, row.column, row.site): (row.filled, row.of) for row in holdings(registry).coverage}
    assert found["visit", "upcr", "A"] == (1, 2)
    assert found["visit", "upcr", "B"] == (0, 1)
    assert found["visit", "c3", None] == (1, 1)
    assert found["patient", "sex", "B"] == (0, 1)
    assert not {column for _, column, _ in found} & {"patient_id", "site", "anchor", "day", "creatinine"}


def test_an_empty_registry_holds_nothing() -> None:
    """A registry without a record is told as one, and has no ingest before."""
    with in_memory() as connection:
        held = holdings(connection)
        assert set(held.records.values()) == {0}
        assert (held.sites, held.first_visit, held.coverage) == ({}, None, ())
        assert landed_files(connection) == []
        assert last_ingest(connection) is None


def test_files_come_in_the_order_of_their_landing(registry: DuckDBPyConnection) -> None:
    """Each file has its rows, all problems that it had, and those that stand."""
    files = landed_files(registry)
    assert [file.name for file in files] == ["a.csv", "b.csv", "c.csv"]
    assert [(file.rows_read, file.rows_landed, file.rows_set_aside) for file in files] == [
        (10, 9, 1),
        (8, 7, 1),
        (3, 2, 1),
    ]
    assert (files[0].problems, files[0].standing) == ({"error": 1}, {})
    assert files[2].problems == files[2].standing == {"error": 1, "warning": 1}


def test_the_last_ingest_is_all_files_of_its_call(registry: DuckDBPyConnection) -> None:
    """The files that came together are one ingest: their rows and their problems are added up."""
    last = last_ingest(registry)
    assert last is not None
    assert (last.at, last.rows) == (FRIDAY, 11)
    assert last.counts == {"row-ragged": 2, "value-implausible": 1}


def test_coverage_is_a_count_and_no_value(registry: DuckDBPyConnection) -> None:
    """What is told of a registry has no identifier and no cell."""
    told = repr((holdings(registry), landed_files(registry), last_ingest(registry)))
    assert "P1" not in told
    assert "SECRET" not in told
    assert Coverage("visit", "upcr", "A", 1, 2) in holdings(registry).coverage
