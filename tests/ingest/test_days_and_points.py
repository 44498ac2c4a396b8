"""De-identified exports: days and named time points in place of dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

VISIT = ("patient_id", "cast(date as varchar)", "anchor", "day", "upcr")


def test_days_of_the_study(write: Make, read: Make, table: Make, found: Make) -> None:
    """A day of the study counts from a day that is not told, and is kept as that; the day 0 and negative days too."""
    batch = read(write("visits.csv", "patient_id,study_day,upcr (g/g)", "P1,-14,2.5", "P1,0,2.0", "P1,168,0.4"))
    assert table(batch, "visit", *VISIT) == [
        ("P1", None, "reference", -14, 2.5),
        ("P1", None, "reference", 0, 2.0),
        ("P1", None, "reference", 168, 0.4),
    ]
    assert found(batch) == []


def test_days_since_the_switch(write: Make, read: Make, table: Make) -> None:
    """A day that is counted from the switch by its column's name is anchored there."""
    batch = read(write("visits.csv", "patient_id,day_since_switch,upcr (g/g)", "P1,168,0.4"))
    assert table(batch, "visit", *VISIT) == [("P1", None, "switch", 168, 0.4)]


def test_day_that_is_none(write: Make, read: Make, table: Make, found: Make) -> None:
    """A cell that is no number of days is a problem, and its row's values are set aside."""
    batch = read(write("visits.csv", "patient_id,study_day,upcr (g/g)", "P1,early,2.5", "P1,7,2.0"))
    assert table(batch, "visit", *VISIT) == [("P1", None, "reference", 7, 2.0)]
    assert ("key-missing", "visits!C2") in found(batch)
    assert any(place == "visits!B2" for _, place in found(batch))
    assert (batch.files[0].landed, batch.files[0].set_aside) == (1, 1)


def test_a_date_counts_before_a_day(write: Make, read: Make, table: Make) -> None:
    """Where a row has a date and a day the date counts; where the date is blank, the day."""
    batch = read(
        write("visits.csv", "patient_id,visit_date,day_since_switch,upcr (g/g)", "P1,2020-01-01,3,2.5", "P1,,7,2.0")
    )
    assert table(batch, "visit", *VISIT) == [("P1", "2020-01-01", None, None, 2.5), ("P1", None, "switch", 7, 2.0)]


POINTS = ("patient_id,visit,upcr (g/g)", "P1,baseline,2.5", "P1,Week 24,0.4")


def test_named_time_points_need_an_anchor(write: Make, read: Make) -> None:
    """Names in cells do not say what they are counted from: without dates that is refused with the option."""
    with pytest.raises(MappingError, match=r"visits\.csv: visits!B1") as refused:
        read(write("visits.csv", *POINTS))
    assert "--anchor switch or --anchor induction" in refused.value.hint


@pytest.mark.parametrize("anchor", ["switch", "induction"])
def test_named_time_points_with_an_anchor(write: Make, read: Make, table: Make, anchor: str) -> None:
    """`--anchor` says what the names are counted from."""
    batch = read(write("visits.csv", *POINTS), anchor=anchor)
    assert table(batch, "visit", *VISIT) == [("P1", None, anchor, 0, 2.5), ("P1", None, anchor, 168, 0.4)]


def test_named_time_points_that_are_declared(write: Make, read: Make, table: Make) -> None:
    """`--at` for every name that occurs does what an anchor does."""
    batch = read(write("visits.csv", *POINTS), points=["baseline=switch", "week 24=switch+26w"])
    assert table(batch, "visit", *VISIT) == [("P1", None, "switch", 0, 2.5), ("P1", None, "switch", 182, 0.4)]


def test_named_time_points_beside_dates(write: Make, read: Make, table: Make, found: Make) -> None:
    """Beside dates the names need no anchor: the date says when it was."""
    batch = read(write("visits.csv", "patient_id,visit,visit_date,upcr (g/g)", "P1,Week 24,2020-06-20,0.4"))
    assert table(batch, "visit", *VISIT) == [("P1", "2020-06-20", None, None, 0.4)]
    assert found(batch) == []


def test_unknown_time_point_of_a_row(write: Make, read: Make, table: Make, found: Make) -> None:
    """A name that means no time is a problem at its cell, and so are the values; `--at` says what it means."""
    path = write("visits.csv", *POINTS, "P1,V9,1.0")
    batch = read(path, anchor="switch")
    assert found(batch) == [("key-missing", "visits!C4"), ("timepoint-unknown", "visits!B4")]
    assert (batch.files[0].rows_read, batch.files[0].landed, batch.files[0].set_aside) == (3, 2, 1)
    batch = read(path, anchor="switch", points=["V9=36w"])
    assert table(batch, "visit", *VISIT)[-1] == ("P1", None, "switch", 252, 1.0)
    assert found(batch) == []


def test_days_of_biopsies_and_treatments(write: Make, read: Make, table: Make) -> None:
    """Biopsies and treatments may have days of the study as well, in columns of the same kind."""
    batch = read(
        write("biopsies.csv", "patient_id,biopsy_day,biopsy_class", "P1,-30,IV"),
        write("treatments.csv", "patient_id,drug,start_day,stop_day", "P1,MMF,0,168"),
    )
    assert table(batch, "biopsy", "date", "day", "classes") == [(None, -30, ["IV"])]
    assert table(batch, "treatment", "drug", "start", "start_day", "stop_day") == [("mycophenolate", None, 0, 168)]


def test_days_and_points_of_lab_lists(write: Make, read: Make, table: Make) -> None:
    """A list of results may have days, or named time points with an anchor, as visits have."""
    rows = ("P1,{},UPCR,400,mg/g", "P1,{},Albumin,39,g/L")
    by_day = write("days.csv", "patient_id,study_day,test,value,unit", *[row.format("168") for row in rows])
    by_name = write("names.csv", "patient_id,visit,test,value,unit", *[row.format("Week 24") for row in rows])
    figures = ("anchor", "day", "upcr", "albumin")
    assert table(read(by_day), "visit", *figures) == [("reference", 168, 0.4, 3.9)]
    assert table(read(by_name, anchor="switch"), "visit", *figures) == [("switch", 168, 0.4, 3.9)]
