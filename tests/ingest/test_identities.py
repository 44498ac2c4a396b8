"""Identifiers written in two ways, and patients whom the list of patients does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.ingest.identities import alike_key

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("P001", "p001", True),
        ("P001", "Ｐ００１", True),
        ("P-1", "P1", True),
        ("A 1", "A  1", True),
        ("7", "007", True),
        ("7", "7.0", True),
        ("1-12", "11-2", False),
        ("P1", "P11", False),
        ("P1A", "P1B", False),
        ("001", "0010", False),
    ],
)
def test_identifiers_that_look_alike(one: str, other: str, is_alike: bool) -> None:
    """Case, full width, zeros in front, spaces and signs make no other patient to a person; figures do."""
    assert (alike_key(one) == alike_key(other)) is is_alike


def test_patient_written_in_two_ways(write: Make, read: Make, found: Make, table: Make) -> None:
    """One patient written in two ways is an error at both; they are kept apart, as 007 may be another than 7."""
    visits = write("visits.csv", "patient_id,visit_date,sex", "P001,2020-01-01,F", "P002,2020-01-01,F")
    drugs = write("drugs.csv", "patient_id,drug,start_date", "p001,MMF,2020-02-01")
    batch = read(visits, drugs)
    assert found(batch) == [("patient-alike", "drugs!2"), ("patient-alike", "visits!2")]
    assert table(batch, "patient", "patient_id") == [("P001",), ("P002",), ("p001",)]


def test_patient_who_is_not_listed(write: Make, read: Make, found: Make) -> None:
    """Who has rows elsewhere and none in the list of patients is told once, at the first row."""
    listed = write("patients.csv", "patient_id,sex", "A1,F", "B2,F")
    visits = write(
        "visits.csv", "patient_id,visit_date,sledai", "A1,2020-01-01,1", "C3,2020-01-01,2", "C3,2020-02-01,2"
    )
    assert found(read(listed, visits)) == [("patient-not-listed", "visits!3")]
    assert found(read(visits)) == []


def test_two_sites_under_one_identifier(write: Make, read: Make, found: Make) -> None:
    """The same number at two sites is perhaps two people: an error of its own."""
    rows = ("1,A,2020-01-01,1", "1,B,2020-02-01,2")
    batch = read(write("a.csv", "patient_id,site,visit_date,sledai", *rows))
    assert found(batch) == [("patient-two-sites", "a!B2"), ("patient-two-sites", "a!B3")]


def test_start_beside_an_induction_drug(write: Make, read: Make, table: Make) -> None:
    """Start and stop beside an induction drug are those of the induction, where the sheet has no drugs of its own."""
    batch = read(write("a.csv", "patient_id,sex,induction drug,start date,stop date", "P1,F,MMF,2016-01-10,2016-07-01"))
    shown = table(batch, "treatment", "drug", "cast(start as varchar)", "cast(stop as varchar)", "phase")
    assert shown == [("mycophenolate", "2016-01-10", "2016-07-01", "induction")]


def test_start_beside_drugs_of_its_own(write: Make, read: Make, table: Make) -> None:
    """In a sheet with a column of drugs the start is that of the drug."""
    batch = read(write("a.csv", "patient_id,induction drug,drug,start date", "P1,MMF,tacrolimus,2016-08-01"))
    shown = table(batch, "treatment", "drug", "cast(start as varchar)", "phase")
    assert sorted(shown) == [("mycophenolate", None, "induction"), ("tacrolimus", "2016-08-01", None)]
