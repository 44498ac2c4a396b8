"""The mapping of a sheet as the registry keeps it, and what options change of a remembered one."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lnmt_cli.errors import MappingError, UsageError
from lnmt_cli.ingest.declarations import IGNORED, ColumnMapping, SheetMapping
from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.names import Names, find_unit
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.timepoints import parse_declared
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.registry import memory
from lnmt_cli.registry.memory import header_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.claims import Claim
    from lnmt_cli.ingest.columns import MappedSheet
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit


@dataclass(frozen=True, slots=True)
class RememberedMapping:
    """A mapping that the registry remembers: for which file it was made, and when."""

    declared: str
    file: str
    when: datetime

    @property
    def fields(self) -> dict[str, str]:
        """Return the field of each header, whether it is still known or not."""
        return {column["header"]: column["field"] for column in json.loads(self.declared).get("columns", [])}

    def mapping(self, place: str) -> SheetMapping:
        """Return the mapping for the sheet at ``place``. Raises MappingError, as `from_json` does."""
        return from_json(self.declared, place)


def everything(connection: DuckDBPyConnection) -> dict[str, RememberedMapping]:
    """Return what an open registry remembers, by the key of the header."""
    return {
        key: RememberedMapping(found.declared, found.file, found.remembered_at)
        for key, found in memory.everything(connection).items()
    }


def remember(connection: DuckDBPyConnection, sheets: Iterable[tuple[MappedSheet, str]], now: datetime) -> None:
    """Remember how each of ``sheets`` (with the name of its file) was read, in place of what was known of its header.

    Of sheets with one header that were read differently nothing is remembered: next time they could not be told apart.
    """
    found = [(header_key(sheet.sheet.header.texts), to_json(mapping_of(sheet)), file) for sheet, file in sheets]
    agreed = memory.agreed((key, text) for key, text, _ in found)
    for key, _, file in found:
        if key in agreed:
            memory.remember(connection, key, agreed[key], file, now)
        else:
            memory.forget(connection, key)


def mapping_of(sheet: MappedSheet) -> SheetMapping:
    """Return the mapping that reads a sheet with this header as this one was read.

    It has every column that a field claims, with what was declared of it or made out from its cells; what the export
    itself says (a unit in the header or in a row of units) is left to the export.
    """
    declared = sheet.declared
    orders = {column.index: column.how.date_order for column in sheet.columns if column.field.type == "date"}
    columns = [_column_of(claim, sheet, orders.get(claim.index)) for claim in sheet.claims if claim.header]
    own = _site_units()
    usual = {name: unit for name, unit in declared.usual_units.items() if own.get(name) != unit}
    tests = {column.field.name for column in sheet.lab.readings.values()} if sheet.lab else set()
    return SheetMapping(
        name=sheet.sheet.name,
        columns=tuple(column for column in columns if column is not None),
        points=dict(declared.points),
        anchor=declared.anchor,
        units={name: unit for name, unit in {**usual, **declared.units}.items() if name in tests},
    )


def _column_of(claim: Claim, sheet: MappedSheet, order: str | None) -> ColumnMapping | None:
    if claim.field is None:
        # What a person's mapping does not name stays out of the next export, too.
        is_left_out = claim.is_passed_over or claim.by == "mapping"
        return ColumnMapping(claim.header, IGNORED) if is_left_out else None
    field, declared = claim.field, sheet.declared
    told = claim.told or ColumnMapping(claim.header, field.name)
    is_stated = bool(claim.unit or sheet.sheet.units.get(claim.index))
    missing = declared.missing_of(field.name)
    codes, redcap = dictionary_codes(claim), claim.redcap
    if redcap is not None:
        # The data dictionary is no part of the export: what it says has to be remembered.
        missing |= redcap.missing
        told = replace(
            told, unit=told.unit or _dictionary_unit(field, redcap.unit), decimal=told.decimal or redcap.decimal
        )
    return ColumnMapping(
        header=claim.header,
        field=field.name,
        unit=told.unit or (None if is_stated else declared.units.get(field.name)),
        codes={**codes, **told.codes, **declared.codes.get(field.name, {})},
        missing=told.missing | missing,
        date_order=order,
        decimal=(declared.decimal or told.decimal) if field.type == "number" else None,
        at=sheet.points.get(claim.occasion) if claim.occasion else None,
        group=told.group,
        unit_column=told.unit_column,
        choice=told.choice or claim.choice,
    )


def dictionary_codes(claim: Claim) -> dict[str, str]:
    """Return what the data dictionary says that the codes of a column, or its one choice, mean."""
    if claim.redcap is None:
        return {}
    if claim.redcap.choice is None:
        return dict(claim.redcap.codes)
    code, label = claim.redcap.choice
    return {code: label} if label else {}


def _dictionary_unit(field: Field, written: str | None) -> Unit | None:
    return find_unit(field, written) if written and field.quantity else None


def _site_units() -> Mapping[str, Unit]:
    """Return the units that the site file gives: they hold as long as it says so, and are not remembered."""
    if site.active() is None:
        return {}
    from lnmt_cli.knowledge.site_file import load_site

    return load_site().units


def to_json(mapping: SheetMapping) -> str:
    """Return the mapping as JSON, the same for the same mapping whatever the order of its columns.

    The sheet's name and the rows of its header are left out: what is remembered belongs to the header's texts.
    """
    columns = sorted((_plain(column) for column in mapping.columns), key=lambda column: str(column["header"]))
    points = {label: str(point) for label, point in mapping.points.items()}
    units = {name: unit.symbol for name, unit in mapping.units.items()}
    plain = {"columns": columns, "points": points, "anchor": mapping.anchor, "units": units}
    return json.dumps({key: value for key, value in plain.items() if value}, ensure_ascii=False, sort_keys=True)


def from_json(text: str, name: str = "") -> SheetMapping:
    """Return the mapping of the sheet ``name`` from the JSON of `to_json`.

    Raises MappingError where it names a field, a unit or a time point that is no longer known.
    """
    content = json.loads(text)
    try:
        return SheetMapping(
            name=name,
            columns=tuple(_column(column) for column in content.get("columns", [])),
            points={label: parse_declared(point) for label, point in content.get("points", {}).items()},
            anchor=content.get("anchor"),
            units={field: _unit(field, symbol) for field, symbol in content.get("units", {}).items()},
        )
    except (LookupError, UsageError) as error:
        what = f"the field {error.args[0]}" if isinstance(error, LookupError) else "a time point"
        raise MappingError(
            f"{name or 'A sheet'}: what the registry remembers of this header names what is not known: {what}.",
            "Perhaps the site's own file is not in use (--site). Else make the mapping anew: lnmt map, and --mapping.",
        ) from None


def overridden(mapping: SheetMapping, declared: Declarations) -> SheetMapping:
    """Return a remembered mapping with what the options of this call say in its place."""
    fields = {normalise(header): name for header, name in declared.columns.items()}
    columns = tuple(
        _overridden(column, declared, fields.pop(normalise(column.header), None)) for column in mapping.columns
    )
    return replace(
        mapping,
        columns=columns,
        points={**mapping.points, **declared.points},
        anchor=declared.anchor or mapping.anchor,
        units={name: declared.units.get(name, unit) for name, unit in mapping.units.items()},
    )


def _overridden(column: ColumnMapping, declared: Declarations, name: str | None) -> ColumnMapping:
    if name is not None and name != column.field:
        # What was said of another field does not hold for this one.
        column = ColumnMapping(column.header, name)
    if column.field == IGNORED:
        return column
    point = declared.points.get(normalise(Names().read(column.header).occasion)) if column.at else None
    return replace(
        column,
        unit=declared.units.get(column.field, column.unit),
        codes={**column.codes, **declared.codes.get(column.field, {})},
        missing=column.missing | declared.missing_of(column.field),
        date_order=declared.date_order or column.date_order,
        decimal=declared.decimal or column.decimal,
        at=point or column.at,
    )


def _plain(column: ColumnMapping) -> dict[str, Any]:
    """Return a column as plain data, without what it does not say."""
    plain = {
        "header": column.header,
        "field": column.field,
        "unit": column.unit.symbol if column.unit else None,
        "codes": dict(column.codes),
        "missing": sorted(column.missing),
        "dates": column.date_order,
        "decimal": column.decimal,
        "at": str(column.at) if column.at else None,
        "group": column.group,
        "unit_column": column.unit_column,
        "choice": column.choice,
    }
    return {key: value for key, value in plain.items() if value}


def _column(plain: dict[str, Any]) -> ColumnMapping:
    """Return the column. Raises LookupError for a field or a unit that is not known."""
    name = plain["field"]
    return ColumnMapping(
        header=plain["header"],
        field=name if name == IGNORED else load_fields()[name].name,
        unit=_unit(name, plain["unit"]) if "unit" in plain else None,
        codes=plain.get("codes", {}),
        missing=frozenset(plain.get("missing", ())),
        date_order=plain.get("dates"),
        decimal=plain.get("decimal"),
        at=parse_declared(plain["at"]) if "at" in plain else None,
        group=plain.get("group", ""),
        unit_column=plain.get("unit_column"),
        choice=plain.get("choice"),
    )


def _unit(name: str, symbol: str) -> Unit:
    quantity = load_fields()[name].quantity
    found = load_units()[quantity].find(symbol) if quantity else None
    if found is None:
        raise LookupError(f"{name} in {symbol}")
    return found
