"""The JSON of each command: the documented keys, in their order, and nothing that is not documented."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., Any]
AS_OF = ("--as-of", "2017-06-30")
STATUSES = ("candidate", "switched", "switched_outside", "upfront", "pending", "not_eligible", "undetermined")
CRITERIA = ["biopsy_class", "standard_induction", "induction_24_weeks", "no_complete_response"]
PROTOCOL = {"name": "multitarget-2017", "response": "kdigo-2024"}


@pytest.fixture
def document(call: Call, registry: Path) -> Callable[..., dict[str, Any]]:
    def of(command: str, *arguments: object) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(call(command, *arguments, "--registry", registry, "--format", "json").out)
        return found

    return of


def test_eligible_has_the_documented_keys(document: Call) -> None:
    """`eligible` has the documented keys in the documented order, and the notes after them."""
    found = document("eligible", *AS_OF)
    assert list(found) == [
        "schema_version", "command", "protocol", "as_of", "counts", "patients", "attrition", "exclusions", "overlap",
        "cautions", "milestone", "notes"
    ]  # fmt: skip
    assert [found[key] for key in ("schema_version", "command", "protocol", "as_of")] == [
        1,
        "eligible",
        PROTOCOL,
        "2017-06-30",
    ]


def test_eligible_counts_every_status_in_order(document: Call) -> None:
    """The counts name all six statuses in the documented order and are those of the patients listed."""
    found = document("eligible", *AS_OF)
    listed = [patient["status"] for patient in found["patients"]]
    assert list(found["counts"].items()) == [(status, listed.count(status)) for status in STATUSES]


def test_eligible_patient_has_the_documented_keys(document: Call) -> None:
    """A patient has the documented keys in order; `due_date` among them only while pending."""
    for patient in document("eligible", *AS_OF)["patients"]:
        due = ["due_date"] if patient["status"] == "pending" else []
        assert list(patient) == [
            "patient_id", "site", "status", "prior_response", "index_date", *due, "criteria", "exclusions",
            "cautions", "induction", "last"
        ]  # fmt: skip
        assert [criterion["id"] for criterion in patient["criteria"]] == CRITERIA
        assert [list(caution) for caution in patient["cautions"]] == [["id", "state"]] * len(patient["cautions"])
        assert {caution["state"] for caution in patient["cautions"]} <= {"present", "absent", "unknown"}


def test_eligible_criterion_is_three_valued(document: Call) -> None:
    """A criterion is true, false or null, with its state; only a null one names what is missing, or who disagrees."""
    seen = set()
    more = {"unknown": ["missing"], "contradictory": ["missing", "disagree"]}
    for patient in document("eligible", *AS_OF)["patients"]:
        for criterion in patient["criteria"]:
            seen.add(criterion["met"])
            assert list(criterion) == ["id", "met", "state", *more.get(criterion["state"], [])]
            assert (criterion["met"] is None) is (criterion["state"] in more)
            assert criterion["met"] is not None or criterion["missing"]
    assert seen == {True, False, None}


def test_eligible_attrition_adds_up(document: Call) -> None:
    """The flow: who met a criterion enters the next; met, not met and unknown are all who entered."""
    found = document("eligible", *AS_OF)
    entering = len(found["patients"])
    assert [step["id"] for step in found["attrition"]] == CRITERIA
    for step in found["attrition"]:
        assert list(step) == ["id", "label", "entered", "met", "not_met", "unknown", "contradictory"]
        assert step["entered"] == entering == step["met"] + step["not_met"] + step["unknown"]
        entering = step["met"]


def test_outcomes_has_the_documented_keys(document: Call) -> None:
    """`outcomes`: the documented keys at every level, in the documented order, and what was added after them."""
    found = document("outcomes", *AS_OF, "--subgroup")
    assert list(found)[:8] == [
        "schema_version", "command", "protocol", "cohort", "response", "changes", "tests", "notes"
    ]  # fmt: skip
    assert list(found)[8:] == [
        "responses", "missing", "comparisons", "before_after", "agreement", "disposition", "sensitivity", "shifts",
        "steroid", "doses", "safety", "time_to_response", "log_rank", "kidney_follow_up", "egfr_decline", "egfr_slope",
        "renal_flares", "intercurrent_events", "cumulative_incidence",
    ]  # fmt: skip
    assert found["protocol"] == PROTOCOL
    assert list(found["cohort"]) == ["switched", "female", "age_mean", "age_sd", "sex_known", "age_n"]
    rate = [
        "week",
        "subgroup",
        "level",
        "category",
        "n",
        "of",
        "percent",
        "ci_low",
        "ci_high",
        "not_assessable",
    ]
    assert {tuple(row)[: len(rate)] for row in found["response"]} == {tuple(rate)}
    change = [
        "week", "subgroup", "level", "measure", "unit", "n", "baseline_mean", "baseline_sd",
        "week_mean", "week_sd", "change_mean", "change_ci_low", "change_ci_high", "p_value", "test",
    ]  # fmt: skip
    assert {tuple(row)[: len(change)] for row in found["changes"]} == {tuple(change)}
    assert [list(row)[:5] for row in found["tests"]] == [["week", "subgroup", "outcome", "test", "p_value"]]


def test_outcomes_carries_full_precision(document: Call) -> None:
    """A machine format is not rounded: 7 of 27 is 25.925925925925924 %."""
    found = document("outcomes", *AS_OF)
    complete = found["response"][0]
    assert (complete["category"], complete["n"], complete["of"]) == ("CR", 7, 27)
    assert complete["percent"] == pytest.approx(25.925925925925924, abs=1e-12)
    assert [row["category"] for row in found["response"]] == ["CR", "PR", "NR"]
    assert [row["measure"] for row in found["changes"]] == ["upcr", "egfr", "albumin", "c3", "c4"]


def test_validate_has_the_documented_keys(document: Call) -> None:
    """`validate`: files and problems with the documented keys in order; rows are landed or set aside."""
    found = document("validate")
    assert list(found) == ["schema_version", "command", "files", "problems"]
    assert [list(file) for file in found["files"]] == [["name", "sha256", "rows", "landed", "set_aside"]]
    assert all(file["rows"] == file["landed"] + file["set_aside"] for file in found["files"])
    keys = ["check", "severity", "field", "count", "of", "where", "message", "remedy"]
    assert [list(problem) for problem in found["problems"]] == [keys] * len(found["problems"])
    assert all(len(problem["where"]) == problem["count"] <= problem["of"] for problem in found["problems"])


def test_ingest_adds_the_registry_and_what_became_of_each_file(call: Call, sound: Path) -> None:
    """`ingest`: as `validate`, with the registry, each file's state, what was detected, and the notes."""
    sound.write_bytes(b"\xef\xbb\xbf" + sound.read_bytes())
    found = json.loads(call("ingest", sound, "--format", "json").out)
    assert list(found) == ["schema_version", "command", "registry", "files", "problems", "notes"]
    assert found["registry"] == "lnmt.duckdb"
    assert list(found["files"][0]) == ["name", "sha256", "rows", "landed", "set_aside", "state", "detected"]
    assert found["files"][0]["detected"] == ["UTF-8 with BOM"]
