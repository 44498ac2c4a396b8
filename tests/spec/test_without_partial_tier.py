"""A definition without a partial tier, and one in which a value stands in for another: what is shown, what is missed.

Source: REGENCY (Furie RA et al., N Engl J Med 2025;392:1471: complete response only); Liu Z et al., Ann Intern Med
2015;162:18 (protein of 24 hours, for which UPCR stands in).
"""

from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.output.outcomes import projection

VISITS = """
    patient | day | upcr | egfr
    P1      | 0   | 4.0  | 90
    P1      | 168 | 0.4  | 90
    P2      | 0   | 4.0  | 90
    P2      | 168 | 1.0  | 90
    P3      | 0   | 4.0  | 90
"""


def test_two_categories_everywhere(outcomes, cohort):
    """Without a partial tier there are CR and NR, in rates, sensitivity, JSON and long table, and a note says so."""
    found = outcomes(
        more={"sensitivity": True}, asked=Departures(responses=("regency",)), patients=cohort(3), visits=VISITS
    ).outcomes
    assert [rate.category for rate in found.response_rates] == ["CR", "NR"]
    assert {tuple(word for word, _ in one.counts) for one in found.deeper.sensitivity} == {("CR", "NR", None)}
    assert "regency has no partial tier: the two categories are CR and NR." in found.notes
    shown = projection(found)
    assert {rate["category"] for rate in shown.payload()["response"]} == {"CR", "NR"}
    assert not [row for row in shown.records() if row["measure"] == "PR"]
    sides = [{cell for row in table.rows for cell in row} for table in shown.tables()]
    assert not [cells for cells in sides if "PR" in cells]


def test_beside_one_with_a_partial_tier(outcomes, cohort):
    """Side by side, a definition with a partial tier has PR; the other has none, and only the other has the note."""
    found = outcomes(asked=Departures(responses=("kdigo-2024", "regency")), patients=cohort(3), visits=VISITS).outcomes
    assert [(rate.response, rate.category) for rate in found.response_rates] == [
        *(("kdigo-2024", category) for category in ("CR", "PR", "NR")),
        *(("regency", category) for category in ("CR", "NR")),
    ]
    assert [note for note in found.notes if "no partial tier" in note] == [
        "regency has no partial tier: the two categories are CR and NR."
    ]


def test_a_value_for_which_another_stands_in_is_not_missed(outcomes, cohort):
    """UPCR stands in for the protein of 24 hours: who has the ratio and lacks albumin is said to lack albumin only."""
    found = outcomes(
        asked=Departures(responses=("liu-2015",)),
        patients=cohort(2),
        visits="""
            patient | day | upcr | creatinine | sediment | albumin
            P1      | 0   | 4.0  | 0.7        | active   | 3.0
            P1      | 168 | 0.3  | 0.7        | inactive |
            P2      | 0   | 4.0  | 0.7        | active   | 3.0
        """,
    ).outcomes
    (line,) = [note for note in found.notes if "not assessable" in note]
    assert "Serum albumin at week 24 in 2" in line
    assert "UPCR at week 24 in 1" in line
    assert "24" not in line.replace("week 24", "")
    assert "rotein" not in line
