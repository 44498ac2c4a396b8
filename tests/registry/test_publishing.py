"""All or nothing: a registry is built aside and published by one rename."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import RegistryBusy, RegistryError
from lnmt_cli.registry import store

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

FIRST = ("patient_id,sex", "P1,F")
SECOND = ("patient_id,sex", "P2,M")
LOCK = "lnmt.duckdb.lock"


def names(home: Path) -> set[str]:
    """Return what lies in the folder beside the lock, which may stay."""
    return {found.name for found in home.iterdir()} - {LOCK}


class CrashError(Exception):
    """A failure that no code expects."""


def test_ingest_leaves_the_registry_alone(ingest: Make, home: Path) -> None:
    """After an ingest the folder holds the registry, and no copy or half of one."""
    ingest("a.csv", *FIRST)
    ingest("b.csv", *SECOND)
    assert names(home) == {"lnmt.duckdb"}


@pytest.mark.parametrize("broken", ["land", "history.add_source", "history.add_problems"])
@pytest.mark.parametrize("is_new", [True, False])
def test_failure_in_the_middle(
    ingest: Make, home: Path, path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, is_new: bool
) -> None:
    """Whatever fails in the middle leaves the registry as it was, byte for byte, or none where none was."""
    if not is_new:
        ingest("a.csv", *FIRST)
    before = None if is_new else path.read_bytes()

    def crash(*_: object) -> None:
        raise CrashError

    with monkeypatch.context() as broken_tool:
        broken_tool.setattr(f"lnmt_cli.ingest.pipeline.{broken}", crash)
        with pytest.raises(CrashError):
            ingest("b.csv", *SECOND)
    assert names(home) == (set() if is_new else {"lnmt.duckdb"})
    assert (path.read_bytes() if path.exists() else None) == before
    assert ingest("b.csv", *SECOND).files[0].state == "landed"


def test_rename_that_fails(ingest: Make, held: Make, home: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file cannot be replaced, as on Windows while a program holds it, the old one stays and 4 is said."""
    ingest("a.csv", *FIRST)
    before = path.read_bytes()

    def refuse(*_: object) -> None:
        raise PermissionError(13, "used by another process")

    with monkeypatch.context() as held_open:
        held_open.setattr(os, "replace", refuse)
        with pytest.raises(RegistryBusy, match="held open by another program"):
            ingest("b.csv", *SECOND)
    assert path.read_bytes() == before
    assert names(home) == {"lnmt.duckdb"}


def test_process_that_is_killed(ingest: Make, held: Make, tmp_path: Path, path: Path) -> None:
    """A process that dies right before the rename leaves the old registry and a free lock; the next clears up."""
    ingest("a.csv", *FIRST)
    before = path.read_bytes()
    (tmp_path / "b.csv").write_text("\n".join(SECOND), encoding="utf-8")
    script = textwrap.dedent("""
        import os, sys
        from datetime import datetime
        from pathlib import Path
        from lnmt_cli.ingest.declarations import Declarations
        from lnmt_cli.ingest.pipeline import ingest
        from lnmt_cli.registry import store
        store._publish = lambda *_: os._exit(9)
        ingest([Path(sys.argv[1])], Path(sys.argv[2]), Declarations(), datetime(2026, 1, 31))
    """)
    home = str(store.SCHEMA.parents[2])
    died = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "b.csv"), str(path)],
        env={**os.environ, "PYTHONPATH": home},
        check=False,
    )
    assert died.returncode == 9
    assert path.read_bytes() == before
    assert ingest("b.csv", *SECOND).files[0].state == "landed"
    assert held("patient", "patient_id") == [("P1",), ("P2",)]
    assert names(path.parent) == {"lnmt.duckdb"}


@pytest.mark.skipif(os.name == "nt", reason="Windows does not replace a file that is open")
def test_reader_goes_on_with_what_it_opened(ingest: Make, held: Make, path: Path) -> None:
    """A reader that has the registry open neither waits nor fails nor sees half of an ingest."""
    ingest("a.csv", *FIRST)
    with store.open_registry(path) as reader:
        assert reader.execute("select count(*) from patient").fetchall() == [(1,)]
        ingest("b.csv", *SECOND)
        assert reader.execute("select patient_id from patient").fetchall() == [("P1",)]
    assert held("patient", "patient_id") == [("P1",), ("P2",)]


def test_reader_opens_while_another_writes(ingest: Make, path: Path) -> None:
    """While an ingest is being built aside the registry opens, as it was."""
    ingest("a.csv", *FIRST)
    with store.rewriting(path) as writer:
        writer.execute("delete from patient")
        with store.open_registry(path) as reader:
            assert reader.execute("select patient_id from patient").fetchall() == [("P1",)]


def test_second_writer_is_refused_at_once(ingest: Make, path: Path) -> None:
    """Writers exclude each other: the second is told so at once, and the first ends well."""
    with store.rewriting(path) as writer:
        with pytest.raises(RegistryBusy, match="being written by another process"):
            ingest("b.csv", *SECOND)
        writer.execute("insert into patient (patient_id) values ('P7')")
    with store.open_registry(path) as reader:
        assert reader.execute("select patient_id from patient").fetchall() == [("P7",)]


def test_registry_is_opened_read_only(ingest: Make, path: Path) -> None:
    """What reads a registry cannot change it."""
    ingest("a.csv", *FIRST)
    before = path.read_bytes()
    with store.open_registry(path) as reader, pytest.raises(Exception, match="read-only"):
        reader.execute("delete from patient")
    assert path.read_bytes() == before


def test_folder_that_is_missing(tmp_path: Path) -> None:
    """A registry in a folder that is not there is refused with its name, and no folder is made."""
    with (
        pytest.raises(RegistryError, match="cannot be written"),
        store.rewriting(tmp_path / "no" / "r.duckdb"),
    ):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database", b"\0" * 4096])
def test_file_that_is_no_registry(path: Path, content: bytes) -> None:
    """A file of another kind is refused, for reading and for writing, and left as it is."""
    path.write_bytes(content)
    with pytest.raises(RegistryError, match="registry"):
        store.open_registry(path)
    with pytest.raises(RegistryError, match="registry"), store.rewriting(path):
        pass
    assert path.read_bytes() == content


@pytest.mark.parametrize("newest", store.NEWEST)
def test_registry_of_an_earlier_version(ingest: Make, path: Path, newest: str) -> None:
    """A registry without the columns that this version has is refused by readers and writers, and stays as it was."""
    ingest("a.csv", *FIRST)
    table, _, column = newest.partition(".")
    with store.engine().connect(str(path)) as connection:
        connection.execute(f"alter table {table} drop column {column}")
    before = path.read_bytes()
    for use in (lambda: store.open_registry(path), lambda: ingest("b.csv", *SECOND)):
        with pytest.raises(RegistryError, match="earlier version"):
            use()
    assert path.read_bytes() == before


def test_leftovers_of_a_killed_ingest(ingest: Make, home: Path, path: Path) -> None:
    """What a killed ingest left aside is removed by the next one; a folder that a person made beside it is not."""
    for name in (".lnmt.duckdb.scratch-x1", ".lnmt.duckdb.backup"):
        (home / name).mkdir()
        (home / name / "lnmt.duckdb").write_bytes(b"half")
    ingest("a.csv", *FIRST)
    assert names(home) == {"lnmt.duckdb", ".lnmt.duckdb.backup"}
    assert (home / ".lnmt.duckdb.backup" / "lnmt.duckdb").read_bytes() == b"half"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("is_new", [True, False])
def test_registry_that_is_a_link(
    ingest: Make, held: Make, home: Path, path: Path, tmp_path: Path, is_new: bool
) -> None:
    """A registry that is a symbolic link stays one: the file that it leads to is written."""
    shared = tmp_path / "shared"
    shared.mkdir()
    path.symlink_to(shared / "real.duckdb")
    if not is_new:
        ingest("a.csv", *FIRST)
    ingest("b.csv", *SECOND)
    assert path.is_symlink()
    assert {found.name for found in shared.iterdir()} - {"real.duckdb.lock"} == {"real.duckdb"}
    assert held("patient", "patient_id") == ([("P2",)] if is_new else [("P1",), ("P2",)])
    assert names(home) == {"lnmt.duckdb"}


def test_registry_that_is_a_folder(ingest: Make, path: Path) -> None:
    """A folder in the registry's place is said to be one, for reading and for writing, and is left as it is."""
    path.mkdir()
    with pytest.raises(RegistryError, match="is a folder, not a registry"):
        store.open_registry(path)
    with pytest.raises(RegistryError, match="is a folder, not a registry"):
        ingest("a.csv", *FIRST)
    with pytest.raises(RegistryError, match="is a folder, not a registry"), store.rewriting(path):
        pass
    assert list(path.iterdir()) == []
