"""Several weeks after the switch, and another window, choice or tie rule in place of the protocol's.

Source: docs/methods.md, time points; registry practice of visits every 12 weeks.
"""

import pytest

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.departures import Departures

VISITS = """
    patient | day | upcr | egfr
    P1      | 0   | 4.0  | 90
    P1      | 84  | 3.0  | 90
    P1      | 168 | 1.0  | 90
    P1      | 364 | 0.4  | 90
"""


def test_each_week_has_its_own_value_and_response(outcomes, cohort):
    """A week looks at its own window, and every figure is made for each week."""
    found = outcomes(asked=Departures(weeks=(52, 12, 24)), patients=cohort(1), visits=VISITS)
    found.shows("""
        patient  | upcr | response
        P1 at 12 | 3    | NR
        P1 at 24 | 1    | PR
        P1 at 52 | 0.4  | CR
    """)
    assert [(rate.week, rate.category) for rate in found.outcomes.response_rates if rate.n] == [
        (12, "NR"),
        (24, "PR"),
        (52, "CR"),
    ]
    assert list(dict.fromkeys(change.week for change in found.outcomes.changes)) == [12, 24, 52]


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (Departures(), "5"),
        (Departures(tie="earlier"), "3"),
        (Departures(choose="first"), "2"),
        (Departures(choose="last"), "6"),
        (Departures(choose="worst"), "9"),
        (Departures(choose="mean"), "5"),
        (Departures(days=7), ""),
        (Departures(days=8), "5"),
    ],
)
def test_which_of_several_values_counts(outcomes, cohort, asked, value):
    """The nearest value counts, of two equally near the later; or as it is asked for, within the days asked for."""
    found = outcomes(
        asked=asked,
        patients=cohort(1),
        visits="""
            patient | day | upcr | egfr
            P1      | 141 | 2    | 90
            P1      | 160 | 3    | 90
            P1      | 176 | 5    | 90
            P1      | 180 | 9    | 90
            P1      | 190 | 6    | 90
        """,
    )
    found.shows(f"""
        patient | upcr
        P1      | {value}
    """)


@pytest.mark.parametrize(
    "asked",
    [
        {"weeks": (0,)},
        {"days": -1},
        {"choose": "best"},
        {"tie": "both"},
        {"missing": "zero"},
        {"interval": "wald"},
        {"no_response_after": ("flare",)},
        {"measures": ("sex",)},
    ],
)
def test_what_cannot_be_asked_for(outcomes, cohort, asked):
    """What a run cannot do is refused, with what it can."""
    with pytest.raises(UsageError) as refused:
        outcomes(asked=Departures(**asked), patients=cohort(1), visits=VISITS)
    assert refused.value.message


def test_measures_that_are_asked_for(outcomes, cohort):
    """The changes are those of the measures asked for, in their order."""
    found = outcomes(
        asked=Departures(measures=("sledai", "upcr")),
        patients=cohort(1),
        visits="patient | day | upcr | sledai\nP1 | 0 | 2 | 8\nP1 | 168 | 1 | 4",
    )
    assert [(change.measure, change.change_mean) for change in found.outcomes.changes] == [("sledai", -4), ("upcr", -1)]
