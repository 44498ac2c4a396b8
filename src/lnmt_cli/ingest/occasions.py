"""Which visit a column speaks of: the row's own, or one that its header names (``upcr_24w``)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lnmt_cli.errors import MappingError
from lnmt_cli.ingest.claims import FORM, LAB, POINT, ROW, Claim, ClaimedSheet, Difficulty
from lnmt_cli.ingest.parsing import is_missing
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.timepoints import time_point

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.knowledge.timepoints import TimePoint

WHEN = ("date", "day")
"""The columns of a visit that say when it was."""


def find_points(claimed: ClaimedSheet) -> dict[str, TimePoint]:
    """Return what each occasion of the sheet's visits means that is not told by a date or a day of its own.

    What cannot be told is added to the difficulties of ``claimed``.
    """
    _let_go_lonely_dates(claimed)
    visits = [claim for claim in claimed.claims if claim.field and claim.field.table == "visit" and claim.occasion]
    told = {claim.occasion: claim.told.at for claim in visits if claim.told and claim.told.at}
    dated = {claim.occasion for claim in visits if claim.field and claim.field.column in WHEN}
    points: dict[str, TimePoint] = {}
    for occasion in dict.fromkeys(claim.occasion for claim in visits):
        named = None if occasion.startswith(FORM) else meaning(occasion, claimed.declared)
        point = told.get(occasion) or named
        if point is not None:
            points[occasion] = point
        elif occasion not in dated and not occasion.startswith(FORM):
            claimed.difficulties.append(_unknown(claimed, occasion, visits))
    _refuse_points_without_anchor(claimed)
    return points


def _let_go_lonely_dates(claimed: ClaimedSheet) -> None:
    """Let go of dates of visits without values of their own: ``enrolment date`` beside ``visit_date`` is no visit."""
    visits = [claim for claim in claimed.claims if claim.field and claim.field.table == "visit"]
    measured = {claim.occasion for claim in visits if claim.field and claim.field.column not in WHEN}
    claimed.claims = [
        replace(claim, fields=(), by="")
        if claim in visits and claim.told is None and claim.occasion not in {ROW, *measured}
        else claim
        for claim in claimed.claims
    ]


def meaning(label: str, declared: Declarations) -> TimePoint | None:
    """Return the time point that a label means by declaration or by the words known, None where it means none."""
    return declared.points.get(normalise(label)) or time_point(label, declared.anchor)


def _unknown(claimed: ClaimedSheet, occasion: str, visits: Iterable[Claim]) -> Difficulty:
    first = next(claim for claim in visits if claim.occasion == occasion)
    return Difficulty(
        first.index,
        MappingError(
            f"{claimed.place(first.index)}: it is not known when the values of this column were measured.",
            f"Say what “{occasion}” in the header means: --at {occasion}=24w (weeks after the switch), --at"
            f" {occasion}=baseline, --at {occasion}=induction+24w; or leave the column out: --column 'HEADER=-'.",
        ),
        occasion,
    )


def _refuse_points_without_anchor(claimed: ClaimedSheet) -> None:
    """Refuse names of time points in cells where nothing says what they are counted from, and no date is there."""
    declared = claimed.declared
    column = next((claim for claim in claimed.claims if claim.field and claim.field.name == POINT), None)
    if column is None or declared.anchor or not _rests_on_points(claimed.claims):
        return
    words = claimed.sheet.texts(column.index)
    if all(is_missing(word) or _is_sure(word, declared.points) for word in words):
        return
    claimed.difficulties.append(
        Difficulty(
            column.index,
            MappingError(
                f"{claimed.place(column.index)}: the rows name time points and have no dates, and it is not told what"
                " the time points are counted from.",
                "Say it with --anchor switch or --anchor induction; what a single name means, with --at 'NAME=WHEN'.",
            ),
        )
    )


def _is_sure(word: str, declared: Mapping[str, TimePoint]) -> bool:
    point = declared.get(normalise(word)) or time_point(word)
    return point is None or normalise(word) in declared or time_point(word, "induction") == time_point(word, "switch")


def _rests_on_points(claims: Iterable[Claim]) -> bool:
    """Return whether values of the row's own visit have nothing but the name of a time point."""
    own = [claim.field for claim in claims if claim.field and claim.occasion == ROW]
    measured = any(field.table == LAB or (field.table == "visit" and field.name != POINT) for field in own)
    return measured and not any(field.table == "visit" and field.column in WHEN for field in own)
