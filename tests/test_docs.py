"""The documentation says what the program does: reference, README and links."""

from __future__ import annotations

import contextlib
import csv
import functools
import importlib.util
import io
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer

from lnmt_cli.cli import main
from lnmt_cli.cli.app import build
from lnmt_cli.errors import ExitStatus
from lnmt_cli.knowledge.checks import load_checks
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.output import terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parent.parent
README, REFERENCE = CHECKOUT / "README.md", CHECKOUT / "docs" / "reference.md"
PAGES = [README, CHECKOUT / "CONTRIBUTING.md", CHECKOUT / "CHANGELOG.md", *(CHECKOUT / "docs").glob("*.md")]
WIDTH = 100
"""Characters of the terminal that the README's output was taken from."""


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def command_line() -> Any:
    return typer.main.get_command(build())


# --------------------------------------------------------------------------------------------------- reference


def test_reference_is_what_the_generator_makes() -> None:
    """The committed reference is made from the code and the knowledge files as they are."""
    spec = importlib.util.spec_from_file_location("generate", CHECKOUT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert read(REFERENCE) == generate.reference(), "make it again: python docs/generate.py"


@pytest.mark.parametrize("name", list(command_line().commands))
def test_every_option_is_in_the_reference(name: str) -> None:
    """Each command has a section, and each of its options and arguments stands in it."""
    section = read(REFERENCE).split(f"### lnmt {name}\n")[1].split("\n#")[0]
    for parameter in command_line().commands[name].params:
        is_argument = parameter.param_type_name == "argument"
        for word in [parameter.metavar] if is_argument else parameter.opts:
            assert f"`{word}`" in section


@pytest.mark.parametrize("field", list(load_fields()))
def test_every_field_is_in_the_reference(field: str) -> None:
    """Each field stands in the table of its kind and in the table of headers."""
    assert read(REFERENCE).count(f"| `{field}`") >= 2


@pytest.mark.parametrize("check", list(load_checks().values()), ids=lambda check: check.id)
def test_every_check_is_in_the_reference(check: Any) -> None:
    """Each check has a section that says why it matters and what to do."""
    section = read(REFERENCE).split(f"### {check.id} (")[1].split("\n#")[0]
    assert check.why in section
    assert check.remedy in section


@pytest.mark.parametrize("page", [README, REFERENCE], ids=lambda page: page.name)
@pytest.mark.parametrize("status", list(ExitStatus))
def test_every_exit_status_is_documented(page: Path, status: ExitStatus) -> None:
    """README and reference have a row for each exit status."""
    assert f"\n| {int(status)} |" in read(page)


# ------------------------------------------------------------------------------------------------------ README


@dataclass(frozen=True)
class Session:
    """A command of the README with what it shows, and what running it gave."""

    command: str
    shown: list[str]
    status: object = None
    printed: str = ""


def sessions() -> Iterator[Session]:
    for block in re.findall(r"```console\n(.*?)```", read(README), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield Session(command, [line for line in shown if line not in ("", "…")])


def unexplained_export(folder: Path) -> None:
    """Write the README's ``export.csv``: the sample without the unit of UPCR, with codes and dates day first."""
    with (folder / "samples" / "choi-2017-visits.csv").open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    names = {"upcr (g/g)": "UPCR", "biopsy_class": "Nephritis type"}
    codes = {"F": "1", "M": "2"}
    with (folder / "export.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [[names.get(name, name) for name in header]]
            + [[codes.get(cell, day_first(cell)) for cell in row] for row in rows]
        )


def day_first(cell: str) -> str:
    try:
        return date.fromisoformat(cell).strftime("%d/%m/%Y")
    except ValueError:
        return cell


def run(command: str) -> tuple[object, str]:
    """Return the exit status of a command line and all that it printed, on a terminal of the README's width."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        patch.setattr(sys, "argv", shlex.split(command))
        patch.setattr(terminal, "write_tables", functools.partial(terminal.write_tables, width=WIDTH))
        with pytest.raises(SystemExit) as left:
            main()
    out.flush()
    return left.value.code, out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Session]:
    """Every command of the README, run one after the other in a folder with the samples."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(CHECKOUT / "samples", folder / "samples")
    unexplained_export(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("LNMT_REGISTRY", raising=False)
        return {one.command: Session(one.command, one.shown, *run(one.command)) for one in sessions()}


@pytest.mark.parametrize("command", [session.command for session in sessions()])
def test_commands_of_the_readme_run(ran: dict[str, Session], command: str) -> None:
    """Each command line of the README does its work; the one that shows an error ends with status 3."""
    session = ran[command]
    shows_error = any(line.startswith("Error:") for line in session.shown)
    assert session.status in ((3,) if shows_error else (0, 1)), session.printed


@pytest.mark.parametrize("command", [session.command for session in sessions() if session.shown])
def test_output_in_the_readme_is_real(ran: dict[str, Session], command: str) -> None:
    """Each line of output that the README shows is a line that the command prints."""
    session = ran[command]
    assert [line for line in session.shown if line not in session.printed.splitlines()] == []


def test_readme_names_every_command() -> None:
    """The README has an example of each command."""
    commands = [session.command for session in sessions()]
    used = {command.split()[1] for command in commands} | set(re.findall(r"&& lnmt (\w+)", read(README)))
    assert used == set(command_line().commands)


# ------------------------------------------------------------------------------------------------------- links


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """Each link to a file of the repository leads to one, and each anchor to a heading of it."""
    for target, _, anchor in (link.partition("#") for link in re.findall(r"\]\(([^)\s]+)\)", read(page))):
        if target.startswith(("https:", "http:")):
            continue
        linked = page.parent / target if target else page
        assert linked.exists(), target
        headings = re.findall(r"^#+ (.*)$", read(linked), re.MULTILINE) if anchor else []
        assert not anchor or anchor in [re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings]
