"""Rescue therapy after the switch: a recorded event, or the start of a drug that the protocol counts as one.

Source: ICH E9(R1) on intercurrent events; rescue in the trials of lupus nephritis.
"""


def test_a_rescue_drug_begun_after_the_switch(outcomes):
    """A rescue drug counts if begun after the switch and up to week 24; without a first day it is unknown."""
    outcomes(
        patients="""
            patient | begun | induction | switched
            A       | -200  | MMF       | 0
            B       | -200  | MMF       | 0
            C       | -200  | MMF       | 0
            D       | -200  | MMF       | 0
            E       | -200  | MMF       | 0
        """,
        treatments="""
            patient | drug      | start
            A       | rituximab | 1
            B       | rituximab | 168
            C       | rituximab | 169
            D       | rituximab | 0
            E       | rituximab |
        """,
    ).shows("""
        patient | rescue
        A       | yes
        B       | yes
        C       | no
        D       | no
        E       | unknown
    """)


def test_a_drug_of_the_induction_is_no_rescue(outcomes):
    """Cyclophosphamide of the induction is no rescue after the switch, though its first day is not recorded."""
    outcomes(
        patients="""
            patient | switched
            A       | 0
            B       | 0
        """,
        treatments="""
            patient | drug             | start | phase
            A       | cyclophosphamide |       | induction
            B       | cyclophosphamide | 20    | induction  # taken up again after the switch
        """,
    ).shows("""
        patient | rescue
        A       | no
        B       | yes
    """)
