"""``lnmt describe``: Table 1 on the screen and in the machine formats."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lnmt_cli import Registry
from lnmt_cli.analysis.table1 import CohortName
from lnmt_cli.cli.describing import COHORTS
from lnmt_cli.output.describe import projection
from lnmt_cli.output.layout import text_width
from lnmt_cli.output.terminal import write_tables

Call = Callable[..., Any]
SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "choi-2017-visits.csv"
AS_OF = ("--as-of", "2017-06-30")


@pytest.fixture
def told(call: Call, registry: Path) -> Callable[..., Any]:
    return lambda *arguments: json.loads(
        call("describe", *AS_OF, "--registry", registry, "--format", "json", *arguments).out
    )


def test_the_cohort_of_the_study_is_described(told: Any) -> None:
    """By default those who met the criteria and switched are described, with the study's age and sex."""
    found = told()
    variables = {variable["variable"]: variable["summaries"] for variable in found["variables"]}
    (age,), (sex,) = variables["age"], variables["sex"]
    assert found["cohort"] == {"name": "switched", "patients": 29}
    assert (round(age["mean"], 1), round(age["sd"], 1)) == (27.9, 8.2)
    assert sex["categories"][0] == {"category": "F", "n": 24, "of": 29, "percent": 100 * 24 / 29}


@pytest.mark.parametrize(("cohort", "patients"), list(zip(CohortName, (29, 30, 9, 51), strict=True)))
def test_cohorts_are_those_of_eligible(told: Any, cohort: str, patients: int) -> None:
    """``--cohort`` names whom `eligible` counts so."""
    assert tuple(CohortName) == COHORTS
    assert told("--cohort", cohort)["cohort"]["patients"] == patients


def test_another_cohort_is_refused(call: Call) -> None:
    """A word that names no cohort is wrong usage, and the nearest is suggested."""
    ended = call("describe", "--cohort", "candidate")
    assert ended.status == 2
    assert "did you mean candidates?" in ended.err


def test_records_hold_what_the_json_holds(call: Call, registry: Path, told: Any) -> None:
    """Each figure of the JSON is a record of the CSV, in full precision: variable, level and statistic name it."""
    arguments = ("--subgroup", "sex")
    text = call("describe", *AS_OF, "--registry", registry, "--format", "csv", *arguments).out
    records = {
        (row["variable"], row["category"], row["level"], row["statistic"]): row["value"]
        for row in csv.DictReader(io.StringIO(text))
    }
    for variable in told(*arguments)["variables"]:
        for summary in variable["summaries"]:
            key = variable["variable"], summary["level"] or ""
            for name in ("n", "missing", *(("mean", "median", "maximum") if variable["kind"] == "number" else ())):
                value = summary[name]
                assert records[key[0], "", key[1], name] == ("" if value is None else repr(value))
            for category in summary.get("categories", ()):
                assert records[key[0], category["category"], key[1], "n"] == str(category["n"])


@pytest.mark.parametrize("subgroups", [(), ("prior_response",), ("site", "class")])
def test_the_table_fits_80_columns(subgroups: tuple[str, ...]) -> None:
    """On a terminal of 80 columns no line is longer, nothing is cut, and every level has its column."""
    with Registry.of_exports(SAMPLE) as registry:
        result = registry.describe("all", subgroups, as_of="2017-06-30")
    stream = io.StringIO()
    write_tables(projection(result).tables(), stream, 80)
    text = stream.getvalue()
    assert max(map(text_width, text.splitlines())) <= 80
    assert "…" not in text
    assert all(
        f"{'All' if group.level is None else group.level} (n = {group.patients})" in text for group in result.groups
    )
    assert text.count("Age, years") >= 1 + len(subgroups)


def test_what_nobody_has_is_named_once(call: Call, registry: Path) -> None:
    """A variable that is recorded for nobody is no line of the table, and stands under it; the JSON has it."""
    text = call("describe", *AS_OF, "--registry", registry).out
    table, _, notes = text.partition("Not recorded for anyone: ")
    assert "SLEDAI" not in table
    assert "SLEDAI-2K" in notes


def test_export_and_registry_agree(call: Call, registry: Path, workbook: Path) -> None:
    """An export alone gives what the registry of it gives."""
    of_registry = call("describe", *AS_OF, "--subgroup", "--registry", registry, "--format", "json")
    assert of_registry.out == call("describe", workbook, *AS_OF, "--subgroup", "--format", "json").out


def test_only_figures_are_told(call: Call, registry: Path) -> None:
    """A description names no patient."""
    for form in ("table", "csv", "json", "jsonl", "md"):
        assert "LN-0" not in call("describe", *AS_OF, "--registry", registry, "--cohort", "all", "--format", form).out


def test_the_sql_that_is_run_is_shown(call: Call, registry: Path) -> None:
    """``--show-sql`` prints the views down to the one that is summarised."""
    text = call("describe", *AS_OF, "--registry", registry, "--show-sql").out
    assert text.rstrip().endswith("select * from description order by patient_id;")
