"""Criterion 2: induction with cyclophosphamide or mycophenolate, of any brand, salt or route.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34; EULAR 2019 and KDIGO 2024 for what standard induction is.
"""


def test_any_brand_salt_or_route(eligible):
    """Cyclophosphamide and mycophenolate are standard, whatever the brand, salt or route. EULAR 2019, KDIGO 2024."""
    eligible(
        patients="""
            patient | induction             | begun
            P1      | cyclophosphamide      | 0
            P2      | IV Endoxan            | 0
            P3      | mycophenolate mofetil | 0
            P4      | CellCept              | 0
            P5      | Myfortic              | 0
            P6      | mycophenolic acid     | 0
        """
    ).shows("""
        patient | standard
        P1      | yes
        P2      | yes
        P3      | yes
        P4      | yes
        P5      | yes
        P6      | yes
    """)


def test_other_drugs_only(eligible):
    """Other drugs only: not standard. One standard drug among others: standard."""
    eligible(
        treatments="""
            patient | drug             | start | phase
            P1      | azathioprine     | 0     | induction
            P2      | tacrolimus       | 0     | induction
            P2      | prednisolone     | 0     | induction
            P3      | prednisolone     | 0     | induction
            P3      | cyclophosphamide | 0     | induction
        """
    ).shows("""
        patient | standard
        P1      | no
        P2      | no
        P3      | yes
    """)


def test_nothing_recorded(eligible):
    """Unknown where no induction is recorded, or a drug that is not recognised and none that is standard."""
    eligible(
        patients="""
            patient | induction    | begun
            P1      |              |         # nothing
            P2      |              | 0       # a date alone
            P3      | study drug X | 0       # not recognised
        """,
        treatments="""
            patient | drug             | start | phase
            P4      | cyclophosphamide | 0     | maintenance
            P5      | azathioprine     | 0     | induction
            P5      | study drug X     | 0     | induction
            P6      | mycophenolate    | 0     | induction
            P6      | study drug X     | 0     | induction
        """,
    ).shows("""
        patient | standard | standard lacks
        P1      | unknown  | induction_drug
        P2      | unknown  | induction_drug
        P3      | unknown  | induction_drug
        P4      | unknown  | induction_drug
        P5      | unknown  | induction_drug
        P6      | yes      |
    """)
