"""How calls fail: the exit status, one clear sentence on stderr, nothing on stdout."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
SECRET = "canary-7731"


@pytest.mark.parametrize("command", ["ingest", "validate", "eligible", "outcomes"])
def test_missing_file(call: Call, tmp_path: Path, command: str) -> None:
    """A file that is not there gives 3 and its name."""
    ended = call(command, "gone.csv")
    assert (ended.status, ended.out) == (3, "")
    assert "gone.csv does not exist" in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["validate", "eligible", "outcomes"])
def test_no_registry(call: Call, tmp_path: Path, command: str) -> None:
    """Without a registry and without an export: 3, what to do, and no file made."""
    ended = call(command)
    assert (ended.status, ended.out) == (3, "")
    assert "There is no registry at lnmt.duckdb" in ended.err
    assert "lnmt ingest" in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["validate", "eligible", "outcomes", "ingest"])
@pytest.mark.parametrize("content", [b"patient_id\n", b"", b"\0" * 5000])
def test_not_a_registry(call: Call, sound: Path, tmp_path: Path, command: str, content: bytes) -> None:
    """A file that is no database gives 3, and is left as it is."""
    other = tmp_path / "other.duckdb"
    other.write_bytes(content)
    exports = [sound] if command == "ingest" else []
    ended = call(command, *exports, "--registry", other)
    assert (ended.status, ended.out) == (3, "")
    assert "other.duckdb" in ended.err
    assert other.read_bytes() == content


@pytest.mark.parametrize("command", ["eligible", "ingest"])
def test_database_of_something_else(call: Call, sound: Path, tmp_path: Path, command: str) -> None:
    """A database without the tables of a registry gives 3, and is left as it is."""
    import duckdb

    other = tmp_path / "other.duckdb"
    with duckdb.connect(str(other)) as connection:
        connection.execute("create table patient (patient_id varchar)")
    before = other.read_bytes()
    ended = call(command, *([sound] if command == "ingest" else []), "--registry", other)
    assert (ended.status, ended.out) == (3, "")
    assert "not a registry of lnmt" in ended.err
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["eligble"], "Did you mean"),
        (["eligible", "--as-off", "2017-06-30"], "--as-of"),
        (["eligible", "--as-of", "30/06/2017"], "YYYY-MM-DD"),
        (["eligible", "--fail-on", "errors"], "did you mean error"),
        (["outcomes", "--format", "xml"], "table, csv, tsv, json, jsonl, md"),
        (["ingest"], "EXPORT"),
        (["ingest", "EXPORT", "--dates", "ymd"], "did you mean mdy"),
        (["ingest", "EXPORT", "--unit", "upcr"], "upcr=mg/g"),
        (["ingest", "EXPORT", "--unit", "upr=mg/g"], "Did you mean upcr?"),
        (["ingest", "EXPORT", "--unit", "upcr=mg/dL"], "mg/mmol"),
        (["ingest", "EXPORT", "--unit", "sex=mg/g"], "has no unit"),
        (["ingest", "EXPORT", "--code", "sex=1F"], "sex=1:F,2:M"),
        (["ingest", "EXPORT", "--column", "Nobody=sex"], "no sheet has the header Nobody"),
        (["ingest", "EXPORT", "--column", "sex=gendr"], "gendr is no field"),
        (["eligible", "--unit", "upcr=mg/g"], "Name the export files"),
        (["validate", "--dates", "dmy"], "Name the export files"),
    ],
)
def test_wrong_usage(call: Call, sound: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    """Wrong usage gives 2 and says what would be right; nothing is written."""
    ended = call(*(sound if word == "EXPORT" else word for word in arguments))
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err
    assert [path.name for path in tmp_path.iterdir()] == ["sound.csv"]


def test_unknown_subgroup_and_protocol(call: Call, registry: Path) -> None:
    """A subgroup or a protocol that is not there is refused, and those that are there are named."""
    subgroup = call("outcomes", "--registry", registry, "--subgroup", "sexx")
    assert subgroup.status == 2
    assert "sex" in subgroup.err.replace("sexx", "")
    protocol = call("eligible", "--registry", registry, "--protocol", "multitarget-2008")
    assert protocol.status in (2, 3)
    assert "multitarget-2017" in protocol.err
    assert subgroup.out == protocol.out == ""


def test_bug_says_where_and_never_what(call: Call, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else escapes gives 70, the kind of error and its place, and not its text."""

    def fail(*_: object) -> None:
        raise ValueError(f"cannot convert {SECRET}")

    monkeypatch.setattr("lnmt_cli.ingest.pipeline.read_batch", fail)
    ended = call("validate", sound)
    assert (ended.status, ended.out) == (70, "")
    assert "ValueError" in ended.err
    assert "pipeline.py:" in ended.err
    assert SECRET not in ended.err
    assert "cannot convert" not in ended.err


def test_interrupt_is_130(call: Call, sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C gives 130 and one line."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lnmt_cli.ingest.pipeline.read_batch", interrupt)
    ended = call("validate", sound)
    assert (ended.status, ended.out) == (130, "")
    assert ended.err == "Interrupted; nothing was changed.\n"


@pytest.fixture
def holding(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """An ingest in another process that has everything built and waits before it publishes."""
    script = textwrap.dedent("""
        import sys, time
        from lnmt_cli.registry import store
        def wait(*_):
            print("waiting", flush=True)
            time.sleep(60)
        store._publish = wait
        from lnmt_cli.cli import main
        main()
    """)
    import lnmt_cli

    (tmp_path / "held.csv").write_text("patient_id,sex\nP9,M\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", script, "ingest", "held.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(lnmt_cli.__file__).parents[1])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        yield process
        process.kill()


def test_second_writer_is_told_to_wait(call: Call, sound: Path, holding: subprocess.Popen[str]) -> None:
    """While another process writes the registry a second ingest gives 4 at once, and changes nothing."""
    ended = call("ingest", sound)
    assert (ended.status, ended.out) == (4, "")
    assert "lnmt.duckdb is being written by another process" in ended.err
    assert "try again" in ended.err
    assert not Path("lnmt.duckdb").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for a child process")
def test_ctrl_c_leaves_the_registry_as_it_was(
    call: Call, sound: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Ctrl-C in the middle of an ingest gives 130, leaves the old registry byte for byte, and no litter."""
    call("ingest", sound)
    before = (tmp_path / "lnmt.duckdb").read_bytes()
    process = request.getfixturevalue("holding")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == "Interrupted; nothing was changed.\n"
    assert (tmp_path / "lnmt.duckdb").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} <= {
        "held.csv", "sound.csv", "lnmt.duckdb", "lnmt.duckdb.lock"
    }  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="pipes of Windows do not break so")
@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_reader_that_leaves_is_no_failure(tmp_path: Path, form: str) -> None:
    """`lnmt … | head` is quiet: a reader that leaves early is no failure, and no error in the data."""
    import lnmt_cli

    rows = [f"P{n:05},F" for n in range(6000)]
    (tmp_path / "many.csv").write_text("\n".join(["patient_id,sex", *rows]) + "\n", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "lnmt_cli", "eligible", "many.csv", "--format", form],
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
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
@pytest.mark.parametrize("form", ["csv", "table"])
def test_full_disk_is_3(sound: Path, form: str) -> None:
    """Where standard output cannot take the result the status is 3, with one line and no traceback."""
    import lnmt_cli

    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "lnmt_cli", "eligible", str(sound), "--format", form],
            env={**os.environ, "PYTHONPATH": str(Path(lnmt_cli.__file__).parents[1])},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert ended.returncode == 3
    assert ended.stderr.startswith("Error: a file or standard output cannot be")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("form", ["csv", "json", "table"])
def test_output_that_fails_is_3(call: Call, sound: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """An error of the system while writing gives 3 and its reason: it is no bug, and no error in the data."""

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    ended = call("eligible", sound, "--format", form)
    assert ended.status == 3
    assert "No space left on device" in ended.err
