"""The documentation says what the program does: reference, commands with their output, and links."""

from __future__ import annotations

import ast
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
PROTOCOLS = CHECKOUT / "docs" / "protocols.md"
GUIDE, SAMPLES = CHECKOUT / "docs" / "guide.md", CHECKOUT / "samples" / "README.md"
TRIED = (README, GUIDE, PROTOCOLS, SAMPLES)
"""The pages whose commands are run."""
SPECIFICATION = CHECKOUT / "docs" / "specification.md"
CHECKS = CHECKOUT / "docs" / "checks.md"
PAGES = [README, CHECKOUT / "CONTRIBUTING.md", CHECKOUT / "CHANGELOG.md", SAMPLES, *(CHECKOUT / "docs").glob("*.md")]
WIDTH = 100
"""Characters of the terminal that the output on the pages was taken from."""


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def command_line() -> Any:
    return typer.main.get_command(build())


def commands(group: Any = None, before: str = "") -> dict[str, Any]:
    """Return every command by its name; those of a group have its name before their own."""
    found: dict[str, Any] = {}
    for name, command in (group or command_line()).commands.items():
        below = commands(command, f"{before}{name} ") if hasattr(command, "commands") else {before + name: command}
        found |= below
    return found


def names_of(command: Any) -> list[str]:
    """Return the long names of a command's options."""
    return [
        name for parameter in command.params for name in parameter.opts if name.startswith("--") and name != "--help"
    ]


# --------------------------------------------------------------------------------------------------- reference


@functools.cache
def generator(name: str = "generate") -> Any:
    """Return a script of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, CHECKOUT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    return generate


def test_reference_is_what_the_generator_makes() -> None:
    """The committed reference is made from the code and the knowledge files as they are."""
    assert read(REFERENCE) == generator().reference(), "make it again: python docs/generate.py"


def test_page_of_checks_is_what_the_generator_makes() -> None:
    """The committed page of checks is made from the knowledge files as they are."""
    assert read(CHECKS) == generator().checks(), "make it again: python docs/generate.py"


def test_specification_is_what_the_tests_say() -> None:
    """The committed specification is made from the drawn rules as they are."""
    assert read(SPECIFICATION) == generator("specify").specification(), "make it again: python docs/specify.py"


@pytest.mark.parametrize("path", sorted((CHECKOUT / "tests" / "spec").glob("test_*.py")), ids=lambda path: path.stem)
def test_every_rule_is_in_the_specification(path: Path) -> None:
    """The docstring of each test of tests/spec/ stands in the specification as a rule."""
    tests = [node for node in ast.parse(read(path)).body if isinstance(node, ast.FunctionDef)]
    docstrings = [ast.get_docstring(test) or "" for test in tests if test.name.startswith("test_")]
    rules = [re.sub(r"\s+", " ", docstring.replace("``", "`")) for docstring in docstrings]
    page = read(SPECIFICATION)
    assert [rule for rule in rules if f"**{rule}**" not in page] == []


def test_specification_draws_records_and_answers() -> None:
    """A drawn table comes as one of Markdown, with its remarks in a column of their own, and in order."""
    page = read(SPECIFICATION)
    rule = page.index("**Complete is below 0.5; partial is a fall of 50 % or more to below 3;")
    assert page.index("| C | 168 | 2.00 | 90 | exactly 50 % |", rule) < page.index("| C | PR |", rule)


@pytest.mark.parametrize("name", list(commands()))
def test_every_option_is_in_the_reference(name: str) -> None:
    """Each command has a section, and each of its options and arguments stands in it."""
    section = read(REFERENCE).split(f"### lnmt {name}\n")[1].split("\n#")[0]
    for parameter in commands()[name].params:
        is_argument = parameter.param_type_name == "argument"
        for word in [parameter.metavar] if is_argument else parameter.opts:
            assert f"`{word}`" in section


@pytest.mark.parametrize("field", list(load_fields()))
def test_every_field_is_in_the_reference(field: str) -> None:
    """Each field stands in the table of its kind and in the table of headers."""
    assert read(REFERENCE).count(f"| `{field}`") >= 2


@pytest.mark.parametrize("check", list(load_checks().values()), ids=lambda check: check.id)
def test_every_check_is_documented(check: Any) -> None:
    """Each check has a section with count, example, reason and remedy, and stands in the reference."""
    section = read(CHECKS).split(f"\n## {check.id}\n")[1].split("\n## ")[0]
    told = [check.title, check.message, check.example, check.why, check.remedy, check.numerator, check.denominator]
    assert [text for text in told if text and re.sub(r"\s+", " ", text).strip() not in section] == []
    assert f"checks.md#{check.id}" in read(REFERENCE)


@pytest.mark.parametrize("page", [README, REFERENCE], ids=lambda page: page.name)
@pytest.mark.parametrize("status", list(ExitStatus))
def test_every_exit_status_is_documented(page: Path, status: ExitStatus) -> None:
    """README and reference have a row for each exit status."""
    assert f"\n| {int(status)} |" in read(page)


# ---------------------------------------------------------------------------------------------------- commands


@dataclass(frozen=True)
class Session:
    """A command of a page with what the page shows of its output, and what running it gave."""

    command: str
    shown: list[str]
    status: object = None
    printed: str = ""


def sessions(text: str) -> Iterator[Session]:
    """Yield the commands in the ``console`` blocks of a page, in order; a line ``…`` stands for lines left out."""
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield Session(command, [line for line in shown if line not in ("", "…")])


def files(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and content of the files that a page shows, each in a block such as ``csv clinic.csv``."""
    yield from re.findall(r"```(?:csv|toml) (\S+)\n(.*?)```", text, re.DOTALL)


EVERY = [(page, number) for page in TRIED for number, _ in enumerate(sessions(read(page)))]
COMMANDS = [pytest.param(page, at, id=f"{page.parent.name}/{page.name}-{at}") for page, at in EVERY]


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
    """Return the exit status of a command line and all that it printed, on a terminal of the pages' width."""
    command, _, given = command.partition(" < ")
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        patch.setattr(sys, "argv", shlex.split(command))
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(given).read_bytes() if given else b"")))
        patch.setattr(terminal, "write_tables", functools.partial(terminal.write_tables, width=WIDTH))
        with pytest.raises(SystemExit) as left:
            main()
    out.flush()
    return left.value.code, out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, list[Session]]:
    """Every command of each page, run one after the other in a folder with the samples and the page's files."""
    return {page: list(run_page(read(page), tmp_path_factory.mktemp("page"))) for page in TRIED}


def run_page(text: str, folder: Path) -> Iterator[Session]:
    shutil.copytree(CHECKOUT / "samples", folder / "samples")
    unexplained_export(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.delenv("LNMT_REGISTRY", raising=False)
        for part in re.split(r"(?=^```)", text, flags=re.MULTILINE):
            block = f"{part}```"
            for name, content in files(block):
                (folder / name).write_text(content, encoding="utf-8")
            for one in sessions(block):
                yield Session(one.command, one.shown, *run(one.command))


@pytest.mark.parametrize(("page", "number"), COMMANDS)
def test_commands_of_the_pages_run(ran: dict[Path, list[Session]], page: Path, number: int) -> None:
    """Each command line of a page does its work; one that shows an error ends with status 3."""
    session = ran[page][number]
    shows_error = any(line.startswith("Error:") for line in session.shown)
    assert session.status in ((3,) if shows_error else (0, 1)), session.command + "\n" + session.printed


@pytest.mark.parametrize(("page", "number"), COMMANDS)
def test_output_on_the_pages_is_real(ran: dict[Path, list[Session]], page: Path, number: int) -> None:
    """Each line of output that a page shows is a line that the command prints, and they come in this order."""
    session = ran[page][number]
    printed = iter(session.printed.splitlines())
    assert [line for line in session.shown if line not in printed] == [], session.command + "\n" + session.printed


def test_readme_names_every_command() -> None:
    """The README has an example of each command."""
    used = {session.command.split()[1] for session in sessions(read(README))} | set(
        re.findall(r"&& lnmt (\w+)", read(README))
    )
    assert used == set(command_line().commands)


@pytest.mark.parametrize("name", [name for command in commands().values() for name in names_of(command)])
def test_every_option_is_in_a_page_for_people(name: str) -> None:
    """README or guide names each option: what only the reference has, nobody finds."""
    assert name in read(README) + read(GUIDE) + read(PROTOCOLS)


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
