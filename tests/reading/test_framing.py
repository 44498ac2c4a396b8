"""Rules for telling title, header and row of units from data. Grids are drawn with ``|`` between cells."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError, MappingError
from lnmt_cli.knowledge.checks import load_checks
from lnmt_cli.knowledge.framing import load_framing
from lnmt_cli.knowledge.names import Names
from lnmt_cli.reading.framing import frame
from lnmt_cli.reading.sheet import CellKind, Finding, Grid, Row, Sheet, Span

TABLE = """
patient_id | visit_date | upcr (g/g)
P1         | 2017-03-01 | 1.4
P2         | 2017-03-02 | 0.4
"""


def draw(
    text: str, *merged: Span, delimited: bool = False, kinds: dict[tuple[int, int], CellKind] | None = None
) -> Grid:
    """Return the grid that ``text`` draws, one line a row from 1; trailing blanks count in a delimited file only."""
    rows = []
    for number, line in enumerate(text.removeprefix("\n").splitlines(), 1):
        cells = [cell.strip() for cell in line.split("|")] if line.strip() else []
        while cells and not delimited and not cells[-1]:
            cells.pop()
        if any(cells):
            of_row = {column: kind for (row, column), kind in (kinds or {}).items() if row == number}
            rows.append(Row(number, tuple(cells), of_row))
    return Grid("visits.csv", "visits", rows, merged, is_delimited=delimited, delimiter="," if delimited else "\t")


def read(text: str, *merged: Span, delimited: bool = False, **declared: object) -> Sheet:
    return frame(draw(text, *merged, delimited=delimited), Names(), **declared)


def numbers(sheet: Sheet) -> list[int]:
    return [row.number for row in sheet.rows]


def found(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.check, str(finding.where)) for finding in findings]


def test_plain_table() -> None:
    """A table that begins with its header has no title, nothing set aside, and nothing is said of it."""
    sheet = read(TABLE)
    assert sheet.header == Row(1, ("patient_id", "visit_date", "upcr (g/g)"))
    assert numbers(sheet) == [2, 3]
    assert (sheet.titles, sheet.set_aside, sheet.findings, sheet.detected, sheet.units) == ((), [], [], (), {})


@pytest.mark.parametrize(
    "above",
    [
        "Lupus nephritis registry",
        "Patient",
        "Patient list | | ",
        "Exported | 2024-01-31",
        "Registry of patients\nExported | 2024-01-31\n\nStudy ID | LN-REG",
        "환자\n2024년 1월",
    ],
)
@pytest.mark.parametrize("delimited", [False, True])
def test_titles_above_the_header(above: str, delimited: bool) -> None:
    """The header is the row that names the identifier among others; rows above it are titles, and it is said."""
    sheet = read(above + TABLE, delimited=delimited)
    first = above.count("\n") + 2
    assert list(sheet.header.texts) == ["patient_id", "visit_date", "upcr (g/g)"]
    assert sheet.header.number == first
    assert numbers(sheet) == [first + 1, first + 2]
    assert sheet.detected == (f"header in row {first}",)
    assert [row.texts[0] for row in sheet.titles] == [line.split(" |")[0] for line in above.splitlines() if line]
    assert sheet.set_aside == []


@pytest.mark.parametrize(
    "table",
    [
        "Code | K | sex\nA | 3.9 | F\nID | 4.2 | M",
        "Code | group\nA | ID\nB | x",
        "Code | group | score\nA | ID | 5\nB | CR | 6\nC | K | 7",
        "Code | x | y | z\nA | 1 | 2 | 3\nB | 4 | 5 | 6\npatient_id | upcr | c3 | c4\nP1 | 1 | 2 | 3",
        "Field | Form | Type | Label | Note\nrecord_id | base | text | Patient ID | key\nsex | base | radio | Sex | x",
        "\n".join(["Code | x", *["A | 1"] * 25, "patient_id | upcr"]),
    ],
)
def test_data_is_no_title(table: str) -> None:
    """A row below others is the header only if those can be titles: never a cell of data, nor one below a table."""
    sheet = read(table)
    assert sheet.header.number == 1
    assert sheet.titles == ()
    assert sheet.rows_read == len(table.splitlines()) - 1


def test_no_identifier_anywhere() -> None:
    """Without an identifier the first row with content is the header."""
    sheet = read("\n\nname of test | value of it\nalbumin | 4.1\n")
    assert (sheet.header.number, numbers(sheet)) == (2, [3])


def test_declared_header_is_the_identifier() -> None:
    """A header that is declared to be the identifier is looked for like one that is known."""
    text = "Export\n\nKey | upcr\nP1 | 1\n"
    assert frame(draw(text), Names()).header.number == 1
    assert frame(draw(text), Names({"Key": "patient_id"})).header.number == 3


def test_one_column() -> None:
    """A table of one column has a header of one cell; whoever stands below it is a patient."""
    sheet = read("Patient\nP1\nP2\nA B\n")
    assert (sheet.header.number, numbers(sheet)) == (1, [2, 3, 4])


WIDE = """
patient id | sex | Baseline |    | Week 24 |
           |     | UPCR     | Cr | UPCR    | Cr
P1         | F   | 2.1      | 0.8 | 0.4    | 0.9
"""
WIDE_MERGED = (Span(1, 2, 0, 0), Span(1, 2, 1, 1), Span(1, 1, 2, 3), Span(1, 1, 4, 5))
WIDE_NAMES = ["patient id", "sex", "Baseline UPCR", "Baseline Cr", "Week 24 UPCR", "Week 24 Cr"]


@pytest.mark.parametrize("merged", [(), WIDE_MERGED, WIDE_MERGED[2:]])
@pytest.mark.parametrize("delimited", [False, True])
def test_groups_above_names(merged: tuple[Span, ...], delimited: bool) -> None:
    """A cell above several names stands for each of them, merged or with blanks to its right."""
    sheet = read(WIDE, *merged, delimited=delimited)
    assert list(sheet.header.texts) == WIDE_NAMES
    assert (sheet.header.number, numbers(sheet)) == (2, [3])
    assert sheet.detected == ("header in rows 1 and 2",)
    assert sheet.findings == []


def test_groups_above_the_identifier() -> None:
    """The identifier may stand in the lower row, under nothing or under the group of the patient's data."""
    for group in ("", "Patient"):
        sheet = read(f"""
            {group} |     | Baseline |    | Week 24 |
            ID      | sex | UPCR     | Cr | UPCR    | Cr
            P1      | F   | 2.1      | 0.8 | 0.4    | 0.9
        """)
        assert [name.casefold() for name in sheet.header.texts[2:]] == [name.casefold() for name in WIDE_NAMES[2:]]
        assert Names().read(sheet.header.texts[0]).is_identifier
        assert numbers(sheet) == [3]


def test_title_above_two_rows() -> None:
    """Titles, groups, names and units may stand above one another."""
    sheet = read("Registry\n" + WIDE.replace("\nP1", "\n | | g/g | mg/dL | (g/g) | mg/dL\nP1"))
    assert list(sheet.header.texts) == WIDE_NAMES
    assert sheet.detected == ("header in rows 3 and 4", "units in row 5")
    assert (sheet.units, numbers(sheet)) == ({2: "g/g", 3: "mg/dL", 4: "g/g", 5: "mg/dL"}, [6])


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("환자번호 | 방문일 | UPCR (g/g)", "pid | visit_date | upcr"),
        ("pid | visit_date | upcr", "환자번호 | 방문일 | UPCR (g/g)"),
        ("pid | visit_date | UPCR (g/g)", "Registry number of the patient | Day of the visit | Ratio in spot urine"),
    ],
)
def test_header_in_two_languages(upper: str, lower: str) -> None:
    """Of two names of one column that is taken which says most: known before unknown, with a unit before without."""
    sheet = read(f"{upper}\n{lower}\nP1 | 2017-03-01 | 1.4\nP2 | 2017-03-02 | 1.5\nP3 | 2017-03-03 | 1.2")
    readings = [Names().read(name) for name in sheet.header.texts]
    assert [reading.fields[0].name for reading in readings] == ["patient_id", "visit_date", "upcr"]
    assert readings[2].unit == "g/g"
    assert numbers(sheet) == [3, 4, 5]


@pytest.mark.parametrize(
    "row",
    [
        " | CR | IV",
        " | PR | ",
        " | . | *",
        "P1 | CR | IV",
        "Kim | CR | III",
        "CTRL | NA | ND",
        "ID | CR | ?",
        " | | 2017-03-01",
        "제1 | 무반응 | 미시행",
    ],
)
def test_a_row_of_words_is_data(row: str) -> None:
    """A row below the header that can be data is data, also where its words are names of fields elsewhere (CR)."""
    sheet = read(f"patient_id | prior_response | biopsy_class\n{row}\nP2 | NR | V\nP3 | CR | IV")
    assert numbers(sheet) == [2, 3, 4]
    assert sheet.header.texts[0] == "patient_id"


@pytest.mark.parametrize("merged", [(), (Span(1, 1, 2, 3),)])
def test_group_that_alters(merged: tuple[Span, ...]) -> None:
    """``creatinine`` under ``Urine`` is not the creatinine of the serum: the group stays in its name."""
    sheet = read(
        """
                   |            | Urine      |
        patient_id | visit_date | creatinine | protein
        P1         | 2017-03-01 | 100        | 30
        """,
        *merged,
    )
    assert sheet.header.texts[2] == "Urine creatinine"
    assert Names().read("Urine creatinine").fields == ()


def test_group_without_meaning() -> None:
    """A group that says nothing of the names below it leaves them as they are."""
    sheet = read(
        """
        Demographics |     | Laboratory |            |
        patient_id   | sex | visit_date | creatinine | c3
        P1           | F   | 2017-03-01 | 0.8        | 90
        """,
        *(Span(1, 1, 0, 1), Span(1, 1, 2, 4)),
    )
    assert list(sheet.header.texts) == ["patient_id", "sex", "visit_date", "creatinine", "c3"]
    assert sheet.detected == ("header in rows 1 and 2",)
    assert sheet.findings == []


def test_unknown_groups_keep_names_apart() -> None:
    """Names that come again under groups that nobody knows keep the group, so that a person can map them."""
    sheet = read(WIDE.replace("Baseline", "Alpha").replace("Week 24", "Omega"))
    assert list(sheet.header.texts[2:]) == ["Alpha UPCR", "Alpha Cr", "Omega UPCR", "Omega Cr"]


@pytest.mark.parametrize(
    "units",
    [" | | g/g", " | yyyy-mm-dd | (g/g)", "unit | | g/g", "단위 | - | mg/mmol", " | YYYY-MM-DD | mg/mg"],
)
def test_unit_row(units: str) -> None:
    """A row of units below the header is no row of data; its texts stand by column, without brackets."""
    sheet = read(f"patient_id | visit_date | upcr\n{units}\nP1 | 2017-03-01 | 1.4")
    assert numbers(sheet) == [3]
    assert sheet.units[2] == units.split("|")[2].strip(" ()")
    assert sheet.detected == ("units in row 2",)


@pytest.mark.parametrize(
    "row", [" | | N/A", " | | Y", " | | 1.4 g/g", "P1 | | g/g", " | 2017-03-01 | g/g", " | A/C | "]
)
def test_no_unit_row(row: str) -> None:
    """Neither a sign for missing, nor a value with its unit, nor a row with a patient or a date is a row of units."""
    assert numbers(read(f"patient_id | visit_date | upcr\n{row}\nP9 | 2017-03-01 | 1.4"))[0] == 2


def test_lab_list_has_no_unit_row() -> None:
    """Units in a column of units are data."""
    assert numbers(read("patient_id | date | test | value | unit\nP1 | 2017-03-01 | Cr | 0.8 | mg/dL")) == [2]


def test_line_break_in_a_header() -> None:
    """A header cell with a line break is one name."""
    grid = draw("patient_id | upcr\nP1 | 1")
    grid.rows[0] = Row(1, ("patient_id", "UPCR\r\n(g/g)"))
    assert frame(grid, Names()).header.texts[1] == "UPCR (g/g)"


def test_declared_rows_are_obeyed() -> None:
    """Rows of header and units that a mapping names are taken, whatever they look like; rows above are titles."""
    text = "Registry\nA | B\nx | y\n1 | 2\nP1 | 5\n"
    sheet = read(text, header_rows=(2, 3), unit_row=4)
    assert list(sheet.header.texts) == ["A x", "B y"]
    assert (sheet.units, numbers(sheet), sheet.detected) == ({0: "1", 1: "2"}, [5], ())
    assert [row.number for row in sheet.titles] == [1]
    sheet = read(WIDE, header_rows=(1,))
    assert (sheet.header.number, sheet.rows_read) == (1, 2)


def test_declared_row_that_is_blank() -> None:
    """A declared row without content is refused with its number."""
    with pytest.raises(MappingError, match="row 9 of visits") as caught:
        read(TABLE, header_rows=(9,))
    assert "header_rows" in caught.value.hint


def test_grid_without_rows() -> None:
    """A grid without rows has no header."""
    with pytest.raises(ExportError, match="no header"):
        read("")


def test_what_the_reader_found_is_passed_on() -> None:
    """Date system, delimiter, findings and words of the reader go on to the sheet."""
    grid = draw("Title\n" + TABLE, delimited=True)
    grid.date1904, grid.detected = True, ("CP949",)
    grid.findings.append(Finding("sheet-maybe-cut", grid.at()))
    sheet = frame(grid, Names())
    assert (sheet.date1904, sheet.is_comma_separated) == (True, True)
    assert sheet.detected == ("CP949", "header in row 3")
    assert found(sheet.findings) == [("sheet-maybe-cut", "visits")]
    grid.delimiter = ";"
    assert not frame(grid, Names()).is_comma_separated


def test_words_and_checks_are_there() -> None:
    """Every check of this stage is described, and no word for a sum is also a sign of missing."""
    for check in (
        "row-ragged",
        "row-footnote",
        "row-summary",
        "row-repeated-header",
        "row-other-table",
        "cells-merged",
    ):
        assert check in load_checks()
    assert "" not in load_framing().summaries | load_framing().altering


WORDS = (
    "|patient_id|ID|환자|upcr|Cr|CR|Baseline|Week 24|g/g|mg/dL|P1|LN-02|1.4|2017-03-01|Mean|합계|* remark"
    "|Note: two words|three plain words|NA|Kim|visit_date|"
)
WORD = st.sampled_from(WORDS.split("|"))
SPAN = st.builds(
    lambda row, column, down, right: Span(row, row + down, column, column + right),
    *(st.integers(1, 9), st.integers(0, 4), st.integers(0, 3), st.integers(0, 3)),
)


@settings(deadline=None, max_examples=60)
@given(
    rows=st.lists(st.lists(WORD, min_size=1, max_size=5), min_size=1, max_size=12),
    merged=st.lists(SPAN, max_size=3),
    delimited=st.booleans(),
)
def test_every_row_is_one_thing(rows: list[list[str]], merged: list[Span], delimited: bool) -> None:
    """Every row is exactly once a title, header, units, data or set aside; texts change under merged cells only."""
    text = "\n".join(" | ".join(cells) for cells in rows)
    grid = draw(text, *([] if delimited else merged), delimited=delimited)
    if not grid.rows:
        return
    sheet = frame(grid, Names())
    told = [int(word) for line in sheet.detected for word in line.replace(",", " ").split() if word.isdigit()]
    heads = {sheet.header.number, *told}
    parts = [row.number for row in (*sheet.titles, *sheet.rows)] + [f.where.row for f in sheet.set_aside]
    assert sorted([*heads, *parts]) == [row.number for row in grid.rows]
    assert sheet.rows_read == len(sheet.rows) + len(sheet.set_aside)
    by_number = {row.number: row for row in grid.rows}
    for row in sheet.rows:
        before = by_number[row.number].texts
        assert len(row.texts) == len(sheet.header.texts)
        for column, cell in enumerate(row.texts):
            written = before[column] if column < len(before) else ""
            assert cell == written or (not written and grid.merged)
