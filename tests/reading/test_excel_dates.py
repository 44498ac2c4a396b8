"""Rules for dates in workbooks."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from lnmt_cli.reading import CellKind, read_export
from lnmt_cli.reading.excel.styles import BUILT_IN_DATES, shows_date
from lnmt_cli.reading.excel.values import date_or_number

Writer = Callable[..., Path]
LAST = {False: 2_958_465, True: 2_957_003}
EPOCH = {False: CALENDAR_WINDOWS_1900, True: CALENDAR_MAC_1904}


@pytest.mark.parametrize(
    ("serial", "date1904", "shown"),
    [
        ("1", False, "1900-01-01"),
        ("59", False, "1900-02-28"),
        ("61", False, "1900-03-01"),
        ("45000", False, "2023-03-15"),
        ("45000.5", False, "2023-03-15T12:00:00"),
        ("45000.999999", False, "2023-03-15T23:59:59"),
        ("45000.999999999", False, "2023-03-16"),
        ("2958465", False, "9999-12-31"),
        ("1", True, "1904-01-02"),
        ("60", True, "1904-03-01"),
        ("43538", True, "2023-03-15"),
        ("2957003", True, "9999-12-31"),
    ],
)
def test_serial_numbers(serial: str, date1904: bool, shown: str) -> None:
    """A serial number is a day counted from the first day of its date system, with the time to the second."""
    assert date_or_number(serial, date1904=date1904) == (shown, CellKind.DATE)


@pytest.mark.parametrize("date1904", [False, True])
@given(share=st.floats(0, 1), second=st.integers(0, 86_399))
def test_openpyxl_agrees(date1904: bool, share: float, second: int) -> None:
    """Over all days and seconds of both systems the date is the one that openpyxl reads."""
    day = 1 + int(share * (LAST[date1904] - 1))
    if day == 60 and not date1904:
        day = 61
    expected = from_excel(day, EPOCH[date1904]) + timedelta(seconds=second)
    assert isinstance(expected, datetime)
    shown = expected.isoformat() if second else expected.date().isoformat()
    assert date_or_number(repr(day + second / 86_400), date1904=date1904) == (shown, CellKind.DATE)


@pytest.mark.parametrize("date1904", [False, True])
def test_every_day_follows_the_day_before(date1904: bool) -> None:
    """From 1900 or 1904 to 2173 no day is left out or comes twice, but for the day that never was."""
    serials = [serial for serial in range(1, 100_000) if date1904 or serial != 60]
    convert = date_or_number.__wrapped__
    first = date.fromisoformat(convert(str(serials[0]), date1904=date1904)[0])
    shown = (convert(str(serial), date1904=date1904)[0] for serial in serials)
    assert all(text == date.fromordinal(first.toordinal() + i).isoformat() for i, text in enumerate(shown))


@pytest.mark.parametrize("serial", ["60", "60.5"])
def test_day_that_never_was(serial: str) -> None:
    """Excel's 29 February 1900 is no day: the number stays, as an error."""
    assert date_or_number(serial, date1904=False) == (serial, CellKind.ERROR)


@pytest.mark.parametrize("serial", ["0", "0.5", "0.999", "-1", "2958466", "1e300"])
def test_what_is_no_day_stays_a_number(serial: str) -> None:
    """A time of day, a negative number and a day after 9999 stay numbers, whatever their format."""
    assert date_or_number(serial, date1904=False)[1] is CellKind.NUMBER


@pytest.mark.parametrize(
    "code",
    [
        "yyyy-mm-dd",
        "d/m/yy;@",
        "[$-409]mmmm d, yyyy",
        'yyyy"년" m"월"',
        "h:mm",
        "m/d/yy\\ h:mm",
        "[Red]dd.mm.yyyy",
    ],
)
def test_date_codes(code: str) -> None:
    """A code with a letter for day, month, year, hour or second shows a date."""
    assert shows_date(code)


@pytest.mark.parametrize(
    "code",
    [
        "General",
        "0.0",
        '0.0" mg/day"',
        "0.0\\ \\m\\g",
        "_-* #,##0.00_d",
        "[Red]0",
        "[h]:mm:ss",
        "[mm]:ss",
        "@",
        "",
    ],
)
def test_codes_that_are_no_dates(code: str) -> None:
    """Letters in quotes, brackets or after an escape are no date, nor is elapsed time."""
    assert not shows_date(code)


def test_built_in_formats() -> None:
    """Of the built-in formats those whose code shows a date do, and those of East Asia."""
    shown = {number for number, code in BUILTIN_FORMATS.items() if shows_date(code)}
    assert shown == {number for number in BUILT_IN_DATES if number in BUILTIN_FORMATS}
    assert set(BUILT_IN_DATES) - set(BUILTIN_FORMATS) == {*range(27, 37), *range(50, 59)}


@pytest.mark.parametrize("date1904", [False, True])
def test_dates_written_by_openpyxl(tmp_path: Path, date1904: bool) -> None:
    """A date that was written comes back in either date system, and the 1904 system is said."""
    book = openpyxl.Workbook()
    if date1904:
        book.epoch = CALENDAR_MAC_1904
    book.active.append(["visit_date", "seen_at", "upcr"])
    book.active.append([date(2025, 3, 4), datetime(2025, 3, 4, 9, 30, 15), 0.5])
    book.save(tmp_path / "a.xlsx")
    (sheet,) = read_export(tmp_path / "a.xlsx")
    assert sheet.rows[0].texts == ("2025-03-04", "2025-03-04T09:30:15", "0.5")
    assert sheet.rows[0].kinds == {0: CellKind.DATE, 1: CellKind.DATE, 2: CellKind.NUMBER}
    assert sheet.detected == ("1904 date system",) * date1904


def test_only_cell_styles_count(workbook: Writer) -> None:
    """A cell's style is looked up among the cell styles, not among the named styles before them."""
    rows = '<row r="1"><c r="A1" t="str"><v>a</v></c></row><row r="2"><c r="A2" s="0"><v>45000</v></c></row>'
    (sheet,) = read_export(workbook(rows, formats=("yyyy",)))
    assert sheet.rows[0].texts == ("45000",)
