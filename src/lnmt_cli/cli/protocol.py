"""``lnmt protocol``: study designs and response definitions listed, shown, checked and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from lnmt_cli.cli import options  # noqa: TC001 - Typer reads the annotations when the command is made
from lnmt_cli.cli.quick import QuickCommand, QuickGroup
from lnmt_cli.cli.writing import emit, protect
from lnmt_cli.errors import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NAME: Final = "protocol"

Definition = Annotated[
    str,
    typer.Argument(
        metavar="DEFINITION", help="A packaged protocol or response definition, by name, or a file of your own."
    ),
]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="What it is compared with: another of the same kind.")]
Examples = Annotated[
    str | None,
    typer.Option(
        "--examples",
        metavar="[FILE]",
        help="Try the examples of FILE, or, without FILE, those that come with a packaged definition.",
    ),
]


def group(asked: Sequence[str] = ()) -> typer.Typer:
    """Return the commands below ``lnmt protocol``: just the one that the arguments ``asked`` begin with, else all."""
    app = typer.Typer(
        name=NAME,
        cls=QuickGroup,
        rich_markup_mode=None,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(protocol)
    commands: dict[str, Callable[..., None]] = {"list": list_, "show": show, "check": check, "diff": diff}
    named = [name for name in commands if list(asked[:1]) == [name]]
    for name in named or commands:
        app.command(name, cls=QuickCommand)(commands[name])
    return app


def protocol() -> None:
    """List, show, check and compare study designs and response definitions, packaged ones and your own."""


def list_(form: options.Form = None, output: options.Output = None) -> None:
    """List the packaged protocols and response definitions."""
    from lnmt_cli.analysis.describing import listed
    from lnmt_cli.output.protocol import of_list

    emit(of_list(listed()), form, output)


def show(definition: Definition, form: options.Form = None, output: options.Output = None) -> None:
    """Put a protocol or a response definition in plain sentences, made from what the SQL is made from."""
    from lnmt_cli.analysis.describing import described
    from lnmt_cli.output.protocol import of_description
    from lnmt_cli.registry.store import in_memory

    _protect(output, definition)
    with in_memory() as connection:
        found = described(connection, definition)
    emit(of_description(found), form, output)


def check(
    definition: Definition,
    examples: Examples = None,
    form: options.Form = None,
    output: options.Output = None,
) -> None:
    """Say whether a protocol or a response definition is sound, and what was understood of it.

    Mistakes are told with file, line, place and the nearest valid name (exit status 3). With examples it is told
    where rule and expectation part (exit status 1).
    """
    from lnmt_cli.analysis.checking import checked
    from lnmt_cli.output.protocol import of_check
    from lnmt_cli.registry.store import in_memory

    _protect(output, definition, examples)
    with in_memory() as connection:
        found = checked(connection, definition, examples)
    emit(of_check(found), form, output)
    raise typer.Exit(ExitStatus.DATA_ERRORS if found.parted else ExitStatus.DONE)


def diff(first: Definition, second: Other, form: options.Form = None, output: options.Output = None) -> None:
    """Say what differs between two protocols, or between two response definitions, sentence by sentence."""
    from lnmt_cli.analysis.describing import compared
    from lnmt_cli.output.protocol import of_comparison
    from lnmt_cli.registry.store import in_memory

    _protect(output, first, second)
    with in_memory() as connection:
        found = compared(connection, first, second)
    emit(of_comparison(found), form, output)


def _protect(output: Path | None, *names: str | None) -> None:
    """Refuse to overwrite a definition or its examples with what is made from them."""
    from lnmt_cli.knowledge.definitions import is_path

    protect(output, [Path(name) for name in names if name and is_path(name)])
