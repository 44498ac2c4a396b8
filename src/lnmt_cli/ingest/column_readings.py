"""How the cells of a column are read: what the options, a mapping and a data dictionary say of its field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing import ColumnReading

if TYPE_CHECKING:
    from lnmt_cli.ingest.claims import Claim, ClaimedSheet
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit
    from lnmt_cli.reading.sheet import Sheet


def reading_of_claim(claimed: ClaimedSheet, claim: Claim, field: Field) -> ColumnReading:
    """Return how the column of a claim is read as ``field``."""
    declared = claimed.declared
    how = reading_of(field, claimed.units.get(claim.index), declared, claimed.sheet)
    if claim.redcap is not None:
        how = _with_dictionary(how, claim, declared)
    return how if claim.told is None else _with_mapping(how, claim, declared)


def reading_of(field: Field, unit: Unit | None, declared: Declarations, sheet: Sheet) -> ColumnReading:
    """Return how cells of ``field`` in ``unit`` are read, by what is declared."""
    return ColumnReading(
        field=field,
        unit=unit,
        codes=declared.codes.get(field.name, {}),
        decimal_comma=field.type == "number" and declared.decimal == "comma",
        decimal_point=declared.decimal == "point",
        date_order=declared.date_order or declared.usual_dates.get(field.name),
        missing=declared.missing_of(field.name),
        date1904=sheet.date1904,
    )


def _with_dictionary(how: ColumnReading, claim: Claim, declared: Declarations) -> ColumnReading:
    """Return the reading with what the data dictionary adds; what is declared counts before it."""
    redcap = claim.redcap
    if redcap is None:
        return how
    comma = redcap.decimal == "comma" and declared.decimal is None and how.field.type == "number"
    return replace(
        how,
        codes={**(dict([redcap.choice]) if redcap.choice and redcap.choice[1] else redcap.codes), **how.codes},
        missing=how.missing | redcap.missing,
        date_order=how.date_order or redcap.date_order,
        decimal_comma=how.decimal_comma or comma,
        low=redcap.low,
        high=redcap.high,
    )


def _with_mapping(how: ColumnReading, claim: Claim, declared: Declarations) -> ColumnReading:
    """Return the reading with what a mapping adds; an option of the command counts before it."""
    told = claim.told
    if told is None:
        return how
    decimal = declared.decimal or told.decimal
    return replace(
        how,
        codes={**told.codes, **how.codes},
        missing=how.missing | told.missing,
        date_order=declared.date_order or told.date_order or how.date_order,
        decimal_comma=how.field.type == "number" and (how.decimal_comma or decimal == "comma"),
        decimal_point=how.decimal_point or decimal == "point",
    )
