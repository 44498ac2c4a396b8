"""The work of ``lnmt ingest`` and ``lnmt validate``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.errors import MappingError
from lnmt_cli.ingest.batch import Batch, Memory, read_batch, with_texts
from lnmt_cli.ingest.comparing import compare
from lnmt_cli.ingest.crosschecking import key_date
from lnmt_cli.ingest.declarations import IGNORED
from lnmt_cli.ingest.landing import add_measures, land
from lnmt_cli.ingest.problem_rows import problem_rows
from lnmt_cli.ingest.remembering import everything, remember
from lnmt_cli.ingest.report import CheckReport, Earlier, FileReport, ProblemCell
from lnmt_cli.ingest.reporting import group_findings, problem_cells, problems_of
from lnmt_cli.knowledge import DEFAULT_PROTOCOL
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.needs import load_needs
from lnmt_cli.reading.sheet import Coordinate, Finding
from lnmt_cli.registry import history
from lnmt_cli.registry.memory import header_key
from lnmt_cli.registry.previous import last_ingest
from lnmt_cli.registry.store import open_registry, rewriting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.declarations import Declarations, SheetMapping


class Checked(NamedTuple):
    """What a check has to say, each problem at its place, and the export that it was about, if it was one."""

    report: CheckReport
    cells: tuple[ProblemCell, ...]
    batch: Batch | None = None


def ingest(paths: Sequence[Path], registry: Path, declared: Declarations, now: datetime) -> Checked:
    """Read and check the export files ``paths`` as one and land them in the registry at ``registry``.

    A file that the registry holds already, read the same way, changes nothing. Raises what `read_batch` and
    `rewriting` raise; in that case the registry is as it was.
    """
    batch, known, earlier = _read(paths, registry, declared, now)
    if registry.exists() and not _has_news(batch, known):
        batch.findings = _still_standing(batch, registry)
        return _checked(_report("ingest", batch, registry, "unchanged"), batch)
    with rewriting(registry) as connection:
        anew = _is_read_anew(batch, history.sources(connection))
        if anew:
            history.empty(connection)
        notes = _land(connection, batch, now)
    if anew:
        notes = ("The registry held these very files, read in another way: it is made anew from them.", *notes)
    return _checked(_report("ingest", batch, registry, "landed", notes, earlier), batch)


def _still_standing(batch: Batch, registry: Path) -> list[Finding]:
    """Return the problems of the files of ``batch`` that stand in the registry, as their ingest said."""
    digests = {file.sha256: file.name for file in batch.files}
    with open_registry(registry) as connection:
        problems = [problem for problem in history.standing_problems(connection) if problem.sha256 in digests]
    return [
        Finding(
            problem.check,
            Coordinate(digests[problem.sha256], problem.sheet, problem.row, problem.column),
            problem.text,
            problem.field,
        )
        for problem in problems
    ]


def validate(paths: Sequence[Path], registry: Path | None, declared: Declarations, now: datetime) -> Checked:
    """Read and check the export files ``paths`` as one, landing nothing.

    Where there is a registry at ``registry``, they are read and compared as an ingest would.
    """
    batch, _, earlier = _read(paths, registry, declared, now)
    return _checked(_report("validate", batch, None, "checked", earlier=earlier), batch)


def _read(
    paths: Sequence[Path], registry: Path | None, declared: Declarations, now: datetime
) -> tuple[Batch, set[tuple[str, str]], Earlier | None]:
    """Return the export as read, with what it shows beside the registry; the registry's sources; its newest ingest."""
    if registry is None or not registry.exists():
        return read_batch(paths, declared, now.date()), set(), None
    with open_registry(registry) as connection:
        batch = read_batch(paths, declared, now.date(), memory_of(connection))
        known = history.sources(connection)
        batch.notes += tuple(_remembered(batch, known))
        if not _has_news(batch, known):
            return batch, known, None
        shown = compare(connection, batch.merged, _extents(batch))
        batch.findings += with_texts(shown, batch.files)
        last = last_ingest(connection)
    batch.notes += _changes(shown) if last else ()
    return batch, known, Earlier(last.at, last.rows, last.counts) if last else None


def _remembered(batch: Batch, known: set[tuple[str, str]]) -> Iterator[str]:
    """Yield a note for each new file on its sheets that are read as remembered."""
    for file in batch.files:
        sheets: dict[str, list[str]] = {}
        for sheet in file.sheets if (file.sha256, file.mapping) not in known else ():
            if sheet.remembered:
                sheets.setdefault(sheet.remembered, []).append(sheet.sheet.name)
        told = [
            f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} read as remembered from {since}"
            for since, names in sheets.items()
        ]
        if told:
            yield f"{file.name}: {'; '.join(told)}."


def _changes(shown: Sequence[Finding]) -> tuple[str, ...]:
    """Return a note on how many values that the registry holds the export changes, and how many it clears."""
    counts = Counter(finding.check for finding in shown)
    return (f"Beside the registry: values changed: {counts['value-changed']}, cleared: {counts['value-cleared']}.",)


def validate_registry(registry: Path) -> Checked:
    """Return the files that the registry at ``registry`` holds and the problems that stand in it."""
    with open_registry(registry) as connection:
        findings, problems = _standing(connection)
        files = _files(connection)
    checked: Counter[str] = Counter()
    for source_field, of in {((row.sha256, row.field), row.of) for row in problems}:
        checked[source_field[1] or ""] += of
    report = CheckReport(
        command="validate",
        files=files,
        problems=group_findings(findings, checked, checked[""] or sum(file.rows for file in files)),
        notes=(),
        registry=registry.name,
    )
    return Checked(report, problem_cells(findings))


def _standing(connection: DuckDBPyConnection) -> tuple[list[Finding], list[history.Problem]]:
    problems = history.standing_problems(connection)
    findings = [
        Finding(row.check, Coordinate(row.file, row.sheet, row.row, row.column), row.text, row.field)
        for row in problems
    ]
    return findings, problems


def _files(connection: DuckDBPyConnection) -> tuple[FileReport, ...]:
    return tuple(
        FileReport(row.name, row.sha256, row.rows_read, row.rows_landed, row.rows_set_aside, row.sheets, (), "landed")
        for row in history.source_rows(connection)
    )


def _checked(report: CheckReport, batch: Batch) -> Checked:
    headers = {
        (found.sheet.file, found.sheet.name): found.sheet.header for file in batch.files for found in file.sheets
    }
    return Checked(report, problem_cells(batch.findings, headers), batch)


def _has_news(batch: Batch, known: set[tuple[str, str]]) -> bool:
    """Return whether a file of the call is not in the registry, read as it is now."""
    return any((file.sha256, file.mapping) not in known for file in batch.files)


def _is_read_anew(batch: Batch, known: set[tuple[str, str]]) -> bool:
    """Return whether files that the registry holds are read in another way now, and it can be made anew from the call.

    Records that stand under a date or a column that was read wrongly would stay beside the right ones. So the call must
    have every file that the registry holds; else it is refused.
    """
    of_call = {file.sha256: file.mapping for file in batch.files}
    otherwise = [file for file in batch.files if any(sha == file.sha256 and m != file.mapping for sha, m in known)]
    if not otherwise:
        return False
    if {sha256 for sha256, _ in known} <= set(of_call):
        return True
    raise MappingError(
        f"{otherwise[0].name} is in the registry already, read in another way, which cannot be taken back by itself.",
        "Ingest all exports of the registry again in one call (`lnmt history` lists them), with the declarations that"
        " are right: the registry is then made anew from them. Or use a new registry (--registry).",
    )


def _extents(batch: Batch) -> list[tuple[str, list[str], int]]:
    """Return name, header keys and rows of each file, to be compared with its forerunners."""
    return [
        (file.name, [header_key(sheet.sheet.header.texts) for sheet in file.sheets], file.rows_read)
        for file in batch.files
    ]


def memory_in(registry: Path) -> Memory | None:
    """Return what the registry at ``registry`` remembers of headers, None where there is none. Raises RegistryError."""
    if not registry.exists():
        return None
    with open_registry(registry) as connection:
        return memory_of(connection)


def memory_of(connection: DuckDBPyConnection) -> Memory:
    """Return what an open registry remembers of the headers that it has seen."""
    remembered = everything(connection)
    known = {*load_fields(), IGNORED}
    fields = {
        header: field for found in remembered.values() for header, field in found.fields.items() if field in known
    }

    def recall(headers: Sequence[str], place: str = "") -> tuple[SheetMapping, str] | None:
        found = remembered.get(header_key(headers))
        return (found.mapping(place), f"{found.when:%Y-%m-%d} ({found.file})") if found else None

    return Memory(recall, fields)


def _land(connection: DuckDBPyConnection, batch: Batch, now: datetime) -> tuple[str, ...]:
    """Land all files of the call as the one export that they are; return what has to be said about it."""
    now = history.moment(connection, now)
    merged = batch.merged
    repeated = [(record.table, record.patient_id, key_date(record)) for record in merged.records]
    history.supersede(connection, [(file.sha256, file.name) for file in batch.files], repeated)
    add_measures(connection)
    kept = land(connection, merged)
    remember(connection, [(sheet, file.name) for file in batch.files for sheet in file.sheets if sheet.columns], now)
    for file in batch.files:
        history.add_source(
            connection,
            history.Source(
                file.sha256, file.name, now, file.rows_read, file.landed, file.set_aside, len(file.sheets), file.mapping
            ),
        )
    history.add_problems(connection, problem_rows(batch))
    return tuple(
        f"Warning: {count} {table} record{'s' if count > 1 else ''} of patients in this export came with an earlier one"
        " and are not in this one; kept. Where an export corrects a date or a drug, ingest into a new registry."
        for table, count in kept.items()
        if count
    )


def _unmet(batch: Batch) -> tuple[str, ...]:
    """Return a note on what the study needs and no column of the export supplies."""
    sheets = [sheet for file in batch.files for sheet in file.sheets]
    supplied = {column.field.name for sheet in sheets for column in sheet.columns}
    supplied |= {column.field.name for sheet in sheets if sheet.lab for column in sheet.lab.readings.values()}
    is_timed = any(sheet.points for sheet in sheets)
    lacking = [need.alternatives[0] for need in load_needs() if not need.is_met(supplied, is_timed=is_timed)]
    if not lacking:
        return ()
    named = ", ".join(" with ".join(names) for names in lacking)
    return (
        f"The protocol {DEFAULT_PROTOCOL} needs these, and no column of this export supplies them: {named}."
        " lnmt map says what else would do.",
    )


def _report(
    command: str,
    batch: Batch,
    registry: Path | None,
    state: str,
    notes: tuple[str, ...] = (),
    earlier: Earlier | None = None,
) -> CheckReport:
    files = tuple(
        FileReport(
            name=file.name,
            sha256=file.sha256,
            rows=file.rows_read,
            landed=file.landed,
            set_aside=file.set_aside,
            sheets=len(file.sheets),
            detected=tuple(
                dict.fromkeys(word for sheet in file.sheets for word in (*sheet.sheet.detected, *sheet.detected))
            ),
            state=state,
        )
        for file in batch.files
    )
    return CheckReport(
        command=command,
        files=files,
        problems=problems_of(batch),
        notes=(*batch.notes, *_unmet(batch), *notes),
        registry=registry.name if registry else None,
        columns=tuple(column for file in batch.files for sheet in file.sheets for column in sheet.reported()),
        tests=tuple(test for file in batch.files for sheet in file.sheets for test in sheet.unread_tests()),
        earlier=earlier,
    )
