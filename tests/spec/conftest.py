"""Records drawn as tables: landed as an export would be, judged, and held against a table of the answer.

One line is one record, a blank cell is a value that is not recorded, ``#`` begins a remark. A whole number in a
column of dates is a day, counted from day 0; any other text is written into the export as it stands. So a test
can say ``day 140`` where the rule does. What is found is shown in the same way: dates as days, figures to the
decimals that the expected table draws, ``yes``, ``no`` and ``unknown`` for what is true, false and null.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.analysis import eligibility, kidney_outcome, table1
from lnmt_cli.analysis import outcomes as outcome_figures
from lnmt_cli.analysis.engine import Analysis, prepare
from lnmt_cli.analysis.scope import Scope
from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import Declarations
from lnmt_cli.knowledge.departures import Departures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lnmt_cli.analysis.results import Eligibility, Outcomes
    from lnmt_cli.analysis.table1_results import CohortDescription

PROTOCOL = "multitarget-2017"
DAY_0 = date(2024, 1, 1)
TODAY = date(2031, 1, 1)
"""The day of the ingest: later than every day drawn, so that none is in the future."""

HEADERS = {
    "patient": "patient_id",
    "biopsied": "biopsy_date",
    "class": "biopsy_class",
    "activity": "biopsy_activity",
    "induction": "induction_drug",
    "begun": "induction_start",
    "prior": "prior_response",
    "switched": "switch_date",
    "start": "start_date",
    "stop": "stop_date",
    "date": "event_date",
    "event": "event_kind",
    "day": "visit_date",
    "upcr": "upcr (g/g)",
    "creatinine": "creatinine (mg/dL)",
    "egfr": "egfr (mL/min/1.73m2)",
    "albumin": "albumin (g/dL)",
    "c3": "c3 (mg/dL)",
    "c4": "c4 (mg/dL)",
    "height": "height (cm)",
    "weight": "weight (kg)",
    "cystatin_c": "cystatin_c (mg/L)",
}
"""What a short heading of a record stands for in the export; any other is the name of a field."""
DATED = ("biopsied", "begun", "switched", "start", "stop", "date", "day")
WHOLE = re.compile(r"[+-]?\d{1,4}")
FOUND = {
    "biopsy": "biopsy_class",
    "standard": "standard_induction",
    "24 weeks": "induction_24_weeks",
    "no CR": "no_complete_response",
    "prior": "prior_response",
    "computed": "computed_response",
    "switched": "switch_date",
    "due": "due_date",
    "recorded": "is_egfr_recorded",
    "equation": "egfr_equation",
    "complete": "is_complete",
    "partial": "is_partial",
    "response": "category",
    "slope values": "slope_values",
    "slope days": "slope_days",
    "reached": "reached_day",
    "flare": "flare_day",
}
"""What a short heading of an answer stands for; with ``lacks`` after it, what the criterion could not be told for."""
WORDS = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True)
class Judged:
    """What was found: a row for each patient, and the result that the command renders."""

    rows: dict[str, dict[str, Any]]
    eligibility: Eligibility | None = None
    outcomes: Outcomes | None = None
    description: CohortDescription | None = None

    def shows(self, expected: str) -> None:
        """Hold every patient against the rows of ``expected``, in the columns that it draws."""
        drawn = {row.pop("patient"): row for row in read_table(expected)}
        assert {name: _as_drawn(found, drawn.get(name, {})) for name, found in self.rows.items()} == drawn


def read_table(text: str) -> list[dict[str, str]]:
    """Return the rows of a drawn table as text, by column."""
    lines = [line.partition("#")[0].strip() for line in text.strip().splitlines()]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines if line.strip("|- ")]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]


def day(number: int) -> date:
    """Return the date of a day, counted from day 0."""
    return DAY_0 + timedelta(days=number)


def _as_drawn(found: dict[str, Any], drawn: dict[str, str]) -> dict[str, str]:
    return {column: _cell(found[_column(column)], text) for column, text in drawn.items()}


def _column(heading: str) -> str:
    name, lacks, _ = heading.partition(" lacks")
    return FOUND.get(name, name) + lacks


def _cell(value: Any, drawn: str) -> str:
    if isinstance(value, bool) or (value is None and drawn in {"yes", "no", "unknown"}):
        return WORDS[value]
    if isinstance(value, date):
        return str((value - DAY_0).days)
    if isinstance(value, float):
        return f"{value:.{len(drawn.partition('.')[2])}f}"
    return "" if value is None else str(value)


def _as_export(text: str) -> str:
    """Return a drawn table as CSV, with days written as dates and units in the header."""
    rows = read_table(text)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([HEADERS.get(column, column) for column in rows[0]])
    for row in rows:
        is_day = {column: column in DATED and WHOLE.fullmatch(cell) for column, cell in row.items()}
        writer.writerow([day(int(cell)) if is_day[column] else cell for column, cell in row.items()])
    return written.getvalue()


def _protocol(folder: Path, criteria: dict[str, str]) -> str:
    """Return the study design: that of the abstract, with further criteria if there are any."""
    if not criteria:
        return PROTOCOL
    path = folder / "own.toml"
    head = f'name = "own"\nbased_on = "{PROTOCOL}"\n'
    rules = (
        f'[criteria.{name}]\nlabel = "{name}"\nrule = "{rule}"\nsource = "own"\n' for name, rule in criteria.items()
    )
    path.write_text(head + "".join(rules), encoding="utf-8")
    return str(path)


def _study(
    folder: Path,
    tables: dict[str, str],
    as_of: int,
    asked: Departures,
    criteria: dict[str, str] | None = None,
    scope: Scope = Scope.SWITCH,
) -> Analysis:
    paths = []
    for name, text in tables.items():
        path = folder / f"{name}.csv"
        path.write_text(_as_export(text), encoding="utf-8")
        paths.append(path)
    # A drawn cohort may be one of non-responders only, of which NR has to be declared.
    declared = Declarations(codes={"prior_response": {"NR": "NR"}})
    batch = read_batch(paths, declared, TODAY)
    return prepare(batch.connection, _protocol(folder, criteria or {}), day(as_of), scope, asked)


def _eligible(
    folder: Path,
    *,
    as_of: int = 200,
    gfr: str | None = None,
    responses: tuple[str, ...] = (),
    criteria: dict[str, str] | None = None,
    **tables: str,
) -> Judged:
    study = _study(folder, tables, as_of, Departures(responses, gfr), criteria, Scope.INDUCTION)
    found = eligibility.assess(study)
    rows = {row["patient_id"]: row for row in study.rows(eligibility.PATIENTS)}
    for patient in found.patients:
        row = rows[patient.patient_id]
        row |= {
            "status": str(patient.status),
            "switch_date": patient.index_date,
            "due_date": patient.due_date,
        }
        row |= {criterion.id: criterion.met for criterion in patient.criteria}
        row |= {caution.id: caution.state for caution in patient.cautions}
        row["prior_response"] = patient.prior_response
        row |= {f"{criterion.id} lacks": ", ".join(criterion.missing) for criterion in patient.criteria}
    return Judged(rows, eligibility=found)


def _outcomes(
    folder: Path,
    *,
    as_of: int = 400,
    subgroups: tuple[str, ...] = (),
    all_switched: bool = False,
    gfr: str | None = None,
    asked: Departures | None = None,
    more: dict[str, bool] | None = None,
    responses: tuple[str, ...] = (),
    criteria: dict[str, str] | None = None,
    **tables: str,
) -> Judged:
    study = _study(folder, tables, as_of, asked or Departures(responses, gfr), criteria)
    chosen = tuple(study.design.protocol.subgroup(name) for name in subgroups)
    found = outcome_figures.summarise(study, chosen, all_switched, **more or {})
    rows = study.rows(outcome_figures.SWITCHED)
    if (more or {}).get("kidney_function"):
        rows = _with_kidneys(study, rows)
    several = len(study.design.protocol.outcome.weeks) > 1
    keys = [f"{row['patient_id']} at {row['week']}" if several else row["patient_id"] for row in rows]
    return Judged(dict(zip(keys, rows, strict=True)), outcomes=found)


def _with_kidneys(study: Analysis, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows with what became of the kidneys: ``declined 30`` is the day of a confirmed decline of 30 %."""
    kidneys = {row["patient_id"]: row for row in study.rows(kidney_outcome.OUTCOMES)}
    for row in kidneys.values():
        for percent in study.design.protocol.reporting.egfr_decline.percent:
            row |= dict.fromkeys((f"declined {percent:g}", f"unconfirmed {percent:g}"))
    for row in study.rows(kidney_outcome.DECLINES):
        kidneys[row["patient_id"]] |= {
            f"declined {row['percent']}": row["decline_day"],
            f"unconfirmed {row['percent']}": row["unconfirmed_day"],
        }
    return [{**row, **kidneys[row["patient_id"]]} for row in rows]


def _described(
    folder: Path, *, as_of: int = 400, cohort: str = "all", subgroups: tuple[str, ...] = (), **tables: str
) -> Judged:
    study = _study(folder, tables, as_of, Departures(), scope=Scope.INDEX)
    chosen = tuple(study.design.protocol.subgroup(name) for name in subgroups)
    found = table1.describe(study, table1.CohortName(cohort), chosen)
    return Judged({row["patient_id"]: row for row in study.rows(table1.DESCRIBED)}, description=found)


@pytest.fixture
def eligible(tmp_path: Path) -> Callable[..., Judged]:
    """Return what judges drawn records as ``lnmt eligible`` does, as of a day (200 unless it is said)."""
    return partial(_eligible, tmp_path)


@pytest.fixture
def outcomes(tmp_path: Path) -> Callable[..., Judged]:
    """Return what follows drawn records from the switch as ``lnmt outcomes`` does."""
    return partial(_outcomes, tmp_path)


@pytest.fixture
def described(tmp_path: Path) -> Callable[..., Judged]:
    """Return what describes drawn records as ``lnmt describe`` does: the whole registry, unless a cohort is said."""
    return partial(_described, tmp_path)


def _drawn(folder: Path, *, as_of: int = 200, **tables: str) -> Analysis:
    return _study(folder, tables, as_of, Departures(), scope=Scope.INDUCTION)


@pytest.fixture
def drawn(tmp_path: Path) -> Callable[..., Analysis]:
    """Return what makes a study of drawn records, as of a day (200 unless it is said)."""
    return partial(_drawn, tmp_path)


TYPICAL = {"sex": "F", "age": "28", "biopsied": "-300", "class": "IV", "induction": "MMF", "begun": "-200"}
"""A patient who meets every criterion, but for the response to induction and the day of the switch."""


def _cohort(count: int, **apart: list[str] | str) -> str:
    """Return patients P1 to Pn who switched on day 0; ``apart``: a column's value, or one for each patient."""
    columns = {**TYPICAL, "prior": "PR", "switched": "0", **apart}
    rows = [" | ".join(["patient", *columns])]
    for number in range(count):
        cells = [cell if isinstance(cell, str) else cell[number] for cell in columns.values()]
        rows.append(" | ".join([f"P{number + 1}", *cells]))
    return "\n".join(rows)


@pytest.fixture
def cohort() -> Callable[..., str]:
    """Return what draws a table of patients who meet every criterion and switched on day 0."""
    return _cohort
