"""Criterion 4: the response to induction is not complete; as recorded, else computed from baseline and week 24.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34 (no complete response at 24 weeks); the response by KDIGO 2024,
Kidney Int 105(1S); the windows are the protocol's choice (CLINICAL.md 5b).
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


def test_baseline_before_induction(eligible):
    """Baseline is the last value on or before the start of induction, at most 90 days back."""
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
            patient | day | upcr
            P1      | -90 | 1
            P2      | -91 | 1
            P3      | -40 | 1
            P3      | -20 | 2
            P4      | -40 | 2
            P4      | 0   | 1
            P5      | -80 | 1
            P5      | 1   | 2      # nearer, but after
        """,
    ).shows("""
        patient | upcr_baseline
        P1      | 1
        P2      |
        P3      | 2
        P4      | 1
        P5      | 1
    """)


def test_baseline_after_induction(eligible):
    """Without a value before it, baseline is the first value within 14 days after the start of induction."""
    eligible(
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
            P2      | MMF       | 0
            P3      | MMF       | 0
            P4      | MMF       | 0
        """,
        visits="""
            patient | day | upcr
            P1      | 14  | 1
            P2      | 15  | 1
            P3      | 3   | 1
            P3      | 10  | 2
            P4      | -91 | 1
            P4      | 14  | 2
        """,
    ).shows("""
        patient | upcr_baseline
        P1      | 1
        P2      |
        P3      | 1
        P4      | 2
    """)


def test_week_24_window(eligible):
    """Week 24 is the value nearest to day 168 within days 140 to 196, both included."""
    eligible(
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
            P2      | MMF       | 0
            P3      | MMF       | 0
            P4      | MMF       | 0
            P5      | MMF       | 0
            P6      | MMF       | 0
            P7      | MMF       | 0
        """,
        visits="""
            patient | day | upcr
            P1      | 139 | 1
            P2      | 140 | 1
            P3      | 196 | 1
            P4      | 197 | 1
            P5      | 150 | 1
            P5      | 165 | 2
            P5      | 190 | 3
            P6      | 166 | 2
            P6      | 169 | 1
            P6      | 172 | 3
            P7      | 167 | 1
            P7      | 170 | 2
        """,
    ).shows("""
        patient | upcr
        P1      |
        P2      | 1
        P3      | 1
        P4      |
        P5      | 2
        P6      | 1
        P7      | 1
    """)


def test_of_two_equally_near_the_later(eligible):
    """Of two values equally near to day 168 the later counts, be it the higher or the lower."""
    eligible(
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
            P2      | MMF       | 0
            P3      | MMF       | 0
        """,
        visits="""
            patient | day | upcr
            P1      | 160 | 1
            P1      | 176 | 2
            P2      | 160 | 2
            P2      | 176 | 1
            P3      | 196 | 1
            P3      | 140 | 2
        """,
    ).shows("""
        patient | upcr
        P1      | 2
        P2      | 1
        P3      | 1
    """)


def test_week_24_not_after_the_switch(eligible):
    """The week-24 value of induction is not from after the switch; the day of the switch itself still counts."""
    eligible(
        patients="""
            patient | induction | begun | switched
            P1      | MMF       | 0     | 160
            P2      | MMF       | 0     | 168
            P3      | MMF       | 0     | 150
            P4      | MMF       | 0     |
        """,
        visits="""
            patient | day | upcr
            P1      | 145 | 1
            P1      | 168 | 2
            P2      | 145 | 1
            P2      | 168 | 2
            P3      | 151 | 1
            P4      | 145 | 1
            P4      | 168 | 2
        """,
    ).shows("""
        patient | upcr
        P1      | 1
        P2      | 2
        P3      |
        P4      | 2
    """)


def test_each_measure_by_itself(eligible):
    """Each measure is chosen by itself: what one visit lacks is taken from the next nearest that has it."""
    eligible(
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
        """,
        visits="""
            patient | day | upcr | egfr | albumin
            P1      | -30 | 4    | 91   | 2.1
            P1      | -5  |      | 92   |
            P1      | 0   | 5    |      |
            P1      | 10  | 6    | 93   | 2.2
            P1      | 150 | 3    | 81   | 3.1
            P1      | 168 |      | 82   |
            P1      | 170 | 2    |      |
        """,
    ).shows("""
        patient | upcr_baseline | egfr_baseline | albumin_baseline | upcr | egfr | albumin
        P1      | 5             | 92            | 2.1              | 2    | 82   | 3.1
    """)


def test_two_rows_of_one_day(eligible):
    """Two values of one measure on one day count as their mean (CLINICAL.md 5b)."""
    eligible(
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 168 | 1.0  | 80
            P1      | 168 | 2.0  |
        """,
    ).shows("""
        patient | upcr | egfr
        P1      | 1.5  | 80
    """)
