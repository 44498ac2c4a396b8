"""Marks where a workbook has gaps: cells that are not there beside cells that are, and files that end in a zip."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest

from lnmt_cli.output.excel.annotate import annotate, is_workbook
from lnmt_cli.output.excel.markup import Edit, before, spliced


@pytest.mark.parametrize("edits", [(before(3, "x"), Edit(3, 5, "YY")), (Edit(3, 5, "YY"), before(3, "x"))])
def test_what_comes_before_a_place_is_put_in_before_the_place_is_changed(edits):
    """An edit before a place and one of the place itself do not depend on their order: nothing stands twice."""
    assert spliced(b"abcdefg", edits) == b"abcxYYfg"


def test_cells_that_are_not_there_are_marked_beside_cells_that_are(problem, tmp_path):
    """A blank header cell, which the file does not hold, is coloured with the one right of it: both once, all sound."""
    book = openpyxl.Workbook()
    book.active.title = "visits"
    for place, text in {"A1": "patient_id", "D1": "remark", "A2": "P1", "B2": "x", "D2": "y"}.items():
        book.active[place] = text
    book.save(tmp_path / "export.xlsx")
    cells = [problem("visits", 1, column, severity) for column, severity in ((1, "warning"), (2, "error"), (3, "note"))]
    annotate(tmp_path / "export.xlsx", cells, tmp_path / "marked.xlsx")
    visits = openpyxl.load_workbook(tmp_path / "marked.xlsx")["visits"]
    assert [[cell.value for cell in row] for row in visits["A1:D2"]] == [
        ["patient_id", None, None, "remark"],
        ["P1", "x", None, "y"],
    ]
    assert [cell.fill.fgColor.rgb for cell in visits[1]] == ["00000000", "FFFFEB9C", "FFFFC7CE", "FFDDEBF7"]


def test_an_old_workbook_with_a_theme_is_no_package(tmp_path):
    """An .xls ends in a zip, that of its theme, which has a list of content types too: it is still an .xls."""
    theme = io.BytesIO()
    with zipfile.ZipFile(theme, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("theme/theme/theme1.xml", "<theme/>")
    old = tmp_path / "old.xls"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512) + theme.getvalue())
    assert zipfile.is_zipfile(old)
    assert not is_workbook(old)
