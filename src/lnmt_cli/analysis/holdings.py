"""What the registry holds: patients and records, from which files, how completely; and how it came to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.held import Coverage, Holdings, Landed
from lnmt_cli.registry.store import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

KEYS: Final = frozenset(
    {
        "patient_id",
        "anchor",
        "day",
        "partial_date",
        "start_day",
        "partial_start",
        "stop_day",
        "partial_stop",
        "censored",
        "uncertain_classes",
        "alternative_classes",
    }
)
"""Columns that say where a record stands, or how it is to be read: their absence is no gap."""


def holdings(connection: DuckDBPyConnection) -> Holdings:
    """Return what the registry of an open connection holds."""
    first, last, undated = connection.execute(
        "select min(date), max(date), count(*) filter (where date is null) from visit"
    ).fetchall()[0]
    return Holdings(
        records={table: _count(connection, table) for table in TABLES},
        sites=dict(connection.execute("select site, count(*) from patient group by site order by site").fetchall()),
        first_visit=first,
        last_visit=last,
        undated_visits=undated,
        problems=dict(
            connection.execute("select severity, count(*) from problem where standing group by severity").fetchall()
        ),
        coverage=tuple(found for table in TABLES for found in _coverage(connection, table)),
    )


def landed_files(connection: DuckDBPyConnection) -> list[Landed]:
    """Return every file that was landed, the oldest first."""
    rows = connection.execute(
        "select sha256, name, ingested_at, rows_read, rows_landed, rows_set_aside, sheets, tool_version,"
        " knowledge_version from source order by ingested_at, name, sha256"
    ).fetchall()
    every, standing = (_by_source(connection, condition) for condition in ("true", "standing"))
    return [Landed(*(*row, every.get(row[0], {}), standing.get(row[0], {}))) for row in rows]


def _count(connection: DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])  # noqa: S608 - of the list


def _by_source(connection: DuckDBPyConnection, condition: str) -> dict[str, dict[str, int]]:
    rows = connection.execute(
        f"select source, severity, count(*) from problem where {condition} group by source, severity"  # noqa: S608 - ours
    ).fetchall()
    found: dict[str, dict[str, int]] = {}
    for source, severity, count in rows:
        found.setdefault(source, {})[severity] = count
    return found


def _coverage(connection: DuckDBPyConnection, table: str) -> list[Coverage]:
    """Return the coverage of every column of a table that is filled anywhere, by site."""
    columns = [
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() where table_name = ? and not internal order by column_index",
            [table],
        ).fetchall()
        if name not in KEYS and not (table == "patient" and name == "site")
    ]
    counted = ", ".join(f'count(t."{name}")' for name in columns)
    rows = connection.execute(
        f"select p.site, count(*), {counted} from {table} t left join patient p on p.patient_id = t.patient_id"  # noqa: S608 - of the schema
        " group by p.site order by p.site"
    ).fetchall()
    return [
        Coverage(table, name, site, filled[place], of)
        for place, name in enumerate(columns)
        if any(row[2 + place] for row in rows)
        for site, of, *filled in rows
    ]
