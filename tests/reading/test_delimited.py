"""Rules for delimited text."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import Grid, Input, Sheet, read_export, read_grids

QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)

CELL = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0"), min_size=0, max_size=8
)


def read(tmp_path: Path, content: bytes | str, name: str = "visits.csv") -> Sheet:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    (sheet,) = read_export(path)
    return sheet


def texts(sheet: Sheet) -> list[list[str]]:
    return [list(row.texts) for row in sheet.rows]


def grid(tmp_path: Path, content: str) -> Grid:
    path = tmp_path / "visits.csv"
    path.write_bytes(content.encode())
    (found,) = read_grids(Input(path.name, path))
    return found


def findings(sheet: Sheet) -> list[tuple[str, str]]:
    return [(finding.check, str(finding.where)) for finding in sheet.findings]


def refusal(tmp_path: Path, content: bytes | str, name: str = "visits.csv") -> ExportError:
    with pytest.raises(ExportError) as caught:
        read(tmp_path, content, name)
    assert caught.value.hint
    return caught.value


@QUIET
@given(table=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6), delimiter=st.sampled_from(",;\t"))
def test_written_table_comes_back(tmp_path: Path, table: list[list[str]], delimiter: str) -> None:
    """Any table of texts comes back cell by cell, stripped, each row under the line on which it starts."""
    header = ["patient id", "visit, date; or week", "upcr"]
    expected, line = [], 1
    for record in [header, *table]:
        written = io.StringIO(newline="")
        csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerow(record)
        if any(cell.strip() for cell in record):
            expected.append((line, [cell.strip() for cell in record]))
        line += len(list(io.StringIO(written.getvalue(), newline="")))
    whole = io.StringIO(newline="")
    csv.writer(whole, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *table])
    assert [(row.number, list(row.texts)) for row in grid(tmp_path, whole.getvalue()).rows] == expected


def test_plain_file_has_nothing_detected(tmp_path: Path) -> None:
    """Comma and UTF-8 without BOM are the plain case; the sheet bears the stem of the file's name."""
    sheet = read(tmp_path, "patient_id,upcr\nLN-01,0.5\n")
    assert (sheet.file, sheet.name, sheet.detected) == ("visits.csv", "visits", ())
    assert texts(sheet) == [["LN-01", "0.5"]]


@pytest.mark.parametrize(
    ("delimiter", "word"), [(";", "semicolon-separated"), ("\t", "tab-separated"), ("|", "pipe-separated")]
)
def test_delimiter_is_said(tmp_path: Path, delimiter: str, word: str) -> None:
    """A delimiter other than the comma is found from the header and said."""
    content = f"patient_id{delimiter}upcr\nLN-01{delimiter}0,5\n"
    sheet = read(tmp_path, b"\xef\xbb\xbf" + content.encode())
    assert sheet.detected == (word, "UTF-8 with BOM")
    assert texts(sheet) == [["LN-01", "0,5"]]
    assert sheet.header.texts[0] == "patient_id"


def test_only_the_header_decides_the_delimiter(tmp_path: Path) -> None:
    """Commas in the rows, and those in quotes in the header, do not outvote the semicolon of the header."""
    sheet = read(tmp_path, 'id;"a ""x"", b, c, d"\n1,2,3,4;5,6,7\n')
    assert texts(sheet) == [["1,2,3,4", "5,6,7"]]


def test_equal_delimiters_are_refused(tmp_path: Path) -> None:
    """A header that means nothing and has two delimiters equally often is refused, not guessed."""
    assert "comma and semicolon" in refusal(tmp_path, "aa;bb, cc\n1;2\n").message


def test_one_column(tmp_path: Path) -> None:
    """A header without any delimiter is one column."""
    assert texts(read(tmp_path, 'patient_id\n1;2\n"a,b"\n')) == [["1;2"], ["a,b"]]


def test_blank_rows_are_skipped_and_lines_stay_exact(tmp_path: Path) -> None:
    """Row numbers count blank lines and line breaks in quotes; blank rows are not rows."""
    sheet = read(tmp_path, '\n , \nid,note\n,\n1,"two\r\nlines"\n\u00a0,\n2,x\n')
    assert sheet.header.number == 3
    assert [(row.number, *row.texts) for row in sheet.rows] == [(5, "1", "two\r\nlines"), (8, "2", "x")]
    assert sheet.rows_read == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    """The three ends of line are the same."""
    sheet = read(tmp_path, end.join(["id,upcr", "1,2", "3,4"]))
    assert [(row.number, *row.texts) for row in sheet.rows] == [(2, "1", "2"), (3, "3", "4")]


def test_text_is_kept(tmp_path: Path) -> None:
    """Leading zeros, NA and exponents are kept; white space around a cell goes, also the no-break space."""
    sheet = read(tmp_path, "id,site,code,note\n00123 ,\u00a0NA, 1E5,a  b\n")
    assert texts(sheet) == [["00123", "NA", "1E5", "a  b"]]


def test_ragged_rows_are_set_aside(tmp_path: Path) -> None:
    """A row with more or fewer cells than the header is set aside with its line and text."""
    sheet = read(tmp_path, "id,upcr,c3\n1,2,3\n4,5\n6,7,8,9\n10,11,12,\n13,14,15\n")
    assert texts(sheet) == [["1", "2", "3"], ["13", "14", "15"]]
    assert [(f.check, str(f.where), f.text) for f in sheet.set_aside] == [
        ("row-ragged", "visits!3", "4,5"),
        ("row-ragged", "visits!4", "6,7,8,9"),
        ("row-ragged", "visits!5", "10,11,12,"),
    ]
    assert sheet.rows_read == 5


@pytest.mark.parametrize("header", ["id,upcr", "id,upcr,"])
def test_trailing_delimiter_on_every_row(tmp_path: Path, header: str) -> None:
    """A delimiter at the end of every row, with or without the header, is dropped and noted."""
    sheet = read(tmp_path, f"{header}\n1,2,\n3,4,\n")
    assert texts(sheet) == [["1", "2"], ["3", "4"]]
    assert list(sheet.header.texts) == ["id", "upcr"]
    assert findings(sheet) == [("row-trailing-delimiter", "visits")]


def test_extra_cell_with_content_is_no_trailing_delimiter(tmp_path: Path) -> None:
    """If one of the extra cells has content, the rows are ragged."""
    sheet = read(tmp_path, "id,upcr\n1,2,\n3,4,5\n")
    assert not sheet.rows
    assert len(sheet.set_aside) == 2
    assert not sheet.findings


def test_trailing_delimiter_on_one_row(tmp_path: Path) -> None:
    """Beside rows that fit, a row with one more cell is ragged, blank or not."""
    sheet = read(tmp_path, "id,upcr\n1,2\n3,4,\n")
    assert texts(sheet) == [["1", "2"]]
    assert [str(f.where) for f in sheet.set_aside] == ["visits!3"]
    assert not sheet.findings


def test_short_row_stays_ragged_beside_trailing_delimiters(tmp_path: Path) -> None:
    """Trailing delimiters do not make a row that lost a cell fit."""
    sheet = read(tmp_path, "id,upcr,c3\n1,2,3,\n4,\n")
    assert texts(sheet) == [["1", "2", "3"]]
    assert [str(f.where) for f in sheet.set_aside] == ["visits!3"]


def test_blank_tail_is_dropped(tmp_path: Path) -> None:
    """Last columns that are blank in the header and in all rows are dropped."""
    sheet = read(tmp_path, "id,upcr,,\n1,2,,\n")
    assert list(sheet.header.texts) == ["id", "upcr"]
    assert texts(sheet) == [["1", "2"]]


def test_duplicate_headers(tmp_path: Path) -> None:
    """Headers that differ in case or white space only are duplicates; each later one is named."""
    sheet = read(tmp_path, "id,UPCR (g/g),upcr  (g/g),,Upcr (G/G),\n1,2,3,,4,5\n")
    assert findings(sheet) == [
        ("header-duplicate", "visits!C1"),
        ("header-duplicate", "visits!E1"),
        ("header-blank", "visits!F1"),
    ]
    assert sheet.findings[0].text == "upcr  (g/g)"


def test_no_rows_is_fine(tmp_path: Path) -> None:
    """A header alone is a sheet without rows."""
    assert read(tmp_path, "id,upcr").rows == []


@pytest.mark.parametrize("content", ["\n\n", " , \n;;\n", "\ufeff"])
def test_no_header_is_refused(tmp_path: Path, content: str) -> None:
    """A file without a row that has content is refused."""
    assert "no header" in refusal(tmp_path, content).message


@pytest.mark.parametrize(
    ("content", "delimiter"),
    [
        ("Registry of Seoul, Busan, 2025\npatient_id;visit_date;upcr\nLN-1;2020-01-01;0,5\n", ";"),
        ("Cohort | 2025\n\npatient_id,visit_date,upcr\nLN-1,2020-01-01,0.5\n", ","),
        ("patient_id\tupcr, g/g\tc3; c4, dsDNA\nLN-1\t0.5\tx\n", "\t"),
        ("환자번호;방문일;성별, 나이\nLN-1;2020-01-01;x\n", ";"),
        ("patient_id\n1;2\n3;4,5\n", ","),
        ("aa;bb;cc\nx;y;seen, sex\n", ";"),
    ],
)
def test_delimiter_under_which_the_header_is_recognised(tmp_path: Path, content: str, delimiter: str) -> None:
    """The delimiter is the one that gives a header the most known names, whatever stands in titles above it."""
    assert grid(tmp_path, content).delimiter == delimiter


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;", "\ufeffsep=;", "sep=;;;"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_declared_delimiter(tmp_path: Path, first: str, end: str) -> None:
    """A first line ``sep=;``, which Excel takes for a declaration, is that and no row; lines are counted with it."""
    found = grid(tmp_path, end.join([first, "a,b,c;d", "1;2"]))
    assert [(row.number, *row.texts) for row in found.rows] == [(2, "a,b,c", "d"), (3, "1", "2")]
    assert found.delimiter == ";"


def test_all_records_are_in_the_grid(tmp_path: Path) -> None:
    """Titles, short rows and long ones are rows of the grid as they are written, with blank cells at their end."""
    found = grid(tmp_path, "My registry\n\npatient_id,upcr,\n1,2,3,4\n5\n")
    assert [(row.number, *row.texts) for row in found.rows] == [
        (1, "My registry"),
        (3, "patient_id", "upcr", ""),
        (4, "1", "2", "3", "4"),
        (5, "5"),
    ]


def test_ends_of_line_may_be_mixed(tmp_path: Path) -> None:
    """All three ends of line may stand in one file, and each is counted once."""
    found = grid(tmp_path, "patient_id,upcr\r\n1,2\r3,4\n\r5,6")
    assert [row.number for row in found.rows] == [1, 2, 3, 5]


@pytest.mark.parametrize(("content", "line"), [('id,a\n1,2\n3,"4\n5,6\n', 3), ('id,a\n"1\n2",3\n"4"x,secret\n', 4)])
def test_unmatched_quotes_are_refused(tmp_path: Path, content: str, line: int) -> None:
    """Quotes that do not match are refused with the line on which the record starts, and no cell value."""
    message = refusal(tmp_path, content).message
    assert f"line {line} " in message
    assert "secret" not in message
