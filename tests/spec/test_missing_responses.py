"""Those whose response cannot be told: left out, imputed, bounded, and counted by reason.

Source: STROBE items 12c-e and 13 (von Elm E et al., PLoS Med 2007;4:e296); ICH E9(R1) for rescue, death and withdrawal.
"""

import pytest

from lnmt_cli.knowledge.departures import Departures

VISITS = """
    patient | day | upcr | egfr
    P1      | 0   | 4.0  | 90
    P1      | 168 | 0.4  | 90
    P2      | 0   | 4.0  | 90
    P2      | 168 | 4.0  | 90
    P3      | 0   | 4.0  | 90
    P4      | 0   | 4.0  | 90
"""


@pytest.mark.parametrize(
    ("missing", "complete", "none", "of"),
    [("observed", 1, 1, 2), ("nri", 1, 3, 4), ("worst", 1, 3, 4), ("best", 3, 1, 4), ("locf", 1, 1, 2)],
)
def test_how_they_count(outcomes, cohort, missing, complete, none, of):
    """Observed leaves them out; non-responder imputation and worst case make them NR, best case CR."""
    found = outcomes(asked=Departures(missing=missing), patients=cohort(4), visits=VISITS).outcomes
    rates = {rate.category: rate for rate in found.response_rates}
    assert (rates["CR"].n, rates["NR"].n, rates["CR"].of) == (complete, none, of)
    assert {(rate.enrolled, rate.assessed, rate.not_assessable) for rate in rates.values()} == {(4, 2, 2)}


@pytest.mark.parametrize("missing", ["observed", "nri", "best"])
def test_bounds(outcomes, cohort, missing):
    """However they count, the bounds are none of them in the category and all of them: CR 1/4 to 3/4."""
    found = outcomes(asked=Departures(missing=missing), patients=cohort(4), visits=VISITS).outcomes
    bounds = {rate.category: (rate.bound_low, rate.bound_high) for rate in found.response_rates}
    assert bounds == {"CR": (25.0, 75.0), "PR": (0.0, 50.0), "NR": (25.0, 75.0)}


def test_the_last_value_is_carried_one_visit_forward(outcomes, cohort):
    """Only with LOCF, only after the switch, at most 84 days before the window (day 140), the last of them."""
    outcomes(
        asked=Departures(missing="locf"),
        patients=cohort(7),
        visits="""
            patient | day | upcr
            P1      | 0   | 4
            P1      | 84  | 3
            P1      | 112 | 2
            P2      | 0   | 4
            P2      | 56  | 2     # 84 days before day 140
            P3      | 0   | 4
            P3      | 55  | 2
            P4      | 0   | 4     # of the switch, not after it
            P5      | 112 | 2
            P5      | 196 | 1     # in the window
            P6      | 139 | 2
            P7      | 197 | 2
        """,
    ).shows("""
        patient | upcr
        P1      | 2
        P2      | 2
        P3      |
        P4      |
        P5      | 1
        P6      | 2
        P7      |
    """)


def test_nothing_is_carried_over_a_change_of_course(outcomes, cohort):
    """No value is carried forward over rescue therapy, kidney failure or death up to the week; withdrawal is no bar."""
    visits = ["patient | day | upcr", *(f"P{number} | 112 | 2" for number in range(1, 7))]
    outcomes(
        asked=Departures(missing="locf"),
        patients=cohort(6),
        visits="\n".join(visits),
        events="""
            patient | date | event
            P1      | 130  | rescue therapy
            P2      | 168  | ESKD
            P3      | 140  | death
            P4      | 111  | rescue therapy   # before the value
            P5      | 169  | rescue therapy   # after the week
            P6      | 140  | withdrawal
        """,
    ).shows("""
        patient | upcr
        P1      |
        P2      |
        P3      |
        P4      | 2
        P5      | 2
        P6      | 2
    """)


def test_no_response_after(outcomes, cohort):
    """What is named counts as NR whatever the values say, also where there are none; nothing else does."""
    visits = [f"P{number} | 0 | 4.0 | 90\nP{number} | 168 | 0.4 | 90" for number in range(1, 4)]
    outcomes(
        asked=Departures(no_response_after=("rescue", "died")),
        patients=cohort(4),
        visits="\n".join(["patient | day | upcr | egfr", *visits, "P4 | 0 | 4.0 | 90"]),
        events="""
            patient | date | event
            P1      | 100  | rescue therapy
            P2      | 100  | withdrawal
            P3      | 300  | rescue therapy
            P4      | 100  | death
        """,
    ).shows("""
        patient | response
        P1      | NR
        P2      | CR
        P3      | CR
        P4      | NR
    """)


def test_disposition(outcomes, cohort):
    """Each who is not assessable counts once: died, kidney failure, lost, withdrawn, not due, no visit, no value."""
    found = outcomes(
        as_of=250,
        asked=Departures(no_response_after=()),
        patients=cohort(8, switched=["0"] * 7 + ["100"]),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 168 | 0.4  | 90
            P7      | 168 |      | 90
        """,
        events="""
            patient | date | event
            P2      | 100  | death
            P2      | 90   | ESKD
            P3      | 90   | dialysis
            P4      | 90   | lost to follow-up
            P5      | 90   | withdrawal
        """,
    ).outcomes
    assert {step.state: step.n for step in found.deeper.disposition} == {
        "switched": 8,
        "assessable": 1,
        "died": 1,
        "kidney_failure": 1,
        "lost_to_follow_up": 1,
        "withdrawn": 1,
        "week_not_reached": 1,
        "no_visit": 1,
        "value_missing": 1,
    }


def test_a_visit_before_the_window_is_none_in_it(outcomes, cohort):
    """Also with LOCF a visit counts for the disposition only if it is in the window of the week itself."""
    found = outcomes(
        asked=Departures(missing="locf"),
        patients=cohort(2),
        visits="""
            patient | day | egfr
            P1      | 100 | 90
            P2      | 150 | 90
        """,
    ).outcomes
    states = {step.state: step.n for step in found.deeper.disposition}
    assert (states["no_visit"], states["value_missing"]) == (1, 1)
