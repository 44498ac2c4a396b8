"""What ``lnmt eligible --explain`` says of a patient: values and why these, terms, what would change the verdict."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.analysis.cautioning import recent_values
from lnmt_cli.analysis.eligibility import PATIENTS
from lnmt_cli.analysis.explaining import explain
from lnmt_cli.errors import UsageError

ONE = """
    patient | sex | age | biopsied | class | induction | begun
    P1      | F   | 28  | -30      | IV    | MMF       | 0
"""


def explained(study, patient="P1"):
    (found,) = explain(study, [patient])
    return found


def test_why_that_visit(drawn):
    """The value nearest to day 168 counts, of how many in the window, and which were passed over."""
    found = explained(
        drawn(
            patients=ONE,
            visits="""
                patient | day | upcr | egfr
                P1      | -91 | 9.0  |
                P1      | -20 | 4.0  | 90
                P1      | 0   | 3.0  |
                P1      | 140 | 2.5  |
                P1      | 164 | 2.0  | 88
                P1      | 172 | 1.0  |
                P1      | 197 | 0.1  |
            """,
        )
    )
    shown = {(v.measure, v.point): (v.value, v.at.day, v.why, [o.at.day for o in v.passed_over]) for v in found.values}
    assert shown == {
        ("upcr", "baseline"): (3.0, 0, "the last of 2 values in days -90 to 0", [-20]),
        ("upcr", "week 24"): (
            1.0,
            172,
            "the nearest to day 168 of 3 values in days 140 to 196; of two equally near, the later",
            [140, 164],
        ),
        ("egfr", "baseline"): (90.0, -20, "the only value in days -90 to 0", []),
        ("egfr", "week 24"): (88.0, 164, "the only value in days 140 to 196", []),
    }
    assert found.flags == ("At baseline, UPCR and eGFR are 20 days apart (more than 14).",)


def test_each_term_of_the_response(drawn):
    """Complete and partial response are taken apart into their terms, with the numbers of the patient."""
    found = explained(
        drawn(
            patients=ONE,
            visits="""
                patient | day | upcr | egfr
                P1      | 0   | 3.0  | 92
                P1      | 168 | 0.4  | 78
            """,
        )
    )
    assert [(term.met, term.reasons) for term in found.response.complete.terms] == [
        (True, ("UPCR 0.4 < 0.5",)),
        (False, ("eGFR 78 < 0.85 × 92",)),
    ]
    assert (found.response.recorded, found.response.computed, found.response.counted) == (None, "NR", "NR")


def test_a_value_that_is_missing(drawn):
    """For what cannot be told, the explanation says which value is needed, between which days and dates."""
    found = explained(
        drawn(
            patients=ONE,
            visits="""
                patient | day | upcr
                P1      | 0   | 3.0
                P1      | 168 | 0.4
            """,
        )
    )
    assert found.status == "undetermined"
    assert found.changes == (
        "Needs an eGFR between days 140 and 196 (2024-05-20 to 2024-07-15).",
        "Needs an eGFR between days -90 and 14 (2023-10-03 to 2024-01-15).",
    )


def test_weeks_that_are_not_reached(drawn):
    """For one who waits, the explanation says when the week falls due and when its window opens."""
    found = explained(drawn(as_of=100, patients=ONE.replace("begun", "begun | prior").replace("| 0\n", "| 0 | PR\n")))
    assert found.status == "pending"
    assert found.changes == (
        "Week 24 of induction falls due on 2024-06-17 (day 168); its window opens on 2024-05-20 (day 140) and closes on"
        " 2024-07-15 (day 196).",
    )


def test_a_criterion_that_is_not_met(drawn):
    """For one who is not eligible, the explanation names the criteria that fail."""
    found = explained(drawn(patients=ONE.replace("IV", "II")))
    assert found.changes[0] == "Not met, and time does not change it: Biopsy class III or IV."


def test_course_with_dates_and_days(drawn):
    """Biopsy with the class as written, drugs with start, stop and dose, events and the switch, in order of time."""
    found = explained(
        drawn(
            patients="""
                patient | biopsied | class       | switched
                P1      | -30      | Class IV-G (A) | 150
            """,
            treatments="""
                patient | drug | phase     | start | stop | dose (mg/day)
                P1      | MMF  | induction | 0     | 140  | 2000
            """,
            events="""
                patient | date | event
                P1      | 60   | infection
            """,
        )
    )
    assert [(one.what, one.detail, one.at.day, one.end and one.end.day) for one in found.course] == [
        ("Biopsy", "Class IV-G (A)", -30, None),
        ("mycophenolate", "induction, 2000 mg/day", 0, 140),
        ("Event", "infection", 60, None),
        ("Switch", "", 150, None),
    ]
    assert found.course[1].at.date == date(2024, 1, 1)


def test_patients_without_dates(drawn):
    """A patient with days has days and no dates anywhere, for those of the axis are nominal."""
    found = explained(
        drawn(
            patients="""
                patient | biopsy_day | class | induction | induction_start_day
                P1      | 5          | IV    | MMF       | 10
            """,
            visits="""
                patient | study_day | upcr
                P1      | 10        | 3
                P1      | 250       | 2
            """,
        )
    )
    moments = [found.judged, *(one.at for one in found.course), *(one.at for one in found.values if one.at)]
    assert {at.date for at in moments} == {None}
    assert (found.judged.day, found.course[0].at.day) == (240, -5)
    assert all("20" not in change for change in found.changes)


def test_an_old_value_of_a_caution(drawn):
    """A caution says which value it looked at, how old it is, and that it is too old."""
    found = explained(
        drawn(
            as_of=200,
            patients=ONE,
            visits="""
                patient | day | potassium (mmol/L)
                P1      | 100 | 5.8
            """,
        )
    )
    (caution,) = [one for one in found.cautions if one.id == "hyperkalaemia_serious"]
    assert caution.state == "unknown"
    assert caution.reasons == ("the last potassium is 100 days old, and counts for 90",)
    assert [(one.value, one.unit, one.age_days, one.date) for one in caution.values] == [
        (5.8, "mmol/L", 100, date(2024, 4, 10))
    ]


def test_an_egfr_that_cannot_be_computed(drawn):
    """Creatinine without what the equation needs: the explanation says what would make an eGFR of it."""
    visits = """
        patient | day | upcr | creatinine
        P1      | 0   | 3.0  | 0.8
        P1      | 168 | 0.4  | 0.8
    """
    child = explained(drawn(patients=ONE.replace("| 28 ", "| 12 "), visits=visits))
    assert child.changes[0].endswith("no eGFR can be computed from it: needs a height, or recorded eGFRs.")
    nobody = explained(drawn(patients=ONE.replace("| 28 ", "|    ").replace("| F ", "|   "), visits=visits))
    assert "needs a birth date or an age and the sex, or recorded eGFRs." in nobody.changes[0]


def test_a_class_that_is_excluded_by_its_activity(drawn):
    """A class that is asked for with chronic lesions only is told as such; what has no effect stands apart."""
    found = explained(drawn(patients=ONE.replace("class", "class | activity").replace("IV ", "III | C ")))
    assert found.status == "not_eligible"
    assert found.criteria[0].used == ("class III, chronic lesions only (C), which the protocol excludes",)
    assert not [change for change in found.changes if change.startswith("Needs")]
    assert found.without_effect


def test_what_excludes_is_explained(drawn):
    """A death on record stands in the course, in the exclusions and in what would change the verdict."""
    found = explained(
        drawn(
            patients="""
                patient | biopsied | class | induction | begun | prior | death_date
                P1      | -30      | IV    | MMF       | 0     | PR    | 2024-03-01
            """
        )
    )
    assert (found.status, found.changes) == ("not_eligible", ("Excluded, whatever the criteria say: death.",))
    assert [one.met for one in found.exclusions] == [True, False]
    assert ("Death", 60) in [(one.what, one.at.day) for one in found.course]


def test_a_switch_before_the_induction(drawn):
    """A switch that is dated before the induction is something to look at."""
    found = explained(drawn(patients=ONE.replace("begun", "begun | switched").replace("| 0\n", "| 0 | -20\n")))
    assert found.flags == ("The switch is 20 days before the start of induction: one of the two days may be wrong.",)


def test_the_drug_of_a_caution(drawn):
    """A caution about drugs names the drug and since when it is given; an induction drug may not be recognised."""
    found = explained(
        drawn(
            treatments="""
                patient | drug           | phase     | start
                P1      | clarithromycin |           | 150
                P1      | wondermab      | induction | 0
            """
        )
    )
    (caution,) = [one for one in found.cautions if one.id == "cyp3a4_inhibitor_strong"]
    assert caution.state == "present"
    assert "clarithromycin since 2024-05-30" in caution.reasons
    assert "drug not recognised" in found.criteria[1].used


def test_an_identifier_that_is_not_there(drawn):
    """The message has no identifier, for it goes to the log."""
    with pytest.raises(UsageError, match="is of no patient") as caught:
        explain(drawn(patients=ONE), ["P17"])
    assert "P17" not in f"{caught.value} {caught.value.hint}"


figures = st.sampled_from(["", "0.3", "0.5", "1", "2.5", "3", "6"])
egfrs = st.sampled_from(["", "30", "45", "76.5", "90", "120"])
rows_of_patient = st.fixed_dictionaries(
    {
        "sex": st.sampled_from(["", "F", "M"]),
        "age": st.sampled_from(["", "11", "30", "60"]),
        "class": st.sampled_from(["", "II", "III", "IV+V", "III?"]),
        "induction": st.sampled_from(["", "MMF", "CYC", "AZA"]),
        "begun": st.sampled_from(["", "0", "70"]),
        "prior": st.sampled_from(["", "CR", "NR"]),
        "switched": st.sampled_from(["", "", "150"]),
        "diabetes": st.sampled_from(["", "yes", "no"]),
        "visits": st.lists(
            st.tuples(st.sampled_from([-5, 0, 10, 100, 160, 168, 180]), figures, egfrs, figures), min_size=1, max_size=4
        ),
    }
)


def _tables(patients):
    columns = ["sex", "age", "class", "induction", "begun", "prior", "switched", "diabetes"]
    lines = ["patient | biopsied | " + " | ".join(columns)]
    visits = ["patient | day | upcr | egfr | potassium (mmol/L)"]
    for number, drawn_patient in enumerate(patients):
        lines.append(f"P{number} | -10 | " + " | ".join(drawn_patient[column] for column in columns))
        unique = {visit[0]: visit for visit in drawn_patient["visits"]}.values()
        visits += [f"P{number} | " + " | ".join(map(str, visit)) for visit in unique]
    return {"patients": "\n".join(lines), "visits": "\n".join(visits)}


def _all(verdicts):
    return False if False in verdicts else None if None in verdicts else True


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows_of_patient, min_size=15, max_size=15))
def test_explanation_and_sql_agree(drawn, patients):
    """What the terms come to is the verdict of the SQL, for criteria, responses, adequacy and cautions."""
    study = drawn(**_tables(patients))
    rows = {row["patient_id"]: row for row in study.rows(PATIENTS)}
    for found in explain(study, list(rows)):
        rules = [*found.criteria, found.response.complete, found.response.partial, found.milestone, found.adequacy]
        assert [_all([term.met for term in rule.terms]) for rule in rules] == [rule.met for rule in rules]
        for caution, shown in zip(study.cautions, found.cautions, strict=True):
            values = recent_values(caution, rows[found.patient_id])
            present = caution.present.evaluate(values)
            absent = caution.absent.evaluate(values) if caution.absent else None
            assert shown.state == ("present" if present else "absent" if absent else "unknown")


def test_the_infusions_of_a_caution(drawn):
    """A caution about drugs that act on names those of its days, with since and until when they were given."""
    found = explained(
        drawn(
            as_of=400,
            treatments="""
                patient | drug      | start | stop
                P1      | rituximab | -400  | -386
                P1      | rituximab | 100   | 114
                P1      | rituximab | 401   |
            """,
        )
    )
    (caution,) = [one for one in found.cautions if one.id == "anti_cd20"]
    assert caution.state == "present"
    assert [reason for reason in caution.reasons if "since" in reason] == [
        "rituximab since 2024-04-10 until 2024-04-24"
    ]
