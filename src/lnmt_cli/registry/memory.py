"""What the registry remembers of headers: how a sheet with these headers was read by declaration."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.normalising import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is remembered of a header: ``declared`` is JSON, ``file`` the name of the file that it was declared for."""

    declared: str
    file: str
    remembered_at: datetime


def header_key(headers: Sequence[str]) -> str:
    """Return the key of a header: its texts, normalised, without blanks, as JSON. The order of columns is no part."""
    keys = sorted(normalise(header) or fold(header).strip() for header in headers if header.strip())
    return json.dumps(keys, ensure_ascii=False)


def remember(connection: DuckDBPyConnection, key: str, declared: str, file: str, now: datetime) -> None:
    """Remember ``declared`` (JSON) for the header ``key``, in place of what was remembered of it.

    The same declaration again leaves the file and the day on which it was first made.
    """
    known = recall(connection, key)
    if known is not None and known.declared == declared:
        return
    forget(connection, key)
    connection.execute("insert into mapping values (?, ?, ?, ?)", [key, declared, file, now])


def recall(connection: DuckDBPyConnection, key: str) -> Remembered | None:
    """Return what is remembered for the header ``key``, None where nothing is."""
    row = connection.execute("select declared, file, remembered_at from mapping where header = ?", [key]).fetchone()
    return Remembered(*row) if row else None


def everything(connection: DuckDBPyConnection) -> dict[str, Remembered]:
    """Return what is remembered, by the key of the header."""
    rows = connection.execute("select header, declared, file, remembered_at from mapping").fetchall()
    return {key: Remembered(*rest) for key, *rest in rows}


def forget(connection: DuckDBPyConnection, key: str) -> None:
    """Forget what is remembered for the header ``key``."""
    connection.execute("delete from mapping where header = ?", [key])


def agreed(declared: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what to remember by header of pairs (header, JSON): of sheets with one header, what they agree on.

    Two sheets of one header that were declared differently cannot be told apart next time: nothing is remembered.
    """
    found: dict[str, set[str]] = {}
    for key, text in declared:
        found.setdefault(key, set()).add(text)
    return {key: texts.pop() for key, texts in found.items() if len(texts) == 1}
