"""Induction adequacy: dose and duration against standard induction; true, false, or unknown, never adequate by default.

Sources: EULAR 2019 and KDIGO 2024 for standard regimens. What is too little is a suggestion of the project: a mean
below 1 g/day of mofetil, fewer than 3 doses of cyclophosphamide, less than 20 weeks of exposure, other drugs only.
"""


def test_twenty_weeks_of_exposure(eligible):
    """Twenty weeks, 140 days, on a standard drug are enough; the stop is its last day; one day less is too little."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day)
            P1      | MMF  | induction | 0     | 139  | 2000
            P2      | MMF  | induction | 0     | 138  | 2000
            P3      | MMF  | induction | 0     | 60   | 2000
            P3      | MMF  | induction | 71    | 149  | 2000   # 61 and 79 days
            P4      | MMF  | induction | 0     | 60   | 2000
            P4      | MMF  | induction | 50    | 128  | 2000   # days of both count once
        """,
    ).shows("""
        patient | induction_adequate | induction_exposure_weeks
        P1      | yes                | 20.00
        P2      | no                 | 19.86
        P3      | yes                | 20.00
        P4      | no                 | 18.43
    """)


def test_exposure_up_to_the_assessment_date(eligible):
    """Only the days before the assessment date count, and those from the start of induction."""
    eligible(
        as_of=139,
        treatments="""
            patient | drug | phase       | start | stop | dose (mg/day)
            P1      | MMF  | induction   | 0     | 300  | 2000
            P2      | MMF  | induction   | -1    | 300  | 2000
            P3      | MMF  | maintenance | -99   | 300  | 2000
            P3      | CYC  | induction   | 30    | 100  | 5
            P4      | pred | induction   | 0     | 300  | 20
            P4      | MMF  | maintenance | 10    | 300  | 2000
        """,
    ).shows("""
        patient | induction_adequate | induction_exposure_weeks
        P1      | no                 | 19.86
        P2      | yes                | 20.00
        P3      | no                 | 15.57
        P4      | no                 | 18.43      # the induction has no standard drug
    """)


def test_mean_dose_of_mycophenolate(eligible):
    """A mean of 1 g/day of mofetil is enough, by days over the doses that are recorded; 720 mg EC-MPS are 1 g."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug     | phase     | start | stop | dose (mg/day)
            P1      | MMF      | induction | 0     | 199  | 1000
            P2      | MMF      | induction | 0     | 199  | 999
            P3      | MMF      | induction | 0     | 99   | 500
            P3      | MMF      | induction | 100   | 199  | 1500
            P4      | MMF      | induction | 0     | 100  | 500
            P4      | MMF      | induction | 101   | 199  | 1500
            P5      | MMF      | induction | 0     | 99   |
            P5      | MMF      | induction | 100   | 199  | 1000
            P6      | MMF      | induction | 0     | 199  |
            P7      | Myfortic | induction | 0     | 199  | 720
        """,
    ).shows("""
        patient | induction_adequate | mycophenolate_mean_dose
        P1      | yes                | 1000
        P2      | no                 | 999
        P3      | yes                | 1000
        P4      | no                 | 995
        P5      | yes                | 1000
        P6      | unknown            |
        P7      | yes                | 1000
    """)


def test_three_doses_of_cyclophosphamide(eligible):
    """Three doses are enough: as recorded, else one a row that stops on its day or never, a dose a day by mouth."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day) | doses
            P1      | CYC  | induction | 0     | 150  |               | 3
            P2      | CYC  | induction | 0     | 150  |               | 2
            P3      | CYC  | induction | 0     | 0    |               |
            P3      | CYC  | induction | 60    | 60   |               |
            P3      | CYC  | induction | 120   | 120  |               |
            P4      | CYC  | induction | 0     |      |               |
            P4      | CYC  | induction | 28    |      |               |
            P4      | CYC  | induction | 56    |      |               |
            P4      | CYC  | induction | 84    |      |               |
            P4      | CYC  | induction | 112   |      |               |
            P5      | CYC  | induction | 0     | 150  | 100           |
            P6      | CYC  | induction | 0     | 150  |               |
            P7      | CYC  | induction | 0     |      |               | 6
        """,
    ).shows("""
        patient | induction_adequate | cyclophosphamide_doses | induction_exposure_weeks
        P1      | yes                | 3                      | 21.57
        P2      | no                 | 2                      | 21.57
        P3      | no                 | 3                      | 12.00    # 28 days for each
        P4      | yes                | 5                      | 20.00
        P5      | yes                | 151                    | 21.57
        P6      | unknown            |                        | 21.57
        P7      | yes                | 6                      |                          # six are a whole course
    """)


def test_one_adequate_drug_is_enough(eligible):
    """Where both drugs were given, one in adequate dose is enough, and the days on either count."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug | phase       | start | stop | dose (mg/day) | doses
            P1      | CYC  | induction   | 0     | 70   |               | 6
            P1      | MMF  | maintenance | 71    | 199  | 500           |
            P2      | CYC  | induction   | 0     | 70   |               | 2
            P2      | MMF  | maintenance | 71    | 199  | 500           |
            P3      | CYC  | induction   | 0     | 70   |               | 2
            P3      | MMF  | maintenance | 71    | 199  | 1500          |
        """,
    ).shows("""
        patient | induction_adequate
        P1      | yes
        P2      | no
        P3      | yes
    """)


def test_without_a_stop_or_a_dose_unknown(eligible):
    """Without a stop the exposure is not known, unless a stop of the patient is recorded; it is never adequate."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day)
            P1      | MMF  | induction | 0     |      | 2000
            P2      | MMF  | induction | 0     |      | 2000
            P2      | pred | induction | 0     | 90   | 20
            P3      | MMF  | induction | 0     |      | 1000
            P3      | MMF  | induction | 50    | 199  | 3000    # a new dose ends the one before
            P4      | MMF  | induction |       | 199  | 2000
            P5      | MMF  | induction | 100   |      | 2000    # 100 days at most
        """,
    ).shows("""
        patient | induction_adequate | induction_exposure_weeks
        P1      | unknown            |
        P2      | yes                | 28.57
        P3      | yes                | 28.57
        P4      | unknown            |
        P5      | no                 |
    """)


def test_up_to_the_switch_the_drug_of_the_combination_is_given(eligible):
    """Mycophenolate without a stop was being given until the switch; cyclophosphamide need not have been."""
    eligible(
        patients="""
            patient | switched
            P1      | 150
            P2      | 150
        """,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day) | doses
            P1      | MMF  | induction | 0     |      | 2000          |
            P2      | CYC  | induction | 0     |      |               | 5
        """,
    ).shows("""
        patient | induction_adequate | induction_exposure_weeks
        P1      | yes                | 21.43
        P2      | unknown            |
    """)


def test_no_standard_drug_is_not_adequate(eligible):
    """Glucocorticoids, hydroxychloroquine or other drugs only are not adequate; without a drug it is unknown."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day)
            P1      | pred | induction | 0     | 199  | 60
            P2      | HCQ  | induction | 0     | 199  | 400
            P3      | AZA  | induction | 0     | 199  | 100
            P4      |      | induction | 0     | 199  |
        """,
    ).shows("""
        patient | induction_adequate
        P1      | no
        P2      | no
        P3      | no
        P4      | unknown
    """)


def test_adequacy_as_a_criterion(eligible):
    """A protocol can ask for an adequate induction; where that is unknown, the fields that are missing are named."""
    eligible(
        as_of=200,
        criteria={"adequate": "induction_adequate"},
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day)
            P1      | MMF  | induction | 0     | 199  | 2000
            P2      | MMF  | induction | 0     | 100  | 2000
            P3      | MMF  | induction | 0     |      |
        """,
    ).shows("""
        patient | adequate | adequate lacks
        P1      | yes      |
        P2      | no       |
        P3      | unknown  | stop_date, dose
    """)


def test_six_pulses_are_a_standard_course(eligible):
    """Six pulses of cyclophosphamide stand for the weeks of exposure (EULAR 2019, Euro-Lupus); daily doses do not."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug | phase     | start | stop | dose (mg/day) | doses
            P1      | CYC  | induction | 0     | 70   |               | 6
            P2      | CYC  | induction | 0     | 70   |               | 5
            P3      | CYC  | induction | 0     | 70   | 100           |        # 71 daily doses
            P4      | CYC  | induction | 0     | 70   |               |
        """,
    ).shows("""
        patient | induction_adequate | cyclophosphamide_pulses | induction_exposure_weeks
        P1      | yes                | 6                       | 10.14
        P2      | no                 | 5                       | 10.14
        P3      | no                 | 0                       | 10.14
        P4      | unknown            |                         | 10.14
    """)
