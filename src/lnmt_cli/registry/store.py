"""The registry file: opened to read, or built aside and published by one rename.

A reader never waits, never fails and never sees half: a writer works on a copy in the same folder and renames it over
the old file when it is whole. Writers exclude each other by a lock file.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from lnmt_cli.errors import RegistryBusy, RegistryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from duckdb import DuckDBPyConnection

SCHEMA = Path(__file__).with_name("schema.sql")
TABLES = ("patient", "biopsy", "treatment", "visit", "event")
KEPT = ("problem", "source", "mapping", "carried", "notation")
"""What a registry keeps beside the canonical tables."""
NEWEST = ("patient.qt_prolongation", "biopsy.tma", "treatment.doses", "visit.anti_dsdna_unit")
"""The columns of each table that were added last: a registry without them was made by an earlier version."""


def engine() -> ModuleType:
    """Return DuckDB's compiled module, which has ``connect`` and ``Error``.

    The package around it adds relations and expressions that are not used here, and takes twice as long to import
    as the module itself: more than a verdict on a small registry.
    """
    try:
        import _duckdb
    except ImportError:  # a DuckDB that is packed otherwise
        import duckdb

        return duckdb
    return _duckdb


def create_tables(connection: DuckDBPyConnection) -> None:
    """Create the empty canonical tables in ``connection``."""
    connection.execute(SCHEMA.read_text(encoding="utf-8"))


def in_memory() -> DuckDBPyConnection:
    """Return a connection to an empty registry that lives in memory only."""
    connection: DuckDBPyConnection = engine().connect()
    create_tables(connection)
    return connection


def open_registry(path: Path) -> DuckDBPyConnection:
    """Return a read-only connection to the registry at ``path``.

    Raises RegistryError where there is none or where the file is not a registry of this version.
    """
    if path.is_dir():
        raise RegistryError(f"{path} is a folder, not a registry.", "Name the registry file with --registry.")
    if not path.is_file():
        raise RegistryError(
            f"There is no registry at {path}.",
            "Make one with `lnmt ingest EXPORT…`, name another with --registry, or give the export files themselves.",
        )
    try:
        connection = _connect(path, read_only=True)
    except engine().Error as error:
        raise _unreadable(path, error) from None
    if not _has(connection, (*TABLES, *KEPT), NEWEST):
        is_earlier = _has(connection, TABLES)
        connection.close()
        if is_earlier:
            raise RegistryError(
                f"{path} is a registry that an earlier version of lnmt made.",
                "Ingest the exports again into a new one.",
            )
        raise RegistryError(f"{path} is a database, but not a registry of lnmt.", "Name the registry with --registry.")
    return connection


def _connect(path: Path, read_only: bool = False) -> DuckDBPyConnection:
    connection: DuckDBPyConnection = engine().connect(str(path), read_only=read_only)
    return connection


def _has(connection: DuckDBPyConnection, tables: Sequence[str], columns: Sequence[str] = ("1",)) -> bool:
    # Asking the tables themselves is quicker than asking the catalogue for them.
    try:
        connection.execute(f"select {', '.join(columns)} from {', '.join(tables)} limit 0")  # noqa: S608 - of the lists
    except engine().Error:
        return False
    return True


def _unreadable(path: Path, error: Exception) -> RegistryError:
    if "lock" in str(error).lower():
        return RegistryBusy(f"{path} is being written by another process.", "Wait until it is done, and try again.")
    return RegistryError(
        f"{path} cannot be read as a registry: it is damaged, or it is another kind of file.",
        "Name the registry with --registry, or make it again with `lnmt ingest`.",
    )


@contextlib.contextmanager
def rewriting(path: Path) -> Iterator[DuckDBPyConnection]:
    """Yield a connection to a copy of the registry; publish the copy by one rename if the block ends well.

    Where there is no registry yet the copy is an empty one. Nothing changes at ``path`` if the block raises.
    Raises RegistryBusy while another process writes, RegistryError where the folder cannot be written.
    """
    path = path.resolve()  # a link is written through, not replaced
    with _locked(path), _scratch(path) as copy:
        connection = _open_copy(path, copy)
        try:
            yield connection
            connection.execute("checkpoint")
        finally:
            connection.close()
        _publish(copy, path)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    lock = FileLock(str(path) + ".lock", timeout=0)
    try:
        path.parent.stat()  # the lock would make a folder that was only misspelt
        lock.acquire()
    except Timeout:
        raise RegistryBusy(
            f"{path} is being written by another process.", "Wait until it is done, and try again."
        ) from None
    except OSError:
        raise RegistryError(
            f"The folder of {path} is not there, or cannot be written.",
            "Name another place with --registry, or make the folder.",
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _scratch(path: Path) -> Iterator[Path]:
    """Yield the path of a file to build aside, in the folder of ``path`` so that a rename is atomic."""
    import shutil
    import tempfile

    # Only the holder of the lock comes here, so what lies about was left by a process that died.
    for left in path.parent.glob(f".{path.name}.scratch-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{path.name}.scratch-", dir=path.parent))
    try:
        yield folder / path.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_copy(path: Path, copy: Path) -> DuckDBPyConnection:
    if not path.exists():
        connection = _connect(copy)
        create_tables(connection)
        return connection
    import shutil

    open_registry(path).close()  # refuses what is not a registry before anything is copied
    shutil.copy2(path, copy)
    return _connect(copy)


def _publish(copy: Path, path: Path) -> None:
    try:
        os.replace(copy, path)  # noqa: PTH105 - the one call that is atomic on every platform
    except PermissionError:
        # Windows refuses to replace a file that a reader holds open.
        raise RegistryBusy(
            f"{path} is held open by another program and could not be replaced; it is unchanged.",
            "Close the program that reads it, and try again.",
        ) from None
