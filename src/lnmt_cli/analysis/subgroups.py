"""The levels of a subgroup, in the order in which they are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.knowledge.protocol import Subgroup

UNKNOWN = "unknown"
"""The label of patients whose level is not recorded; they take no part in a comparison between levels."""


def level_of(row: dict[str, Any], subgroup: Subgroup) -> str | None:
    """Return the level of a patient's row in ``subgroup``; None if it is not known."""
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
    order = [*subgroup.levels, *_age_groups(subgroup.bounds)]
    known.sort(key=lambda level: (order.index(level) if level in order else len(order), level))
    return known + ([UNKNOWN] if None in found else [])


def _age_groups(bounds: Sequence[int]) -> list[str]:
    if not bounds:
        return []
    return [_group(value, bounds) for value in (bounds[0] - 1, *bounds)]
