"""The response to induction against the response after the switch, within the same patients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.changes import too_few
from lnmt_cli.analysis.deeper import BeforeAfter
from lnmt_cli.analysis.responding import counted, outcomes_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.analysis.strata import Stratum
    from lnmt_cli.knowledge.design import Design


def before_after(design: Design, week: int, stratum: Stratum) -> Iterator[BeforeAfter]:
    """Yield CR, and CR or PR, to induction against the week, the latter by the first definition that is told."""
    for responded in outcomes_of(design.definitions[0]):
        pairs = [
            (row["prior_response"] in responded, category in responded)
            for row in stratum.rows
            if row["prior_response"] and (category := counted(row, 1, design))
        ]
        yield _tested(design, week, stratum, responded, pairs)


def _why_one_sided(pairs: Sequence[tuple[bool, bool]], responded: Sequence[str]) -> str:
    """Return why there is no test: all began alike, and a change in one direction could not be; empty if it could.

    So it is in a level of the response to induction, and of CR where the criteria leave out who had it.
    """
    began = {before for before, _ in pairs}
    if len(began) != 1:
        return ""
    outcome = " or ".join(responded)
    return (
        f"everyone had {outcome} to induction, and no one could gain it: no test"
        if began == {True}
        else f"no one had {outcome} to induction that could be lost: no test"
    )


def _tested(
    design: Design, week: int, stratum: Stratum, responded: Sequence[str], pairs: Sequence[tuple[bool, bool]]
) -> BeforeAfter:
    gained, lost = pairs.count((False, True)), pairs.count((True, False))
    reason = too_few(len(pairs), design.protocol.reporting.smallest_group) or _why_one_sided(pairs, responded)
    test = None if reason else statistics.mcnemar(gained, lost)
    return BeforeAfter(
        week=week,
        subgroup=stratum.subgroup,
        level=stratum.level,
        outcome=" or ".join(responded),
        n=len(pairs),
        both=pairs.count((True, True)),
        gained=gained,
        lost=lost,
        neither=pairs.count((False, False)),
        p_value=test.exact if test else None,
        mid_p_value=test.mid_p if test else None,
        note=reason,
    )
