"""A number that carries its own unit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, Parsed, cell_unit, parse
from lnmt_cli.knowledge.fields import Field, load_fields
from lnmt_cli.knowledge.units import Unit, load_units
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

FIELDS = load_fields()
# The scale of a global assessment (0-3) stands in a header; beside a number its digits would be further numbers.
MEASURED = [f for f in FIELDS.values() if f.type == "number" and f.quantity not in {None, "global_assessment"}]


def units_of(field: Field) -> tuple[Unit, ...]:
    """Return the units of the quantity of a field."""
    return load_units()[field.quantity or ""].units


def read(text: str, field: str, unit: str | None = None) -> Parsed:
    """Return what a cell gives in a column of a field with, or without, a declared unit."""
    quantity = load_units()[FIELDS[field].quantity or ""]
    return parse(text, CellKind.TEXT, ColumnReading(FIELDS[field], unit=quantity.find(unit) if unit else None))


# field; unit of the column; as written; value in the canonical unit, or the check that it fails
TABLE = """
creatinine | -       | 0.8 mg/dL            | 0.8
creatinine | -       | 0.8mg/dl             | 0.8
creatinine | -       | 0.8 ㎎／㎗             | 0.8
creatinine | -       | 70.72 umol/L         | 0.8
creatinine | -       | 70.72 µmol/l         | 0.8
creatinine | -       | 0.8 (mg/dL)          | 0.8
creatinine | mg/dL   | 0.8 mg/dL            | 0.8
creatinine | mg/dL   | 70.72 umol/L         | unit-conflict
creatinine | umol/L  | 0.8 mg/dL            | unit-conflict
creatinine | -       | 0.8                  | unit-undeclared
creatinine | -       | 0.8 g/dL             | value-not-a-number
creatinine | mg/dL   | 0.8 g/L              | value-not-a-number
creatinine | mg/dL   | 0.8 mg/dL (estimate) | value-not-a-number
creatinine | mg/dL   | 0.8 mg/dL?           | value-not-a-number
creatinine | mg/dL   | 0.8%                 | value-not-a-number
upcr       | -       | 500 mg/g             | 0.5
upcr       | g/g     | 0.5 mg/mg            | 0.5
upcr       | mg/mg   | 0.5 g/gCr            | 0.5
upcr       | -       | 2.1 g                | value-not-a-number
upcr       | -       | 3+ mg/g              | value-not-a-number
egfr       | -       | 90 mL/min/1.73 m²    | 90
egfr       | -       | 90 ml/min/1.73m2     | 90
egfr       | -       | 90                   | 90
egfr       | -       | 90 mL/min            | value-not-a-number
albumin    | -       | 35 g/L               | 3.5
c3         | -       | 0.9 g/L              | 90
height     | -       | 1.62 m               | 162
age        | -       | 28세                  | 28
age        | -       | 28 y                 | 28
activity_index | -   | 12/24                | 12
systolic_bp | -      | 120 mmHg             | 120
systolic_bp | -      | 120/80               | value-not-a-number
weight     | kg      | 55000 g              | unit-conflict
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("field", "unit", "written", "expected"), ROWS)
def test_units_in_cells(field: str, unit: str, written: str, expected: str) -> None:
    """A cell's own unit counts; it may not contradict the column's, and where neither has one there is no value."""
    parsed = read(written, field, None if unit == "-" else unit)
    if expected[0].isdigit():
        assert parsed.checks == ()
        assert parsed.value == pytest.approx(float(expected), rel=1e-12)
    else:
        assert parsed == Parsed(None, (expected,))


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        *(("0.8 mg/dL", "mg/dL"), ("<0.1 umol/L", "μmol/L"), ("0.8 mg/dL H", "mg/dL"), ("0.8", None), ("mg/dL", None)),
        *(("0.8 H", None), ("0.8 g/g", None), ("", None), ("1,234 mg/dL", "mg/dL")),
    ],
)
def test_which_unit_a_cell_carries(text: str, symbol: str | None) -> None:
    """The unit of a cell is told whatever its number is like; a cell of a unit or a number alone carries none."""
    unit = cell_unit(text, FIELDS["creatinine"])
    assert (unit.symbol if unit else None) == symbol


@st.composite
def written(draw: st.DrawFn) -> tuple[Field, Unit, Decimal, str]:
    """Draw a field, a unit of it, a number in that unit and the unit as somebody spells it."""
    field = draw(st.sampled_from(MEASURED))
    unit = draw(st.sampled_from(units_of(field)))
    value = draw(st.decimals(min_value=0, max_value=300, places=3))
    # The range of a score (0-24) is a spelling for headers; beside a number it would be a range.
    spellings = [spelling for spelling in (unit.symbol, *unit.spellings) if not spelling.startswith("0")]
    spelling = draw(st.sampled_from(spellings))
    return field, unit, value, spelling


def full_width(text: str) -> str:
    """Return ``text`` typed in full width."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@settings(max_examples=60)
@given(
    written(),
    st.sampled_from([" ", "\u00a0", "\u2009", "  "]),
    st.sampled_from([str, str.upper, str.lower, full_width]),
)
def test_how_a_unit_is_written_does_not_matter(
    drawn: tuple[Field, Unit, Decimal, str], space: str, way: Callable[[str], str]
) -> None:
    """Spelling, case, spaces and width of a unit change no value; a cell with its unit is one of a column with it."""
    field, unit, value, spelling = drawn
    plain = ColumnReading(field)
    in_column = parse(str(value), CellKind.TEXT, replace(plain, unit=unit))
    cell = f"{value}{space}{way(spelling)}"
    assert parse(cell, CellKind.TEXT, plain) == in_column
    assert parse(cell, CellKind.TEXT, replace(plain, unit=unit)) == in_column
