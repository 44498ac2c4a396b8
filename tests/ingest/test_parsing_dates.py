"""Text → date. What could be read in two ways is not read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, Parsed, PartialDate, date_order_of, parse
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
        *(
            "01MAR2017",
            "２０１７－０３－０１",
            " 2017-03-01 ",
            "March 1, 2017",
            "Mar 1 2017",
            "1st March 2017",
            "2017-Mar-01",
        ),
        *(
            "2017년 3월 1일 (수)",
            "2017. 3. 1.(수)",
            "Wed, 1 Mar 2017",
            "2017-03-01 Wednesday",
            "2017년 3월 1일 수요일 10:22",
        ),
        *("2017年3月1日", "20170301102205", "201703011022", "2017년 3월 1일 10시 22분", "2017-03-01 (Wed) 10:22"),
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


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("01/03/17", "dmy", date(2017, 3, 1)),
        ("01.03.17", "mdy", date(2017, 1, 3)),
        ("01-Mar-17", None, date(2017, 3, 1)),
        ("01-Mar-49", None, date(2049, 3, 1)),
        ("01-Mar-50", None, date(1950, 3, 1)),
        ("01-Mar-00", None, date(2000, 3, 1)),
    ],
)
def test_two_digits_for_the_year(text: str, order: str | None, day: date) -> None:
    """A year of two digits is one from 1950 to 2049, with a warning; of a birth it is not used."""
    assert read(text, order) == Parsed(day, ("date-two-digit-year",))
    born = ColumnReading(load_fields()["birth_date"], date_order=order)
    assert parse(text, CellKind.TEXT, born) == Parsed(None, ("birth-two-digit-year",))


def test_two_digits_without_an_order() -> None:
    """01/03/17 without a declared order is first of all ambiguous; a day that cannot be is no date."""
    assert read("01/03/17") == Parsed(None, ("date-ambiguous",))
    assert read("31-Feb-17") == Parsed(None, ("value-not-a-date",))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        *(
            ("2017", "2017"),
            ("2017-03", "2017-03"),
            ("2017/3", "2017-03"),
            ("2017.03", "2017-03"),
            ("2017. 3.", "2017-03"),
        ),
        *(("2017년", "2017"), ("2017년 3월", "2017-03"), ("2017年3月", "2017-03"), ("Mar 2017", "2017-03")),
        *(("March, 2017", "2017-03"), ("2017 Mar", "2017-03"), ("MAR2017", "2017-03"), ("03/2017", "2017-03")),
        *(("3.2017", "2017-03"), ("2017-03-UN", "2017-03"), ("2017-03-UNK", "2017-03"), ("2017-03-??", "2017-03")),
        *(("2017-03-00", "2017-03"), ("2017-00-00", "2017"), ("2017-UN-UN", "2017"), ("2017-XX-XX", "2017")),
        *(("UN-MAR-2017", "2017-03"), ("UN/MAR/2017", "2017-03"), ("??-Mar-2017", "2017-03"), ("UN-UNK-2017", "2017")),
        *(("UN/03/2017", "2017-03"), ("00/03/2017", "2017-03"), ("03/UN/2017", "2017-03"), ("00/00/2017", "2017")),
    ],
)
@pytest.mark.parametrize("order", [None, "dmy", "mdy"])
def test_dates_without_a_day(text: str, known: str, order: str | None) -> None:
    """A date without its day, or without its month too, is kept as what is known of it."""
    assert read(text, order) == Parsed(PartialDate(known), ("date-incomplete",))


def test_a_month_that_lost_its_nought() -> None:
    """2017.10 as a number is 2017.1: only the year is certain, and a number cell with a point is no date at all."""
    assert read("2017.1") == Parsed(PartialDate("2017"), ("date-incomplete",))
    assert read("2017.03", kind=CellKind.NUMBER) == Parsed(None, ("value-not-a-date",))
    assert read("2017", kind=CellKind.NUMBER) == Parsed(PartialDate("2017"), ("date-incomplete",))


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
            "9999",
            "2017-00-10",
            "1 mars 2017",
            "Mar-17",
            "15/2017",
            "201703",
            "soon",
        ),
        *("2017-03-01-05", "2017-03-01 to 2017-03-08", "01-Foo-2017", "0000-00-00", "10:22", "2017-03-0l"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Days that never were, years before 1900 and other words are not dates."""
    assert read(text) == Parsed(None, ("value-not-a-date",))


def test_first_possible_day() -> None:
    """The first day of 1900 is a date, and a leap day of a leap year."""
    assert read("1900-01-01") == Parsed(date(1900, 1, 1))
    assert read("2016-02-29") == Parsed(date(2016, 2, 29))


def test_cells_that_the_spreadsheet_knows_as_dates() -> None:
    """A date cell comes as ISO text, with or without a time, and is that day."""
    assert read("2017-03-01", kind=CellKind.DATE) == FIRST_OF_MARCH
    assert read("2017-03-01T13:30:00", kind=CellKind.DATE) == FIRST_OF_MARCH


SERIALS = [
    ("42795", False, date(2017, 3, 1)),
    ("42795.4326388889", False, date(2017, 3, 1)),
    ("41333", True, date(2017, 3, 1)),
    ("18264", False, date(1950, 1, 1)),
    ("54788", False, date(2049, 12, 31)),
    ("16802", True, date(1950, 1, 1)),
]


@pytest.mark.parametrize(("text", "date1904", "day"), SERIALS)
def test_serial_numbers(text: str, date1904: bool, day: date) -> None:
    """A number in a workbook's date column is the day that the workbook counts; in text the system is declared."""
    how = ColumnReading(VISIT, date1904=date1904)
    assert parse(text, CellKind.NUMBER, how) == Parsed(day, ("date-as-serial",))
    assert read(text) == Parsed(None, ("date-serial-undeclared",))
    assert read(text, "excel-1904" if date1904 else "excel") == Parsed(day)


@pytest.mark.parametrize("text", ["18263", "54789", "17", "60", "100", "7", "99999", "-42795", "1.5"])
@pytest.mark.parametrize("kind", [CellKind.NUMBER, CellKind.TEXT])
def test_numbers_that_are_no_dates(text: str, kind: CellKind) -> None:
    """A number outside 1950 to 2049 is no serial number that somebody can have meant."""
    parsed = read(text, kind=kind)
    is_serial_of_1904 = kind is CellKind.TEXT and text == "18263"
    assert parsed == Parsed(None, ("date-serial-undeclared" if is_serial_of_1904 else "value-not-a-date",))


def test_eight_digits_are_a_date_and_no_serial() -> None:
    """20170301 is 1 March 2017, also as a number, whatever is declared."""
    assert read("20170301", kind=CellKind.NUMBER) == read("20170301", "excel") == FIRST_OF_MARCH


def test_serial_numbers_below_61_are_ambiguous() -> None:
    """Below 61 the 1900 system counts a day that never was: not read even where it is declared."""
    assert read("60", "excel") == Parsed(None, ("value-not-a-date",))
    assert read("61", "excel") == Parsed(date(1900, 3, 1))


@pytest.mark.parametrize("text", ["31-12-2995", "31/12/2999", "2997-12-31", "12/31/2998", "##_USER_MISSING_97##"])
@pytest.mark.parametrize("order", [None, "dmy"])
def test_what_castor_writes_for_missing(text: str, order: str | None) -> None:
    """The dates and texts that Castor writes for a missing value stand for none; nobody has such a date."""
    assert read(text, order) == Parsed(None)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["13/01/2017", "01/02/2017"], "dmy"),
        (["01/13/2017", "01/02/2017"], "mdy"),
        (["13/01/2017", "01/13/2017"], "both"),
        (["01/02/2017", "2017-03-13", ""], None),
        (["13/25/2017"], None),
        (["45/01/2017"], None),
        (["13.01.2017 10:22", "1.2.2017"], "dmy"),
        (["１３/01/2017"], "dmy"),
        # 17.03.01 may be the first of March 2017, so years of two digits show nothing.
        (["17.03.01", "25.12.16"], None),
        (["31-12-2999"], None),
        ([], None),
    ],
)
def test_the_order_that_a_column_shows(texts: list[str], order: str | None) -> None:
    """A day above 12 shows which part is the day, unless another date shows the contrary; row order does not matter."""
    assert date_order_of(texts) == date_order_of(texts[::-1]) == order


def test_an_order_that_makes_the_date_impossible() -> None:
    """13/25/2017 is no date in either order."""
    for order in ("dmy", "mdy"):
        assert read("13/25/2017", order) == Parsed(None, ("value-not-a-date",))


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
    assert parsed.value is None or isinstance(parsed.value, date | PartialDate)
    assert not isinstance(parsed.value, PartialDate) or parsed.checks == ("date-incomplete",)
