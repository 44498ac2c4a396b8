"""One thing that the parser of options cannot do: ``--subgroup`` with and without a field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTION: Final = "--subgroup"
BARE: Final = "default"
"""What ``--subgroup`` alone means: the comparison that the protocol calls its own."""


def with_bare_subgroup(arguments: Sequence[str]) -> list[str]:
    """Return ``arguments`` with the study's own comparison put in where ``--subgroup`` stands alone.

    It stands alone at the end, before another option, and before a word that is a path and no field: one with a dot
    or a separator in it.
    """
    found: list[str] = []
    for place, argument in enumerate(arguments):
        found.append(argument)
        if argument == OPTION and _stands_alone(arguments[place + 1 : place + 2]):
            found.append(BARE)
    return found


def _stands_alone(following: Sequence[str]) -> bool:
    return not following or following[0].startswith("-") or any(sign in following[0] for sign in "./\\")
