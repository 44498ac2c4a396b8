"""Every cell with a problem, for ``--problems``: a list to work through, with the cells as written.

It holds patient data and says so: in its first column, in the key ``notice`` of the JSON, in the second sheet
of the workbook.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .formats import Format, Projection, Record, write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from ..ingest.report import ProblemCell

NOTICE: Final = "This file holds data of patients: cells as they are written in the export. Keep it where that is kept."
SUFFIXES: Final = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".xlsx": None,
}
"""The format that the suffix of ``--problems`` chooses; None: a workbook."""
COLUMNS: Final = (
    "contains_patient_data",
    "severity",
    "check",
    "field",
    "file",
    "sheet",
    "cell",
    "row",
    "column",
    "header",
    "text",
    "title",
    "message",
    "remedy",
)
_WIDTHS: Final = (10, 10, 24, 18, 24, 16, 9, 8, 9, 20, 20, 28, 50, 50)


def write_problems(cells: Sequence[ProblemCell], target: Path, suffix: str = "") -> None:
    """Write ``cells`` to ``target`` in the format of ``suffix``, one of `SUFFIXES`; that of ``target`` if not given.

    Raises KeyError for another suffix.
    """
    form = SUFFIXES[(suffix or target.suffix).lower()]
    if form is None:
        _write_workbook(cells, target)
        return
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        write(projection(cells), form, stream)


def projection(cells: Sequence[ProblemCell]) -> Projection:
    """Return the problems ready for any text format; as a table they are not meant to be read."""
    return Projection(
        tables=tuple,
        columns=lambda: COLUMNS,
        records=lambda: [record(cell) for cell in cells],
        payload=lambda: payload(cells),
    )


def record(cell: ProblemCell) -> Record:
    """Return one problem under the names of `COLUMNS`."""
    return {"contains_patient_data": "yes", **_told(cell)}


def payload(cells: Sequence[ProblemCell]) -> Record:
    """Return the documented JSON."""
    return {
        "schema_version": 1,
        "notice": NOTICE,
        "contains_patient_data": True,
        "problems": [_told(cell) for cell in cells],
    }


def _told(cell: ProblemCell) -> Record:
    return {
        "severity": cell.severity,
        "check": cell.check,
        "field": cell.field,
        "file": cell.file,
        "sheet": cell.sheet,
        "cell": cell.cell or None,
        "row": cell.row,
        "column": cell.letters or None,
        "header": cell.header or None,
        "text": cell.text,
        "title": cell.title,
        "message": cell.message,
        "remedy": cell.remedy,
    }


def _write_workbook(cells: Sequence[ProblemCell], target: Path) -> None:
    from .excel.new import write_workbook
    from .excel.sheet import MOST_ROWS, Cell, NewSheet
    from .excel.styles import Look

    wrapped = {"title", "message", "remedy"}
    looks = {"error": Look.ERROR, "warning": Look.WARNING, "note": Look.NOTE}

    def row(told: Record) -> list[Cell]:
        return [
            Cell(_plain(told[name]), looks[str(told[name])] if name == "severity" else _look(name)) for name in COLUMNS
        ]

    def _look(name: str) -> Look:
        return Look.WRAPPED if name in wrapped else Look.PLAIN if name == "row" else Look.TEXT

    lines = [(1, [Cell("Problems found by lnmt", Look.TITLE)]), (2, [Cell(NOTICE, Look.WRAPPED)])]
    notice = NewSheet("notice", lines, (100,))
    head = [(1, [Cell(name.replace("_", " "), Look.HEADER) for name in COLUMNS])]
    ordered = sorted(cells, key=lambda cell: list(looks).index(cell.severity))
    rows = ((number, row(record(cell))) for number, cell in enumerate(ordered[: MOST_ROWS - 1], 2))
    listed = NewSheet("problems", [*head, *rows], _WIDTHS, frozen=1, filtered=bool(cells), selected=True)
    write_workbook(target, [listed, notice])


def _plain(value: object) -> str | int | None:
    return value if isinstance(value, str | int) else None
