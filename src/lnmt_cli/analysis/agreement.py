"""The same patients under several response definitions: where they agree, and on whom they differ."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from lnmt_cli.analysis.deeper import CrossTable
from lnmt_cli.analysis.responding import definitions, observed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.analysis.strata import Rows
    from lnmt_cli.knowledge.design import Definition, Design


def agreement(design: Design, week: int, rows: Rows, *, named: bool) -> Iterator[CrossTable]:
    """Yield the cross table of each pair of definitions; with ``named``, who differs by identifier."""
    for (place, first), (other, second) in combinations(definitions(design), 2):
        pairs = [(row["patient_id"], observed(row, place), observed(row, other)) for row in rows]
        counts = Counter((one, two) for _, one, two in pairs)
        differing = [
            (patient, one, two)
            for patient, one, two in pairs
            if one is not None and two is not None and _differ(first, one, second, two)
        ]
        yield CrossTable(
            week=week,
            first=first.response.name,
            second=second.response.name,
            cells=tuple(
                (one, two, counts[one, two]) for one in (*first.categories, None) for two in (*second.categories, None)
            ),
            differing=len(differing),
            of=sum(one is not None and two is not None for _, one, two in pairs),
            patients=tuple(differing) if named else (),
        )


def _differ(first: Definition, one: str, second: Definition, two: str) -> bool:
    """Return whether two categories part; where a definition has no partial tier only CR can be compared."""
    if first.categories == second.categories:
        return one != two
    return (one == "CR") != (two == "CR")
