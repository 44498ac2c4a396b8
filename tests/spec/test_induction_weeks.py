"""Criterion 3: from the start of induction to the assessment date at least 24 weeks less the 28-day visit window.

Source: abstract 81 (24 weeks); the window of ± 4 weeks is the registries' convention (docs/methods.md).
"""


def test_140_days_are_enough(eligible):
    """140 days of induction are enough and 139 are not, up to the switch, or up to the as-of date without one."""
    eligible(
        as_of=200,
        patients="""
            patient | induction        | begun | switched
            P1      | cyclophosphamide | 0     | 139
            P2      | cyclophosphamide | 0     | 140
            P3      | cyclophosphamide | 61    |            # 139 days up to day 200
            P4      | cyclophosphamide | 60    |
            P5      | cyclophosphamide |       |
            P6      | cyclophosphamide | 150   | 290        # a switch after the as-of date is not known yet
            P7      | cyclophosphamide | 60    | 201
        """,
    ).shows("""
        patient | 24 weeks
        P1      | no
        P2      | yes
        P3      | no
        P4      | yes
        P5      | unknown
        P6      | no
        P7      | yes
    """)


def test_pending_with_the_due_date(eligible):
    """Who has not switched and is short of it is pending, due on day 140, unless another criterion is false."""
    eligible(
        as_of=139,
        patients="""
            patient | induction        | begun | switched | class | biopsied | prior
            P1      | cyclophosphamide | 0     |          | IV    | -30      | PR
            P2      | cyclophosphamide | 30    |          | IV    | -30      |
            P3      | cyclophosphamide | 0     |          |       |          |
            P4      | cyclophosphamide | 0     |          | V     | -30      | PR
            P5      | azathioprine     | 0     |          | IV    | -30      | PR
            P6      | cyclophosphamide | 0     |          | IV    | -30      | CR
            P7      | cyclophosphamide | 0     | 100      | IV    | -30      | PR
            P8      | cyclophosphamide | -1    |          | IV    | -30      | PR
        """,
    ).shows("""
        patient | status           | due
        P1      | pending          | 140
        P2      | pending          | 170
        P3      | pending          | 140
        P4      | not_eligible     |
        P5      | not_eligible     |
        P6      | not_eligible     |
        P7      | switched_outside |
        P8      | candidate        |
    """)


def test_weeks_count_from_the_first_induction_drug(eligible):
    """Induction begins with the first drug given for it, standard or not."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug             | start | phase
            P1      | azathioprine     | 0     | induction
            P1      | cyclophosphamide | 100   | induction
            P2      | mycophenolate    | 0     | maintenance
            P2      | cyclophosphamide | 100   | induction
            P3      | cyclophosphamide |       | induction
            P3      | prednisolone     | 30    | induction
        """,
    ).shows("""
        patient | 24 weeks
        P1      | yes
        P2      | no
        P3      | yes
    """)


def test_weeks_count_up_to_a_derived_switch(eligible):
    """A switch that the treatments show ends the weeks of induction as a recorded one does."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug          | start | phase
            P1      | mycophenolate | 0     | induction
            P1      | tacrolimus    | 139   |
            P2      | mycophenolate | 0     | induction
            P2      | tacrolimus    | 140   |
        """,
    ).shows("""
        patient | switched | 24 weeks
        P1      | 139      | no
        P2      | 140      | yes
    """)
