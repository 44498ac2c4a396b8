"""Files that cannot be read: exit status 3, one sentence and a hint, nothing made, nothing of their content said."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
COMMANDS = ("validate", "ingest", "eligible", "outcomes", "describe", "map")
CANARY = "kanari8642"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**parts: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return packed.getvalue()


FILES = {
    "encrypted workbook": ("export.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
    "old binary file that is cut off": ("export.xls", OLE + bytes(2000), ""),
    "zip without a workbook": ("export.xlsx", zipped(note=CANARY), ""),
    "word processor's file": (
        "export.xlsx",
        zipped(**{"[Content_Types].xml": "<a/>", "word/document.xml": CANARY}),
        "",
    ),
    "bomb": ("export.xlsx", zipped(**{"[Content_Types].xml": "<a/>", "xl/workbook.xml": "0" * 40_000_000}), "unpack"),
    "gzip that is cut off": ("export.csv.gz", gzip.compress(f"patient_id\n{CANARY}\n".encode() * 50)[:-12], ""),
    "PDF": ("export.csv", b"%PDF-1.7 " + CANARY.encode(), "PDF"),
    "picture": ("export.csv", b"\x89PNG\r\n\x1a\n" + bytes(50), "picture"),
    "SPSS file": ("export.sav", b"$FL2" + bytes(100), "SPSS"),
    "SQLite file": ("export.csv", b"SQLite format 3\x00" + bytes(100), "SQLite"),
    "empty file": ("export.csv", b"", "empty"),
    "blank lines": ("export.csv", b"\n\n\n", ""),
    "bytes of nothing": ("export.csv", bytes(range(256)) * 20, ""),
}


@pytest.mark.parametrize("name", FILES)
def test_file_that_cannot_be_read(call: Call, tmp_path: Path, name: str) -> None:
    """Every command refuses it (3) in one sentence with the file's name, and one hint, and makes nothing."""
    file, content, said = FILES[name]
    path = tmp_path / file
    path.write_bytes(content)
    for command in COMMANDS:
        ended = call(command, path)
        assert (ended.status, ended.out) == (3, ""), ended
        first, *rest = ended.err.splitlines()
        assert first.startswith("Error: ")
        assert file in first
        assert said in ended.err
        assert len(rest) == 1
        assert CANARY not in ended.err
        assert [path.name for path in tmp_path.iterdir()] == [file]


def test_one_bad_file_lands_nothing_of_the_others(call: Call, sound: Path, tmp_path: Path) -> None:
    """Either all of an export is landed or nothing, whichever of its files cannot be read."""
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04" + bytes(30))
    ended = call("ingest", sound, "cut.xlsx")
    assert (ended.status, ended.out) == (3, "")
    assert "cut.xlsx" in ended.err
    assert not (tmp_path / "lnmt.duckdb").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="closing a stream of a process is of POSIX")
@pytest.mark.parametrize("command", [("validate",), ("map",), ("eligible", "--format", "csv"), ("outcomes",)])
def test_closed_standard_output(sound: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """Without a standard output a command says so (2 or 3) and how to write to a file; with `--output` it works."""
    import lnmt_cli

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "lnmt_cli", command[0], str(sound), *arguments]
        return subprocess.run(
            ["/bin/sh", "-c", 'exec "$@" >&-', "sh", *words],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(lnmt_cli.__file__).parents[1]), "PYTHONUTF8": "1"},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )

    ended = run(*command[1:])
    assert ended.returncode in (2, 3)
    assert "standard output" in ended.stderr
    assert "Traceback" not in ended.stderr
    written = run(*command[1:], "--output", "result.txt")
    assert (written.returncode, written.stderr.splitlines()[0]) == (0, "Written: result.txt")
    assert (tmp_path / "result.txt").stat().st_size > 50


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows do not break so")
@pytest.mark.parametrize("command", ["map", "validate"])
def test_reader_that_leaves_is_no_failure_of_reports(tmp_path: Path, command: str) -> None:
    """`lnmt map export.csv | head` and `lnmt validate … | head` are quiet, as the analyses are."""
    import os

    import lnmt_cli

    columns = ",".join(f"Column {number}" for number in range(3000))
    (tmp_path / "wide.csv").write_text(f"patient_id,{columns}\nP1,{'1,' * 2999}1\n", encoding="utf-8")
    form = ["--format", "csv"] if command == "validate" else []
    process = subprocess.Popen(
        [sys.executable, "-m", "lnmt_cli", command, "wide.csv", *form],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(lnmt_cli.__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 0
    assert "Error" not in said
    assert "Traceback" not in said
