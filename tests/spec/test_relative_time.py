"""Days instead of dates: de-identified exports, and time points in the names of columns.

Only differences of days count, so whatever day an export counts from, the answer is that of the dates.
"""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PATIENTS = """
    patient | sex | age | prior_response | switch_day
    P1      | F   | 30  |                | {200}        # switched, meets all
    P2      | F   | 30  |                | {139}        # switched a day too early
    P3      | F   | 30  |                |              # not switched, seen until day 170
    P4      | F   | 30  |                |              # not switched, seen until day 139
    P5      | F   | 30  |                |              # switched by its drugs on day 180
"""
BIOPSIES = """
    patient | biopsy_day | class
    P1      | {-10}      | IV
    P2      | {-10}      | IV
    P3      | {-10}      | IV
    P4      | {-10}      | IV
    P5      | {-10}      | IV
"""
TREATMENTS = """
    patient | drug             | start_day | stop_day | phase
    P1      | cyclophosphamide | {0}       |          | induction
    P2      | cyclophosphamide | {0}       |          | induction
    P3      | cyclophosphamide | {0}       |          | induction
    P4      | cyclophosphamide | {0}       |          | induction
    P5      | mycophenolate    | {0}       | {180}    | induction
    P5      | tacrolimus       | {180}     |          |
"""
VISITS = """
    patient | study_day | upcr | egfr
    P1      | {0}       | 4.0  | 90
    P1      | {168}     | 1.5  | 90
    P1      | {200}     | 2.0  | 90
    P1      | {368}     | 0.4  | 90
    P2      | {0}       | 4.0  | 90
    P2      | {138}     | 1.5  | 90
    P3      | {0}       | 4.0  | 90
    P3      | {140}     | 3.5  | 90
    P3      | {170}     | 3.6  | 90
    P4      | {0}       | 4.0  | 90
    P4      | {139}     | 1.5  | 90
    P5      | {0}       | 4.0  | 90
    P5      | {168}     | 0.3  | 90
"""


def _counted_from(table: str, reference: int) -> str:
    """Return a drawn table with the days in braces counted from another day."""
    return re.sub(r"\{(-?\d+)\}", lambda found: str(int(found[1]) - reference), table)


def _cohort(reference: int = 0) -> dict[str, str]:
    tables = {"patients": PATIENTS, "biopsies": BIOPSIES, "treatments": TREATMENTS, "visits": VISITS}
    return {name: _counted_from(table, reference) for name, table in tables.items()}


def test_verdicts_on_days(eligible):
    """The criteria hold for days as for dates; who has not switched is judged on the last day recorded."""
    eligible(**_cohort()).shows("""
        patient | status           | biopsy | standard | 24 weeks | no CR   | prior
        P1      | switched         | yes    | yes      | yes      | yes     | PR
        P2      | switched_outside | yes    | yes      | no       | unknown |
        P3      | candidate        | yes    | yes      | yes      | yes     | NR
        P4      | pending          | yes    | yes      | no       | unknown |
        P5      | switched_outside | yes    | yes      | yes      | no      | CR
    """)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reference=st.integers(min_value=-20_000, max_value=20_000))
def test_whatever_day_is_counted_from(eligible, reference):
    """No verdict depends on the day that the export counts from."""
    eligible(**_cohort(reference)).shows("""
        patient | status           | prior
        P1      | switched         | PR
        P2      | switched_outside |
        P3      | candidate        | NR
        P4      | pending          |
        P5      | switched_outside | CR
    """)


def test_no_date_is_shown(eligible):
    """A patient without dates has neither an index date nor a due date, and a note says on what day it was judged."""
    found = eligible(**_cohort())
    found.shows("""
        patient | switched | due
        P1      |          |
        P2      |          |
        P3      |          |
        P4      |          |
        P5      |          |
    """)
    (note,) = [note for note in found.eligibility.notes if "days instead of dates" in note]
    assert note.startswith("5 patients")
    assert "2 of them, not switched, judged on the last day recorded" in note
    assert "2000" not in "".join(found.eligibility.notes)


def test_outcomes_on_days(outcomes):
    """Values after the switch are found by their days, and the response is computed from them."""
    outcomes(**_cohort()).shows("""
        patient | status           | upcr_baseline | upcr | response
        P1      | switched         | 2.0           | 0.4  | CR
        P2      | switched_outside | 1.5           |      |
        P5      | switched_outside | 0.3           |      |
    """)


def test_age_is_the_recorded_one(outcomes):
    """Without dates a birth date says nothing of the age: the recorded age counts, or none."""
    outcomes(
        patients="""
            patient | sex | birth_date | age | switch_day
            P1      | F   | 1990-01-01 | 41  | 200
            P2      | F   | 1990-01-01 |     | 200
        """,
        visits="""
            patient | study_day | upcr | creatinine
            P1      | 200       | 2.0  | 0.9
            P2      | 200       | 2.0  | 0.9
        """,
    ).shows("""
        patient | age | egfr_baseline
        P1      | 41  | 82             # CKD-EPI 2021: 142 × (0.9 / 0.7)^-1.2 × 0.9938^41 × 1.012
        P2      |     |
    """)


def test_drugs_given_together_by_days(eligible):
    """The combination is derived from days as from dates: the last day of one may be the first of the other."""
    found = eligible(
        treatments="""
            patient | drug          | start_day | stop_day | phase
            P1      | mycophenolate | 0         | 170      | induction
            P1      | tacrolimus    | 170       |          |
            P2      | mycophenolate | 0         | 169      | induction
            P2      | tacrolimus    | 170       |          |
        """,
    )
    found.shows("""
        patient | has_switched
        P1      | yes
        P2      | no
    """)


def test_time_points_of_who_switched(outcomes):
    """Columns counted from the switch, and nothing else in time: all have switched; the criteria cannot be told."""
    outcomes(
        visits="""
            patient | prior_response | upcr_bl (g/g) | egfr_bl | upcr_24w (g/g) | egfr_24w
            P1      | PR             | 2.0           | 90      | 0.4            | 90
            P2      | NR             | 2.0           | 90      | 1.0            | 90
            P3      | NR             | 2.0           | 90      |                |
        """,
    ).shows("""
        patient | status       | upcr_baseline | upcr | response
        P1      | undetermined | 2.0           | 0.4  | CR
        P2      | undetermined | 2.0           | 1.0  | PR
        P3      | undetermined | 2.0           |      |
    """)


def test_time_points_beside_dates(outcomes):
    """A value counted from the switch is as good as one with a date."""
    outcomes(
        as_of=800,
        patients="""
            patient | biopsied | class | induction | begun | prior | switched
            P1      | -300     | IV    | MMF       | -200  | PR    | 0
        """,
        visits="""
            patient | upcr_bl (g/g) | egfr_bl | upcr_24w (g/g) | egfr_24w
            P1      | 2.0           | 90      | 0.4            | 90
        """,
    ).shows("""
        patient | status   | upcr_baseline | upcr | response
        P1      | switched | 2.0           | 0.4  | CR
    """)


def test_what_a_time_point_says_of_a_switch(eligible):
    """Beside dates a value after the switch says that there was one, on an unknown day; a baseline does not."""
    found = eligible(
        patients="""
            patient | biopsied | class | induction | begun | prior | switched | upcr_bl (g/g) | upcr_24w (g/g)
            P1      | -300     | IV    | MMF       | 0     | PR    |          | 2.0           | 0.4
            P2      | -300     | IV    | MMF       | 0     | PR    |          | 2.0           |
        """,
    )
    found.shows("""
        patient | status       | biopsy  | biopsy lacks | 24 weeks | 24 weeks lacks
        P1      | undetermined | unknown | switch_date  | unknown  | switch_date
        P2      | candidate    | yes     |              | yes      |
    """)
    assert any("1 record is counted from a day that is not known" in note for note in found.eligibility.notes)


@pytest.mark.parametrize(("day", "counts"), [(139, False), (140, True), (196, True), (197, False)])
def test_windows_hold_for_days_since_the_switch(outcomes, day, counts):
    """The windows of days are those of dates, both ends included."""
    outcomes(
        visits=f"""
            patient | day_since_switch | upcr | egfr
            P1      | 0                | 2.0  | 90
            P1      | {day}            | 0.4  | 90
        """,
    ).shows(f"""
        patient | upcr_baseline | upcr
        P1      | 2.0           | {"0.4" if counts else ""}
    """)


def test_a_dated_value_before_a_planned_one(outcomes):
    """Of two values of one day that with a date counts, whatever the order of the sheets."""
    outcomes(
        patients="""
            patient | switched | upcr_24w (g/g)
            P1      | 0        | 1.0
        """,
        visits="""
            patient | day | upcr
            P1      | 168 | 3.0
        """,
    ).shows("""
        patient | upcr
        P1      | 3.0
    """)
