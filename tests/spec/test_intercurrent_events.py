"""What befell patients between the switch and the value of a week: counted as no response, or told beside the response.

Source: ICH E9(R1) addendum on estimands (2019): death and kidney failure by the composite strategy, rescue therapy, the
stop of a drug of the combination and withdrawal by the treatment-policy strategy; REGENCY (NEJMoa2410965).
"""

import pytest

from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.output.outcomes import projection

GOOD = "patient | day | upcr | egfr\nP1 | 0 | 6.0 | 90\nP1 | 168 | 0.2 | 90"
"""A complete response by the values."""


def visits(*patients, day=168):
    """Return a complete response by the values of each patient, on ``day``."""
    rows = [f"{name} | 0 | 6.0 | 90\n{name} | {day} | 0.2 | 90" for name in patients]
    return "\n".join(["patient | day | upcr | egfr", *rows])


def happened(found, event, response=None):
    """Return the record of one kind of event."""
    told = found.outcomes.deeper.intercurrent_events
    (one,) = [e for e in told if e.event == event and (response is None or e.response == response)]
    return one


def test_kidney_failure_and_death_are_no_response(outcomes, cohort):
    """UPCR 6.0 to 0.2 after dialysis on day 41 and a transplant on day 100 is no response, nor is one after death."""
    found = outcomes(
        patients=cohort(5),
        visits=visits("P1", "P2", "P3", "P4"),
        events="""
            patient | date | event
            P1      | 41   | dialysis
            P1      | 100  | transplant
            P2      | 41   | rescue therapy
            P3      | 150  | ESKD
            P5      | 59   | death            # without any value
        """,
    )
    found.shows("""
        patient | response | kidney_failure | died | rescue
        P1      | NR       | yes            | no   | no
        P2      | CR       | no             | no   | yes
        P3      | NR       | yes            | no   | no
        P4      | CR       | no             | no   | no
        P5      | NR       | no             | yes  | no
    """)
    assert [(e.event, e.n, e.complete, e.of, e.is_counted) for e in found.outcomes.deeper.intercurrent_events] == [
        ("rescue", 1, 1, 5, False),
        ("died", 1, 2, 5, True),
        ("kidney_failure", 2, 2, 5, True),
        ("withdrawn", 0, 2, 5, False),
        ("stopped", 0, 2, 5, False),
        ("all", 4, 1, 5, False),
    ]


@pytest.mark.parametrize(
    ("visit", "on", "response"),
    [
        (168, 168, "NR"),  # on the target day
        (168, 169, "CR"),  # the day after it
        (150, 168, "NR"),  # after the value, but up to the target day
        (150, 169, "CR"),
        (190, 190, "NR"),  # on the day of a UPCR from after the target day
        (190, 191, "CR"),
        (168, 0, "CR"),  # of the day of the switch: before the therapy
        (168, 1, "NR"),
    ],
)
def test_up_to_when_it_counts(outcomes, cohort, visit, on, response):
    """It counts from the day after the switch to the target day, or to the day of the UPCR where that is later."""
    for event in ("dialysis", "death"):
        found = outcomes(
            patients=cohort(1),
            visits=visits("P1", day=visit),
            events=f"patient | date | event\nP1 | {on} | {event}",
        )
        assert found.rows["P1"]["category"] == response


@pytest.mark.parametrize("first", [50, 100])
def test_order_of_two_events(outcomes, cohort, first):
    """A rescue before or after the kidney failure: one patient of each kind, one together, no response either way."""
    found = outcomes(
        patients=cohort(1),
        visits=GOOD,
        events=f"patient | date | event\nP1 | {first} | rescue therapy\nP1 | {150 - first} | dialysis",
    )
    assert found.rows["P1"]["category"] == "NR"
    assert [happened(found, event).n for event in ("rescue", "kidney_failure", "all")] == [1, 1, 1]


def test_undated_events(outcomes, cohort):
    """Kidney failure on a day that is not known leaves a complete response open, and no response as it is."""
    found = outcomes(
        patients=cohort(3),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 6.0  | 90
            P1      | 168 | 0.2  | 90
            P2      | 0   | 6.0  | 90
            P2      | 168 | 6.0  | 90     # none whatever the day
            P3      | 0   | 6.0  | 90
            P3      | 168 | 0.2  | 90
        """,
        events="""
            patient | date | event
            P1      |      | dialysis
            P2      |      | dialysis
            P3      |      | rescue therapy
        """,
    )
    found.shows("""
        patient | response | kidney_failure | rescue
        P1      |          | unknown        | no
        P2      | NR       | unknown        | no
        P3      | CR       | no             | unknown
    """)
    said = "missing (one patient may lack several): the day of kidney failure (ESKD, dialysis or transplant) in 1."
    assert any(note.endswith(said) for note in found.outcomes.notes)
    rescue = happened(found, "rescue")
    assert (rescue.n, rescue.unknown, rescue.complete, rescue.of) == (0, 1, 0, 1)
    failure = happened(found, "kidney_failure")
    assert (failure.n, failure.unknown, failure.complete, failure.of) == (0, 2, 1, 2)


@pytest.mark.parametrize("counts", [("died", "kidney_failure"), ()])
@pytest.mark.parametrize("dated", ["59", ""])
def test_the_dead_are_never_a_best_case(outcomes, cohort, counts, dated):
    """Neither by --impute best nor in the bounds, on a day that is known or not, whatever counts as no response."""
    tables = {
        "patients": cohort(4),
        "visits": visits("P1"),
        "events": f"patient | date | event\nP2 | {dated} | death",
    }
    for missing in ("observed", "best"):
        found = outcomes(asked=Departures(missing=missing, no_response_after=counts), **tables).outcomes
        rates = {rate.category: rate for rate in found.response_rates}
        assert (rates["CR"].bound_low, rates["CR"].bound_high) == (25, 75)
        assert rates["PR"].bound_high == 50
        assert rates["NR"].bound_low == 25
    assert (rates["CR"].n, rates["NR"].n, rates["CR"].of) == (3, 1, 4)


@pytest.mark.parametrize("counts", [("died", "kidney_failure"), ()])
@pytest.mark.parametrize(
    ("died", "best"),
    [
        ("-1", "NR"),  # before the switch
        ("0", "NR"),  # on the day of the switch
        ("1", "NR"),
        ("168", "NR"),  # on the target day
        ("169", "CR"),  # after the week: there could have been a response
        ("", "NR"),  # on a day that is not known
    ],
)
def test_up_to_when_a_death_is_no_best_case(outcomes, cohort, counts, died, best):
    """A death up to the target day, before the switch too, or without a day, is no best case; one after the week is."""
    tables = {
        "patients": cohort(4),
        "visits": visits("P1"),
        "events": f"patient | date | event\nP2 | {died} | death",
    }
    for missing in ("observed", "best"):
        found = outcomes(asked=Departures(missing=missing, no_response_after=counts), **tables).outcomes
        rates = {rate.category: rate for rate in found.response_rates}
        assert (rates["CR"].bound_low, rates["CR"].bound_high) == (25, 100 if best == "CR" else 75)
        assert rates["PR"].bound_high == (75 if best == "CR" else 50)
        assert rates["NR"].bound_low == (0 if best == "CR" else 25)
    assert (rates["CR"].n, rates["NR"].n, rates["CR"].of) == ((4, 0, 4) if best == "CR" else (3, 1, 4))


@pytest.mark.parametrize(("died", "complete"), [(175, 3), (176, 4)])
def test_a_death_by_the_day_of_the_value_is_no_best_case(outcomes, cohort, died, complete):
    """Where the UPCR judged is from after the target day, a death up to its day is no best case."""
    found = outcomes(
        asked=Departures(missing="best", no_response_after=()),
        patients=cohort(4),
        visits="patient | day | upcr\nP1 | 0 | 6.0\nP1 | 175 | 0.2     # without eGFR",
        events=f"patient | date | event\nP1 | {died} | death",
    ).outcomes
    assert {rate.category: rate.n for rate in found.response_rates}["CR"] == complete


def test_what_is_named_counts_in_place_of_the_protocols(outcomes, cohort):
    """--no-response-after takes the protocol's place: with none, kidney failure counts by the values, and is told."""
    found = outcomes(
        asked=Departures(no_response_after=()),
        patients=cohort(1),
        visits=GOOD,
        events="patient | date | event\nP1 | 41 | dialysis",
    )
    assert found.rows["P1"]["category"] == "CR"
    failure = happened(found, "kidney_failure")
    assert (failure.n, failure.is_counted, failure.complete, failure.of) == (1, False, 0, 1)


def test_stop_of_a_drug_of_the_combination(outcomes, cohort):
    """A stop after the switch, up to the target day, of either drug counts; one of another drug does not."""
    found = outcomes(
        patients=cohort(9),
        visits=visits(*(f"P{number}" for number in range(1, 10))),
        treatments="""
            patient | drug       | start | stop
            P1      | MMF        | -100  | 19
            P1      | tacrolimus | 0     | 19
            P1      | rituximab  | 20    |
            P2      | tacrolimus | 0     | 168    # on the target day
            P3      | tacrolimus | 0     | 169    # the day after it
            P4      | tacrolimus | 0     |        # goes on
            P5      | ciclosporin | 0    | 50     # no drug of the combination
            P6      | MMF        | -200  | 0      # the end of the induction, beside a recorded switch
            P7      | MMF        | -200  | 1
            P8      | tacrolimus | -50   | -1     # before the switch
        """,
    )
    found.shows("""
        patient | stopped | rescue | response
        P1      | yes     | yes    | CR
        P2      | yes     | no     | CR
        P3      | no      | no     | CR
        P4      | no      | no     | CR
        P5      | no      | no     | CR
        P6      | no      | no     | CR
        P7      | yes     | no     | CR
        P8      | no      | no     | CR
        P9      | no      | no     | CR
    """)
    stopped = happened(found, "stopped")
    assert (stopped.n, stopped.unknown, stopped.complete, stopped.of) == (3, 0, 6, 9)


def test_the_same_drug_again_is_no_stop(outcomes, cohort):
    """A dose changed, or an interruption of up to 28 days, is no stop; one of 29 days is, whatever comes later."""
    outcomes(
        patients=cohort(7),
        treatments="""
            patient | drug       | start | stop | dose (mg/day)
            P1      | MMF        | 0     | 30   | 1000
            P1      | MMF        | 31    |      | 2000
            P2      | MMF        | 0     | 30   | 1000
            P2      | MMF        | 58    |      | 1000   # 28 days later
            P3      | MMF        | 0     | 30   | 1000
            P3      | MMF        | 59    |      | 1000
            P4      | MMF        | 0     | 30   | 1000
            P4      | MMF        | 31    | 90   | 2000   # and then stopped
            P5      | MMF        | 0     | 30   | 1000
            P5      | MMF        | 10    | 300  | 2000   # begun before the other ended
            P6      | MMF        | -200  |      | 2000   # ends where the next begins
            P6      | MMF        | 0     | 30   | 1000
            P7      | MMF        | 0     | 30   | 1000
            P7      | tacrolimus | 31    |      | 4      # another drug
        """,
    ).shows("""
        patient | stopped
        P1      | no
        P2      | no
        P3      | yes
        P4      | yes
        P5      | no
        P6      | yes
        P7      | yes
    """)


def test_a_stop_on_a_day_that_is_not_known(outcomes, cohort):
    """A month says that there was a stop if it is over by the target day (2024-06-17), none if before the switch."""
    found = outcomes(
        patients=cohort(8),
        visits=visits(*(f"P{number}" for number in range(1, 9))),
        treatments="""
            patient | drug       | start | stop
            P1      | tacrolimus | 0     | 2024-05
            P2      | tacrolimus | 0     | 2024-06
            P3      | tacrolimus | 0     | 2024-07
            P4      | tacrolimus | -90   | 2023-12
            P5      | tacrolimus | 0     | 2024-UN-UN
            P6      | tacrolimus | 0     | 30
            P6      | tacrolimus |       | 100      # perhaps begun before day 59: but that stopped, too
            P7      | tacrolimus | 0     | 30
            P7      | tacrolimus |       |          # perhaps going on
            P8      | tacrolimus | 0     | 2024-01
            P8      | tacrolimus | 31    |          # 2024-02-01: within 28 days of any day but the first three
        """,
    )
    found.shows("""
        patient | stopped
        P1      | yes
        P2      | unknown
        P3      | no
        P4      | no
        P5      | unknown
        P6      | yes
        P7      | unknown
        P8      | unknown
    """)
    stopped = happened(found, "stopped")
    assert (stopped.n, stopped.unknown) == (2, 4)
    line = next(note for table in projection(found.outcomes).tables() for note in table.notes if "Up to week" in note)
    assert "stop of a drug of the combination 2 (in 4 it cannot be told)" in line


def test_a_stop_on_the_day_of_a_switch_that_the_treatments_tell(outcomes):
    """Without a recorded switch, mycophenolate stopped on the day on which tacrolimus starts ends the combination."""
    outcomes(
        patients="""
            patient | prior
            P1      | PR
            P2      | PR
        """,
        treatments="""
            patient | drug       | start | stop | phase
            P1      | MMF        | -200  | 0    | induction
            P1      | tacrolimus | 0     |      |
            P2      | MMF        | -200  |      | induction
            P2      | tacrolimus | 0     |      |
        """,
    ).shows("""
        patient | stopped
        P1      | yes
        P2      | no
    """)


def test_a_stop_in_days(outcomes):
    """The same in days from the reference; a date of a patient without dates cannot be placed, and is not known."""
    outcomes(
        patients="""
            patient | switch_day
            P1      | 100
            P2      | 100
        """,
        treatments="""
            patient | drug       | start_day | stop_day
            P1      | tacrolimus | 100       | 268
            P2      | tacrolimus | 100       | 269
        """,
        visits="patient | study_day | upcr\nP1 | 100 | 4\nP2 | 100 | 4",
    ).shows("""
        patient | stopped
        P1      | yes
        P2      | no
    """)


def test_a_stop_can_count_as_no_response(outcomes, cohort):
    """`stopped` is a name of --no-response-after; where it cannot be told, neither can a response."""
    outcomes(
        asked=Departures(no_response_after=("stopped",)),
        patients=cohort(3),
        visits=visits("P1", "P2", "P3"),
        treatments="""
            patient | drug       | start | stop
            P1      | tacrolimus | 0     | 19
            P2      | tacrolimus | 0     | 2024-06
            P3      | tacrolimus | 0     |
        """,
    ).shows("""
        patient | response
        P1      | NR
        P2      |
        P3      | CR
    """)


def test_each_definition_is_told_by_itself(outcomes, cohort):
    """One definition asks for no rescue and has NR already; of the other it is told what it would be."""
    found = outcomes(
        responses=("kdigo-2024", "regency"),
        patients=cohort(2),
        visits=visits("P1", "P2"),
        events="patient | date | event\nP1 | 41 | rescue therapy",
    )
    assert [happened(found, "rescue", name).complete for name in ("kdigo-2024", "regency")] == [1, 1]
    rates = {(rate.response, rate.category): rate.n for rate in found.outcomes.response_rates}
    assert (rates["kdigo-2024", "CR"], rates["regency", "CR"]) == (2, 1)
    assert happened(found, "rescue", "regency").responded is None


def test_a_week_that_has_not_come(outcomes, cohort):
    """Before the target day there is no response, nor would a rescue make one; what befell so far is counted."""
    found = outcomes(
        as_of=160,
        patients=cohort(1),
        visits=visits("P1", day=150),
        events="patient | date | event\nP1 | 41 | rescue therapy",
    )
    assert found.rows["P1"]["category"] is None
    rescue = happened(found, "rescue")
    assert (rescue.n, rescue.complete, rescue.of) == (1, 0, 0)
