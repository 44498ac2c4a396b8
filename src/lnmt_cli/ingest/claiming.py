"""Which column is which field: by declaration, by what REDCap says of it, or by its header.

Nothing is refused here: what cannot be told is a `Difficulty`, which `lnmt map` shows and every other command raises.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lnmt_cli.ingest.claims import POINT, Claim, ClaimedSheet
from lnmt_cli.ingest.declarations import IGNORED
from lnmt_cli.ingest.doubts import let_doubtful_go
from lnmt_cli.ingest.mapping_file import header_key
from lnmt_cli.ingest.settling import settle
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.names import IDENTIFIER, HeaderReading, Names
from lnmt_cli.knowledge.normalising import normalise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lnmt_cli.ingest.declarations import ColumnMapping, Declarations, SheetMapping
    from lnmt_cli.ingest.redcap.project import Project, RedcapColumn
    from lnmt_cli.reading.sheet import Sheet

ROLES: Final[Mapping[str, str]] = {"record_id": IDENTIFIER, "event": POINT, "data_access_group": "site"}
"""The fields of REDCap's own columns; its others hold nothing of interest."""


def claim_columns(
    sheet: Sheet, declared: Declarations, mapping: SheetMapping | None, project: Project | None, is_whole: bool = True
) -> ClaimedSheet:
    """Return the claims on the columns of ``sheet``; ``mapping`` is what a file or the registry says of it, if any.

    ``is_whole``: columns that the mapping does not name are not used, as in a mapping that a person has gone through.
    """
    if mapping is not None:
        declared = _with_mapping(declared, mapping)
    claims = [
        _claim(index, header, declared, mapping, project.columns[index] if project else None, is_whole)
        for index, header in enumerate(sheet.header.texts)
    ]
    claimed = ClaimedSheet(sheet, _one_hot(claims, sheet), declared, project, mapping)
    # Before anything is settled by them: an onset of lupus makes no sheet one of events.
    let_doubtful_go(claimed)
    settle(claimed)
    return claimed


def _with_mapping(declared: Declarations, mapping: SheetMapping) -> Declarations:
    """Return what holds for a sheet with a mapping: an option counts before it."""
    return replace(
        declared,
        points={**mapping.points, **declared.points},
        anchor=declared.anchor or mapping.anchor,
        usual_units={**declared.usual_units, **mapping.units},
    )


def _claim(
    index: int,
    header: str,
    declared: Declarations,
    mapping: SheetMapping | None,
    redcap: RedcapColumn | None,
    is_whole: bool,
) -> Claim:
    names = Names(declared.columns)
    reading = names.read(header)
    if reading.left_out:
        return Claim(index, header, is_passed_over=True)
    if reading.by == "declared" or not header:
        return _of_reading(Claim(index, header, redcap=redcap, choice=_choice(redcap)), reading)
    if mapping is not None and (is_whole or _told(header, mapping) is not None):
        return _of_mapping(index, header, reading, mapping, redcap)
    if redcap is not None:
        return _of_redcap(index, header, redcap, names)
    return _of_reading(Claim(index, header), reading)


def _of_reading(claim: Claim, reading: HeaderReading) -> Claim:
    return replace(
        claim,
        fields=reading.fields,
        unit=reading.unit,
        occasion=reading.occasion,
        is_unit_of=reading.is_unit_of,
        by=reading.by,
    )


def _of_mapping(
    index: int, header: str, reading: HeaderReading, mapping: SheetMapping, redcap: RedcapColumn | None
) -> Claim:
    told = _told(header, mapping)
    if told is None and reading.is_unit_of:
        return _of_reading(Claim(index, header), reading)
    if told is None or told.field == IGNORED:
        own = redcap is not None and redcap.role == "own"
        return Claim(index, header, by="mapping", is_passed_over=own or told is not None)
    field_ = load_fields()[told.field]
    # A header that reads as another field, or names a choice, has no time point to offer (isn_class___3).
    is_read = field_ in reading.fields and not told.choice and (redcap is None or redcap.choice is None)
    occasion = told.group or (reading.occasion if is_read else "") or (str(told.at) if told.at else "")
    return Claim(
        index,
        header,
        (field_,),
        reading.unit if field_ in reading.fields else None,
        occasion,
        by="mapping",
        choice=told.choice or _choice(redcap),
        told=told,
        redcap=redcap,
    )


def _told(header: str, mapping: SheetMapping) -> ColumnMapping | None:
    return next((column for column in mapping.columns if header_key(column.header) == header_key(header)), None)


def _of_redcap(index: int, header: str, redcap: RedcapColumn, names: Names) -> Claim:
    if redcap.role != "field":
        name = ROLES.get(redcap.role)
        found = (load_fields()[name],) if name else ()
        return Claim(index, header, found, by="REDCap", is_passed_over=name is None, redcap=redcap)
    bare = Claim(index, header, choice=_choice(redcap), redcap=redcap)
    readings = [(name, names.read(name)) for name in redcap.names]
    for name, reading in readings:
        if reading.fields:
            by = reading.by if normalise(name) == normalise(header) else "data dictionary"
            return replace(_of_reading(bare, reading), by=by)
    return bare


def _choice(redcap: RedcapColumn | None) -> str | None:
    return redcap.choice[0] if redcap and redcap.choice else None


def _one_hot(claims: Sequence[Claim], sheet: Sheet) -> list[Claim]:
    """Return the claims with columns such as ``ISNRPS3`` and ``ISNRPS4`` read as choices of one field."""
    from lnmt_cli.ingest.redcap.project import one_hot

    groups = one_hot(sheet.header.texts)
    return [
        replace(claim, fields=(load_fields()[found[0]],), choice=found[1], by="alias")
        if (found := groups.get(claim.index)) and not claim.fields and not claim.is_passed_over
        else claim
        for claim in claims
    ]
