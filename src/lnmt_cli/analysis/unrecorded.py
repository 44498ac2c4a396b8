"""What response definitions need and a registry never records: told, with the option that leaves it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.values import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.design import Definition


def never_recorded(analysis: Analysis) -> Iterator[str]:
    """Yield for each definition what it needs that no visit has, what it would be without it, and how to ask for that.

    Nothing is left out by itself.
    """
    for definition in analysis.design.definitions:
        for name, without in definition.response.lacking.items():
            measures = _measures(definition, name, analysis)
            if measures and not _has_any(analysis, measures):
                label = values.in_sentence(values.of_responses()[name].label)
                yield (
                    f"{definition.response.name} needs {label}, which is recorded nowhere. `--leave-out {name}` leaves"
                    f" it out. {without}"
                )


def _measures(definition: Definition, name: str, analysis: Analysis) -> list[str]:
    """Return the measures by which the terms about a value are told: one of them is enough to tell something."""
    terms = [term for rule in (definition.complete, definition.partial) if rule for term in rule.terms]
    names = (other.removesuffix(BASELINE) for term in terms if name in term.names for other in term.names)
    return [measure for measure in dict.fromkeys(names) if measure in analysis.design.kinds]


def _has_any(analysis: Analysis, measures: list[str]) -> bool:
    # The names are columns of the visits.
    recorded = " or ".join(f"{measure} is not null" for measure in measures)
    ((found,),) = analysis.connection.execute(f"select count(*) from visit where {recorded}").fetchall()  # noqa: S608
    return bool(found)
