"""Weeks since the start of induction, weeks on standard drugs, and a standard drug that was stopped before its time.

The criterion of the study counts from the start, whether or not the drug was taken; what it leaves out is shown beside.
Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34; EULAR 2019 for the course of Euro-Lupus.
"""

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
    P8      | -30      | IV    | PR
    P9      | -30      | IV    | PR
"""


def test_a_standard_drug_that_stopped_early(eligible):
    """Stopped before 140 days with no standard drug after it is a present caution beside criterion 3, which is met."""
    eligible(
        as_of=200,
        patients=PATIENTS,
        treatments="""
            patient | drug             | start | stop | phase       | doses
            P1      | mycophenolate    | 0     | 19   | induction   |
            P2      | mycophenolate    | 0     | 138  | induction   |
            P3      | mycophenolate    | 0     | 139  | induction   |
            P4      | mycophenolate    | 0     | 19   | induction   |
            P4      | cyclophosphamide | 100   | 150  | induction   |    # another one followed
            P5      | mycophenolate    | 0     | 19   | induction   |
            P5      | azathioprine     | 20    |      | maintenance |    # which is no standard one
            P6      | mycophenolate    | 0     |      | induction   |    # no stop recorded
            P7      | mycophenolate    | 0     | 19   | induction   |
            P7      | unheard-of drug  | 20    |      |             |    # which may be one
            P8      | cyclophosphamide | 0     | 70   | induction   | 6  # Euro-Lupus
            P9      | cyclophosphamide | 0     | 56   | induction   | 5
        """,
    ).shows("""
        patient | status    | 24 weeks | induction_weeks | induction_exposure_weeks | induction_stopped_early
        P1      | candidate | yes      | 28.57           | 2.86                     | present
        P2      | candidate | yes      | 28.57           | 19.86                    | present
        P3      | candidate | yes      | 28.57           | 20.00                    | absent
        P4      | candidate | yes      | 28.57           | 10.14                    | absent
        P5      | candidate | yes      | 28.57           | 2.86                     | present
        P6      | candidate | yes      | 28.57           |                          | unknown
        P7      | candidate | yes      | 28.57           | 2.86                     | unknown
        P8      | candidate | yes      | 28.57           | 10.14                    | absent
        P9      | candidate | yes      | 28.57           | 8.14                     | present
    """)


@pytest.mark.parametrize(("as_of", "state"), [(19, "absent"), (20, "absent"), (21, "present")])
def test_up_to_the_day_of_judgement(eligible, as_of, state):
    """A drug that is still given on the day before the day of judgement has not stopped early."""
    eligible(
        as_of=as_of,
        patients="patient | class\nP1 | IV",
        treatments="patient | drug | start | stop | phase\nP1 | mycophenolate | 0 | 19 | induction",
    ).shows(f"patient | induction_stopped_early\nP1 | {state}")


def test_a_criterion_of_exposure(eligible):
    """A protocol of one's own can ask for weeks on standard drugs: 20 are enough, and without a stop it is unknown."""
    found = eligible(
        criteria={"exposure": "induction_exposure_weeks >= 20"},
        as_of=200,
        patients=PATIENTS,
        treatments="""
            patient | drug          | start | stop | phase
            P1      | mycophenolate | 0     | 19   | induction
            P2      | mycophenolate | 0     | 139  | induction
            P3      | mycophenolate | 0     | 138  | induction
            P4      | mycophenolate | 0     |      | induction
            P5      | mycophenolate | 0     | -1   | induction
            P6      | mycophenolate |       | 150  | induction
        """,
    )
    found.shows("""
        patient | status       | exposure | exposure lacks
        P1      | not_eligible | no       |
        P2      | candidate    | yes      |
        P3      | not_eligible | no       |
        P4      | undetermined | unknown  | stop_date
        P5      | undetermined | unknown  | stop_date
        P6      | undetermined | unknown  | induction_start
        P7      | undetermined | unknown  | induction_start
        P8      | undetermined | unknown  | induction_start
        P9      | undetermined | unknown  | induction_start
    """)
    states = {patient.patient_id: patient.criteria[4].state for patient in found.eligibility.patients}
    assert (states["P4"], states["P5"], states["P6"]) == ("unknown", "contradictory", "unknown")
