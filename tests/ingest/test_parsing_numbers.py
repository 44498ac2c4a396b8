"""Text → number in the canonical unit."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.ingest.parsing import ColumnReading, Parsed, decimal_comma_proved, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.units import Unit, load_units
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

UPCR = load_fields()["upcr"]
DSDNA = load_fields()["anti_dsdna"]
PLAIN = ColumnReading(UPCR)
COMMA = ColumnReading(DSDNA, decimal_comma=True)


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
            "1+",
            "trace",
            "0.8 mg/dL",
            "1,5",
            "1_000",
            "0x1F",
            "1.2.3",
            "1-2",
            "--1",
        ),
        *("٣", "1e400", "1e-999", "½", "five", "1 234", "TRUE", "+", "e5"),
    ],
)
def test_what_is_no_number(text: str) -> None:
    """Units, grades, words, and what only Python takes for a number, are not numbers."""
    assert read(text) == Parsed(None, ("value-not-a-number",))


@pytest.mark.parametrize("text", ["<0.1", "< 0.1", ">1000", "≤0.05", "≥ 3", "<=0.1", "＜0.1", "<0,1"])
def test_censored_values(text: str) -> None:
    """A limit of the assay is a finding of its own, and no value."""
    assert read(text) == Parsed(None, ("value-censored",))


@pytest.mark.parametrize("text", ["1,234", "12,345", "1,234,567"])
def test_thousands_or_decimals(text: str) -> None:
    """1,234 is 1.234 or 1234: refused where the decimal comma is not proved."""
    assert read(text) == Parsed(None, ("decimal-ambiguous",))


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
        (["15", ""], False),
        ([], False),
    ],
)
def test_when_the_decimal_comma_is_proved(texts: list[str], proved: bool) -> None:
    """One cell that can only be a decimal comma proves it, unless a point or thousands speak against it."""
    assert decimal_comma_proved(texts) is proved


@given(st.lists(st.sampled_from(["1,5", "1,234", "2.5", "7", "", "NA", "1,234,567"])))
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
    milligrams = ColumnReading(UPCR, unit=load_units()["upcr"].find("mg/g"))
    assert read("500", milligrams) == Parsed(0.5)
    assert read("50000", milligrams) == Parsed(50.0, ("value-implausible",))
    assert read("50001", milligrams) == Parsed(None, ("value-impossible",))


def test_a_date_is_no_number() -> None:
    """A cell that the spreadsheet turned into a date has lost its number."""
    assert read("2017-03-01", kind=CellKind.DATE) == Parsed(None, ("value-not-a-number",))


def test_missing_codes_only_by_declaration() -> None:
    """999 is a value until it is declared to be missing."""
    assert read("999", ColumnReading(DSDNA)) == Parsed(999.0)
    assert read("999", ColumnReading(DSDNA, codes={"999": "missing"})) == Parsed(None)


@given(st.decimals(min_value=0, max_value=20, places=4), st.sampled_from(["", " ", "\u00a0", "\t"]))
def test_spaces_do_not_matter(value: Decimal, space: str) -> None:
    """A number among spaces is the number as written, to the last digit."""
    assert read(f"{space}{value}{space}") == Parsed(float(value))


@given(st.decimals(min_value="0.01", max_value=20, places=3), st.sampled_from(load_units()["upcr"].units))
def test_units_do_not_matter(value: Decimal, unit: Unit) -> None:
    """A ratio written in any unit is the same ratio, to the precision of a float."""
    how = ColumnReading(UPCR, unit=unit)
    parsed = read(format(unit.from_canonical(value), "f"), how)
    assert parsed.value == pytest.approx(float(value), rel=1e-15)


@given(st.text(max_size=10))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever a cell holds, it gives a finite number, a finding, or is missing."""
    parsed = read(text)
    assert parsed.value is None or math.isfinite(parsed.value)


@pytest.mark.parametrize("text", ["0.4²", "3¹", "①", "2①", "½", "1½", "⑴", "Ⅳ", "x₂"])
def test_marks_are_no_digits(text: str) -> None:
    """A footnote mark, a circled digit or a fraction is not read as a digit: 0.4² is not 0.42."""
    assert read(text) == Parsed(None, ("value-not-a-number",))


SEMICOLON = "patient_id;visit_date;upcr (g/g);albumin (g/dL)"


def land(tmp_path: Path, *lines: str, decimal: str | None = None) -> tuple[list[Any], list[tuple[str, str]]]:
    """Return each UPCR that an export gives, in order, and the findings on UPCR with their texts."""
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    batch = read_batch([path], declare(decimal=decimal), date(2026, 1, 31))
    with batch.connection:
        values = [row[0] for row in batch.connection.execute("select upcr from visit order by patient_id").fetchall()]
    return values, [(finding.check, finding.text) for finding in batch.findings if finding.field == "upcr"]


def test_point_beside_a_proved_comma(tmp_path: Path) -> None:
    """Where another column proves the decimal comma 3.500 may be thousands and is not used; 3.5 can only be 3.5."""
    rows = ("P1;2020-01-01;3.500;3,5", "P2;2020-01-01;3.5;3,6", "P3;2020-01-01;3;3,7")
    assert land(tmp_path, SEMICOLON, *rows) == ([None, 3.5, 3.0], [("decimal-ambiguous", "3.500")])


def test_point_where_nothing_proves_the_comma(tmp_path: Path) -> None:
    """Where no column proves the decimal comma 3.500 is 3.5."""
    assert land(tmp_path, SEMICOLON, "P1;2020-01-01;3.500;3.5") == ([3.5], [])


def test_declared_point(tmp_path: Path) -> None:
    """`--decimal point` decides 3.500, whatever the other columns hold."""
    rows = ("P1;2020-01-01;3.500;3,5",)
    assert land(tmp_path, SEMICOLON, *rows, decimal="point") == ([3.5], [])


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_declared_comma(tmp_path: Path, delimiter: str) -> None:
    """`--decimal comma` decides 1,234, in any file, quoted cells between commas too; undeclared it is not used."""
    rows = (("patient_id", "visit_date", "upcr (g/g)", "sex"), ("P1", "2020-01-01", '"1,234"', "F"))
    lines = [delimiter.join(row) for row in rows]
    assert land(tmp_path, *lines, decimal="comma") == ([1.234], [])
    assert land(tmp_path, *lines) == ([None], [("decimal-ambiguous", "1,234")])
