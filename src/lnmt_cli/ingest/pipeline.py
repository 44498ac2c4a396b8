"""The work of ``lnmt ingest`` and ``lnmt validate``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lnmt_cli.errors import MappingError
from lnmt_cli.ingest.batch import Batch, places, read_batch
from lnmt_cli.ingest.crosschecking import key_date
from lnmt_cli.ingest.landing import land
from lnmt_cli.ingest.report import CheckReport, FileReport
from lnmt_cli.ingest.reporting import denominator, group_findings, problems_of
from lnmt_cli.knowledge.checks import load_checks
from lnmt_cli.reading.sheet import Coordinate, Finding
from lnmt_cli.registry import history
from lnmt_cli.registry.store import open_registry, rewriting

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.declarations import Declarations


def ingest(paths: Sequence[Path], registry: Path, declared: Declarations, now: datetime) -> CheckReport:
    """Read and check the export files ``paths`` as one and land them in the registry at ``registry``.

    A file that the registry holds already, read the same way, changes nothing. Raises what `read_batch` and
    `rewriting` raise; in that case the registry is as it was.
    """
    batch = read_batch(paths, declared, now.date())
    if registry.exists() and not _has_news(batch, registry):
        return _report("ingest", batch, registry, "unchanged")
    with rewriting(registry) as connection:
        _refuse_other_reading(batch, history.sources(connection))
        notes = _land(connection, batch, now)
    return _report("ingest", batch, registry, "landed", notes)


def validate(paths: Sequence[Path], declared: Declarations, now: datetime) -> CheckReport:
    """Read and check the export files ``paths`` as one, landing nothing."""
    batch = read_batch(paths, declared, now.date())
    return _report("validate", batch, None, "checked")


def validate_registry(registry: Path) -> CheckReport:
    """Return the files that the registry at ``registry`` holds and the problems that stand in it."""
    with open_registry(registry) as connection:
        return report_of(connection, registry)


def report_of(connection: DuckDBPyConnection, registry: Path) -> CheckReport:
    """Return the files and the standing problems of an open registry."""
    problems = history.standing_problems(connection)
    findings = [
        Finding(row.check, Coordinate(row.file, row.sheet, row.row, row.column), row.text, row.field)
        for row in problems
    ]
    checked: Counter[str] = Counter()
    for source_field, of in {((row.sha256, row.field), row.of) for row in problems}:
        checked[source_field[1] or ""] += of
    files = tuple(
        FileReport(row.name, row.sha256, row.rows_read, row.rows_landed, row.rows_set_aside, row.sheets, (), "landed")
        for row in history.source_rows(connection)
    )
    return CheckReport(
        command="validate",
        files=files,
        problems=group_findings(findings, checked, checked[""] or sum(file.rows for file in files)),
        notes=(),
        registry=registry.name,
    )


def _has_news(batch: Batch, registry: Path) -> bool:
    """Return whether a file of the call is not in the registry, read as it is now."""
    with open_registry(registry) as connection:
        known = history.sources(connection)
    _refuse_other_reading(batch, known)
    return any((file.sha256, file.mapping) not in known for file in batch.files)


def _refuse_other_reading(batch: Batch, known: set[tuple[str, str]]) -> None:
    # Records that stand under a date or a column that was read wrongly would stay beside the right ones.
    for file in batch.files:
        if any(sha256 == file.sha256 and mapping != file.mapping for sha256, mapping in known):
            raise MappingError(
                f"{file.name} is in the registry already, read in another way, which cannot be taken back.",
                "Ingest the exports into a new registry (--registry), with the declarations that are right.",
            )


def _land(connection: DuckDBPyConnection, batch: Batch, now: datetime) -> tuple[str, ...]:
    """Land all files of the call as the one export that they are; return what has to be said about it."""
    merged = batch.merged
    repeated = [(record.table, record.patient_id, key_date(record)) for record in merged.records]
    history.supersede(connection, [(file.sha256, file.name) for file in batch.files], repeated)
    kept = land(connection, merged)
    for file in batch.files:
        history.add_source(
            connection,
            history.Source(
                file.sha256, file.name, now, file.rows_read, file.landed, file.set_aside, len(file.sheets), file.mapping
            ),
        )
    history.add_problems(connection, _problems(batch, {file.name: file.sha256 for file in batch.files}))
    return tuple(
        f"Warning: {count} {table} record{'s' if count > 1 else ''} of patients in this export came with an earlier one"
        " and are not in this one; kept. Where an export corrects a date or a drug, ingest into a new registry."
        for table, count in kept.items()
        if count
    )


def _problems(batch: Batch, digests: dict[str, str]) -> list[history.Problem]:
    at = places(batch, batch.findings)
    checked, rows = batch.checked, batch.rows_read
    found = []
    for finding in batch.findings:
        where = finding.where
        tables = at.get((where.file, where.sheet, where.row), {})
        table = history.table_of(finding.field, tables)
        patient_id, day = tables.get(table or "", tables.get("patient", (None, None)))
        found.append(
            history.Problem(
                sha256=digests[where.file],
                file=where.file,
                sheet=where.sheet,
                row=where.row,
                column=where.column,
                check=finding.check,
                severity=load_checks()[finding.check].severity,
                field=finding.field,
                of=denominator(finding.field, checked, rows),
                text=finding.text,
                patient_id=patient_id,
                record=table,
                date=day,
            )
        )
    return found


def _report(command: str, batch: Batch, registry: Path | None, state: str, notes: tuple[str, ...] = ()) -> CheckReport:
    files = tuple(
        FileReport(
            name=file.name,
            sha256=file.sha256,
            rows=file.rows_read,
            landed=file.landed,
            set_aside=file.set_aside,
            sheets=len(file.sheets),
            detected=tuple(dict.fromkeys(word for sheet in file.sheets for word in sheet.sheet.detected)),
            state=state,
        )
        for file in batch.files
    )
    return CheckReport(
        command=command,
        files=files,
        problems=problems_of(batch),
        notes=(*batch.notes, *notes),
        registry=registry.name if registry else None,
        columns=tuple(column for file in batch.files for sheet in file.sheets for column in sheet.reported()),
    )
