"""Text → days from the anchor of a field of relative time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, Parsed, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.reading.sheet import CellKind

FIELDS = load_fields()


def read(text: str, field: str, kind: CellKind = CellKind.TEXT) -> Parsed:
    """Return what a cell gives in a column of this field."""
    return parse(text, kind, ColumnReading(FIELDS[field]))


@pytest.mark.parametrize(
    ("field", "text", "days"),
    [
        *(("study_day", "14", 14), ("study_day", "-3", -3), ("study_day", "−3", -3), ("study_day", "+7", 7)),
        *(
            ("study_day", "Day 14", 14),
            ("study_day", "D-3", -3),
            ("study_day", "14 days", 14),
            ("study_day", "14일", 14),
        ),
        *(("study_day", "14.0", 14), ("study_day", "１４", 14), ("study_day", "0", 0)),
        *(
            ("visit_week", "24", 168),
            ("visit_week", "wk 24", 168),
            ("visit_week", "24주", 168),
            ("visit_week", "W24", 168),
        ),
        *(("visit_week", "-4", -28), ("visit_week", "24.5", 172), ("visit_week", "-24.5", -172)),
        *(
            ("visit_month", "6", 183),
            ("visit_month", "6개월", 183),
            ("visit_month", "M6", 183),
            ("visit_month", "1", 30),
        ),
        *(("week_since_switch", "24", 168), ("month_since_induction", "12", 365)),
    ],
)
def test_days(field: str, text: str, days: int) -> None:
    """A number in the unit of the field is whole days, halves away from zero; its own unit may stand beside it."""
    parsed = read(text, field)
    assert parsed == Parsed(days)
    assert isinstance(parsed.value, int)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        *(("study_day", "24w"), ("visit_week", "24 days"), ("visit_month", "24주"), ("study_day", "2017-03-01")),
        *(("visit_week", "week 24 day"), ("visit_week", "V4"), ("study_day", "40000"), ("study_day", "1,5")),
        *(("study_day", "baseline"), ("visit_week", "24-28"), ("study_day", "x 3")),
    ],
)
def test_what_is_no_offset(field: str, text: str) -> None:
    """Another unit than that of the field, a date, a range, and more than a hundred years are not read."""
    assert read(text, field) == Parsed(None, ("value-not-a-number",))


def test_a_date_cell_is_no_number_of_days() -> None:
    """What a spreadsheet knows as a date is not counted in days."""
    assert read("1900-01-14", "study_day", CellKind.DATE) == Parsed(None, ("value-not-a-number",))


@given(st.integers(-5000, 5000), st.sampled_from(["{}", "{} d", "day {}", "{}일", " {} "]))
def test_how_days_are_written_does_not_matter(days: int, form: str) -> None:
    """Any whole number of days comes back, with or without its unit."""
    assert read(form.format(days), "study_day") == Parsed(days)
