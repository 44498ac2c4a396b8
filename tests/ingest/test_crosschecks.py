"""The checks between cells: for each, a row that it must find and the nearest that it must not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import lnmt_cli
from lnmt_cli.knowledge.checks import load_checks

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

TODAY = "2026-01-31"
SWITCH = "patient_id,biopsy_date,biopsy_class,induction_drug,induction_start,switch_date"
AGE = "patient_id,birth_date,visit_date,age"
UPCR = "patient_id,visit_date,upcr (g/g),albumin (g/dL)"
CREATININE = "patient_id,visit_date,creatinine (mg/dL)"
DRUG = "patient_id,drug,start_date,stop_date,dose (mg/day)"
EGFR = "patient_id,sex,birth_date,visit_date,creatinine (mg/dL),egfr"

# CKD-EPI 2021 (Inker 2021, NEJM 385:1737) gives a woman of 40 years with 0.7 mg/dL
# 142 × 0.9938^40 × 1.012 = 112.0543; 10 % above is 123.2597, 10 % below 100.8489.
CASES = {
    "age-birth-date": [
        (AGE, ["P1,1980-01-31,2020-01-30,37"], {"D2"}),
        (AGE, ["P1,1980-01-31,2020-01-30,38"], set()),
        (AGE, ["P1,1980-01-31,2020-01-30,40"], set()),
        (AGE, ["P1,1980-01-31,2020-01-30,41"], {"D2"}),
        # One age for all visits must hold on some day between the first and the last.
        (AGE, ["P1,1980-01-31,2015-02-01,39", "P1,1980-01-31,2020-02-01,39"], set()),
        (AGE, ["P1,1980-01-31,2015-02-01,42", "P1,1980-01-31,2020-02-01,42"], {"D2"}),
        # Ages that grow are compared visit by visit.
        (AGE, ["P1,1980-01-31,2018-02-01,38", "P1,1980-01-31,2020-02-01,40"], set()),
        (AGE, ["P1,1980-01-31,2018-02-01,36", "P1,1980-01-31,2020-02-01,38"], {"D2", "D3"}),
        (AGE, ["P1,,2018-02-01,36"], set()),
    ],
    "biopsy-after-switch": [
        (SWITCH, ["P1,2020-07-02,III,MMF,2020-01-01,2020-07-01"], {"B2"}),
        (SWITCH, ["P1,2020-07-01,III,MMF,2020-01-01,2020-07-01"], set()),
        (SWITCH, ["P1,,III,MMF,2020-01-01,2020-07-01"], set()),
        (SWITCH, ["P1,2020-07-02,III,MMF,2020-01-01,"], set()),
    ],
    "blood-pressure-order": [
        ("patient_id,visit_date,systolic_bp,diastolic_bp", ["P1,2020-01-01,80,120"], {"D2"}),
        ("patient_id,visit_date,systolic_bp,diastolic_bp", ["P1,2020-01-01,80,80"], {"D2"}),
        ("patient_id,visit_date,systolic_bp,diastolic_bp", ["P1,2020-01-01,80,79"], set()),
        ("patient_id,visit_date,systolic_bp,diastolic_bp", ["P1,2020-01-01,,79"], set()),
    ],
    "neutrophils-above-leukocytes": [
        ("patient_id,visit_date,wbc (10^9/L),anc (/uL)", ["P1,2020-01-01,3.1,3101"], {"D2"}),
        ("patient_id,visit_date,wbc (10^9/L),anc (/uL)", ["P1,2020-01-01,3.1,3100"], set()),
        ("patient_id,visit_date,wbc (10^9/L),anc (/uL)", ["P1,2020-01-01,,3100"], set()),
    ],
    "date-in-future": [
        ("patient_id,visit_date", [f"P1,{TODAY}"], set()),
        ("patient_id,visit_date", ["P1,2026-02-01"], {"B2"}),
        ("patient_id,biopsy_date,biopsy_class", ["P1,2026-02-01,III"], {"B2"}),
        ("patient_id,event_date,event_kind", ["P1,2026-02-01,flare"], {"B2"}),
        ("patient_id,drug,start_date,stop_date", ["P1,MMF,2026-02-01,2026-03-01"], {"C2", "D2"}),
        ("patient_id,drug,start_date,stop_date", [f"P1,MMF,2020-02-01,{TODAY}"], set()),
        ("patient_id,induction_drug,induction_start", ["P1,MMF,2026-02-01"], {"C2"}),
        ("patient_id,switch_date,birth_date,death_date", ["P1,2026-02-01,2026-02-02,2026-02-03"], {"B2", "C2", "D2"}),
        ("patient_id,eskd_date", ["P1,2026-02-01"], {"B2"}),
        ("patient_id,diagnosis_date,withdrawal_date", ["P1,2026-02-01,2026-02-02"], {"B2", "C2"}),
    ],
    "egfr-recomputed": [
        (EGFR, ["P1,F,1980-01-31,2020-01-31,0.7,123.25"], set()),
        (EGFR, ["P1,F,1980-01-31,2020-01-31,0.7,123.26"], {"F2"}),
        (EGFR, ["P1,F,1980-01-31,2020-01-31,0.7,100.85"], set()),
        (EGFR, ["P1,F,1980-01-31,2020-01-31,0.7,100.84"], {"F2"}),
        # A birthday later makes 39 years of it, and the bounds move.
        (EGFR, ["P1,F,1980-02-01,2020-01-31,0.7,123.27"], set()),
        (EGFR, ["P1,,1980-01-31,2020-01-31,0.7,20"], set()),
        (EGFR, ["P1,F,,2020-01-31,0.7,20"], set()),
        (EGFR, ["P1,F,2002-02-01,2020-01-31,0.7,20"], set()),
    ],
    "stop-before-start": [
        ("patient_id,drug,start_date,stop_date", ["P1,MMF,2020-01-02,2020-01-01"], {"D2"}),
        ("patient_id,drug,start_date,stop_date", ["P1,MMF,2020-01-01,2020-01-01"], set()),
        ("patient_id,drug,start_date,stop_date", ["P1,MMF,,2020-01-01"], set()),
        ("patient_id,drug,start_day,stop_day", ["P1,MMF,10,9"], {"D2"}),
        ("patient_id,drug,start_day,stop_day", ["P1,MMF,10,10"], set()),
        ("patient_id,induction_drug,induction_start,induction_stop", ["P1,CYC,2020-01-02,2020-01-01"], {"D2"}),
    ],
    "switch-before-induction": [
        (SWITCH, ["P1,2019-12-01,III,MMF,2020-01-01,2019-12-31"], {"F2"}),
        (SWITCH, ["P1,2019-12-01,III,MMF,2020-01-01,2020-01-02"], set()),
        (SWITCH, ["P1,2019-12-01,III,MMF,,2019-12-31"], set()),
    ],
    "visit-after-death": [
        ("patient_id,visit_date,death_date", ["P1,2020-01-02,2020-01-01"], {"B2"}),
        ("patient_id,visit_date,death_date", ["P1,2020-01-01,2020-01-01"], set()),
        # A death among the events is one, too.
        ("patient_id,visit_date,event_date,event_kind", ["P1,2020-01-02,2020-01-01,death"], {"B2"}),
        ("patient_id,visit_date,event_date,event_kind", ["P1,2020-01-02,2020-01-01,flare"], set()),
    ],
    "visit-before-birth": [
        ("patient_id,visit_date,birth_date", ["P1,2019-12-31,2020-01-01"], {"B2"}),
        ("patient_id,visit_date,birth_date", ["P1,2020-01-01,2020-01-01"], set()),
    ],
    "visit-after-eskd": [
        ("patient_id,visit_date,eskd_date", ["P1,2020-01-02,2020-01-01"], {"B2"}),
        ("patient_id,visit_date,eskd_date", ["P1,2020-01-01,2020-01-01"], set()),
    ],
    "upcr-albumin": [
        # From 4.0, a fall by 90 % is one to 0.4.
        (UPCR, ["P1,2020-01-01,4.0,3.0", "P1,2020-02-01,0.39,2.9"], {"C3"}),
        (UPCR, ["P1,2020-01-01,4.0,3.0", "P1,2020-02-01,0.4,2.9"], set()),
        (UPCR, ["P1,2020-01-01,4.0,3.0", "P1,2020-02-01,0.39,3.0"], set()),
        # The visits between that lack one of the two do not count; other patients and earlier visits neither.
        (UPCR, ["P1,2020-01-01,4.0,3.0", "P1,2020-01-15,3.0,", "P1,2020-02-01,0.39,2.9"], {"C4"}),
        (UPCR, ["P1,2020-01-01,4.0,3.0", "P2,2020-02-01,0.39,2.9"], set()),
        (UPCR, ["P1,2020-01-01,0.39,2.9", "P1,2020-02-01,4.0,3.0"], set()),
        # Days of a de-identified export serve as well.
        ("patient_id,study_day,upcr (g/g),albumin (g/dL)", ["P1,10,4.0,3.0", "P1,40,0.39,2.9"], {"C3"}),
    ],
    "creatinine-jump": [
        (CREATININE, ["P1,2020-01-01,0.8", "P1,2020-01-15,1.6", "P1,2020-02-01,0.8"], {"C3"}),  # 31 days
        (CREATININE, ["P1,2020-01-01,0.8", "P1,2020-01-15,1.6", "P1,2020-02-02,0.8"], set()),  # 32 days
        (CREATININE, ["P1,2020-01-01,0.8", "P1,2020-01-15,1.59", "P1,2020-02-01,0.8"], set()),
        (CREATININE, ["P1,2020-01-01,0.8", "P1,2020-01-15,1.6", "P1,2020-02-01,0.81"], set()),
        (CREATININE, ["P1,2020-01-01,0.8", "P1,2020-01-15,1.6"], set()),
        ("patient_id,study_day,creatinine (mg/dL)", ["P1,0,0.8", "P1,9,1.6", "P1,31,0.8"], {"C3"}),
        ("patient_id,study_day,creatinine (mg/dL)", ["P1,0,0.8", "P1,9,1.6", "P1,32,0.8"], set()),
    ],
    "treatment-overlap": [
        (DRUG, ["P1,TAC,2020-01-01,2020-06-30,", "P1,TAC,2020-06-29,2020-12-31,"], {"C3"}),
        # The last day of one is often the first of the next.
        (DRUG, ["P1,TAC,2020-01-01,2020-06-30,", "P1,TAC,2020-06-30,2020-12-31,"], set()),
        (DRUG, ["P1,TAC,2020-01-01,2020-06-30,", "P1,MMF,2020-03-01,2020-12-31,"], set()),
        (DRUG, ["P1,TAC,2020-01-01,2020-06-30,", "P2,TAC,2020-03-01,2020-12-31,"], set()),
        (DRUG, ["P1,TAC,2020-01-01,2020-06-30,", "P1,TAC,2020-03-01,,"], {"C3"}),
        # A record without a stop, after which another begins, is a usual way to record a dose.
        (DRUG, ["P1,TAC,2020-01-01,,", "P1,TAC,2020-03-01,,"], set()),
        ("patient_id,drug,start_day,stop_day", ["P1,TAC,0,90", "P1,TAC,89,120"], {"C3"}),
        ("patient_id,drug,start_day,stop_day", ["P1,TAC,0,90", "P1,TAC,90,120"], set()),
    ],
    "dose-zero": [
        (DRUG, ["P1,TAC,2020-01-01,,0"], {"E2"}),
        (DRUG, ["P1,TAC,2020-01-01,,none"], {"E2"}),
        (DRUG, ["P1,TAC,2020-01-01,,0.5"], set()),
        (DRUG, ["P1,TAC,2020-01-01,,"], set()),
    ],
    "dose-out-of-range": [
        (DRUG, ["P1,MMF,2020-01-01,,3000"], set()),
        (DRUG, ["P1,MMF,2020-01-01,,3001", "P1,TAC,2020-01-01,,3"], {"E2"}),
        (DRUG, ["P1,TAC,2020-01-01,,10"], set()),
        (DRUG, ["P1,TAC,2020-01-01,,10.5"], {"E2"}),
        (DRUG, ["P1,prednisolone,2020-01-01,,101"], {"E2"}),
        (DRUG, ["P1,CYC,2020-01-01,,5000"], set()),
        (DRUG, ["P1,TAC,2020-01-01,,31"], set()),  # then it is impossible
    ],
    "dose-impossible": [
        (DRUG, ["P1,MMF,2020-01-01,,4000"], set()),
        (DRUG, ["P1,MMF,2020-01-01,,4001"], {"E2"}),
        (DRUG, ["P1,TAC,2020-01-01,,30"], set()),
        (DRUG, ["P1,TAC,2020-01-01,,31"], {"E2"}),
        (DRUG, ["P1,prednisolone,2020-01-01,,1501"], {"E2"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("check", "header", "rows", "places"),
    [(check, *case) for check, cases in CASES.items() for case in cases],
)
def test_check_finds_its_case_and_not_its_neighbour(
    write: Make, read: Make, check: str, header: str, rows: list[str], places: set[str]
) -> None:
    """A check between cells names the cells of its case, and is silent on the nearest case that is none."""
    batch = read(write("export.csv", header, *rows))
    named = {str(finding.where) for finding in batch.findings if finding.check == check}
    assert named == {f"export!{place}" for place in places}


def test_every_check_between_cells_is_tested() -> None:
    """Every SQL file of the checks has cases here, and words in the knowledge file."""
    folder = Path(lnmt_cli.__file__).parent / "ingest" / "crosschecks"
    ids = {path.stem for path in folder.glob("*.sql")}
    assert ids == set(CASES)
    assert ids <= set(load_checks())


def test_repeat_biopsy_after_the_switch_is_no_concern(write: Make, read: Make, found: Make) -> None:
    """A biopsy after the switch is told only where there is none before it."""
    rows = ["P1,2019-12-01,III,MMF,2020-01-01,2020-07-01"]
    later = write("later.csv", "patient_id,biopsy_date,biopsy_class", "P1,2021-01-01,II")
    assert found(read(write("export.csv", SWITCH, *rows), later)) == []


def test_checks_reach_across_files(write: Make, read: Make, found: Make) -> None:
    """Cells of two files of one call are checked against each other; the finding stands at the cell that it names."""
    batch = read(
        write("patients.csv", "patient_id,death_date", "P1,2020-01-01"),
        write("visits.csv", "patient_id,visit_date", "P1,2020-02-01", "P1,2019-02-01"),
    )
    assert found(batch) == [("visit-after-death", "visits!B2")]


def test_finding_keeps_the_text_of_its_cell_out_of_the_message(write: Make, read: Make) -> None:
    """What a check says is made of its own words and the field's, never of the cell."""
    from lnmt_cli.ingest.reporting import problems_of

    batch = read(write("export.csv", "patient_id,visit_date,upcr (g/g)", "P1,2020-01-01,secret"))
    (problem,) = problems_of(batch)
    assert problem.texts == ("secret",)
    assert "secret" not in problem.message + problem.remedy + problem.title + "".join(problem.where)
