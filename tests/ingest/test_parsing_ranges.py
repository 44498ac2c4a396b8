"""Urine cells are counted in ranges, and a range is read as its upper end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, Parsed, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.reading.sheet import CellKind

CELLS = load_units()["cells_per_field"].find("/HPF")
RED, WHITE = (ColumnReading(load_fields()[name], unit=CELLS) for name in ("urine_rbc", "urine_wbc"))
NOT_A_NUMBER = Parsed(None, ("value-not-a-number",))


def test_fields_with_ranges() -> None:
    """Only the two counts of urine cells are read so: 0.5-0.8 under UPCR stays no number."""
    assert {field.name for field in load_fields().values() if field.ranges} == {"urine_rbc", "urine_wbc"}
    assert parse("1-2", CellKind.TEXT, ColumnReading(load_fields()["egfr"])) == NOT_A_NUMBER


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("0-4", 4), ("5-9", 9), ("10-19", 19), ("5 - 9", 9), ("5–9", 9), ("5~9", 9), ("5～9", 9), ("３－５", 5)),
        *(("0-0", 0), ("3-3", 3), ("5-9/HPF", 9), ("20-29 /hpf", 29)),
    ],
)
@pytest.mark.parametrize("how", [RED, WHITE])
def test_range(how: ColumnReading, text: str, value: float) -> None:
    """A range of whole numbers, with or without its unit, is its upper end, with a note."""
    assert parse(text, CellKind.TEXT, how) == Parsed(float(value), ("value-range",))


@pytest.mark.parametrize(
    "text",
    [
        *("many", "numerous", "TNTC", "9-5", "5-", "5-9-12", "5-9 g/L", "1.5-2.5", "5-9.5", "5-9,5"),
        *("05-09", "5-09", "2020-01", "1-2020", "2020-01-05", "05-09-2020", "9-May", "May-09"),
    ],
)
def test_no_range(text: str) -> None:
    """Words, ranges that run backwards or have decimals, and what may be a date, are no numbers."""
    assert parse(text, CellKind.TEXT, RED) == NOT_A_NUMBER


def test_date_of_a_spreadsheet() -> None:
    """5-9 that a spreadsheet has made a date of is a date in a column of numbers, and an error."""
    assert parse("2020-09-05", CellKind.DATE, RED) == NOT_A_NUMBER


def test_upper_end_within_the_limits() -> None:
    """The upper end is held against the limits of the field."""
    assert parse("100-300", CellKind.TEXT, RED).checks == ("value-range", "value-implausible")


@settings(max_examples=60)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_bound_holds_for_the_whole_range(one: int, other: int, bound: int) -> None:
    """The value that is read is within a bound only where every number of the range is."""
    low, high = sorted((one, other))
    value = parse(f"{low}-{high}", CellKind.TEXT, RED).value
    assert isinstance(value, float)
    assert (value <= bound) == all(count <= bound for count in range(low, high + 1))
