"""Columns whose values sit in another unit's range, or mix two: told, and cohorts that are only ill are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.ingest.unit_ranges import Misfit, misfit
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.units import Unit, load_units

FIELDS = load_fields()


def unit_of(field: str, symbol: str) -> Unit:
    """Return a unit of a field."""
    unit = load_units()[FIELDS[field].quantity or ""].find(symbol)
    assert unit is not None
    return unit


def judge(field: str, unit: str, values: str) -> Misfit | None:
    """Return what a column with these values comes to; ``40*0.8`` repeats a value."""
    numbers: list[Decimal] = []
    for value in values.split():
        times, _, number = value.rpartition("*")
        numbers += [Decimal(number)] * int(times or 1)
    return misfit(FIELDS[field], unit_of(field, unit), numbers)


# field; declared unit; values; what is found: - for nothing
TABLE = """
creatinine | mg/dL   | 60 70 85 100 130                | other-unit μmol/L 5 of 5
creatinine | umol/L  | 0.6 0.8 0.7 1.0 1.3             | other-unit mg/dL 5 of 5
creatinine | mg/L    | 0.6 0.8 0.7 1.0 1.3             | other-unit mg/dL 5 of 5
creatinine | mg/dL   | 60 70 85 100 0.8                | other-unit μmol/L 4 of 5
creatinine | mg/dL   | 36*0.8 62 70 85 100 130         | mixed μmol/L 5 of 41
creatinine | umol/L  | 36*70 0.6 0.7 0.8 0.9 1.1       | mixed mg/dL 5 of 41
creatinine | mg/dL   | 40*0.8 62 70 85 100             | -
creatinine | mg/dL   | 99*0.8 62 70 85 100 130         | -
creatinine | mg/dL   | 30*0.8 10*999                   | -
creatinine | mg/dL   | 5 6 8 10 12 9 7                 | -
creatinine | mg/dL   | 8 12 14 16 17 18 9 10 11 15.5 19 | -
creatinine | mg/dL   | 60 70 85 100                    | -
upcr       | g/g     | 500 1200 3000 800 200           | other-unit mg/g 5 of 5
upcr       | g/g     | 50 120 300 80 40                | other-unit mg/g 5 of 5
upcr       | mg/g    | 0.5 1.2 3 0.8 2                 | other-unit g/g 5 of 5
upcr       | mg/mmol | 0.5 1.2 3 0.8 2                 | other-unit g/g 5 of 5
upcr       | mg/g    | 50 300 20 100 150               | -
upcr       | mg/g    | 20 15 18 25 22                  | -
upcr       | mg/mmol | 500 2000 3000 5000 2500         | -
upcr       | g/g     | 0.03 0.02 0.03 0.05 0.04        | -
upcr       | mg/mg   | 3 9 12 15 25 8                  | -
c3         | mg/dL   | 0.3 0.9 1.2 0.8 1.1             | other-unit g/L 5 of 5
c3         | g/L     | 80 90 100 60 40                 | other-unit mg/dL 5 of 5
c3         | mg/dL   | 30*90 0.6 0.7 0.8 0.95 1.1      | mixed g/L 5 of 35
c3         | mg/dL   | 20 25 30 18 40                  | -
c4         | mg/dL   | 0.1 0.2 0.3 0.25 0.12           | other-unit g/L 5 of 5
c4         | mg/dL   | 2 2 1.5 1 2 3                   | -
albumin    | g/dL    | 30 35 40 28 45                  | other-unit g/L 5 of 5
albumin    | g/L     | 3.0 3.5 4.0 2.8 4.5             | other-unit g/dL 5 of 5
albumin    | g/dL    | 1.2 1.5 1.4 1.6 1.3             | -
height     | cm      | 1.6 1.7 1.55 1.62 1.8           | other-unit m 5 of 5
height     | cm      | 62 64 66 61 70                  | other-unit in 5 of 5
height     | cm      | 90 95 100 105 85                | -
weight     | kg      | 120 130 150 110 180             | -
potassium  | mEq/L   | 60 70 80 90 100                 | -
anti_dsdna | IU/mL   | 100000 200000 300000 5 6        | -
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("field", "unit", "values", "expected"), ROWS)
def test_what_a_column_comes_to(field: str, unit: str, values: str, expected: str) -> None:
    """Another unit, or two of them, are told from the values; dialysis, remission, slips and codes are not."""
    found = judge(field, unit, values)
    told = "-" if found is None else f"{found.kind} {found.other.symbol} {found.count} of {found.of}"
    assert told == expected


def test_all_units_that_fit_are_named() -> None:
    """UPCR 50 to 300 under g/g may be mg/g or mg/mmol, which nothing tells apart: both are named."""
    found = judge("upcr", "g/g", "50 120 300 80 40")
    assert found is not None
    assert [unit.symbol for unit in found.others] == ["mg/g", "mg/mmol"]


def test_ranges_are_within_the_limits() -> None:
    """Where the median of a column may lie, values are possible, and the range is closed on both sides."""
    for field in FIELDS.values():
        if field.usual is not None:
            assert field.usual.low, field.name
            assert field.usual.high, field.name
            assert field.hard is None or (field.hard.hold(field.usual.low) and field.hard.hold(field.usual.high))


@settings(max_examples=60)
@given(st.data())
def test_a_column_within_the_usual_range_is_never_refused(data: st.DataObject) -> None:
    """Values of the usual range, written in any unit of their quantity and declared so, fit; their order is nothing."""
    field = FIELDS[data.draw(st.sampled_from(sorted(name for name, field in FIELDS.items() if field.usual)))]
    assert field.usual
    assert field.soft
    unit = data.draw(st.sampled_from(load_units()[field.quantity or ""].units))
    low = max(field.usual.low or 0, field.soft.low or 0)
    high = min(field.usual.high or 0, field.soft.high or 0)
    values = st.decimals(min_value=Decimal(str(low)), max_value=Decimal(str(high)), places=2)
    numbers = [unit.from_canonical(value) for value in data.draw(st.lists(values, min_size=1, max_size=20))]
    assert misfit(field, unit, numbers) is None


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["0.8", "1.1", "70", "85", "62", "130", "99"]), max_size=30))
def test_the_order_of_rows_does_not_matter(texts: list[str]) -> None:
    """The verdict is of the column, in whatever order its rows stand."""
    numbers = [Decimal(text) for text in texts]
    judged = [misfit(FIELDS["creatinine"], unit_of("creatinine", "mg/dL"), row) for row in (numbers, sorted(numbers))]
    assert judged[0] == judged[1]
