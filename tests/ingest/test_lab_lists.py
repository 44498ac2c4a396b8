"""Lists of laboratory results: one row a result, with the test, the value and its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

HEADER = "patient_id,date,test,value,unit"
VISIT = ("patient_id", "cast(date as varchar)", "upcr", "round(creatinine, 6)")


def test_results_of_one_day_are_one_visit(write: Make, read: Make, table: Make, found: Make) -> None:
    """Rows of one patient and day join to one visit, a measure each, whatever the names of the tests."""
    batch = read(
        write(
            "labs.csv",
            HEADER,
            "P1,2020-01-01,UPCR,1500,mg/g",
            "P1,2020-01-01,Serum creatinine,88.4,umol/L",
            "P1,2020-02-01,2160-0,0.9,mg/dL",
            "P2,2020-01-01,요단백/크레아티닌비,0.4,g/g",
        )
    )
    assert table(batch, "visit", *VISIT) == [
        ("P1", "2020-01-01", 1.5, 1.0),
        ("P1", "2020-02-01", None, 0.9),
        ("P2", "2020-01-01", 0.4, None),
    ]
    assert found(batch) == []


@pytest.mark.parametrize("test", ["ESR", "Creatinine, urine", "99999-9", ""])
def test_other_tests_are_set_aside(write: Make, read: Make, table: Make, found: Make, test: str) -> None:
    """A row whose test no field claims is set aside with a note: urine creatinine is no serum creatinine."""
    batch = read(write("labs.csv", HEADER, f'P1,2020-01-01,"{test}",80,mg/dL', "P1,2020-01-01,Creatinine,0.8,mg/dL"))
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", None, 0.8)]
    assert found(batch) == [("lab-test-unclaimed", "labs!2")]
    assert [(file.rows_read, file.landed, file.set_aside) for file in batch.files] == [(2, 1, 1)]


@pytest.mark.parametrize(
    ("code", "value", "unit", "column", "expected"),
    [
        ("77140-2", "88.4", "umol/L", "creatinine", 1.0),
        ("59826-8", "88.4", "umol/L", "creatinine", 1.0),
        ("98980-6", "74", "mL/min/{1.73_m2}", "egfr", 74.0),
        ("88294-4", "74", "mL/min/{1.73_m2}", "egfr", 74.0),
        ("77348-1", "6.5", "ng/mL", "tacrolimus_trough", 6.5),
        ("2890-2", "500", "mg/g{creat}", "upcr", 0.5),
        ("2889-4", "0.4", "g/(24.h)", "proteinuria", 0.4),
        ("6690-2", "4.5", "10*3/uL", "wbc", 4.5),
    ],
)
def test_codes_of_loinc(
    write: Make, read: Make, table: Make, found: Make, code: str, value: str, unit: str, column: str, expected: float
) -> None:
    """Creatinine in blood, eGFR of both markers and without the factor for race, a trough: each code is its measure."""
    batch = read(write("labs.csv", HEADER, f"P1,2020-01-01,{code},{value},{unit}"))
    assert table(batch, "visit", f"round({column}, 6)") == [(expected,)]
    assert found(batch) == []


@pytest.mark.parametrize("code", ["11253-2", "88293-6", "48643-1", "32721-3"])
def test_codes_that_are_left_out(write: Make, read: Make, table: Make, found: Make, code: str) -> None:
    """A tacrolimus level at any time is no trough, and eGFR with the factor for race no eGFR: neither is read."""
    batch = read(write("labs.csv", HEADER, f"P1,2020-01-01,{code},6,ng/mL", "P1,2020-01-01,Creatinine,0.8,mg/dL"))
    assert table(batch, "visit", "tacrolimus_trough", "egfr", "creatinine") == [(None, None, 0.8)]
    assert found(batch) == [("lab-test-unclaimed", "labs!2")]


def test_unit_that_is_not_known(write: Make, read: Make, table: Make, found: Make) -> None:
    """A result whose unit is not known is not used; `--unit` says what the test is in."""
    path = write("labs.csv", HEADER, "P1,2020-01-01,Creatinine,0.8,furlong", "P2,2020-01-01,Creatinine,0.9,mg/dL")
    batch = read(path)
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", None, None), ("P2", "2020-01-01", None, 0.9)]
    assert found(batch) == [("unit-unknown", "labs!D2")]
    batch = read(path, units=["creatinine=mg/dL"])
    assert table(batch, "visit", "patient_id", "creatinine") == [("P1", 0.8), ("P2", 0.9)]


@pytest.mark.parametrize(
    ("test", "unit", "options"),
    [("Creatinine (mg/dL)", "umol/L", []), ("Creatinine", "umol/L", ["creatinine=mg/dL"])],
)
def test_units_that_contradict_each_other(
    write: Make, read: Make, table: Make, found: Make, test: str, unit: str, options: list[str]
) -> None:
    """A unit in the name of the test, or in an option, that is not that of its row leaves the result unused."""
    batch = read(
        write("labs.csv", HEADER, f"P1,2020-01-01,{test},88.4,{unit}", "P1,2020-01-01,UPCR,1,g/g"), units=options
    )
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", 1.0, None)]
    assert found(batch) == [("unit-conflict", "labs!D2")]


def test_list_without_units(write: Make, read: Make, table: Make) -> None:
    """Without a column of units a test that needs one is refused with the option; with it, it is read."""
    path = write("labs.csv", "patient_id,date,test,value", "P1,2020-01-01,UPCR,1500", "P1,2020-01-01,Creatinine,0.8")
    with pytest.raises(UnitError) as refused:
        read(path)
    assert "--unit upcr=g/g" in refused.value.hint
    batch = read(path, units=["upcr=mg/g", "creatinine=mg/dL"])
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", 1.5, 0.8)]


def test_blank_unit_of_a_result(write: Make, read: Make, table: Make, found: Make) -> None:
    """A result without its unit is not used and told, unless `--unit` gives it."""
    path = write("labs.csv", HEADER, "P1,2020-01-01,Creatinine,0.8,", "P2,2020-01-01,Creatinine,0.9,mg/dL")
    batch = read(path)
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", None, None), ("P2", "2020-01-01", None, 0.9)]
    assert found(batch) == [("unit-undeclared", "labs!D2")]
    batch = read(path, units=["creatinine=mg/dL"])
    assert table(batch, "visit", "patient_id", "creatinine") == [("P1", 0.8), ("P2", 0.9)]


def test_results_that_disagree(write: Make, read: Make, table: Make, found: Make) -> None:
    """Two results of one test and day count as their mean, and both cells are named, as on visits."""
    batch = read(
        write("labs.csv", HEADER, "P1,2020-01-01,UPCR,2,g/g", "P1,2020-01-01,protein/creatinine ratio,4000,mg/g")
    )
    assert table(batch, "visit", "upcr") == [(3.0,)]
    assert found(batch) == [("record-conflict", "labs!D2"), ("record-conflict", "labs!D3")]


def test_result_without_a_date(write: Make, read: Make, table: Make, found: Make) -> None:
    """A result without a date is set aside with its cell."""
    batch = read(write("labs.csv", HEADER, "P1,,UPCR,2,g/g", "P1,2020-01-01,UPCR,1,g/g"))
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", 1.0, None)]
    assert found(batch) == [("key-missing", "labs!D2")]
    assert [(file.rows_read, file.landed, file.set_aside) for file in batch.files] == [(2, 1, 1)]


def test_word_value_alone_is_no_list(write: Make, read: Make, table: Make) -> None:
    """A column ``value`` without a column of tests belongs to no list, and the sheet is read as visits."""
    batch = read(write("visits.csv", "patient_id,visit_date,upcr (g/g),value", "P1,2020-01-01,2.5,77"))
    assert table(batch, "visit", "upcr") == [(2.5,)]
