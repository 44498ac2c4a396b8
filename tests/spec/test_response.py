"""Renal response at week 24 after the switch by ``kdigo-2024``, three-valued.

Source: KDIGO 2024 lupus nephritis guideline, Kidney Int 2024;105(1S):S1-S69. Complete: UPCR below 0.5 g/g and eGFR at
least 85 % of baseline. Partial: UPCR at most half of baseline and below 3 g/g, and eGFR at least 85 % of baseline.
"""


def test_reference_cases(outcomes):
    """The cases A to O of the reference table have the responses that it gives (reference-values.md, KDIGO 15 %)."""
    outcomes(
        patients=_switched("ABCDEFGHIJKLMNO"),
        visits="""
            patient | day | upcr | egfr
            A       | 0   | 3.00 | 90
            A       | 168 | 0.40 | 88
            B       | 0   | 3.00 | 90
            B       | 168 | 0.50 | 88
            C       | 0   | 3.00 | 90
            C       | 168 | 0.60 | 88
            D       | 0   | 3.00 | 90
            D       | 168 | 0.40 | 78
            E       | 0   | 3.00 | 100
            E       | 168 | 0.40 | 83
            F       | 0   | 3.00 | 70
            F       | 168 | 0.40 | 52
            G       | 0   | 3.00 | 90
            G       | 168 | 0.40 | 88
            H       | 0   | 3.00 | 90
            H       | 168 | 0.40 | 88
            I       | 0   | 3.00 | 90
            I       | 168 | 0.40 | 88
            J       | 0   | 3.00 | 90
            J       | 168 | 1.50 | 88
            K       | 0   | 8.00 | 90
            K       | 168 | 3.20 | 88
            L       | 0   | 8.00 | 90
            L       | 168 | 2.90 | 88
            M       | 0   | 1.20 | 90
            M       | 168 | 0.70 | 88
            N       | 0   | 3.00 | 90     # week 24 missing: not assessable by observed cases
            O       | 0   | 0.90 | 90
            O       | 168 | 0.45 | 88
        """,
    ).shows("""
        patient | response
        A       | CR
        B       | PR
        C       | PR
        D       | CR
        E       | NR
        F       | NR
        G       | CR
        H       | CR
        I       | CR
        J       | PR
        K       | NR
        L       | PR
        M       | NR
        N       |
        O       | CR
    """)


def test_boundaries(outcomes):
    """Complete is below 0.5; partial is a fall of 50 % or more to below 3; eGFR of exactly 85 % is still stable."""
    outcomes(
        patients=_switched("ABCDEFGHIJK"),
        visits="""
            patient | day | upcr  | egfr
            A       | 0   | 4.00  | 90
            A       | 168 | 0.499 | 90
            B       | 0   | 4.00  | 90
            B       | 168 | 0.5   | 90
            C       | 0   | 4.00  | 90
            C       | 168 | 2.00  | 90     # exactly 50 %
            D       | 0   | 4.00  | 90
            D       | 168 | 2.001 | 90
            E       | 0   | 6.00  | 90
            E       | 168 | 3.00  | 90     # a fall of 50 %, but not below 3
            F       | 0   | 6.00  | 90
            F       | 168 | 2.999 | 90
            G       | 0   | 4.00  | 100
            G       | 168 | 0.40  | 85
            H       | 0   | 4.00  | 100
            H       | 168 | 0.40  | 84.9
            I       | 0   | 4.00  | 100
            I       | 168 | 2.00  | 85
            J       | 0   | 4.00  | 100
            J       | 168 | 2.00  | 84.9
            K       | 0   | 0.80  | 90
            K       | 168 | 0.60  | 90
        """,
    ).shows("""
        patient | response
        A       | CR
        B       | PR
        C       | PR
        D       | NR
        E       | NR
        F       | PR
        G       | CR
        H       | NR
        I       | PR
        J       | NR
        K       | NR
    """)


def test_compared_to_the_ninth_decimal(outcomes):
    """Both sides are rounded to the 9th decimal before they are compared: arithmetic noise moves no one."""
    outcomes(
        patients=_switched("ABCDEFG"),
        visits="""
            patient | day | upcr         | egfr
            A       | 0   | 4            | 31.1
            A       | 168 | 0.4          | 26.435   # exactly 85 %, though 0.85 × 31.1 is more in binary
            B       | 0   | 4            | 44.6
            B       | 168 | 1.0          | 37.91    # the same
            C       | 0   | 3            | 90
            C       | 168 | 1.5000000004 | 90
            D       | 0   | 3            | 90
            D       | 168 | 1.500000001  | 90       # one in the 9th decimal too many
            E       | 0   | 3            | 90
            E       | 168 | 0.4999999996 | 90       # 0.5 to the 9th decimal
            F       | 0   | 3            | 90
            F       | 168 | 0.499999999  | 90
            G       | 0   | 3.0000000008 | 90
            G       | 168 | 1.5000000004 | 90
        """,
    ).shows("""
        patient | response
        A       | CR
        B       | PR
        C       | PR
        D       | NR
        E       | PR
        F       | CR
        G       | PR
    """)


def test_unknown_stays_unknown(outcomes):
    """A missing value makes a response unknown only where it could change it."""
    outcomes(
        patients=_switched("ABCDEFGHIJKL"),
        visits="""
            patient | day | upcr | egfr
            A       | 0   | 4.0  | 90
            A       | 168 | 0.3  |        # complete if the eGFR held
            B       | 0   | 4.0  | 90
            B       | 168 | 2.0  |        # not complete; partial if the eGFR held
            C       | 0   | 4.0  | 90
            C       | 168 | 2.1  |        # neither, whatever the eGFR
            D       | 0   | 4.0  |
            D       | 168 | 3.2  | 90     # neither, whatever the eGFR at baseline
            E       | 0   | 4.0  | 90
            E       | 168 |      | 70     # neither, whatever the UPCR
            F       | 0   |      | 90
            F       | 168 | 0.3  | 88     # complete, whatever the UPCR at baseline
            G       | 0   |      | 90
            G       | 168 | 1.0  | 88     # not complete; partial if it was 2 or more
            H       | 0   |      | 90
            H       | 168 | 3.0  | 88     # neither: not below 3
            I       | 0   | 4.0  | 90
            I       | 168 |      | 88
            J       | 0   |      | 90
            J       | 168 | 1.0  | 70     # neither: the eGFR fell
            K       | 168 | 0.3  | 88     # no baseline at all
            L       | 0   | 0.6  | 90
            L       | 168 | 0.4  |        # not partial; complete if the eGFR held
        """,
    ).shows("""
        patient | complete | partial | response
        A       | unknown  | unknown |
        B       | no       | unknown |
        C       | no       | no      | NR
        D       | no       | no      | NR
        E       | no       | no      | NR
        F       | yes      | unknown | CR
        G       | no       | unknown |
        H       | no       | no      | NR
        I       | unknown  | unknown |
        J       | no       | no      | NR
        K       | unknown  | unknown |
        L       | unknown  | no      |
    """)


def test_complete_comes_before_partial(outcomes):
    """Who meets both definitions is complete, and a complete responder need not have halved the UPCR."""
    outcomes(
        patients=_switched("AB"),
        visits="""
            patient | day | upcr | egfr
            A       | 0   | 3.0  | 90
            A       | 168 | 0.4  | 90
            B       | 0   | 0.6  | 90
            B       | 168 | 0.4  | 90
        """,
    ).shows("""
        patient | complete | partial | response
        A       | yes      | yes     | CR
        B       | yes      | no      | CR
    """)


def test_both_anchors_by_the_same_definition(eligible):
    """The response to induction is judged by the same definition, from the values around induction."""
    eligible(
        patients="""
            patient | induction | begun | switched
            P1      | MMF       | 0     | 170
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 168 | 2.0  | 88
            P1      | 338 | 0.3  | 88
        """,
    ).shows("""
        patient | prior | no CR
        P1      | PR    | yes
    """)


def _switched(patients):
    """Return a table of patients, each switched on day 0."""
    return "patient | switched\n" + "\n".join(f"{patient} | 0" for patient in patients)
