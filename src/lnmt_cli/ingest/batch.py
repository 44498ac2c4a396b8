"""An export as a whole: its files read, mapped, parsed, put together and checked, with nothing landed yet."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lnmt_cli.errors import ExportError
from lnmt_cli.ingest.crosschecking import cross_check
from lnmt_cli.ingest.identities import alike, not_listed
from lnmt_cli.ingest.incomplete import incomplete_treatments
from lnmt_cli.ingest.landing import add_measures, land
from lnmt_cli.ingest.mapping import map_sheets
from lnmt_cli.ingest.mapping_file import named
from lnmt_cli.ingest.merging import Merged, merge
from lnmt_cli.ingest.problem_rows import CONFLICTS, problem_rows
from lnmt_cli.ingest.records import SheetRecords, records_of
from lnmt_cli.knowledge.names import Names
from lnmt_cli.reading import find_inputs, read_grids
from lnmt_cli.reading.framing import frame
from lnmt_cli.registry.history import add_problems
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.columns import MappedSheet
    from lnmt_cli.ingest.declarations import Declarations, SheetMapping
    from lnmt_cli.reading.inputs import Input, Inputs
    from lnmt_cli.reading.sheet import Coordinate, Finding, Grid, Sheet


@dataclass(frozen=True, slots=True)
class Memory:
    """What a registry remembers: ``recall`` gives the mapping of a header and since when; ``fields`` all headers'."""

    recall: Callable[[Sequence[str], str], tuple[SheetMapping, str] | None]
    fields: Mapping[str, str]


@dataclass(slots=True)
class FileBatch:
    """One file of the export: its sheets as mapped, and what their rows come to."""

    name: str
    sha256: str
    source: Input
    sheets: list[MappedSheet] = field(default_factory=list)
    records: list[SheetRecords] = field(default_factory=list)

    encoding: str | None = None

    def grids(self) -> list[Grid]:
        """Return the tables as they stand in the file, read again: they are not kept. Raises ExportError."""
        return read_grids(self.source, encoding=self.encoding)

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


def read_batch(paths: Sequence[Path], declared: Declarations, today: date, memory: Memory | None = None) -> Batch:
    """Return the export files ``paths`` read and checked as one; ``memory`` is what a registry knows of their headers.

    Raises ExportError where one cannot be read or none has a row, MappingError and UnitError where its columns cannot
    be told.
    """
    inputs = find_inputs(paths)
    files = _read_files(inputs, declared, memory)
    _demand_rows(files)
    found = [records for file in files for records in file.records]
    merged = merge_files(files)
    connection = in_memory()
    add_measures(connection)
    land(connection, merged)
    findings = [finding for records in found for finding in records.findings]
    findings += merged.findings
    findings += not_listed(_patients_of(files))
    findings += alike(patients_of(merged))
    findings += incomplete_treatments(merged.records)
    findings += cross_check(connection, merged.records, today)
    findings = with_texts(findings, files)
    batch = Batch(files, merged, findings, connection, tuple(_notes(inputs, files)))
    # What is set aside because rows disagree is not merely missing to the analyses.
    add_problems(connection, problem_rows(batch, CONFLICTS))
    return batch


def patients_of(merged: Merged) -> dict[str, Coordinate]:
    """Return the patients of an export, each with its first row."""
    return {record.patient_id: record.where for record in merged.records if record.table == "patient"}


def _patients_of(files: Iterable[FileBatch]) -> Iterator[tuple[MappedSheet, dict[str, Coordinate]]]:
    """Yield each sheet with its patients, each with the first row that names it."""
    for file in files:
        for sheet, found in zip(file.sheets, file.records, strict=True):
            first: dict[str, Coordinate] = {}
            for contribution in found.contributions:
                first.setdefault(contribution.patient_id, contribution.where)
            yield sheet, first


def _demand_rows(files: Sequence[FileBatch]) -> None:
    """Refuse an export without a row: the answer "no problems" would be taken for one about patients."""
    if not any(file.rows_read for file in files):
        names = ", ".join(file.name for file in files)
        raise ExportError(
            f"{names} has no row below the header.",
            "Export again, and look whether a filter or a report left every record out.",
        )


def with_texts(findings: Iterable[Finding], files: Iterable[FileBatch]) -> list[Finding]:
    """Return the findings, each with the text of its cell: what is set aside is kept as it was written."""
    findings = list(findings)
    wanted = {finding.where[:3] for finding in findings if not finding.text}
    rows = {
        (mapped.sheet.file, mapped.sheet.name, row.number): row
        for file in files
        for mapped in file.sheets
        for row in mapped.sheet.rows
        if (mapped.sheet.file, mapped.sheet.name, row.number) in wanted
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


def read_sheets(source: Input, declared: Declarations, memory: Memory | None = None) -> list[Sheet]:
    """Return the sheets of a file, each with its header found. Raises ExportError."""
    known = {column.header: column.field for mapping in declared.sheets for column in mapping.columns}
    names = Names({**(memory.fields if memory else {}), **known, **declared.columns})
    sheets = []
    for grid in read_grids(source, names, declared.encoding):
        mapping = named(grid.name, declared.sheets)
        sheets.append(
            frame(grid, names, mapping.header_rows if mapping else None, mapping.unit_row if mapping else None)
        )
    return sheets


def _read_files(inputs: Sequence[Input], declared: Declarations, memory: Memory | None) -> list[FileBatch]:
    by_digest: dict[str, FileBatch] = {}
    sheets: dict[str, list[Sheet]] = {}
    for source in inputs:
        if source.sha256 not in by_digest:
            by_digest[source.sha256] = FileBatch(source.name, source.sha256, source, encoding=declared.encoding)
            sheets[source.sha256] = read_sheets(source, declared, memory)
    recall = memory.recall if memory else None
    mapped = iter(map_sheets([sheet for found in sheets.values() for sheet in found], declared, recall))
    for sha256, file in by_digest.items():
        file.sheets = [next(mapped) for _ in sheets[sha256]]
        file.records = [records_of(sheet) for sheet in file.sheets]
    return list(by_digest.values())


def _notes(inputs: Inputs, files: Sequence[FileBatch]) -> Iterator[str]:
    """Yield what has to be said of the files as such."""
    read = {file.name: file for file in files}
    first = {file.sha256: file.name for file in files}
    for name in inputs.skipped:
        yield f"{name} is no kind of export that can be read, and is passed over."
    for source in inputs:
        if source.name not in read:
            yield f"{source.name} has the same content as {first[source.sha256]}, and is read once."
