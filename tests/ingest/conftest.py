"""Small exports, written and read back as a batch."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lnmt_cli.ingest.batch import Batch

TODAY = date(2026, 1, 31)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write lines to a CSV file of the given name."""

    def to(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return to


@pytest.fixture
def read() -> Callable[..., Batch]:
    """Read files as one export, with declarations as on the command line, as of one day."""
    from lnmt_cli.ingest.batch import read_batch
    from lnmt_cli.ingest.declarations import declare

    def of(*paths: Path, **declared: Any) -> Batch:
        return read_batch(paths, declare(**declared), TODAY)

    return of


@pytest.fixture
def found() -> Callable[[Batch], list[tuple[str, str]]]:
    """Return each finding of a batch as its check and its place, in order; unused columns aside."""

    def of(batch: Batch) -> list[tuple[str, str]]:
        return sorted((f.check, str(f.where)) for f in batch.findings if f.check != "column-unclaimed")

    return of


@pytest.fixture
def table() -> Callable[..., list[tuple[Any, ...]]]:
    """Return columns of a canonical table of a batch, in the order of its rows' values."""

    def of(batch: Batch, name: str, *columns: str) -> list[tuple[Any, ...]]:
        listed = ", ".join(columns) or "*"
        return batch.connection.execute(f"select {listed} from {name} order by all").fetchall()

    return of
