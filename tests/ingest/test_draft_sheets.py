"""What `lnmt map` prints of an export, and what the registry remembers of it, reads the export as it was read."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.ingest.batch import Memory, read_batch
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.ingest.draft_sheets import draft_exports
from lnmt_cli.ingest.mapping_file import read_mapping
from lnmt_cli.ingest.mapping_text import write_mapping
from lnmt_cli.ingest.remembering import everything, mapping_of, remember
from lnmt_cli.registry.memory import header_key
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.ingest.drafting import ColumnDraft

SAMPLES = Path(__file__).parents[2] / "samples"
TODAY, NOW = date(2026, 11, 22), datetime(2026, 11, 22)

PLAIN = "Pt ID,Sex,date,UPCR (mg/g),Remark\nP1,F,2020-01-02,1200,x\nP2,M,2020-01-03,800,\n"
WIDE = "id,sex,switch_date,upcr_bl,upcr_24w,visit3_alb\nP1,1,03/02/2020,1.2,-9,40\nP2,2,04/02/2020,0.8,0.4,38\n"


@pytest.fixture
def export(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "export.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def mapping_and_visits(paths: list[Path], declared: Declarations, memory: Memory | None = None) -> Any:
    batch = read_batch(paths, declared, TODAY, memory)
    return [file.mapping for file in batch.files], batch.connection.execute("from visit order by all").fetchall()


def drafts_of(path: Path, declared: Declarations) -> dict[str, ColumnDraft]:
    (sheet,) = draft_exports([path], declared)
    return {column.header: column for column in sheet.columns}


CASES = [
    (["choi-2017-visits.csv"], {}),
    (["choi-2017-tables.xlsx"], {}),
    (PLAIN, {}),
    (
        WIDE,
        {
            "units": ["upcr=g/g", "albumin=g/L"],
            "codes": ["sex=1:F,2:M"],
            "columns": ["visit3_alb=albumin"],
            "date_order": "dmy",
            "missing": ["-9"],
            "points": ["v3=12w", "3=12w", "visit3=12w"],
        },
    ),
]


@pytest.mark.parametrize(("source", "options"), CASES)
def test_printed_mapping_reads_the_same(export, tmp_path: Path, source: Any, options: dict[str, Any]) -> None:
    """An export read by the mapping that was printed of it, without any option, is read as with the options."""
    paths = [export(source)] if isinstance(source, str) else [SAMPLES / name for name in source]
    declared = declare(**options)
    file = tmp_path / "mapping.toml"
    file.write_text(write_mapping(draft_exports(paths, declared)), encoding="utf-8")
    again = declare(sheets=read_mapping(file))
    assert mapping_and_visits(paths, again) == mapping_and_visits(paths, declared)


@pytest.mark.parametrize(("source", "options"), CASES)
def test_remembered_mapping_reads_the_same(export, source: Any, options: dict[str, Any]) -> None:
    """An export read by what the registry remembers of its header is read as it was with the options."""
    paths = [export(source)] if isinstance(source, str) else [SAMPLES / name for name in source]
    declared = declare(**options)
    sheets = [sheet for file in read_batch(paths, declared, TODAY).files for sheet in file.sheets]
    with in_memory() as connection:
        remember(connection, [(sheet, "export.csv") for sheet in sheets], NOW)
        known = everything(connection)

    def recall(headers: Any, place: str) -> Any:
        return known[header_key(headers)].mapping(place), "2026-11-22 (export.csv)"

    again = mapping_and_visits(paths, declare(), Memory(recall, {}))
    assert again == mapping_and_visits(paths, declared)


def test_what_the_export_says_is_left_to_it(export) -> None:
    """A unit that stands in the header is not remembered; one that was declared is."""
    (sheet,) = read_batch([export(PLAIN)], declare(), TODAY).files[0].sheets
    assert all(column.unit is None for column in mapping_of(sheet).columns)
    bare = PLAIN.replace(" (mg/g)", "")
    (sheet,) = read_batch([export(bare)], declare(["upcr=mg/g"]), TODAY).files[0].sheets
    assert [column.unit.symbol for column in mapping_of(sheet).columns if column.unit] == ["mg/g"]


def test_what_is_refused_elsewhere_is_a_gap(export) -> None:
    """A missing unit, an unknown time point, codes, an unknown order of dates and a double claim are left open."""
    text = (
        "id,Sex,birth_date,UPCR,alb_V4,UPC,C3 (mg/dL)\nP1,1,03/02/1990,1.2,40,1.1,90\nP2,2,04/02/1991,0.8,38,0.9,80\n"
    )
    found = drafts_of(export(text), declare())
    assert found["Sex"].codes == ("1", "2")
    assert found["birth_date"].dates_needed
    assert "g/g" in found["UPCR"].unit_needed
    assert found["UPCR"].candidates == found["UPC"].candidates == ("upcr", "-")
    assert (found["alb_V4"].field, found["alb_V4"].at_needed) == ("albumin", True)
    assert (found["C3 (mg/dL)"].unit, found["C3 (mg/dL)"].gaps) == ("mg/dL", 0)


def test_columns_are_counted_and_named(export) -> None:
    """Each column has its place, how it was recognised, and how many of its cells have content."""
    found = drafts_of(export(PLAIN), declare(columns=["remark=-"]))
    assert [(c.where, c.confidence, c.filled) for c in found.values()] == [
        ("export!A", "by alias", 2),
        ("export!B", "by name", 2),
        ("export!C", "by alias", 2),
        ("export!D", "by name", 2),
        ("export!E", "declared", 1),
    ]
    assert found["Remark"].field == "-"


def test_blank_column_needs_no_unit(export) -> None:
    """A column without any value has nothing to declare."""
    found = drafts_of(export("id,visit_date,upcr\nP1,2020-01-02,\n"), declare())
    assert found["upcr"].unit_needed == ()


def test_sheet_without_patients_is_drafted_too(export) -> None:
    """Where no column identifies the patient the others are drafted all the same."""
    found = drafts_of(export("Zeile,UPCR (mg/g)\n1,1200\n"), declare())
    assert found["UPCR (mg/g)"].field == "upcr"
    assert found["Zeile"].is_unclaimed
