"""Findings → rows of the table ``problem``, each with the record that it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.reporting import denominator
from lnmt_cli.knowledge.checks import load_checks
from lnmt_cli.registry import history

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lnmt_cli.ingest.batch import Batch
    from lnmt_cli.reading.sheet import Finding

CONFLICTS: Final = ("patient-conflict", "record-conflict")
"""The checks of rows that disagree, so that nothing is used of what they say."""


def problem_rows(batch: Batch, checks: Iterable[str] | None = None) -> list[history.Problem]:
    """Return the findings of an export as problems; ``checks``: those of these checks only."""
    findings = [finding for finding in batch.findings if checks is None or finding.check in checks]
    if not findings:
        return []
    digests = {file.name: file.sha256 for file in batch.files}
    at = _places(batch, findings)
    checked, rows = batch.checked, batch.rows_read
    found = []
    for finding in findings:
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


def _places(batch: Batch, findings: Iterable[Finding]) -> dict[tuple[Any, ...], dict[str, tuple[str, Any]]]:
    """Return, for each row that a finding speaks of, the patient and date of the record of each table it feeds."""
    rows = {(finding.where.file, finding.where.sheet, finding.where.row) for finding in findings}
    found: dict[tuple[Any, ...], dict[str, tuple[str, Any]]] = {}
    for contribution in (c for file in batch.files for records in file.records for c in records.contributions):
        row = (contribution.where.file, contribution.where.sheet, contribution.where.row)
        if row in rows:
            day = contribution.values.get("start" if contribution.table == "treatment" else "date")
            found.setdefault(row, {})[contribution.table] = (contribution.patient_id, day)
    return found
