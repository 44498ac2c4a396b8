"""What a clinician should look at before the verdict on a patient is taken as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.explained import TimedValue

    Row = Mapping[str, Any]


def flags(analysis: Analysis, row: Row, values: Iterable[TimedValue]) -> Iterator[str]:
    """Yield what to look at in the patient of ``row``, a sentence for each."""
    if row["response_disagrees"]:
        recorded, computed = row["recorded_response"], row["computed_response"] or "not complete"
        which = " on whether it is complete" if row["complete_response_disagrees"] else ""
        yield (
            f"The recorded response ({recorded}) and the computed one ({computed}) disagree{which};"
            " the recorded one counts."
        )
    if row["switch_date"] and row["induction_start"] and row["switch_date"] < row["induction_start"]:
        days = (row["induction_start"] - row["switch_date"]).days
        yield f"The switch is {days} days before the start of induction: one of the two days may be wrong."
    yield from _far_apart(analysis, values)


def _far_apart(analysis: Analysis, values: Iterable[TimedValue]) -> Iterator[str]:
    limit = analysis.design.protocol.furthest_apart_days
    found = {(value.point, value.measure): value for value in values}
    for (point, measure), value in found.items():
        for other in ("egfr", "creatinine"):
            against = found.get((point, other))
            if measure != "upcr" or against is None or value.at is None or against.at is None:
                continue
            apart = abs((value.at.day or 0) - (against.at.day or 0))
            if apart > limit:
                yield f"At {point}, UPCR and {against.label} are {apart} days apart (more than {limit})."
