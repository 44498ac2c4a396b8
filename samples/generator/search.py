"""Settle whole-number values so that the means and SDs of their columns come out as printed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.draw import Draw
    from generator.targets import Printed

Rows = list[list[int]]
CLOSE_ENOUGH = 0.3
"""In units of the last printed place; 0.5 would be the edge of rounding."""


def mean_sd(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and the sample SD (ddof 1)."""
    mean = math.fsum(values) / len(values)
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))


def settle(
    rows: Rows,
    goals: Sequence[Printed],
    figure: Callable[[int, int, int], float],
    allowed: Callable[[int, list[int]], bool],
    draw: Draw,
    steps: int = 400_000,
) -> Rows:
    """Return rows whose columns have the printed means and SDs.

    ``rows`` are patients, each with one whole number for each goal; ``figure(row, column, number)`` is what
    is averaged; ``allowed(row, numbers)`` says what a row may be. The rows of one or two patients are moved a
    little at a time, and the move is kept when the sum of squared misses does not grow. Raises RuntimeError
    if ``steps`` moves do not suffice.
    """
    rows = [list(row) for row in rows]
    if not all(allowed(index, row) for index, row in enumerate(rows)):
        raise RuntimeError("the search begins outside what is allowed")
    figures = [[figure(i, c, row[c]) for c in range(len(goals))] for i, row in enumerate(rows)]
    miss = _miss(figures, goals)
    for _ in range(steps):
        if _reached(figures, goals):
            return rows
        moved = {draw.integer(0, len(rows) - 1): [0] for _ in range(2)}
        moved = {index: _nudged(rows[index], draw) for index in moved}
        if not all(allowed(index, row) for index, row in moved.items()):
            continue
        trial = list(figures)
        for index, row in moved.items():
            trial[index] = [figure(index, c, number) for c, number in enumerate(row)]
        if (trial_miss := _miss(trial, goals)) <= miss:
            figures, miss = trial, trial_miss
            for index, row in moved.items():
                rows[index] = row
    raise RuntimeError(f"the targets were not reached: {miss}")


def _nudged(row: list[int], draw: Draw) -> list[int]:
    reach = draw.pick((0, 1, 3, 12))
    return [number + draw.integer(-reach, reach) for number in row]


def _reached(figures: list[list[float]], goals: Sequence[Printed]) -> bool:
    columns = zip(*figures, strict=True)
    return all(g.missed_by(*mean_sd(column)) < CLOSE_ENOUGH for g, column in zip(goals, columns, strict=True))


def _miss(figures: list[list[float]], goals: Sequence[Printed]) -> float:
    columns = zip(*figures, strict=True)
    pairs = [(goal, *mean_sd(column)) for goal, column in zip(goals, columns, strict=True)]
    return math.fsum((mean - goal.mean) ** 2 + (sd - goal.sd) ** 2 for goal, mean, sd in pairs)
