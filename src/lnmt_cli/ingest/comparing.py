"""A new export beside what the registry holds: what changed that does not change, and what is missing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.ingest.changes import changes
from lnmt_cli.ingest.identities import alike
from lnmt_cli.ingest.records import field_name
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.reading.sheet import Coordinate, Finding
from lnmt_cli.registry.memory import header_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.merging import Merged

LASTING: Final[Mapping[str, str]] = {
    "sex": "patient-changed",
    "birth_date": "patient-changed",
    "site": "patient-two-sites",
}
"""Columns of the patient that do not change, and the check that says it where they do."""


class _Source(NamedTuple):
    """A file that the registry holds: the headers of its columns that were used, one set for each sheet."""

    name: str
    rows_read: int
    headers: tuple[frozenset[str], ...]


def compare(old: DuckDBPyConnection, merged: Merged, files: Sequence[tuple[str, Sequence[str], int]]) -> list[Finding]:
    """Return what an export shows beside the registry ``old``, before it is landed.

    ``merged`` are its records, ``files`` the name, the header of each sheet (of `memory.header_key`) and the rows read
    of each file. Findings on a file as a whole stand at a coordinate with its name for the sheet.
    """
    held = {row[0]: row[1:] for row in old.execute(f"select patient_id, {', '.join(LASTING)} from patient").fetchall()}  # noqa: S608 - names of our own columns
    findings = [*_changed(held, merged), *changes(old, merged.records)]
    first = {record.patient_id: record.where for record in merged.records if record.table == "patient"}
    # Who is written in two ways within the export has been told already.
    alone = {patient_id: where for patient_id, where in first.items() if patient_id not in held}
    told = {finding.text for finding in alike(first)}
    findings += [finding for finding in alike(alone, held) if finding.text not in told]
    patients = {record.patient_id for record in merged.records}
    least = load_check_parameters()["export_known_patients_percent"]
    if 100 * len(patients & held.keys()) < least * max(len(patients), 1):
        return findings
    sources = _sources(old)
    known = {header for (header,) in old.execute("select header from mapping").fetchall()}
    forerunners = [_forerunners(sources, name, [h for h in headers if h in known]) for name, headers, _ in files]
    smallest = load_check_parameters()["export_shrunk_percent"]
    findings += [
        Finding("export-shrunk", _whole(name))
        for (name, _, rows), found in zip(files, forerunners, strict=True)
        if found and 100 * rows < smallest * sources[found[-1]].rows_read
    ]
    # Whose patients are whose is known only where all that the registry holds came with exports like these.
    if sources and {source for found in forerunners for source in found} == set(range(len(sources))):
        findings += [Finding("patients-gone", _whole(files[0][0])) for _ in held.keys() - patients]
    return findings


def _changed(held: dict[str, tuple[object, ...]], merged: Merged) -> Iterator[Finding]:
    for record in merged.records:
        if record.table != "patient" or record.patient_id not in held:
            continue
        for column, before in zip(LASTING, held[record.patient_id], strict=True):
            now = record.values.get(column)
            if before is not None and now is not None and now != before and column in record.cells:
                yield Finding(LASTING[column], record.cells[column], field=field_name("patient", column))


def _sources(old: DuckDBPyConnection) -> list[_Source]:
    """Return the files that the registry holds, in the order in which they came."""
    rows = old.execute("select name, rows_read, mapping from source order by ingested_at, name, sha256").fetchall()
    return [_Source(name, count, _headers(mapping)) for name, count, mapping in rows]


def _headers(mapping: str) -> tuple[frozenset[str], ...]:
    sheets = [[column["header"] for column in sheet["columns"]] for sheet in json.loads(mapping)]
    return tuple(_keys(header_key(headers)) for headers in sheets if headers)


def _keys(header: str) -> frozenset[str]:
    return frozenset(json.loads(header))


def _forerunners(sources: Sequence[_Source], name: str, headers: Sequence[str]) -> list[int]:
    """Return the places of the sources with the name of a file, or with its header: each used sheet is found again."""
    sheets = [_keys(header) for header in headers]
    return [
        place
        for place, source in enumerate(sources)
        if source.name == name or (source.headers and all(_is_among(used, sheets) for used in source.headers))
    ]


def _is_among(used: frozenset[str], sheets: Collection[frozenset[str]]) -> bool:
    return any(used <= sheet for sheet in sheets)


def _whole(file: str) -> Coordinate:
    return Coordinate(file, file)
