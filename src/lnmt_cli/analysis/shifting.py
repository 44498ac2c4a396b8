"""Shift tables: measures that are kept as levels, and the dose of steroid and who came down to which."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from lnmt_cli.analysis.changes import paired_rows, pairs_of
from lnmt_cli.analysis.deeper import DoseReached, LevelShift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.analysis.strata import Rows, Stratum
    from lnmt_cli.knowledge.design import Design


def level_shifts(design: Design, week: int, rows: Rows) -> Iterator[LevelShift]:
    """Yield baseline × week of each measure that is kept as a level and has any; None: not recorded."""
    reporting = design.protocol.reporting
    order = {level: at for at, level in enumerate(reporting.level_order)}

    def place(level: str | None) -> int:
        return len(order) + 1 if level is None else order.get(level, len(order))

    for measure in reporting.shifts:
        found = Counter((row[f"{measure}_baseline"], row[measure]) for row in rows)
        if any(level for pair in found for level in pair):
            for before, after in sorted(found, key=lambda pair: (place(pair[0]), place(pair[1]))):
                yield LevelShift(week, measure, before, after, found[before, after])


def doses_reached(design: Design, week: int, stratum: Stratum) -> Iterator[DoseReached]:
    """Yield how many have a dose of steroid at or below each threshold, of those with both doses."""
    reporting = design.protocol.reporting
    pairs = pairs_of(design, paired_rows(design, stratum.rows, reporting.steroid), reporting.steroid)
    if not pairs:
        return
    for dose in reporting.steroid_at_most:
        baseline, later = (sum(pair[at] <= dose for pair in pairs) for at in (0, 1))
        unit = design.units[reporting.steroid]
        yield DoseReached(week, stratum.subgroup, stratum.level, dose, unit, baseline, later, len(pairs))
