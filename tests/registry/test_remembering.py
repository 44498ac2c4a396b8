"""What a registry remembers of a header: used, said, overridden, replaced."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli import Registry
from lnmt_cli.errors import MappingError, UnitError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

HEADER = "ID no.,visit_date,upcr,sex"
FIRST, SECOND = "P1,2020-01-01,1500,1", "P1,2020-06-01,400,1"
DECLARED: dict[str, Any] = {"units": ["upcr=mg/g"], "columns": ["ID no.=patient_id"], "codes": ["sex=1:F,2:M"]}
SENTENCE = "b is read as remembered from 2026-01-31 (a.csv)"


def _notes(report: Any) -> str:
    return "\n".join(report.notes)


def _by_day(held: Make, column: str) -> list[Any]:
    """Return a column of the visits in the order of their dates."""
    return [value for _, value in held("visit", "date", column)]


def test_memory_is_used_and_said(ingest: Make, held: Make) -> None:
    """An export with a header that was seen needs no option a second time, and the report says since when."""
    first = ingest("a.csv", HEADER, FIRST, **DECLARED)
    assert "remembered" not in _notes(first)
    second = ingest("b.csv", HEADER, SECOND)
    assert SENTENCE in _notes(second)
    assert _by_day(held, "upcr") == [1.5, 0.4]
    assert held("patient", "patient_id", "sex") == [("P1", "F")]


def test_order_of_columns_is_no_part_of_the_memory(ingest: Make, held: Make) -> None:
    """The header is known again with its columns in another order."""
    ingest("a.csv", HEADER, FIRST, **DECLARED)
    assert SENTENCE in _notes(ingest("b.csv", "sex,upcr,visit_date,ID no.", "1,400,2020-06-01,P1"))
    assert _by_day(held, "upcr") == [1.5, 0.4]


def test_another_header_is_not_known(ingest: Make) -> None:
    """One column more is another header: nothing of it is taken over."""
    ingest("a.csv", HEADER, FIRST, **DECLARED)
    with pytest.raises((UnitError, MappingError)):
        ingest("b.csv", f"{HEADER},site", f"{SECOND},Seoul")


def test_an_option_counts_before_the_memory(ingest: Make, held: Make) -> None:
    """An option of the call counts before what is remembered, and is remembered in its place."""
    ingest("a.csv", HEADER, FIRST, **DECLARED)
    ingest("b.csv", HEADER, "P2,2020-06-01,400,1", codes=["sex=1:M"])
    ingest("c.csv", HEADER, "P3,2020-07-01,300,1")
    assert held("patient", "patient_id", "sex") == [("P1", "F"), ("P2", "M"), ("P3", "M")]


def test_a_mapping_file_replaces_the_memory(ingest: Make, held: Make, tmp_path: Path) -> None:
    """`--mapping` is used in place of what is remembered, and remembered from then on."""
    from lnmt_cli.ingest.mapping_file import read_mapping

    path = tmp_path / "mapping.toml"
    column = '[[sheet.column]]\nheader = "{}"\nfield = "{}"\n'
    path.write_text(
        '[[sheet]]\nname = "b"\n'
        + column.format("ID no.", "patient_id")
        + column.format("visit_date", "visit_date")
        + column.format("upcr", "upcr")
        + 'unit = "g/g"\n'
        + column.format("sex", "-"),
        encoding="utf-8",
    )
    ingest("a.csv", HEADER, FIRST, **DECLARED)
    report = ingest("b.csv", HEADER, "P2,2020-06-01,0.4,1", sheets=read_mapping(path))
    assert "remembered" not in _notes(report)
    assert held("patient", "patient_id", "sex") == [("P1", "F"), ("P2", None)]
    assert "b.csv" in _notes(ingest("c.csv", HEADER, "P3,2020-07-01,0.3,1"))
    assert held("visit", "patient_id", "upcr") == [("P1", 1.5), ("P2", 0.4), ("P3", 0.3)]
    assert held("patient", "patient_id", "sex")[2] == ("P3", None)


def test_exports_without_a_registry_have_no_memory(
    ingest: Make, tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions put to export files are answered by the files and the options alone, whatever registry is near."""
    ingest("a.csv", HEADER, FIRST, **DECLARED)
    monkeypatch.chdir(path.parent)
    with pytest.raises((UnitError, MappingError)):
        Registry.of_exports(tmp_path / "a.csv")


def test_validate_reads_as_an_ingest_would(ingest: Make, path: Path, tmp_path: Path) -> None:
    """A validation beside the registry uses what it remembers, and lands nothing."""
    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.pipeline import validate

    ingest("a.csv", HEADER, FIRST, **DECLARED)
    before = path.read_bytes()
    (tmp_path / "b.csv").write_text(f"{HEADER}\n{SECOND}\n", encoding="utf-8")
    report = validate([tmp_path / "b.csv"], path, declare(), datetime(2026, 2, 1)).report
    assert SENTENCE in _notes(report)
    assert report.files[0].landed == 1
    assert path.read_bytes() == before


def test_wide_labels_are_remembered(ingest: Make, held: Make) -> None:
    """What a label of a time point means is remembered with its columns."""
    header = "patient_id,UPCR V4 (g/g)"
    ingest("a.csv", header, "P1,0.4", points=["V4=24w"])
    ingest("b.csv", header, "P2,0.5")
    assert held("visit", "patient_id", "anchor", "day", "upcr") == [
        ("P1", "switch", 168, 0.4),
        ("P2", "switch", 168, 0.5),
    ]


def test_named_time_points_are_remembered(ingest: Make, held: Make) -> None:
    """The anchor of time points in cells, and what single names mean, are remembered."""
    header = "patient_id,visit,upcr (g/g)"
    ingest("a.csv", header, "P1,Week 24,0.4", "P1,V9,0.3", points=["V9=36w"], anchor="switch")
    ingest("b.csv", header, "P2,Week 24,0.5", "P2,V9,0.6")
    assert held("visit", "patient_id", "day", "upcr")[2:] == [("P2", 168, 0.5), ("P2", 252, 0.6)]


def test_units_of_lab_lists_are_remembered(ingest: Make, held: Make) -> None:
    """The units that were declared for the tests of a list are remembered."""
    header = "patient_id,date,test,value"
    ingest("a.csv", header, "P1,2020-01-01,UPCR,1500", units=["upcr=mg/g"])
    ingest("b.csv", header, "P1,2020-06-01,UPCR,400")
    assert _by_day(held, "upcr") == [1.5, 0.4]


def test_codes_for_missing_are_remembered(ingest: Make, held: Make) -> None:
    """A code that was declared to stand for no value stands for none in the next export of that header."""
    header = "patient_id,visit_date,c3 (mg/dL)"
    ingest("a.csv", header, "P1,2020-01-01,99", missing=["c3=99"])
    ingest("b.csv", header, "P1,2020-06-01,99", "P1,2020-07-01,98")
    assert _by_day(held, "c3") == [None, None, 98.0]


def test_order_of_dates_is_remembered(ingest: Make, held: Make) -> None:
    """The order that one export showed holds for the next one of its header, which need not show it."""
    header = "patient_id,visit_date,upcr (g/g)"
    ingest("a.csv", header, "P1,25/12/2019,2.5")
    ingest("b.csv", header, "P1,03/04/2020,0.4")
    assert held("visit", "cast(date as varchar)") == [("2019-12-25",), ("2020-04-03",)]
    with pytest.raises(MappingError) as refused:
        ingest("c.csv", header, "P1,12/25/2020,0.3")
    assert "--dates mdy" in refused.value.hint


@pytest.mark.parametrize(
    ("header", "old", "new", "check"),
    [
        ("patient_id,sex", ("P1,F", "P2,M"), ("P1,M", "P2,M"), "patient-changed"),
        ("patient_id,sex", ("P1,F", "P2,M", "P3,M", "P4,F"), ("P1,F",), "export-shrunk"),
        ("patient_id,sex", ("P1,F", "P2,M"), ("P1,F", "P5,F"), "patients-gone"),
    ],
)
def test_what_an_export_shows_beside_the_registry(
    ingest: Make, held: Make, header: str, old: tuple[str, ...], new: tuple[str, ...], check: str
) -> None:
    """What a newer export contradicts of the registry is told by the ingest, and kept among the problems."""
    ingest("a.csv", header, *old)
    report = ingest("a.csv", header, *new)
    assert check in [problem.check for problem in report.problems]
    assert check in [row[0] for row in held("problem", '"check"')]


def test_an_unchanged_export_tells_what_stands(ingest: Make) -> None:
    """The same export again is no news: it tells what its ingest told, and is compared with nothing."""
    ingest("a.csv", "patient_id,sex", "P1,F", "P2,M", "P3,M", "P4,F")
    lines = ("patient_id,sex", "P1,M")
    told = ingest("a.csv", *lines).problems
    assert {problem.check for problem in told} >= {"patient-changed", "export-shrunk"}
    again = ingest("a.csv", *lines)
    assert again.files[0].state == "unchanged"
    assert again.problems == told
    assert again.earlier is None
    assert "Beside the registry" not in _notes(again)


def test_own_measure_of_a_site(ingest: Make, held: Make, tmp_path: Path) -> None:
    """A measure that the site's file adds is a column of the visits, in old registries as in new ones."""
    from lnmt_cli.knowledge.site_file import using

    own = tmp_path / "lnmt.site.toml"
    own.write_text('[field.crp]\nlabel = "C-reactive protein"\nunit = "mg/L"\naliases = ["hsCRP"]\n', encoding="utf-8")
    header = "patient_id,visit_date,upcr (g/g),hsCRP (mg/L)"
    ingest("a.csv", header, "P1,2020-01-01,2.5,0.9")
    with using(own):
        ingest("b.csv", header, "P1,2020-06-01,0.4,1.1")
    assert _by_day(held, "upcr") == [2.5, 0.4]
    assert _by_day(held, "crp") == [None, 1.1]


def test_places_of_problems_with_their_headers(tmp_path: Path, path: Path) -> None:
    """Each problem comes with its place, the header over it and the header's row, titles above it counted."""
    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.pipeline import ingest

    export = tmp_path / "a.csv"
    lines = ("Registry of the clinic", "", "patient_id,visit_date,UPCR [g/g]", "P1,2020-01-01,high", ",2020-01-01,1")
    export.write_text("\n".join(lines) + "\n", encoding="utf-8")
    cells = ingest([export], path, declare(), datetime(2026, 1, 31) + timedelta(hours=1)).cells
    assert [(cell.cell, cell.header, cell.header_row, cell.check, cell.text) for cell in cells] == [
        ("C4", "UPCR [g/g]", 3, "value-not-a-number", "high"),
        ("5", "", 3, "patient-missing", "\t2020-01-01\t1"),
    ]


def test_column_that_a_mapping_does_not_name(ingest: Make, held: Make, tmp_path: Path) -> None:
    """With `--mapping` a column that it does not name is not used, and told, though its header is known."""
    from lnmt_cli.ingest.mapping_file import read_mapping

    path = tmp_path / "mapping.toml"
    path.write_text(
        '[[sheet]]\nname = "a"\n[[sheet.column]]\nheader = "patient_id"\nfield = "patient_id"\n', encoding="utf-8"
    )
    report = ingest("a.csv", "patient_id,sex", "P1,F", sheets=read_mapping(path))
    assert held("patient", "patient_id", "sex") == [("P1", None)]
    assert [problem.check for problem in report.problems] == ["column-not-in-mapping"]


def test_ingests_of_one_second_are_two(tmp_path: Path, path: Path) -> None:
    """Two ingests within a second are told apart: the next one is compared with the newer alone."""
    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.pipeline import ingest as land

    for number in (1, 2, 3):
        export = tmp_path / f"{number}.csv"
        export.write_text("patient_id,sex\n" + f"P{number},F\n" * number, encoding="utf-8")
        report = land([export], path, declare(), datetime(2026, 1, 31)).report
    assert report.earlier is not None
    assert (report.earlier.rows, report.earlier.counts) == (2, {"row-duplicate": 1})


def test_values_that_a_newer_export_changes_and_clears(ingest: Make, held: Make) -> None:
    """A value that is changed is a note at its cell, one that is cleared a warning; visits that are gone are told."""
    header = "patient_id,visit_date,upcr (g/g)"
    ingest("may.csv", header, "P1,2020-01-01,1.4", "P2,2020-01-01,2.9", "P2,2020-02-01,2.0", "P3,2020-01-01,1.0")
    report = ingest("june.csv", header, "P1,2020-01-01,", "P2,2020-01-01,9.2", "P3,2020-01-01,1.0")
    found = {problem.check: (problem.severity, problem.where, problem.texts) for problem in report.problems}
    assert found["value-changed"] == ("note", ("june!C3",), ("9.2",))
    assert found["value-cleared"][:2] == ("warning", ("june!2",))
    assert "values changed: 1, cleared: 1." in _notes(report)
    assert "Warning: 1 visit record of patients in this export" in _notes(report)
    assert held("visit", "patient_id", "upcr") == [("P1", None), ("P2", 2.0), ("P2", 9.2), ("P3", 1.0)]
    assert "visit record" not in _notes(ingest("july.csv", header, "P2,2020-07-01,1.0"))


def test_memory_of_what_is_gone_names_file_sheet_and_field(ingest: Make, tmp_path: Path) -> None:
    """Without the site's file its header is refused by file, sheet and field, and other headers are read."""
    from lnmt_cli.knowledge.site_file import using

    own = tmp_path / "lnmt.site.toml"
    own.write_text('[field.crp]\nlabel = "C-reactive protein"\nunit = "mg/L"\naliases = ["hsCRP"]\n', encoding="utf-8")
    header = "patient_id,visit_date,hsCRP (mg/L)"
    with using(own):
        ingest("a.csv", header, "P1,2020-01-01,0.9")
    with pytest.raises(MappingError, match=r"^b\.csv: b: what the registry remembers.*crp"):
        ingest("b.csv", header, "P1,2020-02-01,0.9")
    ingest("c.csv", "patient_id,sex", "P1,F")


def test_remembered_sheets_are_one_line(path: Path, tmp_path: Path) -> None:
    """The sheets of a file that are read as remembered are told in one line, and not of a file that is unchanged."""
    import openpyxl

    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.pipeline import ingest as land

    notes = []
    for number in (1, 2, 2):
        book = tmp_path / f"{number}.xlsx"
        if not book.exists():
            made = openpyxl.Workbook()
            made.active.title = "people"
            made["people"].append(["patient_id", "sex"])
            made["people"].append([f"P{number}", "F"])
            made.create_sheet("biopsies").append(["patient_id", "biopsy_date", "biopsy_class"])
            made["biopsies"].append([f"P{number}", "2020-01-01", "IV"])
            made.save(book)
        report = land([book], path, declare(), datetime(2026, 1, number)).report
        notes.append([note for note in report.notes if "remembered" in note])
    told = "2.xlsx: people, biopsies are read as remembered from 2026-01-01 (1.xlsx)."
    assert notes == [[], [told], []]
