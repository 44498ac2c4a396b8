"""Relapse: a flare after a complete response, as in Choi CB, Won S, Bae SC. Lupus 2018;27:1007."""

ASKED_FOR = {"relapsed": "flare_after_complete_response"}
"""A criterion that names it: else it is not told."""


def test_flare_after_a_recorded_complete_response(eligible):
    """A flare after an event of CR, or after week 24 where CR is recorded: up to then its day is not known."""
    eligible(
        criteria=ASKED_FOR,
        as_of=400,
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | PR
            P2      | MMF       | 0     | PR
            P3      | MMF       | 0     | CR
            P4      | MMF       | 0     | CR
            P5      | MMF       | 0     | CR
            P6      | MMF       | 0     | PR
            P7      | MMF       | 0     | PR
        """,
        events="""
            patient | date | event
            P1      | 250  | complete remission
            P1      | 300  | flare
            P2      | 300  | complete remission
            P2      | 300  | flare              # not after it
            P3      | 169  | flare              # the day after week 24
            P4      | 168  | flare              # before or after the response: not known
            P6      | 300  | flare              # no complete response
            P7      | 250  | complete remission
            P7      | 401  | flare              # after the assessment date
        """,
    ).shows("""
        patient | flare_after_complete_response
        P1      | yes
        P2      | no
        P3      | yes
        P4      | unknown
        P5      | no
        P6      | no
        P7      | no
    """)


def test_flare_after_a_computed_complete_response(eligible):
    """Where no response is recorded the computed one counts, from the day of its UPCR."""
    eligible(
        criteria=ASKED_FOR,
        as_of=400,
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
            P2      | MMF       | 0
            P3      | MMF       | 0
            P4      | MMF       | 0
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 180 | 0.4  | 90
            P2      | 0   | 3.0  | 90
            P2      | 180 | 0.4  | 90
            P3      | 0   | 3.0  | 90
            P3      | 180 | 2.0  | 90
        """,
        events="""
            patient | date | event
            P1      | 181  | flare
            P2      | 175  | flare
            P3      | 181  | flare
            P4      | 181  | flare      # the response is not known
        """,
    ).shows("""
        patient | flare_after_complete_response
        P1      | yes
        P2      | no
        P3      | no
        P4      | unknown
    """)


def test_flare_after_a_complete_response_at_any_visit(eligible):
    """A complete response that the values tell at any visit before the flare counts, by the baseline of induction."""
    eligible(
        criteria=ASKED_FOR,
        as_of=400,
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | PR
            P2      | MMF       | 0     | PR
            P3      | MMF       | 0     |
            P4      | MMF       | 0     | PR
            P5      | MMF       | 0     | PR
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 250 | 0.4  | 90
            P2      | 0   | 3.0  | 90
            P2      | 300 | 0.4  | 90      # after the flare
            P3      | 0   | 3.0  | 90
            P3      | 100 | 0.4  | 90
            P3      | 168 | 2.0  | 90
            P4      | 0   | 3.0  | 90
            P4      | 250 | 0.4  |         # no kidney function
            P5      | 0   | 3.0  | 90
            P5      | 250 | 0.6  |         # not complete, whatever the kidney function
        """,
        events="""
            patient | date | event
            P1      | 260  | flare
            P2      | 260  | flare
            P3      | 130  | flare
            P4      | 260  | flare
            P5      | 260  | flare
        """,
    ).shows("""
        patient | flare_after_complete_response
        P1      | yes
        P2      | no
        P3      | yes
        P4      | unknown
        P5      | no
    """)


def test_days_that_are_not_known(eligible):
    """A flare or a complete response on a day that is not known leaves it unknown, where it matters."""
    eligible(
        criteria=ASKED_FOR,
        as_of=400,
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | CR
            P2      | MMF       | 0     | PR
            P3      | MMF       | 0     | PR
            P4      | MMF       |       | CR
        """,
        events="""
            patient | date    | event
            P1      | 2024-12 | flare
            P2      | 2024-12 | flare
            P3      | 2024-11 | complete remission
            P3      | 350     | flare
            P4      | 350     | flare
        """,
    ).shows("""
        patient | flare_after_complete_response
        P1      | unknown
        P2      | no             # never a complete response
        P3      | unknown
        P4      | unknown
    """)


def test_a_flare_with_and_without_its_day(eligible):
    """Where a visit may have shown a complete response, a flare without its day is no more certain than one with it."""
    found = eligible(
        criteria=ASKED_FOR,
        as_of=300,
        patients="""
            patient | induction | begun | biopsied | class
            P1      | MMF       | 0     | -30      | IV
            P2      | MMF       | 0     | -30      | IV
            P3      | MMF       | 0     | -30      | IV
            P4      | MMF       | 0     | -30      | IV
            P5      | MMF       | 0     | -30      | IV
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 60  | 0.4  |
            P1      | 168 | 2.0  | 90
            P2      | 60  | 0.4  |
            P2      | 168 | 2.0  | 90
            P3      | 60  | 0.6  |         # not complete, whatever the baseline
            P3      | 168 | 2.0  | 90
            P4      | 60  | 0.4  |
            P4      | 168 | 2.0  | 90
            P5      | 168 | 2.0  | 90
            P5      | 250 | 0.4  |
        """,
        events="""
            patient | date    | event
            P1      | 100     | flare
            P2      | 2024-04 | flare
            P3      | 2024-04 | flare
            P4      | 60      | flare      # on the day of the visit, not after it
            P5      | 2024-04 | flare      # in 2024-04 and not after day 250; but its day is not known
        """,
    )
    found.shows("""
        patient | flare_after_complete_response
        P1      | unknown
        P2      | unknown
        P3      | no
        P4      | no
        P5      | unknown
    """)
