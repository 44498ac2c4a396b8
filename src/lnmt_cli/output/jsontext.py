"""Results as JSON: one document, or one line a record. What is not a number is null, never NaN."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def write_json(payload: Mapping[str, object], stream: TextIO) -> None:
    """Write one document, indented. Raises ValueError for NaN and infinity, which JSON does not have."""
    stream.write(_dumped(payload, indent=2) + "\n")


def write_json_lines(records: Sequence[Mapping[str, object]], stream: TextIO) -> None:
    """Write one document a line. Raises ValueError for NaN and infinity, which JSON does not have."""
    stream.writelines(_dumped(record, indent=None) + "\n" for record in records)


def _dumped(document: Mapping[str, object], indent: int | None) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent, default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"JSON cannot hold a {type(value).__name__}")
