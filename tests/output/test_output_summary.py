"""The short text of an ingest for the mail of a nightly run."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.report import CheckReport, Earlier, FileReport
from lnmt_cli.output.formats import Format, write
from lnmt_cli.output.layout import text_width
from lnmt_cli.output.summary import WIDTH, lines, projection

NAMES = st.text(st.sampled_from("ab한 -_"), min_size=1, max_size=200)


def test_the_summary_has_rows_counts_and_first_places(report):
    """Files with their rows, each check with its count and its first place, errors and warnings in the first line."""
    text = "\n".join(lines(report))
    assert text.splitlines()[0] == "lnmt ingest: 5 errors, 1 warning, registry lnmt.duckdb"
    assert "210 rows read, 209 landed, 1 set aside" in text
    assert "error: value-not-a-number of upcr, 5 of 210\n  first at visits!J14" in text
    assert "visits!J88" not in text


def test_the_summary_holds_no_cell(report):
    """No cell as written is in the summary, in any format."""
    for form in Format:
        stream = io.StringIO()
        write(projection(report), form, stream)
        assert "SECRET" not in stream.getvalue()


def test_the_summary_tells_what_changed_since_the_last_ingest(report):
    """Rows and checks that have another count than the last time are told with the difference, and no others."""
    earlier = Earlier(datetime(2026, 1, 1, 9), 300, {"row-ragged": 1, "class-as-date": 2})
    rows = sum(file.rows for file in report.files)
    text = "\n".join(lines(replace(report, earlier=earlier)))
    assert "Since the ingest of 2026-01-01 09:00:" in text
    assert f"  rows: {rows} ({rows - 300:+d})" in text
    assert "  class-as-date: 0 (-2)" in text
    assert "  value-not-a-number: 5 (+5)" in text
    assert "  row-ragged:" not in text


def test_no_change_is_said(report):
    """The same as the last time is a sentence."""
    rows = sum(file.rows for file in report.files)
    counts = {problem.check: problem.count for problem in report.problems}
    text = lines(replace(report, earlier=Earlier(datetime(2026, 1, 1), rows, counts)))
    assert "  the same number of rows and of problems" in text


@given(NAMES, NAMES)
def test_no_line_is_too_long_for_a_mail(name, note):
    """Whatever files are called, a line takes at most 72 cells of a terminal, and no sign is lost."""
    file = FileReport(name, "ab", 1, 1, 0, 1, (), "landed")
    found = lines(CheckReport("ingest", (file,), (), (note,), "lnmt.duckdb"))
    assert max(map(text_width, found)) <= WIDTH
    signs = "".join("".join(found).split())
    assert "".join(name.split()) in signs
    assert "".join(note.split()) in signs
