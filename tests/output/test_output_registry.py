"""What is shown of a registry: ``lnmt info`` and ``lnmt history``."""

from __future__ import annotations

import io
import json
from datetime import date, datetime

import pytest

from lnmt_cli.analysis.held import Coverage, Holdings, Landed
from lnmt_cli.output import history, info
from lnmt_cli.output.formats import Format, write
from lnmt_cli.output.terminal import write_tables

FILES = [
    Landed(
        "a" * 64, "한양 2025.xlsx", datetime(2025, 5, 1, 9, 30), 210, 209, 1, 3, "0.1", "1", {"error": 3}, {"error": 1}
    ),
    Landed("b" * 64, "visits.csv", datetime(2026, 1, 2, 8), 300, 300, 0, 1, "0.2", "2", {}, {}),
]


def held(sites):
    coverage = tuple(Coverage("visit", name, site, i, 10) for i, site in enumerate(sites) for name in ("upcr", "c3"))
    records = {"patient": 51, "biopsy": 1, "treatment": 0, "visit": 20, "event": 2}
    counts = dict.fromkeys(sites, 10)
    return Holdings(records, counts, date(2016, 1, 4), date(2025, 4, 1), 3, {"error": 1, "note": 2}, coverage)


def written(projection, form=Format.TABLE):
    stream = io.StringIO()
    write(projection, form, stream)
    return stream.getvalue()


def test_info_says_what_there_is():
    """Records in the singular and plural, sites with their patients, the span of visits, standing problems, files."""
    text = written(info.projection(held(["A", None]), FILES, "lnmt.duckdb"))
    assert "Registry lnmt.duckdb, from 2 files" in text
    assert "51 patients, 1 biopsy, 0 treatments, 20 visits, 2 events" in text
    assert "2016-01-04 to 2025-04-01, 3 without a date" in text
    assert "A (10), no site (10)" in text
    assert "1 error, 0 warnings, 2 notes" in text
    assert "visits.csv" in text


def test_coverage_is_told_by_site():
    """Each field has the records filled at all sites, and the share at each of a few sites."""
    text = written(info.projection(held(["A", "B"]), FILES, "lnmt.duckdb"))
    line = next(line.split() for line in text.splitlines() if line.startswith("upcr"))
    assert line == ["upcr", "1/20", "5.0", "0.0", "10.0"]


def test_many_sites_are_left_to_the_other_formats():
    """With many sites the table tells all of them together; the records have each."""
    projection = info.projection(held([f"site {i}" for i in range(9)]), FILES, "lnmt.duckdb")
    text = written(projection)
    assert "9 sites: by site with --format csv or json." in text
    assert "36/90" in text
    assert len(written(projection, Format.CSV).splitlines()) == 1 + 18


def test_history_tells_each_file_in_order():
    """When, which file, its rows, its problems with those that are left, and the versions that read it."""
    lines = written(history.projection(FILES, "lnmt.duckdb")).splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("2025-05-01 09:30"))
    assert lines[first].split()[-3:] == ["210", "209", "1"]
    assert lines[first + 1].strip() == "3 errors (1 left); 3 sheets; lnmt 0.1, knowledge 1"
    assert "no problems; 1 sheet; lnmt 0.2, knowledge 2" in "\n".join(lines[first + 2 :])


@pytest.mark.parametrize("width", [80, 100, 160])
def test_both_fit_on_a_terminal(width):
    """At 80 columns and more every table is a table, and no line is too long."""
    stream = io.StringIO()
    tables = [*info.tables(held(["A", "B"]), FILES, "lnmt.duckdb"), *history.tables(FILES, "lnmt.duckdb")]
    write_tables(tables, stream, width)
    lines = stream.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert sum(set(line) == {"─"} for line in lines) == len(tables)


def test_json_is_the_documented_one():
    """The JSON of both has its keys, and no NaN, date object or identifier."""
    found = json.loads(written(info.projection(held(["A"]), FILES, "lnmt.duckdb"), Format.JSON))
    assert " ".join(found) == "schema_version command registry records sites visits files problems coverage"
    assert found["visits"] == {"first": "2016-01-04", "last": "2025-04-01", "without_date": 3}
    assert found["coverage"][0] == {"table": "visit", "column": "upcr", "site": "A", "filled": 0, "of": 10}
    found = json.loads(written(history.projection(FILES, "lnmt.duckdb"), Format.JSON))
    assert " ".join(found) == "schema_version command registry files"
    assert list(found["files"][0]) == list(history.COLUMNS)
    assert found["files"][0]["ingested_at"] == "2025-05-01T09:30:00"
    assert (found["files"][0]["errors"], found["files"][0]["errors_standing"]) == (3, 1)
