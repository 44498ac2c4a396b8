"""Why a patient is an inadequate responder, or refractory, by ACR 2024: what decides, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.explained import Rule, Term
from lnmt_cli.knowledge import values as named
from lnmt_cli.knowledge.refractory import load_refractory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lnmt_cli.analysis.engine import Analysis

    Row = Mapping[str, Any]


def acr_2024(analysis: Analysis, row: Row) -> tuple[Rule, ...]:
    """Return both rules for the patient of ``row``, with what decides each."""
    labels = {name: named.of_patients()[name] for name in ("inadequate_response", "refractory")}
    because = {"inadequate_response": _of_response(analysis, row), "refractory": tuple(_of_courses(row))}
    return tuple(
        Rule(
            name,
            f"{value.label[0].upper()}{value.label[1:]}",
            row[name],
            (Term(name, value.label, row[name], because[name]),),
            load_refractory().source,
        )
        for name, value in labels.items()
    )


def _of_response(analysis: Analysis, row: Row) -> tuple[str, ...]:
    week, response = analysis.design.protocol.induction_week, row["prior_response"]
    if response is None:
        return (f"the response to induction at week {week} is not known",)
    told = f"{response} {'as recorded' if row['recorded_response'] else 'as computed'} at week {week}"
    if row["inadequate_response"] is not None:
        return (told,)
    asked = load_refractory()
    if not asked.is_judged_at(week):
        return (told, f"which is not in weeks {asked.from_week} to {asked.until_week}")
    return (told, f"and {analysis.design.definition.response.name} does not tell a partial response from none")


def _of_courses(row: Row) -> Iterator[str]:
    """Yield what decides that a patient is refractory or not, or what is not known."""
    if row["inadequate_response"] is False:
        yield "the response to induction is not inadequate"
    elif row["two_standard_courses"] is False:
        yield "fewer than two courses of standard induction recorded"
    elif row["refractory"] is False:
        yield f"{row['last_response']} by the last values"
    elif row["refractory"]:
        yield "no response, and two courses of standard induction"
    else:
        if row["inadequate_response"] is None:
            yield "whether the response is inadequate is not known"
        if row["two_standard_courses"] is None:
            yield "whether there were two courses of standard induction is not known (starts, stops, phases, drugs)"
        elif row["inadequate_response"]:
            yield "no response is known from after the second course"
