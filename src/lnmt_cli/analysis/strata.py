"""Those analysed as a whole, and by each level of each subgroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lnmt_cli.analysis.subgroups import UNKNOWN, level_of, levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.knowledge.protocol import Subgroup

Rows = list[dict[str, Any]]


class Stratum(NamedTuple):
    """Patients of one level of a subgroup, or all (both None): their rows, one a patient."""

    subgroup: str | None
    level: str | None
    rows: Rows


def strata(rows: Rows, subgroups: Sequence[Subgroup]) -> Iterator[Stratum]:
    """Yield all patients, then each level of each subgroup, the unknown one last."""
    yield Stratum(None, None, rows)
    for subgroup in subgroups:
        yield from levels_of(rows, subgroup)


def levels_of(rows: Rows, subgroup: Subgroup) -> list[Stratum]:
    """Return the levels of ``subgroup`` that occur, in their order, the unknown one last."""
    members: dict[str, Rows] = {level: [] for level in levels(rows, subgroup)}
    for row in rows:
        members[level_of(row, subgroup) or UNKNOWN].append(row)
    return [Stratum(subgroup.name, level, found) for level, found in members.items()]


def known_levels(rows: Rows, subgroup: Subgroup) -> list[Stratum]:
    """Return the levels of ``subgroup`` that can be compared: without the unknown one."""
    return [stratum for stratum in levels_of(rows, subgroup) if stratum.level != UNKNOWN]
