"""An export as a whole: its files read, mapped, parsed, put together and checked, with nothing landed yet."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from lnmt_cli.errors import ExportError
from lnmt_cli.ingest.crosschecking import cross_check
from lnmt_cli.ingest.landing import land
from lnmt_cli.ingest.mapping import map_sheets
from lnmt_cli.ingest.merging import Merged, merge
from lnmt_cli.ingest.records import SheetRecords, records_of
from lnmt_cli.reading import digest, read_export
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.ingest.mapping import MappedSheet
    from lnmt_cli.reading.sheet import Finding


@dataclass(slots=True)
class FileBatch:
    """One file of the export: its sheets as mapped, and what their rows come to."""

    name: str
    sha256: str
    sheets: list[MappedSheet] = field(default_factory=list)
    records: list[SheetRecords] = field(default_factory=list)

    @property
    def mapping(self) -> str:
        """Return how the columns were read, as JSON: the same file mapped otherwise is another source."""
        return json.dumps([sheet.described() for sheet in self.sheets], ensure_ascii=False, sort_keys=True)

    @property
    def rows_read(self) -> int:
        """Return the rows with content below the headers."""
        return sum(sheet.sheet.rows_read for sheet in self.sheets)

    @property
    def landed(self) -> int:
        """Return the rows that fed a record."""
        return sum(found.landed for found in self.records)

    @property
    def set_aside(self) -> int:
        """Return the rows that fed none; a finding says why for each."""
        return sum(found.set_aside for found in self.records)


@dataclass(slots=True)
class Batch:
    """All files of one call. ``connection`` is an in-memory registry of just these records."""

    files: list[FileBatch]
    merged: Merged
    findings: list[Finding]
    connection: DuckDBPyConnection
    notes: tuple[str, ...] = ()

    @property
    def checked(self) -> Counter[str]:
        """Return how many cells with content each field has."""
        return sum((found.checked for file in self.files for found in file.records), Counter())

    @property
    def rows_read(self) -> int:
        """Return the rows of all files."""
        return sum(file.rows_read for file in self.files)


def read_batch(paths: Sequence[Path], declared: Declarations, today: date) -> Batch:
    """Return the export files ``paths`` read and checked as one.

    Raises ExportError where one cannot be read, MappingError and UnitError where its columns cannot be told.
    """
    files = _read_files(paths, declared)
    found = [records for file in files for records in file.records]
    merged = merge_files(files)
    connection = in_memory()
    land(connection, merged)
    findings = [finding for records in found for finding in records.findings]
    findings += merged.findings
    findings += cross_check(connection, merged.records, today)
    findings = _with_texts(findings, files)
    return Batch(files, merged, findings, connection, tuple(_repeated(paths, files)))


def _with_texts(findings: Iterable[Finding], files: Iterable[FileBatch]) -> list[Finding]:
    """Return the findings, each with the text of its cell: what is set aside is kept as it was written."""
    rows = {
        (mapped.sheet.file, mapped.sheet.name, row.number): row
        for file in files
        for mapped in file.sheets
        for row in mapped.sheet.rows
    }

    def text_of(finding: Finding) -> str:
        where = finding.where
        row = rows.get((where.file, where.sheet, where.row or 0))
        return row.texts[where.column] if row is not None and where.column is not None else ""

    return [finding if finding.text else replace(finding, text=text_of(finding)) for finding in findings]


def merge_files(files: Iterable[FileBatch]) -> Merged:
    """Return the records of ``files`` put together."""
    found = [records for file in files for records in file.records]
    merged = merge(contribution for records in found for contribution in records.contributions)
    merged.carried = set().union(*(records.carried for records in found))
    return merged


def _read_files(paths: Sequence[Path], declared: Declarations) -> list[FileBatch]:
    by_digest: dict[str, FileBatch] = {}
    sheets = {}
    for path in paths:
        sha256 = digest(path)
        if sha256 not in by_digest:
            _refuse_same_name(path, by_digest.values())
            by_digest[sha256] = FileBatch(path.name, sha256)
            sheets[sha256] = read_export(path)
    mapped = iter(map_sheets([sheet for found in sheets.values() for sheet in found], declared))
    for sha256, file in by_digest.items():
        file.sheets = [next(mapped) for _ in sheets[sha256]]
        file.records = [records_of(sheet) for sheet in file.sheets]
    return list(by_digest.values())


def _repeated(paths: Sequence[Path], files: Sequence[FileBatch]) -> Iterator[str]:
    """Yield a note for each file of the call that has the very content of another one."""
    read = {file.name for file in files}
    first = {file.sha256: file.name for file in files}
    for path in dict.fromkeys(paths):
        if path.name not in read:
            yield f"{path.name} has the same content as {first[digest(path)]}, and is read once."


def _refuse_same_name(path: Path, files: Iterable[FileBatch]) -> None:
    # A coordinate names the file, so two files of one name could not be told apart in a report.
    if any(file.name == path.name for file in files):
        raise ExportError(f"Two different files are called {path.name}.", "Rename one of them.")


def places(batch: Batch, findings: Iterable[Finding]) -> dict[tuple[Any, ...], dict[str, tuple[str, Any]]]:
    """Return, for each row that a finding speaks of, the patient and date of the record of each table it feeds."""
    rows = {(finding.where.file, finding.where.sheet, finding.where.row) for finding in findings}
    found: dict[tuple[Any, ...], dict[str, tuple[str, Any]]] = {}
    for contribution in (c for file in batch.files for records in file.records for c in records.contributions):
        row = (contribution.where.file, contribution.where.sheet, contribution.where.row)
        if row in rows:
            day = contribution.values.get("start" if contribution.table == "treatment" else "date")
            found.setdefault(row, {})[contribution.table] = (contribution.patient_id, day)
    return found
