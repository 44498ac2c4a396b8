"""What a study design needs of an export. The data: the ``need`` entries of ``protocols/*.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge import DEFAULT_PROTOCOL
from lnmt_cli.knowledge.definitions import read_definition
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.protocol import PROTOCOLS, load_protocol

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lnmt_cli.knowledge.toml import Table

TIME_POINTS: Final = "time points in headers"
"""Among the fields of a need: columns whose header or mapping says when they were measured."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that an export has to supply: the fields of one of ``alternatives``, all of them. ``why``: in words."""

    alternatives: tuple[tuple[str, ...], ...]
    why: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Return every field that can help."""
        return tuple(dict.fromkeys(name for names in self.alternatives for name in names))

    @property
    def written(self) -> str:
        """Return the alternatives in words: ``egfr, or creatinine with sex and age``."""
        return ", or ".join(
            " with ".join((names[0], " and ".join(names[1:]))).removesuffix(" with ") for names in self.alternatives
        )

    def is_met(self, supplied: AbstractSet[str], *, is_timed: bool = False) -> bool:
        """Return whether the fields ``supplied`` will do; ``is_timed``: time points stand in headers."""
        there = supplied | {TIME_POINTS} if is_timed else supplied
        return any(there >= set(names) for names in self.alternatives)


def load_needs(protocol: str = DEFAULT_PROTOCOL) -> tuple[Need, ...]:
    """Return what the packaged study design of that name needs, its measures last.

    Raises KnowledgeError, UsageError where there is none of that name.
    """
    measures = load_protocol(protocol).measures
    needs = [_need(row) for row in read_definition(protocol, PROTOCOLS, "protocol")[0].rows("need")]
    named = {name for need in needs for name in need.fields}
    return (*needs, *(Need(((name,),), "a measure of the outcomes") for name in measures if name not in named))


def _need(row: Table) -> Need:
    row.only("fields", "why")
    alternatives = tuple(tuple(name.strip() for name in part.split("+")) for part in row.text("fields").split("|"))
    known = {*load_fields(), TIME_POINTS}
    for name in (name for names in alternatives for name in names):
        if name not in known:
            row.refuse("fields", f"{name} is no field of the dictionary")
    return Need(alternatives, row.text("why"))
