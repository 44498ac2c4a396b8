"""Criterion 1: class III or IV on a biopsy up to the assessment date, alone or mixed with V, not chronic only.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34; ISN/RPS 2003 and 2018 (PMC7751166) for the notation.
"""


def test_class_iii_and_iv_qualify_alone_or_with_v(eligible):
    """Class III or IV qualifies, alone or mixed with V; I, II, V and VI without them do not. Abstract 81."""
    eligible(
        biopsies="""
            patient | biopsied | class
            P1      | -30      | III
            P2      | -30      | Class IV
            P3      | -30      | III+V
            P4      | -30      | V + IV
            P5      | -30      | V
            P6      | -30      | II
            P7      | -30      | I
            P8      | -30      | VI
        """
    ).shows("""
        patient | biopsy
        P1      | yes
        P2      | yes
        P3      | yes
        P4      | yes
        P5      | no
        P6      | no
        P7      | no
        P8      | no
    """)


def test_chronic_only_does_not_qualify(eligible):
    """A biopsy with chronic lesions only (C) does not qualify; active (A) and mixed (A/C) do. ISN/RPS 2003."""
    eligible(
        biopsies="""
            patient | biopsied | class     | activity
            P1      | -30      | III (A)   |
            P2      | -30      | III (A/C) |
            P3      | -30      | III (C)   |
            P4      | -30      | IV-G (A)  |
            P5      | -30      | IV-S (C)  |
            P6      | -30      | IV        | chronic
            P7      | -30      | IV        | active and chronic
        """
    ).shows("""
        patient | biopsy
        P1      | yes
        P2      | yes
        P3      | no
        P4      | yes
        P5      | no
        P6      | no
        P7      | yes
    """)


def test_uncertain_classes(eligible):
    """What every reading of the notation makes III or IV qualifies; what only one reading makes so is unknown."""
    eligible(
        biopsies="""
            patient | biopsied | class
            P1      | -30      | III/IV       # III or IV: yes by both readings
            P2      | -30      | III (±V)
            P3      | -30      | V (±III)
            P4      | -30      | II (±V)
            P5      | -30      | IV?
            P6      | -30      | see report
        """
    ).shows("""
        patient | biopsy  | biopsy lacks
        P1      | yes     |
        P2      | yes     |
        P3      | unknown | biopsy_class
        P4      | no      |
        P5      | unknown | biopsy_class
        P6      | unknown | biopsy_class
    """)


def test_several_biopsies(eligible):
    """True if one biopsy qualifies; false if every one is readable and none qualifies; otherwise unknown."""
    eligible(
        patients="""
            patient | sex
            P1      | F
            P2      | F
            P3      | F
            P4      | F
            P5      | F     # no biopsy recorded
        """,
        biopsies="""
            patient | biopsied | class
            P1      | -400     | III
            P1      | -30      | V
            P2      | -400     | see report
            P2      | -30      | IV
            P3      | -400     | V
            P3      | -30      | see report
            P4      | -400     | II
            P4      | -30      | IV (C)
        """,
    ).shows("""
        patient | biopsy
        P1      | yes
        P2      | yes
        P3      | unknown
        P4      | no
        P5      | unknown
    """)


def test_biopsy_up_to_the_assessment_date(eligible):
    """A biopsy counts on or before the assessment date: the switch, or the as-of date where there was none.

    One of after the as-of date was not known on it: of who has no other, nothing is known.
    """
    eligible(
        as_of=200,
        patients="""
            patient | switched
            P1      | 100
            P2      | 100
            P3      |
            P4      |
            P5      | 180
            P6      | 300
        """,
        biopsies="""
            patient | biopsied | class
            P1      | 100      | IV
            P2      | 101      | IV
            P3      | 200      | IV
            P4      | 201      | IV
            P5      | 190      | IV
            P6      | 250      | IV
        """,
    ).shows("""
        patient | biopsy
        P1      | yes
        P2      | no
        P3      | yes
        P4      | unknown
        P5      | no
        P6      | unknown
    """)


def test_undated_biopsy(eligible):
    """A biopsy without a date is unknown if its class would qualify, and no if it would not whatever the date."""
    eligible(
        biopsies="""
            patient | biopsied | class
            P1      |          | IV
            P2      |          | V
            P3      |          | IV (C)
        """
    ).shows("""
        patient | biopsy  | biopsy lacks
        P1      | unknown | biopsy_date
        P2      | no      |
        P3      | no      |
    """)


def test_biopsy_after_a_switch_that_is_dated_before_the_induction(eligible):
    """Nothing rests on a switch that contradicts the induction: whether a biopsy after it was in time is not known."""
    eligible(
        as_of=400,
        patients="""
            patient | biopsied | class | induction | begun | switched | prior
            P1      | -10      | IV    | MMF       | 0     | -30      | PR
            P2      | -30      | IV    | MMF       | 0     | -30      | PR
            P3      | -10      | IV    | MMF       | 0     | 0        | PR
        """,
    ).shows("""
        patient | status       | biopsy  | biopsy lacks
        P1      | undetermined | unknown | switch_date
        P2      | undetermined | yes     |
        P3      | upfront      | yes     |
    """)
