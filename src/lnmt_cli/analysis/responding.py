"""The response of a patient at a week, by a definition, as the run counts those who cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.rendering import numbered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lnmt_cli.knowledge.design import Definition, Design

COUNTED_AS: Final = {"nri": "NR", "worst": "NR", "best": "CR"}
"""The category of those who cannot be told, by how the run counts them."""
COMPLETE: Final = ("CR",)
RESPONDED: Final = ("CR", "PR")


def observed(row: dict[str, Any], place: int) -> str | None:
    """Return the category by the definition at ``place`` (from 1); None where it cannot be told."""
    category: str | None = row[f"category{numbered(place)}"]
    return category


def counted(row: dict[str, Any], place: int, design: Design) -> str | None:
    """Return the category as it counts: where it cannot be told, as the design says, or None to leave it out."""
    return as_missing_counts(row, observed(row, place), design)


def as_missing_counts(row: dict[str, Any], category: str | None, design: Design) -> str | None:
    """Return ``category``, or what counts in its place where it cannot be told; the dead are never a best case.

    ``is_dead``: died by the week, on whichever side of the switch, or on a day that is not known. A week that has not
    come is left out, whatever the design says of missing responses: nothing is missing yet.
    """
    if category or row["is_not_due"]:
        return category
    missing = design.protocol.reporting.missing
    return "NR" if missing == "best" and row["is_dead"] else COUNTED_AS.get(missing)


def definitions(design: Design) -> Iterable[tuple[int, Definition]]:
    """Return each response definition with its place, from 1."""
    return enumerate(design.definitions, 1)


def outcomes_of(definition: Definition) -> tuple[tuple[str, ...], ...]:
    """Return the responses that are compared: CR and, where there is a partial tier, CR or PR."""
    return (COMPLETE,) if definition.partial is None else (COMPLETE, RESPONDED)


def widest(definition: Definition) -> tuple[str, ...]:
    """Return the categories that are a response at all."""
    return outcomes_of(definition)[-1]
