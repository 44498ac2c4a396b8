"""The command line as people and scripts meet it: as a process, and in this process where cases are many."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import lnmt_cli

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PACKAGE_HOME = str(Path(lnmt_cli.__file__).parents[1])
"""So that a process of its own runs the package that is tested here, whatever folder it starts in."""
HEADER = (
    "patient_id,sex,birth_date,biopsy_date,biopsy_class,induction_drug,induction_start,switch_date,visit_date,"
    "upcr (g/g),creatinine (mg/dL)"
)
SOUND = "P1,F,1985-01-10,2019-12-01,III,MMF,2020-01-01,,2020-01-01,3.0,0.8"


@dataclass(frozen=True)
class Ended:
    """How a call ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def lnmt(tmp_path: Path) -> Callable[..., Ended]:
    """Run ``lnmt`` as a process of its own, in an empty folder, with its output piped."""

    def run(*arguments: object, env: dict[str, str] | None = None) -> Ended:
        surroundings = {name: value for name, value in os.environ.items() if name != "LNMT_REGISTRY"}
        found = subprocess.run(
            [sys.executable, "-m", "lnmt_cli", *map(str, arguments)],
            cwd=tmp_path,
            env={**surroundings, "PYTHONPATH": PACKAGE_HOME, "PYTHONUTF8": "1", **(env or {})},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Ended(found.returncode, found.stdout, found.stderr)

    return run


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Run ``lnmt`` in this process, by the way that its console script takes."""
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


@pytest.fixture(scope="session")
def workbook() -> Path:
    """The sample workbook: one sheet per table, a few errors on purpose."""
    return SAMPLES / "choi-2017-tables.xlsx"


@pytest.fixture(scope="session")
def visits() -> Path:
    """The same patients, one row per visit."""
    return SAMPLES / "choi-2017-visits.csv"


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory, workbook: Path) -> Path:
    """A registry of the sample workbook; for reading only."""
    from datetime import datetime

    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.ingest.pipeline import ingest

    path = tmp_path_factory.mktemp("registry") / "sample.duckdb"
    ingest([workbook], path, Declarations(), datetime(2026, 1, 1, 12))
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """An export of one patient without any problem."""
    path = tmp_path / "sound.csv"
    path.write_text(f"{HEADER}\n{SOUND}\n", encoding="utf-8")
    return path


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """An export with a warning and no error: a UPCR beyond the usual range."""
    path = tmp_path / "doubtful.csv"
    path.write_text(f"{HEADER}\n{SOUND.replace(',3.0,', ',30.0,')}\n", encoding="utf-8")
    return path


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """An export with one error: a UPCR that is no number."""
    path = tmp_path / "faulty.csv"
    path.write_text(f"{HEADER}\n{SOUND.replace(',3.0,', ',high,')}\n", encoding="utf-8")
    return path
