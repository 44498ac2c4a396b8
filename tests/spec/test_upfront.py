"""Both drugs of the combination as the first regimen of the induction: no switch, but a status of its own, ``upfront``.

Source: KDIGO 2024, where glucocorticoids with mycophenolate and a calcineurin inhibitor are an initial regimen; the
bound of 14 days is the project's (``[switch]`` of the protocol).
"""

import pytest

TYPICAL = "biopsied | class | prior"
CELLS = "-30      | IV    | PR"


def _patients(count, **switched):
    rows = [f"patient | {TYPICAL} | switched"]
    rows += [f"P{number} | {CELLS} | {switched.get(f'P{number}', '')}" for number in range(1, count + 1)]
    return "\n".join(rows)


def test_both_drugs_from_the_start(eligible):
    """The second drug up to 14 days after the first is one regimen with it, in either order; from day 15 a switch."""
    eligible(
        as_of=400,
        patients=_patients(8),
        treatments="""
            patient | drug          | start | phase
            P1      | mycophenolate | 0     | induction
            P1      | tacrolimus    | 0     | induction
            P2      | mycophenolate | 0     | induction
            P2      | tacrolimus    | 14    |
            P3      | mycophenolate | 0     | induction
            P3      | tacrolimus    | 15    |
            P4      | tacrolimus    | 0     | induction
            P4      | mycophenolate | 14    | induction
            P5      | tacrolimus    | 0     | induction
            P5      | mycophenolate | 15    | induction
            P6      | mycophenolate | 0     | induction
            P6      | tacrolimus    | -60   |               # on tacrolimus already
            P7      | mycophenolate | -60   | maintenance   # on mycophenolate already
            P7      | mycophenolate | 0     | induction
            P7      | tacrolimus    | 0     |
            P8      | mycophenolate | 0     | induction
            P8      | tacrolimus    | 140   |
        """,
    ).shows("""
        patient | status           | has_switched | switched | 24 weeks
        P1      | upfront          | no           |          | yes
        P2      | upfront          | no           |          | yes
        P3      | switched_outside | yes          | 15       | no
        P4      | upfront          | no           |          | yes
        P5      | switched_outside | yes          | 15       | no
        P6      | upfront          | no           |          | yes
        P7      | upfront          | no           |          | yes
        P8      | switched         | yes          | 140      | yes
    """)


def test_what_was_given_before(eligible):
    """What goes with every regimen makes no switch of it, however long before; any other drug of induction does."""
    eligible(
        as_of=400,
        patients=_patients(8),
        treatments="""
            patient | drug               | start | stop | phase
            P1      | methylprednisolone | -5    | -3   | induction
            P1      | mycophenolate      | 0     |      | induction
            P1      | tacrolimus         | 0     |      | induction
            P2      | prednisolone       | -160  |      | induction
            P2      | mycophenolate      | 0     |      | induction
            P2      | tacrolimus         | 14    |      | induction
            P3      | cyclophosphamide   | -1    | -1   | induction
            P3      | mycophenolate      | 0     |      | induction
            P3      | tacrolimus         | 0     |      | induction
            P4      | cyclophosphamide   | 0     | 0    | induction  # all three on one day
            P4      | mycophenolate      | 0     |      | induction
            P4      | tacrolimus         | 0     |      | induction
            P5      | azathioprine       | -200  | -1   | induction
            P5      | mycophenolate      | 0     |      | induction
            P5      | tacrolimus         | 0     |      | induction
            P6      | hydroxychloroquine | -200  |      | induction
            P6      | mycophenolate      | 0     |      | induction
            P6      | tacrolimus         | 0     |      | induction
            P7      | azathioprine       | -200  | -1   | maintenance  # before the induction
            P7      | mycophenolate      | 0     |      | induction
            P7      | tacrolimus         | 0     |      | induction
            P8      | unheard-of drug    | -200  |      | induction    # which may have been one
            P8      | mycophenolate      | 0     |      | induction
            P8      | tacrolimus         | 0     |      | induction
        """,
    ).shows("""
        patient | status           | has_switched | 24 weeks lacks
        P1      | upfront          | no           |
        P2      | upfront          | no           |
        P3      | switched_outside | yes          |
        P4      | upfront          | no           |
        P5      | switched         | yes          |
        P6      | upfront          | no           |
        P7      | upfront          | no           |
        P8      | undetermined     | unknown      | induction_drug
    """)


def test_starts_that_are_not_known(eligible):
    """A drug without a start leaves open whether the combination was the first regimen, where that depends on it."""
    eligible(
        as_of=400,
        patients=_patients(5, P4="30"),
        treatments="""
            patient | drug             | start | stop | phase
            P1      | cyclophosphamide |       |      | induction  # perhaps before the two
            P1      | mycophenolate    | 0     |      | induction
            P1      | tacrolimus       | 0     |      | induction
            P2      | prednisolone     | 0     |      | induction
            P2      | mycophenolate    |       | 40   |            # perhaps together with tacrolimus from day 20
            P2      | tacrolimus       | 20    |      |
            P2      | mycophenolate    | 150   |      |
            P3      | mycophenolate    | 0     |      | induction
            P3      | mycophenolate    |       | 5    | induction
            P3      | tacrolimus       | 14    |      |
            P4      | prednisolone     | 0     |      | induction
            P4      | mycophenolate    | 30    |      |
            P4      | tacrolimus       |       |      |            # perhaps alone before day 30
            P5      | prednisolone     |       |      | induction
            P5      | mycophenolate    | 0     |      | induction
            P5      | tacrolimus       | 0     |      | induction
        """,
    ).shows("""
        patient | status       | has_switched | 24 weeks lacks
        P1      | undetermined | unknown      | start_date
        P2      | undetermined | unknown      | start_date
        P3      | upfront      | no           |
        P4      | undetermined | unknown      | start_date
        P5      | upfront      | no           |
    """)


def test_once_upfront_always_upfront(eligible):
    """Tacrolimus that was stopped and is begun again is no switch: the first combination was the initial regimen."""
    eligible(
        as_of=400,
        patients=_patients(2),
        treatments="""
            patient | drug          | start | stop | phase
            P1      | mycophenolate | 0     |      | induction
            P1      | tacrolimus    | 0     | 60   | induction
            P1      | tacrolimus    | 250   |      |
            P2      | mycophenolate | 0     | 9    | induction
            P2      | tacrolimus    | 10    |      | induction   # never both
            P2      | mycophenolate | 250   |      |
        """,
    ).shows("""
        patient | status   | switched
        P1      | upfront  |
        P2      | switched | 250
    """)


def test_recorded_switch_from_the_start(eligible):
    """A recorded switch is one unless its date is that of the first regimen; without a start of induction it is one."""
    eligible(
        as_of=400,
        patients="""
            patient | biopsied | class | prior | induction    | begun | switched
            P1      | -30      | IV    | PR    | MMF          | 0     | 0
            P2      | -30      | IV    | PR    | MMF          | 0     | 14
            P3      | -30      | IV    | PR    | MMF          | 0     | 15
            P4      | -30      | IV    | PR    | CYC          | 0     | 0
            P5      | -30      | IV    | PR    | CYC          | 0     | 1
            P6      | -30      | IV    | PR    | prednisolone | 0     | 15
            P7      | -30      | V     | PR    | MMF          |       | 0
            P8      | -30      | IV    | PR    | MMF          |       | 0
        """,
    ).shows("""
        patient | status           | switched
        P1      | upfront          |
        P2      | upfront          |
        P3      | switched_outside | 15
        P4      | upfront          |
        P5      | switched_outside | 1
        P6      | switched_outside | 15
        P7      | switched_outside | 0
        P8      | undetermined     | 0
    """)


def test_recorded_switch_against_the_treatments(eligible):
    """Where only one of the two says that the combination was the first regimen, that is contradictory."""
    found = eligible(
        as_of=400,
        patients=_patients(5, P1="200", P2="0", P3="0", P4="200", P5="-3"),
        treatments="""
            patient | drug          | start | phase
            P1      | mycophenolate | 0     | induction
            P1      | tacrolimus    | 0     | induction
            P2      | mycophenolate | 0     | induction
            P2      | tacrolimus    | 200   |
            P3      | mycophenolate | 0     | induction
            P3      | tacrolimus    | 0     |
            P4      | mycophenolate | 0     | induction
            P4      | tacrolimus    | 180   |
            P5      | mycophenolate | 0     | induction
            P5      | tacrolimus    | 0     |
        """,
    )
    found.shows("""
        patient | status       | has_switched | 24 weeks | 24 weeks lacks
        P1      | undetermined | unknown      | unknown  | switch_date
        P2      | undetermined | unknown      | unknown  | switch_date
        P3      | upfront      | no           | yes      |
        P4      | switched     | yes          | yes      |
        P5      | upfront      | no           | yes      |
    """)
    states = {patient.patient_id: patient.criteria[2].state for patient in found.eligibility.patients}
    assert states == {"P1": "contradictory", "P2": "contradictory", "P3": "met", "P4": "met", "P5": "met"}


@pytest.mark.parametrize(("second", "status"), [(14, "upfront"), (15, "switched_outside")])
def test_days_instead_of_dates(eligible, second, status):
    """Days tell it as dates do, and such a patient has values counted from the first day on both all the same."""
    found = eligible(
        as_of=400,
        patients="patient | class\nP1 | IV",
        treatments=f"""
            patient | drug          | start_day | phase
            P1      | mycophenolate | 10        | induction
            P1      | tacrolimus    | {10 + second} |
        """,
        visits="""
            patient | study_day | upcr
            P1      | 10        | 3
            P1      | 250       | 2
        """,
    )
    assert found.rows["P1"]["status"] == status


def test_no_cohort_of_a_switch_has_them(outcomes, described):
    """Who began with both drugs is in no outcome, with or without those outside the criteria, and in no such cohort."""
    tables = {
        "patients": _patients(2),
        "treatments": """
            patient | drug          | start | phase
            P1      | mycophenolate | 0     | induction
            P1      | tacrolimus    | 0     | induction
            P2      | mycophenolate | 0     | induction
            P2      | tacrolimus    | 150   |
        """,
        "visits": """
            patient | day | upcr | egfr
            P1      | 0   | 3    | 90
            P1      | 168 | 0.3  | 90
            P2      | 150 | 3    | 90
            P2      | 318 | 0.3  | 90
        """,
    }
    for all_switched in (False, True):
        found = outcomes(all_switched=all_switched, **tables)
        assert (list(found.rows), found.outcomes.cohort.switched) == (["P2"], 1)
        left_out = "left out: 0 not switched, 1 began with both drugs, 0 switched"
        assert any(left_out in note for note in found.outcomes.notes)
    for cohort, count in (("switched", 1), ("all-switched", 1), ("candidates", 0), ("all", 2)):
        assert described(cohort=cohort, **tables).description.groups[0].patients == count


def test_they_do_not_enter_the_flow(eligible):
    """The flow begins with those who did not begin with both drugs; their own count stands beside it."""
    found = eligible(
        as_of=400,
        patients=_patients(2),
        treatments="""
            patient | drug          | start | phase
            P1      | mycophenolate | 0     | induction
            P1      | tacrolimus    | 0     | induction
            P2      | mycophenolate | 0     | induction
        """,
        events="""
            patient | date | event
            P1      | 300  | death
        """,
    ).eligibility
    assert [step.entered for step in (*found.exclusions, *found.attrition)] == [1] * 6
    assert {str(status): count for status, count in found.counts.items() if count} == {"upfront": 1, "candidate": 1}
    assert [exclusion.excluded for exclusion in found.patients[0].exclusions] == [False, False]
