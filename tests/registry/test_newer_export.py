"""What a newer export changes of what the registry holds is told; what an unchanged one says still holds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from lnmt_cli.errors import UnitError
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.ingest.pipeline import ingest

if TYPE_CHECKING:
    from pathlib import Path

    from lnmt_cli.ingest.pipeline import Checked

HEADER = "patient_id,sex,visit_date,upcr (g/g),site"
MAY = ("P2,F,2017-02-15,1.4,A", "P3,F,2017-06-27,2.9,A", "P3,F,2017-08-27,2.9,A")
JUNE = ("P2,F,2017-02-15,,A", "P3,F,2017-06-27,9.2,B")


def landed(folder: Path, name: str, header: str, *rows: str, units: tuple[str, ...] = ()) -> Checked:
    path = folder / f"{name}.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return ingest([path], folder / "lnmt.duckdb", declare(units=units), datetime(2026, 1, 31, 12, len(name)))


def told(checked: Checked) -> list[tuple[str, str]]:
    return sorted((cell.check, cell.cell) for cell in checked.cells)


def test_changes_are_told(tmp_path: Path) -> None:
    """A value that is cleared, one that differs and another site are told at their cells; a gone visit counts."""
    landed(tmp_path, "may", HEADER, *MAY)
    checked = landed(tmp_path, "june", HEADER, *JUNE)
    expected = [("export-shrunk", ""), ("patient-two-sites", "E3"), ("value-changed", "D3"), ("value-cleared", "2")]
    assert told(checked) == expected
    assert any("1 visit record" in note for note in checked.report.notes)


def test_export_of_new_visits_only_lacks_nothing(tmp_path: Path) -> None:
    """An export that repeats no visit of a patient is not taken to have lost the earlier ones."""
    landed(tmp_path, "may", HEADER, *MAY)
    checked = landed(
        tmp_path, "june", HEADER, "P2,F,2017-05-15,1.0,A", "P3,F,2017-10-27,2.0,A", "P4,F,2017-10-27,2.0,A"
    )
    assert told(checked) == []
    assert not any("visit record" in note for note in checked.report.notes)


def test_same_export_again_says_the_same(tmp_path: Path) -> None:
    """A second run of the same file says what the first said: a job that is tried again does not pass for mended."""
    landed(tmp_path, "may", HEADER, *MAY)
    first = landed(tmp_path, "june", HEADER, *JUNE)
    again = landed(tmp_path, "june", HEADER, *JUNE)
    assert told(again) == told(first)
    assert again.report.errors == first.report.errors == 1
    assert again.report.earlier is None
    assert again.report.files[0].state == "unchanged"


def test_unit_that_differs_from_the_remembered_one_is_refused(tmp_path: Path) -> None:
    """A unit by option that is not the one under which the registry read this header is refused, with both named."""
    header = "patient_id,sex,visit_date,creatinine"
    landed(tmp_path, "may", header, "P1,F,2017-02-15,0.9", units=("creatinine=mg/dL",))
    with pytest.raises(UnitError, match="mmol/L") as refused:
        landed(tmp_path, "june", header, "P1,F,2017-02-15,1.0", units=("creatinine=mmol/L",))
    assert "mg/dL" in refused.value.message
    assert "--mapping" in refused.value.hint


def test_what_the_study_needs_is_told(tmp_path: Path) -> None:
    """What the protocol needs and no column of the export supplies is a note; what is there is not in it."""
    notes = " ".join(landed(tmp_path, "may", HEADER, *MAY).report.notes)
    assert "biopsy_class" in notes
    assert "visit_date" not in notes
