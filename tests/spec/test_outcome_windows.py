"""Baseline and week 24 of the outcome, in days from the switch.

Source: the protocol's choice where abstract 81 is silent (docs/methods.md): baseline at most 90 days back, else within
7 days after; week 24 is day 168 ± 28.
"""


def test_baseline_before_the_switch(outcomes):
    """Baseline is the last value on or before the switch, at most 90 days back."""
    outcomes(
        patients=_switched(5),
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


def test_baseline_after_the_switch(outcomes):
    """Without a value before it, baseline is the first value within 7 days after the switch."""
    outcomes(
        patients=_switched(5),
        visits="""
            patient | day | upcr
            P1      | 7   | 1
            P2      | 8   | 1
            P3      | 2   | 1
            P3      | 5   | 2
            P4      | -91 | 1
            P4      | 7   | 2
            P5      | 1   | 1
        """,
    ).shows("""
        patient | upcr_baseline
        P1      | 1
        P2      |
        P3      | 1
        P4      | 2
        P5      | 1
    """)


def test_week_24_window(outcomes):
    """Week 24 is the value nearest to day 168 within days 140 to 196, both included; of two equally near, the later."""
    outcomes(
        patients=_switched(9),
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
            P7      | 160 | 1
            P7      | 176 | 2
            P8      | 160 | 2
            P8      | 176 | 1
            P9      | 167 | 1
            P9      | 170 | 2
        """,
    ).shows("""
        patient | upcr
        P1      |
        P2      | 1
        P3      | 1
        P4      |
        P5      | 2
        P6      | 1
        P7      | 2
        P8      | 1
        P9      | 1
    """)


def test_each_measure_by_itself(outcomes):
    """Each measure is chosen by itself, at baseline and at week 24."""
    outcomes(
        patients=_switched(1),
        visits="""
            patient | day | upcr | egfr | albumin | c3 | c4
            P1      | -30 | 4    | 91   | 2.1     | 50 | 8
            P1      | 0   | 5    |      | 2.2     |    |
            P1      | 3   | 6    | 92   | 2.3     | 51 | 9
            P1      | 150 | 3    | 81   | 3.1     | 80 | 18
            P1      | 168 |      | 82   |         | 81 |
            P1      | 180 | 2    | 83   | 3.2     | 82 | 19
        """,
    ).shows("""
        patient | upcr_baseline | egfr_baseline | albumin_baseline | c3_baseline | c4_baseline
        P1      | 5             | 91            | 2.2              | 50          | 8
    """)


def test_week_24_of_each_measure(outcomes):
    """What the nearest visit lacks is taken from the next nearest that has it."""
    outcomes(
        patients=_switched(1),
        visits="""
            patient | day | upcr | egfr | albumin | c3 | c4
            P1      | 150 | 3    | 81   | 3.1     | 80 | 18
            P1      | 168 |      | 82   |         | 81 |
            P1      | 180 | 2    | 83   | 3.2     | 82 | 19
        """,
    ).shows("""
        patient | upcr | egfr | albumin | c3 | c4
        P1      | 2    | 82   | 3.2     | 81 | 19
    """)


def test_days_count_from_a_derived_switch(outcomes):
    """Where the switch is derived from the treatments, its day is day 0 of the outcome."""
    outcomes(
        treatments="""
            patient | drug          | start | phase
            P1      | mycophenolate | 0     | induction
            P1      | tacrolimus    | 170   |
        """,
        visits="""
            patient | day | upcr
            P1      | 0   | 6
            P1      | 168 | 5
            P1      | 170 | 4
            P1      | 310 | 3
            P1      | 338 | 2
        """,
    ).shows("""
        patient | upcr_baseline | upcr
        P1      | 4             | 2
    """)


def _switched(count):
    """Return a table of patients, each switched on day 0."""
    return "patient | switched\n" + "\n".join(f"P{number} | 0" for number in range(1, count + 1))
