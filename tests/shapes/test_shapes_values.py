"""How cells are written: units, dates, numbers, words, classes, drugs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from renderings import languages
from renderings.files import csv_files, rows_in
from renderings.layouts import as_tables, as_visits, as_wide
from renderings.styles import CANONICAL, SI, Style, all_spelled, comma, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from pathlib import Path

Check = Any
SHAPES = {"visits": as_visits, "tables": as_tables, "wide": as_wide}
EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

UNITS: dict[str, dict[str, str]] = {
    "canonical": CANONICAL,
    "SI": SI,
    "mg/g and umol/L": {"upcr": "mg/g", "creatinine": "umol/L"},
    "mg/mg": {"upcr": "mg/mg", "creatinine": "mg/L", "c3": "mg/L", "c4": "mg/L"},
}


def through(tmp_path: Path, check: Check, style: Style, shape: str = "visits", **said: Any) -> None:
    """Write the cohort in a style, as commas or semicolons, and compare it."""
    tables = SHAPES[shape]()
    delimiter = ";" if style.number is comma else ","
    paths = csv_files(tmp_path, all_spelled(tables, style), delimiter=delimiter)
    above = len(tables) + (sum(table.name not in NO_MEASURES for table in tables) if style.unit_at == "row" else 0)
    check(paths, rows_in(paths, delimiter=delimiter) - above, **said)


NO_MEASURES = ("patients", "biopsies", "treatments", "events")


PLACES = ("header", "row", "column", "cell")


@pytest.mark.parametrize(
    ("shape", "units", "at"),
    [*(("visits", units, at) for units in UNITS for at in PLACES), *(("wide", "SI", at) for at in PLACES)],
)
def test_units(tmp_path: Path, check: Check, shape: str, units: str, at: str) -> None:
    """The unit counts wherever the export says it, and the same values in other units are the same to the last bit."""
    through(tmp_path, check, Style(units=UNITS[units], unit_at=at), shape)


@pytest.mark.parametrize("form", ["{f} [{u}]", "{f}, {u}", "{f}({u})", "{f} {u}", "{f}_{u}", "{f}（{u}）"])
def test_unit_in_the_header(tmp_path: Path, check: Check, form: str) -> None:
    """How the header sets off the unit does not matter."""
    through(tmp_path, check, Style(units=SI, unit_form=form))


@pytest.mark.parametrize("at", ["nowhere", "header"])
def test_unit_option(tmp_path: Path, check: Check, at: str) -> None:
    """A unit declared by option does what one in the header does, and may repeat it."""
    units = [f"{name}={unit}" for name, unit in SI.items() if name != "dose"]
    through(tmp_path, check, Style(units=SI, unit_at=at), units=units)


DATES: dict[str, Callable[[date], str]] = {
    "points": lambda day: f"{day.year}.{day.month}.{day.day}",
    "points and spaces": lambda day: f"{day.year}. {day.month}. {day.day}.",
    "slashes": lambda day: f"{day:%Y/%m/%d}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "Korean": lambda day: f"{day.year}년 {day.month}월 {day.day}일",
    "Chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "month by name": lambda day: f"{day.day:02}-{EN_MONTHS[day.month - 1]}-{day.year}",
    "US month by name": lambda day: f"{EN_MONTHS[day.month - 1]} {day.day}, {day.year}",
    "midnight": lambda day: f"{day.isoformat()} 00:00:00",
    "ISO with zone": lambda day: f"{day.isoformat()}T00:00:00Z",
    "weekday": lambda day: f"{day.isoformat()} ({'월화수목금토일'[day.weekday()]})",
    "dd/mm": lambda day: f"{day:%d/%m/%Y}",
    "mm/dd": lambda day: f"{day:%m/%d/%Y}",
    "dd.mm": lambda day: f"{day.day}.{day.month}.{day.year}",
    "dd-mm": lambda day: f"{day:%d-%m-%Y}",
    "full width": lambda day: day.isoformat().translate(str.maketrans("0123456789-", "０１２３４５６７８９－")),
}


@pytest.mark.parametrize(
    ("shape", "form"),
    [*(("visits", form) for form in DATES), *(("tables", form) for form in ("dd/mm", "mm/dd", "Korean"))],
)
def test_dates(tmp_path: Path, check: Check, form: str, shape: str) -> None:
    """A date is the same day in every form that says which day it is; a column shows its order of day and month."""
    through(tmp_path, check, Style(date=DATES[form]), shape)


@pytest.mark.parametrize(("form", "order"), [("dd/mm", "dmy"), ("mm/dd", "mdy"), ("dd.mm", "dmy")])
def test_declared_order_in_wide_columns(tmp_path: Path, check: Check, form: str, order: str) -> None:
    """Declared, the order of day and month counts in every column, also in one that would not show it."""
    through(tmp_path, check, Style(date=DATES[form]), "wide", date_order=order)


@pytest.mark.parametrize(("first", "order"), [(date(1899, 12, 30), "excel"), (date(1904, 1, 1), "excel-1904")])
def test_serial_numbers(tmp_path: Path, check: Check, first: date, order: str) -> None:
    """Serial numbers in text count in the system that is declared."""
    through(tmp_path, check, Style(date=lambda day: str((day - first).days)), date_order=order)


def thousands(value: Decimal) -> str:
    return f"{value.normalize():,f}"


NUMBERS: dict[str, Callable[[Decimal], str]] = {
    "zeros behind": lambda value: f"{value:.6f}",
    "spaces": lambda value: f"  {plain(value)} ",
    "exponents": lambda value: f"{value:E}",
    "full width": lambda value: plain(value).translate(str.maketrans("0123456789.", "０１２３４５６７８９．")),
    "without the leading zero": lambda value: plain(value).removeprefix("0"),
    "thousands": thousands,
    "flags": lambda value: f"{plain(value)} H",
    "arrows": lambda value: f"{plain(value)}↑",
}


@pytest.mark.parametrize("form", NUMBERS)
def test_numbers(tmp_path: Path, check: Check, form: str) -> None:
    """A number is the same in every form that says which number it is."""
    through(tmp_path, check, Style(number=NUMBERS[form]), "tables", allowed=())


@pytest.mark.parametrize("shape", ["visits", "tables", "wide"])
def test_decimal_comma(tmp_path: Path, check: Check, shape: str) -> None:
    """A decimal comma that the export proves, or that is declared, is one."""
    through(tmp_path, check, Style(number=comma), shape)
    through(tmp_path, check, Style(number=comma), shape, decimal="comma")


@pytest.mark.parametrize(
    "word", ["NA", "N/A", "-", ".", "ND", "not done", "unknown", "미시행", "검사안함", "자료없음", "#N/A", "NULL"]
)
def test_words_for_missing(tmp_path: Path, check: Check, word: str) -> None:
    """A word for missing is no value, in every column (없음 of a dose is 0, and is not among them)."""
    through(tmp_path, check, Style(missing=word), "tables")


def test_declared_codes_for_missing(tmp_path: Path, check: Check) -> None:
    """A code for missing is no value where it is declared."""
    through(tmp_path, check, Style(missing="-99"), "tables", missing=["-99"])


WRITTEN = ("II", "III", "IV", "V", "III+V", "IV+V", "III (A)", "IV (A/C)")


def test_codes_by_code_book(tmp_path: Path, check: Check) -> None:
    """Codes mean what is declared for them."""
    style = Style(
        words={
            "sex": {"F": "2", "M": "1"},
            "prior_response": {"PR": "1", "NR": "0"},
            "biopsy_class": {written: str(code) for code, written in enumerate(WRITTEN, 1)},
            "induction_drug": {"MMF": "1", "cyclophosphamide": "2", "azathioprine": "3"},
            "site": {"Site A": "1", "Site B": "2"},
            "event_kind": {"infection": "1", "pregnancy": "2"},
        }
    )
    codes = [
        "sex=1:M,2:F",
        "prior_response=0:NR,1:PR",
        "biopsy_class=1:II,2:III,3:IV,4:V,5:III+V,6:IV+V,7:III (A),8:IV (A/C)",
        "induction_drug=1:MMF,2:cyclophosphamide,3:azathioprine",
        "event_kind=1:infection,2:pregnancy",
    ]
    through(tmp_path, check, style, codes=codes, sites={"Site A": "1", "Site B": "2"})


LANGUAGES = ("ENGLISH", "KOREAN", "GERMAN", "SPANISH", "FRENCH", "JAPANESE", "CHINESE")


@pytest.mark.parametrize(
    ("shape", "language"),
    [*(("wide", language) for language in LANGUAGES), *((shape, "KOREAN") for shape in ("visits", "tables"))],
)
def test_languages_of_headers(tmp_path: Path, check: Check, language: str, shape: str) -> None:
    """A header means the same in every language, and under the names that registries give it."""
    through(tmp_path, check, Style(headers=getattr(languages, language)), shape)


@pytest.mark.parametrize("case", [str.upper, str.title, lambda text: text.replace("_", " "), lambda text: f" {text} "])
def test_spelling_of_headers(tmp_path: Path, check: Check, case: Callable[[str], str]) -> None:
    """Case, spaces and underscores in headers do not matter."""
    names = {name for table in as_visits() for name in table.columns}
    through(tmp_path, check, Style(headers={name: case(name) for name in names}))


@pytest.mark.parametrize("words", ["BRAND_WORDS", "ABBREVIATIONS", "KOREAN_WORDS", "DOSED"])
@pytest.mark.parametrize("shape", ["visits", "tables"])
def test_words(tmp_path: Path, check: Check, words: str, shape: str) -> None:
    """Drugs by brand, abbreviation and in Korean, and words in Korean, mean the same."""
    own = getattr(languages, words)
    through(tmp_path, check, Style(words=own), shape, sites=own.get("site"))


@pytest.mark.parametrize("notation", languages.CLASSES)
def test_notations_of_classes(tmp_path: Path, check: Check, notation: str) -> None:
    """A class is the same in every notation."""
    through(tmp_path, check, Style(words={"biopsy_class": languages.CLASSES[notation]}))
    through(tmp_path, check, Style(words={"biopsy_class": languages.CLASSES[notation]}), "tables")


def test_dose_in_the_cell_of_the_drug(tmp_path: Path, check: Check) -> None:
    """A dose and its rhythm beside the drug are its dose a day."""
    tables = as_tables()
    doses = {"tacrolimus": "Prograf 1.5 mg bid", "prednisolone": "PDL 7.5mg qd"}
    rows = tuple({**row, "drug": doses.get(row["drug"], row["drug"]), "dose": None} for row in tables[2].rows)
    tables[2] = type(tables[2])("treatments", tuple(c for c in tables[2].columns if c != "dose"), rows)
    paths = csv_files(tmp_path, all_spelled(tables))
    check(paths, rows_in(paths) - 5)


@pytest.mark.parametrize("word", ["pending", "hemolysed", "검체부족"])
def test_word_among_numbers_with_units(tmp_path: Path, read: Any, word: str) -> None:
    """Where each number has its unit in the cell, a cell without a number needs none, and is a problem of its own."""
    sheets = all_spelled(as_tables(), Style(unit_at="cell"))
    visits = next(sheet for sheet in sheets if sheet.name == "visits")
    for column in range(2, 7):
        visits.rows[1][column] = word
    batch = read(csv_files(tmp_path, sheets))
    assert [finding.check for finding in batch.findings] == ["value-not-a-number"] * 5
