"""Rules for choosing a reader, and for files that cannot be read at all."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import digest, read_export


def test_digest_is_sha256(tmp_path: Path) -> None:
    """The digest is the SHA-256 of the bytes."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"id\n1\n")
    assert digest(path) == hashlib.sha256(b"id\n1\n").hexdigest()


@pytest.mark.parametrize("read", [read_export, digest])
def test_missing_file_and_folder(tmp_path: Path, read: object) -> None:
    """A missing file and a folder are refused in words."""
    assert callable(read)
    with pytest.raises(ExportError, match="does not exist"):
        read(tmp_path / "none.csv")
    with pytest.raises(ExportError, match="is a folder"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["a.CSV", "a.tsv", "a.txt"])
def test_suffixes_of_delimited_text(tmp_path: Path, name: str) -> None:
    """The suffix counts without regard to case."""
    (tmp_path / name).write_text("id\n1\n", encoding="utf-8")
    assert [sheet.name for sheet in read_export(tmp_path / name)] == ["a"]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the system does not let be read is refused with the system's reason."""

    def deny(*_: object, **__: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.csv").write_text("id\n", encoding="utf-8")
    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(ExportError, match="cannot be read: Permission denied"):
        read_export(tmp_path / "a.csv")


def test_start_up_is_light() -> None:
    """Importing the folder pulls in no reader and nothing heavy."""
    heavy = ["csv", "zipfile", "xml.parsers.expat", "pandas", "numpy", "openpyxl", "typer", "rich", "duckdb"]
    code = f"import sys, lnmt_cli.reading; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
