"""Text → date. What could be read in two ways is not read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, Parsed, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.reading.sheet import CellKind

VISIT = load_fields()["visit_date"]
PLAIN = ColumnReading(VISIT)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
FIRST_OF_MARCH = Parsed(date(2017, 3, 1))


def read(text: str, order: str | None = None, kind: CellKind = CellKind.TEXT) -> Parsed:
    """Return what a cell gives in a column with this date order."""
    return parse(text, kind, ColumnReading(VISIT, date_order=order))


@pytest.mark.parametrize(
    "text",
    [
        *("2017-03-01", "2017/03/01", "2017/3/1", "2017.3.1", "2017.03.01.", "2017. 3. 1.", "20170301"),
        *(
            "2017년 3월 1일",
            "2017년3월1일",
            "2017-03-01T00:00:00",
            "2017-03-01 10:22",
            "2017-03-01T10:22:05.123Z",
        ),
        *(
            "2017-03-01 10:22:05+09:00",
            "2017.3.1 오후 3:20",
            "2017년 3월 1일 10:22",
            "01-Mar-2017",
            "1 March 2017",
        ),
        *("01MAR2017", "２０１７－０３－０１", " 2017-03-01 "),
    ],
)
@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
def test_dates_without_doubt(text: str, order: str | None) -> None:
    """The year first, or the month by name, needs no declared order; the time of day is dropped."""
    assert read(text, order) == FIRST_OF_MARCH


@pytest.mark.parametrize("text", ["01/03/2017", "01-03-2017", "1.3.2017", "01.03.2017."])
def test_day_or_month_first_is_declared(text: str) -> None:
    """01/03/2017 is read in the declared order, and refused without one."""
    assert read(text) == Parsed(None, ("date-ambiguous",))
    assert read(text, "dmy") == FIRST_OF_MARCH
    assert read(text, "mdy") == Parsed(date(2017, 1, 3))


def test_a_day_above_twelve_decides_nothing() -> None:
    """13/03/2017 alone does not prove the order of its column: never by the cell."""
    assert read("13/03/2017") == Parsed(None, ("date-ambiguous",))
    assert read("13/03/2017", "mdy") == Parsed(None, ("value-not-a-date",))


@pytest.mark.parametrize(("text", "order"), [("01/03/17", "dmy"), ("01.03.17", "mdy"), ("01-Mar-17", None)])
def test_two_digits_for_the_year(text: str, order: str | None) -> None:
    """The century is not guessed."""
    assert read(text, order) == Parsed(None, ("date-two-digit-year",))


def test_two_digits_without_an_order() -> None:
    """01/03/17 without a declared order is first of all ambiguous."""
    assert read("01/03/17") == Parsed(None, ("date-ambiguous",))


@pytest.mark.parametrize("text", ["2017", "2017-03", "2017/3", "2017.03", "2017. 3.", "2017년", "2017년 3월"])
def test_dates_without_a_day(text: str) -> None:
    """A year or a month cannot stand in a window of weeks."""
    assert read(text) == Parsed(None, ("date-incomplete",))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2017-02-29",
            "2017-13-01",
            "2017-00-10",
            "20171301",
            "1899-12-31",
            "2017-3/1",
            "42795",
            "201703",
            "soon",
        ),
        *("2017-03-01-05", "2017-03-01 to 2017-03-08", "01-Foo-2017", "0000-00-00", "10:22", "2017-03-0l"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Days that never were, years before 1900, serial numbers and words are not dates."""
    assert read(text) == Parsed(None, ("value-not-a-date",))


def test_first_possible_day() -> None:
    """The first day of 1900 is a date, and a leap day of a leap year."""
    assert read("1900-01-01") == Parsed(date(1900, 1, 1))
    assert read("2016-02-29") == Parsed(date(2016, 2, 29))


def test_cells_that_the_spreadsheet_knows_as_dates() -> None:
    """A date cell comes as ISO text, with or without a time, and is that day."""
    assert read("2017-03-01", kind=CellKind.DATE) == FIRST_OF_MARCH
    assert read("2017-03-01T13:30:00", kind=CellKind.DATE) == FIRST_OF_MARCH


@pytest.mark.parametrize("text", ["", "-", "NA", "미상", "unknown"])
def test_missing_dates(text: str) -> None:
    """A blank or a word for missing is no finding."""
    assert read(text) == Parsed(None)


@given(days, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y년 %m월 %d일"]))
def test_every_day_comes_back(day: date, form: str) -> None:
    """A day written in any of the clear forms is that day."""
    written = form.replace("%Y", f"{day.year:04}").replace("%m", f"{day.month:02}").replace("%d", f"{day.day:02}")
    assert read(written) == Parsed(day)


@given(days, st.sampled_from("-/."))
def test_both_orders_come_back(day: date, sign: str) -> None:
    """A day written in the declared order is that day."""
    assert read(sign.join((str(day.day), str(day.month), str(day.year))), "dmy") == Parsed(day)
    assert read(sign.join((str(day.month), str(day.day), str(day.year))), "mdy") == Parsed(day)


@given(st.text(alphabet="0123456789-/. 년월일T:", max_size=14))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever a cell holds, it gives a date, a finding, or is missing."""
    parsed = read(text)
    assert parsed.value is None or isinstance(parsed.value, date)
    assert parsed.value is None or parsed.checks == ()
