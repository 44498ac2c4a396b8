"""A copy of a person's own workbook with the bad cells marked."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.escape import unescape
from openpyxl.workbook.defined_name import DefinedName

from lnmt_cli.errors import ExportError
from lnmt_cli.output.excel.annotate import annotate, annotate_texts, has_macros, is_workbook
from lnmt_cli.output.excel.markup import Edit, before, content, spliced, with_attributes
from lnmt_cli.output.excel.new import sheet_name
from lnmt_cli.reading.sheet import Row

RED, YELLOW, BLUE = "FFFFC7CE", "FFFFEB9C", "FFDDEBF7"


@pytest.fixture
def export(tmp_path):
    """A workbook with formats, widths, a formula, a chart, comments, print titles and a second sheet in view."""
    book = openpyxl.Workbook()
    visits = book.active
    visits.title = "visits"
    visits.append(["patient_id", "visit_date", "upcr (g/g)", "ratio"])
    for row in range(2, 20):
        visits.append([f"P{row}", date(2020, 1, row), row / 10, f"=C{row}*2"])
        visits.cell(row, 2).number_format = "dd.mm.yyyy"
    visits["C5"].comment = Comment("Asked the nurse.", "Kim")
    visits["A3"].comment = Comment("Untouched.", "Lee")
    visits["C6"].font, visits["C6"].alignment = Font(bold=True), Alignment(horizontal="left")
    visits["C6"].fill = PatternFill("solid", fgColor="FF00FF00")
    visits.column_dimensions["C"].width = 33
    chart = BarChart()
    chart.add_data(Reference(visits, min_col=3, min_row=1, max_row=19))
    visits.add_chart(chart, "H2")
    biopsies = book.create_sheet("Kim's biopsies")
    biopsies.append(["patient_id", "biopsy_class"])
    biopsies.append(["P2", "4/5"])
    biopsies.print_title_rows = "1:1"
    book.create_sheet("empty")
    book.defined_names["upcr"] = DefinedName("upcr", attr_text="visits!$C$2")
    book.active = 1
    for sheet in book:
        sheet.sheet_view.tabSelected = sheet is biopsies
    book.save(tmp_path / "export.xlsx")
    return tmp_path / "export.xlsx"


@pytest.fixture
def marked(export, tmp_path):
    """Return the workbook marked with problems, as openpyxl reads it."""

    def of(*cells):
        annotate(export, cells, tmp_path / "marked.xlsx")
        return openpyxl.load_workbook(tmp_path / "marked.xlsx")

    return of


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(("severity", "colour"), [("error", RED), ("warning", YELLOW), ("note", BLUE)])
def test_a_cell_has_the_colour_of_its_severity(marked, problem, severity, colour):
    """Red for an error, yellow for a warning, blue for a note; the cells beside it keep theirs."""
    visits = marked(problem("visits", 4, 2, severity))["visits"]
    assert visits["C4"].fill.fgColor.rgb == colour
    assert visits["C3"].fill.patternType is None
    assert visits["C6"].fill.fgColor.rgb == "FF00FF00"


def test_the_gravest_colour_wins_and_all_is_said(marked, problem):
    """A cell with two problems has the colour of the worse, and a comment that begins with it and says both."""
    note = problem("visits", 4, 2, "note", title="Something mild")
    visits = marked(note, problem("visits", 4, 2, message="Something grave."))["visits"]
    assert visits["C4"].fill.fgColor.rgb == RED
    text = visits["C4"].comment.text
    assert text.index("Something grave.") < text.index("Something mild")
    assert visits["C4"].comment.author == "lnmt"


def test_formats_stay(marked, problem):
    """Number format, font, alignment and value of a coloured cell, and widths, are as they were."""
    visits = marked(problem("visits", 6, 2), problem("visits", 6, 1))["visits"]
    assert visits["B6"].number_format == "dd.mm.yyyy"
    assert visits["C6"].font.b
    assert visits["C6"].alignment.horizontal == "left"
    assert (visits["C6"].value, visits["B6"].value.date(), visits["D6"].value) == (0.6, date(2020, 1, 6), "=C6*2")
    assert visits.column_dimensions["C"].width == 33


def test_comments_that_were_there_are_kept(marked, problem):
    """What is said stands below a comment of the cell; the comments of other cells are as they were."""
    visits = marked(problem("visits", 5, 2), problem("visits", 7, 2))["visits"]
    assert visits["C5"].comment.text.startswith("Asked the nurse.\n\nError: Not a number\n")
    assert visits["C5"].comment.author == "Kim"
    assert visits["A3"].comment.text == "Untouched."
    assert visits["C7"].comment.text.startswith("Error: Not a number\n")


def test_a_sheet_without_comments_gets_them(marked, problem):
    """A sheet that had no comment has one with title, message and remedy, for every cell of its own."""
    cell = problem("Kim's biopsies", 2, 1)
    text = marked(cell)["Kim's biopsies"]["B2"].comment.text
    assert text == f"Error: {cell.title}\n{cell.message}\n{cell.remedy}"


def test_a_row_and_a_column_are_marked_at_their_head(marked, problem):
    """A problem of a row is marked in its first cell, one of a column in its header."""
    visits = marked(problem("visits", 9, None), problem("visits", None, 2, "note"))["visits"]
    assert visits["A9"].fill.fgColor.rgb == RED
    assert visits["C1"].fill.fgColor.rgb == BLUE


def test_a_row_is_coloured_over_all_its_cells(marked, problem):
    """A row with a problem as a whole, as one that is set aside, is coloured in each cell; a graver cell stays so."""
    visits = marked(problem("visits", 9, None, "note"), problem("visits", 9, 1))["visits"]
    assert [cell.fill.fgColor.rgb for cell in visits[9][:4]] == [BLUE, RED, BLUE, BLUE]


def test_a_long_row_is_cut_in_the_list(marked, problem):
    """A row as a whole is cut where it would run out of its line of the list."""
    text = marked(problem("visits", 9, None, text="long " * 200)).worksheets[0]["F5"].value
    assert len(text) <= 200
    assert text.endswith("…")


def test_a_blank_cell_can_be_marked(marked, problem):
    """A cell that is not in the file is made, in its place among the others of its row, and stays blank."""
    visits = marked(problem("visits", 4, 7), problem("visits", 4, 5))["visits"]
    assert visits["H4"].fill.fgColor.rgb == visits["F4"].fill.fgColor.rgb == RED
    assert (visits["H4"].value, visits["D4"].value) == (None, "=C4*2")


def test_the_first_sheet_lists_the_problems_with_links(marked, problem):
    """A first sheet, in view and alone selected, has one row a problem, the gravest first, linked to its cell."""
    book = marked(
        problem("visits", 6, 1, "note"), problem("Kim's biopsies", 2, 1, text="=4/5"), problem("visits", None, None)
    )
    first = book.worksheets[0]
    assert book.sheetnames == ["lnmt problems", "visits", "Kim's biopsies", "empty"]
    assert book.active is first
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["lnmt problems"]
    assert "2 errors, 1 note" in first["A1"].value
    assert "patients" in first["A2"].value
    places = [(row[1].value, row[2].value, row[2].hyperlink.location) for row in first.iter_rows(min_row=5)]
    assert places == [
        ("Kim's biopsies", "B2", "'Kim''s biopsies'!B2"),
        ("visits", "all", "'visits'!A1"),
        ("visits", "B6", "'visits'!B6"),
    ]
    assert (first["F5"].value, first["F5"].data_type) == ("=4/5", "s")


def test_a_problem_of_the_file_is_listed_without_a_link(marked, problem):
    """What concerns no sheet of the workbook is in the list, and leads nowhere."""
    first = marked(problem("export.xlsx", None, None)).worksheets[0]
    assert first["B5"].value == "export.xlsx"
    assert first["C5"].hyperlink is None


def test_names_of_a_sheet_still_mean_that_sheet(marked, problem):
    """A print title belongs to the sheet that it belonged to, though there is one more before it."""
    book = marked(problem("visits", 4, 2))
    assert book["Kim's biopsies"].print_title_rows == "$1:$1"
    assert book["visits"].print_title_rows is None
    assert "upcr" in book.defined_names


def test_what_is_not_touched_keeps_its_bytes(export, problem, tmp_path):
    """Charts, themes, shared strings and sheets without a problem are the same byte by byte, and nothing is lost."""
    annotate(export, [problem("visits", 4, 2)], tmp_path / "marked.xlsx")
    old, new = parts(export), parts(tmp_path / "marked.xlsx")
    changed = {name for name in old if old[name] != new[name]}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",  # was in view, and is no more
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }
    assert any("chart" in name for name in old)


def test_the_sheet_changes_only_where_it_is_marked(export, problem, tmp_path):
    """But for the marked cell a worksheet is as it was, byte by byte, results of formulas included."""
    annotate(export, [problem("visits", 4, 2)], tmp_path / "marked.xlsx")
    old, new = (parts(path)["xl/worksheets/sheet1.xml"] for path in (export, tmp_path / "marked.xlsx"))
    start = next(i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    end = next(i for i, (a, b) in enumerate(zip(old[::-1], new[::-1], strict=False)) if a != b)
    assert b'<c r="C4"' in new[start - 20 : len(new) - end]
    assert len(new) - end - start < 20


def test_marking_twice_makes_no_second_sheet_of_one_name(export, problem, tmp_path):
    """An annotated workbook can be annotated again."""
    annotate(export, [problem("visits", 4, 2)], tmp_path / "once.xlsx")
    annotate(tmp_path / "once.xlsx", [problem("visits", 4, 2), problem("visits", 5, 2)], tmp_path / "twice.xlsx")
    book = openpyxl.load_workbook(tmp_path / "twice.xlsx")
    assert book.sheetnames[:2] == ["lnmt problems 2", "lnmt problems"]
    assert book["visits"]["C4"].comment.text.count("Error:") == 2


@pytest.mark.parametrize("prefix", ["x", "ns0"])
def test_prefixes_and_missing_references_are_understood(prefix, problem, tmp_path):
    """Workbooks whose elements have a prefix, and whose cells do not say where they stand, are marked as well."""
    export, plain = tmp_path / "export.xlsx", tmp_path / "plain.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["patient_id", "upcr"])
    book.active.append(["P1", "high"])
    book.save(plain)
    with zipfile.ZipFile(export, "w") as archive:
        for name, data in parts(plain).items():
            if name.startswith(("xl/worksheets", "xl/styles", "xl/workbook")) and not name.endswith(".rels"):
                data = data.replace(b"<", b"<" + prefix.encode() + b":").replace(
                    b"<" + prefix.encode() + b":/", b"</" + prefix.encode() + b":"
                )
                data = data.replace(b"<" + prefix.encode() + b":?", b"<?").replace(
                    b"xmlns=", b"xmlns:" + prefix.encode() + b"="
                )
                for reference in (b"A1", b"B1", b"A2", b"B2"):
                    data = data.replace(b' r="' + reference + b'"', b"")
            archive.writestr(name, data)
    annotate(export, [problem("Sheet", 2, 1)], tmp_path / "marked.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Sheet"]
    assert sheet["B2"].fill.fgColor.rgb == RED
    assert sheet["B2"].comment.text.startswith("Error:")


def test_rows_that_are_no_rows_of_cells_are_left_alone(export, problem, tmp_path):
    """The anchor of a button has a row too, which is a number and no row of cells."""
    anchor = b'<controls><control><row xmlns="urn:x">0</row></control></controls>'
    button = tmp_path / "button.xlsx"
    with zipfile.ZipFile(button, "w") as archive:
        for name, data in parts(export).items():
            is_first = name == "xl/worksheets/sheet1.xml"
            archive.writestr(name, data.replace(b"</worksheet>", anchor + b"</worksheet>") if is_first else data)
    annotate(button, [problem("visits", row, 1) for row in (2, 20)], tmp_path / "marked.xlsx")
    sheet = parts(tmp_path / "marked.xlsx")["xl/worksheets/sheet1.xml"]
    assert anchor in sheet
    assert sheet.index(b"legacyDrawing") < sheet.index(b"<controls>")


def test_a_workbook_that_cannot_be_marked_is_refused(export, problem, tmp_path):
    """A workbook without the parts that marking needs is an ExportError that names the other way."""
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in parts(export).items():
            archive.writestr(name, b"<styleSheet><cellXfs/></styleSheet>" if name == "xl/styles.xml" else data)
    with pytest.raises(ExportError) as caught:
        annotate(broken, [problem("visits", 4, 2)], tmp_path / "marked.xlsx")
    assert "--problems" in caught.value.hint


def test_texts_are_made_into_a_workbook(problem, tmp_path):
    """Of a CSV every cell is text in its own row and column, nothing is computed, and the marks are the same."""

    class Table:
        name = "visits: 2024/25 of the hospital on the hill"
        rows = (Row(1, ["patient_id", "upcr"]), Row(3, ["007", "=1+1"]), Row(4, ["_x0041_", "4/5", "한양\x00"]))

    target = tmp_path / "made.xlsx"
    annotate_texts("visits.csv", [Table], [problem(Table.name, 3, 1)], target)
    book = openpyxl.load_workbook(target)
    assert book.sheetnames == ["lnmt problems", sheet_name(Table.name, ())]
    sheet = book.worksheets[1]
    assert [cell.value for cell in sheet[3]][:2] == ["007", "=1+1"]
    assert [unescape(cell.value) for cell in sheet[4]] == ["_x0041_", "4/5", "한양"]
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    assert sheet["B3"].fill.fgColor.rgb == RED
    assert sheet["B3"].number_format == "@"
    assert book.worksheets[0]["C5"].hyperlink.location == f"'{sheet.title}'!B3"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made.xlsx"]


def test_a_table_that_a_worksheet_cannot_hold_is_refused(tmp_path):
    """More rows than a worksheet has are refused, not cut off."""

    class Table:
        name = "visits"
        rows = (Row(1_048_577, ["P1"]),)

    with pytest.raises(ExportError):
        annotate_texts("visits.csv", [Table], [], tmp_path / "made.xlsx")


def test_kinds_of_files_are_told_apart(export, tmp_path):
    """A workbook is known by what is in it; one for macros keeps its suffix."""
    text = tmp_path / "visits.xlsx"
    text.write_text("patient_id,upcr\n", encoding="utf-8")
    assert is_workbook(export)
    assert not is_workbook(text)
    assert not is_workbook(tmp_path / "none.xlsx")
    assert not has_macros(export)
    macros = tmp_path / "macros.xlsm"
    with zipfile.ZipFile(macros, "w") as archive:
        for name, data in parts(export).items():
            archive.writestr(name, data.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"))
    assert has_macros(macros)


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=5))
def test_sheet_names_are_such_as_excel_takes(wanted, others):
    """At most 31 signs, none of those that are forbidden, and no name twice."""
    taken: list[str] = []
    for name in [wanted, wanted, *others]:
        taken.append(sheet_name(name, taken))
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in taken)
    assert len({name.casefold() for name in taken}) == len(taken)


@given(st.text(max_size=60))
def test_any_text_is_sound_in_a_workbook(text):
    """Whatever a cell holds, the XML is sound, and what a workbook can hold comes back."""
    from xml.etree import ElementTree

    back = ElementTree.fromstring(f"<t>{content(text)}</t>").text or ""
    allowed = "".join(s for s in text if s in "\t\n\r" or (s >= " " and not "\ud800" <= s <= "\udfff" and s < "\ufffe"))
    if all(ord(sign) < 0xFFFE for sign in text) and "_x" not in text:
        assert back == allowed.replace("\r\n", "\n").replace("\r", "\n")


def test_edits_are_made_in_their_places():
    """Edits at any places come out in order; an attribute is set, replaced or taken out."""
    assert spliced(b"abcdef", [before(6, "!"), Edit(1, 3, "--"), before(0, ">")]) == b">a--def!"
    assert with_attributes('<c r="A1" s="3"/>', s="9") == '<c r="A1" s="9"/>'
    assert with_attributes("<c r='A1'>", s="9") == "<c r='A1' s=\"9\">"
    assert with_attributes('<v tabSelected="1" x="2">', tabSelected=None) == '<v x="2">'
    assert io.BytesIO(spliced(b"", [])).read() == b""
