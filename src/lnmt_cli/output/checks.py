"""The results of ``lnmt ingest`` and ``lnmt validate`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .figures import NONE, plural
from .formats import Projection, Record
from .table import Column, Table, Tone

if TYPE_CHECKING:
    from ..ingest.report import CheckReport, FileReport, ProblemGroup

FIRST = 3
"""How many places of a problem people are shown; the machine formats have all of them."""

_TONES = {"error": Tone.BAD, "warning": Tone.CAUTION}


def projection(report: CheckReport, *, show_values: bool = False) -> Projection:
    """Return the report ready for any format; ``show_values`` adds the cells as written: patient data."""
    return Projection(
        tables=partial(tables, report, show_values=show_values),
        columns=partial(columns, show_values=show_values),
        records=partial(records, report, show_values=show_values),
        payload=partial(payload, report, show_values=show_values),
    )


def tables(report: CheckReport, *, show_values: bool = False) -> list[Table]:
    """Return the files, the problems with one row a check and field, and the notes."""
    found = [_files(report)] if report.files else []
    found += _columns(report)
    found.append(_problems(report, show_values))
    return found + ([Table("Notes", notes=report.notes)] if report.notes else [])


def columns(*, show_values: bool = False) -> list[str]:
    """Return the names of the record columns."""
    named = ["severity", "check", "field", "where", "message", "remedy"]
    return [*named, "text"] if show_values else named


def records(report: CheckReport, *, show_values: bool = False) -> list[Record]:
    """Return one record for each place of each problem: a list to work through in the export."""
    return [
        {
            "severity": problem.severity,
            "check": problem.check,
            "field": problem.field,
            "where": where,
            "message": problem.message,
            "remedy": problem.remedy,
            **({"text": text} if show_values else {}),
        }
        for problem in report.problems
        for where, text in _places(problem)
    ]


def payload(report: CheckReport, *, show_values: bool = False) -> Record:
    """Return the documented JSON; ``ingest`` adds the registry, what was detected and the notes."""
    ingest = report.command == "ingest"
    return {
        "schema_version": 1,
        "command": report.command,
        **({"registry": report.registry} if ingest else {}),
        "files": [_file_payload(file, ingest) for file in report.files],
        "problems": [_problem_payload(problem, show_values) for problem in report.problems],
        **({"notes": list(report.notes)} if ingest else {}),
    }


def _places(problem: ProblemGroup) -> list[tuple[str | None, str | None]]:
    """Return the coordinates with their texts; a problem of the whole has one place, which is nowhere."""
    if not problem.where:
        return [(None, None)]
    missing = len(problem.where) - len(problem.texts)
    return list(zip(problem.where, (*problem.texts, *[None] * missing), strict=False))


def _file_payload(file: FileReport, ingest: bool) -> Record:
    more = {"state": file.state, "detected": list(file.detected)} if ingest else {}
    return {
        "name": file.name,
        "sha256": file.sha256,
        "rows": file.rows,
        "landed": file.landed,
        "set_aside": file.set_aside,
        **more,
    }


def _problem_payload(problem: ProblemGroup, show_values: bool) -> Record:
    return {
        "check": problem.check,
        "severity": problem.severity,
        "field": problem.field,
        "count": problem.count,
        "of": problem.of,
        "where": list(problem.where),
        "message": problem.message,
        "remedy": problem.remedy,
        **({"texts": list(problem.texts)} if show_values else {}),
    }


def _files(report: CheckReport) -> Table:
    registry = f", registry {report.registry}" if report.registry else ""
    return Table(
        f"{plural(len(report.files), 'file')} read{registry}",
        (
            Column("File", wrap=True, lead=True),
            Column("Sheets", "right"),
            Column("Rows read", "right"),
            Column("Landed" if report.command == "ingest" else "Sound", "right"),
            Column("Set aside", "right"),
            Column("State"),
        ),
        tuple(_file_row(file) for file in report.files),
        notes=tuple(f"{file.name}: {', '.join(file.detected)}" for file in report.files if file.detected),
    )


def _file_row(file: FileReport) -> tuple[str, ...]:
    return (file.name, str(file.sheets), str(file.rows), str(file.landed), str(file.set_aside), file.state)


def _columns(report: CheckReport) -> list[Table]:
    """Return what each column was taken for, where its header is not just the name of the field."""
    told = [column for column in report.columns if not column.is_named_so]
    if not told:
        return []
    named = len(report.columns) - len(told)
    return [
        Table(
            "Columns as they were read",
            (Column("Where", lead=True), Column("Header", wrap=True, lead=True), Column("Field"), Column("Unit")),
            tuple((column.where, column.header, column.field or "not read", column.unit or NONE) for column in told),
            notes=(f"{plural(named, 'column')} more with the name of the field as header.",) if named else (),
        )
    ]


def _problems(report: CheckReport, show_values: bool) -> Table:
    if not report.problems:
        return Table("No problems found")
    return Table(
        f"Problems found: {plural(report.errors, 'error')}, {plural(report.warnings, 'warning')}",
        (
            Column("Severity", lead=True, group=True, tones=_TONES),
            Column("Check", lead=True),
            Column("Field", lead=True),
            Column("Count", "right", lead=True),
            Column("Where", wrap=True, minimum=16),
            Column("What", wrap=True, minimum=28),
            Column("Remedy", wrap=True, minimum=28),
        ),
        tuple(_problem_row(problem, show_values) for problem in report.problems),
    )


def _problem_row(problem: ProblemGroup, show_values: bool) -> tuple[str, ...]:
    return (
        problem.severity,
        problem.check,
        problem.field or NONE,
        f"{problem.count} of {problem.of}" if problem.of else str(problem.count),
        _first_places(problem, show_values),
        problem.message or problem.title,
        problem.remedy,
    )


def _first_places(problem: ProblemGroup, show_values: bool) -> str:
    places = [
        f"{where} “{text}”" if show_values and text is not None else where or NONE
        for where, text in _places(problem)[:FIRST]
    ]
    more = len(problem.where) - FIRST
    return ", ".join(places) + (f", and {more} more" if more > 0 else "")
