"""The response told again by other windows and tie rules: how many patients it moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.deeper import Retelling
from lnmt_cli.analysis.responding import counted, definitions
from lnmt_cli.knowledge.departures import Departures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.strata import Rows
    from lnmt_cli.knowledge.design import Definition, Design
    from lnmt_cli.knowledge.reporting import Alternative
    from lnmt_cli.knowledge.windows import TimePoints

AS_IT_IS: Final = "as the run has it"
AS_STATED: Final = "as the protocol has it"


def retellings(analysis: Analysis, by_week: Mapping[int, Rows]) -> Iterator[Retelling]:
    """Yield the response of ``by_week``, and that of the same patients under each alternative.

    Those who cannot be told count as the run has them count, under each alternative too.
    """
    from lnmt_cli.analysis.engine import Analysis as Engine
    from lnmt_cli.analysis.scope import Scope

    for week, rows in by_week.items():
        for place, definition in definitions(analysis.design):
            same = [counted(row, place, analysis.design) for row in rows]
            yield _retelling(analysis.design, AS_IT_IS, week, definition, list(zip(same, same, strict=True)))
    told = {(row["patient_id"], week): row for week, rows in by_week.items() for row in rows}
    for label, other in _others(analysis.design):
        again = Engine(analysis.connection, other, analysis.cautions, analysis.as_of, Scope.SWITCH)
        found = {(row["patient_id"], row["week"]): row for row in again.rows("select * from outcome")}
        for week, rows in by_week.items():
            here = [(told[row["patient_id"], week], found[row["patient_id"], week]) for row in rows]
            for place, definition in definitions(other):
                moves = [(counted(before, place, other), counted(after, place, other)) for before, after in here]
                yield _retelling(other, label, week, definition, moves)


def _others(design: Design) -> Iterator[tuple[str, Design]]:
    """Yield each other way of telling once, with its label: as the protocol states it first, if the run departs."""
    run = design.protocol.outcome
    told = {run}
    stated = run._replace(around=run.stated or run.around)
    alternatives = ((one.label, _time_points(run, one)) for one in design.protocol.reporting.alternatives)
    for label, outcome in ((AS_STATED, stated), *alternatives):
        if outcome not in told:
            told.add(outcome)
            yield label, replace(design, protocol=design.protocol._replace(outcome=outcome))


def _time_points(run: TimePoints, alternative: Alternative) -> TimePoints:
    """Return the alternative's windows after the switch; what it does not name stays as the run has it."""
    asked = Departures(days=alternative.days, choose=alternative.choose, tie=alternative.tie)
    return asked.time_points(run)


def _retelling(
    design: Design, label: str, week: int, definition: Definition, moves: list[tuple[str | None, str | None]]
) -> Retelling:
    found = Counter(moves)
    after = Counter(category for _, category in moves)
    order = (*definition.categories, None)
    around = design.protocol.outcome.around
    return Retelling(
        label=label,
        window=f"-{around.days_before}/+{around.days_after} days, {around.choose}, {around.tie}",
        week=week,
        response=definition.response.name,
        counts=tuple((category, after[category]) for category in order),
        changed=sum(count for (before, now), count in found.items() if before != now),
        of=len(moves),
        moves=tuple(
            (before, now, found[before, now])
            for before in order
            for now in order
            if before != now and found[before, now]
        ),
    )
