"""Criterion 4: the response to induction is not complete; as recorded, else computed from baseline and week 24.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34 (no complete response at 24 weeks); the response by KDIGO 2024,
Kidney Int 2024;105(1S). The windows of baseline and week 24: test_induction_windows.py.
"""


def test_recorded_response_counts(eligible):
    """The recorded response counts where there is one; any but a complete one meets the criterion."""
    eligible(
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | CR
            P2      | MMF       | 0     | PR
            P3      | MMF       | 0     | NR
            P4      | MMF       | 0     |
        """
    ).shows("""
        patient | no CR   | prior
        P1      | no      | CR
        P2      | yes     | PR
        P3      | yes     | NR
        P4      | unknown |
    """)


def test_computed_response(eligible):
    """Without a recorded response it is computed by KDIGO 2024; no complete response is certain before PR or NR is."""
    eligible(
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
            P2      | MMF       | 0
            P3      | MMF       | 0
            P4      | MMF       | 0
            P5      | MMF       | 0
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 168 | 0.4  | 88
            P2      | 0   | 3.0  | 90
            P2      | 168 | 1.5  | 88
            P3      | 0   | 3.0  | 90
            P3      | 168 | 2.5  | 88
            P4      | 0   | 4.0  | 90
            P4      | 168 | 2.0  |        # not complete whatever the eGFR
            P5      | 0   | 4.0  | 90
            P5      | 168 | 0.3  |        # complete if the eGFR held
        """,
    ).shows("""
        patient | no CR   | prior | no CR lacks
        P1      | no      | CR    |
        P2      | yes     | PR    |
        P3      | yes     | NR    |
        P4      | yes     |       |
        P5      | unknown |       | egfr_at_week_24
    """)


def test_recorded_and_computed_disagree(eligible):
    """Where recorded and computed response disagree the recorded one counts, and a warning gives the number."""
    found = eligible(
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | PR
            P2      | MMF       | 0     | CR
            P3      | MMF       | 0     | CR
            P4      | MMF       | 0     | NR
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 168 | 0.4  | 88     # CR
            P2      | 0   | 3.0  | 90
            P2      | 168 | 2.9  | 88     # NR
            P3      | 0   | 3.0  | 90
            P3      | 168 | 0.4  | 88     # CR, as recorded
            P4      | 0   | 3.0  | 90     # cannot be computed
        """,
    )
    found.shows("""
        patient | no CR | prior | computed
        P1      | yes   | PR    | CR
        P2      | no    | CR    | NR
        P3      | no    | CR    | CR
        P4      | yes   | NR    |
    """)
    assert [note for note in found.eligibility.notes if "disagree in 2 patients" in note]
