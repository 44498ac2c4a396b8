"""Cautions for the clinician, as of the assessment date: present, absent or unknown; missing data are never absent.

Sources: voclosporin label and KDIGO 2024 (eGFR 45 or less); mycophenolate label, boxed warning (pregnancy).
"""


def test_egfr_of_45_or_less(eligible):
    """The caution is present at an eGFR of 45 or less, absent above it, unknown without any. KDIGO 2024."""
    eligible(
        patients="""
            patient | sex
            P1      | F
            P2      | F
            P3      | F
            P4      | F
        """,
        visits="""
            patient | day | egfr
            P1      | 100 | 45
            P2      | 100 | 45.1
            P3      | 100 | 44.9
        """,
    ).shows("""
        patient | egfr_low
        P1      | present
        P2      | absent
        P3      | present
        P4      | unknown
    """)


def test_last_egfr_up_to_the_assessment_date(eligible):
    """The last eGFR on or before the assessment date counts: the switch, or the as-of date without one."""
    eligible(
        as_of=200,
        patients="""
            patient | switched
            P1      |
            P2      |
            P3      | 150
            P4      | 150
            P5      |
            P6      |
        """,
        visits="""
            patient | day | egfr | upcr
            P1      | 100 | 40   |
            P1      | 200 | 90   |
            P2      | 100 | 40   |
            P2      | 201 | 90   |
            P3      | 150 | 40   |
            P3      | 180 | 90   |
            P4      | 149 | 90   |
            P4      | 151 | 40   |
            P5      | 201 | 40   |
            P6      | 100 | 40   |
            P6      | 150 |      | 1.0    # a visit without eGFR hides none
        """,
    ).shows("""
        patient | egfr_low
        P1      | absent
        P2      | present
        P3      | present
        P4      | absent
        P5      | unknown
        P6      | present
    """)


def test_pregnancy_in_the_last_280_days(eligible):
    """A pregnancy recorded in the 280 days up to the assessment date is present; an older or later one says nothing."""
    eligible(
        as_of=300,
        patients="""
            patient | sex | age | switched
            P1      | F   | 28  |
            P2      | F   | 28  |
            P3      | F   | 28  |
            P4      | F   | 28  |
            P5      | F   | 28  |
            P6      | F   | 28  | 200
            P7      | F   | 28  | 200
            P8      | F   | 28  |
            P9      | F   | 60  |
        """,
        events="""
            patient | date | event
            P1      | 20   | pregnancy   # 280 days
            P2      | 19   | pregnancy
            P3      | 300  | pregnancy
            P4      | 301  | pregnancy
            P5      | -500 | pregnancy
            P5      | 250  | pregnancy   # the last one counts
            P6      | 201  | pregnancy
            P7      | -80  | pregnancy
            P8      | 250  | infection
            P9      | 250  | pregnancy
        """,
    ).shows("""
        patient | pregnancy
        P1      | present
        P2      | unknown
        P3      | present
        P4      | unknown
        P5      | present
        P6      | unknown
        P7      | present
        P8      | unknown
        P9      | present
    """)


def test_pregnancy_absent_only_where_it_is_not_possible(eligible):
    """With none recorded a pregnancy is absent in men, under 12 and over 55 years; else it is unknown."""
    eligible(
        patients="""
            patient | sex | age
            P1      | M   | 28
            P2      | F   | 11
            P3      | F   | 12
            P4      | F   | 55
            P5      | F   | 56
            P6      | F   |
            P7      |     | 28
            P8      |     | 60
        """
    ).shows("""
        patient | pregnancy
        P1      | absent
        P2      | absent
        P3      | unknown
        P4      | unknown
        P5      | absent
        P6      | unknown
        P7      | unknown
        P8      | absent
    """)


def test_age_at_the_assessment_date(eligible):
    """The age of a caution is that at the assessment date: the switch, or the as-of date without one."""
    eligible(
        as_of=366,
        patients="""
            patient | sex | birth_date | switched
            P1      | F   | 1968-06-01 |            # 56 on day 366
            P2      | F   | 1968-06-01 | 100        # 55 on day 100
        """,
    ).shows("""
        patient | pregnancy
        P1      | absent
        P2      | unknown
    """)
