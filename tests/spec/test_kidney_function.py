"""eGFR: as recorded if every visit of the patient with a creatinine has one, else computed for all of the visits.

Adults: CKD-EPI 2021 creatinine (Inker LA et al., N Engl J Med 2021;385:1737-1749). Under 18: CKiD U25 creatinine
(Pierce CB et al., Kidney Int 2021;99:948-956) where the height is known. Age in completed years at the visit.
In these tests every switch is on day 0 and the eGFR shown is that of the visit of that day, or of day 168.
"""


def test_recorded_or_computed(outcomes):
    """A recorded eGFR counts if every visit with a creatinine has one; if one has none, eGFR is computed for all."""
    outcomes(
        patients="""
            patient | sex | age | switched
            P1      | F   | 28  | 0
            P2      | F   | 28  | 0
            P3      | F   | 28  | 0
            P4      | F   | 28  | 0
            P5      | F   | 28  | 0
        """,
        visits="""
            patient | day | creatinine | egfr | upcr
            P1      | 0   | 0.7        | 99   |
            P1      | 168 | 0.9        | 77   |
            P1      | 300 |            |      | 1.0    # no creatinine: asks for no eGFR
            P2      | 0   | 0.7        | 99   |
            P2      | 168 | 0.9        | 77   |
            P2      | 300 | 1.0        |      |        # one without: all are computed
            P3      | 0   |            | 99   |
            P3      | 168 |            | 77   |        # no creatinine at all: as recorded
            P4      | 0   | 0.7        | 99   |
            P4      | 168 |            | 77   |
            P4      | 300 | 1.0        |      |        # computed, and day 168 cannot be
            P5      | 0   | 0.7        | 99   |
            P5      | 168 | 0.9        |      |
        """,
    ).shows("""
        patient | recorded | egfr_baseline | egfr
        P1      | yes      | 99            | 77
        P2      | no       | 120.74        | 89.30
        P3      | yes      | 99            | 77
        P4      | no       | 120.74        |
        P5      | no       | 120.74        | 89.30
    """)


def test_one_patient_is_no_rule_for_another(outcomes):
    """Whether eGFR is recorded or computed is settled patient by patient."""
    outcomes(
        patients="""
            patient | sex | age | switched
            P1      | F   | 28  | 0
            P2      | F   | 28  | 0
        """,
        visits="""
            patient | day | creatinine | egfr
            P1      | 0   | 0.7        | 99
            P2      | 0   | 0.7        |
        """,
    ).shows("""
        patient | egfr_baseline
        P1      | 99
        P2      | 120.74
    """)


def test_height(outcomes):
    """Under 18 eGFR is unknown where the height of the visit is; an adult needs none."""
    outcomes(
        patients="""
            patient | sex | age | switched
            P1      | F   | 17  | 0
            P2      | F   | 17  | 0
            P3      | F   | 18  | 0
            P4      | F   | 18  | 0
        """,
        visits="""
            patient | day | creatinine | height
            P1      | 0   | 0.7        | 160
            P2      | 0   | 0.7        |
            P3      | 0   | 0.7        | 160
            P4      | 0   | 0.7        |
        """,
    ).shows("""
        patient | egfr_baseline
        P1      | 92.45
        P2      |
        P3      | 128.48
        P4      | 128.48
    """)


def test_what_the_equation_needs(outcomes):
    """Without creatinine, age or sex the computed eGFR is unknown."""
    outcomes(
        patients="""
            patient | sex | age | switched
            P1      |     | 28  | 0
            P2      | F   |     | 0
            P3      | F   | 28  | 0
        """,
        visits="""
            patient | day | creatinine | upcr
            P1      | 0   | 0.7        | 2
            P2      | 0   | 0.7        | 2
            P3      | 0   |            | 2
        """,
    ).shows("""
        patient | egfr_baseline | upcr_baseline
        P1      |               | 2
        P2      |               | 2
        P3      |               | 2
    """)


def test_birthday_on_the_day_of_the_visit(outcomes):
    """Age is in completed years at the visit: on the 18th birthday the adults' equation holds, not the day before."""
    outcomes(
        patients="""
            patient | sex | birth_date | switched
            P1      | F   | 2006-05-20 | 2024-05-20
            P2      | F   | 2006-05-21 | 2024-05-20
            P3      | F   | 2006-06-20 | 2024-05-20
            P4      | F   | 2006-04-21 | 2024-05-20
        """,
        visits="""
            patient | day        | creatinine | height
            P1      | 2024-05-20 | 0.7        | 160
            P2      | 2024-05-20 | 0.7        | 160
            P3      | 2024-05-20 | 0.7        | 160
            P4      | 2024-05-20 | 0.7        | 160
        """,
    ).shows("""
        patient | egfr_baseline
        P1      | 128.48
        P2      | 92.45
        P3      | 92.45
        P4      | 128.48
    """)


def test_born_on_29_february(outcomes):
    """Who was born on 29 February completes a year on 1 March where there is no 29 February."""
    outcomes(
        patients="""
            patient | sex | birth_date | switched
            P1      | F   | 2004-02-29 | 2022-02-28
            P2      | F   | 2004-02-29 | 2022-03-01
            P3      | F   | 1996-02-29 | 2024-02-28   # 27
            P4      | F   | 1996-02-29 | 2024-02-29   # 28
        """,
        visits="""
            patient | day        | creatinine | height
            P1      | 2022-02-28 | 0.7        | 160
            P2      | 2022-03-01 | 0.7        | 160
            P3      | 2024-02-28 | 0.7        | 160
            P4      | 2024-02-29 | 0.7        | 160
        """,
    ).shows("""
        patient | age | egfr_baseline
        P1      | 17  | 92.45
        P2      | 18  | 128.48
        P3      | 27  | 121.49
        P4      | 28  | 120.74
    """)


def test_age_instead_of_a_birth_date(outcomes):
    """Without a birth date the age of the visit's row counts, else the patient's, cut to completed years."""
    outcomes(
        patients="""
            patient | sex | birth_date | age  | switched
            P1      | F   |            | 28   | 0
            P2      | F   |            | 28.9 | 0
            P3      | F   | 1996-01-01 | 45   | 0          # the birth date counts
            P4      | F   |            | 17.9 | 0
        """,
        visits="""
            patient | day | creatinine | height
            P1      | 0   | 0.7        | 160
            P2      | 0   | 0.7        | 160
            P3      | 0   | 0.7        | 160
            P4      | 0   | 0.7        | 160
        """,
    ).shows("""
        patient | age | egfr_baseline
        P1      | 28  | 120.74
        P2      | 28  | 120.74
        P3      | 28  | 120.74
        P4      | 17  | 92.45
    """)


def test_age_on_the_row_of_the_visit(outcomes):
    """An age that stands on each visit's row is the age at that visit."""
    outcomes(
        visits="""
            patient | sex | switched | day | age | creatinine
            P1      | F   | 0        | 0   | 27  | 0.7
            P1      | F   | 0        | 168 | 28  | 0.7
        """,
    ).shows("""
        patient | egfr_baseline | egfr
        P1      | 121.49        | 120.74
    """)
