"""The switch date: as recorded, else the first day on both mycophenolate and tacrolimus after induction began.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34 (switch to mycophenolate + tacrolimus).
"""


def test_recorded_switch_date_counts(eligible):
    """The recorded switch date counts, whatever the treatments say."""
    eligible(
        as_of=400,
        patients="""
            patient | switched
            P1      | 200
            P2      |
        """,
        treatments="""
            patient | drug             | start | stop | phase
            P1      | cyclophosphamide | 0     | 150  | induction
            P1      | mycophenolate    | 150   |      |
            P1      | tacrolimus       | 180   |      |
            P2      | cyclophosphamide | 0     | 150  | induction
            P2      | mycophenolate    | 150   |      |
            P2      | tacrolimus       | 180   |      |
        """,
    ).shows("""
        patient | switched
        P1      | 200
        P2      | 180
    """)


def test_first_day_on_both(eligible):
    """The derived switch is the first day on both drugs; the last day of one may be the first of the other."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug             | start | stop | phase
            P1      | mycophenolate    | 0     |      | induction
            P1      | tacrolimus       | 170   |      |
            P2      | mycophenolate    | 0     | 170  | induction
            P2      | tacrolimus       | 170   |      |             # one day on both
            P3      | mycophenolate    | 0     | 169  | induction
            P3      | tacrolimus       | 170   |      |             # stopped the day before
            P4      | cyclophosphamide | 0     | 150  | induction
            P4      | tacrolimus       | 160   | 190  |
            P4      | mycophenolate    | 190   |      |
            P5      | cyclophosphamide | 0     | 150  | induction
            P5      | tacrolimus       | 160   | 189  |
            P5      | mycophenolate    | 190   |      |
            P6      | CellCept         | 0     |      | induction
            P6      | Prograf          | 170   |      |
            P7      | cyclophosphamide | 0     |      | induction
            P7      | tacrolimus       | 170   |      |
        """,
    ).shows("""
        patient | switched
        P1      | 170
        P2      | 170
        P3      |
        P4      | 190
        P5      |
        P6      | 170
        P7      |
    """)


def test_drugs_given_more_than_once(eligible):
    """Of several courses the first overlap counts; courses that do not overlap give no switch."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug          | start | stop | phase
            P1      | mycophenolate | 0     | 100  | induction
            P1      | mycophenolate | 200   |      |
            P1      | tacrolimus    | 150   |      |
            P2      | mycophenolate | 0     |      | induction
            P2      | tacrolimus    | 150   | 160  |
            P2      | tacrolimus    | 250   |      |
        """,
    ).shows("""
        patient | switched
        P1      | 200
        P2      | 150
    """)


def test_both_drugs_before_induction(eligible):
    """Days on both drugs before induction began do not count; who is on both when it begins has the first regimen."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug             | start | stop | phase
            P1      | mycophenolate    | -100  |      |
            P1      | tacrolimus       | -50   |      |
            P1      | cyclophosphamide | 0     |      | induction
            P2      | mycophenolate    | -100  | -1   |
            P2      | tacrolimus       | -50   |      |
            P2      | cyclophosphamide | 0     |      | induction
            P3      | mycophenolate    | -100  | 0    |
            P3      | tacrolimus       | -50   |      |
            P3      | cyclophosphamide | 0     |      | induction
            P4      | mycophenolate    | -100  |      |
            P4      | tacrolimus       | -50   | -1   |
            P4      | cyclophosphamide | 0     |      | induction
        """,
    ).shows("""
        patient | switched | is_upfront
        P1      |          | yes
        P2      |          | no
        P3      |          | yes
        P4      |          | no
    """)


def test_no_induction_no_derived_switch(eligible):
    """Where no start of induction is recorded no switch is derived; a recorded switch stands."""
    eligible(
        as_of=400,
        patients="""
            patient | switched
            P1      |
            P2      | 200
            P3      |
        """,
        treatments="""
            patient | drug             | start | phase
            P1      | mycophenolate    | 0     | maintenance
            P1      | tacrolimus       | 150   |
            P2      | mycophenolate    | 0     | maintenance
            P2      | tacrolimus       | 150   |
            P3      | cyclophosphamide |       | induction
            P3      | mycophenolate    | 0     |
            P3      | tacrolimus       | 150   |
        """,
    ).shows("""
        patient | switched | status
        P1      |          | undetermined
        P2      | 200      | undetermined
        P3      |          | undetermined
    """)


def test_a_drug_without_a_start_date(eligible):
    """A drug whose start is not recorded cannot tell the first day on both, nor whether there was one."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug             | start | phase
            P1      | cyclophosphamide | 0     | induction
            P1      | mycophenolate    |       |
            P1      | tacrolimus       | 150   |
            P2      | cyclophosphamide | 0     | induction
            P2      | mycophenolate    | 100   |
            P2      | tacrolimus       |       |
        """,
    ).shows("""
        patient | switched | has_switched
        P1      |          | unknown
        P2      |          | unknown
    """)


def test_a_dose_of_0_is_no_drug_being_given(eligible):
    """A row with a dose of 0 begins no combination, and adds no weeks on standard drugs."""
    eligible(
        as_of=300,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day)
            P1      | MMF  | induction | 0     |      | 2000
            P1      | TAC  |           | 200   |      | 0
            P2      | MMF  | induction | 0     |      | 2000
            P2      | TAC  |           | 200   |      | 3
            P3      | MMF  | induction | 0     | 100  | 2000
            P3      | MMF  |           | 101   | 250  | 0
        """,
    ).shows("""
        patient | switched | induction_exposure_weeks
        P1      |          |
        P2      | 200      | 28.57
        P3      |          | 14.43
    """)
