"""Ointments, drops, inhalers and the like are no systemic treatment, and are told."""

from __future__ import annotations

from typing import Any

import pytest

from lnmt_cli.ingest.parsing import ColumnReading, DrugMention, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.reading.sheet import CellKind

Make = Any
DRUG = ColumnReading(load_fields()["drug"])

# as written | the drugs that are given systemically | those that are only applied locally | checks
FORMS = """
tacrolimus ointment                | -                        | tacrolimus      | drug-local
Tacrolimus 0.1% oint.              | -                        | tacrolimus      | drug-local
topical tacrolimus                 | -                        | tacrolimus      | drug-local
tacrolimus (ointment)              | -                        | tacrolimus      | drug-local
tacrolimus 0,1 % Salbe             | -                        | tacrolimus      | drug-local
Tacrolimussalbe                    | -                        | tacrolimus      | drug-local
타크로리무스 연고                         | -                        | tacrolimus      | drug-local
타크로리무스연고0.1%                       | -                        | tacrolimus      | drug-local
프로토픽연고 0.03%                        | -                        | tacrolimus      | drug-local
タクロリムス軟膏                           | -                        | tacrolimus      | drug-local
他克莫司软膏                             | -                        | tacrolimus      | drug-local
外用他克莫司                             | -                        | tacrolimus      | drug-local
pomada de tacrolimus               | -                        | tacrolimus      | drug-local
tacrolimus pommade                 | -                        | tacrolimus      | drug-local
Protopic                           | -                        | tacrolimus      | drug-local
Protopic (tacrolimus)              | -                        | tacrolimus      | drug-local
TAC cream                          | -                        | tacrolimus      | drug-local
cyclosporine eye drops             | -                        | ciclosporin     | drug-local
사이클로스포린 점안액                        | -                        | ciclosporin     | drug-local
环孢素滴眼液                             | -                        | ciclosporin     | drug-local
シクロスポリン点眼液                         | -                        | ciclosporin     | drug-local
ciclosporina colirio               | -                        | ciclosporin     | drug-local
Ciclosporin Augentropfen           | -                        | ciclosporin     | drug-local
ciclosporine collyre               | -                        | ciclosporin     | drug-local
Restasis                           | -                        | ciclosporin     | drug-local
Ikervis 1 mg/mL                    | -                        | ciclosporin     | drug-local
Cequa                              | -                        | ciclosporin     | drug-local
dexamethasone intravitreal         | -                        | dexamethasone   | drug-local
dexamethasone mouthwash            | -                        | dexamethasone   | drug-local
덱사메타손 가글                           | -                        | dexamethasone   | drug-local
hydrocortisone cream               | -                        | hydrocortisone  | drug-local
budesonide inhaled                 | -                        | budesonide      | drug-local
부데소니드 흡입액                          | -                        | budesonide      | drug-local
Pulmicort                          | -                        | budesonide      | drug-local
prednisolone acetate eye drops     | -                        | prednisolone    | drug-unknown drug-local
dexamethasone/tobramycin eye drops | -                        | dexamethasone   | drug-unknown drug-local
tacrolimus 0.1%                    | -                        | tacrolimus      | drug-local
Tacrolimus 0,03 %                  | -                        | tacrolimus      | drug-local
cyclosporine 0.05%                 | -                        | ciclosporin     | drug-local
MMF + tacrolimus 0.1 %             | mycophenolate            | tacrolimus      | drug-local
MMF/tacrolimus 0.1%                | mycophenolate            | tacrolimus      | drug-local
tacrolimus e/d                     | -                        | tacrolimus      | drug-local
IVIG 5%                            | immunoglobulin           | -               | -
tacrolimus 1 mg, 50 %              | tacrolimus               | -               | -
Pred Forte                         | -                        | prednisolone    | drug-local
fluticasone nasal spray            | -                        | glucocorticoid_local | drug-local
MMF + tacrolimus ointment          | mycophenolate            | tacrolimus      | drug-local
MMF, Protopic                      | mycophenolate            | tacrolimus      | drug-local
MMF and topical tacrolimus         | mycophenolate            | tacrolimus      | drug-local
셀셉트 + 프로토픽                         | mycophenolate            | tacrolimus      | drug-local
tacrolimus ointment + Prograf      | tacrolimus               | tacrolimus      | drug-local
MMF + TAC + hydrocortisone cream   | mycophenolate tacrolimus | hydrocortisone  | drug-local
Prograf                            | tacrolimus               | -               | -
tacrolimus                         | tacrolimus               | -               | -
MMF + TAC                          | mycophenolate tacrolimus | -               | -
budesonide                         | budesonide               | -               | -
MMF, Prograf, artificial tears eye drops | mycophenolate tacrolimus | -         | drug-unknown
MMF tacrolimus ointment            | mycophenolate            | tacrolimus      | drug-local
MMF/tacrolimus ointment            | mycophenolate            | tacrolimus      | drug-local
MMF topical tacrolimus             | mycophenolate            | tacrolimus      | drug-local
tacrolimus ciclosporin eye drops   | -                        | -               | drug-unknown
methotrexate gel                   | -                        | methotrexate    | drug-local
MMF, eye drops                     | mycophenolate            | -               | drug-unknown
Prograf, MMF, eye drops            | mycophenolate tacrolimus | -               | drug-unknown
MMF + INH                          | mycophenolate            | -               | drug-unknown
MMF + tacrolimus, ointment         | mycophenolate            | -               | drug-unknown
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in FORMS.strip().splitlines()]


@pytest.mark.parametrize(("written", "systemic", "local", "checks"), ROWS)
def test_forms(written: str, systemic: str, local: str, checks: str) -> None:
    """A form that acts where it is applied makes its own part local; where it is open of which drug, none is taken."""
    parsed = parse(written, CellKind.TEXT, DRUG)
    assert isinstance(parsed.value, tuple)
    assert all(isinstance(mention, DrugMention) for mention in parsed.value)
    told = {is_local: [mention.name for mention in parsed.value if mention.is_local == is_local] for is_local in (0, 1)}
    assert told == {0: systemic.replace("-", "").split(), 1: local.replace("-", "").split()}
    assert parsed.checks == tuple(checks.replace("drug-", "drug_").replace("-", "").replace("_", "-").split())


def test_a_row_of_a_local_form_is_no_treatment(write: Make, read: Make, table: Make, found: Make) -> None:
    """MMF with tacrolimus ointment is treated with MMF alone: the row of the ointment is set aside and told."""
    batch = read(
        write(
            "export.csv",
            "patient_id,drug,start_date,dose (mg/day)",
            "P1,MMF,2020-01-01,2000",
            "P1,tacrolimus ointment,2020-06-01,3",
            "P2,MMF + Protopic,2020-01-01,2000",
        )
    )
    assert table(batch, "treatment", "patient_id", "drug", "dose") == [
        ("P1", "mycophenolate", 2000.0),
        ("P2", "mycophenolate", None),
    ]
    assert found(batch) == [("drug-local", "export!B3"), ("drug-local", "export!B4")]
    assert [(file.landed, file.set_aside) for file in batch.files] == [(2, 1)]


def test_local_form_beside_something_unknown(write: Make, read: Make, table: Make) -> None:
    """Where something beside an ointment was not recognised, what is being given is unknown, and not nothing."""
    batch = read(write("export.csv", "patient_id,drug,start_date", "P1,XY-123 + Protopic,2020-06-01"))
    assert table(batch, "treatment", "patient_id", "drug") == [("P1", None)]
