"""What every rendering is compared with holds the cohort as it was written down."""

from __future__ import annotations

from typing import Any

from renderings.cohort import COHORT, MEASURES

DRUGS = {"MMF": "mycophenolate"}


def test_visits(reference: Any) -> None:
    """Every visit of the cohort is there, once, with its values and no others."""
    found = {(row["patient_id"], row["date"]): row for row in reference["visit"]}
    assert len(found) == len(reference["visit"])
    written = {(of.patient_id, day): values for of in COHORT for day, values in of.visits}
    assert found.keys() == written.keys()
    for key, values in written.items():
        said = {name: value for name, value in found[key].items() if value is not None}
        assert said == {"patient_id": key[0], "date": key[1], **{name: float(value) for name, value in values.items()}}
    assert {name for values in written.values() for name in values} == set(MEASURES)


def test_patients(reference: Any) -> None:
    """What a patient has once is there, and blank where it is not known."""
    found = {row["patient_id"]: row for row in reference["patient"]}
    assert {number: {name: row[name] for name in COHORT[0].facts} for number, row in found.items()} == {
        of.patient_id: {name: value or None for name, value in of.facts.items()} for of in COHORT
    }


def test_biopsies_treatments_and_events(reference: Any) -> None:
    """Biopsies, drugs and events are there with their dates; a biopsy without a class too."""
    biopsies = [(row["patient_id"], row["date"], row["classes"], row["activity"]) for row in reference["biopsy"]]
    written = [
        (of.patient_id, day, plain.split("+") if (plain := text.partition(" (")[0]) else None, activity or None)
        for of in COHORT
        for day, text in of.biopsies
        for activity in [text.partition("(")[2].rstrip(")")]
    ]
    assert sorted(biopsies, key=str) == sorted(written, key=str)
    drugs = [(row["patient_id"], row["drug"], row["start"], row["stop"], row["dose"]) for row in reference["treatment"]]
    first = [(of.patient_id, *of.induction, None) for of in COHORT if of.induction]
    later = [(of.patient_id, *of_drug) for of in COHORT for of_drug in of.later]
    expected = [(number, DRUGS.get(drug, drug), *rest) for number, drug, *rest in [*first, *later]]
    assert sorted(drugs, key=str) == sorted(((*row[:4], row[4] and float(row[4])) for row in expected), key=str)
    happened = [(row["patient_id"], row["date"], row["kind"]) for row in reference["event"]]
    assert happened == [(of.patient_id, *event) for of in COHORT for event in of.events]
