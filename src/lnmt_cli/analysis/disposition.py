"""From those who switched to those whose response can be told at a week, with the reasons why others are lost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.deeper import Disposition
from lnmt_cli.analysis.responding import definitions, observed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.analysis.strata import Rows
    from lnmt_cli.knowledge.design import Design

REASONS: Final = (
    "died",
    "kidney_failure",
    "lost_to_follow_up",
    "withdrawn",
    "week_not_reached",
    "no_visit",
    "value_missing",
)
"""Why a response cannot be told; of several the first counts."""


def disposition(design: Design, week: int, rows: Rows) -> Iterator[Disposition]:
    """Yield how many switched, how many are assessable at the week, and how many are not for each reason."""
    for place, definition in definitions(design):
        name = definition.response.name
        reasons = Counter(_reason(row) for row in rows if observed(row, place) is None)
        yield Disposition(week, name, "switched", len(rows))
        yield Disposition(week, name, "assessable", len(rows) - reasons.total())
        for reason in REASONS:
            yield Disposition(week, name, reason, reasons[reason])


def _reason(row: dict[str, Any]) -> str:
    truths = {
        "died": row["died"],
        "kidney_failure": row["kidney_failure"],
        "lost_to_follow_up": row["is_lost"],
        "withdrawn": row["withdrawn"],
        "week_not_reached": row["is_not_due"],
        "no_visit": not row["has_visit"],
    }
    return next((reason for reason, holds in truths.items() if holds), "value_missing")
