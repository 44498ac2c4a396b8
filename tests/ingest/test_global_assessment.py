"""The physician's global assessment: on its scale of 0 to 3, and on no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

PGA = ("patient_id", "pga")


@pytest.mark.parametrize("header", ["PGA (0-3)", "physician's global assessment [0-3]", "의사 전반적 평가 (0~3)"])
def test_a_column_that_says_its_scale(write: Make, read: Make, table: Make, found: Make, header: str) -> None:
    """A column whose header says 0 to 3 is read; a value beyond the scale cannot be one, and is not used."""
    batch = read(write("v.csv", f"patient_id,visit_date,{header}", "P1,2020-01-01,0.5", "P2,2020-01-01,3.1"))
    assert table(batch, "visit", *PGA) == [("P1", 0.5), ("P2", None)]
    assert found(batch) == [("value-impossible", "v!C3")]


@pytest.mark.parametrize("header", ["PGA", "PGA (0-10)", "PGA (0-100 mm)"])
@pytest.mark.parametrize("values", [("0.5", "2"), ("0.5", "7")], ids=["within 3", "beyond"])
def test_a_column_that_does_not(
    write: Make, read: Make, table: Make, found: Make, header: str, values: tuple[str, str]
) -> None:
    """Without a scale, or with another, the column is left aside, though all its values may lie within 0 to 3."""
    lines = (f"P{place},2020-01-01,1.0,{value}" for place, value in enumerate(values, 1))
    batch = read(write("v.csv", f"patient_id,visit_date,upcr (g/g),{header}", *lines))
    assert table(batch, "visit", *PGA) == [("P1", None), ("P2", None)]
    assert found(batch) == [("column-without-unit", "v!D1")]


def test_the_scale_by_option(write: Make, read: Make, table: Make) -> None:
    """`--unit pga=0-3` says the scale of a column that does not; a scale of 0 to 10 is refused, not turned into it."""
    path = write("v.csv", "patient_id,visit_date,PGA", "P1,2020-01-01,0.5")
    assert table(read(path, units=["pga=0-3"]), "visit", *PGA) == [("P1", 0.5)]
    with pytest.raises(UsageError, match="0-10 is no unit of pga"):
        read(path, units=["pga=0-10"])


@pytest.mark.parametrize("header", ["Patient PGA (0-3)", "PGA (patient)", "PGA VAS (mm)"])
def test_what_is_another_assessment(write: Make, read: Make, table: Make, header: str) -> None:
    """The assessment by the patient is another one, and a name that is not known is none."""
    batch = read(write("v.csv", f"patient_id,visit_date,upcr (g/g),{header}", "P1,2020-01-01,1.0,0.5"))
    assert table(batch, "visit", *PGA) == [("P1", None)]
