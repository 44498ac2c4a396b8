"""Machine formats and Markdown."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.output import checks, eligible, outcomes
from lnmt_cli.output.delimited import cell_text, write_delimited
from lnmt_cli.output.formats import SUFFIXES, Format, Projection, write
from lnmt_cli.output.jsontext import write_json
from lnmt_cli.output.markdown import write_markdown
from lnmt_cli.output.table import Column, Table

ANY = st.text(st.characters(exclude_categories=["Cs"]))


def projected(rows, payload=None):
    columns = list(rows[0]) if rows else []
    return Projection(lambda: [], lambda: columns, lambda: rows, lambda: payload or {})


def written(projection, form):
    stream = io.StringIO()
    write(projection, form, stream)
    return stream.getvalue()


@pytest.mark.parametrize("form", list(Format))
def test_every_result_can_be_written_in_every_format(eligibility, outcomes, report, form):
    """Each format has a writer, and each result all that it needs."""
    assert "LN-0001" in written(eligible.projection(eligibility), form)
    assert "CR" in written(_outcomes(outcomes), form)
    assert "visits!J14" in written(checks.projection(report), form)


def _outcomes(result):
    return outcomes.projection(result)


@given(st.lists(st.tuples(ANY, ANY), min_size=1), st.sampled_from([",", "\t"]))
def test_texts_survive_the_delimited_formats(rows, delimiter):
    """Whatever a text holds, a strict CSV reader gets it back, but for the apostrophe before a formula."""
    stream = io.StringIO()
    write_delimited(["a", "b"], [{"a": a, "b": b} for a, b in rows], stream, delimiter)
    lines = io.StringIO(stream.getvalue(), newline="")
    _, *back = csv.reader(lines, delimiter=delimiter, strict=True)
    for cells, row in zip(back, rows, strict=True):
        assert [re.sub(r"^'(?=[=+\-@\t\r])", "", cell) for cell in cells] == [
            re.sub(r"^'(?=[=+\-@\t\r])", "", text) for text in row
        ]


@pytest.mark.parametrize("text", ["=1+1", "+82", "-x", "@sum", "\tx", "\rx"])
def test_texts_that_start_like_a_formula_are_escaped(text):
    """A text that a spreadsheet would run gets a leading apostrophe."""
    assert cell_text(text) == "'" + text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_full_precision_and_are_never_escaped(number):
    """A typed number comes out as itself, negative ones too."""
    assert float(cell_text(number)) == number
    assert not cell_text(number).startswith("'")


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (False, "false"), (date(2025, 3, 1), "2025-03-01"), (-2, "-2")],
)
def test_typed_values_have_one_spelling(value, text):
    """None is empty, booleans are words, dates ISO 8601."""
    assert cell_text(value) == text


def test_cell_holds_no_nested_value():
    """A list in a cell is a mistake of the program, not text."""
    with pytest.raises(TypeError):
        cell_text(["a"])


def test_result_without_records_keeps_its_header():
    """No records: the header alone, so that a script finds its columns."""
    empty = Projection(lambda: [], lambda: ["a", "b"], lambda: [], dict)
    assert written(empty, Format.CSV) == "a,b\n"
    assert written(empty, Format.JSONL) == ""


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_json_refuses_what_is_not_a_number(number):
    """NaN is not JSON: a result must say null."""
    with pytest.raises(ValueError, match="JSON"):
        write_json({"x": number}, io.StringIO())


def test_json_keeps_hangul_readable_and_dates_iso():
    """JSON is written in UTF-8 as it stands, with two blanks of indent and ISO dates."""
    text = written(projected([], {"site": "한양", "on": date(2025, 3, 1)}), Format.JSON)
    assert text == '{\n  "site": "한양",\n  "on": "2025-03-01"\n}\n'


def test_json_lines_are_one_document_a_line():
    """Each line of JSON lines is a document of its own, line breaks in a text included."""
    rows = [{"a": "x\ny", "b": 0.1}, {"a": None, "b": True}]
    assert [json.loads(line) for line in written(projected(rows), Format.JSONL).splitlines()] == rows


@pytest.mark.parametrize("form", [Format.CSV, Format.TSV, Format.JSON, Format.JSONL, Format.MD])
def test_machine_formats_are_utf8_with_line_feeds_on_every_system(eligibility, form):
    """A standard output of another encoding and with CR LF is set to UTF-8 with LF."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252", newline="\r\n")
    write(eligible.projection(eligibility), form, stream)
    stream.flush()
    assert "한양대학교" in raw.getvalue().decode("utf-8")
    assert b"\r" not in raw.getvalue()


@given(ANY)
def test_markdown_table_keeps_its_columns(text):
    """No text in a cell can add a column, a row or an element to a Markdown table."""
    stream = io.StringIO()
    write_markdown([Table("", (Column("A"), Column("B", "right")), ((text, "1"),))], stream)
    lines = stream.getvalue().split("\n")[:-1]
    assert len(lines) == 3
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", lines[2])) == 3
    assert "<" not in lines[2].replace("\\<", "")


def test_markdown_escapes_pipes_and_brackets_and_aligns_figures():
    """A pipe in a cell is escaped, units in brackets survive, and figures are aligned on the right."""
    stream = io.StringIO()
    table = Table("Title", (Column("A"), Column("n", "right")), (("a|b [g/g] `c` *d* my_id", "7"),), ("Note_1",))
    write_markdown([table], stream)
    assert stream.getvalue() == (
        "## Title\n\n| A | n |\n| --- | ---: |\n| a\\|b \\[g/g\\] \\`c\\` \\*d\\* my_id | 7 |\n\n- Note_1\n"
    )


def test_every_format_has_a_suffix():
    """``--output`` can ask for any text format by its suffix."""
    assert set(SUFFIXES.values()) == set(Format)
