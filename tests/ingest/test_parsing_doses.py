"""The dose that stands beside a drug, in mg/day of the canonical drug."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, DrugMention, equivalent_of, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.reading.sheet import CellKind

DRUG = ColumnReading(load_fields()["drug"])


def doses(text: str) -> dict[str, float | None]:
    """Return the dose of each drug that a cell names."""
    value = parse(text, CellKind.TEXT, DRUG).value
    assert isinstance(value, tuple)
    assert all(isinstance(mention, DrugMention) for mention in value)
    return {mention.name: mention.dose for mention in value}


# as written; drug and dose in mg/day, - where the cell does not say it
TABLE = """
MMF 1g bid                     | mycophenolate 2000
MMF 1 g BID                    | mycophenolate 2000
MMF 1g bid po                  | mycophenolate 2000
MMF po 1g bid                  | mycophenolate 2000
MMF 1.5g/d                     | mycophenolate 1500
MMF 1000 mg/day                | mycophenolate 1000
MMF 1,000 mg bid               | mycophenolate 2000
MMF 0.75 g x2/day              | mycophenolate 1500
MMF 500 mg twice daily         | mycophenolate 1000
MMF (CellCept) 1g bid          | mycophenolate 2000
Mycophenolate mofetil (1 g bid) | mycophenolate 2000
ＭＭＦ １ｇ ｂｉｄ                   | mycophenolate 2000
셀셉트 500mg 1일 2회                | mycophenolate 1000
셀셉트 1일 2회 500mg                | mycophenolate 1000
셀셉트 500mg 하루 두번               | mycophenolate 1000
셀셉트 하루 2g                      | mycophenolate 2000
셀셉트 1일 2g                      | mycophenolate 2000
MMF 1g/일                       | mycophenolate 1000
Tac 1.5mg bid                  | tacrolimus 3
tacrolimus 500mcg q12h         | tacrolimus 1
PD 10mg qd                     | prednisolone 10
PD 5 mg tid                    | prednisolone 15
MMF 1g bid + TAC 1mg bid       | mycophenolate 2000, tacrolimus 2
MMF 1g bid/TAC 1mg bid         | mycophenolate 2000, tacrolimus 2
MMF 1g bid, TAC 1mg bid        | mycophenolate 2000, tacrolimus 2
Pred 10 mg/day + HCQ 200mg bid | hydroxychloroquine 400, prednisolone 10
MMF 1g bid + TAC               | mycophenolate 2000, tacrolimus -
Myfortic 720mg bid             | mycophenolate 2000
EC-MPS 360 mg bid              | mycophenolate 1000
마이폴틱정 360mg 1일 2회             | mycophenolate 1000
mycophenolate sodium 1440 mg/d | mycophenolate 2000
MMF 2g                         | mycophenolate -
Pred 10 mg                     | prednisolone -
MMF                            | mycophenolate -
MMF 1 bid                      | mycophenolate -
MMF 500 mg 2T bid              | mycophenolate -
MMF 250mg 4cap bid             | mycophenolate -
MMF 2 x 500 mg bid             | mycophenolate -
MMF 0.5-1g bid                 | mycophenolate -
MMF 1g-0-1g                    | mycophenolate -
MMF 1,5 g bid                  | mycophenolate -
MMF 1g bid for 24 weeks        | mycophenolate -
MMF 하루 2g 2회                   | mycophenolate -
MMF 0 mg bid                   | mycophenolate -
MPA 720mg bid                  | mycophenolate -
MMF 1g bid, MMF 500mg qd       | mycophenolate -
MMF/TAC 1g bid                 | mycophenolate -, tacrolimus -
MMF + TAC 1mg bid              | mycophenolate -, tacrolimus -
2 g/d MMF + 3 mg/d TAC         | mycophenolate -, tacrolimus -
MMF + 3 mg/d TAC               | mycophenolate -, tacrolimus -
CYC 500mg q2w                  | cyclophosphamide -
CYC 500 mg/m2 monthly          | cyclophosphamide -
IV CYC 500 mg                  | cyclophosphamide -
PD 1 mg/kg/d                   | prednisolone -
PD 5mg qod                     | prednisolone -
MTX 15mg weekly                | methotrexate -
Solu-Medrol pulse 500 mg x 3   | methylprednisolone -
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("written", "expected"), ROWS)
def test_doses(written: str, expected: str) -> None:
    """A dose is taken where the cell says the amount and how often in a day, and of which drug; never a guess."""
    pairs = [pair.split() for pair in expected.split(", ")]
    assert doses(written) == {name: None if dose == "-" else float(dose) for name, dose in pairs}


@settings(max_examples=60)
@given(
    st.decimals(min_value="0.5", max_value=3000, places=1),
    st.sampled_from(["mg", "g"]),
    st.sampled_from(sorted(load_vocabulary().dose_text.rhythms)),
    st.sampled_from(["", " "]),
)
def test_amount_times_rhythm(amount: Decimal, unit: str, rhythm: str, space: str) -> None:
    """Any amount at any rhythm of the vocabulary is their product."""
    times = load_vocabulary().dose_text.rhythms[rhythm]
    expected = amount * times * (1000 if unit == "g" else 1)
    assert doses(f"Tac {amount}{space}{unit} {rhythm}") == {"tacrolimus": float(expected)}


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        *(("Myfortic", (1000, 720)), ("EC-MPS 360 mg", (1000, 720)), ("마이폴틱정", (1000, 720)), ("MMF", None)),
        *(("CellCept", None), ("Myfortic + TAC", None), ("TAC", None), ("", None), ("no Myfortic", None)),
    ],
)
def test_equivalents_beside_a_dose_column(text: str, factor: tuple[int, int] | None) -> None:
    """720 mg of the sodium salt are 1 g of the mofetil; what needs no conversion has no factor."""
    assert equivalent_of(text) == (None if factor is None else tuple(map(Decimal, factor)))
