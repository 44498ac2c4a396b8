"""The projections of ``lnmt eligible``."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

from lnmt_cli.analysis.results import (
    CautionMeaning,
    CautionState,
    Combination,
    CriterionCounts,
    CriterionVerdict,
    InductionCourse,
    Overlap,
    Status,
)
from lnmt_cli.output import eligible
from lnmt_cli.output.formats import Format, write


def document(result):
    stream = io.StringIO()
    write(eligible.projection(result), Format.JSON, stream)
    return json.loads(stream.getvalue())


def test_json_has_the_documented_keys_in_order(eligibility):
    """The JSON is the one of the design, with the notes at its end."""
    found = document(eligibility)
    keys = "schema_version command protocol as_of counts patients attrition exclusions overlap cautions milestone notes"
    assert list(found) == keys.split()
    assert found["protocol"] == {"name": "multitarget-2017", "response": "kdigo-2024"}
    statuses = "candidate switched switched_outside upfront pending not_eligible undetermined"
    assert " ".join(found["counts"]) == statuses
    assert found["counts"]["candidate"] == 2
    assert found["attrition"][0] == {
        "id": "biopsy_class",
        "label": "Biopsy class III or IV",
        "entered": 49,
        "met": 45,
        "not_met": 3,
        "unknown": 1,
        "contradictory": 0,
    }


def test_json_lists_patients_by_identifier(eligibility):
    """Patients stand in the order of the result, each with the documented keys and no other."""
    first = document(eligibility)["patients"][0]
    keys = "patient_id site status prior_response index_date criteria exclusions cautions induction last"
    assert list(first) == keys.split()
    assert first["index_date"] == "2025-03-01"
    assert first["criteria"][0] == {"id": "biopsy_class", "met": True, "state": "met"}
    assert [p["patient_id"] for p in document(eligibility)["patients"]] == [f"LN-000{i}" for i in range(1, 8)]


def test_json_adds_the_due_date_to_pending_patients_only(eligibility):
    """``due_date`` is a key of pending patients, after the index date."""
    due = {p["patient_id"]: p["due_date"] for p in document(eligibility)["patients"] if "due_date" in p}
    assert due == {"LN-0003": "2026-03-05"}


def test_json_adds_what_is_missing_to_unknown_criteria_only(eligibility):
    """``missing`` is a key where a criterion is null, and nowhere else."""
    criteria = [c for p in document(eligibility)["patients"] for c in p["criteria"]]
    unknown = {"id": "biopsy_class", "met": None, "state": "unknown", "missing": ["biopsy date"]}
    assert [c for c in criteria if "missing" in c] == [unknown]
    assert all("missing" in c for c in criteria if c["met"] is None)


def test_a_contradictory_criterion_is_told_apart(eligibility):
    """It is null with a state and what disagrees in JSON, a word in the table, and a column of its own in CSV."""
    words = "two rows give different values of biopsy_class"
    told = CriterionVerdict("biopsy_class", None, ("biopsy_class",), (words,))
    patients = [p._replace(criteria=(told, *p.criteria[1:])) for p in eligibility.patients if p.patient_id == "LN-0005"]
    found = replace(eligibility, patients=tuple(patients))
    assert document(found)["patients"][0]["criteria"][0] == {
        "id": "biopsy_class",
        "met": None,
        "state": "contradictory",
        "missing": ["biopsy_class"],
        "disagree": [words],
    }
    (row,) = eligible.tables(found)[1].rows
    assert "contradictory" in row
    assert row[-1] == f"biopsy_class: {words}"
    (record,) = eligible.records(found)
    assert (record["biopsy_class"], record["missing"], record["contradictory"]) == (None, "biopsy_class", words)


def test_weeks_say_of_what(eligibility):
    """Weeks since the start and weeks on standard drugs stand beside each other, and unknown ones say so."""
    course = InductionCourse(weeks=28.57, exposure_weeks=2.86)
    changed = [p._replace(induction=course) if p.patient_id == "LN-0002" else p for p in eligibility.patients]
    tables = eligible.tables(replace(eligibility, patients=tuple(changed)))
    for title in ("Patients", "Candidates for clinician review"):
        table = next(table for table in tables if table.title == title)
        headers = [column.header for column in table.columns]
        since, on_drugs = (headers.index(f"Weeks {of}") for of in ("since start", "on standard drugs"))
        cells = {row[headers.index("Patient")]: [row[since], row[on_drugs]] for row in table.rows}
        assert (cells["LN-0002"], cells["LN-0007"]) == (["29", "3"], ["unknown", "unknown"])


def test_records_have_a_column_for_each_criterion(eligibility):
    """One record a patient, unknown criteria as None, all keys among the columns."""
    rows = eligible.records(eligibility)
    assert len(rows) == 7
    assert all(set(row) <= set(eligible.columns(eligibility)) for row in rows)
    assert rows[4]["biopsy_class"] is None
    assert rows[4]["missing"] == "biopsy date"
    assert rows[2]["due_date"] == date(2026, 3, 5)
    assert rows[1]["caution_pregnancy"] == "unknown"


def test_columns_do_not_depend_on_there_being_patients(eligibility):
    """A registry without patients gives the criteria's columns all the same."""
    assert "no_complete_response" in eligible.columns(replace(eligibility, patients=()))


def test_tables_put_candidates_first_and_for_clinician_review(eligibility):
    """Patients are grouped by status, candidates first, and candidates are for a clinician to review."""
    counts, patients, *_ = eligible.tables(eligibility)
    assert "for clinician review" in counts.rows[0][-1]
    assert [row[0] for row in patients.rows] == [
        "candidate",
        "candidate",
        "switched",
        "switched_outside",
        "pending",
        "not_eligible",
        "undetermined",
    ]
    assert [row[1] for row in patients.rows[:2]] == ["LN-0002", "LN-0007"]


def test_unknown_criterion_is_never_shown_as_no(eligibility):
    """A criterion that cannot be told is "unknown", with the datum that is missing."""
    patients = eligible.tables(eligibility)[1]
    row = next(row for row in patients.rows if row[1] == "LN-0005")
    assert "unknown" in row
    assert "not met" not in row
    assert row[-1] == "biopsy date"


def test_counts_have_n_and_total_beside_the_percentage(eligibility):
    """2 of 7 patients is 28.6 %."""
    assert eligible.tables(eligibility)[0].rows[0][1:3] == ("2/7", "28.6")


def test_attrition_is_shown_on_request_only(eligibility):
    """The flow of patients has n/N and the percentage of each step."""
    assert not any("Flow" in table.title for table in eligible.tables(eligibility))
    (flow,) = [t for t in eligible.tables(eligibility, attrition=True) if "Flow" in t.title]
    assert flow.rows[0] == ("Biopsy class III or IV", "45/49", "91.8", "3", "1")


def test_unknown_caution_is_not_the_all_clear(eligibility):
    """Cautions of candidates that are unknown are named as unknown, absent ones are not listed."""
    (cautions,) = [t for t in eligible.tables(eligibility) if "Cautions" in t.title]
    assert cautions.rows == (("LN-0002", "–", "pregnancy"),)


def test_empty_registry_has_counts_and_no_percentages(eligibility):
    """Without patients every status counts 0 of 0, without a percentage."""
    counts, *rest = eligible.tables(replace(eligibility, patients=(), notes=()))
    assert rest == []
    assert {row[1:3] for row in counts.rows} == {("0/0", "–")}


def reviewed(eligibility, **cautions):
    """Return the result with cautions for both candidates, by state."""
    states = tuple(CautionState(name, state) for name, state in cautions.items())
    patients = tuple(p._replace(cautions=states) if p.status is Status.CANDIDATE else p for p in eligibility.patients)
    meanings = tuple(CautionMeaning(name, name.upper(), f"Why {name}.", "A label") for name in cautions)
    return replace(eligibility, patients=patients, cautions=meanings)


def test_a_caution_that_is_unknown_in_every_candidate_stands_once(eligibility):
    """What no candidate has recorded is one note, named as unknown; the reason of what is present stands beside it."""
    result = reviewed(eligibility, potassium="unknown", diabetes="present", liver="absent")
    (cautions,) = [t for t in eligible.tables(result) if "Cautions" in t.title]
    assert cautions.rows == (("LN-0002", "DIABETES", "–"), ("LN-0007", "DIABETES", "–"))
    assert cautions.notes == ("DIABETES: Why diabetes.", "Unknown in every candidate, and never absent: POTASSIUM.")


def test_candidates_for_clinician_review(eligibility):
    """Each candidate with induction and response, measured at baseline and at the week; what is not known is a dash."""
    course = InductionCourse(
        "IV", "mycophenolate", date(2025, 1, 1), 24.4, adequate=False, upcr_baseline=3.0, upcr_week=1.25
    )
    patients = tuple(p._replace(induction=course) if p.patient_id == "LN-0002" else p for p in eligibility.patients)
    (table,) = [t for t in eligible.tables(replace(eligibility, patients=patients)) if "Candidates" in t.title]
    known, other = (dict(zip((column.header for column in table.columns), row, strict=True)) for row in table.rows)
    told = ("Class", "Start", "Weeks since start", "Adequate")
    assert [known[header] for header in told] == ["IV", "2025-01-01", "24", "no"]
    assert (known["UPCR, g/g"], known["eGFR"], known["EULAR goal met"]) == ("3.00 → 1.25", "– → –", "unknown")
    assert other["Adequate"] == "unknown"


def test_overlap_beside_the_flow(eligibility):
    """With the flow go the criteria among all patients and the combinations, as marks, the commonest first."""
    overlap = Overlap((CriterionCounts("a", "A", 5, 1, 1, 1),), (Combination((True,), 5), Combination((None,), 2)))
    tables = eligible.tables(replace(eligibility, overlap=overlap), attrition=True)
    alone, combined = (t for t in tables if "criterion among" in t.title or "Combinations" in t.title)
    assert alone.rows == (("A", "5/7", "71.4", "1", "1", "1"),)
    assert combined.rows == (("✓", "5", "71.4"), ("?", "2", "28.6"))
