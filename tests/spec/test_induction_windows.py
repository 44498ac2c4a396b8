"""Baseline and week 24 of induction, in days from its start: the values from which the prior response is computed.

Source: the protocol's choice where abstract 81 is silent (docs/methods.md): baseline at most 90 days back, else within
14 days after; week 24 is day 168 ± 28 and not after the switch.
"""


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
        responses=("kdigo-2024", "liu-2015"),  # which looks at albumin besides
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
    """Two values of one measure on one day count as their mean (docs/methods.md)."""
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
