"""Wide sheets: one row per patient, with the time point of each value in the name of its column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

VISIT = ("patient_id", "cast(date as varchar)", "anchor", "day", "upcr")
DATED = "patient_id,date_bl,upcr_bl (g/g),date_24w,upcr_24w (g/g)"


def test_columns_with_dates_of_their_own(write: Make, read: Make, table: Make, found: Make) -> None:
    """A value stands under the date that has its time point, and the planned time is left aside."""
    batch = read(write("wide.csv", DATED, "P1,2020-01-01,2.5,2020-06-20,0.4"))
    assert table(batch, "visit", *VISIT) == [
        ("P1", "2020-01-01", None, None, 2.5),
        ("P1", "2020-06-20", None, None, 0.4),
    ]
    assert found(batch) == []


def test_columns_without_dates(write: Make, read: Make, table: Make) -> None:
    """Without dates a value stands at the planned day of its time point, counted from the switch."""
    batch = read(write("wide.csv", "patient_id,upcr_bl (g/g),upcr_24w (g/g)", "P1,2.5,0.4"))
    assert table(batch, "visit", *VISIT) == [("P1", None, "switch", 0, 2.5), ("P1", None, "switch", 168, 0.4)]


def test_blank_date_of_a_known_time_point(write: Make, read: Make, table: Make, found: Make) -> None:
    """Where the date is blank and the time point is known, its planned day is taken."""
    batch = read(write("wide.csv", DATED, "P1,2020-01-01,2.5,,0.4"))
    assert table(batch, "visit", *VISIT) == [
        ("P1", "2020-01-01", None, None, 2.5),
        ("P1", None, "switch", 168, 0.4),
    ]
    assert found(batch) == []


def test_date_that_cannot_be_read_is_not_replaced_by_the_plan(
    write: Make, read: Make, table: Make, found: Make
) -> None:
    """A date that was written and cannot be read is a problem; the planned day does not stand in for it."""
    batch = read(write("wide.csv", DATED, "P1,2020-01-01,2.5,2020-02-30,0.4"))
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", None, None, 2.5)]
    assert found(batch) == [("key-missing", "wide!E2"), ("value-not-a-date", "wide!D2")]


def test_blank_date_of_a_numbered_visit(write: Make, read: Make, table: Make, found: Make) -> None:
    """A numbered visit says no time: without its date its values are set aside, each with its finding."""
    batch = read(write("wide.csv", "patient_id,date_v1,upcr_v1 (g/g),date_v2,upcr_v2 (g/g)", "P1,2020-01-01,2.5,,0.4"))
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", None, None, 2.5)]
    assert found(batch) == [("key-missing", "wide!E2")]


@pytest.mark.parametrize("label", ["V4", "post", "screening", "pre"])
def test_label_without_a_time_is_refused(write: Make, read: Make, table: Make, label: str) -> None:
    """A label that names no time is refused with the column and the option; with the option it is read."""
    path = write("wide.csv", f"patient_id,UPCR {label} (g/g)", "P1,0.4")
    with pytest.raises(MappingError, match=r"wide\.csv: wide!B1") as refused:
        read(path)
    assert f"--at {label.lower()}=24w" in refused.value.hint.lower()
    batch = read(path, points=[f"{label}=24w"])
    assert table(batch, "visit", *VISIT) == [("P1", None, "switch", 168, 0.4)]


def test_a_declared_label_counts_before_the_words_known(write: Make, read: Make, table: Make) -> None:
    """`--at` says what a label means even where it is known: the study's 24 weeks may be of the induction."""
    path = write("wide.csv", "patient_id,upcr_24w (g/g)", "P1,0.4")
    assert table(read(path, points=["24w=induction+24w"]), "visit", *VISIT) == [("P1", None, "induction", 168, 0.4)]


def test_anchor_of_labels(write: Make, read: Make, table: Make) -> None:
    """`--anchor` says what labels are counted from; one that says it itself keeps its own."""
    path = write("wide.csv", "patient_id,upcr_24w (g/g),upcr 12 weeks after switch (g/g)", "P1,0.4,0.8")
    assert table(read(path, anchor="induction"), "visit", *VISIT) == [
        ("P1", None, "induction", 168, 0.4),
        ("P1", None, "switch", 84, 0.8),
    ]


def test_columns_of_one_time_point_are_one_visit(write: Make, read: Make, table: Make) -> None:
    """Labels of one time point in different words, and measures of it, come together in one visit."""
    batch = read(write("wide.csv", "patient_id,upcr_24w (g/g),Albumin Week 24 (g/dL)", "P1,0.4,3.9"))
    assert table(batch, "visit", "day", "upcr", "albumin") == [(168, 0.4, 3.9)]


def test_blank_time_point_is_no_visit(write: Make, read: Make, table: Make, found: Make) -> None:
    """A time point of which a patient has no value makes no visit and no finding."""
    batch = read(write("wide.csv", "patient_id,upcr_bl (g/g),upcr_24w (g/g)", "P1,2.5,", "P2,,NA"))
    assert table(batch, "visit", *VISIT) == [("P1", None, "switch", 0, 2.5)]
    assert found(batch) == []
    assert (batch.files[0].landed, batch.files[0].set_aside) == (2, 0)


def test_wide_columns_beside_a_visit_of_the_row(write: Make, read: Make, table: Make) -> None:
    """A row may have a visit of its own, with a date and values, beside those of its time points."""
    batch = read(write("wide.csv", "patient_id,visit_date,upcr (g/g),upcr_24w (g/g)", "P1,2020-01-01,2.5,0.4"))
    assert table(batch, "visit", *VISIT) == [
        ("P1", "2020-01-01", None, None, 2.5),
        ("P1", None, "switch", 168, 0.4),
    ]


def test_series_of_biopsies(write: Make, read: Make, table: Make, found: Make) -> None:
    """Numbered columns of biopsies are a biopsy each: date, class and indices go by their number."""
    batch = read(
        write(
            "wide.csv",
            "patient_id,biopsy_date_1,biopsy_class_1,biopsy_date_2,biopsy_class_2,activity_index_2",
            "P1,2015-01-01,IV,2019-12-01,V,7",
            "P2,2016-01-01,III,,,",
        )
    )
    assert table(batch, "biopsy", "patient_id", "cast(date as varchar)", "classes", "activity_index") == [
        ("P1", "2015-01-01", ["IV"], None),
        ("P1", "2019-12-01", ["V"], 7.0),
        ("P2", "2016-01-01", ["III"], None),
    ]
    assert found(batch) == []


def test_series_of_drugs(write: Make, read: Make, table: Make) -> None:
    """Numbered columns of drugs are a treatment each, with the dates and the dose of their number."""
    batch = read(
        write(
            "wide.csv",
            "patient_id,drug_1,start_date_1,stop_date_1,drug_2,start_date_2,stop_date_2",
            "P1,MMF,2020-01-01,2020-06-30,TAC,2020-07-01,",
        )
    )
    assert table(batch, "treatment", "drug", "cast(start as varchar)", "cast(stop as varchar)") == [
        ("mycophenolate", "2020-01-01", "2020-06-30"),
        ("tacrolimus", "2020-07-01", None),
    ]


def test_two_columns_of_one_time_point_are_refused(write: Make, read: Make) -> None:
    """One measure twice at one time point is refused with both places, as it is for a row."""
    with pytest.raises(MappingError, match=r"wide!B1 and wide!C1 both give upcr"):
        read(write("wide.csv", "patient_id,upcr_24w (g/g),UPCR 24w (mg/g)", "P1,0.4,400"))


def test_rows_of_wide_sheets_are_accounted_for(write: Make, read: Make, found: Make) -> None:
    """Every row of a wide sheet is landed or set aside, one bad time point no reason to lose the others."""
    batch = read(
        write(
            "wide.csv", "patient_id,upcr_bl (g/g),upcr_24w (g/g)", "P1,high,0.4", ",1,1", "P2,1,1", "P2,1,1", "P3,high,"
        )
    )
    (file,) = batch.files
    assert (file.rows_read, file.landed, file.set_aside) == (5, 2, 3)
    assert found(batch) == [
        ("patient-missing", "wide!3"),
        ("row-duplicate", "wide!5"),
        ("value-not-a-number", "wide!B2"),
        ("value-not-a-number", "wide!B6"),
    ]


def test_doses_in_a_series_of_drugs(write: Make, read: Make, table: Make) -> None:
    """The dose with the number of a drug is that drug's."""
    header = "patient_id,drug1,dose1 (mg/day),start_date1,drug2,dose2 (mg/day),start_date2"
    batch = read(write("wide.csv", header, "P1,MMF,2000,2020-01-01,TAC,3,2020-07-01"))
    assert table(batch, "treatment", "drug", "dose") == [("mycophenolate", 2000.0), ("tacrolimus", 3.0)]
