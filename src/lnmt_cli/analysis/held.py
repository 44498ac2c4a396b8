"""What ``lnmt info`` and ``lnmt history`` return: plain records, no rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Coverage:
    """``filled`` of ``of`` records of a site have a column filled; ``site`` is None where none is recorded."""

    table: str
    column: str
    site: str | None
    filled: int
    of: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a registry holds now. ``records``: by table · ``sites``: patients by site · ``problems``: by severity."""

    records: dict[str, int]
    sites: dict[str | None, int]
    first_visit: date | None
    last_visit: date | None
    undated_visits: int
    problems: dict[str, int]
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Landed:
    """One file that was landed: when, how its rows fared, with which versions, and what it left to look at.

    ``problems``: its findings by severity, all of them · ``standing``: those that no newer export has overtaken.
    """

    sha256: str
    name: str
    ingested_at: datetime
    rows_read: int
    rows_landed: int
    rows_set_aside: int
    sheets: int
    tool_version: str
    knowledge_version: str
    problems: dict[str, int]
    standing: dict[str, int]
