"""The cohort in the shapes that registries have: as tables, as visits, wide, as a list of results.

A column is called by its field; by field and occasion where it is one of several (``upcr@24w``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, cycle
from typing import TYPE_CHECKING, Any, Final

from renderings.cohort import COHORT, MEASURES, Patient

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Row = dict[str, Any]
FACTS: Final = ("site", "sex", "birth_date", "prior_response", "switch_date", "death_date")
INDUCTION: Final = ("induction_drug", "induction_start", "induction_stop")


@dataclass(frozen=True)
class Table:
    """A table in a shape: its columns in order, and rows by column. What a row does not have is missing."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def _patient(patient: Patient) -> Row:
    return {"patient_id": patient.patient_id, **patient.facts}


def _induction(patient: Patient) -> Row:
    return dict(zip(INDUCTION, patient.induction or (), strict=False))


def patients(cohort: Sequence[Patient] = COHORT) -> Table:
    return Table("patients", ("patient_id", *FACTS), tuple(_patient(patient) for patient in cohort))


def biopsies(cohort: Sequence[Patient] = COHORT) -> Table:
    columns = ("patient_id", "biopsy_date", "biopsy_class")
    rows = [dict(zip(columns, (of.patient_id, *found), strict=True)) for of in cohort for found in of.biopsies]
    return Table("biopsies", columns, tuple(rows))


def treatments(cohort: Sequence[Patient] = COHORT, *, induction: bool = True) -> Table:
    """All treatments; without the induction, those that a patient's or a visit's row has no column for."""
    columns = ("patient_id", "drug", "start_date", "stop_date", "dose", "phase")
    rows = []
    for of in cohort:
        if of.induction and induction:
            rows.append((of.patient_id, *of.induction, None, "induction"))
        rows += [(of.patient_id, *later, None) for later in of.later]
    return Table("treatments", columns, tuple(dict(zip(columns, row, strict=True)) for row in rows))


def measurements(cohort: Sequence[Patient] = COHORT) -> Table:
    columns = ("patient_id", "visit_date", *MEASURES)
    rows = [{"patient_id": of.patient_id, "visit_date": day, **values} for of in cohort for day, values in of.visits]
    return Table("visits", columns, tuple(rows))


def events(cohort: Sequence[Patient] = COHORT) -> Table:
    columns = ("patient_id", "event_date", "event_kind")
    rows = [dict(zip(columns, (of.patient_id, *event), strict=True)) for of in cohort for event in of.events]
    return Table("events", columns, tuple(rows))


def as_tables(cohort: Sequence[Patient] = COHORT) -> list[Table]:
    """One table for each kind of record."""
    return [patients(cohort), biopsies(cohort), treatments(cohort), measurements(cohort), events(cohort)]


def as_visits(cohort: Sequence[Patient] = COHORT) -> list[Table]:
    """One row a visit, with the patient's columns on every row; the drugs after the induction stand apart."""
    columns = ("patient_id", *FACTS, "biopsy_date", "biopsy_class", *INDUCTION, "visit_date", *MEASURES)
    columns += ("event_date", "event_kind")
    rows: list[Row] = []
    for of in cohort:
        own = cycle(of.biopsies or ((None, None),))
        happened = cycle(of.events or ((None, None),))
        for day, values in of.visits:
            row = {**_patient(of), **_induction(of), "visit_date": day, **values}
            row["biopsy_date"], row["biopsy_class"] = next(own)
            row["event_date"], row["event_kind"] = next(happened)
            rows.append(row)
    return [Table("visits", columns, tuple(rows)), treatments(cohort, induction=False)]


def as_wide(cohort: Sequence[Patient] = COHORT, labels: Sequence[str] | None = None) -> list[Table]:
    """One row a patient, a group of columns for each visit with its own date; a second biopsy beside the first."""
    longest = max(len(of.visits) for of in cohort)
    names = list(labels or (str(number) for number in range(1, longest + 1)))[:longest]
    columns = ("patient_id", *FACTS, "biopsy_date@1", "biopsy_class@1", "biopsy_date@2", "biopsy_class@2", *INDUCTION)
    columns += tuple(f"{field}@{name}" for name in names for field in ("visit_date", *MEASURES))
    columns += ("event_date", "event_kind")
    return [
        Table("wide", columns, tuple(_wide_row(of, names) for of in cohort)),
        treatments(cohort, induction=False),
    ]


def _wide_row(of: Patient, names: Sequence[str]) -> Row:
    row = {**_patient(of), **_induction(of)}
    for number, (day, written) in enumerate(of.biopsies, 1):
        row[f"biopsy_date@{number}"], row[f"biopsy_class@{number}"] = day, written
    for name, (day, values) in zip(names, of.visits, strict=False):
        row[f"visit_date@{name}"] = day
        row |= {f"{field}@{name}": value for field, value in values.items()}
    for row["event_date"], row["event_kind"] in of.events:
        pass
    return row


def results(cohort: Sequence[Patient] = COHORT) -> Iterator[tuple[str, Any, str, Any]]:
    """Yield each result: patient, date, measure, value."""
    for of in cohort:
        for day, values in of.visits:
            for measure, value in values.items():
                yield of.patient_id, day, measure, value


def by_site(tables: Sequence[Table]) -> list[Table]:
    """Each table once a site, for files that sites sent."""
    home = {of.patient_id: of.facts["site"] for of in COHORT}
    return [
        Table(f"{table.name} {site[-1]}", table.columns, rows)
        for table in tables
        for site in sorted(set(home.values()))
        if (rows := tuple(row for row in table.rows if home[row["patient_id"]] == site))
    ]


def by_patient(table: Table) -> list[Table]:
    """One table a patient."""
    number = count(1)
    return [
        Table(f"{table.name}-{next(number):02}", table.columns, rows)
        for of in COHORT
        if (rows := tuple(row for row in table.rows if row["patient_id"] == of.patient_id))
    ]
