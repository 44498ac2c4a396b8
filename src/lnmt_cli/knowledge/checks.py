"""What can be wrong with data, and how to say so. The data: ``checks.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SEVERITIES = ("error", "warning", "note")
"""From the worst to the mildest."""

PLACEHOLDERS = ("field", "unit", "low", "high", "other")
"""What may stand in braces in a message: never a cell value, never an identifier."""

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: how bad its finding is, one sentence that says it, why it matters and what to do.

    ``message`` and ``remedy`` may hold the placeholders of `PLACEHOLDERS`, for `str.format`. ``example`` shows, in one
    line and with made-up data, what it is about. ``numerator`` and ``denominator`` say in words what is counted, and
    out of what: a check of rows or cells has both, one of columns or sheets has no denominator.
    """

    id: str
    severity: str
    title: str
    message: str
    why: str
    remedy: str
    example: str
    numerator: str | None = None
    denominator: str | None = None


@cache
def load_checks(path: Path = FOLDER / "checks.toml") -> dict[str, Check]:
    """Return every check by its id, in file order. Raises `KnowledgeError`."""
    root = read_toml(path)
    root.only("check", "parameter")
    return {id_: _check(id_, table) for id_, table in root.table("check").tables()}


@cache
def load_check_parameters(path: Path = FOLDER / "checks.toml") -> Mapping[str, float]:
    """Return the figures that checks compare with, by name. Raises `KnowledgeError`."""
    return {name: _parameter(table) for name, table in read_toml(path).table("parameter").tables()}


def _check(id_: str, table: Table) -> Check:
    table.only("severity", "title", "message", "why", "remedy", "example", "numerator", "denominator")
    message = table.text("message")
    for name in _BRACES.findall(message):
        if name not in PLACEHOLDERS:
            table.refuse("message", f"the placeholder {{{name}}} is none of {', '.join(PLACEHOLDERS)}")
    if "field" in _BRACES.findall(message) and not table.has("denominator"):
        table.refuse("denominator", "a check of the cells of a field says what they are counted of")
    if table.has("denominator") and not table.has("numerator"):
        table.refuse("numerator", "a text is expected, since there is a denominator")
    return Check(
        id=id_,
        severity=table.choice("severity", SEVERITIES),
        title=table.text("title"),
        message=message,
        why=table.text("why"),
        remedy=table.text("remedy"),
        example=table.text("example"),
        numerator=table.text_or_none("numerator"),
        denominator=table.text_or_none("denominator"),
    )


def _parameter(table: Table) -> float:
    table.only("value", "source")
    table.text("source")
    return float(table.number("value"))
