"""The result of ``lnmt outcomes`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from .formats import Projection, Record
from .long import COLUMNS, records
from .outcomes_tables import caveats, gaps, tables

if TYPE_CHECKING:
    from ..analysis.results import Outcomes

__all__ = ["payload", "projection", "records", "tables"]

PARTS: Final = {
    "cells": ("first", "second", "n"),
    "patients": ("patient_id", "first", "second"),
    "counts": ("category", "n"),
    "moves": ("from", "to", "n"),
    "at_risk": ("week", "n"),
    "steps": ("week", "at_risk", "events", "share", "ci_low", "ci_high"),
    "values": ("baseline", "week"),
}
"""The keys of what a record holds several of, by the name of that."""


def projection(result: Outcomes, *, detail: bool = False) -> Projection:
    """Return the result ready for any format; the tables for people are shorter without ``detail``."""
    return Projection(
        tables=partial(tables, result, detail=detail),
        columns=lambda: COLUMNS,
        records=partial(records, result),
        payload=partial(payload, result),
    )


def payload(result: Outcomes) -> Record:
    """Return the documented JSON; why a figure is missing stands beside it and among the notes."""
    return {
        "schema_version": 1,
        "command": "outcomes",
        "protocol": {"name": result.protocol, "response": result.response},
        "cohort": _record(result.cohort),
        "response": [_record(rate) for rate in result.response_rates],
        "changes": [_record(change) for change in result.changes],
        "tests": [_record(test) for test in result.tests],
        "notes": list(dict.fromkeys((*result.notes, *gaps(result), *caveats(result)))),
        "responses": list(result.responses),
        "missing": result.missing,
        **{name: [_record(found) for found in several] for name, several in vars(result.deeper).items()},
    }


def _record(found: object) -> Record:
    fields: Record = found._asdict() if hasattr(found, "_asdict") else vars(found)
    return {name: _parts(name, value) for name, value in fields.items()}


def _parts(name: str, value: object) -> object:
    if name not in PARTS or not isinstance(value, tuple):
        return value
    return [dict(zip(PARTS[name], part, strict=True)) for part in value]
