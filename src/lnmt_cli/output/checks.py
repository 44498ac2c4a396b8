"""The results of ``lnmt ingest`` and ``lnmt validate`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .figures import NONE, plural
from .formats import Projection, Record
from .table import Column, Table, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..ingest.report import CheckReport, ColumnReport, FileReport, ProblemGroup, UnreadTest

FIRST = 3
"""How many places of a problem people are shown; the machine formats have all of them."""

MOST = 40
"""How many columns people are shown."""

LONGEST_HEADER = 60
"""Characters of a header that are shown."""

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
    found += [_tests(report.tests)] if report.tests and show_values else []
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
    told = [column for column in report.columns if column.field and not column.is_named_so]
    unread = [column for column in report.columns if column.field is None and not column.is_named_so]
    if not told:
        return [Table("Columns not read", notes=(_unread(unread),))] if unread else []
    heads = (Column("Where", lead=True), Column("Header", wrap=True, lead=True), Column("Field"), Column("Unit"))
    rows = tuple(
        (column.where, column.header, column.field or "", column.unit or NONE, column.remark) for column in told[:MOST]
    )
    table = Table("Columns as they were read", (*heads, Column("Remark", wrap=True)), rows, _more_columns(report, told))
    return [table.without_empty_columns("Remark")]


def _more_columns(report: CheckReport, told: Sequence[ColumnReport]) -> tuple[str, ...]:
    named = sum(column.is_named_so for column in report.columns)
    unread = [column for column in report.columns if column.field is None and not column.is_named_so]
    counted = (
        (len(told[MOST:]), "more; lnmt map prints all of them"),
        (named, "more with the name of the field as header"),
    )
    notes = tuple(f"{plural(count, 'column')} {what}." for count, what in counted if count)
    return (*notes, f"Not read: {_unread(unread)}") if unread else notes


def _unread(columns: Sequence[ColumnReport]) -> str:
    """Return the headers of columns that nothing claims: one of them may be what an answer needs."""
    named = ", ".join(f"{_short(column.header)} ({column.where}{_perhaps(column.near)})" for column in columns[:MOST])
    more = f", and {len(columns) - MOST} more" if len(columns) > MOST else ""
    return f"{named}{more}. What they may be, lnmt map says."


def _perhaps(near: Sequence[str]) -> str:
    return f"; perhaps: {', '.join(near)}" if near else ""


def _tests(tests: Sequence[UnreadTest]) -> Table:
    """Return the tests of lists of results that nothing claims; their names are cells, shown only when asked for."""
    rows = tuple((test.where, _short(test.name), str(test.rows), ", ".join(test.near)) for test in tests[:MOST])
    heads = (Column("Where", lead=True), Column("Test", wrap=True, lead=True), Column("Rows", "right"))
    more = len(tests) - MOST
    notes = (f"{plural(more, 'test')} more; lnmt map prints all of them.",) if more > 0 else ()
    table = Table("Tests that were not read", (*heads, Column("Perhaps", wrap=True)), rows, notes)
    return table.without_empty_columns("Perhaps")


def _short(header: str) -> str:
    text = " ".join(header.split())
    return text if len(text) <= LONGEST_HEADER else f"{text[: LONGEST_HEADER - 1]}…"


def _problems(report: CheckReport, show_values: bool) -> Table:
    if not report.problems:
        return Table("No problems found")
    return Table(
        f"Problems found: {_counted(report)}",
        (
            Column("Severity", lead=True, tones=_TONES),
            Column("Field", lead=True),
            Column("Count", "right", lead=True),
            Column("Where", wrap=True, minimum=16),
            Column("What", below=True),
            Column("Remedy", below=True, once=True),
        ),
        tuple(_problem_row(problem, show_values) for problem in report.problems),
    )


def _counted(report: CheckReport) -> str:
    """Return how many findings there are of each severity: errors and warnings always, notes where there are any."""
    notes = sum(problem.count for problem in report.problems if problem.severity == "note")
    counts = [plural(report.errors, "error"), plural(report.warnings, "warning")]
    return ", ".join([*counts, plural(notes, "note")] if notes else counts)


def _problem_row(problem: ProblemGroup, show_values: bool) -> tuple[str, ...]:
    return (
        problem.severity,
        problem.field or NONE,
        f"{problem.count} of {problem.of}" if problem.of else str(problem.count),
        _first_places(problem, show_values),
        f"{problem.message or problem.title} ({problem.check})",
        problem.remedy,
    )


def _first_places(problem: ProblemGroup, show_values: bool) -> str:
    places = [
        f"{where} “{text}”" if show_values and text is not None else where or NONE
        for where, text in _places(problem)[:FIRST]
    ]
    more = len(problem.where) - FIRST
    return ", ".join(places) + (f", and {more} more" if more > 0 else "")
