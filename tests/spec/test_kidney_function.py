"""eGFR: as recorded if every visit of the patient with a creatinine has one, else computed for all of the visits.

Adults: CKD-EPI 2021 creatinine (Inker LA et al., N Engl J Med 2021;385:1737-1749). Under 18: CKiD U25 creatinine
(Pierce CB et al., Kidney Int 2021;99:948-956) where the height is known. A patient has one equation, by the completed
years at the switch; the age in the formula is that at the visit.
In these tests every switch is on day 0 and the eGFR shown is that of the visit of that day, or of day 168.
"""

import pytest

from lnmt_cli import UsageError


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


def test_birthday_on_the_day_of_the_switch(outcomes):
    """Age is in completed years: on the 18th birthday the adults' equation holds, not the day before."""
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
        patient | egfr_baseline | equation
        P1      | 128.48        | ckd-epi-2021
        P2      | 94.57         | ckid-u25       # a day before 18: k is 36.1 × 1.023^5.9986
        P3      | 94.40         | ckid-u25
        P4      | 128.48        | ckd-epi-2021
    """)


def test_one_equation_whenever_the_visit_was(outcomes):
    """The age at the switch decides on the equation of all visits, before and after; the age at each goes into it.

    P1 is 17 at the switch and 18 at week 24, by U25 throughout: k is 36.1 × 1.023^5.75 and then 41.4. P2 is 18 at the
    switch and 17 at the baseline before, by CKD-EPI throughout, also at 17.
    """
    outcomes(
        patients="""
            patient | sex | birth_date | switched
            P1      | F   | 2006-03-01 | 0
            P2      | F   | 2005-12-20 | 0
        """,
        visits="""
            patient | day | creatinine | height
            P1      | -30 | 0.7        | 160
            P1      | 168 | 0.7        | 160
            P2      | -30 | 0.7        | 160
            P2      | 168 | 0.7        | 160
        """,
    ).shows("""
        patient | equation     | egfr_baseline | egfr
        P1      | ckid-u25     | 94.05         | 94.63
        P2      | ckd-epi-2021 | 129.29        | 128.48
    """)


def test_the_day_of_judgement_decides_without_a_switch(eligible):
    """Of who has not switched the age on the as-of date decides, also for the visits of induction at 17.

    U25 has no value without a height, CKD-EPI has: the response to induction can be told on the 18th birthday, and not
    the day before.
    """
    tables = {
        "patients": """
            patient | sex | birth_date | induction | begun
            P1      | F   | 2006-07-18 | MMF       | 0        # 18 on day 199
        """,
        "visits": """
            patient | day | upcr | creatinine
            P1      | 0   | 4.0  | 0.7
            P1      | 168 | 0.4  | 0.7
        """,
    }
    eligible(as_of=198, **tables).shows("""
        patient | computed | no CR   | no CR lacks
        P1      |          | unknown | egfr_at_week_24, egfr_at_baseline
    """)
    eligible(as_of=199, **tables).shows("""
        patient | computed | no CR
        P1      | CR       | no
    """)


def test_recorded_ages_that_grow(outcomes):
    """Without a birth date the age on the last row up to the switch decides; the patient's own, then a later row."""
    outcomes(
        visits="""
            patient | sex | switched | day  | age | creatinine | height
            P1      | F   | 0        | -400 | 16  | 0.7        | 160
            P1      | F   | 0        | -20  | 17  | 0.7        | 160
            P1      | F   | 0        | 168  | 18  | 0.7        | 160
            P2      | F   | 0        | -400 | 17  | 0.7        | 160
            P2      | F   | 0        | -20  | 18  | 0.7        | 160
            P2      | F   | 0        | 168  | 18  | 0.7        | 160
            P3      | F   | 0        | -20  |     | 0.7        | 160
            P3      | F   | 0        | 168  | 18  | 0.7        | 160
        """,
    ).shows("""
        patient | equation     | egfr_baseline | egfr
        P1      | ckid-u25     | 92.45         | 94.63
        P2      | ckd-epi-2021 | 128.48        | 128.48
        P3      | ckd-epi-2021 | 128.48        | 128.48
    """)


def test_below_every_equation(outcomes):
    """Who has not completed the first year, or whose age is not known, has no equation and no computed eGFR."""
    outcomes(
        patients="""
            patient | sex | age | switched
            P1      | F   | 0.9 | 0
            P2      | F   | 1   | 0
            P3      | F   |     | 0
        """,
        visits="""
            patient | day | creatinine | height
            P1      | 0   | 0.3        | 75
            P2      | 0   | 0.3        | 75
            P3      | 0   | 0.3        | 75
        """,
    ).shows("""
        patient | equation | egfr_baseline
        P1      |          |
        P2      | ckid-u25 | 82.68
        P3      |          |
    """)


ASKED = {
    "patients": """
        patient | sex | age | switched
        P1      | F   | 28  | 0
        P2      | F   | 28  | 0
        P3      | F   | 16  | 0
        P4      | M   | 20  | 0
    """,
    "visits": """
        patient | day | creatinine | cystatin_c | egfr | height | weight
        P1      | 0   | 0.7        | 0.8        | 99   |        | 55        # recorded throughout
        P2      | 0   | 0.9        |            |      |        |
        P2      | 168 | 0.9        |            | 77   |        |
        P3      | 0   | 0.8        |            |      | 160    | 50
        P4      | 0   | 0.8        |            |      | 175    |
    """,
}


@pytest.mark.parametrize(
    ("gfr", "expected"),
    [
        (
            "recorded",
            """
            patient | recorded | equation | egfr_baseline | egfr
            P1      | yes      | recorded | 99            |
            P2      | yes      | recorded |               | 77
            P3      | yes      | recorded |               |
            P4      | yes      | recorded |               |
            """,
        ),
        (
            "as-recorded",
            """
            patient | recorded | equation     | egfr_baseline | egfr
            P1      | yes      | recorded     | 99            |
            P2      | no       | ckd-epi-2021 | 89.30         | 89.30
            P3      | no       | ckid-u25     | 79.08         |
            P4      | no       | ckd-epi-2021 | 129.93        |
            """,
        ),
        (
            "ckd-epi-2009",
            """
            patient | recorded | equation     | egfr_baseline | egfr
            P1      | no       | ckd-epi-2009 | 117.91        |
            P2      | no       | ckd-epi-2009 | 87.01         | 87.01
            P3      | no       | ckid-u25     | 79.08         |        # below 18: the protocol's equation for children
            P4      | no       | ckd-epi-2009 | 128.60        |
            """,
        ),
        (
            "ekfc",
            """
            patient | recorded | equation | egfr_baseline | egfr
            P1      | no       | ekfc     | 107.30        |
            P2      | no       | ekfc     | 80.73         | 80.73
            P3      | no       | ekfc     | 84.62         |            # one equation for children and adults
            P4      | no       | ekfc     | 109.91        |
            """,
        ),
        (
            "ckid-u25",
            """
            patient | recorded | equation     | egfr_baseline | egfr
            P1      | no       | ckd-epi-2021 | 120.74        |        # above 25: the protocol's equation for adults
            P2      | no       | ckd-epi-2021 | 89.30         | 89.30
            P3      | no       | ckid-u25     | 79.08         |
            P4      | no       | ckid-u25     | 111.125       |        # up to 25 by what was asked for
            """,
        ),
        (
            "ckd-epi-2021-cr-cys",
            """
            patient | recorded | equation            | egfr_baseline | egfr
            P1      | no       | ckd-epi-2021-cr-cys | 116.53        |
            P2      | no       | ckd-epi-2021-cr-cys |               |  # no cystatin C, and no other equation instead
            P3      | no       | ckid-u25            | 79.08         |
            P4      | no       | ckd-epi-2021-cr-cys |               |
            """,
        ),
        (
            "cockcroft-gault",
            """
            patient | recorded | equation        | egfr_baseline | egfr
            P1      | no       | cockcroft-gault | 103.89        |
            P2      | no       | cockcroft-gault |               |
            P3      | no       |                 |               |      # mL/min is never put beside mL/min/1.73 m²
            P4      | no       | cockcroft-gault |               |
            """,
        ),
    ],
)
def test_where_it_is_asked_to_come_from(outcomes, gfr, expected):
    """``--gfr``: recorded values alone; an equation by name for patients of its ages, others by the protocol's."""
    outcomes(gfr=gfr, **ASKED).shows(expected)


def test_the_unit_of_the_change_is_that_of_the_equation(outcomes):
    """A clearance in mL/min is not shown as mL/min/1.73 m²."""
    for gfr, unit in ((None, "mL/min/1.73 m²"), ("recorded", "mL/min/1.73 m²"), ("cockcroft-gault", "mL/min")):
        found = outcomes(gfr=gfr, **ASKED).outcomes
        assert {change.unit for change in found.changes if change.measure == "egfr"} == {unit}


def test_limits_of_what_it_is_computed_from(outcomes):
    """An eGFR is a limit where an input of its own equation is one, on the other side."""
    visits = """
        patient | day | creatinine | cystatin_c
        P1      | 0   | <0.7       | 0.8
    """
    patients = """
        patient | sex | age | switched
        P1      | F   | 28  | 0
    """
    for gfr, sign in ((None, ">"), ("ekfc", ">"), ("ckd-epi-2012-cys", ""), ("ckd-epi-2021-cr-cys", ">")):
        outcomes(gfr=gfr, patients=patients, visits=visits).shows(f"""
            patient | egfr_baseline_sign
            P1      | {sign}
        """)


def test_an_equation_that_is_not_there(outcomes):
    """A name that is none is wrong usage, answered with the nearest."""
    with pytest.raises(UsageError) as refusal:
        outcomes(gfr="ckd-epi-2012", **ASKED)
    assert refusal.value.hint.startswith("Did you mean ckd-epi-20")


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
        P1      | 17  | 94.57
        P2      | 18  | 128.48
        P3      | 27  | 121.49
        P4      | 28  | 120.74
    """)


def test_age_instead_of_a_birth_date(outcomes):
    """Without a birth date the age of the visit's row counts, else the patient's.

    CKD-EPI takes the completed years of it, CKiD U25 all: k is 36.1 × 1.023^5.9 at 17.9.
    """
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
        P4      | 17  | 94.36
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
