"""What befell those analysed before a week (intercurrent events, ICH E9(R1)), and the response if it were none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.deeper import IntercurrentEvent
from lnmt_cli.analysis.responding import COMPLETE, as_missing_counts, definitions, observed, widest
from lnmt_cli.knowledge.protocol import NO_RESPONSE_AFTER
from lnmt_cli.knowledge.values import declared_for_responses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.analysis.strata import Rows
    from lnmt_cli.knowledge.design import Definition, Design

ALL: Final = "all"
"""Every event together."""


def intercurrent_events(design: Design, week: int, rows: Rows) -> Iterator[IntercurrentEvent]:
    """Yield each event, and all together, with the response by each definition if it counted as none."""
    for place, definition in definitions(design):
        for event in NO_RESPONSE_AFTER:
            label = declared_for_responses()[event].label
            yield _event(design, week, rows, place, definition, (event,))._replace(event=event, label=label)
        yield _event(design, week, rows, place, definition, NO_RESPONSE_AFTER)


def _event(
    design: Design, week: int, rows: Rows, place: int, definition: Definition, names: Sequence[str]
) -> IntercurrentEvent:
    truths = [_any([row[name] for name in names]) for row in rows]
    # A week that has not come has no response yet, whatever befell the patient.
    categories = [
        None if row["is_not_due"] else as_missing_counts(row, _if_none(observed(row, place), truth), design)
        for row, truth in zip(rows, truths, strict=True)
    ]
    of = len(categories) - categories.count(None)
    complete = sum(category in COMPLETE for category in categories)
    responded = None if definition.partial is None else sum(category in widest(definition) for category in categories)
    return IntercurrentEvent(
        week=week,
        response=definition.response.name,
        event=ALL,
        label="every event",
        is_counted=all(name in design.protocol.no_response_after for name in names),
        n=truths.count(True),
        unknown=truths.count(None),
        of=of,
        complete=complete,
        complete_percent=100 * complete / of if of else None,
        responded=responded,
        responded_percent=100 * responded / of if of and responded is not None else None,
    )


def _any(truths: list[Any]) -> bool | None:
    """Return whether one of the truths holds, by three-valued logic."""
    return True if True in truths else None if None in truths else False


def _if_none(category: str | None, truth: bool | None) -> str | None:
    """Return the category if the event, which happened, did not, or cannot be told, counted as no response."""
    return "NR" if truth or category == "NR" else category if truth is False else None
