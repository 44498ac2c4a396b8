"""Where a unit can stand: in the header, in a column, in a row of units, in the cell, in an option."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

CREATININE = ("patient_id", "round(creatinine, 6)")


def test_column_of_units(write: Make, read: Make, table: Make, found: Make) -> None:
    """A column of units beside a measure gives each cell its own; a cell whose unit is not known is not used."""
    batch = read(
        write(
            "labs.csv",
            "patient_id,visit_date,creatinine,creatinine_unit",
            "P1,2020-01-01,0.8,mg/dL",
            "P2,2020-01-01,88.4,umol/L",
            "P3,2020-01-01,0.9,furlong",
        )
    )
    assert table(batch, "visit", *CREATININE) == [("P1", 0.8), ("P2", 1.0), ("P3", None)]
    assert found(batch) == [("unit-unknown", "labs!C4")]


def test_blank_cell_in_a_column_of_units(write: Make, read: Make, table: Make, found: Make) -> None:
    """Where the unit's cell is blank and the column has no unit the value is not used; with `--unit` it is."""
    path = write(
        "labs.csv",
        "patient_id,visit_date,creatinine,creatinine_unit",
        "P1,2020-01-01,0.8,mg/dL",
        "P2,2020-01-01,0.9,",
    )
    batch = read(path)
    assert table(batch, "visit", *CREATININE) == [("P1", 0.8), ("P2", None)]
    assert found(batch) == [("unit-undeclared", "labs!C3")]
    batch = read(path, units=["creatinine=mg/dL"])
    assert table(batch, "visit", *CREATININE) == [("P1", 0.8), ("P2", 0.9)]


def test_column_of_units_against_the_header(write: Make, read: Make, table: Make, found: Make) -> None:
    """A cell whose unit differs from that of the header is not used: one of the two is wrong."""
    batch = read(
        write(
            "labs.csv",
            "patient_id,visit_date,creatinine (mg/dL),creatinine unit",
            "P1,2020-01-01,0.8,mg/dL",
            "P2,2020-01-01,88.4,umol/L",
        )
    )
    assert table(batch, "visit", *CREATININE) == [("P1", 0.8), ("P2", None)]
    assert found(batch) == [("unit-conflict", "labs!C3")]


def test_column_of_units_of_all_time_points(write: Make, read: Make, table: Make) -> None:
    """One column of units holds for all time points of its measure in the row."""
    batch = read(
        write(
            "wide.csv",
            "patient_id,creatinine_bl,creatinine_24w,creatinine_unit",
            "P1,0.8,1.0,mg/dL",
            "P2,88.4,176.8,umol/L",
        )
    )
    assert table(batch, "visit", "patient_id", "day", "round(creatinine, 6)") == [
        ("P1", 0, 0.8),
        ("P1", 168, 1.0),
        ("P2", 0, 1.0),
        ("P2", 168, 2.0),
    ]


def test_row_of_units(write: Make, read: Make, table: Make) -> None:
    """A row of units below the header gives each column its unit, and is no row of the export."""
    batch = read(
        write(
            "labs.csv",
            "patient_id,visit_date,upcr,creatinine",
            ",,mg/g,umol/L",
            "P1,2020-01-01,1500,88.4",
        )
    )
    assert table(batch, "visit", "patient_id", "upcr", "round(creatinine, 6)") == [("P1", 1.5, 1.0)]
    assert [(file.rows_read, file.landed, file.set_aside) for file in batch.files] == [(1, 1, 0)]


def test_row_of_units_against_the_header(write: Make, read: Make) -> None:
    """A row of units that says otherwise than the header is refused with the place."""
    with pytest.raises(UnitError, match=r"labs!C1: the header and the row of units"):
        read(
            write(
                "labs.csv",
                "patient_id,visit_date,upcr (g/g),creatinine",
                ",,mg/g,umol/L",
                "P1,2020-01-01,1500,88.4",
            )
        )


def test_units_in_all_cells(write: Make, read: Make, table: Make, found: Make) -> None:
    """Where each cell carries its unit no other declaration is needed, and cells may differ in it."""
    batch = read(
        write("labs.csv", "patient_id,visit_date,creatinine", "P1,2020-01-01,0.8 mg/dL", "P2,2020-01-01,88.4 µmol/L")
    )
    assert table(batch, "visit", *CREATININE) == [("P1", 0.8), ("P2", 1.0)]
    assert found(batch) == []


def test_units_in_some_cells(write: Make, read: Make, table: Make) -> None:
    """Where some cells carry none the column is refused with the option; with it, each cell has one."""
    path = write("labs.csv", "patient_id,visit_date,creatinine", "P1,2020-01-01,88.4 umol/L", "P2,2020-01-01,0.9")
    with pytest.raises(UnitError, match=r"creatinine \(labs\.csv: labs!C1\)") as refused:
        read(path)
    assert "--unit creatinine=mg/dL" in refused.value.hint


def test_unit_of_a_cell_against_its_column(write: Make, read: Make, table: Make, found: Make) -> None:
    """A cell with another unit than its column's is not used; one that repeats the column's is."""
    batch = read(
        write(
            "labs.csv",
            "patient_id,visit_date,creatinine (mg/dL)",
            "P1,2020-01-01,0.8 mg/dL",
            "P2,2020-01-01,70 umol/L",
        )
    )
    assert table(batch, "visit", *CREATININE) == [("P1", 0.8), ("P2", None)]
    assert found(batch) == [("unit-conflict", "labs!C3")]


def test_units_of_one_size_are_one(write: Make, read: Make, table: Make, found: Make) -> None:
    """Units with two names and one size (g/g, mg/mg) do not contradict each other."""
    batch = read(write("labs.csv", "patient_id,visit_date,upcr (g/g)", "P1,2020-01-01,2.5 mg/mg"))
    assert table(batch, "visit", "upcr") == [(2.5,)]
    assert found(batch) == []


@pytest.mark.parametrize(
    ("header", "cell", "column", "expected"),
    [
        ("UPCR (mg/g Kreatinin)", "500", "upcr", 0.5),
        ("UPCR (mg/mmol de créat.)", "50", "upcr", 0.442),
        ("UPCR（g/g・Cr）", "0.5", "upcr", 0.5),
        ("UPCR (mg/g 크레아티닌)", "500", "upcr", 0.5),
        ("UPCR [mg/g creatinine]", "500", "upcr", 0.5),
        ("24시간 요단백 (g/24시간)", "0.5", "proteinuria", 0.5),
        ("proteinuria (mg/Tag)", "500", "proteinuria", 0.5),
        ("24時間尿蛋白 (g/日)", "0.5", "proteinuria", 0.5),
        ("WBC (/nL)", "4.5", "wbc", 4.5),
        ("WBC (×10²/µL)", "45", "wbc", 4.5),
        ("glucose (g/L)", "0.9", "glucose", 90.0),
        ("cystatin C (mg/dL)", "0.09", "cystatin_c", 0.9),
        ("C3 (mcg/mL)", "900", "c3", 90.0),
    ],
)
def test_units_as_other_languages_write_them(
    write: Make, read: Make, table: Make, found: Make, header: str, cell: str, column: str, expected: float
) -> None:
    """A unit in German, French, Spanish, Japanese or Korean writing is read as the unit that it is."""
    batch = read(write("labs.csv", f"patient_id,visit_date,{header}", f"P1,2020-01-01,{cell}"))
    assert table(batch, "visit", f"round({column}, 6)") == [(expected,)]
    assert found(batch) == []
