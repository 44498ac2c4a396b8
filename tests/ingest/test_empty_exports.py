"""Exports, sheets and rows in which nothing stands that the tool could use: never silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]


HEADER = "patient_id,visit_date,upcr (g/g)"


def test_export_without_rows_is_refused(write: Make, read: Make) -> None:
    """A header and nothing below it is refused: "no problems found" would be taken for an answer about patients."""
    with pytest.raises(ExportError, match=r"empty\.csv has no row below the header") as refused:
        read(write("empty.csv", HEADER))
    assert "filter" in refused.value.hint


def test_sheet_without_rows_is_told(write: Make, read: Make, found: Make) -> None:
    """One table of several without a row is a warning: the other tables are used."""
    batch = read(write("a.csv", HEADER, "P1,2020-01-01,1.2"), write("b.csv", "patient_id,biopsy_date,biopsy_class"))
    assert found(batch) == [("sheet-empty", "b")]
    assert [(file.rows_read, file.landed) for file in batch.files] == [(1, 1), (0, 0)]


@pytest.mark.parametrize(
    "lines",
    [
        ["record_id,redcap_event_name,drug,a_form_complete", "1,baseline_arm_1,MMF,2", "1,week_24_arm_1,,2"],
        ["patient_id,study_day,upcr (g/g)", "P1,0,1.2", "P1,28,"],
        ["patient_id,study_day,visit_date,upcr (g/g)", "P1,0,2020-01-01,1.2", "P1,28,,"],
    ],
    ids=["event", "day", "day without its date"],
)
def test_row_that_only_says_when_is_not_set_aside(lines: list[str], write: Make, read: Make, found: Make) -> None:
    """A row with the event or the day alone, all else being blank or of no field, lands its patient.

    No row is set aside without a finding that says why.
    """
    batch = read(write("export.csv", *lines))
    (file,) = batch.files
    assert (file.rows_read, file.landed, file.set_aside) == (2, 2, 0)
    assert [check for check, _ in found(batch) if check not in ("column-unclaimed", "treatment-incomplete")] == []


def test_row_whose_day_cannot_be_read_is_set_aside_with_a_finding(write: Make, read: Make, found: Make) -> None:
    """Where the only cell of a row is not usable, the row is set aside, and the cell has a finding."""
    batch = read(write("export.csv", "patient_id,study_day,upcr (g/g)", "P1,0,1.2", "P1,soon,"))
    assert batch.files[0].set_aside == 1
    assert "export!B3" in {where for _, where in found(batch)}
