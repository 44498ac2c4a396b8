"""What an export has and nothing reads is named, with what it may be; so are treatments that say too little."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import MappingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]


def test_tests_that_are_not_read(write: Make, read: Make) -> None:
    """The tests of a list of results that no field claims are named with their rows, the most frequent first."""
    row = "P1,2020-01-01,{},1,g/g"
    lines = [row.format(name) for name in ("ESR", "ESR", "my UPCR value", "UPCR")]
    (sheet,) = read(write("labs.csv", "patient_id,date,test,value,unit", *lines)).files[0].sheets
    told = [(test.name, test.rows, "upcr" in test.near) for test in sheet.unread_tests()]
    assert told == [("ESR", 2, False), ("my UPCR value", 1, True)]


def test_unread_columns_have_near_fields(write: Make, read: Make) -> None:
    """A column that nothing claims comes with the fields that its header comes near to."""
    (sheet,) = read(write("v.csv", "patient_id,visit_date,creatinin xx", "P1,2020-01-01,1")).files[0].sheets
    assert "creatinine" in next(column.near for column in sheet.reported() if column.field is None)


def test_option_that_no_column_uses(write: Make, read: Make) -> None:
    """A unit for a field that no column has is refused: the column that was meant would go unread."""
    with pytest.raises(UsageError, match="--unit upcr"):
        read(write("v.csv", "patient_id,visit_date,sbp", "P1,2020-01-01,120"), units=["upcr=g/g"])


def test_unknown_time_points_are_told_at_once(write: Make, read: Make) -> None:
    """All time points of a sheet that are not known are named in one refusal."""
    with pytest.raises(MappingError) as refused:
        read(write("w.csv", "patient_id,upcr_V4 (g/g),upcr_V5 (g/g)", "P1,1,2"))
    assert "'v4=WHEN'" in refused.value.hint
    assert "'v5=WHEN'" in refused.value.hint


def test_header_near_to_the_identifier(write: Make, read: Make) -> None:
    """Where no column identifies the patient, the header that comes near to it is named."""
    with pytest.raises(MappingError, match="Perhaps my patient id x"):
        read(write("v.csv", "my patient id x,visit_date,sbp", "P1,2020-01-01,120"))


def test_start_beside_an_induction_drug(write: Make, read: Make, table: Make, found: Make) -> None:
    """A start date beside an induction drug is that of the induction; without one, the treatment is incomplete."""
    batch = read(
        write("t.csv", "patient_id,induction_drug,start_date", "P1,MMF,2020-01-01", "P2,MMF,", "P3,,2020-01-01")
    )
    assert len(table(batch, "treatment")) == 3
    assert found(batch) == [("treatment-incomplete", "t!3"), ("treatment-incomplete", "t!4")]
