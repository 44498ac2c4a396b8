"""The newest ingest of a registry, for the next one to be compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class LastIngest:
    """The newest ingest: when, the rows of its files, how many findings each check had."""

    at: datetime
    rows: int
    counts: dict[str, int]


def last_ingest(connection: DuckDBPyConnection) -> LastIngest | None:
    """Return the newest ingest, or None for a registry that nothing was landed in."""
    at, rows = connection.execute(
        "select max(ingested_at), sum(rows_read) from source where ingested_at = (select max(ingested_at) from source)"
    ).fetchall()[0]
    if at is None:
        return None
    counts = connection.execute(
        'select "check", count(*) from problem where standing and source in'
        ' (select sha256 from source where ingested_at = ?) group by "check" order by "check"',
        [at],
    ).fetchall()
    return LastIngest(at, int(rows), dict(counts))
