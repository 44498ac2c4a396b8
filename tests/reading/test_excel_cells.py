"""Rules for what a cell of a workbook reads as, and where it stands."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import CellKind, Input, Sheet, column_letters, read_export, read_grids
from lnmt_cli.reading.excel.values import number

Writer = Callable[..., Path]
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>value</t></is></c></row>'
PRINTABLE = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="_"),
    max_size=6,
)


def only(path: Path) -> Sheet:
    (sheet,) = read_export(path)
    return sheet


def cells(path: Path) -> list[tuple[str, str, CellKind]]:
    """Where each cell with content under the header stands, its text and its kind."""
    sheet = only(path)
    return [
        (f"{column_letters(column)}{row.number}", text, row.kind(column))
        for row in sheet.rows
        for column, text in enumerate(row.texts)
        if text or row.kind(column) is not CellKind.TEXT
    ]


def value(workbook: Writer, cell: str, **more: object) -> tuple[str, CellKind]:
    """Text and kind of a cell, written as XML, in A2."""
    row = only(workbook(f'{HEAD}<row r="2">{cell}<c r="B2"/></row>', **more)).rows
    return (row[0].texts[0], row[0].kind(0)) if row else ("", CellKind.TEXT)


@QUIET
@given(table=st.lists(st.lists(PRINTABLE, min_size=3, max_size=3), max_size=5), left=st.integers(0, 30))
def test_written_table_comes_back(tmp_path: Path, table: list[list[str]], left: int) -> None:
    """Any table of texts comes back cell by cell under its own coordinates, wherever it begins."""
    book = openpyxl.Workbook()
    for number_, record in enumerate([["id", "upcr", "c3"], *table], start=left + 1):
        for column, text in enumerate(record, start=left + 1):
            cell = book.active.cell(number_, column)
            cell.value = text
            cell.data_type = "s"
    book.save(tmp_path / "a.xlsx")
    (grid,) = read_grids(Input("a.xlsx", tmp_path / "a.xlsx"))
    expected = [
        (number_, [""] * left + [text.strip() for text in record])
        for number_, record in enumerate([["id", "upcr", "c3"], *table], start=left + 1)
        if any(text.strip() for text in record)
    ]
    width = left + 3
    found = [(row.number, [*row.texts, *[""] * (width - len(row.texts))]) for row in grid.rows]
    assert found == expected


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("5", "5"),
        ("5.0", "5"),
        ("-0.0", "0"),
        ("0.10000000000000001", "0.1"),
        ("1E-3", "0.001"),
        ("9.9999999999999995E-7", "0.000001"),
        ("1.5E10", "15000000000"),
        ("1e+300", "1e+300"),
        ("12345678901234567", "12345678901234567"),
        ("-1.25", "-1.25"),
    ],
)
def test_numbers_are_written_as_people_write_them(stored: str, shown: str) -> None:
    """A number is its shortest decimal text: no ``.0``, no digits that the file format added, no exponent."""
    assert number(stored) == (shown, CellKind.NUMBER)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_lose_nothing(value: float) -> None:
    """The text of a number is that number: of a whole one all of it, of another the fifteen digits that Excel shows."""
    seen = value if value.is_integer() else float(f"{value:.15g}")
    assert float(number(repr(value))[0]) == seen


@pytest.mark.parametrize(("stored", "shown"), [("0.8000000000000002", "0.8"), ("0.49999999999999994", "0.5")])
def test_noise_of_formulas_is_not_seen(stored: str, shown: str) -> None:
    """A UPCR that a formula makes 0.49999999999999994 is shown, exported and read as 0.5: it is not below it."""
    assert number(stored) == (shown, CellKind.NUMBER)


@pytest.mark.parametrize("stored", ["abc", "1_0", "INF", "NaN", "1e999", "٣"])
def test_what_is_no_number_is_an_error_cell(stored: str) -> None:
    """A numeric cell without a finite number keeps its text and is an error cell."""
    assert number(stored) == (stored, CellKind.ERROR)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A2" t="s"><v>1</v></c>', ("anti-dsDNA", CellKind.TEXT)),
        ('<c r="A2" t="s"><v>0</v></c>', ("Class IV", CellKind.TEXT)),
        ('<c r="A2" t="s"><v>2</v></c>', ("患者", CellKind.TEXT)),
        ('<c r="A2" t="s"><v>3</v></c>', ("a_b😀\nc_x0041_", CellKind.TEXT)),
        ('<c r="A2" t="str"><f>A1</f><v> x </v></c>', ("x", CellKind.TEXT)),
        ('<c r="A2" t="inlineStr"><is><t>0012</t></is></c>', ("0012", CellKind.TEXT)),
        (
            '<c r="A2" t="inlineStr"><is>\n<r><rPr><b/></rPr><t>Class </t></r>\n<r><t>IV</t></r>\n'
            "<rPh><t>x</t></rPh>\n</is></c>",
            ("Class IV", CellKind.TEXT),
        ),
        ('<c r="A2" t="b"><v>1</v></c>', ("TRUE", CellKind.BOOLEAN)),
        ('<c r="A2" t="b"><v>0</v></c>', ("FALSE", CellKind.BOOLEAN)),
        ('<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ("#DIV/0!", CellKind.ERROR)),
        ('<c r="A2" t="d"><v>2025-03-04T00:00:00Z</v></c>', ("2025-03-04", CellKind.DATE)),
        ('<c r="A2" t="d"><v>2025-03-04T09:30:00.600</v></c>', ("2025-03-04T09:30:01", CellKind.DATE)),
        ('<c r="A2"><f>1+1</f><v>2</v></c>', ("2", CellKind.NUMBER)),
        ('<c r="A2">\n  <f>1+1</f>\n  <v>2</v>\n  </c>\n  ', ("2", CellKind.NUMBER)),
        ('<c r="A2"><v><![CDATA[2]]></v></c>', ("2", CellKind.NUMBER)),
        ('<c r="A2" s="99"><v>2</v></c>', ("2", CellKind.NUMBER)),
    ],
)
def test_kinds_of_cells(workbook: Writer, cell: str, expected: tuple[str, CellKind]) -> None:
    """Each way to store a cell reads as what a person sees, with its kind."""
    strings = (
        "<si><r><t>Class </t></r><r><rPr><b/></rPr><t>IV</t></r></si><si><t> anti-dsDNA </t></si>"
        "<si><t>患者</t><rPh sb='0' eb='2'><t>かんじゃ</t></rPh></si>"
        "<si><t>a_x005F_b_xD83D__xDE00__x000A_c_x005F_x0041_</t></si>"
    )
    assert value(workbook, cell, strings=strings) == expected


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2"><f>B2*2</f></c>',
        '<c r="A2"><f>B2*2</f><v/></c>',
        '<c r="A2"><f>B2*2</f><v></v></c>',
        '<c r="A2"><f t="shared" si="0"/></c>',
        '<c r="A2" t="str"><f>B2</f></c>',
    ],
)
def test_formula_without_value_is_not_blank(workbook: Writer, cell: str) -> None:
    """A formula that was never computed is reported as that, and its row is not a blank row."""
    assert value(workbook, cell) == ("", CellKind.FORMULA_WITHOUT_VALUE)


def test_formula_with_an_empty_text_is_blank(workbook: Writer) -> None:
    """A formula whose computed value is the empty text is a blank cell, and the row a blank row."""
    assert cells(workbook(f'{HEAD}<row r="2"><c r="A2" t="str"><f>""</f><v></v></c></row>')) == []


def test_formulas_of_openpyxl_have_no_value(tmp_path: Path) -> None:
    """A formula in a file that no spreadsheet program ever computed is not taken for a missing value."""
    book = openpyxl.Workbook()
    book.active.append(["id", "upcr"])
    book.active.append(["LN-01", "=1/2"])
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx")[1] == ("B2", "", CellKind.FORMULA_WITHOUT_VALUE)


@pytest.mark.parametrize(
    ("stored", "shown"), [("123", "00123"), ("-5", "-00005"), ("1.5", "1.5"), ("123456", "123456")]
)
def test_zero_padded_format(workbook: Writer, stored: str, shown: str) -> None:
    """A whole number with a format of zeros is padded as Excel shows it; another number keeps all it has."""
    assert value(workbook, f'<c r="A2" s="1"><v>{stored}</v></c>', formats=("00000",)) == (
        shown,
        CellKind.NUMBER,
    )


def test_rows_and_cells_without_references(workbook: Writer) -> None:
    """A row or cell without a reference follows the one before it; a reference sets the count anew."""
    rows = (
        '<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c>'
        '<c r="D1" t="inlineStr"><is><t>d</t></is></c></row>'
        "<row><c><v>1</v></c><c/><c><v>3</v></c></row>"
        '<row r="14"><c r="B14"><v>4</v></c><c><v>5</v></c><c><v>6</v></c></row><row><c><v>7</v></c></row>'
    )
    assert [(where, text) for where, text, _ in cells(workbook(rows))] == [
        ("A2", "1"), ("C2", "3"), ("B14", "4"), ("C14", "5"), ("D14", "6"), ("A15", "7"),
    ]  # fmt: skip


def test_strict_namespace_and_absolute_target(workbook: Writer, strict_namespaces: tuple[str, str]) -> None:
    """The strict flavour of the format reads the same, and so does a target written from the root."""
    row = '<row r="2"><c r="A2" s="1"><v>45000</v></c></row>'
    path = workbook(HEAD + row, namespaces=strict_namespaces, target="/xl/worksheets/sheet1.xml", formats=("d/m/yy",))
    assert cells(path) == [("A2", "2023-03-15", CellKind.DATE)]


def test_prefixed_elements(workbook: Writer) -> None:
    """Elements may bear a prefix."""
    part = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>id</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert cells(workbook("", parts={"xl/worksheets/sheet1.xml": part})) == [("A2", "7", CellKind.NUMBER)]


def test_long_text_is_whole(tmp_path: Path) -> None:
    """A text longer than any buffer comes back whole."""
    book = openpyxl.Workbook()
    book.active.append(["note"])
    book.active.append(["LN & <x> " * 3000])
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx")[0][1] == ("LN & <x> " * 3000).strip()


def test_row_beyond_the_header_is_set_aside(tmp_path: Path) -> None:
    """A row with content right of the header is set aside with its number; a shorter one is blank there."""
    book = openpyxl.Workbook()
    for record in (["id", "upcr"], ["1", "2", "3"], ["4"], [None, None, None], ["5", "6"]):
        book.active.append(record)
    book.save(tmp_path / "a.xlsx")
    sheet = only(tmp_path / "a.xlsx")
    assert [(row.number, *row.texts) for row in sheet.rows] == [(3, "4", ""), (5, "5", "6")]
    assert [(f.check, str(f.where), f.text) for f in sheet.set_aside] == [("row-ragged", "Sheet!2", "1\t2\t3")]


def test_blank_and_duplicate_headers(tmp_path: Path) -> None:
    """Duplicate headers and blank ones above content are found at their cell."""
    book = openpyxl.Workbook()
    book.active.append(["id", None, "UPCR", "upcr", None, "c3"])
    book.active.append(["1", "x", "2", "3", None, "4"])
    book.save(tmp_path / "a.xlsx")
    found = [(f.check, str(f.where)) for f in only(tmp_path / "a.xlsx").findings]
    assert found == [("header-duplicate", "Sheet!D1"), ("header-blank", "Sheet!B1")]


def test_sheets_of_a_workbook(tmp_path: Path) -> None:
    """Sheets come in the order of the tabs, hidden ones too; charts and empty sheets are left out."""
    book = openpyxl.Workbook()
    book.active.title = "patients"
    book.active.append(["patient_id"])
    book.create_sheet("empty").cell(3, 3).value = "  "
    book.create_chartsheet("chart").add_chart(BarChart())
    hidden = book.create_sheet("visits", 0)
    hidden.append(["patient_id"])
    hidden.sheet_state = "veryHidden"
    book.active = 1
    book.save(tmp_path / "a.xlsx")
    sheets = read_export(tmp_path / "a.xlsx")
    assert [(sheet.name, sheet.detected) for sheet in sheets] == [
        ("visits", ("hidden sheet",)),
        ("patients", ()),
    ]


def test_workbook_without_content_is_refused(tmp_path: Path) -> None:
    """A workbook without any content has no header."""
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    with pytest.raises(ExportError, match="no header"):
        read_export(tmp_path / "a.xlsx")


@pytest.mark.parametrize(
    ("merged", "noted"),
    [("A4:A5", True), ("A3:B3", False), ("B5:C5", True), ("C4:E5", False), ("A9:B9", False), ("A1:B2", False)],
)
def test_merged_cells_are_noted(tmp_path: Path, merged: str, noted: bool) -> None:
    """Merged cells among the data are noted; those of the header, and those beside the table, are not."""
    book = openpyxl.Workbook()
    for record in ([], [], ["id", "upcr"], ["1", "2"], ["3", "4"]):
        book.active.append(record)
    book.active.merge_cells(merged)
    book.save(tmp_path / "a.xlsx")
    assert ([f.check for f in only(tmp_path / "a.xlsx").findings if f.check == "cells-merged"] != []) is noted


@pytest.mark.parametrize(("row", "noted"), [(1_048_575, False), (1_048_576, True)])
def test_full_sheet_may_be_cut(workbook: Writer, row: int, noted: bool) -> None:
    """A sheet that uses the last row that Excel has was perhaps cut off there."""
    sheet = only(workbook(f'{HEAD}<row r="{row}"><c r="A{row}"><v>1</v></c></row>'))
    assert [(f.check, str(f.where)) for f in sheet.findings] == [("sheet-maybe-cut", "visits")] * noted
