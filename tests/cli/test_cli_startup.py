"""What a fresh process loads: a start that stays quick loads nothing that its command does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import lnmt_cli

HOME = Path(lnmt_cli.__file__).parents[1]
HEAVY = ("pandas", "numpy", "scipy", "openpyxl", "duckdb", "_duckdb", "rich", "typer", "filelock")
FOLDERS = ("knowledge", "reading", "registry", "ingest", "analysis", "output")


def loaded(code: str, *arguments: str) -> set[str]:
    """Return which of the heavy packages a fresh process has loaded after ``code``."""
    script = f"""
import sys
sys.argv = ["lnmt", *{list(arguments)!r}]
try:
    {code}
except SystemExit:
    pass
sys.stdout = sys.stderr
found = set(sys.modules)
print("LOADED", *(name for name in {(*HEAVY, "scipy.stats")!r} if name in found))
"""
    process = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(HOME), "PYTHONUTF8": "1", **_kept()},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    return set(process.stderr.rpartition("LOADED")[2].split())


def _kept() -> dict[str, str]:
    import os

    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "HOME") if name in os.environ}


def modules(folder: str) -> list[str]:
    """Return every module of a folder of the package."""
    root = Path(lnmt_cli.__file__).parent
    return sorted(
        ".".join(("lnmt_cli", *path.relative_to(root).with_suffix("").parts))
        for path in (root / folder).rglob("*.py")
        if path.name != "__init__.py"
    )


@pytest.mark.parametrize("folder", FOLDERS)
def test_folder_loads_nothing_heavy(folder: str) -> None:
    """To import all modules of a folder loads no data library, no Typer and no Rich: functions do that."""
    names = modules(folder)
    assert names
    assert loaded("import " + ", ".join(names)) == set()


def test_command_line_loads_typer_alone() -> None:
    """To import the command line loads Typer and nothing else that is heavy."""
    assert loaded("import " + ", ".join(modules("cli"))) == {"typer"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("outcomes", "--help"),
        ("describe", "--help"),
        ("ingest", "--help"),
        ("map", "--help"),
        ("info", "--help"),
        ("history", "--help"),
        ("protocol", "--help"),
        ("protocol", "check", "--help"),
        ("gfr", "--help"),
        ("eligible", "--as-off"),
        ("map", "--mappin"),
    ],
)
def test_help_loads_typer_alone(arguments: tuple[str, ...]) -> None:
    """Help, version and a wrong option load Typer and nothing else that is heavy; not even Rich."""
    assert loaded("from lnmt_cli.cli import main; main()", *arguments) == {"typer"}


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_eligible_loads_no_data_library(registry: Path, form: str) -> None:
    """`eligible` on a registry loads no pandas, NumPy, SciPy or openpyxl."""
    found = loaded("from lnmt_cli.cli import main; main()", "eligible", "--registry", str(registry), "--format", form)
    assert found.isdisjoint({"pandas", "numpy", "scipy", "openpyxl", "filelock"})


@pytest.mark.parametrize("command", ["outcomes", "describe"])
def test_outcomes_loads_no_data_frames(registry: Path, command: str) -> None:
    """`outcomes` and `describe` load no pandas and no scipy.stats: they alone take longer than all the rest."""
    found = loaded("from lnmt_cli.cli import main; main()", command, "--subgroup", "--registry", str(registry))
    assert found.isdisjoint({"pandas", "scipy.stats", "openpyxl", "filelock"})


@pytest.mark.parametrize("command", ["info", "history"])
def test_what_a_registry_holds_needs_no_data_library(registry: Path, command: str) -> None:
    """`info` and `history` load no pandas, NumPy, SciPy or openpyxl."""
    found = loaded("from lnmt_cli.cli import main; main()", command, "--registry", str(registry))
    assert found.isdisjoint({"pandas", "numpy", "scipy", "openpyxl", "filelock"})


def test_gfr_needs_no_data_library() -> None:
    """`gfr` loads no pandas, NumPy, SciPy or openpyxl."""
    found = loaded(
        "from lnmt_cli.cli import main; main()", "gfr", "--creatinine", "1 mg/dL", "--age", "30", "--sex", "F"
    )
    assert found.isdisjoint({"pandas", "numpy", "scipy", "openpyxl", "filelock"})


@pytest.mark.parametrize("command", ["map", "validate"])
def test_reading_text_needs_no_workbook_library(visits: Path, command: str) -> None:
    """To read a CSV file loads nothing that only workbooks need, and no data library."""
    found = loaded("from lnmt_cli.cli import main; main()", command, str(visits))
    assert found.isdisjoint({"pandas", "numpy", "scipy", "openpyxl"})


def test_map_loads_no_database_without_a_registry(visits: Path) -> None:
    """`map` of a file loads Typer and nothing else that is heavy: there is no table to compute."""
    assert loaded("from lnmt_cli.cli import main; main()", "map", str(visits), "--registry", "none.duckdb") == {"typer"}


def test_only_the_command_that_is_asked_for_is_built() -> None:
    """An application for the arguments of a known command has that one; for others it has all of them."""
    from lnmt_cli.cli.app import COMMANDS, build

    for command in COMMANDS[:-1]:
        assert len(build([command.__name__]).registered_commands) == 1
    assert len(build(["--help"]).registered_commands) == len(build([]).registered_commands) == len(COMMANDS)
