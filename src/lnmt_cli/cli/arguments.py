"""One thing that the parser of options cannot do: options that may stand alone, ``--subgroup`` and ``--examples``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ALONE: Final = {"--subgroup": "default", "--examples": "packaged"}
"""What each means alone: the comparison that the protocol calls its own; the examples packaged with a definition."""
TAKES_FILE: Final = ("--examples",)
"""Those whose value is a file, so that a path behind them is theirs."""


def with_bare_options(arguments: Sequence[str]) -> list[str]:
    """Return ``arguments`` with what is meant put in where one of these options stands alone.

    It stands alone at the end, before another option, and, unless it takes a file, before a word that is a path: one
    with a dot or a separator in it.
    """
    found: list[str] = []
    for place, argument in enumerate(arguments):
        found.append(argument)
        if argument in ALONE and _stands_alone(argument, arguments[place + 1 : place + 2]):
            found.append(ALONE[argument])
    return found


def _stands_alone(option: str, following: Sequence[str]) -> bool:
    if not following or following[0].startswith("-"):
        return True
    return option not in TAKES_FILE and any(sign in following[0] for sign in "./\\")
