"""The levels of a subgroup, in the order in which they are reported."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.knowledge.protocol import Subgroup

UNKNOWN = "unknown"
"""The label of patients whose level is not recorded; they take no part in a comparison between levels."""

CROSS = " × "
"""What stands between the levels of subgroups that are crossed; where one is unknown, the combination is."""


def level_of(row: dict[str, Any], subgroup: Subgroup) -> str | None:
    """Return the level of a patient's row in ``subgroup``; None if it is not known."""
    if subgroup.crossed:
        parts = [level_of(row, part) for part in subgroup.crossed]
        return None if None in parts else CROSS.join(str(part) for part in parts)
    value = row[subgroup.column]
    if value is None or value == "":
        return None
    return _group(float(value), subgroup.bounds) if subgroup.bounds else str(value)


def _group(value: float, bounds: Sequence[int]) -> str:
    reached = [bound for bound in bounds if value >= bound]
    if not reached:
        return f"<{bounds[0]}"
    position = len(reached)
    return f"≥{bounds[-1]}" if position == len(bounds) else f"{reached[-1]}-{bounds[position] - 1}"


def levels(rows: Sequence[dict[str, Any]], subgroup: Subgroup) -> list[str]:
    """Return the levels that occur in ``rows``: in the protocol's order, else by name; the unknown last."""
    found = {level_of(row, subgroup) for row in rows}
    known = [level for level in found if level is not None]
    if subgroup.crossed:
        parts = [[level for level in levels(rows, part) if level != UNKNOWN] for part in subgroup.crossed]
        combined = [CROSS.join(combination) for combination in product(*parts)]
        return [level for level in combined if level in found] + ([UNKNOWN] if None in found else [])
    order = [*subgroup.levels, *_age_groups(subgroup.bounds)]
    known.sort(key=lambda level: (order.index(level) if level in order else len(order), level))
    return known + ([UNKNOWN] if None in found else [])


def _age_groups(bounds: Sequence[int]) -> list[str]:
    if not bounds:
        return []
    return [_group(value, bounds) for value in (bounds[0] - 1, *bounds)]
