"""Time from the switch to the first visit with a response.

Every visit after the switch is judged as a time point of its own: the last value of each measure on its day or up to 7
days before, against the baseline of the switch. Whoever has no response is censored at the last visit, or at death or
withdrawal before it. Source: docs/methods.md; Kaplan EL, Meier P, JASA 1958;53:457.
"""

import pytest

from lnmt_cli.output.long import records
from lnmt_cli.output.outcomes import projection


def _times(found, outcome="CR", level=None):
    (one,) = [t for t in found.outcomes.deeper.time_to_response if (t.outcome, t.level) == (outcome, level)]
    return one


def test_first_visit_with_a_response(outcomes, cohort):
    """The first visit counts, in weeks from the switch, whatever comes later; PR comes before CR."""
    found = outcomes(
        more={"time_to_response": True},
        patients=cohort(1),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 70  | 3.9  | 90
            P1      | 140 | 1.0  | 90
            P1      | 210 | 0.4  | 90
            P1      | 280 | 3.0  | 90
        """,
    )
    assert [(step[0], step[3]) for step in _times(found, "CR or PR").steps] == [(20, 1)]
    assert [(step[0], step[3]) for step in _times(found).steps] == [(30, 1)]


def test_values_of_one_visit(outcomes, cohort):
    """A value up to 7 days before belongs to the visit, an older one does not, and none from after it."""
    found = outcomes(
        more={"time_to_response": True},
        patients=cohort(3),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 70  | 0.4  |
            P1      | 77  |      | 90     # 7 days later
            P2      | 0   | 4.0  | 90
            P2      | 70  | 0.4  |
            P2      | 78  |      | 90     # 8 days later
            P3      | 0   | 4.0  | 90
            P3      | 70  |      | 90
            P3      | 84  | 0.4  | 90
        """,
    )
    assert [step[0] for step in _times(found).steps] == [11, 12]


def test_a_baseline_after_the_switch_is_no_response_to_itself(outcomes, cohort):
    """Visits count after the day of the baseline UPCR, in the days of grace too; values after their own."""
    found = outcomes(
        more={"time_to_response": True},
        patients=cohort(4),
        visits="""
            patient | day | upcr | egfr
            P1      | 5   | 0.4  | 90     # the baseline
            P1      | 70  | 0.4  | 90
            P2      | -1  | 0.4  | 90
            P2      | 7   | 0.4  | 90     # a visit, for the baseline is from before
            P3      | 5   | 0.4  | 90
            P3      | 7   |      | 90     # the UPCR of two days before is the baseline still
            P4      | -1  | 0.4  |
            P4      | 7   | 0.4  | 90     # the baseline of the eGFR, and no second value of it
            P4      | 84  | 0.4  | 90
        """,
    )
    assert [(step[0], step[2]) for step in _times(found).steps] == [(1, 1), (10, 1), (12, 1)]


@pytest.mark.parametrize(
    ("event", "at_risk"), [(None, (4, 4, 2, 0)), ("death", (4, 3, 1, 0)), ("withdrawal", (4, 3, 1, 0))]
)
def test_who_is_censored_and_when(outcomes, cohort, event, at_risk):
    """Without a response the last visit counts, or death or withdrawal before it; a response after that is none."""
    events = "patient | date | event\n" + (f"P1 | 80 | {event}" if event else "P1 | 80 | pregnancy")
    found = outcomes(
        more={"time_to_response": True},
        patients=cohort(4),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 168 | 0.4  | 90
            P2      | 0   | 4.0  | 90
            P2      | 168 | 4.0  | 90
            P3      | 0   | 4.0  | 90
            P3      | 84  | 4.0  | 90
            P4      | 0   | 4.0  | 90
            P4      | 84  | 4.0  | 90
        """,
        events=events,
    )
    one = _times(found)
    assert one.events == (0 if event else 1)
    assert tuple(n for week, n in one.at_risk if week in {0, 12, 24, 36}) == at_risk


def test_subgroups_are_compared_by_the_log_rank_test(outcomes, cohort):
    """Ten who respond at week 10 against ten who never do: the curves differ; groups below five are not compared."""
    visits = ["patient | day | upcr | egfr"]
    for number in range(1, 21):
        visits += [f"P{number} | 0 | 4.0 | 90", f"P{number} | 70 | {'0.4' if number <= 10 else '4.0'} | 90"]
        visits += [f"P{number} | 168 | 4.0 | 90"]
    women, text = ["F"] * 10 + ["M"] * 10, "\n".join(visits)
    more = {"time_to_response": True}
    found = outcomes(more=more, subgroups=("sex",), patients=cohort(20, sex=women), visits=text)
    assert (_times(found, level="F").median, _times(found, level="M").median) == (10, None)
    assert found.outcomes.deeper.log_rank[0].p_value < 0.001
    few = outcomes(more=more, subgroups=("sex",), patients=cohort(20, sex=["F"] * 16 + ["M"] * 4), visits=text)
    assert few.outcomes.deeper.log_rank[0].p_value is None
    assert "fewer than 5" in few.outcomes.deeper.log_rank[0].note


def test_what_is_not_reached_and_what_is_not_estimable(outcomes, cohort):
    """An upper limit and a median can lie beyond the observation; where all respond at one time there are no limits."""
    visits = "patient | day | upcr | egfr\n" + "\n".join(
        f"P{n} | 0 | 4.0 | 90\nP{n} | {70 + 8 * n} | {{}} | 90" for n in range(1, 6)
    )
    at_once = visits.replace("{}", "0.4").replace("78 |", "80 |").replace("86 |", "80 |").replace("94 |", "80 |")
    at_once = at_once.replace("102 |", "80 |").replace("110 |", "80 |")
    told = {}
    for name, text in (("never", visits.replace("{}", "4.0")), ("at once", at_once)):
        found = outcomes(more={"time_to_response": True}, patients=cohort(5), visits=text).outcomes
        rows = [r for r in records(found) if (r["analysis"], r["measure"]) == ("time_to_response", "CR")]
        told[name] = {r["statistic"]: r["note"] for r in rows if r["statistic"].startswith("median")}
        steps = [r for r in rows if r["note"].startswith("from week")]
    assert told["never"] == {
        "median": "unit weeks; not reached",
        "median_low": "unit weeks; not estimable",
        "median_high": "unit weeks; not reached",
    }
    assert told["at once"] == {
        "median": "unit weeks",
        "median_low": "unit weeks; not estimable",
        "median_high": "unit weeks; not estimable",
    }
    assert {(r["statistic"], r["value"]) for r in steps} >= {("at_risk", 5), ("share", 1.0)}
    assert {r["note"] for r in steps} == {f"from week {80 / 7!r}"}


def test_death_and_kidney_failure_compete_with_a_response(outcomes, cohort):
    """Kaplan and Meier censor the dead; in the cumulative incidence they can respond no more.

    Of four, one dies on day 50 and one responds on day 70: 1 of 3 still seen, but 1 of 4 in all. Kidney failure on day
    100 competes, after a withdrawal it does not; a response before it is one.
    """
    found = outcomes(
        more={"time_to_response": True},
        patients=cohort(4),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 49  | 4.0  | 90
            P2      | 0   | 4.0  | 90
            P2      | 70  | 0.4  | 90
            P3      | 0   | 4.0  | 90
            P3      | 140 | 4.0  | 90
            P4      | 0   | 4.0  | 90
            P4      | 140 | 4.0  | 90
        """,
        events="""
            patient | date | event
            P1      | 50   | death
            P2      | 300  | death         # after the response
            P3      | 100  | dialysis
            P4      | 90   | withdrawal
            P4      | 100  | ESKD
        """,
    )
    assert [(step[0], step[1], step[3]) for step in _times(found).steps] == [(10, 3, pytest.approx(1 / 3))]
    one = next(one for one in found.outcomes.deeper.cumulative_incidence if one.outcome == "CR")
    assert [(step[0], step[1], step[3]) for step in one.steps] == [(10, 3, pytest.approx(1 / 4))]
    assert (one.n, one.events, one.competing) == (4, 1, 2)
    notes = [note for table in projection(found.outcomes).tables() for note in table.notes]
    assert "Deaths are censored, as are withdrawals and last visits." in notes
    rows = [row for row in records(found.outcomes) if row["analysis"] == "cumulative_incidence"]
    assert ("competing", 2) in {(row["statistic"], row["value"]) for row in rows}
