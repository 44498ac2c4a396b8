"""Lists with one result a row: how the results of each test are read."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from lnmt_cli.ingest.claims import LAB, TEST, TEST_UNIT, VALUE, ClaimedSheet
from lnmt_cli.ingest.column_readings import reading_of
from lnmt_cli.ingest.column_units import has_no_unit
from lnmt_cli.ingest.columns import LabList, MappedColumn
from lnmt_cli.ingest.parsing import is_missing
from lnmt_cli.knowledge.names import find_test, find_unit
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit


def lab_list(claimed: ClaimedSheet) -> LabList | None:
    """Return how the rows of a list of results are read, None where the sheet is none."""
    declared = claimed.declared
    at = {claim.field.name: claim.index for claim in claimed.claims if claim.field and claim.field.table == LAB}
    if TEST not in at or VALUE not in at:
        return None
    test, value, unit = at[TEST], at[VALUE], at.get(TEST_UNIT)
    results: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    columns = [test, value] if unit is None else [test, value, unit]
    for cells, rows in claimed.sheet.combinations(columns).items():
        results[(cells[0][0], "" if unit is None else cells[2][0])][cells[1][0]] += rows
    readings = {key: column for key in results if (column := _test_column(claimed, value, key, declared)) is not None}
    lab = LabList(test, value, unit, readings)
    return lab.without(key for key, column in readings.items() if _has_no_unit(column, results[key]))


def _has_no_unit(column: MappedColumn, results: Counter[str]) -> bool:
    """Return whether the results of a test that the study can do without have no unit, or none that can be told."""
    if not column.can_go or column.how.unit is not None:
        return False
    return bool(column.fault) or has_no_unit(column, results)


def _test_column(
    claimed: ClaimedSheet, value: int, key: tuple[str, str], declared: Declarations
) -> MappedColumn | None:
    test, written = key
    found = find_test(test)
    if len(found.fields) != 1:
        return None
    field = found.fields[0]
    unit, fault = _test_unit(field, written, found.unit, declared)
    how = reading_of(field, unit, declared, claimed.sheet)
    can_go = field.optional and not declared.asks_for(field.name)
    return MappedColumn(value, claimed.sheet.header.texts[value], how, fault=fault, by=found.by, can_go=can_go)


def _test_unit(field: Field, written: str, in_name: str | None, declared: Declarations) -> tuple[Unit | None, str]:
    """Return the unit of a test's results, and the check that they fail where it cannot be told."""
    if field.quantity is None:
        return None, ""
    option = declared.units.get(field.name)
    stated = [text for text in (written, in_name) if text and not is_missing(text)]
    units = [find_unit(field, text) for text in stated]
    if any(unit is None for unit in units) and option is None:
        return None, "unit-unknown"
    known = [unit for unit in (*units, option) if unit is not None]
    if len({unit.symbol for unit in known}) > 1:
        return None, "unit-conflict"
    usual = declared.usual_units.get(field.name)
    canonical = None if field.unit_required else load_units()[field.quantity].find(field.unit or "")
    return (known[0] if known else usual or canonical), ""
