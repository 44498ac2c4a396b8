"""Two sound records that disagree: what rests on them is unknown, and told apart from what is missing."""

import pytest

PATIENTS = """
    patient | biopsied | class | prior
    P1      | -30      | IV    | PR
    P2      | -30      | IV    | PR
    P3      | -30      | IV    | PR
    P4      | -30      | IV    | PR
    P5      | -30      | IV    | PR
    P6      | -30      | IV    | PR
    P7      | -30      | IV    | PR
"""


def _states(found, place):
    return {patient.patient_id: patient.criteria[place].state for patient in found.eligibility.patients}


def test_a_drug_of_the_combination_without_a_start(eligible):
    """It may have been given on any day up to its stop: whether there was a switch is unknown where that matters."""
    found = eligible(
        as_of=400,
        patients=PATIENTS,
        treatments="""
            patient | drug             | start | stop | phase
            P1      | mycophenolate    | 0     |      | induction
            P1      | tacrolimus       |       |      |
            P2      | mycophenolate    | 0     |      | induction
            P2      | tacrolimus       |       | -1   |            # stopped before the induction
            P3      | mycophenolate    | 0     |      | induction
            P3      | tacrolimus       |       | 0    |
            P4      | cyclophosphamide | 0     |      | induction
            P4      | tacrolimus       |       |      |            # never mycophenolate
            P5      | mycophenolate    |       |      | induction
            P5      | tacrolimus       | 150   |      |
            P6      | mycophenolate    | 0     |      | induction
            P6      | tacrolimus       | 150   |      |
            P6      | tacrolimus       |       | 149  |            # another one, perhaps before
            P7      | mycophenolate    |       |      | induction  # never tacrolimus
        """,
    )
    found.shows("""
        patient | has_switched | status       | 24 weeks lacks
        P1      | unknown      | undetermined | start_date
        P2      | no           | candidate    |
        P3      | unknown      | undetermined | start_date
        P4      | no           | candidate    |
        P5      | unknown      | undetermined | induction_start
        P6      | unknown      | undetermined | start_date
        P7      | no           | undetermined | induction_start
    """)
    assert set(_states(found, 2).values()) == {"met", "unknown"}


def test_a_stop_before_the_start(eligible):
    """One of the two dates is wrong: nothing that rests on the record is told, and the criterion is contradictory."""
    found = eligible(
        as_of=400,
        patients=PATIENTS,
        treatments="""
            patient | drug             | start | stop | phase
            P1      | mycophenolate    | 0     | -30  | induction
            P1      | tacrolimus       | 150   |      |
            P2      | mycophenolate    | 0     |      | induction
            P2      | tacrolimus       | 150   | 149  |
            P3      | mycophenolate    | 0     |      | induction
            P3      | tacrolimus       | 150   | 150  |            # one day is no contradiction
            P4      | cyclophosphamide | 0     | -1   | induction
            P5      | cyclophosphamide | 0     |      | induction
            P5      | prednisolone     | 90    | 60   | induction  # after the start in either reading
            P6      | cyclophosphamide | 0     |      | induction
            P6      | prednisolone     | 90    | -1   | induction  # by its stop the induction began before
            P7      | mycophenolate    | 0     | 100  | induction
            P7      | tacrolimus       | 300   |      |
        """,
    )
    found.shows("""
        patient | has_switched | status       | 24 weeks lacks
        P1      | unknown      | undetermined | stop_date
        P2      | unknown      | undetermined | stop_date
        P3      | yes          | switched     |
        P4      | no           | undetermined | stop_date
        P5      | no           | candidate    |
        P6      | no           | undetermined | stop_date
        P7      | no           | candidate    |
    """)
    assert _states(found, 2) == {
        **dict.fromkeys(("P1", "P2", "P4", "P6"), "contradictory"),
        **dict.fromkeys(("P3", "P5", "P7"), "met"),
    }


def test_a_month_before_the_start(eligible):
    """A stop in a month or a year before that of the start contradicts it as a day does; in the same one it may not."""
    found = eligible(
        as_of=400,
        patients=PATIENTS.replace("P4", "#").replace("P5", "#").replace("P6", "#").replace("P7", "#"),
        treatments="""
            patient | drug          | start | stop    | phase
            P1      | mycophenolate | 0     |         | induction
            P1      | tacrolimus    | 150   | 2024-04 |            # 150 is 2024-05-30
            P2      | mycophenolate | 0     |         | induction
            P2      | tacrolimus    | 150   | 2023년  |
            P3      | mycophenolate | 0     |         | induction
            P3      | tacrolimus    | 150   | 2024-05 |
        """,
    )
    assert _states(found, 2) == {"P1": "contradictory", "P2": "contradictory", "P3": "met"}


def test_a_switch_before_the_induction(eligible):
    """A switch that is dated before the start of induction says of neither date that it is right."""
    found = eligible(
        as_of=400,
        patients="""
            patient | biopsied | class | prior | induction | begun | switched
            P1      | -30      | IV    | PR    | CYC       | 0     | -1
            P2      | -30      | V     | PR    | CYC       | 0     | -1
            P3      | -30      | IV    | PR    | CYC       | 0     | 139
        """,
    )
    found.shows("""
        patient | has_switched | status           | 24 weeks lacks
        P1      | yes          | undetermined     | switch_date
        P2      | yes          | switched_outside | switch_date
        P3      | yes          | switched_outside |
    """)
    assert _states(found, 2) == {"P1": "contradictory", "P2": "contradictory", "P3": "not_met"}


CASES = {
    "prior_response": (
        "patient | biopsied | class | induction | begun | prior\n"
        "P1 | -30 | IV | MMF | 0 | PR\nP1 | -30 | IV | MMF | 0 | CR",
        3,
        "prior_response",
    ),
    "induction_start": (
        "patient | biopsied | class | induction | begun | prior\n"
        "P1 | -30 | IV | MMF | 0 | PR\nP1 | -30 | IV | MMF | 100 | PR",
        2,
        "induction_start",
    ),
    "switch_date": (
        "patient | biopsied | class | induction | begun | prior | switched\n"
        "P1 | -30 | IV | CYC | 0 | PR | 200\nP1 | -30 | IV | CYC | 0 | PR | 250",
        2,
        "switch_date",
    ),
    "biopsy_class": (
        "patient | biopsied | class | induction | begun | prior\n"
        "P1 | -30 | IV | MMF | 0 | PR\nP1 | -30 | II | MMF | 0 | PR",
        0,
        "biopsy_class",
    ),
    "biopsy_activity": (
        "patient | biopsied | class | activity | induction | begun | prior\n"
        "P1 | -30 | IV | A | MMF | 0 | PR\nP1 | -30 | IV | C | MMF | 0 | PR",
        0,
        "biopsy_activity",
    ),
}


@pytest.mark.parametrize("field", list(CASES))
def test_two_rows_that_disagree(eligible, field):
    """A value that was set aside because two rows give different ones is contradictory; no other stands in for it."""
    patients, place, lacks = CASES[field]
    found = eligible(
        as_of=300,
        patients=patients,
        visits="patient | day | upcr | egfr\nP1 | 0 | 4 | 90\nP1 | 168 | 3 | 90",
    )
    (patient,) = found.eligibility.patients
    told = patient.criteria[place]
    assert (patient.status, told.met, told.state, told.missing) == ("undetermined", None, "contradictory", (lacks,))
    assert told.disagree == (f"two rows give different values of {field}",)


def test_two_days_of_death(eligible):
    """Who died on one of two days died: whether by the assessment date is contradictory, and never false."""
    found = eligible(
        as_of=300,
        patients="""
            patient | biopsied | class | induction | begun | prior | death_date
            P1      | -30      | IV    | MMF       | 0     | PR    | 2024-08-01
            P1      | -30      | IV    | MMF       | 0     | PR    | 2024-09-01
        """,
    )
    (patient,) = found.eligibility.patients
    assert patient.status == "undetermined"
    assert [one.state for one in patient.exclusions] == ["contradictory", "not_excluded"]


def test_two_stops(eligible):
    """A drug with two stops is not still being given: whether it was given together with another is contradictory."""
    found = eligible(
        as_of=300,
        patients="patient | biopsied | class | prior\nP1 | -30 | IV | PR",
        treatments="""
            patient | drug          | start | stop | phase
            P1      | mycophenolate | 0     | 100  | induction
            P1      | mycophenolate | 0     | 200  | induction
            P1      | tacrolimus    | 150   |      |
        """,
    )
    assert _states(found, 2) == {"P1": "contradictory"}


def test_the_counts_tell_them_apart(eligible):
    """The unknown of the flow, and of each criterion alone, include the contradictory, who are counted besides."""
    found = eligible(
        as_of=400,
        patients="""
            patient | biopsied | class | prior | induction | begun | switched
            P1      | -30      | IV    | PR    | CYC       | 0     | -1
            P2      | -30      | IV    | PR    | CYC       |       | 200
            P3      | -30      | IV    | PR    | CYC       | 0     |
        """,
    ).eligibility
    step, alone = found.attrition[2], found.overlap.criteria[2]
    assert (step.met, step.not_met, step.unknown, step.contradictory) == (1, 0, 2, 1)
    assert (alone.met, alone.not_met, alone.unknown, alone.contradictory) == (1, 0, 2, 1)


def test_what_is_recorded_is_not_lacking_where_the_switch_is_unknown(eligible):
    """A value that an unknown switch may precede, and a day of death, are recorded: the start of the drug lacks."""
    found = eligible(
        as_of=400,
        patients="""
            patient | biopsied | class
            P1      | -30      | IV
            P2      | -30      | IV
            P3      | -30      | IV
        """,
        treatments="""
            patient | drug          | start | phase
            P1      | mycophenolate | 0     | induction
            P1      | tacrolimus    |       |
            P2      | mycophenolate | 0     | induction
            P2      | tacrolimus    |       |
            P3      | mycophenolate | 0     | induction  # no value of the week, and no doubt about the switch
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 168 | 2.0  | 90
            P2      | 0   | 3.0  | 90
            P2      | 168 | 2.0  | 90
            P3      | 0   | 3.0  | 90
        """,
        events="""
            patient | day | event
            P2      | 300 | death
        """,
    )
    found.shows("""
        patient | status       | 24 weeks lacks | no CR lacks
        P1      | undetermined | start_date     | start_date
        P2      | undetermined | start_date     | start_date
        P3      | undetermined |                | upcr_at_week_24, egfr_at_week_24
    """)
    dead = next(patient for patient in found.eligibility.patients if patient.patient_id == "P2")
    (death,) = {one.missing for one in dead.exclusions if one.state == "unknown"}
    assert death == ("start_date",)
