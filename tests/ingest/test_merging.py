"""What several rows say of one thing: joined where they add to each other, settled by rule where they disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

VISIT = "patient_id,visit_date,upcr (g/g),albumin (g/dL)"
TREATMENTS = ("patient_id", "drug", "cast(start as varchar)", "cast(stop as varchar)", "phase")
CARRIED = ("record", "patient_id", "drug")


def test_same_row_twice_counts_once(write: Make, read: Make, table: Make, found: Make) -> None:
    """A row that repeats another in every cell is set aside, once for each repetition, and changes nothing."""
    row = "P1,2020-01-01,2.5,3.5"
    batch = read(write("export.csv", VISIT, row, row, row))
    assert found(batch) == [("row-duplicate", "export!3"), ("row-duplicate", "export!4")]
    assert (batch.files[0].landed, batch.files[0].set_aside) == (1, 2)
    assert table(batch, "visit", "upcr", "albumin") == [(2.5, 3.5)]


def test_rows_of_one_day_that_add_up_are_joined(write: Make, read: Make, table: Make, found: Make) -> None:
    """Rows of one day with different columns filled, or the same value, are one visit without a finding."""
    batch = read(write("export.csv", VISIT, "P1,2020-01-01,2.5,", "P1,2020-01-01,,3.5", "P1,2020-01-01,2.50,3.5"))
    assert table(batch, "visit", "upcr", "albumin") == [(2.5, 3.5)]
    assert found(batch) == []


def test_rows_of_one_day_that_disagree(write: Make, read: Make, table: Make, found: Make) -> None:
    """Where rows of one day disagree in a number its mean counts, and one cell of each reading is named."""
    batch = read(write("export.csv", VISIT, "P1,2020-01-01,2.0,3.5", "P1,2020-01-01,4.0,3.5", "P2,2020-01-01,4.0,"))
    assert table(batch, "visit", "patient_id", "upcr", "albumin") == [("P1", 3.0, 3.5), ("P2", 4.0, None)]
    assert found(batch) == [("record-conflict", "export!C2"), ("record-conflict", "export!C3")]


def test_reading_counts_once_however_often_it_is_written(write: Make, read: Make, table: Make) -> None:
    """The mean is over the different readings: a row pasted twice, or into two files, weighs once."""
    together = read(write("a.csv", VISIT, "P1,2020-01-01,2.0,", "P1,2020-01-01,2.0,", "P1,2020-01-01,4.0,"))
    again = write("b.csv", VISIT, "P1,2020-01-01,2.0,")
    split = read(write("c.csv", VISIT, "P1,2020-01-01,2.0,", "P1,2020-01-01,4.0,"), again)
    apart = read(write("d.csv", VISIT, "P1,2020-01-01,2.0,", "P1,2020-01-01,2.0,3.5", "P1,2020-01-01,4.0,"))
    assert [table(batch, "visit", "upcr") for batch in (together, split, apart)] == [[(3.0,)]] * 3


def test_cells_named_do_not_depend_on_the_order_of_files(write: Make, read: Make, found: Make) -> None:
    """Of several cells with one reading the first by its place is named, however the files are ordered."""
    rows = {"a.csv": "2,", "b.csv": "2,3.5", "c.csv": "4,"}
    files = [write(name, VISIT, f"P1,2020-01-01,{row}") for name, row in rows.items()]
    named = [("record-conflict", "a!C2"), ("record-conflict", "c!C2")]
    assert found(read(*files)) == found(read(*files[::-1])) == named


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [
        ("sex", "F", "M"),
        ("birth_date", "1985-01-10", "1986-01-10"),
        ("prior_response", "PR", "NR"),
        ("switch_date", "2020-07-01", "2020-07-02"),
        ("induction_start", "2020-01-01", "2020-01-02"),
        ("induction_drug", "MMF", "CYC"),
        ("site", "Site A", "Site B"),
    ],
)
def test_patient_columns_that_contradict_each_other(
    write: Make, read: Make, found: Make, table: Make, column: str, first: str, second: str
) -> None:
    """Where rows of a patient disagree in a patient's column nothing counts; one cell of each reading is named."""
    rows = [f"P1,2020-0{month},{value}" for month, value in enumerate((first, first, second), start=1)]
    lines = [row.replace(",", "-01,", 2).replace("P1-01", "P1") for row in rows]
    batch = read(write("export.csv", f"patient_id,visit_date,{column}", *lines))
    check = "patient-two-sites" if column == "site" else "patient-conflict"
    assert found(batch) == [(check, "export!C2"), (check, "export!C4")]
    if column == "induction_start":
        assert table(batch, "treatment", "patient_id") == []
    elif column == "induction_drug":
        assert table(batch, "treatment", "drug") == []
    else:
        assert table(batch, "patient", column) == [(None,)]


def test_patient_columns_may_be_filled_in_one_row_only(write: Make, read: Make, table: Make, found: Make) -> None:
    """A patient's column that is blank in some rows contradicts nothing."""
    batch = read(write("export.csv", "patient_id,visit_date,sex", "P1,2020-01-01,", "P1,2020-02-01,F"))
    assert (table(batch, "patient", "sex"), found(batch)) == ([("F",)], [])


@pytest.mark.parametrize(
    ("ages", "age", "conflict"),
    [
        (("35", "35", "36"), 35.0, False),
        (("35", "36", "36"), 35.0, False),
        (("35", "", "36"), 35.0, False),
        (("35", "36", "38"), None, True),
        (("35", "35", "33"), None, True),
    ],
)
def test_age_may_grow_with_the_visits(
    write: Make,
    read: Make,
    table: Make,
    found: Make,
    ages: tuple[str, ...],
    age: float | None,
    conflict: bool,
) -> None:
    """Ages that differ as the dates of their visits do, to the year, are no conflict; each visit keeps its own."""
    rows = [f"P1,{day},{a}" for day, a in zip(("2020-01-01", "2020-06-01", "2020-12-01"), ages, strict=True)]
    batch = read(write("export.csv", "patient_id,visit_date,age", *rows))
    assert table(batch, "patient", "age") == [(age,)]
    assert any(check == "patient-conflict" for check, _ in found(batch)) is conflict
    expected = [float(a) if a else None for a in ages]
    assert [a for _, a in table(batch, "visit", "date", "age")] == expected


@pytest.mark.parametrize("cell", ["MMF + TAC", "TAC/MMF", '"CellCept, Prograf"', "MMF and tacrolimus"])
def test_cell_with_several_drugs(write: Make, read: Make, table: Make, cell: str) -> None:
    """A cell that names two drugs is two treatments with the dates of its row."""
    batch = read(write("export.csv", "patient_id,drug,start_date,stop_date", f"P1,{cell},2020-01-01,2020-06-30"))
    assert table(batch, "treatment", *TREATMENTS) == [
        ("P1", "mycophenolate", "2020-01-01", "2020-06-30", None),
        ("P1", "tacrolimus", "2020-01-01", "2020-06-30", None),
    ]


def test_induction_of_a_patients_row_is_a_treatment(write: Make, read: Make, table: Make) -> None:
    """Induction columns on a patient's row are one treatment of the phase induction for each drug named."""
    batch = read(write("export.csv", "patient_id,induction_drug,induction_start", "P1,CYC+pred,2020-01-01"))
    assert table(batch, "treatment", *TREATMENTS) == [
        ("P1", "cyclophosphamide", "2020-01-01", None, "induction"),
        ("P1", "prednisolone", "2020-01-01", None, "induction"),
    ]
    assert table(batch, "carried", *CARRIED) == [
        ("treatment", "P1", "cyclophosphamide"),
        ("treatment", "P1", "prednisolone"),
    ]


def test_induction_date_alone_is_an_unknown_induction(write: Make, read: Make, table: Make) -> None:
    """A start of induction without a drug is an induction with a drug that is not known."""
    batch = read(write("export.csv", "patient_id,induction_drug,induction_start", "P1,,2020-01-01"))
    assert table(batch, "treatment", *TREATMENTS) == [("P1", None, "2020-01-01", None, "induction")]


def test_same_treatment_in_two_sheets_is_one(write: Make, read: Make, table: Make, found: Make) -> None:
    """The induction of a patient's row and the same drug and start in a treatments sheet are one treatment."""
    batch = read(
        write("patients.csv", "patient_id,induction_drug,induction_start", "P1,MMF,2020-01-01"),
        write("treatments.csv", "patient_id,drug,start_date,stop_date", "P1,CellCept,2020-01-01,2020-12-31"),
    )
    assert table(batch, "treatment", *TREATMENTS) == [("P1", "mycophenolate", "2020-01-01", "2020-12-31", "induction")]
    assert table(batch, "carried", *CARRIED) == []
    assert found(batch) == []


def test_patient_of_several_sheets_is_one_patient(write: Make, read: Make, table: Make) -> None:
    """What two sheets say of a patient is put together."""
    batch = read(
        write("a.csv", "patient_id,sex", "P1,F"),
        write("b.csv", "patient_id,site,sex", "P1,Seoul,", "P2,Busan,M"),
    )
    assert table(batch, "patient", "patient_id", "site", "sex") == [
        ("P1", "Seoul", "F"),
        ("P2", "Busan", "M"),
    ]


def test_biopsies_of_one_day_that_disagree_are_unknown(write: Make, read: Make, table: Make, found: Make) -> None:
    """Two classes for one biopsy leave it without a class, and both cells are named."""
    batch = read(write("export.csv", "patient_id,biopsy_date,biopsy_class", "P1,2020-01-01,II", "P1,2020-01-01,IV"))
    assert table(batch, "biopsy", "classes") == [(None,)]
    assert set(found(batch)) == {("record-conflict", "export!C2"), ("record-conflict", "export!C3")}
