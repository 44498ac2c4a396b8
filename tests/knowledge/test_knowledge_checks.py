"""The checks of the knowledge files are those that the code makes."""

from __future__ import annotations

import ast
from pathlib import Path

import lnmt_cli
from lnmt_cli.knowledge.checks import load_checks

ROOT = Path(lnmt_cli.__file__).parent
STAGES = [path for folder in ("reading", "ingest") for path in sorted((ROOT / folder).rglob("*.py"))]
MAKERS = {"Finding", "found"}
"""What makes a finding in the code: its first argument is the check."""


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in STAGES]


def texts() -> set[str]:
    """Return every text that stands in the code of the stages."""
    nodes = [node for tree in trees() for node in ast.walk(tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def made() -> set[str]:
    """Return the checks that findings are made of."""
    calls = [node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    first = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id in MAKERS]
    named = {node.value for node in first if isinstance(node, ast.Constant)}
    return {str(name) for name in named} | {path.stem for path in (ROOT / "ingest" / "crosschecks").glob("*.sql")}


def test_every_finding_is_of_a_known_check() -> None:
    """A finding is of a check that the knowledge files describe."""
    assert made() - set(load_checks()) == set()
    assert len(made()) > 20


def test_every_known_check_is_made() -> None:
    """No check is described that nothing looks for."""
    assert set(load_checks()) - texts() - made() == set()


def test_checks_of_a_field_say_what_they_count() -> None:
    """A check of the cells of a field is counted of something; whatever has a whole has a part."""
    for check in load_checks().values():
        assert check.denominator or "{field}" not in check.message, check.id
        assert check.numerator or not check.denominator, check.id


def test_examples_fit_on_a_line() -> None:
    """An example is one line of a few words."""
    assert [check.id for check in load_checks().values() if "\n" in check.example or len(check.example) > 160] == []
