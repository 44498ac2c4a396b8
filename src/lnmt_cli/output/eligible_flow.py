"""The flow of patients through the criteria, and the criteria without the order of the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..analysis.results import Status
from .eligible_words import LEGEND, MARKS, VERDICT_TONES
from .figures import share
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..analysis.results import AttritionStep, CriterionCounts, Eligibility, Overlap


def flow_tables(result: Eligibility) -> list[Table]:
    """Return the flow, each criterion among all patients, and the combinations of verdicts that there are."""
    overlap = result.overlap
    combined = [_alone(overlap, len(result.patients)), _combinations(overlap, len(result.patients))]
    return [_attrition(result), *(combined if overlap.criteria else [])]


def _attrition(result: Eligibility) -> Table:
    return Table(
        "Flow of patients: of those who met the criteria before",
        (
            Column("Criterion", wrap=True, minimum=20, lead=True),
            Column("Met", "right"),
            Column("%", "right"),
            Column("Not met", "right"),
            Column("Unknown", "right"),
        ),
        tuple(
            (
                step.label,
                f"{step.met}/{step.entered}",
                share(step.met, step.entered),
                str(step.not_met),
                str(step.unknown),
            )
            for step in result.attrition
        ),
        notes=(
            *_upfront(result),
            *_contradictory(result.attrition),
            *(
                f"{step.label}, before the criteria: {step.not_met}/{step.entered}; cannot be told: {step.unknown}. Of"
                " those who have not switched."
                for step in result.exclusions
            ),
        ),
    )


def _upfront(result: Eligibility) -> tuple[str, ...]:
    """Return how many do not enter the flow, for they began with the combination."""
    count = result.counts[Status.UPFRONT]
    began = f"Began induction on both drugs of the combination, before the criteria: {count}/{len(result.patients)}."
    return (began,) if count else ()


def _contradictory(steps: Iterable[AttritionStep | CriterionCounts]) -> tuple[str, ...]:
    """Return of how many the verdict is unknown because records contradict each other, for each criterion."""
    told = ", ".join(f"{step.label} {step.contradictory}" for step in steps if step.contradictory)
    return (f"Of the unknown, those whose records contradict each other: {told}.",) if told else ()


def _alone(overlap: Overlap, total: int) -> Table:
    return Table(
        "Each criterion among all patients, whatever the others say",
        (
            Column("Criterion", wrap=True, minimum=20, lead=True),
            Column("Met", "right"),
            Column("%", "right"),
            Column("Not met", "right"),
            Column("Unknown", "right"),
            Column("Only this fails", "right"),
        ),
        tuple(
            (
                one.label,
                f"{one.met}/{total}",
                share(one.met, total),
                str(one.not_met),
                str(one.unknown),
                str(one.only_failed),
            )
            for one in overlap.criteria
        ),
        notes=_contradictory(overlap.criteria),
    )


def _combinations(overlap: Overlap, total: int) -> Table:
    numbers = [str(place) for place in range(1, len(overlap.criteria) + 1)]
    numbered = "; ".join(f"{number} = {one.label}" for number, one in zip(numbers, overlap.criteria, strict=True))
    return Table(
        "Combinations of verdicts, the commonest first",
        (
            *(Column(number, tones=VERDICT_TONES) for number in numbers),
            Column("Patients", "right", lead=True),
            Column("%", "right"),
        ),
        tuple(
            (*(MARKS[met] for met in found.met), str(found.patients), share(found.patients, total))
            for found in overlap.combinations
        ),
        notes=(f"Criteria: {numbered}.", f"{LEGEND}."),
    )
