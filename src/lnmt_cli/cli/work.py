"""One plain function a command: it does the work and returns the result; the Typer functions parse and render."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.cli import failing
from lnmt_cli.errors import UsageError
from lnmt_cli.registry.store import open_registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from lnmt_cli.cli.reading_options import Reading
    from lnmt_cli.ingest.declarations import Declarations


_left_open: list[DuckDBPyConnection] = []
"""Held, since dropping a connection closes it, and closing takes a twenty-fifth of a short run."""


class Problems(NamedTuple):
    """How many findings of each severity stand in the data that a result was made from."""

    errors: int
    warnings: int


@contextlib.contextmanager
def opened(
    exports: Sequence[Path], registry: Path, declared: Declarations | None
) -> Iterator[tuple[DuckDBPyConnection, Problems]]:
    """Yield the canonical tables, of the export files if there are any, else of the registry, and their problems."""
    if not exports:
        connection = open_registry(registry)
        try:
            yield connection, _standing(connection)
        finally:
            _close(connection)
        return
    from lnmt_cli.ingest.batch import read_batch
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.knowledge.checks import load_checks

    batch = read_batch(exports, declared or Declarations(), date.today())
    severities = [load_checks()[finding.check].severity for finding in batch.findings]
    with batch.connection as connection:
        yield connection, Problems(severities.count("error"), severities.count("warning"))


def _close(connection: DuckDBPyConnection) -> None:
    """Close a connection that only read, or leave it to the end of a process that ends now."""
    if failing.process_ends:
        _left_open.append(connection)
    else:
        connection.close()


def _standing(connection: DuckDBPyConnection) -> Problems:
    rows = dict(
        connection.execute("select severity, count(*) from problem where standing group by severity").fetchall()
    )
    return Problems(rows.get("error", 0), rows.get("warning", 0))


def declared_for(exports: Sequence[Path] | None, how: Reading) -> Declarations | None:
    """Return the declarations about ``exports``. Raises UsageError for those that are given without any export."""
    if exports:
        return how.declared()
    if how.is_given:
        raise UsageError(
            "Options such as --unit, --code, --column, --dates and --mapping say how to read an export, and none is"
            " given.",
            "Name the export files.",
        )
    return None


def now() -> datetime:
    """Return the present moment, without a zone: a registry's dates have none."""
    return datetime.now().replace(microsecond=0)
