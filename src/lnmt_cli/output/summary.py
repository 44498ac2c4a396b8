"""The result of ``lnmt ingest`` and ``lnmt validate`` as a short text, for the mail of a nightly run.

No line is longer than 72 characters, and no data of patients are in it: counts, checks and places.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from .figures import plural
from .formats import Projection, Record
from .layout import text_width
from .table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..ingest.report import CheckReport, Earlier, ProblemGroup

WIDTH: Final = 72


def projection(report: CheckReport) -> Projection:
    """Return the summary ready for any format: a text as a table, and one record for each check and field."""
    return Projection(
        tables=lambda: [_as_text(report)],
        columns=lambda: ["severity", "check", "field", "count", "of", "first"],
        records=lambda: [_record(problem) for problem in report.problems],
        payload=lambda: payload(report),
    )


def payload(report: CheckReport) -> Record:
    """Return the documented JSON."""
    return {
        "schema_version": 1,
        "command": report.command,
        "errors": report.errors,
        "warnings": report.warnings,
        "files": [
            {"name": file.name, "rows": file.rows, "landed": file.landed, "set_aside": file.set_aside}
            for file in report.files
        ],
        "problems": [_record(problem) for problem in report.problems],
        "rows_before": report.earlier.rows if report.earlier else None,
    }


def lines(report: CheckReport) -> list[str]:
    """Return the lines of the text, each at most `WIDTH` characters of a terminal wide."""
    return [part for line in _lines(report) for part in _folded(line)]


def _as_text(report: CheckReport) -> Table:
    title, *rest = lines(report)
    return Table(title, notes=tuple(rest))


def _record(problem: ProblemGroup) -> Record:
    return {
        "severity": problem.severity,
        "check": problem.check,
        "field": problem.field,
        "count": problem.count,
        "of": problem.of,
        "first": problem.where[0] if problem.where else None,
    }


def _lines(report: CheckReport) -> Iterator[str]:
    found = f"{plural(report.errors, 'error')}, {plural(report.warnings, 'warning')}"
    yield f"lnmt {report.command}: {found}{f', registry {report.registry}' if report.registry else ''}"
    yield ""
    for file in report.files:
        landed = "landed" if report.command == "ingest" else "sound"
        yield f"{file.name} ({file.state})"
        yield f"  {plural(file.rows, 'row')} read, {file.landed} {landed}, {file.set_aside} set aside"
    if report.problems:
        yield ""
    for problem in report.problems:
        field = f" of {problem.field}" if problem.field else ""
        count = f"{problem.count} of {problem.of}" if problem.of else str(problem.count)
        yield f"{problem.severity}: {problem.check}{field}, {count}"
        if problem.where:
            yield f"  first at {problem.where[0]}"
    if report.earlier:
        yield ""
        yield from _differences(report, report.earlier)
    yield from (f"\n{note.strip()}" for note in report.notes)


def _differences(report: CheckReport, earlier: Earlier) -> Iterator[str]:
    """Yield what has changed since the ingest before, or that nothing has."""
    yield f"Since the ingest of {earlier.at:%Y-%m-%d %H:%M}:"
    rows = sum(file.rows for file in report.files)
    counts: Counter[str] = Counter()
    for problem in report.problems:
        counts[problem.check] += problem.count
    told = [("rows", rows, earlier.rows)]
    told += [(check, counts[check], earlier.counts.get(check, 0)) for check in sorted({*counts, *earlier.counts})]
    changed = [f"  {name}: {now} ({now - before:+d})" for name, now, before in told if now != before]
    yield from changed or ["  the same number of rows and of problems"]


def _folded(line: str) -> Iterator[str]:
    """Yield a line in pieces that fit, the later ones indented; a word is broken only where it is too long itself."""
    if "\n" in line:
        for part in line.split("\n"):
            yield from _folded(part)
        return
    indent = " " * (len(line) - len(line.lstrip(" ")) + 2)
    rest = line
    while text_width(rest) > WIDTH:
        cut = _cut(rest)
        yield rest[:cut].rstrip(" ")
        rest = indent + rest[cut:].lstrip(" ")
    yield rest


def _cut(line: str) -> int:
    """Return how many signs of a line fit, up to the last blank among them if there is one."""
    fits = next(i for i in range(len(line), 0, -1) if text_width(line[:i]) <= WIDTH)
    blank = line.rfind(" ", 0, fits + 1)
    return blank if blank > 0 and line[:blank].strip() else fits
