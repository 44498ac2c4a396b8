"""The response told again by other windows and tie rules: who changes category, from what to what."""

import pytest

from lnmt_cli.knowledge.departures import Departures

VISITS = """
    patient | day | upcr | egfr
    P1      | 0   | 4.0  | 90
    P1      | 130 | 0.4  | 90     # only within 42 days
    P2      | 0   | 4.0  | 90
    P2      | 168 | 0.4  | 90
    P3      | 0   | 4.0  | 90
    P3      | 168 | 0.4  | 90
"""


def test_who_changes(outcomes, cohort):
    """One is PR by the later and NR by the earlier of two values, one has a value only within ± 42 days."""
    found = outcomes(
        more={"sensitivity": True},
        patients=cohort(2),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 160 | 3.9  | 90
            P1      | 176 | 1.0  | 90
            P2      | 0   | 4.0  | 90
            P2      | 130 | 0.4  | 90
        """,
    ).outcomes
    told = {one.label: one for one in found.deeper.sensitivity}
    assert told["earlier of two equally near"].moves == (("PR", "NR", 1),)
    assert told["± 42 days"].moves == ((None, "CR", 1),)
    assert told["± 14 days"].moves == ()
    assert dict(told["worst value in the window"].counts) == {"CR": 0, "PR": 0, "NR": 1, None: 1}
    assert {(one.of, one.changed) for one in told.values()} <= {(2, 0), (2, 1)}


def test_only_where_asked_for(outcomes, cohort):
    """Without being asked for, nothing is told again."""
    assert outcomes(patients=cohort(1), visits="patient | day | upcr\nP1 | 0 | 4").outcomes.deeper.sensitivity == ()


@pytest.mark.parametrize("place", range(7))
def test_the_cohort_stays_the_same(outcomes, cohort, place):
    """An alternative changes the weeks after the switch only: whoever is analysed stays so."""
    found = outcomes(
        more={"sensitivity": True}, patients=cohort(3), visits="patient | day | upcr | egfr\nP1 | 168 | 0.4 | 90"
    ).outcomes
    assert sum(n for _, n in found.deeper.sensitivity[place].counts) == 3


@pytest.mark.parametrize(
    ("missing", "before"),
    [("observed", {"CR": 2, None: 1}), ("nri", {"CR": 2, "NR": 1}), ("worst", {"CR": 2, "NR": 1}), ("best", {"CR": 3})],
)
def test_those_who_cannot_be_told_count_as_in_the_run(outcomes, cohort, missing, before):
    """What is imputed in the table above is so under each alternative: the first row is the rates of the run."""
    found = outcomes(
        more={"sensitivity": True}, asked=Departures(missing=missing), patients=cohort(3), visits=VISITS
    ).outcomes
    told = {one.label: {word: n for word, n in one.counts if n} for one in found.deeper.sensitivity}
    assert told["as the run has it"] == before
    assert told["± 42 days"] == {"CR": 3}
    assert {rate.category: rate.n for rate in found.response_rates if rate.n} == {
        word: n for word, n in before.items() if word
    }


def test_no_response_after_counts_under_each_alternative(outcomes, cohort):
    """Whoever died is NR in the run, and is under each alternative."""
    found = outcomes(
        more={"sensitivity": True},
        asked=Departures(no_response_after=("died",)),
        patients=cohort(3),
        visits=VISITS,
        events="patient | date | event\nP1 | 140 | death",
    ).outcomes
    assert {dict(one.counts)["NR"] for one in found.deeper.sensitivity} == {1}


@pytest.mark.parametrize(
    ("asked", "stated"),
    [
        ({}, []),
        ({"weeks": (24,)}, []),
        ({"days": 42}, ["-28/+28 days, nearest, later"]),
        ({"choose": "worst"}, ["-28/+28 days, nearest, later"]),
        ({"tie": "earlier", "days": 14}, ["-28/+28 days, nearest, later"]),
    ],
)
def test_the_protocols_own_window_is_an_alternative(outcomes, cohort, asked, stated):
    """A run with a window or rule of its own is told again as the protocol states it; none comes twice."""
    found = outcomes(
        more={"sensitivity": True}, asked=Departures(**asked), patients=cohort(3), visits=VISITS
    ).outcomes.deeper.sensitivity
    assert [one.window for one in found if one.label == "as the protocol has it"] == stated
    assert len({one.window for one in found}) == len(found)
