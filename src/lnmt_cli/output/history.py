"""The result of ``lnmt history`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from .figures import plural
from .formats import Projection, Record
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..analysis.held import Landed

COLUMNS: Final = (
    "ingested_at",
    "name",
    "sha256",
    "sheets",
    "rows_read",
    "rows_landed",
    "rows_set_aside",
    "errors",
    "warnings",
    "notes",
    "errors_standing",
    "warnings_standing",
    "notes_standing",
    "tool_version",
    "knowledge_version",
)
_SEVERITIES: Final = ("error", "warning", "note")


def projection(files: Sequence[Landed], registry: str) -> Projection:
    """Return the files that were landed, the oldest first, ready for any format."""
    return Projection(
        tables=partial(tables, files, registry),
        columns=lambda: COLUMNS,
        records=lambda: [record(file) for file in files],
        payload=partial(payload, files, registry),
    )


def tables(files: Sequence[Landed], registry: str) -> list[Table]:
    """Return one row a file, and under it what it was read with."""
    heads = (
        Column("When", lead=True),
        Column("File", wrap=True, lead=True),
        Column("Rows read", "right"),
        Column("Landed", "right"),
        Column("Set aside", "right"),
        Column("Details", below=True),
    )
    rows = tuple(_row(file) for file in files)
    return [Table(f"{plural(len(files), 'file')} landed in {registry}, the oldest first", heads, rows)]


def files_table(files: Sequence[Landed]) -> Table:
    """Return the files with their dates and rows, for ``lnmt info``."""
    heads = (
        Column("File", wrap=True, lead=True),
        Column("Landed on"),
        Column("Rows read", "right"),
        Column("Landed", "right"),
        Column("Set aside", "right"),
    )
    rows = tuple(
        (
            file.name,
            f"{file.ingested_at:%Y-%m-%d}",
            str(file.rows_read),
            str(file.rows_landed),
            str(file.rows_set_aside),
        )
        for file in files
    )
    return Table("Files", heads, rows)


def record(file: Landed) -> Record:
    """Return one file under the names of `COLUMNS`."""
    return {
        "ingested_at": file.ingested_at,
        "name": file.name,
        "sha256": file.sha256,
        "sheets": file.sheets,
        "rows_read": file.rows_read,
        "rows_landed": file.rows_landed,
        "rows_set_aside": file.rows_set_aside,
        **{f"{severity}s": file.problems.get(severity, 0) for severity in _SEVERITIES},
        **{f"{severity}s_standing": file.standing.get(severity, 0) for severity in _SEVERITIES},
        "tool_version": file.tool_version,
        "knowledge_version": file.knowledge_version,
    }


def payload(files: Sequence[Landed], registry: str) -> Record:
    """Return the documented JSON."""
    return {
        "schema_version": 1,
        "command": "history",
        "registry": registry,
        "files": [record(file) for file in files],
    }


def _row(file: Landed) -> tuple[str, ...]:
    return (
        f"{file.ingested_at:%Y-%m-%d %H:%M}",
        file.name,
        str(file.rows_read),
        str(file.rows_landed),
        str(file.rows_set_aside),
        f"{_problems(file)}; {plural(file.sheets, 'sheet')}; lnmt {file.tool_version}, knowledge"
        f" {file.knowledge_version}",
    )


def _problems(file: Landed) -> str:
    """Return the problems that the file had, and how many of them no newer export has overtaken."""
    told = [
        plural(file.problems[severity], severity)
        + (
            ""
            if file.standing.get(severity, 0) == file.problems[severity]
            else f" ({file.standing.get(severity, 0)} left)"
        )
        for severity in _SEVERITIES
        if file.problems.get(severity)
    ]
    return ", ".join(told) or "no problems"
