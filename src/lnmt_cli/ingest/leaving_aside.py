"""Columns that the study can do without: where something stands against reading one, it is left aside.

Nothing is guessed, and the export is not refused for it. What a person asks for is read or refused as any other column.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import UnitError
from lnmt_cli.ingest.claims import LAB, POINT, ROW, Aside, Claim, ClaimedSheet
from lnmt_cli.ingest.column_readings import reading_of_claim
from lnmt_cli.ingest.column_units import has_no_unit, unit_column_of
from lnmt_cli.ingest.columns import MappedColumn, MappedSheet
from lnmt_cli.ingest.settling import double_claims, groups_of
from lnmt_cli.knowledge.names import find_unit
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lnmt_cli.knowledge.fields import Field

WITHOUT_UNIT: Final = "column-without-unit"
LEFT_ASIDE: Final = "column-left-aside"


def can_go(claimed: ClaimedSheet, claim: Claim, *, is_remembered: bool) -> bool:
    """Return whether a column may be left aside: the study can do without it, and no person has asked for it.

    What the registry remembers of a header (``is_remembered``) nobody has asked for.
    """
    if not claim.fields or not all(field.optional for field in claim.fields):
        return False
    is_told = claim.by == "declared" or (claim.told is not None and not is_remembered)
    return not is_told and not any(claimed.declared.asks_for(field.name) for field in claim.fields)


def leave_aside(claimed: ClaimedSheet, *, is_remembered: bool) -> None:
    """Let go of the columns that may be left aside and cannot be read, with what could not be told of them."""
    free = {claim.index for claim in claimed.claims if can_go(claimed, claim, is_remembered=is_remembered)}
    _let_go(claimed, _doubles(claimed, free, of_units=True), LEFT_ASIDE)
    _let_go(claimed, _without_unit(claimed, free), WITHOUT_UNIT)
    _let_go(claimed, _without_time(claimed, free), LEFT_ASIDE)
    _let_go(claimed, _doubles(claimed, free, of_units=False), LEFT_ASIDE)
    claimed.difficulties += double_claims(claimed, optional=True)


def _let_go(claimed: ClaimedSheet, indexes: Collection[int], check: str) -> None:
    claimed.claims = [let_go(claim, check) if claim.index in indexes else claim for claim in claimed.claims]
    claimed.difficulties = [found for found in claimed.difficulties if found.index not in indexes]


def let_go(claim: Claim, check: str) -> Claim:
    """Return the claim on a column without its field, left aside because of ``check``."""
    return replace(claim, fields=(), by="", is_unit_of=False, aside=Aside(claim.fields[0], check))


def _doubles(claimed: ClaimedSheet, free: Collection[int], *, of_units: bool) -> set[int]:
    """Return the columns that give what another one gives; beside one that a person asked for, the others go."""
    groups = [group for group in groups_of(claimed, optional=True) if group[0].is_unit_of == of_units]
    return {claim.index for group in groups if len(group) > 1 for claim in group if claim.index in free}


def _without_unit(claimed: ClaimedSheet, free: Collection[int]) -> set[int]:
    refused = {found.index for found in claimed.difficulties if isinstance(found.error, UnitError)}
    return {
        claim.index
        for claim in claimed.claims
        if claim.field is not None
        and claim.index in free
        and (claim.index in refused or _lacks_unit(claimed, claim, claim.field))
    }


def _lacks_unit(claimed: ClaimedSheet, claim: Claim, field: Field) -> bool:
    column = MappedColumn(claim.index, claim.header, reading_of_claim(claimed, claim, field))
    units, sheet = unit_column_of(claimed, claim, field), claimed.sheet
    # A column of units will do where it knows one of them: the cells without are reported each.
    if units is not None and any(find_unit(field, text) for text in sheet.texts(units)):
        return False
    return has_no_unit(column, sheet.texts(claim.index))


def _without_time(claimed: ClaimedSheet, free: Collection[int]) -> set[int]:
    """Return the columns of which it is not known when they were measured, where no other column of theirs is left."""
    found: set[int] = set()
    for difficulty in list(claimed.difficulties):
        at = next((claim for claim in claimed.claims if claim.index == difficulty.index), None)
        is_point = at is not None and at.field is not None and at.field.name == POINT
        if not difficulty.label and not is_point:
            continue
        own = _measured(claimed, difficulty.label or ROW)
        if own and own <= set(free):
            claimed.difficulties.remove(difficulty)
            found |= own
    return found


def _measured(claimed: ClaimedSheet, occasion: str) -> set[int]:
    """Return the columns with values of a visit, and the list of results that can have them."""
    return {
        claim.index
        for claim in claimed.claims
        if claim.field is not None
        and (claim.field.table == LAB or (claim.field.table == "visit" and claim.field.name != POINT))
        and claim.occasion == occasion
    }


def without(found: MappedSheet, columns: Iterable[MappedColumn], check: str) -> MappedSheet:
    """Return the sheet without these of its ``columns`` and tests, which only their cells show to be unreadable."""
    gone = {id(column) for column in columns}
    dropped = [column for column in found.columns if id(column) in gone]
    tests = [key for key, column in found.lab.readings.items() if id(column) in gone] if found.lab else []
    if not dropped and not tests:
        return found
    indexes = {column.index for column in dropped}
    sheet = found.sheet
    findings = [
        Finding(check, sheet.at(sheet.header.number, column.index), column.header, column.field.name)
        for column in dropped
    ]
    return replace(
        found,
        columns=tuple(column for column in found.columns if id(column) not in gone),
        findings=(*found.findings, *findings),
        claims=tuple(let_go(claim, check) if claim.index in indexes else claim for claim in found.claims),
        lab=found.lab.without(tests) if found.lab else None,
    )
