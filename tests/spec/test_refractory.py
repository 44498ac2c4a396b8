"""Inadequate response and refractory disease beside the verdict, by ACR 2024; what cannot be told is unknown.

Source: ACR 2024 lupus nephritis guideline, official summary (board approved 2024-11-15): inadequate is not at least a
partial response by 6 to 12 months, refractory the failure of two standard courses. How long a course is, is the
project's choice: 20 weeks on a standard drug, or six pulses of cyclophosphamide, in the phase of induction.
"""

import pytest


def test_inadequate_response(eligible):
    """No response at the protocol's week is inadequate, as recorded or else as computed; a partial one is not."""
    eligible(
        as_of=400,
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | NR
            P2      | MMF       | 0     | PR
            P3      | MMF       | 0     | CR
            P4      | MMF       | 0     |
            P5      | MMF       | 0     |
            P6      | MMF       | 0     |
            P7      | MMF       | 0     | PR
        """,
        visits="""
            patient | day | upcr | egfr
            P4      | 0   | 3.0  | 90
            P4      | 168 | 2.9  | 88     # NR
            P5      | 0   | 3.0  | 90
            P5      | 168 | 1.5  | 88     # PR
            P6      | 168 | 2.0  | 88     # not complete, and no baseline
            P7      | 0   | 3.0  | 90
            P7      | 168 | 2.9  | 88     # NR, but PR is recorded
        """,
    ).shows("""
        patient | inadequate_response | refractory
        P1      | yes                 | no          # one course
        P2      | no                  | no
        P3      | no                  | no
        P4      | yes                 | no
        P5      | no                  | no
        P6      | unknown             | no
        P7      | no                  | no
    """)


def test_no_response_by_a_definition_without_a_partial_tier(eligible):
    """No complete response does not say that there is no partial one; what is recorded as none does."""
    eligible(
        as_of=400,
        responses=("regency",),
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     |
            P2      | MMF       | 0     | NR
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 168 | 1.5  | 88
        """,
    ).shows("""
        patient | prior | inadequate_response
        P1      | NR    | unknown
        P2      | NR    | yes
    """)


def test_two_courses_one_after_the_other(eligible):
    """Each for 20 weeks (140 days) or in six pulses, the second begun after the first was complete."""
    eligible(
        as_of=500,
        treatments="""
            patient | drug | phase       | start | stop | dose (mg/day) | doses
            P1      | MMF  | induction   | 0     | 139  | 2000          |
            P1      | CYC  | induction   | 140   | 279  |               | 6
            P2      | MMF  | induction   | 0     | 138  | 2000          |         # a day too short
            P2      | CYC  | induction   | 140   | 279  |               | 6
            P3      | CYC  | induction   | 0     | 70   |               | 6
            P3      | MMF  | induction   | 71    | 210  | 2000          |
            P4      | CYC  | induction   | 0     | 70   |               | 5
            P4      | MMF  | induction   | 71    | 210  | 2000          |
            P5      | CYC  | induction   | 0     | 70   |               | 6
            P5      | MMF  | induction   | 71    | 209  | 2000          |
            P6      | MMF  | induction   | 0     | 300  | 2000          |         # together
            P6      | CYC  | induction   | 0     | 139  |               | 6
            P7      | MMF  | induction   | 0     | 300  | 2000          |
            P7      | CYC  | induction   | 139   | 300  |               | 6       # added before the 20 weeks were over
            P8      | MMF  | induction   | 0     | 300  | 2000          |
            P8      | CYC  | induction   | 140   | 300  |               | 6       # added after them
            P9      | CYC  | induction   | 0     | 70   |               | 6
            P9      | MMF  | maintenance | 71    | 300  | 2000          |         # maintenance is no second course
            P10     | MMF  | induction   | 0     | 139  | 2000          |
            P10     | RTX  | induction   | 140   | 300  |               |         # no standard drug
        """,
    ).shows("""
        patient | two_standard_courses
        P1      | yes
        P2      | no
        P3      | yes
        P4      | no
        P5      | no
        P6      | no
        P7      | no
        P8      | yes
        P9      | no
        P10     | no
    """)


def test_courses_of_pulses_by_their_rows(eligible):
    """Where each pulse is a row of its own, the course is complete with the last of six or more."""
    eligible(
        as_of=500,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day)
            P1      | CYC  | induction | 0     | 0    |
            P1      | CYC  | induction | 14    | 14   |
            P1      | CYC  | induction | 28    | 28   |
            P1      | CYC  | induction | 42    | 42   |
            P1      | CYC  | induction | 56    | 56   |
            P1      | CYC  | induction | 70    | 70   |
            P1      | MMF  | induction | 71    | 210  | 2000
            P2      | CYC  | induction | 0     | 0    |
            P2      | CYC  | induction | 14    | 14   |
            P2      | CYC  | induction | 28    | 28   |
            P2      | CYC  | induction | 42    | 42   |
            P2      | CYC  | induction | 56    | 56   |
            P2      | MMF  | induction | 71    | 210  | 2000          # five pulses
            P3      | CYC  | induction | 0     | 0    |
            P3      | CYC  | induction | 14    | 14   |
            P3      | CYC  | induction | 28    | 28   |
            P3      | CYC  | induction | 42    | 42   |
            P3      | CYC  | induction | 56    | 56   |
            P3      | CYC  | induction | 70    | 70   |
            P3      | MMF  | induction | 70    | 209  | 2000          # on the day of the last pulse
        """,
    ).shows("""
        patient | two_standard_courses
        P1      | yes
        P2      | no
        P3      | no
    """)


def test_a_second_course_of_the_same_drug(eligible):
    """The same drug counts again after 90 days or more off it; after fewer it is one course."""
    eligible(
        as_of=600,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day)
            P1      | MMF  | induction | 0     | 139  | 2000
            P1      | MMF  | induction | 230   | 369  | 2000
            P2      | MMF  | induction | 0     | 139  | 2000
            P2      | MMF  | induction | 229   | 369  | 2000
            P3      | MMF  | induction | 0     | 80   | 2000
            P3      | MMF  | induction | 81    | 139  | 3000    # a new dose
            P3      | MMF  | induction | 300   | 360  | 2000
            P3      | MMF  | induction | 361   | 439  | 2000
        """,
    ).shows("""
        patient | two_standard_courses
        P1      | yes
        P2      | no
        P3      | yes
    """)


def test_courses_that_cannot_be_told(eligible):
    """Unknown where what is missing could make two courses; one row makes one at most."""
    eligible(
        as_of=500,
        treatments="""
            patient | drug | phase     | start | stop    | dose (mg/day) | doses
            P1      | MMF  | induction | 0     |         | 2000          |         # one, however long
            P2      | MMF  | induction | 0     | 139     | 2000          |
            P2      | CYC  | induction | 140   | 2024-08 |               |         # its doses are not known
            P3      | MMF  | induction | 0     | 139     | 2000          |
            P3      | CYC  | induction |       | 300     |               | 6
            P4      | MMF  | induction | 0     | 139     | 2000          |
            P4      | CYC  |           | 140   | 279     |               | 6       # of which phase?
            P5      | MMF  | induction | 0     | 139     | 2000          |
            P5      | foo  | induction | 140   | 279     |               |         # not recognised
            P6      | MMF  | induction | 0     | 60      | 2000          |
            P6      | CYC  | induction | 140   | 160     |               | 1       # both known to be too short
            P7      | MMF  | induction | 0     | 139     | 2000          |
            P7      | CYC  | induction | 501   |         |               | 6       # after the assessment date
            P8      | MMF  | induction | 0     | 139     | 2000          |
            P8      | foo  | maintenance | 140 | 279     |               |
            P9      | MMF  | induction | 0     | 139     | 2000          |
            P9      | CYC  | induction | 140   | 2024-08 |               | 6
        """,
    ).shows("""
        patient | two_standard_courses
        P1      | no
        P2      | unknown
        P3      | unknown
        P4      | unknown
        P5      | unknown
        P6      | no
        P7      | no
        P8      | no
        P9      | unknown
    """)


def test_without_treatments_unknown(eligible):
    """Who has no treatments recorded may have had two courses."""
    eligible(patients="patient | sex\n P1 | F").shows("""
        patient | two_standard_courses | refractory
        P1      | unknown              | unknown
    """)


@pytest.mark.parametrize(
    ("prior", "upcr", "seen", "refractory"),
    [
        ("NR", 2.9, 279, "yes"),  # no response by the last values, on the day on which the second course was complete
        ("NR", 2.9, 278, "unknown"),  # before it
        ("NR", 1.5, 279, "no"),  # a partial response after all
        ("NR", 1.5, 200, "no"),
        ("NR", 0.4, 400, "no"),  # a late complete response
        ("NR", 2.9, 501, "unknown"),  # after the assessment date
        ("NR", "", 300, "unknown"),
        ("NR", 1.5, 168, "unknown"),  # at the week itself: the recorded response counts
        ("PR", 2.9, 400, "no"),  # the first course did not fail
        ("", 2.9, 400, "unknown"),  # whether it did is not known
    ],
)
def test_no_response_after_the_second_course(eligible, prior, upcr, seen, refractory):
    """Refractory is who had two courses, no response at the week, and none by the last values after the second."""
    eligible(
        as_of=500,
        patients=f"""
            patient | prior
            P1      | {prior}
        """,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day) | doses
            P1      | MMF  | induction | 0     | 139  | 2000          |
            P1      | CYC  | induction | 140   | 279  |               | 6
        """,
        visits=f"""
            patient | day    | upcr   | egfr
            P1      | 0      | 3.0    | 90
            P1      | {seen} | {upcr} | 88
        """,
    ).shows(f"""
        patient | two_standard_courses | refractory
        P1      | yes                  | {refractory}
    """)


def test_both_courses_before_the_week(eligible):
    """Where both courses were complete by the protocol's week, the response at that week tells of both."""
    eligible(
        as_of=500,
        patients="""
            patient | prior
            P1      | NR
            P2      | NR
        """,
        treatments="""
            patient | drug | phase     | start | stop | doses
            P1      | CYC  | induction | 0     | 70   | 6
            P1      | CYC  | induction | 161   | 168  | 6
            P2      | CYC  | induction | 0     | 70   | 6
            P2      | CYC  | induction | 161   | 169  | 6
        """,
    ).shows("""
        patient | two_standard_courses | refractory
        P1      | yes                  | yes
        P2      | yes                  | unknown
    """)


def test_a_criterion_can_ask_for_it(outcomes, eligible):
    """`lnmt outcomes` tells the values that a criterion names as `lnmt eligible` does."""
    treatments = """
        patient | drug | phase     | start | stop | dose (mg/day) | doses
        P1      | MMF  | induction | -400  | -261 | 2000          |
        P1      | CYC  | induction | -260  | -121 |               | 6
        P2      | MMF  | induction | -400  | -261 | 2000          |
    """
    visits = """
        patient | day  | upcr | egfr
        P1      | -400 | 3.0  | 90
        P1      | -100 | 2.9  | 88
        P2      | -400 | 3.0  | 90
        P2      | -100 | 2.9  | 88
    """
    patients = """
        patient | sex | age | biopsied | class | prior | switched
        P1      | F   | 28  | -500     | IV    | NR    | 0
        P2      | F   | 28  | -500     | IV    | NR    | 0
    """
    asked = {"patients": patients, "treatments": treatments, "visits": visits}
    shown = """
        patient | status
        P1      | switched
        P2      | switched_outside
    """
    eligible(criteria={"refractory": "refractory"}, **asked).shows(shown)
    outcomes(criteria={"refractory": "refractory"}, **asked).shows(shown)


def test_what_a_criterion_lacks(eligible):
    """Where a criterion about it cannot be told, what is missing is named."""
    eligible(
        as_of=500,
        criteria={"failed": "refractory"},
        patients="""
            patient | prior
            P1      | NR
            P2      |
            P3      | NR
        """,
        treatments="""
            patient | drug | phase     | start | stop    | dose (mg/day) | doses
            P1      | MMF  | induction | 0     | 139     | 2000          |
            P1      | CYC  | induction | 140   | 2024-08 |               | 6
            P2      | MMF  | induction | 0     | 139     | 2000          |
            P2      | CYC  | induction | 140   | 279     |               | 6
            P3      | MMF  | induction | 0     | 139     | 2000          |
            P3      | CYC  | induction | 140   | 279     |               | 6
        """,
        visits="""
            patient | day | upcr | egfr
            P2      | 0   | 3.0  | 90
            P3      | 0   | 3.0  | 90
        """,
    ).shows("""
        patient | failed  | failed lacks
        P1      | unknown | stop_date
        P2      | unknown | upcr_at_week_24, egfr_at_week_24
        P3      | unknown | complete_at_last_visit
    """)
