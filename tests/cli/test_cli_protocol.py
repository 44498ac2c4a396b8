"""`lnmt protocol`: wiring, formats and exit statuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lnmt_cli.knowledge.definitions import names_of
from lnmt_cli.knowledge.protocol import PROTOCOLS
from lnmt_cli.knowledge.response import RESPONSES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RESPONSE = 'name = "ours"\ntitle = "Ours"\nversion = "1"\nsource = "Made up"\ncomplete = "upcr < 0.3"\n'
PARTING = '[[example]]\nname = "B"\nweek = { upcr = 0.4 }\nexpect = "complete"\n'


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(RESPONSE, encoding="utf-8")
    return path


def test_list_has_both_kinds(call: Callable) -> None:
    """`list` names the packaged protocols and the packaged response definitions."""
    found = call("protocol", "list", "--format", "json")
    kinds = {one["name"]: one["kind"] for one in json.loads(found.out)["definitions"]}
    assert kinds["multitarget-2018"] == "protocol"
    assert kinds["bliss-ln-perr"] == "response"
    assert sorted(kinds) == sorted((*names_of(PROTOCOLS), *names_of(RESPONSES)))


@pytest.mark.parametrize("form", ["table", "md", "json", "csv"])
def test_show_in_every_format(call: Callable, form: str) -> None:
    """`show` prints the sentences of a definition in every format."""
    found = call("protocol", "show", "aurora-crr", "--format", form)
    assert found.status == 0
    assert "UPCR at most 0.5 g/g." in found.out


def test_check_says_what_it_understood(call: Callable, ours: Path) -> None:
    """A sound file is told in two sentences, with status 0."""
    found = call("protocol", "check", ours)
    assert found.status == 0
    assert found.out.splitlines() == [
        "ours.toml: sound",
        "A response definition: complete response (1 term), no partial response; it looks at upcr.",
        "Complete response: UPCR below 0.3 g/g.",
    ]


def test_check_shows_the_mistake(call: Callable, ours: Path) -> None:
    """A mistake is told with file, line, column and nearest name, with status 3."""
    ours.write_text(RESPONSE.replace("upcr", "ucpr"), encoding="utf-8")
    found = call("protocol", "check", ours)
    assert found.status == 3
    assert (
        "ours.toml, line 5, column 13: complete: at character 1: unknown name 'ucpr'; did you mean 'upcr'?" in found.err
    )


def test_examples_that_part_end_with_1(call: Callable, ours: Path, tmp_path: Path) -> None:
    """Where rule and expectation part the run says where and why, and ends with status 1; else with 0."""
    path = tmp_path / "examples.toml"
    path.write_text(PARTING, encoding="utf-8")
    found = call("protocol", "check", ours, "--examples", path)
    assert found.status == 1
    assert "patient B: expected complete, got none: upcr 0.4 ≥ 0.3" in found.out
    path.write_text(PARTING.replace("0.4", "0.2"), encoding="utf-8")
    assert call("protocol", "check", ours, "--examples", path).status == 0


def test_packaged_examples_without_a_file(call: Callable) -> None:
    """`--examples` alone tries the examples that come with a packaged definition; a file has none of its own."""
    assert "all as expected" in call("protocol", "check", "kdigo-2024", "--examples").out
    assert call("protocol", "check", "--examples", "none.toml", "kdigo-2024").status == 3
    assert call("protocol", "check", "ours.toml", "--examples").status == 2


def test_diff_tells_both_sides(call: Callable) -> None:
    """`diff` has what either definition says of the same thing; two kinds cannot be compared."""
    found = call("protocol", "diff", "bliss-ln-perr", "bliss-ln-crr", "--format", "json")
    (upcr,) = (one for one in json.loads(found.out)["differences"] if one["key"] == "complete.upcr")
    assert (upcr["first"], upcr["second"]) == ("UPCR at most 0.7 g/g.", "UPCR below 0.5 g/g.")
    assert call("protocol", "diff", "multitarget-2017", "alms").status == 2


def test_a_name_that_is_not_there(call: Callable) -> None:
    """A misspelt name is answered with the nearest of both kinds, with status 2."""
    found = call("protocol", "show", "multitarget-2081")
    assert found.status == 2
    assert "Did you mean multitarget-2018?" in found.err


def test_a_definition_is_not_overwritten(call: Callable, ours: Path) -> None:
    """`--output` never replaces the file that the result is made from."""
    assert call("protocol", "show", ours, "--output", ours, "--format", "md").status == 5
    assert ours.read_text(encoding="utf-8") == RESPONSE


def test_only_the_command_that_is_asked_for_is_built() -> None:
    """An application for `protocol show` has that command alone; one for another command has none of them."""
    from lnmt_cli.cli.app import build

    (one,) = build(["protocol", "show", "alms"]).registered_groups
    assert one.typer_instance is not None
    assert [command.name for command in one.typer_instance.registered_commands] == ["show"]
    assert build(["eligible"]).registered_groups == []
    assert build(["protocol", "list"]).registered_commands == []


def test_leave_out(call: Callable, visits: Path) -> None:
    """`--leave-out` on eligible and outcomes tells the response without the item, and says so in its name."""
    for command in ("eligible", "outcomes"):
        found = call(command, visits, "--response", "liu-2015", "--leave-out", "sediment", "--as-of", "2017-06-30")
        assert "liu-2015 without sediment" in found.out
        assert call(command, visits, "--response", "alms", "--leave-out", "sediment").status == 2
