"""Findings → what is said of them: one group for each check and field, with its count and its denominator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lnmt_cli.ingest.reporting import group_findings, problems_of
from lnmt_cli.reading.sheet import Coordinate, Finding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]


def at(row: int | None, column: int | None = None, sheet: str = "visits") -> Coordinate:
    return Coordinate(f"{sheet}.csv", sheet, row, column)


def test_findings_of_a_check_and_a_field_are_one_group() -> None:
    """Findings are counted by check and field; their places stand in the order of the export, texts beside them."""
    findings = [
        Finding("value-not-a-number", at(10, 3), "ten", "upcr"),
        Finding("value-not-a-number", at(9, 3), "nine", "upcr"),
        Finding("value-not-a-number", at(9, 4), "other", "albumin"),
        Finding("value-not-a-number", at(2, 3, "before"), "two", "upcr"),
    ]
    upcr, albumin = group_findings(findings, {"upcr": 7, "albumin": 5}, 30)
    assert (upcr.field, upcr.count, upcr.of) == ("upcr", 3, 7)
    assert upcr.where == ("before!D2", "visits!D9", "visits!D10")
    assert upcr.texts == ("two", "nine", "ten")
    assert (albumin.field, albumin.count, albumin.of) == ("albumin", 1, 5)


def test_gravest_first() -> None:
    """Errors stand before warnings, warnings before notes, whatever the order in which they were found."""
    findings = [
        Finding("column-unclaimed", at(1, 9), "remark"),
        Finding("value-implausible", at(3, 3), "30", "upcr"),
        Finding("row-ragged", at(4)),
    ]
    assert [g.severity for g in group_findings(findings, {"upcr": 2}, 3)] == ["error", "warning", "note"]
    assert group_findings(findings[::-1], {"upcr": 2}, 3) == group_findings(findings, {"upcr": 2}, 3)


def test_denominator_is_the_cells_with_content(write: Make, read: Make) -> None:
    """A check of a field counts out of the cells with content; blank and missing cells are none."""
    path = write(
        "export.csv",
        "patient_id,visit_date,upcr (g/g)",
        "P1,2020-01-01,high",
        "P2,2020-01-01,1.5",
        "P3,2020-01-01,",
        "P4,2020-01-01,NA",
        "P5,2020-01-01,low",
    )
    (problem,) = problems_of(read(path))
    assert (problem.count, problem.of, problem.where) == (2, 3, ("export!C2", "export!C6"))


def test_denominator_of_rows_is_all_rows_of_the_export(write: Make, read: Make) -> None:
    """A check of rows counts out of the rows below the headers, of all files and set-aside rows included."""
    visits = write("visits.csv", "patient_id,visit_date", "P1,2020-01-01", ",2020-01-01", "P1,2020-01-01,extra")
    patients = write("patients.csv", "patient_id,sex", "P1,F")
    found = {problem.check: (problem.count, problem.of) for problem in problems_of(read(visits, patients))}
    assert found == {"patient-missing": (1, 4), "row-ragged": (1, 4)}


def test_message_says_the_limits(write: Make, read: Make) -> None:
    """A value out of its limits is told with the limits in the canonical unit: the usual ones, or the possible ones."""
    path = write("export.csv", "patient_id,visit_date,upcr (mg/g)", "P1,2020-01-01,30000", "P2,2020-01-01,90000")
    impossible, implausible = problems_of(read(path))
    assert (impossible.check, implausible.check) == ("value-impossible", "value-implausible")
    assert "0 to 50 g/g" in impossible.message
    assert "0 to 20 g/g" in implausible.message


def test_message_has_no_placeholder_left(write: Make, read: Make) -> None:
    """Every message and remedy of every check can be said of any field and of none."""
    from lnmt_cli.knowledge.checks import load_checks

    for field in ("upcr", None):
        for problem in group_findings([Finding(check, at(2, 2), "", field) for check in load_checks()], {}, 1):
            assert "{" not in problem.message + problem.remedy


def test_counts_do_not_exceed_their_denominator(write: Make, read: Make) -> None:
    """Where a finding stands at a cell that was not counted, the denominator is at least the count."""
    (group,) = group_findings([Finding("key-missing", at(2, 3), "", "visit_date")], {"visit_date": 0}, 0)
    assert group.count <= group.of


def test_sheets_of_one_name_are_told_apart(tmp_path: Path, read: Make) -> None:
    """Where two workbooks have a sheet of one name a place names the file too; elsewhere the sheet is enough."""
    import openpyxl

    for name, other in (("seoul.xlsx", "a"), ("busan.xlsx", "b")):
        book = openpyxl.Workbook()
        book.active.title = "visits"
        for sheet in (book.active, book.create_sheet(other)):
            sheet.append(["patient_id", "visit_date", "upcr (g/g)"])
            sheet.append([name, "2020-01-01" if sheet is book.active else "2020-02-01", "high"])
        book.save(tmp_path / name)
    (problem,) = problems_of(read(tmp_path / "seoul.xlsx", tmp_path / "busan.xlsx"))
    assert set(problem.where) == {"busan.xlsx: visits!C2", "seoul.xlsx: visits!C2", "a!C2", "b!C2"}
