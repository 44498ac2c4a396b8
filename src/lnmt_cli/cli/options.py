"""The options that commands share, each said once."""

from __future__ import annotations

import enum
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class FailOn(enum.StrEnum):
    """From which severity on a problem in the data gives exit status 1."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")


def _one_of(words: Sequence[str]) -> Callable[[str | None], str | None]:
    """Return a callback that refuses other words, with the nearest that was perhaps meant."""

    def check(word: str | None) -> str | None:
        if word is None or word in words:
            return word
        near = get_close_matches(word, words, n=1)
        hint = f"did you mean {near[0]}?" if near else f"it takes {', '.join(words)}."
        raise typer.BadParameter(f"{word!r} is not known; {hint}")

    return check


def _a_day(text: str | None) -> str | None:
    """Refuse what is not a day as ``YYYY-MM-DD``."""
    try:
        return text and date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day; write it as YYYY-MM-DD.") from None


def choice(words: Sequence[str], *names: str, text: str) -> typer.models.OptionInfo:
    """Return an option that takes one of ``words``, and suggests the nearest for another."""
    return typer.Option(*names, metavar="|".join(words), callback=_one_of(words), help=text)  # type: ignore[no-any-return]


Exports = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="EXPORT",
        help="Export files (CSV, Excel, ODS), folders of them, or - for standard input; without any, the registry"
        " is read.",
    ),
]
NeededExports = Annotated[
    list[Path],
    typer.Argument(
        metavar="EXPORT",
        help="Export files (CSV, Excel, ODS), folders of them, or - for standard input; read together as one export.",
    ),
]
RegistryPath = Annotated[
    Path,
    typer.Option("--registry", envvar="LNMT_REGISTRY", metavar="PATH", help="The registry file."),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        callback=_a_day,
        help="Judge by what was known on this day; nothing later is used. Today if not given.",
    ),
]
Form = Annotated[
    str | None,
    choice(FORMATS, "--format", "-f", text="How the result is written; a table if not given."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; its suffix chooses the format."),
]
FailOnOption = Annotated[
    str,
    choice(tuple(FailOn), "--fail-on", text="From which severity on a problem in the data gives exit status 1."),
]
ShowSql = Annotated[bool, typer.Option("--show-sql", help="Print the SQL that is run, and nothing else.")]
DEFAULT_REGISTRY = Path("lnmt.duckdb")


def day(as_of: str | None) -> date:
    """Return the day that was asked for, or today."""
    return date.fromisoformat(as_of) if as_of else date.today()
