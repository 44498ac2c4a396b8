"""As of a day: what was known on it, the same in every command. Day 0 is the start of induction, or the switch."""

from __future__ import annotations

import pytest

from lnmt_cli.knowledge.departures import Departures


def test_nothing_after_the_as_of_date_is_used(eligible):
    """A switch, a value, an event or a death after the day of judgement has not happened yet on that day."""
    eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | switched | death_date
            P1      | 0        | IV    | MMF       | 0     | 200      |
            P2      | 0        | IV    | MMF       | 0     | 201      |
            P3      | 0        | IV    | MMF       | 0     |          |
            P4      | 0        | IV    | MMF       | 0     |          | 2024-07-20   # day 201
            P5      | 0        | IV    | MMF       | 0     |          | 2024-07-19   # day 200
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 168 | 4.0  | 90
            P2      | 0   | 4.0  | 90
            P2      | 168 | 4.0  | 90
            P3      | 0   | 4.0  | 90
            P3      | 201 | 0.4  | 90
            P4      | 0   | 4.0  | 90
            P4      | 168 | 4.0  | 90
            P5      | 0   | 4.0  | 90
            P5      | 168 | 4.0  | 90
        """,
    ).shows("""
        patient | status       | switched | no CR
        P1      | switched     | 200      | yes
        P2      | candidate    |          | yes
        P3      | undetermined |          | unknown
        P4      | candidate    |          | yes
        P5      | not_eligible |          | yes
    """)


def test_a_drug_begun_later_is_no_switch_yet(eligible):
    """The combination counts from its first day on; a stop that is still to come leaves the drug being given."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug | phase     | start | stop
            P1      | MMF  | induction | 0     | 300
            P1      | TAC  | switch    | 200   | 201
            P2      | MMF  | induction | 0     | 300
            P2      | TAC  | switch    | 201   |
        """,
    ).shows("""
        patient | switched
        P1      | 200
        P2      |
    """)


def test_a_week_that_has_not_come_is_not_assessable(outcomes, cohort):
    """Week 24 has come on day 168 after the switch, and not before, though its window has been open since day 140."""
    visits = """
        patient | day | upcr | egfr
        P1      | 0   | 4.0  | 90
        P1      | 150 | 0.4  | 90
        P2      | -1  | 4.0  | 90
        P2      | 149 | 0.4  | 90
    """
    patients = cohort(2, switched=["0", "-1"])
    outcomes(as_of=167, patients=patients, visits=visits).shows("""
        patient | response | upcr | upcr_baseline | is_not_due
        P1      |          |      | 4.0           | yes
        P2      | CR       | 0.4  | 4.0           | no
    """)
    outcomes(as_of=168, patients=patients, visits=visits).shows("""
        patient | response | upcr | upcr_baseline | is_not_due
        P1      | CR       | 0.4  | 4.0           | no
        P2      | CR       | 0.4  | 4.0           | no
    """)


@pytest.mark.parametrize("missing", ["nri", "worst", "best", "locf"])
def test_a_week_that_has_not_come_is_not_missing(outcomes, cohort, missing):
    """However missing responses are counted, who has not had the week is in no rate."""
    found = outcomes(
        as_of=167,
        asked=Departures(missing=missing),
        patients=cohort(2, switched=["0", "-1"]),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 150 | 0.4  | 90
            P2      | -1  | 4.0  | 90
            P2      | 149 | 0.4  | 90
        """,
    ).outcomes
    rates = [(rate.category, rate.n, rate.of) for rate in found.response_rates]
    assert rates == [("CR", 1, 1), ("PR", 0, 1), ("NR", 0, 1)]


def test_follow_up_ends_with_the_as_of_date(outcomes, cohort):
    """A later visit adds no time at risk, and a later event is none."""
    found = outcomes(
        as_of=365,
        patients=cohort(1),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 365 | 4.0  | 90
            P1      | 730 | 4.0  | 90
        """,
        events="""
            patient | date | event
            P1      | 366  | infection
            P1      | 365  | flare
        """,
    ).outcomes
    rates = {rate.kind: (rate.events, round(rate.patient_years, 2)) for rate in found.deeper.safety}
    assert rates["flare"] == (1, 1.0)
    assert rates.get("infection", (0, 1.0)) == (0, 1.0)


@pytest.mark.parametrize(("as_of", "stopped"), [(40, 0), (41, 1), (59, 1), (60, 2)])
def test_a_stop_that_is_still_to_come_is_none(outcomes, cohort, as_of, stopped):
    """A stop after the as-of date has not come, nor has one in a month that begins after it."""
    found = outcomes(
        as_of=as_of,
        patients=cohort(2),
        treatments="""
            patient | drug | start | stop
            P1      | TAC  | 0     | 41
            P2      | TAC  | 0     | 2024-03   # days 60 to 90
        """,
    ).outcomes
    (told,) = [event for event in found.deeper.intercurrent_events if event.event == "stopped"]
    assert (told.n, told.unknown) == (stopped, 0)


def test_visits_counted_from_a_later_switch(eligible):
    """A visit that is counted from a later switch has the day that it was on, and counts if that had come."""
    eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | switched
            P1      | 0        | IV    | MMF       | 0     | 201
            P2      | 0        | IV    | MMF       | 0     | 201
        """,
        visits="""
            patient | day_since_switch | upcr | egfr
            P1      | -201             | 4.0  | 90
            P1      | -33              | 0.4  | 90
            P2      | -201             | 4.0  | 90
            P2      | 0                | 0.4  | 90
        """,
    ).shows("""
        patient | switched | no CR
        P1      |          | no
        P2      |          | unknown
    """)


def test_dates_of_another_century(eligible):
    """Where the visits of most patients are dated after the day of judgement, a warning says so, with their span."""
    patients = """
        patient | biopsied   | class | induction | begun
        P1      | 2130-01-01 | IV    | MMF       | 2130-01-02
        P2      | 2131-01-01 | IV    | MMF       | 2131-01-02
        P3      | -10        | IV    | MMF       | 0
    """
    visits = """
        patient | day        | upcr
        P1      | 2130-01-02 | 4.0
        P2      | 2131-06-30 | 4.0
        P3      | 0          | 4.0
    """
    notes = eligible(as_of=200, patients=patients, visits=visits).eligibility.notes
    expected = "Warning: all visits of 2 of 3 patients are dated after 2024-07-19 (2130-01-02 to 2131-06-30)"
    assert [note for note in notes if note.startswith(expected)]
