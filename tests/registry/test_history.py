"""One export after the other: what is repeated is updated, what is not repeated stays."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

VISITS = "patient_id,visit_date,upcr (g/g),albumin (g/dL)"
VISIT = ("patient_id", "cast(date as varchar)", "upcr", "albumin")
ONE_ROW = "patient_id,biopsy_date,biopsy_class,induction_drug,induction_start,visit_date"
BIOPSY = ("patient_id", "cast(date as varchar)", "classes")
TREATMENT = ("patient_id", "drug", "cast(start as varchar)")
CARRIED = ("record", "patient_id", "drug", "cast(date as varchar)")


def test_same_file_twice(ingest: Make, path: Path) -> None:
    """The same file again changes nothing, not a byte and not the time of the file, and says so."""
    lines = (VISITS, "P1,2020-01-01,2.5,3.5", "P1,2020-02-01,high,3.5")
    first = ingest("a.csv", *lines)
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    again = ingest("a.csv", *lines)
    assert (first.files[0].state, again.files[0].state) == ("landed", "unchanged")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)
    assert again.problems == first.problems


def test_same_content_under_another_name(ingest: Make, held: Make, path: Path) -> None:
    """A file is known by its content: a copy under another name adds no record, no source and no problem."""
    from lnmt_cli.ingest.pipeline import validate_registry

    lines = (VISITS, "P1,2020-01-01,2.5,3.5", ",2020-01-01,1.0,3.0")
    ingest("a.csv", *lines)
    visits = held("visit")
    ingest("copy of a.csv", *lines)
    assert held("visit") == visits
    assert len(held("source")) == 1
    assert [(problem.check, problem.count) for problem in validate_registry(path).report.problems] == [
        ("patient-missing", 1)
    ]


def test_same_file_read_otherwise_is_refused(ingest: Make, held: Make) -> None:
    """Beside other files a file read otherwise is refused: its visits under wrong dates would stay beside the right."""
    lines = ("patient_id,visit_date,upcr (g/g)", "P1,01/02/2020,2.5")
    ingest("a.csv", *lines, date_order="mdy")
    ingest("b.csv", "patient_id,sex", "P1,F")
    with pytest.raises(MappingError, match=r"^a\.csv is in the registry already, read in another way") as refused:
        ingest("a.csv", *lines, date_order="dmy")
    assert "lnmt history" in refused.value.hint
    assert held("visit", "cast(date as varchar)", "upcr") == [("2020-01-02", 2.5)]


def test_same_file_read_otherwise_makes_the_registry_anew(ingest: Make, held: Make) -> None:
    """Where the call has all files of the registry, it is made anew from them as they are read now, and says so."""
    lines = ("patient_id,visit_date,upcr (g/g)", "P1,01/02/2020,2.5", "P1,03/02/2020,high")
    ingest("a.csv", *lines, date_order="mdy")
    report = ingest("a.csv", *lines, date_order="dmy")
    assert report.files[0].state == "landed"
    assert any("made anew" in note for note in report.notes)
    assert held("visit", "cast(date as varchar)", "upcr") == [("2020-02-01", 2.5), ("2020-02-03", None)]
    assert held("problem", "text", "standing") == [("high", True)]
    assert len(held("source")) == 1
    assert ingest("a.csv", *lines, date_order="dmy").files[0].state == "unchanged"


def test_files_of_one_call_are_one_export(ingest: Make, held: Make, path: Path, tmp_path: Path) -> None:
    """What is reported is what is landed: a file that is known already counts again beside a new one of the call."""
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.ingest.pipeline import ingest as land

    ingest("a.csv", "patient_id,sex", "P1,F")
    (tmp_path / "b.csv").write_text("patient_id,sex\nP1,M\n", encoding="utf-8")
    report, _, _ = land([tmp_path / "a.csv", tmp_path / "b.csv"], path, Declarations(), datetime(2026, 2, 1, 9))
    assert [problem.check for problem in report.problems] == ["patient-conflict"]
    assert held("patient", "sex") == [(None,)]


def test_a_correction_that_leaves_the_old_record_is_said(ingest: Make, held: Make) -> None:
    """A biopsy of a sheet of its own whose date is corrected stays beside the new one, and the report says so."""
    ingest("a.csv", "patient_id,biopsy_date,biopsy_class", "P1,2015-01-01,IV")
    report = ingest("b.csv", "patient_id,biopsy_date,biopsy_class", "P1,2015-01-02,V")
    assert [str(day) for (day,) in held("biopsy", "date")] == ["2015-01-01", "2015-01-02"]
    assert any(
        note.startswith("Warning: 1 biopsy record of patients in this export came with an earlier one")
        for note in report.notes
    )


def test_newer_export_updates_the_visits_it_repeats(ingest: Make, held: Make) -> None:
    """A newer export updates the visits that it repeats and adds its new ones; all others stay as they are."""
    ingest("old.csv", VISITS, "P1,2020-01-01,2.5,3.5", "P1,2020-02-01,2.0,3.6", "P2,2020-01-01,1.0,4.0")
    ingest("new.csv", VISITS, "P1,2020-02-01,1.5,3.6", "P1,2020-03-01,1.0,3.8")
    assert held("visit", *VISIT) == [
        ("P1", "2020-01-01", 2.5, 3.5),
        ("P1", "2020-02-01", 1.5, 3.6),
        ("P1", "2020-03-01", 1.0, 3.8),
        ("P2", "2020-01-01", 1.0, 4.0),
    ]


def test_blank_cell_of_a_newer_export_clears(ingest: Make, held: Make) -> None:
    """A cell that is blank in the newer export is blank in the registry; a column that it has not stays."""
    ingest("old.csv", VISITS, "P1,2020-01-01,2.5,3.5")
    ingest("new.csv", "patient_id,visit_date,upcr (g/g)", "P1,2020-01-01,")
    assert held("visit", *VISIT) == [("P1", "2020-01-01", None, 3.5)]


def test_cell_that_became_unreadable_clears(ingest: Make, held: Make) -> None:
    """A cell that cannot be read in the newer export does not leave the older value standing."""
    ingest("old.csv", VISITS, "P1,2020-01-01,2.5,3.5")
    ingest("new.csv", VISITS, "P1,2020-01-01,high,3.5")
    assert held("visit", *VISIT) == [("P1", "2020-01-01", None, 3.5)]


def test_blank_column_of_the_patient_clears(ingest: Make, held: Make) -> None:
    """The same holds for a patient's columns: the newer row counts, blank cells included."""
    ingest("old.csv", "patient_id,sex,site,prior_response", "P1,F,Seoul,PR", "P2,M,Seoul,NR")
    ingest("new.csv", "patient_id,sex,prior_response", "P1,F,")
    assert held("patient", "patient_id", "sex", "site", "prior_response") == [
        ("P1", "F", "Seoul", None),
        ("P2", "M", "Seoul", "NR"),
    ]


def test_export_of_visits_leaves_the_patient(ingest: Make, held: Make) -> None:
    """An export without the patient's columns changes nothing about the patient."""
    ingest("patients.csv", "patient_id,sex", "P1,F")
    ingest("visits.csv", VISITS, "P1,2020-01-01,2.5,3.5")
    assert held("patient", "patient_id", "sex") == [("P1", "F")]


def test_carried_records_are_replaced(ingest: Make, held: Make) -> None:
    """The one biopsy and induction of a patient's row are replaced by those of a newer row; other patients' stay."""
    ingest(
        "old.csv",
        ONE_ROW,
        "P1,2019-12-01,II,AZA,2020-01-01,2020-01-01",
        "P2,2019-12-01,IV,CYC,2020-01-01,2020-01-01",
    )
    ingest("new.csv", ONE_ROW, "P1,2019-12-15,III,MMF,2020-01-05,2020-02-01")
    assert held("biopsy", *BIOPSY) == [("P1", "2019-12-15", ["III"]), ("P2", "2019-12-01", ["IV"])]
    assert held("treatment", *TREATMENT) == [
        ("P1", "mycophenolate", "2020-01-05"),
        ("P2", "cyclophosphamide", "2020-01-01"),
    ]
    assert held("carried", *CARRIED) == [
        ("biopsy", "P1", None, "2019-12-15"),
        ("biopsy", "P2", None, "2019-12-01"),
        ("treatment", "P1", "mycophenolate", "2020-01-05"),
        ("treatment", "P2", "cyclophosphamide", "2020-01-01"),
    ]


def test_carried_records_are_cleared(ingest: Make, held: Make) -> None:
    """Where the newer row has the columns and they are blank, the patient has no such biopsy or induction any more."""
    ingest("old.csv", ONE_ROW, "P1,2019-12-01,III,MMF,2020-01-01,2020-01-01")
    ingest("new.csv", ONE_ROW, "P1,,,,,2020-01-01")
    assert held("biopsy", *BIOPSY) == []
    assert held("treatment", *TREATMENT) == []


def test_age_of_a_visit_is_cleared(ingest: Make, held: Make) -> None:
    """An age that is blank in the newer export is blank with the patient and with the visit."""
    ingest("old.csv", "patient_id,visit_date,age", "P1,2020-01-01,30")
    ingest("new.csv", "patient_id,visit_date,age", "P1,2020-01-01,")
    assert held("patient", "age") == [(None,)]
    assert held("visit", "age") == [(None,)]


def test_records_of_their_own_sheet_are_not_replaced(ingest: Make, held: Make) -> None:
    """Biopsies and treatments of a sheet of their own add up: a later one does not replace an earlier one."""
    ingest("b1.csv", "patient_id,biopsy_date,biopsy_class", "P1,2019-12-01,II")
    ingest("b2.csv", "patient_id,biopsy_date,biopsy_class", "P1,2020-12-01,III")
    ingest("t1.csv", "patient_id,drug,start_date", "P1,MMF,2020-01-01")
    ingest("t2.csv", "patient_id,drug,start_date", "P1,TAC,2020-07-01")
    assert [row[1] for row in held("biopsy", *BIOPSY)] == ["2019-12-01", "2020-12-01"]
    assert [row[1] for row in held("treatment", *TREATMENT)] == ["mycophenolate", "tacrolimus"]


def test_carried_record_leaves_those_of_their_own_sheet(ingest: Make, held: Make) -> None:
    """A patient's row replaces what an earlier row carried, and nothing that came from a sheet of its own."""
    ingest("biopsies.csv", "patient_id,biopsy_date,biopsy_class", "P1,2018-12-01,II")
    ingest("treatments.csv", "patient_id,drug,start_date", "P1,HCQ,2018-01-01")
    ingest("row.csv", ONE_ROW, "P1,2019-12-15,III,MMF,2020-01-05,2020-02-01")
    assert [row[1] for row in held("biopsy", *BIOPSY)] == ["2018-12-01", "2019-12-15"]
    assert [row[1] for row in held("treatment", *TREATMENT)] == ["hydroxychloroquine", "mycophenolate"]


def test_source_keeps_the_account(ingest: Make, held: Make) -> None:
    """The registry remembers each file: its rows read, landed and set aside, and the versions that read it."""
    from lnmt_cli.knowledge.version import KNOWLEDGE_VERSION, TOOL_VERSION

    ingest("a.csv", VISITS, "P1,2020-01-01,2.5,3.5", "P1,2020-01-01,2.5,3.5", ",2020-01-01,1,1", "P2,x")
    columns = ("name", "rows_read", "rows_landed", "rows_set_aside", "tool_version", "knowledge_version")
    assert held("source", *columns) == [("a.csv", 4, 1, 3, TOOL_VERSION, KNOWLEDGE_VERSION)]


def test_problem_keeps_place_and_text(ingest: Make, held: Make) -> None:
    """A cell set aside keeps its text and its place, and the record that it concerns."""
    ingest("a.csv", VISITS, "P1,2020-01-01,high,3.5")
    columns = ("sheet", "row", '"column"', '"check"', "severity", "field", "text", "patient_id", "record")
    assert held("problem", *columns) == [("a", 2, 2, "value-not-a-number", "error", "upcr", "high", "P1", "visit")]


@pytest.mark.parametrize(
    ("name", "row", "stands"),
    [
        # The corrected file under its old name, with the same patient.
        ("a.csv", "P1,2020-03-01,2.0,3.5", False),
        # A file of that name with other patients: another site's.
        ("a.csv", "P2,2020-03-01,2.0,3.5", True),
        # A file of another name that repeats the visit.
        ("b.csv", "P1,2020-01-01,2.0,3.5", False),
        # One that does not repeat it.
        ("b.csv", "P1,2020-03-01,2.0,3.5", True),
        ("b.csv", "P2,2020-01-01,2.0,3.5", True),
    ],
)
def test_problems_are_superseded(ingest: Make, held: Make, path: Path, name: str, row: str, stands: bool) -> None:
    """A problem stands until a newer export repeats its record, or has its file's name and its patient."""
    from lnmt_cli.ingest.pipeline import validate_registry

    ingest("a.csv", VISITS, "P1,2020-01-01,high,3.5")
    ingest(name, VISITS, row)
    assert held("problem", '"check"', "standing") == [("value-not-a-number", stands)]
    assert [problem.check for problem in validate_registry(path).report.problems] == (
        ["value-not-a-number"] if stands else []
    )


def test_problem_of_another_record_of_that_day_stands(ingest: Make, held: Make) -> None:
    """A biopsy that is repeated says nothing of the visit of that day: each table has its own records."""
    ingest("a.csv", VISITS, "P1,2020-01-01,high,3.5")
    ingest("b.csv", "patient_id,biopsy_date,biopsy_class", "P1,2020-01-01,III")
    assert held("problem", '"check"', "standing") == [("value-not-a-number", True)]


def test_problem_of_the_newer_export_stands(ingest: Make, held: Make) -> None:
    """Where the newer export has a problem of its own, that one stands and the older rests."""
    ingest("a.csv", VISITS, "P1,2020-01-01,high,3.5")
    ingest("b.csv", VISITS, "P1,2020-01-01,low,3.5")
    assert held("problem", "text", "standing") == [("high", False), ("low", True)]


def test_order_of_exports_is_the_order_of_ingest(ingest: Make, held: Make) -> None:
    """The newer export is the one ingested later, whatever its name."""
    ingest("z.csv", VISITS, "P1,2020-01-01,2.5,3.5")
    ingest("a.csv", VISITS, "P1,2020-01-01,1.5,3.5")
    assert held("visit", "upcr") == [(1.5,)]


@pytest.mark.parametrize(
    ("header", "rows", "check", "texts"),
    [
        ("patient_id,sex", ("P1,F", "P1,M"), "patient-conflict", ["F", "M"]),
        (
            "patient_id,visit_date,upcr (g/g)",
            ("P1,2020-01-01,2.50", "P1,2020-01-01,4.0"),
            "record-conflict",
            ["2.50", "4.0"],
        ),
        (
            "patient_id,biopsy_date,biopsy_class",
            ("P1,2020-01-01,class 2", "P1,2020-01-01,IV"),
            "record-conflict",
            ["IV", "class 2"],
        ),
    ],
)
def test_conflict_keeps_each_reading(
    ingest: Make, held: Make, header: str, rows: tuple[str, ...], check: str, texts: list[str]
) -> None:
    """Where rows disagree the text of each reading is kept as it was written: none of them is in the registry else."""
    ingest("a.csv", header, *rows)
    assert [text for text, found in held("problem", "text", '"check"') if found == check] == texts


@pytest.mark.parametrize(
    ("row", "standing"),
    [
        ("P1,2020-01-01,2.5,3.5", ["P2"]),
        ("P2,2020-01-01,2.5,3.5", ["P1"]),
        ("P1,2020-09-01,2.5,3.5", ["P1", "P2"]),
        ("P3,2020-01-01,2.5,3.5", ["P1", "P2"]),
    ],
)
def test_rows_without_a_date_are_superseded(ingest: Make, held: Make, row: str, standing: list[str]) -> None:
    """An export that repeats a visit of a patient clears what its rows without a date left, and no other patient's."""
    dated = [f"{patient},2020-01-01,2.5,3.5" for patient in ("P1", "P2")]
    ingest("a.csv", VISITS, *dated, "P1,,1.5,", "P2,,1.5,")
    assert held("problem", "patient_id", '"check"', "standing") == [
        ("P1", "key-missing", True),
        ("P2", "key-missing", True),
    ]
    ingest("b.csv", VISITS, row)
    found = held("problem", "patient_id", '"check"', "standing")
    assert [patient for patient, check, stands in found if check == "key-missing" and stands] == standing
