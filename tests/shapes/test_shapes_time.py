"""Days and named time points in place of dates: the same registry in every layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from renderings.cohort import AS_OF, COHORT, STATUSES
from renderings.files import csv_files, rows_in
from renderings.layouts import Table, as_tables, as_visits, as_wide
from renderings.styles import Sheet, Style, all_spelled, spelled

if TYPE_CHECKING:
    from pathlib import Path

ZERO = {of.patient_id: of.visits[0][0] for of in COHORT}
DAY_OF = {
    "visit_date": "study_day",
    "biopsy_date": "biopsy_day",
    "switch_date": "switch_day",
    "induction_start": "induction_start_day",
    "induction_stop": "induction_stop_day",
    "start_date": "start_day",
    "stop_date": "stop_day",
    "event_date": "event_day",
}


def undated(tables: list[Table]) -> list[Table]:
    """Days from each patient's first visit in place of dates; birth and death are left out."""
    found = []
    for table in tables:
        columns, rows = [], []
        for name in table.columns:
            field, at, label = name.partition("@")
            if field not in ("birth_date", "death_date"):
                columns.append(f"{DAY_OF.get(field, field)}{at}{label}")
        for row in table.rows:
            changed = {}
            for name, value in row.items():
                field, at, label = name.partition("@")
                is_day = field in DAY_OF and value is not None
                changed[f"{DAY_OF.get(field, field)}{at}{label}"] = (
                    str((value - ZERO[row["patient_id"]]).days) if is_day else value
                )
            rows.append(changed)
        found.append(Table(table.name, tuple(columns), tuple(rows)))
    return found


def test_days_in_place_of_dates(tmp_path: Path, read: Any, canonical: Any) -> None:
    """A de-identified export gives the same registry in every layout, and the switched are told as with dates."""
    from lnmt_cli import Registry
    from lnmt_cli.output.eligible import payload

    found, switched = [], []
    for shape in (as_tables, as_visits, as_wide):
        folder = tmp_path / shape.__name__
        folder.mkdir()
        paths = csv_files(folder, all_spelled(undated(shape())))
        batch = read(paths)
        assert sum(file.landed + file.set_aside for file in batch.files) == rows_in(paths) - len(paths)
        found.append(canonical(batch.connection))
        told = payload(Registry(batch.connection).eligible(as_of=AS_OF))["patients"]
        switched.append({of["patient_id"]: of["status"] for of in told if of["status"].startswith("switched")})
    assert found[0] == found[1] == found[2]
    assert {row["patient_id"] for row in found[0]["visit"]} == set(ZERO)
    assert switched[0] == switched[1] == switched[2]
    assert sorted(switched[0]) == [*STATUSES["switched"], *STATUSES["switched_outside"]]


def test_named_time_points_are_the_same_in_every_layout(tmp_path: Path, read: Any, canonical: Any) -> None:
    """Week 24 in a header, in a cell and in the event of a REDCap project is the same visit."""
    weeks = ("baseline", "week 12", "week 24", "week 36", "week 48", "week 52")
    wide = Table("wide", ("patient_id", *(f"upcr@{week}" for week in weeks)), as_wide(labels=weeks)[0].rows)
    patients = [
        (of.patient_id, week, values.get("upcr"))
        for of in COHORT
        for week, (_, values) in zip(weeks, of.visits, strict=False)
    ]
    said = [["patient_id", "visit", "upcr (g/g)"], *([number, week, str(value)] for number, week, value in patients)]
    event = [
        ["record_id", "redcap_event_name", "upcr (g/g)"],
        *([number, f"{week.replace(' ', '_')}_arm_1", str(value)] for number, week, value in patients),
    ]
    found = []
    for sheet in (spelled(wide, Style(pattern="{f} {t}")), Sheet("long", said), Sheet("redcap", event)):
        batch = read(csv_files(tmp_path, [sheet]), anchor="switch")
        found.append(canonical(batch.connection))
    assert found[0]["visit"] == found[1]["visit"] == found[2]["visit"]
    assert {row["day"] for row in found[0]["visit"]} == {0, 84, 168, 252, 336, 364}
