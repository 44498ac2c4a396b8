"""Rules for OpenDocument spreadsheets."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import CellKind, Grid, Input, Span, read_grids

Writer = Callable[..., Path]
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def only(path: Path) -> Grid:
    (grid,) = read_grids(Input(path.name, path))
    return grid


def refusal(path: Path) -> ExportError:
    with pytest.raises(ExportError) as caught:
        only(path)
    return caught.value


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def cell(text: str = "x", more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('office:value-type="float" office:value="0.50"><text:p>0,5</text:p>', ("0.5", CellKind.NUMBER)),
        ('office:value-type="percentage" office:value="0.25"><text:p>25%</text:p>', ("0.25", CellKind.NUMBER)),
        ('office:value-type="float" office:value="x"><text:p>x</text:p>', ("x", CellKind.ERROR)),
        ('office:value-type="date" office:date-value="2025-03-04T09:30:00"/>', ("2025-03-04T09:30:00", CellKind.DATE)),
        ('office:value-type="time" office:time-value="PT12H00M00S"><text:p>12:00</text:p>', ("0.5", CellKind.NUMBER)),
        ('office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p>', ("TRUE", CellKind.BOOLEAN)),
        ('office:value-type="string"><text:p>a<text:s text:c="2"/>b<text:tab/>c</text:p>', ("a  b\tc", CellKind.TEXT)),
        ('office:value-type="string"><text:p>a</text:p><text:p>b</text:p>', ("a\nb", CellKind.TEXT)),
        ('office:value-type="string"><text:p>a<text:line-break/>b</text:p>', ("a\nb", CellKind.TEXT)),
        ('office:value-type="string"><text:p>Class <text:span>IV</text:span></text:p>', ("Class IV", CellKind.TEXT)),
        ('office:value-type="string"><text:p>\n  wrapped\n  here\n</text:p>', ("wrapped here", CellKind.TEXT)),
        (
            'office:value-type="string"><office:annotation><text:p>remark</text:p></office:annotation><text:p>a</text:p>',
            ("a", CellKind.TEXT),
        ),
        ('office:value-type="string" office:string-value="a"/>', ("a", CellKind.TEXT)),
        ('table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p>', ("#DIV/0!", CellKind.ERROR)),
        ('table:formula="of:=X()" office:value-type="string"><text:p>Err:508</text:p>', ("Err:508", CellKind.ERROR)),
        ('office:value-type="string"><text:p>#N/A</text:p>', ("#N/A", CellKind.TEXT)),
        ('table:formula="of:=1+1"/>', ("", CellKind.FORMULA_WITHOUT_VALUE)),
    ],
)
def test_kinds_of_cells(ods: Writer, written: str, expected: tuple[str, CellKind]) -> None:
    """Each way to store a cell reads as what a person sees, with its kind."""
    end = (
        "" if written.endswith("/>") and "<text" not in written and "<office" not in written else "</table:table-cell>"
    )
    (found,) = only(ods(row(f"<table:table-cell {written}{end}"))).rows
    assert (found.texts[0], found.kind(0)) == expected


def test_formula_with_an_empty_text_is_blank(ods: Writer) -> None:
    """A formula whose computed value is the empty text is blank: it has a paragraph, though an empty one."""
    blank = '<table:table-cell table:formula="of:=&quot;&quot;"><text:p/></table:table-cell>'
    (found,) = only(ods(row(cell("a"), blank))).rows
    assert (found.texts, dict(found.kinds)) == (("a",), {})


def test_repeated_rows_and_cells(ods: Writer) -> None:
    """Rows and cells that are stored once with a count are that many; blank ones only move what follows."""
    five = '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="5"/>'
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    far = '<table:table-cell table:number-columns-repeated="16370"/>'
    path = ods(
        row(gap, five, cell("a"), far)
        + row(gap, more=' table:number-rows-repeated="7"')
        + row(cell("b", ' table:number-columns-repeated="2"'), more=' table:number-rows-repeated="3"')
        + row(far, more=' table:number-rows-repeated="1048565"')
    )
    grid = only(path)
    assert [(found.number, found.texts) for found in grid.rows] == [
        (1, ("", "", "5", "5", "a")),
        *((number, ("b", "b")) for number in (9, 10, 11)),
    ]
    assert grid.rows[0].kinds == {2: CellKind.NUMBER, 3: CellKind.NUMBER}
    assert not grid.findings


@pytest.mark.parametrize(
    "rows",
    [
        row(cell("x", ' table:number-columns-repeated="16384"'), more=' table:number-rows-repeated="1048576"'),
        row(cell("x", ' table:number-columns-repeated="99999999"')),
        row(cell("x"), more=' table:number-rows-repeated="99999999"'),
    ],
)
def test_counts_do_not_explode(ods: Writer, rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count that makes more rows or cells than a table can have is refused before they are made."""
    monkeypatch.setattr("lnmt_cli.reading.gridding.MAX_CELLS", 200_000)
    assert "visits" in refusal(ods(rows)).message


def test_groups_of_rows_and_columns(ods: Writer) -> None:
    """Rows within groups and header rows are rows; columns within groups are columns."""
    hidden = '<table:table-column table:number-columns-repeated="2" table:visibility="collapse"/>'
    columns = f"<table:table-column/><table:table-column-group>{hidden}</table:table-column-group>"
    head = f"<table:table-header-rows>{row(cell('id'), cell('a'), cell('b'))}</table:table-header-rows>"
    body = f"<table:table-row-group><table:table-rows>{row(cell('1'))}</table:table-rows></table:table-row-group>"
    grid = only(ods(columns + head + body))
    assert [found.texts for found in grid.rows] == [("id", "a", "b"), ("1",)]
    assert [(f.check, f.text) for f in grid.findings] == [("columns-hidden", "B:C")]


def test_covered_cells_and_what_they_hold(ods: Writer) -> None:
    """A merged range is a span; a cell under it keeps its place."""
    spanned = cell("a", ' table:number-columns-spanned="2" table:number-rows-spanned="1"')
    grid = only(ods(row(spanned, "<table:covered-table-cell/>", cell("c"))))
    assert (grid.rows[0].texts, grid.merged) == (("a", "", "c"), (Span(1, 1, 0, 1),))


def test_tables_that_are_none_of_the_sheets(ods: Writer) -> None:
    """The record of changes, and tables inside cells and drawings, are no rows of the sheet."""
    inner = f'<table:table table:name="inner">{row(cell("no"))}</table:table>'
    changes = f"<table:tracked-changes>{row(cell('old'))}{inner}</table:tracked-changes>"
    shapes = f"<table:shapes>{inner}</table:shapes>"
    nested = f"<table:table-cell>{inner}<text:p>yes</text:p></table:table-cell>"
    grid = only(ods(shapes + row(nested), before=changes))
    assert [found.texts for found in grid.rows] == [("yes",)]


def test_protected_document(ods: Writer) -> None:
    """A document whose manifest speaks of encryption is said to be protected."""
    manifest = '<m:manifest xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    assert "password" in refusal(ods("", {"META-INF/manifest.xml": manifest, "content.xml": b"\x00\x01"})).message


@pytest.mark.parametrize("body", ["<office:text/>", "<office:presentation/>"])
def test_other_documents(ods: Writer, body: str) -> None:
    """A text document has no sheets, whatever tables it has."""
    office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    content = f'<office:document-content xmlns:office="{office}">{body}</office:document-content>'
    assert "no spreadsheet" in refusal(ods("", {"content.xml": content})).message


@QUIET
@given(
    place=st.floats(0, 1, exclude_max=True),
    cut=st.integers(0, 12),
    insert=st.sampled_from(["<", '"', "&x;", "-1", "</text:p>"]),
)
def test_broken_content(ods: Writer, place: float, cut: int, insert: str) -> None:
    """Whatever is wrong within the rows, nothing but ExportError is raised."""
    rows = row(cell("id"), cell("upcr"), more=' table:number-rows-repeated="2"') + row(
        '<table:table-cell office:value-type="float" office:value="5" table:number-columns-repeated="3"/>'
    )
    at = int(place * len(rows))
    with suppress(ExportError):
        assert only(ods(rows[:at] + insert + rows[at + cut :])).rows
