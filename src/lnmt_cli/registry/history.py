"""What the registry remembers of its exports: the sources, and the problems that stand."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.version import KNOWLEDGE_VERSION, TOOL_VERSION
from lnmt_cli.registry.store import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Source:
    """One file that was landed; ``mapping`` is JSON."""

    sha256: str
    name: str
    ingested_at: datetime
    rows_read: int
    rows_landed: int
    rows_set_aside: int
    sheets: int
    mapping: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding as the registry keeps it; ``text`` is patient data.

    ``patient_id``, ``record`` (the table) and ``date`` say which record it concerns, where there is one.
    """

    sha256: str
    file: str
    sheet: str
    row: int | None
    column: int | None
    check: str
    severity: str
    field: str | None
    of: int
    text: str
    patient_id: str | None = None
    record: str | None = None
    date: date | None = None


def sources(connection: DuckDBPyConnection) -> set[tuple[str, str]]:
    """Return the digest and the mapping of every file that the registry holds."""
    return set(connection.execute("select sha256, mapping from source").fetchall())


def source_rows(connection: DuckDBPyConnection) -> list[Source]:
    """Return every file that the registry holds, in the order in which they came."""
    rows = connection.execute(
        "select sha256, name, ingested_at, rows_read, rows_landed, rows_set_aside, sheets, mapping"
        " from source order by ingested_at, name, sha256"
    ).fetchall()
    return [Source(*row) for row in rows]


def moment(connection: DuckDBPyConnection, now: datetime) -> datetime:
    """Return ``now``, or just after the newest ingest of the same second: two ingests are never one."""
    newest = connection.execute(
        "select max(ingested_at) from source where ingested_at between ? and ? + interval 1 second", [now, now]
    ).fetchall()[0][0]
    return now if newest is None else newest + timedelta(microseconds=1)


def empty(connection: DuckDBPyConnection) -> None:
    """Take everything out of the registry but what it remembers of headers."""
    for table in (*TABLES, "carried", "notation", "problem", "source"):
        connection.execute(f"delete from {table}")  # noqa: S608 - of the list


def add_source(connection: DuckDBPyConnection, source: Source) -> None:
    """Remember a file; the same file mapped anew takes the place of what was remembered of it."""
    connection.execute("delete from source where sha256 = ?", [source.sha256])
    connection.execute(
        "insert into source values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*astuple(source), TOOL_VERSION, KNOWLEDGE_VERSION]
    )


def standing_problems(connection: DuckDBPyConnection) -> list[Problem]:
    """Return the problems that no newer export has overtaken, in the order of their places."""
    rows = connection.execute(
        'select p.source, s.name, p.sheet, p.row, p."column", p."check", p.severity, p.field, p.of, p.text'
        " from problem p join source s on s.sha256 = p.source where p.standing"
        ' order by s.name, p.sheet, p.row, p."column", p."check"'
    ).fetchall()
    return [Problem(*row) for row in rows]


def add_problems(connection: DuckDBPyConnection, problems: Sequence[Problem]) -> None:
    """Keep problems, with their coordinates and the text as written."""
    names = (
        "sha256",
        "sheet",
        "row",
        "column",
        "check",
        "severity",
        "field",
        "of",
        "text",
        "patient_id",
        "record",
        "date",
    )
    types = ("varchar", "varchar", "integer", "integer", *["varchar"] * 3, "integer", *["varchar"] * 3, "date")
    listed = ", ".join(f"unnest(cast(? as {kind}[]))" for kind in types)
    values = [[getattr(problem, name) for problem in problems] for name in names]
    connection.execute(f"insert into problem select {listed}, true", values)


def supersede(
    connection: DuckDBPyConnection,
    files: Sequence[tuple[str, str]],
    records: Sequence[tuple[str, str, date | None]],
) -> None:
    """Let the older problems rest that a newer export overtakes.

    Those of ``records`` (table, patient, date) that it repeats; of biopsies and treatments, whose dates may be what
    was corrected, all of the patient. Of ``files`` (digest, name), all of the same content; and of the same name all
    of a patient that it has, and those of no record. (Another site's export may well have the same name.)
    """
    digests, names = ([file[part] for file in files] for part in range(2))
    tables = [table for table, _, _ in records]
    patients = [patient_id for _, patient_id, _ in records]
    dates = [day for _, _, day in records]
    connection.execute(
        "update problem set standing = false where list_contains(cast(? as varchar[]), source)"
        " or (source in (select sha256 from source where list_contains(cast(? as varchar[]), name))"
        " and (record is null or patient_id in (select unnest(cast(? as varchar[])))))",
        [digests, names, sorted(set(patients))],
    )
    connection.execute(
        "update problem p set standing = false from ("
        "select unnest(cast(? as varchar[])) as record, unnest(cast(? as varchar[])) as patient_id,"
        " unnest(cast(? as date[])) as date) i"
        " where p.record = i.record and p.patient_id = i.patient_id"
        " and (p.date is not distinct from i.date or p.record in ('biopsy', 'treatment')"
        # A row without its date is overtaken by an export that repeats a visit of the patient.
        " or (p.date is null and p.record = 'visit' and exists"
        " (select 1 from visit v where v.patient_id = i.patient_id and v.date = i.date)))",
        [tables, patients, dates],
    )


def table_of(field: str | None, tables: Mapping[str, Any]) -> str | None:
    """Return which of ``tables`` a finding on ``field`` concerns; what belongs to the patient concerns the patient."""
    known = load_fields().get(field or "")
    if known is None:
        return None
    if not tables:
        return None
    return "patient" if known.per_patient else known.table
