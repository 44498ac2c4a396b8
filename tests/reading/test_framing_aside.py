"""Rules for rows below a header that are no data, for rows that do not fit, and for merged cells among data."""

from __future__ import annotations

import pytest

from lnmt_cli.errors import ExportError
from lnmt_cli.knowledge.names import Names
from lnmt_cli.reading.framing import frame
from lnmt_cli.reading.sheet import CellKind, Grid, Row, Sheet, Span

HEADER = "patient_id | visit_date | upcr | remark"
DATA = f"{HEADER}\nLN-01 | 2017-03-01 | 1.4 |\nLN-02 | 2017-03-02 | 0.4 | late\n"


def read(text: str, *merged: Span, delimited: bool = False, kinds: dict[int, CellKind] | None = None) -> Sheet:
    """Return the sheet that ``text`` draws; ``kinds``: the kind of the second cell, by row."""
    rows = []
    for number, line in enumerate(text.strip("\n").splitlines(), 1):
        cells = [cell.strip() for cell in line.split("|")] if line.strip() else []
        while cells and not delimited and not cells[-1]:
            cells.pop()
        if any(cells):
            rows.append(Row(number, tuple(cells), {1: kinds[number]} if kinds and number in kinds else {}))
    grid = Grid("v", "visits", rows, merged, is_delimited=delimited, delimiter="," if delimited else "\t")
    return frame(grid, Names())


def aside(sheet: Sheet) -> list[tuple[str, int | None]]:
    return [(finding.check, finding.where.row) for finding in sheet.set_aside]


@pytest.mark.parametrize(
    "text",
    [
        "* from spot urine",
        "** p<0.05",
        "† estimated value",
        "※ 단회뇨",
        "※단회뇨",
        "Note: UPCR from spot urine",
        "Note",
        "주) 단회뇨에서 측정",
        "주1: 단회뇨",
        "비고",
        "Abbreviations: UPCR, urine protein creatinine ratio",
        "Exported: 2024-01-31",
        "Data of three centres only",
        "Page 1 of 3",
        "이하 여백",
        "Exported on | 2024-01-31",
        " | | values below the detection limit",
    ],
)
@pytest.mark.parametrize("delimited", [False, True])
def test_footnotes(text: str, delimited: bool) -> None:
    """A remark in one cell below the table is set aside with its row and text, and is not called ragged."""
    sheet = read(DATA + text, delimited=delimited)
    assert aside(sheet) == [("row-footnote", 4)]
    assert [row.number for row in sheet.rows] == [2, 3]
    assert sheet.rows_read == 3


@pytest.mark.parametrize(
    "text",
    [
        "LN-03",
        "LN 03",
        "*LN-03",
        "†Kim",
        "* KMS",
        "*",
        "Note-3",
        "NB-001",
        "주-01",
        "KMS",
        "Kim",
        "0003",
        "LN-03 | | 1.2",
        "LN-03 | | | called in by phone",
    ],
)
def test_patients_are_no_footnotes(text: str) -> None:
    """A row with nothing but what can be an identifier is a patient; so is one with a value."""
    assert [row.number for row in read(DATA + text).rows] == [2, 3, 4]


def test_names_as_identifiers() -> None:
    """Where patients go by names of two words, two words alone are a patient."""
    sheet = read(f"{HEADER}\nKim Minsu | 2017-03-01 | 1.4\nPark Jiwoo\nLee Sora | | 2.0\nChoi Ara")
    assert [row.number for row in sheet.rows] == [2, 3, 4, 5]


def test_footnotes_stand_below_the_table() -> None:
    """A remark between patients is not taken for a footnote: rows after it are data, and so may it be."""
    assert aside(read(f"{DATA}three plain words\nLN-03 | 2017-03-01 | 1")) == []


def test_footnote_cut_by_commas() -> None:
    """A footnote that its commas cut into cells is a footnote."""
    assert aside(read(f"{HEADER}\nLN-01 | 2017-03-01 | 1.4 |\n* spot urine | not 24 h", delimited=True)) == [
        ("row-footnote", 3)
    ]


def test_heading_across_the_table() -> None:
    """One cell merged across the table is a heading, wherever it stands; one with an identifier is a patient."""
    text = f"{HEADER}\nSeoul\nLN-01 | 2017-03-01 | 1.4\nLN-02\nLN-03 | 2017-03-01 | 1.4"
    sheet = read(text, Span(2, 2, 0, 3), Span(4, 4, 0, 1))
    assert aside(sheet) == [("row-footnote", 2)]


@pytest.mark.parametrize(
    "row",
    [
        "Mean | | 0.9",
        "합계 | | 1.8",
        "Total (n=2) | | 1.8",
        "n=2",
        "N = 2 | | 2",
        "Mean ± SD | | 0.9",
        "N=2 / Durchschnitt | | 3",
        "N = 4, mean | | 3",
        "Gesamt | | 3",
        "Summe | | 3",
        "평균 | | 0.9",
        " | Total | 1.8",
    ],
)
def test_summaries(row: str) -> None:
    """A row with a word for a sum, a mean or a count in place of the patient is set aside, footnotes below it too."""
    assert aside(read(f"{DATA}{row}\n* both visits")) == [("row-summary", 4), ("row-footnote", 5)]


@pytest.mark.parametrize("row", ["Mean | 2017-03-01 | 0.9", "Totalis | | 0.9", "N1 | | 1", "LN-04 | | mean"])
def test_no_summaries(row: str) -> None:
    """A row with a date is a record, and a word within another is no word for a sum."""
    assert aside(read(f"{DATA}{row}")) == []


def test_initials_are_no_summary() -> None:
    """Where patients go by initials, ``N`` and ``SD`` are patients; ``Total`` is not."""
    sheet = read("patient_id | upcr | c3\nM | 1 | 90\nN | 2 | 80\nSD | 3 | 70\nTotal | 6 | 240")
    assert aside(sheet) == [("row-summary", 5)]


def test_short_words_beside_other_sums() -> None:
    """The words of other sums are no patients: beside numbered ones, ``n`` stays a count."""
    sheet = read("patient_id | upcr\nK-001 | 3.3\n* spot urine only\nGesamt | 3\nMittelwert | 3\nn | 2")
    assert aside(sheet) == [("row-footnote", 3), ("row-summary", 4), ("row-summary", 5), ("row-summary", 6)]


def test_repeated_header() -> None:
    """A header, and a title, that come again in a pasted export are set aside wherever they stand."""
    sheet = read(f"Registry\n{DATA}Registry\n{HEADER.upper()}\n{HEADER}\nLN-03 | 2017-03-03 | 1 |", delimited=True)
    assert [number for check, number in aside(sheet) if check == "row-repeated-header"] == [5, 6, 7]
    assert [row.texts[0] for row in sheet.rows] == ["LN-01", "LN-02", "LN-03"]


def test_header_twice_at_the_top() -> None:
    """The same header twice is one header and a repetition, not a header in two rows."""
    sheet = read(f"{HEADER}\n{DATA}")
    assert (sheet.header.number, aside(sheet)) == (1, [("row-repeated-header", 2)])
    assert sheet.detected == ()


def test_other_table_below() -> None:
    """A second table with other names is not read under the first one's: it is set aside, its title too."""
    sheet = read(f"{DATA}\nTable 2. All the biopsies\npatient_id | biopsy_date | biopsy_class\nLN-01 | 2016-03-01 | IV")
    assert aside(sheet) == [("row-footnote", 5), ("row-other-table", 6), ("row-other-table", 7)]


def test_rows_beyond_the_header() -> None:
    """In a workbook a row with content right of the header is ragged, a shorter one is blank there."""
    sheet = read("patient_id | upcr\nLN-01\nLN-02 | 1 | stray")
    assert aside(sheet) == [("row-ragged", 3)]
    assert [tuple(row.texts) for row in sheet.rows] == [("LN-01", "")]


def test_ragged_rows_of_a_delimited_file() -> None:
    """In a delimited file a row of another length than the header is ragged; titles and footnotes are not."""
    sheet = read("Registry\npatient_id | upcr | c3\nP1 | 1 | 90\nP2 | 1\nP3 | 1 | 2 | 3\n* spot urine", delimited=True)
    assert aside(sheet) == [("row-ragged", 4), ("row-ragged", 5), ("row-footnote", 6)]
    assert sheet.set_aside[0].text == "P2,1"


@pytest.mark.parametrize("header", ["id | upcr", "id | upcr |"])
def test_trailing_delimiters(header: str) -> None:
    """A delimiter at the end of every row is dropped and noted, also with a footnote that lacks it."""
    sheet = read(f"{header}\n1 | 2 |\n3 | 4 |\n* spot urine", delimited=True)
    assert [tuple(row.texts) for row in sheet.rows] == [("1", "2"), ("3", "4")]
    assert [finding.check for finding in sheet.findings] == ["row-trailing-delimiter"]
    assert aside(sheet) == [("row-footnote", 4)]


def test_width_is_that_of_the_longer_row() -> None:
    """A header in two rows is as wide as the longer of them."""
    sheet = read("patient_id | Baseline\n | UPCR | Cr\nLN-01 | 1.4 | 0.8", Span(1, 2, 0, 0), Span(1, 1, 1, 2))
    assert len(sheet.header.texts) == 3
    assert [len(row.texts) for row in sheet.rows] == [3]


VISITS = """
patient_id | visit_date | upcr | remark
LN-01      | 2017-03-01 | 1.4  |
           | 2017-04-01 | 1.2  |
           |            |      | moved away in spring
LN-02      | 2017-03-01 | 0.4  |
"""


def test_merged_patient_is_filled_down() -> None:
    """The value of a merged range counts for each of its rows, and that is said once, at the first range."""
    sheet = read(VISITS, Span(2, 4, 0, 0))
    assert [row.texts[0] for row in sheet.rows] == ["LN-01", "LN-01", "LN-01", "LN-02"]
    assert [(f.check, str(f.where)) for f in sheet.findings] == [("cells-merged", "visits!A2")]
    assert [row.texts[0] for row in read(VISITS).rows] == ["LN-01", "", "", "LN-02"]


def test_merged_remark_at_the_end_belongs_to_its_patient() -> None:
    """A remark alone in the last row of a merged patient is data, no footnote."""
    assert aside(read(VISITS.replace("LN-02      | 2017-03-01 | 0.4  |", ""), Span(2, 4, 0, 0))) == []


def test_fill_makes_no_rows() -> None:
    """A merged range over blank rows adds none; each row counts by its own content."""
    sheet = read(f"{HEADER}\nLN-01 | 2017-03-01 | 1\n\n\nLN-02 | 2017-03-01 | 1", Span(2, 4, 0, 0))
    assert [row.number for row in sheet.rows] == [2, 5]


def test_fill_keeps_the_kind_and_what_is_there() -> None:
    """A filled cell is of the kind of the first one; a cell with text of its own keeps it."""
    text = "patient_id | visit_date | upcr\nLN-01 | 2017-03-01 | 1\nLN-02 | | 2\nLN-03 | 2018-01-01 | 3"
    sheet = read(text, Span(2, 4, 1, 1), kinds={2: CellKind.DATE})
    assert [row.texts[1] for row in sheet.rows] == ["2017-03-01", "2017-03-01", "2018-01-01"]
    assert [row.kind(1) for row in sheet.rows] == [CellKind.DATE, CellKind.DATE, CellKind.TEXT]


def test_number_across_two_columns_is_the_first_ones() -> None:
    """A number merged over two columns is not the value of both."""
    sheet = read("patient_id | upcr | c3\nLN-01 | 1.4 |\nLN-02 | 1 | 90", Span(2, 2, 1, 2))
    assert tuple(sheet.rows[0].texts) == ("LN-01", "1.4", "")
    assert [f.check for f in sheet.findings] == ["cells-merged"]


def test_merge_in_header_or_title_is_no_finding() -> None:
    """What is merged above the data, or in a footnote, needs no word."""
    text = f"Registry\n{DATA}* from spot urine"
    assert read(text, Span(1, 1, 0, 3), Span(5, 5, 0, 3)).findings == []


def test_overlapping_merges_cost_nothing() -> None:
    """Ranges that overlap, as only a broken file has them, end at once and change nothing twice."""
    spans = [Span(2, 5, 0, 0)] * 50_000
    assert [row.texts[0] for row in read(VISITS, *spans).rows][:3] == ["LN-01"] * 3


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet that its header makes too large is refused with what to do, not read until memory ends."""
    monkeypatch.setattr("lnmt_cli.reading.framing.MAX_CELLS", 10)
    with pytest.raises(ExportError, match="too large"):
        read(DATA + "LN-03")
