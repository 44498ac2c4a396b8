"""What only a whole column shows is judged for each file by itself, and units over all files of the call."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import MappingError, UnitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

HEADER = "patient_id,visit_date,creatinine (mg/dL)"
DAYS = ("patient_id", "cast(date as varchar)")


def test_order_of_dates_that_a_column_shows(write: Make, read: Make, table: Make, found: Make) -> None:
    """One date that can only be day first decides for all of the column."""
    batch = read(write("a.csv", "patient_id,visit_date,sex", "P1,03/04/2020,F", "P2,25/12/2020,F"))
    assert table(batch, "visit", *DAYS) == [("P1", "2020-04-03"), ("P2", "2020-12-25")]
    assert found(batch) == []


def test_order_of_dates_of_another_file(write: Make, read: Make, table: Make, found: Make) -> None:
    """What one site's file shows decides nothing for another's: its dates are declared, or not used."""
    first = write("a.csv", "patient_id,visit_date,sex", "P1,03/04/2020,F")
    second = write("b.csv", "patient_id,visit_date,sex", "P2,25/12/2020,F")
    for batch in (read(first, second), read(second, first)):
        assert table(batch, "visit", *DAYS) == [("P2", "2020-12-25")]
        assert found(batch) == [("date-ambiguous", "a!B2")]
    declared = read(first, second, date_order="dmy")
    assert table(declared, "visit", *DAYS) == [("P1", "2020-04-03"), ("P2", "2020-12-25")]


def test_decimal_sign_of_another_file(write: Make, read: Make, found: Make) -> None:
    """What one site's file shows of the decimal sign decides nothing for another's: 1,234 there cannot be told."""
    first = write("a.csv", "patient_id;visit_date;upcr (mg/g)", "P1;2020-01-01;850,5")
    second = write("b.csv", "patient_id;visit_date;upcr (mg/g)", "P2;2020-01-01;1,234")
    assert found(read(first, second)) == [("decimal-ambiguous", "b!C2")]


def test_both_decimal_signs_in_one_column(write: Make, read: Make, table: Make, found: Make) -> None:
    """Where a column has both signs, 1.234 and 1,234 cannot be told; what can be read in one way only is used."""
    rows = ("P1;2020-01-01;1.234", "P2;2020-01-01;1,234", "P3;2020-01-01;850,5", "P4;2020-01-01;912.25")
    batch = read(write("a.csv", "patient_id;visit_date;upcr (mg/g)", *rows))
    open_ones = [("decimal-ambiguous", "a!C2"), ("decimal-ambiguous", "a!C3")]
    assert found(batch) == [*open_ones, ("value-not-a-number", "a!C4")]
    assert table(batch, "visit", "patient_id", "upcr")[-1] == ("P4", 0.91225)


def test_order_of_dates_belongs_to_its_field(write: Make, read: Make, table: Make, found: Make) -> None:
    """What the dates of visits show says nothing of the dates of birth, which may come from another hand."""
    batch = read(write("a.csv", "patient_id,visit_date,birth_date", "P1,25/12/2020,03/04/1985"))
    assert table(batch, "visit", *DAYS) == [("P1", "2020-12-25")]
    assert found(batch) == [("date-ambiguous", "a!C2")]


@pytest.mark.parametrize("cells", [("03/04/2020", "05/06/2020"), ("25/12/2020", "12/25/2020")])
def test_order_of_dates_that_nothing_decides(write: Make, read: Make, found: Make, cells: tuple[str, str]) -> None:
    """Where no date decides, or two contradict each other, each date that can be both is a problem."""
    batch = read(write("a.csv", "patient_id,visit_date,sex", f"P1,{cells[0]},F", f"P2,{cells[1]},F", "P3,01/02/2020,F"))
    assert ("date-ambiguous", "a!B4") in found(batch)


def test_order_of_dates_that_is_declared_against_the_column(write: Make, read: Make) -> None:
    """An order that is declared and that the column contradicts is refused, in whichever file the proof stands."""
    first = write("a.csv", "patient_id,visit_date,sex", "P1,03/04/2020,F")
    second = write("b.csv", "patient_id,visit_date,sex", "P2,25/12/2020,F")
    with pytest.raises(MappingError, match="visit_date") as refused:
        read(first, second, date_order="mdy")
    assert "--dates dmy" in refused.value.hint


def _rows(values: list[str]) -> list[str]:
    return [f"P{number},2020-01-01,{value}" for number, value in enumerate(values)]


OTHER = ["60", "75", "88", "97", "110", "130"]
PLAIN = ["0.6", "0.7", "0.8", "0.9", "1.0", "1.1", "1.3", "1.5", "2.0"]


def test_column_in_the_range_of_another_unit(write: Make, read: Make, table: Make) -> None:
    """Creatinine of 60 to 130 under mg/dL is refused with the unit that it seems to have; nothing is converted."""
    path = write("a.csv", HEADER, *_rows(OTHER))
    with pytest.raises(UnitError, match=r"creatinine is declared in mg/dL") as refused:
        read(path)
    assert "μmol/L" in refused.value.message
    assert "a!C1" in refused.value.message


def test_split_does_not_hide_another_unit(write: Make, read: Make) -> None:
    """The same values, one in a file, are refused just so: the column is that of the whole call."""
    paths = [write(f"{n}.csv", HEADER, row) for n, row in enumerate(_rows(OTHER))]
    with pytest.raises(UnitError, match="creatinine is declared in mg/dL"):
        read(*paths)
    read(paths[0])  # One value alone shows nothing of a column.


def test_column_of_two_units(write: Make, read: Make) -> None:
    """A column that mixes two units is refused, in one file and in two."""
    message = "mix two units"
    with pytest.raises(UnitError, match=message):
        read(write("a.csv", HEADER, *_rows([*PLAIN, *OTHER])))
    with pytest.raises(UnitError, match=message):
        read(write("b.csv", HEADER, *_rows(PLAIN)), write("c.csv", HEADER, *_rows(OTHER)))


def test_files_in_different_units_are_no_mixture(write: Make, read: Make, table: Make) -> None:
    """Two files that each say their unit are read each in its own."""
    batch = read(
        write("a.csv", HEADER, *_rows(PLAIN)),
        write("b.csv", "patient_id,visit_date,creatinine (umol/L)", *[f"Q{r[1:]}" for r in _rows(OTHER)]),
    )
    assert len(table(batch, "visit", "creatinine")) == 15


def test_lab_list_in_the_range_of_another_unit(write: Make, read: Make) -> None:
    """A test of a list of results is judged as a column is."""
    rows = [f"P{number},2020-01-01,Creatinine,{value},mg/dL" for number, value in enumerate(OTHER)]
    with pytest.raises(UnitError, match="creatinine is declared in mg/dL"):
        read(write("labs.csv", "patient_id,date,test,value,unit", *rows))


def test_bare_integers_of_classes_need_a_code_book(write: Make, read: Make, table: Make, found: Make) -> None:
    """1 to 6 under a class are codes until one cell of the same file is a class in words."""
    codes = write("a.csv", "patient_id,biopsy_date,biopsy_class", "P1,2020-01-01,3", "P2,2020-01-01,4")
    words = write("b.csv", "patient_id,biopsy_date,biopsy_class", "P3,2020-01-01,III+V")
    assert found(read(codes)) == [("code-undeclared", "a!C2"), ("code-undeclared", "a!C3")]
    together = read(codes, words)
    assert found(together) == [("code-undeclared", "a!C2"), ("code-undeclared", "a!C3")]
    mixed = write("c.csv", "patient_id,biopsy_date,biopsy_class", "P1,2020-01-01,3", "P3,2020-01-01,III+V")
    assert table(read(mixed), "biopsy", "patient_id", "classes") == [("P1", ["III"]), ("P3", ["III", "V"])]


def _workbook(path: Path, *dates: object) -> Path:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["patient_id", "visit_date", "sledai"])
    for number, written in enumerate(dates):
        sheet.append([f"P{number}", written, number])
    book.save(path)
    return path


def test_dates_that_a_spreadsheet_has_turned_around(tmp_path: Path, read: Make, table: Make) -> None:
    """Texts with the day first beside date cells with days up to 12: Excel has turned the latter around."""
    turned = (date(2017, 12, 9), date(2017, 5, 4), "13/04/2017", "25/12/2017")
    with pytest.raises(MappingError, match="turned day and month") as refused:
        read(_workbook(tmp_path / "a.xlsx", *turned))
    assert "--dates dmy" in refused.value.hint
    declared = read(_workbook(tmp_path / "b.xlsx", *turned), date_order="dmy")
    assert table(declared, "visit", *DAYS)[0] == ("P0", "2017-12-09")


def test_date_cells_beside_texts(tmp_path: Path, read: Make, found: Make) -> None:
    """A date cell with a day above 12 shows that the spreadsheet has understood the dates."""
    assert found(read(_workbook(tmp_path / "a.xlsx", date(2017, 12, 9), date(2017, 5, 30), "13/04/2017"))) == []
