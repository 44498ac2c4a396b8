"""Every mistake of a definition of one's own that can be told by itself, not only the first."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from lnmt_cli.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lnmt_cli.knowledge.expression import Expression, Permitted
    from lnmt_cli.knowledge.place import Place
    from lnmt_cli.knowledge.values import Value

Found = TypeVar("Found")


class Mistakes:
    """What was refused so far, in the order in which it was looked at."""

    def __init__(self) -> None:
        self._refused: list[KnowledgeError] = []

    def attempt(self, do: Callable[[], Found]) -> Found | None:
        """Return what ``do`` returns; where that is refused, keep the refusal and return None."""
        try:
            return do()
        except KnowledgeError as refusal:
            self._refused.append(refusal)
            return None

    def refuse_any(self) -> None:
        """Raise KnowledgeError with all that was refused, a line for each, if anything was."""
        if len(self._refused) == 1:
            raise self._refused[0]
        if self._refused:
            told = ["\n  ".join(filter(None, (one.message, one.hint))) for one in self._refused]
            raise KnowledgeError("\n".join(told), f"{len(told)} mistakes.")


def compile_rules(
    rules: Mapping[Place, str], known: Mapping[str, Value], permitted: Mapping[str, Permitted], mistakes: Mistakes
) -> tuple[Expression, ...]:
    """Return those of ``rules``, by their places, that are sound conditions over ``known`` names.

    The others go to ``mistakes``, also those that compare a name with what it is not ``permitted`` to be.
    """
    import duckdb

    from lnmt_cli.knowledge.expression import compile_expression

    kinds = {name: value.kind for name, value in known.items()}
    # The database in memory only parses.
    with duckdb.connect() as connection:
        found = [
            # How numbers are rounded does not matter to whether a rule is sound.
            mistakes.attempt(partial(compile_expression, rule, kinds, 0, place, connection, permitted))
            for place, rule in rules.items()
        ]
    return tuple(rule for rule in found if rule is not None)
