"""The sample gives the published figures of the study that the tool generalises, to the printed decimals.

Choi CB, Won S, Kwon HH, Nam SW, Bae SC. Outcomes of multi-target therapy using mycophenolate mofetil and tacrolimus for
refractory lupus nephritis. Abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34. What of it cannot hold together, and is
therefore not here, stands in docs/reproducing-the-abstract.md. The sample was calibrated to these figures: this shows
that they are computed as published, and nothing of the treatment.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lnmt_cli.output.rounding import rounded

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
LAYOUTS = ["choi-2017-visits.csv", "choi-2017-tables.xlsx"]

PUBLISHED = [
    # level of prior response, measure, baseline mean ± SD, week 24 mean ± SD
    ("PR", "upcr", "1.82 ± 0.86", "1.39 ± 0.85"),
    ("NR", "upcr", "5.61 ± 2.93", "8.62 ± 4.11"),
    (None, "egfr", "96.55 ± 37.07", "92.00 ± 41.12"),
]


@pytest.fixture(scope="module", params=LAYOUTS)
def outcomes(request: pytest.FixtureRequest) -> Any:
    """The outcomes of the sample by prior response, in one layout, as the command gives them."""
    command = ["outcomes", str(SAMPLES / request.param), "--subgroup", "--as-of", "2017-06-30"]
    run = subprocess.run(
        [sys.executable, "-m", "lnmt_cli", *command, "--format", "json", "--fail-on", "never"],
        capture_output=True,
        check=True,
    )
    return json.loads(run.stdout)


def spread(entry: Any, name: str, digits: int = 2) -> str:
    return f"{rounded(entry[f'{name}_mean'], digits)} ± {rounded(entry[f'{name}_sd'], digits)}"


def change_of(outcomes: Any, level: str | None, measure: str) -> Any:
    return next(c for c in outcomes["changes"] if (c["level"], c["measure"]) == (level, measure))


def test_cohort_is_that_of_the_abstract(outcomes: Any) -> None:
    """82.8 % of the patients are women, 24 of 29, and their age is 27.9 ± 8.2 years."""
    cohort = outcomes["cohort"]
    assert (cohort["switched"], cohort["female"]) == (29, 24)
    assert rounded(100 * cohort["female"] / cohort["switched"], 1) == "82.8"
    assert spread(cohort, "age", 1) == "27.9 ± 8.2"


@pytest.mark.parametrize(("category", "n", "percent"), [("CR", 7, "25.9"), ("PR", 10, "37.0"), ("NR", 10, "37.0")])
def test_response_is_that_of_the_abstract(outcomes: Any, category: str, n: int, percent: str) -> None:
    """At week 24, 25.9 % have CR and 37.0 % PR, which is 7 and 10 of 27; the other 10 of 27 have NR."""
    rate = next(r for r in outcomes["response"] if r["subgroup"] is None and r["category"] == category)
    assert (rate["n"], rate["of"], rate["not_assessable"]) == (n, 27, 2)
    assert rounded(rate["percent"], 1) == percent


@pytest.mark.parametrize(("level", "measure", "baseline", "week"), PUBLISHED)
def test_lab_values_are_those_of_the_abstract(
    outcomes: Any, level: str | None, measure: str, baseline: str, week: str
) -> None:
    """UPCR by prior response (g/g) and GFR of all patients (mL/min/1.73 m²), at the switch and at week 24."""
    change = change_of(outcomes, level, measure)
    assert spread(change, "baseline") == baseline
    assert spread(change, "week") == week


@pytest.mark.parametrize(("time", "shown"), [("baseline_mean", "2.38"), ("week_mean", "2.46")])
def test_overall_upcr_is_the_weighted_mean_of_the_groups(outcomes: Any, time: str, shown: str) -> None:
    """All patients are the two groups together, so that the printed 3.06 and 3.21 g/g cannot hold."""
    groups = [change_of(outcomes, level, "upcr") for level in ("PR", "NR")]
    overall = change_of(outcomes, None, "upcr")
    assert overall["n"] == sum(group["n"] for group in groups) == 27
    weighted = sum(group["n"] * group[time] for group in groups) / overall["n"]
    assert overall[time] == pytest.approx(weighted, abs=1e-9)
    assert rounded(weighted, 2) == shown
