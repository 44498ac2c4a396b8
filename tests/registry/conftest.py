"""Registries in a temporary folder: ingest, look in, and compare."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lnmt_cli.ingest.report import CheckReport

MORNING = datetime(2026, 1, 31, 9)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of the registry, with nothing else in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def path(home: Path) -> Path:
    """Where the registry is, or will be."""
    return home / "lnmt.duckdb"


@pytest.fixture
def ingest(tmp_path: Path, path: Path) -> Callable[..., CheckReport]:
    """Ingest lines as a CSV file of the given name, an hour after the ingest before."""
    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.pipeline import ingest as land

    hours = iter(range(100))

    def of(name: str, *lines: str, **declared: Any) -> CheckReport:
        export = tmp_path / name
        export.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return land([export], path, declare(**declared), MORNING + timedelta(hours=next(hours))).report

    return of


@pytest.fixture
def held(path: Path) -> Callable[..., list[tuple[Any, ...]]]:
    """Return columns of a table of the registry, in the order of its rows' values."""
    from lnmt_cli.registry.store import open_registry

    def of(table: str, *columns: str) -> list[tuple[Any, ...]]:
        with open_registry(path) as connection:
            listed = ", ".join(columns) or "*"
            return connection.execute(f"select {listed} from {table} order by all").fetchall()

    return of
