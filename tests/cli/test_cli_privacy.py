"""No cell value and no identifier on stderr, nor in a report, unless it was asked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., Any]
CANARY = re.compile(r"kanari|8642|1877")
"""A mark in every cell of the exports below: in words, in numbers, in dates."""
FIELDS = (
    "patient_id,site,sex,birth_date,age,prior_response,switch_date,death_date,biopsy_date,biopsy_class,"
    "induction_drug,induction_start,induction_stop,visit_date,upcr (g/g),creatinine (mg/dL),egfr,"
    "albumin (g/dL),c3 (mg/dL),c4 (mg/dL),height (cm),event_date,event_kind,remark"
)
WIDTH = len(FIELDS.split(","))
SOUND = (
    "kanari-1,kanari site,F,1977-08-06,,PR,2021-08-06,,2020-08-06,III,MMF,2020-08-06,,2021-08-06,8.8642,"
    "0.88642,98.642,3.8642,98.642,18.642,158.642,2021-08-06,pregnancy,kanari"
)
WRONG = ",".join(f"kanari-w{n}" for n in range(WIDTH))
NUMBERS = ",".join("8642" for _ in range(WIDTH))
DATES = ",".join("1877-08-06" for _ in range(WIDTH))
CONFLICT = SOUND.replace("8.8642", "18.8642").replace(",F,", ",M,").replace("kanari site", "kanari place")
RAGGED = "kanari-9,kanari,8642"
KEYLESS = "," + SOUND.partition(",")[2]
DIRTY = (FIELDS, SOUND, SOUND, CONFLICT, WRONG, NUMBERS, DATES, RAGGED, KEYLESS)

COMMANDS = ("ingest", "validate", "eligible", "outcomes")


def leaks(ended: Any, *, on_stdout: bool) -> list[str]:
    text = ended.err + (ended.out if on_stdout else "")
    return CANARY.findall(text)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def to(content: bytes | str, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return to


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "md"])
@pytest.mark.parametrize("command", COMMANDS)
def test_dirty_export(call: Call, write: Call, command: str, form: str) -> None:
    """A dirty export is read to its end, and reports name places only; patients stand in `eligible` alone."""
    ended = call(command, write("\n".join(DIRTY)), "--format", form)
    assert ended.status == 1
    assert leaks(ended, on_stdout=command != "eligible") == []
    if command == "eligible":
        assert "kanari-1" in ended.out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "cp949"])
@pytest.mark.parametrize("command", COMMANDS)
def test_dirty_export_in_other_encodings(call: Call, write: Call, command: str, encoding: str) -> None:
    """An encoding that is made out changes nothing of what is kept back."""
    odd = {"latin-1": "\nkanari-\xfc", "cp949": "\nkanari-카나리아"}.get(encoding, "")
    ended = call(command, write(("\n".join(DIRTY) + odd).encode(encoding)))
    assert ended.status == 1
    assert leaks(ended, on_stdout=command != "eligible") == []


@pytest.mark.parametrize("more", [(), ("--output", "mapping.toml"), ("--unit", "upcr=g/g", "--dates", "dmy")])
def test_map_of_a_dirty_export(call: Call, write: Call, more: tuple[str, ...]) -> None:
    """`map` prints headers and counts, of cells nothing but whole numbers of coded columns, and only to stdout."""
    ended = call("map", write("\n".join(DIRTY)), *more)
    assert ended.status == 0
    assert leaks(ended, on_stdout=False) == []
    assert "kanari" not in ended.out


@pytest.mark.parametrize("command", ["info", "history"])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_what_is_said_of_a_registry_of_a_dirty_export(call: Call, write: Call, command: str, form: str) -> None:
    """`info` and `history` count; of the cells they name sites, which are no patients, and nothing else."""
    call("ingest", write("\n".join(DIRTY)))
    ended = call(command, "--format", form)
    assert ended.status == 0
    shown = set(re.findall(r"kanari(?:-\w+| \w+)", ended.out + ended.err))
    assert shown <= {"kanari site", "kanari place", "kanari-w1"}


@pytest.mark.parametrize("command", ["ingest", "validate"])
def test_summary_of_a_dirty_export(call: Call, write: Call, command: str) -> None:
    """The text for a mail has no cell, in any line of its 72 columns."""
    ended = call(command, write("\n".join(DIRTY)), "--summary")
    assert ended.status == 1
    assert leaks(ended, on_stdout=True) == []
    assert max(map(len, ended.out.splitlines())) <= 72


def test_dirty_export_has_every_kind_of_problem(call: Call, write: Call) -> None:
    """The export that the tests above use provokes the checks of rows, cells, keys, patients and dates."""
    import json

    found = json.loads(call("validate", write("\n".join(DIRTY)), "--format", "json").out)
    assert {problem["check"] for problem in found["problems"]} >= {
        "row-ragged", "row-duplicate", "patient-missing", "patient-conflict", "record-conflict",
        "value-not-a-number", "value-not-a-date", "value-impossible", "value-not-in-vocabulary",
        "code-undeclared", "drug-unknown", "class-unreadable", "column-unclaimed",
    }  # fmt: skip


@pytest.mark.parametrize("command", ["validate", "eligible", "outcomes"])
def test_registry_of_a_dirty_export(call: Call, write: Call, command: str) -> None:
    """The registry keeps the cells as written, and what is said of it holds none of them."""
    call("ingest", write("\n".join(DIRTY)))
    ended = call(command)
    assert ended.status == 1
    assert leaks(ended, on_stdout=command != "eligible") == []
    if command == "validate":
        assert leaks(call(command, "--show-values"), on_stdout=True)


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(DIRTY) + '\n"kanari-8,8642',
        ("\n".join(DIRTY) + "\nkanari-8\0").encode(),
        "\n".join(DIRTY).replace("upcr (g/g)", "upcr"),
        "\n".join(DIRTY).replace("upcr (g/g)", "upcr (g/furlong)"),
        "\n".join(DIRTY).replace("remark", "sex"),
        "\n".join(DIRTY).replace("patient_id", "whoever"),
        "\n".join(DIRTY).encode("utf-16") + b"\n",
        b"PK\x03\x04kanari8642",
    ],
    ids=[
        "quote", "NUL", "no unit", "unknown unit", "two columns", "no patient", "half a sign of utf-16", "zip"
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", COMMANDS)
def test_export_that_is_refused(call: Call, write: Call, command: str, content: bytes | str) -> None:
    """An export that cannot be read is refused (3) with file, line or column, and no content."""
    ended = call(command, write(content))
    assert (ended.status, ended.out) == (3, "")
    assert "export.csv" in ended.err
    assert leaks(ended, on_stdout=True) == []


def test_damaged_workbook(call: Call, workbook: Path, write: Call) -> None:
    """A workbook cut in the middle is refused without its content."""
    ended = call("validate", write(workbook.read_bytes()[:9000], "cut.xlsx"))
    assert (ended.status, ended.out) == (3, "")
    assert "LN-0" not in ended.err


@pytest.mark.parametrize("command", COMMANDS)
def test_bug_in_the_middle_of_a_dirty_export(
    call: Call, write: Call, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug while a row is read says where in the code, and nothing of the row."""

    def fail(text: str, *_: object) -> None:
        int(text)

    monkeypatch.setattr("lnmt_cli.ingest.cells.parse", fail)
    ended = call(command, write("\n".join(DIRTY)))
    assert ended.status == 70
    assert "ValueError" in ended.err
    assert leaks(ended, on_stdout=True) == []


def test_bug_in_the_sql_of_a_dirty_export(call: Call, write: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """DuckDB quotes the value that it could not convert; that text is not printed."""
    monkeypatch.setattr("lnmt_cli.analysis.eligibility.PATIENTS", "select cast(patient_id as integer) from patient")
    ended = call("eligible", write("\n".join(DIRTY)))
    assert ended.status == 70
    assert "ConversionException" in ended.err
    assert leaks(ended, on_stdout=True) == []
