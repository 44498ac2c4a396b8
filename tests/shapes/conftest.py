"""One cohort, read from whatever it was written as, against the registry of its plainest form."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lnmt_cli.ingest.batch import Batch

# The writers are modules beside the tests, which pytest does not put on the path in this import mode.
sys.path.insert(0, str(Path(__file__).parent))

TABLES = ("patient", "biopsy", "treatment", "visit", "event")
Canonical = dict[str, list[dict[str, Any]]]


class Ended(NamedTuple):
    """How a call ended."""

    status: int
    out: str
    err: str


def _canonical(connection: Any) -> Canonical:
    """Return the canonical tables, each with its rows in the order of their values."""
    found = {}
    for table in TABLES:
        rows = connection.execute(f"select * from {table} order by all")
        names = [column[0] for column in rows.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    return found


@pytest.fixture(scope="session")
def canonical() -> Callable[[Any], Canonical]:
    """Return the canonical tables of an open registry."""
    return _canonical


@pytest.fixture(scope="session")
def read() -> Callable[..., Batch]:
    """Read files as one export, with declarations as on the command line."""
    from renderings.cohort import TODAY

    from lnmt_cli.ingest.batch import read_batch
    from lnmt_cli.ingest.declarations import declare

    def of(paths: Sequence[Path], **declared: Any) -> Batch:
        return read_batch(paths, declare(**declared), TODAY)

    return of


@pytest.fixture(scope="session")
def reference(read: Callable[..., Batch], tmp_path_factory: pytest.TempPathFactory) -> Canonical:
    """The registry of the tables in canonical units, with ISO dates, in UTF-8."""
    from renderings.files import csv_files
    from renderings.layouts import as_tables
    from renderings.styles import all_spelled

    batch = read(csv_files(tmp_path_factory.mktemp("reference"), all_spelled(as_tables())))
    with batch.connection as connection:
        return _canonical(connection)


@pytest.fixture
def check(read: Callable[..., Batch], reference: Canonical) -> Callable[..., None]:
    """Assert that files give the registry of the cohort, and that every row of theirs is landed or set aside."""
    from lnmt_cli.knowledge.checks import load_checks

    def of(
        paths: Sequence[Path],
        rows: int,
        *,
        sites: dict[str, str] | None = None,
        allowed: Sequence[str] = (),
        without: Sequence[str] = (),
        **declared: Any,
    ) -> None:
        batch = read(paths, **declared)
        with batch.connection as connection:
            found = _canonical(connection)
        expected = {table: [dict(row) for row in rows] for table, rows in reference.items()}
        for row in expected["patient"]:
            row["site"] = (sites or {}).get(row["site"], row["site"])
        for table in TABLES:
            if table not in without:
                assert found[table] == expected[table], table
        errors = {f.check for f in batch.findings if load_checks()[f.check].severity == "error"}
        assert errors <= set(allowed)
        assert sum(file.landed + file.set_aside for file in batch.files) == rows
        assert batch.rows_read == rows

    return of


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run ``lnmt`` in this process, by the way that its console script takes, in an empty folder."""
    from lnmt_cli.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LNMT_REGISTRY", raising=False)

    def run(*arguments: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["lnmt", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main()
        captured = capsys.readouterr()
        return Ended(int(leaving.value.code or 0), captured.out, captured.err)

    return run
