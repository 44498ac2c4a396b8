"""The EULAR 2019 goal at six months beside the verdict: who is on target by it may qualify all the same."""


def test_fall_by_half_at_six_months(eligible):
    """Met at a fall of 50 % or more at week 24, not below, unknown without a value; such a patient may qualify."""
    found = eligible(
        patients="""
            patient | biopsied | class | induction | begun
            P1      | -30      | IV    | MMF       | 0
            P2      | -30      | IV    | MMF       | 0
            P3      | -30      | IV    | MMF       | 0
            P4      | -30      | IV    | MMF       | 0
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 168 | 2.0  | 90
            P2      | 0   | 4.0  | 90
            P2      | 168 | 2.01 | 90
            P3      | 0   | 4.0  | 90
            P4      | 0   | 4.0  | 90
            P4      | 168 | 0.4  | 90
        """,
    )
    found.shows("""
        patient | status       | computed | eular_milestone_met
        P1      | candidate    | PR       | yes
        P2      | candidate    | NR       | no
        P3      | undetermined |          | unknown
        P4      | not_eligible | CR       | yes
    """)
    assert any("Qualifying by the protocol: 2 patients, of whom 1 met it" in note for note in found.eligibility.notes)
