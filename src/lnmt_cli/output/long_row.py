"""One row of the long frame: what a figure is of, and the figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .formats import Record

COLUMNS = ("analysis", "week", "subgroup", "level", "measure", "statistic", "value", "note", "response")


def record(
    analysis: str,
    *,
    week: int | None = None,
    subgroup: str | None = None,
    level: str | None = None,
    measure: str | None = None,
    statistic: str,
    value: float | None,
    note: str = "",
    response: str | None = None,
) -> Record:
    """Return a row under `COLUMNS`."""
    cells = (analysis, week, subgroup, level, measure, statistic, value, note, response)
    return dict(zip(COLUMNS, cells, strict=True))


def note(*parts: str) -> str:
    """Return what is to be noted, in one text."""
    return "; ".join(part for part in parts if part)
