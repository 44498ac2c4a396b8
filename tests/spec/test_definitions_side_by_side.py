"""The same cohort under several response definitions: a rate for each, and on whom two of them differ."""

import pytest

from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.output.outcomes_responses import response_tables

STRICT = """
name = "strict"
title = "Complete response only"
version = "1"
source = "made up"
complete = "upcr < 0.3"
"""
VISITS = """
    patient | day | upcr | egfr
    P1      | 0   | 4.0  | 90
    P1      | 168 | 0.2  | 90    # CR by both
    P2      | 0   | 4.0  | 90
    P2      | 168 | 0.4  | 90    # CR by one
    P3      | 0   | 4.0  | 90
    P3      | 168 | 1.0  | 90    # PR, where the other has no such thing
    P4      | 0   | 4.0  | 90
    P4      | 168 | 1.0  |       # by the other only
    P5      | 0   | 4.0  | 90
"""


@pytest.fixture
def compared(outcomes, cohort, tmp_path):
    """Return the outcomes of five patients by kdigo-2024 and by a definition without a partial tier."""

    def told(**more):
        path = tmp_path / "strict.toml"
        path.write_text(STRICT, encoding="utf-8")
        asked = Departures(responses=("kdigo-2024", str(path)))
        return outcomes(asked=asked, more=more, patients=cohort(5), visits=VISITS).outcomes

    return told


def test_rates_of_each_definition(compared):
    """Each definition has its own rates and its own denominator; one without a partial tier has two categories."""
    rates = [(rate.response, rate.category, rate.n, rate.of) for rate in compared().response_rates]
    assert rates == [
        ("kdigo-2024", "CR", 2, 3),
        ("kdigo-2024", "PR", 1, 3),
        ("kdigo-2024", "NR", 0, 3),
        ("strict", "CR", 1, 4),
        ("strict", "NR", 3, 4),
    ]


def test_on_whom_they_differ(compared):
    """Without a partial tier only CR or not can differ; whoever one of both cannot tell is no difference."""
    (cross,) = compared().deeper.agreement
    assert {(first, second): n for first, second, n in cross.cells if n} == {
        ("CR", "CR"): 1,
        ("CR", "NR"): 1,
        ("PR", "NR"): 1,
        (None, "NR"): 1,
        (None, None): 1,
    }
    assert (cross.differing, cross.of) == (1, 3)


def test_patients_are_named_only_where_asked_for(compared):
    """The cross table holds no identifier unless the patients are asked for."""
    assert compared().deeper.agreement[0].patients == ()
    assert compared(named=True).deeper.agreement[0].patients == (("P2", "CR", "NR"),)


@pytest.mark.parametrize("responses", [("mperr",), ("kdigo-2024", "mperr")], ids=["alone", "side by side"])
def test_a_cr_that_is_no_complete_response_is_told_under_the_table(outcomes, cohort, responses):
    """Where CR stands for something else, the table of responses itself says so, at every width."""
    found = outcomes(asked=Departures(responses=responses), patients=cohort(5), visits=VISITS).outcomes
    for table in (response := next(response_tables(found, 24)), *response.narrower):
        assert [note for note in table.notes if note.startswith("CR of ")] == [
            "CR of mperr stands for modified primary efficacy renal response, which is no complete response."
        ]
