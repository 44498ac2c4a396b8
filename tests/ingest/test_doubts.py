"""Headers with two readings: the cells and the columns beside them decide, else the column is asked about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.ingest.draft_sheets import draft_exports
from lnmt_cli.ingest.mapping_text import write_mapping
from lnmt_cli.ingest.pipeline import ingest
from lnmt_cli.knowledge.fields import FILE, load_fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

NOW = datetime(2026, 1, 31, tzinfo=UTC)
DATES = ("2020-01-01", "2021-01-01")


@pytest.mark.parametrize(
    ("headers", "rows", "field", "is_used"),
    [
        pytest.param("DOD", DATES, "death_date", False, id="death, or diagnosis"),
        pytest.param("DOD,date of birth", [f"{day},1990-01-01" for day in DATES], "death_date", False, id="birth"),
        pytest.param("DOD,vital status", [f"{day},dead" for day in DATES], "death_date", True, id="vital status"),
        pytest.param("DOD,Cause of death", [f"{day},sepsis" for day in DATES], "death_date", True, id="cause of death"),
        pytest.param("DOD,생존 여부", [f"{day},사망" for day in DATES], "death_date", True, id="Korean"),
        pytest.param("DOD (died)", DATES, "death_date", True, id="its own remark"),
        pytest.param("DOD,date of death", [f"{day},2022-01-01" for day in DATES], "DOD", False, id="another column"),
        pytest.param("DM", ("yes", "no"), "diabetes", False, id="dermatomyositis"),
        pytest.param("DM,HTN", ("yes,yes", "no,yes"), "diabetes", False, id="beside other comorbidities"),
        pytest.param("history of DM", ("yes", "no"), "diabetes", False, id="history"),
        pytest.param("DM,DM type", ("yes,2", "no,"), "diabetes", True, id="its type"),
        pytest.param("DM (diabetes)", ("yes", "no"), "diabetes", True, id="in brackets"),
        pytest.param("onset date", DATES, "event_date", False, id="onset of lupus"),
        pytest.param("발생일", DATES, "event_date", False, id="Korean onset"),
        pytest.param("onset date,event", [f"{day},death" for day in DATES], "event_date", True, id="onset of an event"),
        pytest.param("visit_date,GFR", [f"{day},90" for day in DATES], "egfr", True, id="GFR"),
        pytest.param("visit_date,GFR,GFR method", [f"{day},90,iohexol" for day in DATES], "egfr", False, id="iohexol"),
        *(
            pytest.param(f"visit_date,GFR,{method}", [f"{day},90,{text}" for day in DATES], "egfr", False, id=text)
            for method, text in (
                ("GFR method", "Cockcroft-Gault"),
                ("method", "CG (mL/min)"),
                ("GFR method", "creatinine clearance"),
                ("GFR 측정방법", "크레아티닌 청소율"),
            )
        ),
        pytest.param("visit_date,GFR,GFR method", [f"{day},90,CKD-EPI" for day in DATES], "egfr", True, id="CKD-EPI"),
        pytest.param(
            "visit_date,GFR (mL/min/1.73 m2),method", [f"{day},90,DTPA" for day in DATES], "egfr", False, id="unit"
        ),
        pytest.param(
            "switch_date,GFR_24w,GFR method", [f"{day},90,inulin" for day in DATES], "egfr", False, id="GFR_24w"
        ),
        pytest.param(
            "switch_date,eGFR_24w,GFR method", [f"{day},90,inulin" for day in DATES], "egfr", True, id="eGFR_24w"
        ),
        pytest.param("visit_date,GFR,eGFR", [f"{day},90,80" for day in DATES], "GFR", False, id="beside eGFR"),
        pytest.param("Month,upcr (g/g)", ("3,1", "5,1"), "visit_month", False, id="month of what"),
        pytest.param("Month,upcr (g/g)", ("0,1", "5,1"), "visit_month", True, id="month 0"),
        pytest.param("Month,upcr (g/g)", ("3,1", "6,1"), "visit_month", True, id="every third month"),
        pytest.param("Month,upcr (g/g)", ("5,1", "13,1"), "visit_month", True, id="month 13"),
        pytest.param("Year,Month,upcr (g/g)", ("2020,3,1", "2020,6,1"), "visit_month", False, id="month of a year"),
        pytest.param("Year,Week,upcr (g/g)", ("2020,3,1", "2020,6,1"), "visit_week", False, id="week of a year"),
        pytest.param("Week,upcr (g/g)", ("3,1", "6,1"), "visit_week", True, id="week"),
        pytest.param("연도,Day,upcr (g/g)", ("2020,3,1", "2020,6,1"), "study_day", False, id="day of a month"),
        pytest.param("visit_date,CR", [f"{DATES[0]},0", f"{DATES[1]},1"], "creatinine", False, id="complete response"),
        pytest.param("visit_date,Cr (mg/dL)", [f"{DATES[0]},1", f"{DATES[1]},1"], "creatinine", True, id="with a unit"),
        pytest.param("visit_date,HT", [f"{DATES[0]},yes", f"{DATES[1]},no"], "height", False, id="hypertension"),
        pytest.param("TB,GGT", ("yes,20", "no,30"), "tuberculosis", False, id="bilirubin"),
        pytest.param("TB,HBV", ("yes,no", "no,no"), "tuberculosis", True, id="beside hepatitis"),
        pytest.param("AI,sex", ("yes,F", "no,F"), "activity_index", False, id="aromatase inhibitor"),
        pytest.param("class,AI,CI", ("IV,8,2", "III,9,3"), "activity_index", True, id="beside a class"),
    ],
)
def test_what_decides(write: Make, read: Make, headers: str, rows: tuple[str, ...], field: str, is_used: bool) -> None:
    """A column is used where the sheet bears its reading out, and else left aside with the field that it may be."""
    batch = read(write("a.csv", f"patient_id,{headers}", *(f"P{n},{row}" for n, row in enumerate(rows))))
    used = {column.field.name for file in batch.files for sheet in file.sheets for column in sheet.columns}
    asked = {finding.field for finding in batch.findings if finding.check == "column-doubtful"}
    if field in load_fields():
        assert (field in used, field in asked) == (is_used, not is_used)
    else:
        assert [finding.text for finding in batch.findings if finding.check == "column-doubtful"] == [field]


@pytest.mark.parametrize(
    "header", ["GFR (measured)", "GFR (iohexol)", "GFR (99mTc-DTPA)", "GFR (inulin, mL/min/1.73 m2)"]
)
def test_a_measured_gfr_is_no_egfr(write: Make, read: Make, table: Make, header: str) -> None:
    """A method of measurement in the brackets makes GFR another quantity, which no field claims."""
    batch = read(write("v.csv", f'patient_id,visit_date,upcr (g/g),"{header}"', "P1,2020-01-01,1,88"))
    assert table(batch, "visit", "upcr", "egfr") == [(1.0, None)]


def test_what_is_told_is_no_doubt(write: Make, read: Make, table: Make) -> None:
    """A column that a person names is used: --column 'HEADER=field' settles it, or leaves it out."""
    path = write("a.csv", "patient_id,sex,DM,DOD", "P1,F,yes,2020-01-01")
    told = read(path, columns=["DM=diabetes", "DOD=death_date"])
    assert table(told, "patient", "diabetes", "cast(death_date as varchar)") == [("yes", "2020-01-01")]
    left = read(path, columns=["DM=-", "DOD=-"])
    assert not [finding for finding in left.findings if finding.check == "column-doubtful"]


def test_map_validate_and_ingest_say_the_same(write: Make, read: Make, tmp_path: Path) -> None:
    """The draft of a mapping says what else the column may be; ingest reports the same column, unused."""
    path = write("a.csv", "patient_id,sex,DM,HTN", "P1,F,yes,no", "P2,F,no,yes")
    (sheet,) = draft_exports([path], declare())
    (column,) = [column for column in sheet.columns if column.aside]
    assert (column.header, column.aside, column.remark) == ("DM", "diabetes", "dermatomyositis")
    assert "# It may also be dermatomyositis:" in write_mapping([sheet])
    validated = [(finding.check, finding.field) for finding in read(path).findings]
    assert ("column-doubtful", "diabetes") in validated
    report = ingest([path], tmp_path / "r.duckdb", declare(), NOW).report
    (problem,) = [problem for problem in report.problems if problem.check == "column-doubtful"]
    assert "also means dermatomyositis" in problem.message
    assert "--column 'HEADER=diabetes'" in problem.remedy


def test_an_onset_makes_no_sheet_one_of_events(write: Make, read: Make, table: Make) -> None:
    """Beside an onset of lupus, `date` of a sheet of visits is the date of the visit, and no event is made."""
    batch = read(write("v.csv", "patient_id,onset date,date,upcr (g/g)", "P1,2010-01-01,2020-01-01,1"))
    assert table(batch, "visit", "cast(date as varchar)", "upcr") == [("2020-01-01", 1.0)]
    assert table(batch, "event", "patient_id") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('aliases = ["DOD"], other', 'aliases = ["D.O.X."], other', "aliases of the field"),
        ('beside_fields = ["event_kind"]', 'beside_fields = ["happening"]', "names of fields"),
        ('other = "dermatomyositis", beside', 'otherwise = "dermatomyositis", beside', "otherwise"),
    ],
)
def test_a_doubt_that_is_written_wrongly(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The loader refuses a doubt about what is no alias, evidence of what is no field, and a key that is none."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "fields.toml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_fields(tmp_path / "fields.toml")
