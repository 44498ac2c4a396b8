"""Text → number in the canonical unit."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, Limit, Parsed, decimal_comma_proved, parse, plain_number
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.units import Unit, load_units
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from decimal import Decimal

UPCR = load_fields()["upcr"]
DSDNA = load_fields()["anti_dsdna"]
PLAIN = ColumnReading(UPCR, unit=load_units()["upcr"].find("g/g"))
TITRE = ColumnReading(DSDNA, unit=load_units()["anti_dsdna"].find("IU/mL"))
COMMA = replace(TITRE, decimal_comma=True)
POINT = replace(TITRE, decimal_point=True)


def read(text: str, how: ColumnReading = PLAIN, kind: CellKind = CellKind.TEXT) -> Parsed:
    """Return what a cell gives."""
    return parse(text, kind, how)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(
            ("3", 3.0),
            ("3.06", 3.06),
            ("+1.5", 1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("1.5e0", 1.5),
            ("15E-1", 1.5),
        ),
        *(("0", 0.0), ("-0", 0.0), ("003.1", 3.1), ("１．５", 1.5), ("１２", 12.0)),
    ],
)
def test_plain_numbers(text: str, value: float) -> None:
    """A plain decimal, with sign, exponent or full width, is its value; minus nought is nought."""
    parsed = read(text)
    assert parsed == Parsed(value)
    assert isinstance(parsed.value, float)
    assert math.copysign(1, parsed.value) == 1


@pytest.mark.parametrize(
    "text",
    [
        *(
            "nan",
            "inf",
            "-Infinity",
            "45%",
            "0.5-0.8",
            "~0.5",
            "0.8 mg/dL",
            "2.1 g",
            "1,5",
            "1_000",
            "0x1F",
            "1.2.3",
            "1-2",
            "--1",
        ),
        *("٣", "1e400", "1e-999", "½", "five", "1 23", "12 34", "1 234 5", "TRUE", "e5", "3+ g/g"),
    ],
)
def test_what_is_no_number(text: str) -> None:
    """Units, grades, words, and what only Python takes for a number, are not numbers."""
    assert read(text) == Parsed(None, ("value-not-a-number",))


@pytest.mark.parametrize(
    "text",
    [
        "<0.1",
        "< 0.1",
        "≤0.1",
        "≦ 0.1",
        "<=0.1",
        "＜0.1",
        "<0.1 g/g",
        "0.1 미만",
        "0.1 이하",
        "less than 0.1",
        "Below 0.1",
    ],
)
def test_results_below_a_limit(text: str) -> None:
    """A result below the limit of the assay is that limit with its sign, and the field says that it is used."""
    assert read(text) == Parsed(Limit(0.1, "<"), ("value-censored",))


@pytest.mark.parametrize("text", [">10", "≥ 10", ">= 10 g/g", "10 이상", "10 초과", "more than 10"])
def test_results_above_a_limit(text: str) -> None:
    """What lies above the highest value of the assay may be any value: kept with its sign, and not used."""
    assert read(text) == Parsed(Limit(10.0, ">"), ("value-censored-unused",))


def test_a_limit_is_converted_and_checked_like_a_value() -> None:
    """The limit is in the canonical unit; one that no patient can have is not used."""
    milligrams = replace(PLAIN, unit=load_units()["upcr"].find("mg/g"))
    assert read("<50", milligrams) == Parsed(Limit(0.05, "<"), ("value-censored",))
    assert read(">60") == Parsed(None, ("value-impossible",))
    assert read(">25") == Parsed(Limit(25.0, ">"), ("value-censored-unused", "value-implausible"))
    assert read("<0,1") == Parsed(None, ("value-not-a-number",))
    assert read("<0,1", replace(PLAIN, decimal_comma=True)) == Parsed(Limit(0.1, "<"), ("value-censored",))


@pytest.mark.parametrize("sign", ["<", ">"])
def test_which_limits_are_used_is_knowledge(sign: str) -> None:
    """The sides of each field on which a limit counts as the value stand in the dictionary of fields."""
    used = {name for name, field in load_fields().items() if sign in field.censored}
    below = {"upcr", "proteinuria", "creatinine", "c3", "c4", "anti_dsdna", "tacrolimus_trough"}
    assert used == (below if sign == "<" else set())


@pytest.mark.parametrize(
    "text",
    [
        *("1+", "2 +", "+", "++", "+++", "(+)", "±", "+/-", "+1", "trace", "Trace", "Tr.", "neg", "negative", "(2+)"),
        *("음성", "양성", "약양성", "2+ (100)", "１＋", "positive"),
    ],
)
def test_grades_are_no_measurements(text: str) -> None:
    """A dipstick's grade or a finding is told as what it is, and is no number."""
    assert read(text) == Parsed(None, ("value-dipstick",))


@pytest.mark.parametrize("flag", ["H", "L", "HH", "LL", "↑", "↓", "*", "▲", "▼", "(H)", "[L]", "Ｈ"])
@pytest.mark.parametrize("form", ["0.8 {}", "0.8 g/g {}", "0.8 {} g/g"])
def test_flags_of_the_laboratory(flag: str, form: str) -> None:
    """The flag beside a number is left out, and that is noted."""
    assert read(form.format(flag)) == Parsed(0.8, ("value-flagged",))


@pytest.mark.parametrize("text", ["0.8 h", "0.8 X", "0.8 HL?", "H", "0.8 HLH"])
def test_what_is_no_flag(text: str) -> None:
    """Other letters beside a number are no flags."""
    assert read(text) == Parsed(None, ("value-not-a-number",))


@pytest.mark.parametrize("text", ["1,234", "12,345", "1,234,567"])
def test_thousands_or_decimals(text: str) -> None:
    """1,234 is 1.234 or 1234: refused where the decimal comma is not proved."""
    assert read(text) == Parsed(None, ("decimal-ambiguous",))


@pytest.mark.parametrize(
    "text",
    [
        "1 234.5",
        "1\u00a0234.5",
        "1\u2009234.5",
        "1\u202f234.5",
        "1'234.5",
        "1’234.5",
        "１ ２３４．５",
        "1,234.5",
        "1.234,5",
    ],
)
def test_thousands_without_doubt(text: str) -> None:
    """Thousands set off by a space or an apostrophe, or by one of two signs, can be read in one way only."""
    assert read(text, TITRE) == Parsed(1234.5)


def test_a_declared_sign_decides() -> None:
    """With `--decimal point` 1,234 is 1234, and 1.234,5 is refused; where the comma is the sign, 1,234.5 is."""
    assert read("1,234", POINT) == read("1,234.0", POINT) == Parsed(1234.0)
    assert read("1.234,5", POINT) == Parsed(None, ("decimal-ambiguous",))
    assert read("1,5", POINT) == Parsed(None, ("value-not-a-number",))
    assert read("1,234.5", COMMA) == Parsed(None, ("decimal-ambiguous",))
    assert read("1 234,5", COMMA) == read("1.234,5", COMMA) == Parsed(1234.5)


def test_decimal_comma() -> None:
    """With the decimal comma, 1,234 is 1.234; a point is then ambiguous; a true number keeps its point."""
    assert read("1,234", COMMA) == Parsed(1.234)
    assert read("0,85", COMMA) == Parsed(0.85)
    assert read("12", COMMA) == Parsed(12.0)
    assert read("1.234", COMMA) == Parsed(None, ("decimal-ambiguous",))
    assert read("1.5", COMMA, CellKind.NUMBER) == Parsed(1.5)


@pytest.mark.parametrize(
    ("texts", "proved"),
    [
        (["1,5", "2", "1,234"], True),
        (["0,85"], True),
        (["0,850"], True),
        (["1,234", "2,345"], False),
        (["1,5", "2.5"], False),
        (["1,5", ".5"], False),
        (["1,5", "1,234,567"], False),
        (["1,5", "N.D.", "."], True),
        (["1,5 mg/dL", "2"], True),
        (["<0,1", "2"], True),
        (["0,8 H"], True),
        (["90,5 mL/min/1.73 m²"], True),
        (["1.234,5"], True),
        (["1.234,5", "1.234"], True),
        (["1,5", "1.234"], True),
        (["1.234,5", "1.5"], False),
        (["1 234,5"], True),
        (["1,234 mg/dL"], False),
        (["15", ""], False),
        ([], False),
    ],
)
def test_when_the_decimal_comma_is_proved(texts: list[str], proved: bool) -> None:
    """One cell that can only be a decimal comma proves it, unless a point or thousands speak against it."""
    assert decimal_comma_proved(texts) is proved


@given(st.lists(st.sampled_from(["1,5", "1,234", "2.5", "7", "", "NA", "1,234,567", "1.234,5", "1.234", "<0,1"])))
def test_proof_does_not_depend_on_row_order(texts: list[str]) -> None:
    """The order of rows does not matter to what a column proves."""
    assert decimal_comma_proved(texts) == decimal_comma_proved(sorted(texts)) == decimal_comma_proved(texts[::-1])


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("0", Parsed(0.0)),
        ("20", Parsed(20.0)),
        ("20.0001", Parsed(20.0001, ("value-implausible",))),
        ("50", Parsed(50.0, ("value-implausible",))),
        ("50.0001", Parsed(None, ("value-impossible",))),
        ("-0.0001", Parsed(None, ("value-impossible",))),
    ],
)
def test_limits_are_inclusive(text: str, parsed: Parsed) -> None:
    """UPCR: to 20 g/g without remark, to 50 used with a warning, beyond not used."""
    assert read(text) == parsed


def test_limits_hold_in_the_canonical_unit() -> None:
    """The limits are those of g/g, whatever unit the column has: 50 000 mg/g is just possible."""
    milligrams = replace(PLAIN, unit=load_units()["upcr"].find("mg/g"))
    assert read("500", milligrams) == Parsed(0.5)
    assert read("50000", milligrams) == Parsed(50.0, ("value-implausible",))
    assert read("50001", milligrams) == Parsed(None, ("value-impossible",))


def test_a_date_is_no_number() -> None:
    """A cell that the spreadsheet turned into a date has lost its number."""
    assert read("2017-03-01", kind=CellKind.DATE) == Parsed(None, ("value-not-a-number",))


def test_missing_codes_only_by_declaration() -> None:
    """999 is a value until it is declared to be missing."""
    assert read("999", TITRE) == Parsed(999.0)
    assert read("999", replace(TITRE, codes={"999": "missing"})) == Parsed(None)


def test_the_range_of_a_data_dictionary() -> None:
    """Outside the range of the dictionary, in the column's own unit, a value is used with a warning; on it, without."""
    ranged = replace(PLAIN, unit=load_units()["upcr"].find("mg/g"), low=100, high=5000)
    assert read("100", ranged) == Parsed(0.1)
    assert read("5000 mg/g", ranged) == Parsed(5.0)
    assert read("5001", ranged) == Parsed(5.001, ("value-outside-dictionary",))
    assert read("99.9", ranged) == Parsed(0.0999, ("value-outside-dictionary",))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0.8", "0.8"), ("0.8 H", "0.8"), ("1 234", "1234"), ("", None), ("NA", None), ("-9", None), ("<0.1", None)),
        *(("0.8 g/g", None), ("1+", None), ("1,234", None)),
    ],
)
def test_plain_numbers_of_a_column(text: str, number: str | None) -> None:
    """What a column is judged by: numbers in its own unit, without limits, units of their own and declared codes."""
    found = plain_number(text, CellKind.TEXT, replace(PLAIN, missing=frozenset({"-9"})))
    assert (None if found is None else str(found)) == number


@given(st.decimals(min_value="0.01", max_value=20, places=4), st.sampled_from(["", " ", "\u00a0", "\t"]))
def test_spaces_do_not_matter(value: Decimal, space: str) -> None:
    """A number among spaces is the number as written, to the last digit."""
    assert read(f"{space}{value}{space}") == Parsed(float(value))


@given(st.decimals(min_value="0.01", max_value=20, places=3), st.sampled_from(load_units()["upcr"].units))
def test_units_do_not_matter(value: Decimal, unit: Unit) -> None:
    """A ratio written in any unit is the same ratio, to the precision of a float."""
    how = replace(PLAIN, unit=unit)
    parsed = read(format(unit.from_canonical(value), "f"), how)
    assert parsed.value == pytest.approx(float(value), rel=1e-15)


@given(st.text(max_size=10))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever a cell holds, it gives a finite number, a finding, or is missing."""
    value = read(text).value
    assert value is None or math.isfinite(value.value if isinstance(value, Limit) else value)


@pytest.mark.parametrize("text", ["0.4²", "3¹", "①", "2①", "½", "1½", "⑴", "Ⅳ", "x₂"])
def test_marks_are_no_digits(text: str) -> None:
    """A footnote mark, a circled digit or a fraction is not read as a digit: 0.4² is not 0.42."""
    assert read(text) == Parsed(None, ("value-not-a-number",))
