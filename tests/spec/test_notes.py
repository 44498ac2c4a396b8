"""What stands under the tables: definitions, windows, equation, and how many were left out and why.

Source: STROBE 12c, 13, 14b (PMC8534601): missing data, numbers at each stage and reasons for non-participation.
"""

import re

import pytest

PATIENTS = """
    patient | biopsied | class | induction | begun | prior | switched | sex | birth_date
    P1      | -300     | IV    | MMF       | -200  | PR    | 0        | F   | 1990-01-01
    P2      | -300     | IV    | MMF       | -200  | NR    | 0        | F   | 1990-01-01
    P3      | -300     | IV    | MMF       | -200  | PR    | 0        | F   | 1990-01-01
    P4      | -300     | IV    | MMF       | -200  | PR    | 0        | F   | 2006-03-01
    P5      | -300     | V     | MMF       | -200  | PR    | 0        | F   | 1990-01-01
    P6      | -300     | V     | MMF       | -200  | PR    | 0        | F   | 1990-01-01
    P7      | -300     |       | MMF       | -200  | PR    | 0        | F   | 1990-01-01
    P8      | -300     | IV    | MMF       | -200  | PR    |          | F   | 1990-01-01
    P9      | -300     | V     | MMF       | -200  | PR    |          | F   | 1990-01-01
    P10     | -300     |       | MMF       | -200  | PR    |          | F   | 1990-01-01
    P11     | -300     | IV    | MMF       | -200  | PR    |          | F   | 1990-01-01
"""
"""Four switched, two outside (class V), one that cannot be told (no class), four not switched."""

VISITS = """
    patient | day | upcr | egfr | creatinine | height | albumin
    P1      | 0   | 4.0  | 90   |            |        | 3.0
    P1      | 168 | 0.4  | 90   |            |        | 3.5
    P2      | 0   | 3.0  | 90   |            |        | 3.0       # week 24 is missing
    P3      | 0   | 3.0  | 90   |            |        |
    P3      | 168 | 1.0  |      |            |        | 3.5       # eGFR at week 24 is missing
    P4      | 0   | 3.0  |      | 0.7        | 160    |           # 17 years old: CKiD U25
    P4      | 168 | 1.0  |      | 0.7        | 160    |           # 18 years old by then: CKiD U25 all the same
"""


def _notes(found):
    return "\n".join(found.outcomes.notes)


def test_how_many_patients_were_left_out(outcomes):
    """The notes say how many are analysed, and how many not for each reason."""
    notes = _notes(outcomes(patients=PATIENTS, visits=VISITS))
    assert re.search(
        r"4 analysed of 11\b.*\b4 not switched.*\b2 switched outside the criteria.*\b1 switched with a criterion",
        notes,
    )


def test_how_many_patients_were_left_out_of_all_switched(outcomes):
    """With those outside the criteria added none of them is left out."""
    notes = _notes(outcomes(patients=PATIENTS, visits=VISITS, all_switched=True))
    assert re.search(
        r"6 analysed of 11\b.*\b4 not switched.*\b0 switched outside the criteria.*\b1 switched with a criterion",
        notes,
    )


def test_why_responses_cannot_be_told(outcomes):
    """The notes say in how many patients the response cannot be told, and for each value in how many it is missing."""
    notes = _notes(outcomes(patients=PATIENTS, visits=VISITS))
    (line,) = [line for line in notes.splitlines() if "not assessable" in line]
    assert "2 patients" in line
    assert re.findall(r"(\w+ at [a-z0-9 ]+?) in (\d)", line) == [
        ("UPCR at week 24", "1"),
        ("eGFR at week 24", "2"),
    ]


@pytest.mark.parametrize(
    ("label", "left_out", "no_baseline", "no_week"),
    [("UPCR", 1, 0, 1), ("eGFR", 2, 0, 2), ("Serum albumin", 3, 2, 2), ("Complement C3", 4, 4, 4)],
)
def test_how_many_values_were_left_out(outcomes, label, left_out, no_baseline, no_week):
    """The notes say for each measure how many patients its change leaves out, and which value they lack."""
    notes = outcomes(patients=PATIENTS, visits=VISITS).outcomes.notes
    (line,) = [note for note in notes if note.startswith(f"{label}:") and "left out" in note]
    assert [int(number) for number in re.findall(r"\b(\d+)\b", line.partition(":")[2].replace("week 24", ""))] == [
        left_out,
        no_baseline,
        no_week,
    ]


def test_where_the_egfr_comes_from(outcomes):
    """The notes say in how many of those analysed the eGFR is recorded, and in how many computed, by which equation."""
    notes = _notes(outcomes(patients=PATIENTS, visits=VISITS))
    assert "eGFR as recorded in 3 patients, computed in 1 (ckid-u25 in 1)." in notes
    computed = VISITS.replace("| 90   |            |", "|      | 0.7        |")
    ageless = PATIENTS.replace("F   | 2006-03-01", "F   |")
    notes = _notes(outcomes(patients=ageless, visits=computed))
    assert re.search(r"computed in 3 \(ckd-epi-2021 in 3\), by no equation in 1, whose age is not known", notes)


@pytest.mark.parametrize(
    ("gfr", "words"),
    [
        (None, "as recorded where every visit of the patient with a creatinine has one, else computed."),
        ("recorded", "eGFR: as recorded; none is computed."),
        ("ekfc", "eGFR: computed, recorded values are not used."),
        ("ekfc", "EKFC 2021 creatinine (from 2 years), CKiD U25 creatinine (of 1 years)."),
        ("mdrd-175", "MDRD 175 (from 18 years), CKiD U25 creatinine (from 1 to 17 years)."),
        ("ckid-u25", "CKiD U25 creatinine (from 1 to 25 years), CKD-EPI 2021 creatinine (from 26 years)."),
        ("cockcroft-gault", "by the completed years of age at the switch"),
        ("cockcroft-gault", "Cockcroft-Gault (from 18 years).\nWarning: the figures called eGFR are a clearance"),
    ],
)
def test_the_notes_say_which_equation_was_asked_for(outcomes, eligible, gfr, words):
    """Whatever eGFR is made from is said under outcomes and verdicts, and a clearance in mL/min is warned of."""
    assert words in _notes(outcomes(patients=PATIENTS, visits=VISITS, gfr=gfr))
    verdicts = "\n".join(eligible(patients=PATIENTS, visits=VISITS, gfr=gfr).eligibility.notes)
    assert words in verdicts
    assert ("clearance" in verdicts) == (gfr == "cockcroft-gault")


def test_what_the_figures_rest_on(outcomes):
    """The notes name protocol, response definition, windows and GFR equations."""
    notes = _notes(outcomes(patients=PATIENTS, visits=VISITS))
    for words in (
        *(
            "multitarget-2017",
            "kdigo-2024",
            "upcr < 0.5",
            "90 days before",
            "within 7 days",
            "day 168",
            "140 to 196",
        ),
        *("of two equally near, the later", "CKD-EPI 2021", "CKiD U25"),
    ):
        assert words in notes


def test_a_switch_after_the_as_of_date(eligible):
    """A switch after the as-of date is not used, and a note gives the number."""
    patients = """
            patient | induction | begun | switched
            P1      | MMF       | 0     | 200
            P2      | MMF       | 0     | 201
            P3      | MMF       | 0     |
    """
    found = eligible(as_of=200, patients=patients)
    assert "Not used, for they are dated after 2024-07-19: 1 switch." in found.eligibility.notes
    assert not [note for note in eligible(as_of=201, patients=patients).eligibility.notes if "Not used" in note]


def test_a_recorded_response_that_the_values_do_not_bear_out(outcomes, cohort):
    """A note counts the analysed whose recorded response to induction is not the computed one, and which one counts."""
    found = outcomes(
        patients=cohort(4, prior=["PR", "PR", "NR", ""]),
        visits="""
            patient | day  | upcr | egfr
            P1      | -200 | 3.0  | 90
            P1      | -32  | 0.4  | 88     # CR
            P2      | -200 | 3.0  | 90
            P2      | -32  | 1.5  | 88     # PR, as recorded
            P3      | -200 | 3.0  | 90
            P3      | -32  | 1.5  | 88     # PR
            P4      | -200 | 3.0  | 90
            P4      | -32  | 1.5  | 88     # PR, none recorded
        """,
    )
    (note,) = [note for note in found.outcomes.notes if "disagree" in note]
    assert note == (
        "Warning: the recorded and the computed response to induction disagree in 2 of 4 patients (in 1 one of the two"
        " is a complete response); the recorded one counts, for the cohort and as the prior response."
    )


def test_no_note_where_record_and_values_agree(outcomes, cohort):
    """Where recorded and computed response agree, or one of them is not known, nothing is said."""
    found = outcomes(
        patients=cohort(2, prior="PR"),
        visits="""
            patient | day  | upcr | egfr
            P1      | -200 | 3.0  | 90
            P1      | -32  | 1.5  | 88
            P2      | -200 | 3.0  | 90
        """,
    )
    assert [note for note in found.outcomes.notes if "disagree" in note] == []


def test_adolescents_are_counted(outcomes, cohort):
    """A note counts who was below 18 years at the switch, and says that the thresholds are those for adults."""
    found = outcomes(patients=cohort(4, age=["17", "18", "12", ""]))
    (note,) = [note for note in found.outcomes.notes if "below 18 years" in note]
    assert note.startswith("2 of 4 patients below 18 years at the switch, judged by the thresholds for adults")
    found = outcomes(patients=cohort(2, age="18"))
    assert [note for note in found.outcomes.notes if "below 18 years" in note] == []
