"""The projections of ``lnmt ingest`` and ``lnmt validate``."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from lnmt_cli.ingest.report import CheckReport, ColumnReport
from lnmt_cli.output import checks
from lnmt_cli.output.formats import Format, write
from lnmt_cli.output.terminal import write_tables


def written(report, form, **options):
    stream = io.StringIO()
    write(checks.projection(report, **options), form, stream)
    return stream.getvalue()


def document(report):
    return json.loads(written(report, Format.JSON))


def test_validate_json_is_the_documented_one(report):
    """``validate`` has the keys of the design and no other, and lists every coordinate."""
    found = document(replace(report, command="validate"))
    assert " ".join(found) == "schema_version command files problems"
    assert " ".join(found["files"][0]) == "name sha256 rows landed set_aside"
    assert " ".join(found["problems"][0]) == "check severity field count of where message remedy"
    assert len(found["problems"][0]["where"]) == 5


def test_ingest_json_says_where_the_rows_went(report):
    """``ingest`` adds the registry, each file's state and what was detected."""
    found = document(report)
    assert found["registry"] == "lnmt.duckdb"
    assert [file["state"] for file in found["files"]] == ["landed", "unchanged"]
    assert found["files"][0]["detected"] == ["semicolon-separated"]
    assert found["notes"] == ["A note."]


@pytest.mark.parametrize("form", list(Format))
def test_cell_values_are_shown_only_when_asked_for(report, form):
    """No format has a cell as written, unless show_values asks for it; then it has."""
    assert "SECRET" not in written(report, form)
    assert "SECRET1" in written(report, form, show_values=True)
    assert "SECRET2" in written(report, form, show_values=True)


def test_people_see_one_row_a_problem_with_its_first_places(report):
    """A problem with many places is one row: count of how many, the first places, how many more."""
    (table,) = [t for t in checks.tables(report) if t.title.startswith("Problems")]
    assert table.title == "Problems found: 5 errors, 1 warning"
    assert table.rows[0][:4] == ("error", "upcr", "5 of 210", "visits!J14, visits!J88, visits!J90, and 2 more")
    assert table.rows[0][4].endswith("(value-not-a-number)")
    assert table.rows[1][3] == "visits!15"


@pytest.mark.parametrize("width", [80, 100, 160, None])
def test_sentences_stand_under_their_row(report, width):
    """At every usual width, and in a pipe, a problem is a line of figures, and sentences below it."""
    stream = io.StringIO()
    write_tables(checks.tables(report), stream, width)
    lines = stream.getvalue().splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("error"))
    assert lines[at].split()[:6] == ["error", "upcr", "5", "of", "210", "visits!J14,"]
    assert " ".join(lines[at + 1].split()) in f"{report.problems[0].message} (value-not-a-number)"
    assert lines[at + 1].startswith(" " * 10)
    assert width is None or max(map(len, lines)) <= width


def test_a_remedy_is_told_once_for_neighbours(report):
    """What to do is not repeated from one field to the next."""
    more = replace(report.problems[0], field="albumin")
    text = written(replace(report, problems=(report.problems[0], more)), Format.TABLE)
    assert text.count(report.problems[0].remedy) == 1
    assert text.count("(value-not-a-number)") == 2


def test_what_is_counted_of_nothing_is_only_counted(report):
    """A problem of columns has a count and no whole."""
    told = replace(report.problems[0], severity="note", field=None, count=312, of=0)
    (table,) = [t for t in checks.tables(replace(report, problems=(told,))) if t.title.startswith("Problems")]
    assert table.title == "Problems found: 0 errors, 0 warnings, 312 notes"
    assert table.rows[0][2] == "312"


def test_records_have_one_row_a_place(report):
    """In CSV every place of every problem has its row, so that the export can be worked through."""
    assert [row["where"] for row in checks.records(report)] == [
        "visits!J14",
        "visits!J88",
        "visits!J90",
        "visits!J91",
        "visits!J92",
        "visits!15",
    ]


def test_problem_without_a_place_keeps_its_record(report):
    """A problem of the whole file has one record, with no place."""
    problem = replace(report.problems[0], where=(), texts=())
    (row,) = checks.records(replace(report, problems=(problem,)))
    assert row["where"] is None


def test_files_show_rows_read_landed_and_set_aside(report):
    """Each file has rows read, landed and set aside, and under the table what was detected in it."""
    table = checks.tables(report)[0]
    assert table.title == "2 files read, registry lnmt.duckdb"
    assert table.rows[0] == ("visits.csv", "1", "210", "209", "1", "landed")
    assert table.notes == ("visits.csv: semicolon-separated",)


def test_sound_export_is_said_to_be_so(report):
    """No problems is a sentence, not an empty table."""
    assert "No problems found" in written(replace(report, problems=()), Format.TABLE)


def test_report_counts_findings_and_knows_the_worst(report):
    """Errors and warnings are counted as findings; the worst severity is the gravest found."""
    assert (report.errors, report.warnings, report.worst) == (5, 1, "error")
    assert replace(report, problems=report.problems[1:]).worst == "warning"
    assert replace(report, problems=()).worst is None


def test_columns_are_shown_as_they_were_read() -> None:
    """A header that is no field's own name is shown with what it was taken for; the others are counted."""
    columns = (
        ColumnReport("visits!A1", "patient_id", "patient_id", None, is_named_so=True),
        ColumnReport("visits!B1", "Cr[umol/L]", "creatinine", "μmol/L", is_named_so=False),
        ColumnReport("visits!C1", "memo", None, None, is_named_so=False),
    )
    (table,) = [
        table
        for table in checks.tables(CheckReport("validate", (), (), (), None, columns))
        if table.title == "Columns as they were read"
    ]
    assert table.rows == (("visits!B1", "Cr[umol/L]", "creatinine", "μmol/L"),)
    assert table.notes == (
        "1 column more with the name of the field as header.",
        "Not read: memo (visits!C1). What they may be, lnmt map says.",
    )


def test_hundreds_of_columns_are_not_listed() -> None:
    """Of many columns the first are shown and the others counted, what they were taken for among the shown."""
    columns = tuple(
        ColumnReport(f"a!{i}", f"UPCR {i}", "upcr", None, is_named_so=False, remark=f"week {i}") for i in range(300)
    )
    (table,) = [t for t in checks.tables(CheckReport("validate", (), (), (), None, columns)) if t.rows]
    assert len(table.rows) == checks.MOST
    assert table.rows[24][4] == "week 24"
    assert table.notes == (f"{300 - checks.MOST} columns more; lnmt map prints all of them.",)
