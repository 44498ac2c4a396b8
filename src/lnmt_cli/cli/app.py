"""The application: its commands and what it says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from lnmt_cli.cli import protocol
from lnmt_cli.cli.analysing import eligible, outcomes
from lnmt_cli.cli.checking import ingest, validate
from lnmt_cli.cli.demo import demo
from lnmt_cli.cli.describing import describe
from lnmt_cli.cli.gfr import gfr
from lnmt_cli.cli.mapping import map as map_
from lnmt_cli.cli.quick import QuickCommand, QuickGroup
from lnmt_cli.cli.registry import history, info

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS: Final = (ingest, validate, map_, eligible, outcomes, describe, info, history, gfr, demo)


def build(asked: Sequence[str] = ()) -> typer.Typer:
    """Return the application for the arguments ``asked``.

    Where they begin with a command it has just that one: Typer looks into the signature of every command that it is
    given, each time it starts. Without one, or with one that is not known, it has all of them.
    """
    # Markup would take a unit such as [g/g] in a help text for a style, and drop it.
    app = typer.Typer(
        name="lnmt",
        cls=QuickGroup,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(lnmt)
    named = [command for command in COMMANDS if list(asked[:1]) == [command.__name__] and command is not demo]
    is_of_group = list(asked[:1]) == [protocol.NAME]
    for command in () if is_of_group else named or COMMANDS:
        app.command(cls=QuickCommand)(command)
    if not named:
        app.add_typer(protocol.group(asked[1:] if is_of_group else ()), name=protocol.NAME)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from lnmt_cli.knowledge.version import KNOWLEDGE_VERSION, TOOL_VERSION

        typer.echo(f"lnmt {TOOL_VERSION} (knowledge {KNOWLEDGE_VERSION})")
        raise typer.Exit


def lnmt(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Who qualifies for multi-target therapy of lupus nephritis, and what became of those who switched.

    From the Excel or CSV export of a registry: is the data sound; who qualifies for the switch to mycophenolate and
    tacrolimus; what happened after it.

    Exit status: 0 done; 1 done, and the data have errors; 2 wrong usage; 3 an input or the registry cannot be read;
    4 the registry is being written by another; 5 refused for privacy or safety; 70 a bug; 130 interrupted.
    """
