"""What definitions and cautions ask for besides the measures of the abstract: each from its header to its column."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.knowledge.fields import load_fields

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

VISITS = """
proteinuria (mg/24h)        | 1500        | proteinuria       | 1.5
24시간 단백뇨 (g/일)        | 1.5         | proteinuria       | 1.5
24h urine protein (g/day)   | <0.1        | proteinuria       | 0.1
cystatin C (nmol/L)         | 74.9        | cystatin_c        | 1.0
cystatin_c                  | 0.9         | cystatin_c        | 0.9
ULN of creatinine (umol/L)  | 88.4        | creatinine_uln    | 1.0
urine RBC                   | 12          | urine_rbc         | 12.0
소변 백혈구 (/HPF)          | 3           | urine_wbc         | 3.0
RBC casts                   | 없음        | rbc_casts         | no
urine sediment              | bland       | sediment          | inactive
UPCR specimen               | 24h urine   | upcr_specimen     | 24-hour
UPCR specimen               | FMV         | upcr_specimen     | first-morning
WBC (/uL)                   | 5400        | wbc               | 5.4
WBC (K/uL)                  | 5.4         | wbc               | 5.4
WBC                         | 5.4 10^9/L  | wbc               | 5.4
ANC (cells/mm3)             | 1250        | anc               | 1.25
glucose (mmol/L)            | 10          | glucose           | 180.2
공복혈당 (mg/dL)            | 99          | glucose           | 99.0
ALT (IU/L)                  | 31          | alt               | 31.0
AST (μkat/L)                | 0.5         | ast               | 30.0
tacrolimus trough (ug/L)    | 6.4         | tacrolimus_trough | 6.4
TAC C0 (ng/mL)              | 6.4         | tacrolimus_trough | 6.4
C4 status                   | 정상        | c4_level          | normal
anti-dsDNA status           | equivocal   | anti_dsdna_level  | borderline
anti-dsDNA assay            | EliA        | anti_dsdna_assay  | EliA
pregnancy                   | no          | pregnant          | no
감염 여부                   | 있음        | infection         | yes
"""
"""A header, a cell, the column of the visits that it fills and the value in its unit."""

PATIENTS = """
LN diagnosis date     | 2015-02-03 | diagnosis_date    | 2015-02-03
pre-flare eGFR        | 92         | egfr_preflare     | 92.0
withdrawal date       | 2021-03-04 | withdrawal_date   | 2021-03-04
reason for withdrawal | moved      | withdrawal_reason | moved
DM (diabetes)         | Y          | diabetes          | yes
malignancy            | no         | malignancy        | no
HBsAg                 | negative   | hepatitis_b       | no
C형간염               | 음성       | hepatitis_c       | no
HIV                   | positive   | hiv               | yes
결핵                  | 무         | tuberculosis      | no
hypersensitivity      | present    | hypersensitivity  | yes
피임 여부             | 예         | contraception     | yes
QTc prolongation      | absent     | qt_prolongation   | no
"""


def drawn(table: str) -> list[list[str]]:
    """Return the cells of each line of a drawn table."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def written(value: object) -> str:
    """Return a value as the tables above have it."""
    return value.isoformat() if isinstance(value, date) else str(round(value, 6) if isinstance(value, float) else value)


@pytest.mark.parametrize(("header", "cell", "column", "value"), drawn(VISITS))
def test_of_a_visit(
    write: Make, read: Make, table: Make, found: Make, header: str, cell: str, column: str, value: str
) -> None:
    """What a header of the visits names is landed in its column, in its unit."""
    batch = read(write("a.csv", f"patient_id,visit_date,{header}", f"P1,2020-01-01,{cell}"))
    assert written(table(batch, "visit", column)[0][0]) == value
    assert {check for check, _ in found(batch)} <= {"value-censored"}


@pytest.mark.parametrize(("header", "cell", "column", "value"), drawn(PATIENTS))
def test_of_a_patient(
    write: Make, read: Make, table: Make, found: Make, header: str, cell: str, column: str, value: str
) -> None:
    """What a header of the patients names is landed in its column."""
    batch = read(write("a.csv", f"patient_id,{header}", f"P1,{cell}"))
    assert written(table(batch, "patient", column)[0][0]) == value
    assert found(batch) == []


def test_every_field_has_its_column(read: Make, write: Make) -> None:
    """No field is read that the registry has no column for."""
    batch = read(write("a.csv", "patient_id,sex", "P1,F"))
    held = set(batch.connection.execute("select table_name, column_name from duckdb_columns()").fetchall())
    fields = [field for field in load_fields().values() if field.table != "lab" and field.type != "point"]
    assert {(f.table, f.column) for f in fields} - held == {("biopsy", "biopsy_class")}  # spread over several


def test_codes_are_never_assumed(write: Make, read: Make, table: Make, found: Make) -> None:
    """1 and 0 are no yes and no before they are declared."""
    path = write("a.csv", "patient_id,diabetes", "P1,1", "P2,0")
    assert found(read(path)) == [("code-undeclared", "a!B2"), ("code-undeclared", "a!B3")]
    batch = read(path, codes=["diabetes=1:yes,0:no"])
    assert table(batch, "patient", "patient_id", "diabetes") == [("P1", "yes"), ("P2", "no")]


def test_answers_that_differ(write: Make, read: Make, table: Make, found: Make) -> None:
    """Where rows of a patient or of a visit answer differently, neither answer is used."""
    lines = ("P1,2020-01-01,yes,no", "P1,2020-01-01,no,no")
    batch = read(write("a.csv", "patient_id,visit_date,rbc_casts,hiv", *lines))
    assert table(batch, "visit", "rbc_casts") == [(None,)]
    assert table(batch, "patient", "hiv") == [("no",)]
    assert found(batch) == [("record-conflict", "a!C2"), ("record-conflict", "a!C3")]


def test_thrombotic_microangiopathy(write: Make, read: Make, table: Make, found: Make) -> None:
    """It belongs to the biopsy."""
    batch = read(write("a.csv", "patient_id,biopsy_date,biopsy_class,TMA", "P1,2020-01-01,IV,no"))
    assert table(batch, "biopsy", "classes", "tma") == [(["IV"], "no")]
    assert found(batch) == []


def test_number_of_doses(write: Make, read: Make, table: Make, found: Make) -> None:
    """Pulses are counted beside their drug; beside several drugs it cannot be told whose they are."""
    header = "patient_id,drug,start_date,CYC pulses"
    batch = read(write("a.csv", header, "P1,CYC,2020-01-01,6", "P2,CYC + MMF,2020-01-01,6"))
    assert table(batch, "treatment", "patient_id", "drug", "doses") == [
        *(("P1", "cyclophosphamide", 6.0), ("P2", "cyclophosphamide", None), ("P2", "mycophenolate", None))
    ]
    assert found(batch) == []


@pytest.mark.parametrize(
    ("written_kind", "kind"),
    [
        *(("Hyperkalemia", "hyperkalaemia"), ("고칼륨혈증", "hyperkalaemia"), ("new-onset diabetes", "diabetes")),
        *(("hypertensive emergency", "hypertension_emergency"), ("HBV reactivation", "hepatitis_b")),
        *(("결핵", "tuberculosis"), ("neutropenia", "cytopenia"), ("CNI nephrotoxicity", "nephrotoxicity")),
        *(
            ("consent withdrawn", "withdrawal"),
            ("LTFU", "lost_to_follow_up"),
            ("complete remission", "complete_response"),
        ),
        *(("serious infection", "infection"), ("HD", "dialysis")),
    ],
)
def test_kinds_of_event(write: Make, read: Make, table: Make, found: Make, written_kind: str, kind: str) -> None:
    """Events are known by the words of the field."""
    batch = read(write("a.csv", "patient_id,event_date,event_kind", f"P1,2020-01-01,{written_kind}"))
    assert table(batch, "event", "kind") == [(kind,)]
    assert found(batch) == []


def test_drugs_that_interact(write: Make, read: Make, table: Make, found: Make) -> None:
    """A drug that interacts is a treatment like another, without a phase unless one is given."""
    lines = ("P1,클래리트로마이신,2020-01-01", "P1,Diltiazem 30 mg bid,2020-01-01", "P1,omeprazole,2020-01-01")
    batch = read(write("a.csv", "patient_id,drug,start_date", *lines))
    assert table(batch, "treatment", "drug", "phase") == [
        *(("clarithromycin", None), ("diltiazem", None), ("proton_pump_inhibitor", None))
    ]
    assert found(batch) == []
