"""The unit of each column: from its header, the row of units below it, a column of units, a mapping or an option."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from lnmt_cli.errors import UnitError
from lnmt_cli.ingest.claims import Claim, ClaimedSheet, Difficulty
from lnmt_cli.ingest.parsing import cell_unit, is_missing
from lnmt_cli.ingest.wording import is_in_words
from lnmt_cli.knowledge.names import find_unit, looks_like_unit
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator

    from lnmt_cli.ingest.columns import MappedColumn, MappedSheet
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit
    from lnmt_cli.reading.sheet import Sheet


def find_units(claimed: ClaimedSheet) -> None:
    """Add the unit of each column that has one to ``claimed``, and what cannot be told to its difficulties."""
    for claim in claimed.claims:
        if claim.field is None or claim.field.quantity is None:
            continue
        try:
            unit = _unit(claimed, claim, claim.field, claimed.declared)
        except UnitError as error:
            claimed.difficulties.append(Difficulty(claim.index, error))
            continue
        if unit is not None:
            claimed.units[claim.index] = unit


def _unit(claimed: ClaimedSheet, claim: Claim, field: Field, declared: Declarations) -> Unit | None:
    told = claim.told.unit if claim.told else None
    by_option = declared.units.get(field.name)
    if told and by_option and told.symbol != by_option.symbol:
        raise UnitError(
            f"{claimed.place(claim.index)}: the mapping and --unit give {field.name} different units.",
            "Leave out --unit, or mend the mapping.",
        )
    option = told or by_option
    in_file = _in_file(claimed, claim, field, option)
    if in_file and option and in_file.symbol != option.symbol:
        by = "the mapping" if told else "--unit"
        raise UnitError(
            f"{claimed.place(claim.index)}: the export and {by} give {field.name} different units.",
            f"Mend {by}, or what the export says (header, row of units).",
        )
    found = in_file or option or declared.usual_units.get(field.name)
    return found or (None if field.unit_required else load_units()[field.quantity or ""].find(field.unit or ""))


def _in_file(claimed: ClaimedSheet, claim: Claim, field: Field, option: Unit | None) -> Unit | None:
    """Return the unit that the file itself gives a column; two that differ are refused, and one that is not known."""
    redcap = claim.redcap.unit if claim.redcap else None
    found: Unit | None = None
    for written in (claim.unit, claimed.sheet.units.get(claim.index), redcap):
        if not written:
            continue
        unit = find_unit(field, written)
        if unit is None and option is None and looks_like_unit(written):
            raise _not_known(claimed, claim, field)
        if unit and found and unit.symbol != found.symbol:
            raise UnitError(
                f"{claimed.place(claim.index)}: the header and the row of units give {field.name} different units.",
                f'Mend the export, or say which with a mapping: unit = "{found.symbol}".',
            )
        found = found or unit
    return found


def _not_known(claimed: ClaimedSheet, claim: Claim, field: Field) -> UnitError:
    known = ", ".join(unit.symbol for unit in load_units()[field.quantity or ""].units)
    return UnitError(
        f"{claimed.place(claim.index)}: the header of {field.name} has a unit that is not known.",
        f"Units of {field.name} are {known}. Say which with --unit, or leave the column out: --column 'HEADER=-'.",
    )


def unit_column_of(claimed: ClaimedSheet, claim: Claim, field: Field) -> int | None:
    """Return the column with the units of a column's cells, if there is one."""
    if claim.told and claim.told.unit_column:
        wanted = normalise(claim.told.unit_column)
        return next((other.index for other in claimed.claims if normalise(other.header) == wanted), None)
    units = [other for other in claimed.claims if other.is_unit_of and field in other.fields]
    # A unit without a time point holds for all time points of its measure.
    own = [other for other in units if other.occasion == claim.occasion] or [u for u in units if not u.occasion]
    return own[0].index if own else None


def is_lacking(sheet: Sheet, column: MappedColumn) -> bool:
    """Return whether a column needs a unit and has values, and neither it nor each of its cells has one."""
    if column.unit_column is not None:
        return False
    return needs_unit(column, sheet.texts(column.index))


def needs_unit(column: MappedColumn, given: Iterable[str]) -> bool:
    """Return whether a column without a unit needs one for its cells ``given``, and not each of them has its own."""
    if not column.field.unit_required or column.how.unit is not None:
        return False
    # What has no number in it ("pending") has no use for a unit either.
    return any(
        any(sign.isdigit() for sign in text)
        and not is_missing(text)
        and text.strip() not in column.how.missing
        and cell_unit(text, column.field) is None
        for text in given
    )


def has_no_unit(column: MappedColumn, given: Counter[str]) -> bool:
    """Return whether a column without a unit has nothing to be read in one: a cell without its own, or grades only."""
    if not column.field.unit_required or column.how.unit is not None or is_in_words(column.how, given):
        return False
    filled = [text for text in given if not is_missing(text) and text.strip() not in column.how.missing]
    is_silent = all(cell_unit(text, column.field) is None for text in filled)
    return bool(filled) and (is_silent or needs_unit(column, filled))


def _lacking(found: MappedSheet) -> Iterator[MappedColumn]:
    """Yield what needs a unit and has none: columns, and the tests of a list of results without a column of units."""
    yield from (column for column in found.columns if is_lacking(found.sheet, column))
    lab = found.lab
    if lab is None or lab.unit is not None:
        return
    results: dict[str, set[str]] = defaultdict(set)
    for (test, _), (result, _) in found.sheet.combinations([lab.test, lab.value]):
        results[test].add(result)
    for (test, _), column in lab.readings.items():
        if not column.fault and needs_unit(column, results[test]):
            yield column


def refuse_undeclared_units(mapped: Iterable[MappedSheet]) -> None:
    """Raise UnitError for all columns at once that need a unit and have none."""
    lacking = [(found.sheet, column) for found in mapped for column in _lacking(found)]
    if not lacking:
        return
    places = ", ".join(
        f"{column.field.name} ({sheet.file}: {sheet.at(sheet.header.number, column.index)})"
        for sheet, column in lacking
    )
    fields = dict.fromkeys(column.field for _, column in lacking)
    options = " ".join(f"--unit {field.name}={field.unit}" for field in fields)
    others = "; ".join(
        f"{field.name}: {', '.join(unit.symbol for unit in load_units()[field.quantity or ''].units)}"
        for field in fields
    )
    raise UnitError(
        f"No unit is declared for {places}.",
        f"Declare the unit that it has, for instance {options}, or write it in the header; units known: {others}."
        " A column is left out with --column 'HEADER=-'.",
    )
