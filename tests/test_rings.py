"""The folders of the package import one way: each only from those below it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import lnmt_cli

ROOT = Path(lnmt_cli.__file__).parent
BELOW = {
    "cli": {"output", "analysis", "ingest", "registry", "reading", "knowledge"},
    "output": {"analysis", "ingest"},
    "analysis": {"registry", "reading", "knowledge"},
    "ingest": {"registry", "reading", "knowledge"},
    "registry": {"knowledge"},
    "reading": {"knowledge"},
    "knowledge": set(),
}
"""What each folder may import, besides itself and the errors."""
RESULTS = {
    "lnmt_cli.analysis.described",
    "lnmt_cli.analysis.deeper",
    "lnmt_cli.analysis.table1_results",
    "lnmt_cli.analysis.estimates",
    "lnmt_cli.analysis.explained",
    "lnmt_cli.analysis.held",
    "lnmt_cli.analysis.lab_change",
    "lnmt_cli.analysis.results",
    "lnmt_cli.ingest.report",
}
"""All that the output may know of the stages before it: their results."""
FILES = sorted(path for path in ROOT.rglob("*.py") if len(path.relative_to(ROOT).parts) > 1)


def imported(path: Path) -> set[str]:
    """Return the absolute names of all modules that a file imports, anywhere in it."""
    package = ["lnmt_cli", *path.relative_to(ROOT).parent.parts]
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            home = package[: len(package) - node.level + 1] if node.level else []
            base = [*home, *(node.module or "").split(".")] if node.module else home
            names |= {".".join((*base, alias.name)) for alias in node.names}
    return names


def folder_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if parts[0] == "lnmt_cli" and len(parts) > 1 and parts[1] in BELOW else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    """Cli → output, analysis, ingest → registry, reading → knowledge; never sideways, never up."""
    own = path.relative_to(ROOT).parts[0]
    wrong = {name for name in imported(path) if folder_of(name) not in {None, own, *BELOW[own]}}
    assert wrong == set()


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if path.relative_to(ROOT).parts[0] == "output"],
    ids=lambda path: path.stem,
)
def test_output_knows_results_only(path: Path) -> None:
    """The output takes results and knows nothing of how they came about."""
    beyond = {name for name in imported(path) if folder_of(name) in {"analysis", "ingest"}}
    assert {name.rpartition(".")[0] for name in beyond} <= RESULTS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_typer_and_rich_stay_outside(path: Path) -> None:
    """Typer is known to the command line alone, Rich to the command line and the output."""
    own = path.relative_to(ROOT).parts[0]
    found = {name.split(".")[0] for name in imported(path)} & {"typer", "click", "rich"}
    allowed = {"cli": {"typer", "rich"}, "output": {"rich"}}.get(own, set())
    assert found <= allowed


def test_every_folder_is_a_ring() -> None:
    """A new folder of the package has to find its place among the rings."""
    folders = {path.relative_to(ROOT).parts[0] for path in FILES}
    assert folders == set(BELOW)
