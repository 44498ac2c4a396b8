"""Cells through the whole of the reading: missing codes, censored results, partial dates, doses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

DRUG = ("patient_id", "drug", "cast(start as varchar)", "partial_start", "dose")


def test_codes_for_missing_are_declared(write: Make, read: Make, table: Make, found: Make) -> None:
    """99 is a C3 like another until it is declared, and then it is no value of that field alone."""
    path = write(
        "export.csv", "patient_id,visit_date,c3 (mg/dL),c4 (mg/dL)", "P1,2020-01-01,99,20", "P2,2020-01-01,80,99"
    )
    figures = ("patient_id", "c3", "c4")
    assert table(read(path), "visit", *figures) == [("P1", 99.0, 20.0), ("P2", 80.0, 99.0)]
    batch = read(path, missing=["c3=99"])
    assert table(batch, "visit", *figures) == [("P1", None, 20.0), ("P2", 80.0, 99.0)]
    assert found(batch) == [("value-implausible", "export!D3")]
    assert table(read(path, missing=["99"]), "visit", *figures) == [("P1", None, 20.0), ("P2", 80.0, None)]


def test_declared_missing_code_needs_no_unit(write: Make, read: Make, found: Make) -> None:
    """A column of nothing but declared codes for missing needs no unit."""
    batch = read(write("export.csv", "patient_id,visit_date,upcr", "P1,2020-01-01,-9"), missing=["-9"])
    assert found(batch) == []


@pytest.mark.parametrize("written", ["<0.1", "≤ 0.1", "< 0.1 g/g"])
def test_result_below_the_limit(write: Make, read: Make, table: Make, found: Make, written: str) -> None:
    """A UPCR below the limit of the assay counts as the limit, keeps its sign, and is told."""
    batch = read(write("export.csv", "patient_id,visit_date,upcr (g/g)", f"P1,2020-01-01,{written}"))
    assert table(batch, "visit", "upcr", "censored") == [(0.1, ["upcr<"])]
    assert found(batch) == [("value-censored", "export!C2")]


def test_result_beyond_the_limit_on_the_other_side(write: Make, read: Make, table: Make, found: Make) -> None:
    """A limit on a side that says nothing (UPCR > 5) keeps its sign, and gives no value."""
    batch = read(write("export.csv", "patient_id,visit_date,upcr (g/g),c3 (mg/dL)", "P1,2020-01-01,>5,80"))
    assert table(batch, "visit", "upcr", "c3", "censored") == [(None, 80.0, ["upcr>"])]
    assert found(batch) == [("value-censored-unused", "export!C2")]


def test_limits_of_rows_of_one_day_add_up(write: Make, read: Make, table: Make) -> None:
    """Rows of one day that each have a limit of another measure make one visit with both."""
    batch = read(
        write("export.csv", "patient_id,visit_date,upcr (g/g),c3 (mg/dL)", "P1,2020-01-01,<0.1,", "P1,2020-01-01,,<10")
    )
    ((upcr, censored),) = table(batch, "visit", "upcr", "censored")
    assert upcr == 0.1
    assert "upcr<" in censored
    assert len(censored) == 2


def test_dates_without_a_day(write: Make, read: Make, table: Make, found: Make) -> None:
    """A visit, a biopsy and a treatment whose day is not known are kept with what is known of the date, and told."""
    batch = read(
        write("visits.csv", "patient_id,visit_date,upcr (g/g)", "P1,2020-03,2.5", "P1,2020-03-02,2.0"),
        write("biopsies.csv", "patient_id,biopsy_date,biopsy_class", "P1,2019,IV"),
        write("treatments.csv", "patient_id,drug,start_date,stop_date", "P1,MMF,2020-01,2020"),
    )
    assert table(batch, "visit", "cast(date as varchar)", "partial_date", "upcr") == [
        ("2020-03-02", None, 2.0),
        (None, "2020-03", 2.5),
    ]
    assert table(batch, "biopsy", "date", "partial_date", "classes") == [(None, "2019", ["IV"])]
    assert table(batch, "treatment", "start", "partial_start", "stop", "partial_stop") == [
        (None, "2020-01", None, "2020")
    ]
    assert {check for check, _ in found(batch)} == {"date-incomplete"}
    assert len(found(batch)) == 4


def test_birth_date_without_a_day(write: Make, read: Make, table: Make, found: Make) -> None:
    """A birth date without its day is a problem of its cell, and is not landed."""
    batch = read(write("export.csv", "patient_id,birth_date", "P1,1985-01"))
    assert table(batch, "patient", "patient_id", "birth_date") == [("P1", None)]
    assert found(batch) == [("date-incomplete", "export!B2")]


@pytest.mark.parametrize(
    ("cell", "dose"),
    [("MMF 1g bid", 2000.0), ("MMF", None), ("셀셉트 500mg 1일 2회", 1000.0), ("Myfortic 720 mg bid", 2000.0)],
)
def test_dose_in_the_cell_of_the_drug(write: Make, read: Make, table: Make, cell: str, dose: float | None) -> None:
    """A dose beside the drug is the dose of the day, of the salt in equivalents of the mofetil."""
    batch = read(write("export.csv", "patient_id,drug,start_date", f"P1,{cell},2020-01-01"))
    assert table(batch, "treatment", *DRUG) == [("P1", "mycophenolate", "2020-01-01", None, dose)]


@pytest.mark.parametrize(("drug", "dose"), [("Myfortic", 2000.0), ("EC-MPS", 2000.0), ("MMF", 1440.0)])
def test_dose_in_a_column_beside_the_salt(write: Make, read: Make, table: Make, drug: str, dose: float) -> None:
    """The dose in a column is of the drug as written: 1440 mg of the sodium salt are 2 g of the mofetil."""
    batch = read(write("export.csv", "patient_id,drug,start_date,dose (mg/day)", f"P1,{drug},2020-01-01,1440"))
    assert table(batch, "treatment", *DRUG) == [("P1", "mycophenolate", "2020-01-01", None, dose)]


@pytest.mark.parametrize("drug", ["MPA", "mycophenolic acid", "mycophenolate", "미코페놀산"])
def test_dose_in_a_column_beside_an_open_salt(write: Make, read: Make, table: Make, found: Make, drug: str) -> None:
    """Where the drug's cell leaves the salt open, the dose of the column is not known, and asked about."""
    header = "patient_id,drug,start_date,dose (mg/day)"
    export = write("export.csv", header, f"P1,{drug},2020-01-01,1440", "P2,AZA,2020-01-01,100")
    batch = read(export)
    assert table(batch, "treatment", *DRUG)[0] == ("P1", "mycophenolate", "2020-01-01", None, None)
    assert found(batch) == [("salt-open", "export!D2")]
    for meaning, dose in (("mycophenolate sodium", 2000.0), ("mycophenolate mofetil", 1440.0)):
        batch = read(export, codes=[f"drug={drug}:{meaning}"])
        assert table(batch, "treatment", *DRUG)[0] == ("P1", "mycophenolate", "2020-01-01", None, dose)
        assert found(batch) == []


def test_dose_column_beside_two_drugs(write: Make, read: Make, table: Make) -> None:
    """One dose beside two drugs belongs to neither; a dose in the cell belongs to its own drug."""
    batch = read(
        write(
            "export.csv",
            "patient_id,drug,start_date,dose (mg/day)",
            "P1,MMF + TAC,2020-01-01,1000",
            "P2,MMF 1g bid + TAC 3 mg/day,2020-01-01,",
        )
    )
    assert table(batch, "treatment", "patient_id", "drug", "dose") == [
        ("P1", "mycophenolate", None),
        ("P1", "tacrolimus", None),
        ("P2", "mycophenolate", 2000.0),
        ("P2", "tacrolimus", 3.0),
    ]


def test_a_dose_belongs_to_the_induction_of_its_row(write: Make, read: Make, table: Make) -> None:
    """A dose in the cell of the induction on a patient's row is that treatment's."""
    batch = read(write("export.csv", "patient_id,induction_drug,induction_start", "P1,MMF 1.5 g bid,2020-01-01"))
    assert table(batch, "treatment", *DRUG) == [("P1", "mycophenolate", "2020-01-01", None, 3000.0)]
