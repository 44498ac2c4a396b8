"""One small made-up result of each command, with every status, a missing figure and Hangul in it."""

from __future__ import annotations

from datetime import date

import pytest

from lnmt_cli.analysis.lab_change import LabChange
from lnmt_cli.analysis.results import (
    AttritionStep,
    CautionState,
    Cohort,
    CriterionVerdict,
    Eligibility,
    Outcomes,
    PatientVerdict,
    ResponseRate,
    Status,
    SubgroupTest,
)
from lnmt_cli.ingest.report import CheckReport, FileReport, ProblemCell, ProblemGroup

CRITERIA = ("biopsy_class", "standard_induction", "induction_24_weeks", "no_complete_response")
LABELS = (
    *("Biopsy class III or IV", "Standard induction", "24 weeks since the start of induction"),
    "No complete response",
)


def _patient(identifier, status, met, *, missing=(), **more):
    verdicts = [CriterionVerdict(c, m, missing if m is None else ()) for c, m in zip(CRITERIA, met, strict=True)]
    facts = {"site": None, "prior_response": None, "index_date": None, "due_date": None, "cautions": ()}
    return PatientVerdict(patient_id=identifier, status=status, criteria=tuple(verdicts), **{**facts, **more})


@pytest.fixture
def eligibility() -> Eligibility:
    cautions = (CautionState("egfr_low", "absent"), CautionState("pregnancy", "unknown"))
    yes = (True, True, True, True)
    patients = (
        _patient("LN-0001", Status.SWITCHED, yes, site="Seoul", prior_response="NR", index_date=date(2025, 3, 1)),
        _patient("LN-0002", Status.CANDIDATE, yes, site="한양대학교 류마티스병원", cautions=cautions),
        _patient("LN-0003", Status.PENDING, (True, True, False, True), due_date=date(2026, 3, 5)),
        _patient("LN-0004", Status.NOT_ELIGIBLE, (False, True, True, False), prior_response="CR"),
        _patient("LN-0005", Status.UNDETERMINED, (None, True, True, True), missing=("biopsy date",)),
        _patient("LN-0006", Status.SWITCHED_OUTSIDE, (True, True, True, False), index_date=date(2025, 4, 1)),
        _patient("LN-0007", Status.CANDIDATE, yes, site="[g/g] Busan", prior_response="PR"),
    )
    steps = zip(CRITERIA, LABELS, strict=True)
    attrition = tuple(AttritionStep(i, label, 49 - k, 45 - k, 3, 1) for k, (i, label) in enumerate(steps))
    return Eligibility("multitarget-2017", "kdigo-2024", date(2026, 1, 31), patients, attrition, ("A note.",))


def _rates(subgroup, level):
    counts = (("CR", 7), ("PR", 10), ("NR", 10))
    return [ResponseRate(24, subgroup, level, c, n, 27, 100 * n / 27, 11.114, 46.285, 2) for c, n in counts]


@pytest.fixture
def outcomes() -> Outcomes:
    upcr = (1.82, 0.86, 1.385, 0.85, -0.435, -0.7, -0.2, 0.0004)
    empty = (1.0, None, 2.0, None, 1.0, None, None, None)
    changes = (
        LabChange(
            *(24, None, None, "upcr", "g/g", 18, *upcr),
            hl_shift=-0.445,
            hl_ci_low=-0.72,
            hl_ci_high=-0.21,
            t_p_value=0.0012,
        ),
        LabChange(
            24,
            None,
            None,
            "egfr",
            "mL/min/1.73 m²",
            18,
            96.55,
            37.07,
            92.0,
            41.12,
            -4.55,
            -12.34,
            3.2,
            0.0204,
            hl_shift=-4.2,
            hl_ci_low=-11.75,
            hl_ci_high=-0.5,
            t_p_value=0.23,
        ),
        LabChange(24, "prior_response", "PR", "upcr", "g/g", 1, *empty, note="fewer than two pairs"),
    )
    tests = (
        SubgroupTest(24, "prior_response", "CR or PR", "fisher", 0.0205),
        SubgroupTest(24, "site", "CR or PR", "fisher", None, "only one level"),
    )
    return Outcomes(
        "multitarget-2017",
        "kdigo-2024",
        Cohort(29, 24, 27.94, 8.25, 29, 29),
        (*_rates(None, None), *_rates("prior_response", "PR"), *_rates("site", None)),
        changes,
        tests,
        ("Windows: day 140 to 196.",),
        {"upcr": "UPCR", "egfr": "eGFR"},
        {"prior_response": "Prior response", "site": "Site"},
    )


@pytest.fixture
def report() -> CheckReport:
    cells = ("visits!J14", "visits!J88", "visits!J90", "visits!J91", "visits!J92")
    files = (
        FileReport("visits.csv", "ab" * 32, 210, 209, 1, 1, ("semicolon-separated",), "landed"),
        FileReport("루푸스신염_등록자료.xlsx", "cd" * 32, 49, 49, 0, 4, (), "unchanged"),
    )
    number = ("Not a number", "The cell is not a number.", "Correct the cell in the export.")
    ragged = ("Ragged row", "A row has more cells than the header.", "Quote cells that hold the separator.")
    problems = (
        ProblemGroup("value-not-a-number", "error", "upcr", 5, 210, cells, *number, ("SECRET1", *"2345")),
        ProblemGroup("row-ragged", "warning", None, 1, 210, ("visits!15",), *ragged, ("SECRET2",)),
    )
    return CheckReport("ingest", files, problems, ("A note.",), "lnmt.duckdb")


@pytest.fixture
def problem():
    """Return a problem at a place: sheet, row from 1, column from 0, severity."""

    def at(sheet, row, column, severity="error", **more):
        said = {
            "file": "export.xlsx",
            "header": "UPCR (g/g)",
            "header_row": 1,
            "check": "value-not-a-number",
            "field": "upcr",
            "text": "high",
            "title": "Not a number",
            "message": "The cell is not a plain number, and is not used.",
            "remedy": "Leave only the number in the cell.",
        }
        return ProblemCell(sheet=sheet, row=row, column=column, severity=severity, **{**said, **more})

    return at
