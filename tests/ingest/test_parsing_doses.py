"""The dose that stands beside a drug, in mg/day of the canonical drug."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import ColumnReading, DrugMention, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from decimal import Decimal

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


# as written; drug and dose in mg/day of the mofetil, - where it is not known; the check, where one fails
SALTS = """
셀셉트(미코페놀산) 750mg bid              | 1500 |
셀셉트(미코페놀산) 375mg bid              | 750  |
미코페놀산(셀셉트) 375mg bid              | 750  |
CellCept (mycophenolic acid) 750 mg/day | 750  |
mycophenolic acid (CellCept) 750 mg/day | 750  |
미코페놀산 모페틸 750mg qd                | 750  |
미코페놀산모페틸 750mg qd                 | 750  |
마이코페놀산 모페틸 750mg qd              | 750  |
吗替麦考酚酯胶囊 750mg bid                | 1500 |
ミコフェノール酸モフェチル 750mg bid          | 1500 |
micofenolato de mofetilo 750 mg qd     | 750  |
Mycophenolat-Mofetil 750 mg qd         | 750  |
MPA (CellCept) 500 mg bid              | 1000 |
Myfortic (MMF) 360 mg bid              | 1000 |
MMF (Myfortic) 360 mg bid              | 1000 |
MMF 360 mg bid (Myfortic)              | 1000 |
Myfortic 360 mg bid (MMF)              | 1000 |
Myfortic (mycophenolic acid) 360 mg bid | 1000 |
Myfortic (MPA) 360 mg bid              | 1000 |
마이폴틱(미코페놀산) 360mg 1일 2회          | 1000 |
마이렙틱장용정 360mg bid                   | 1000 |
마이렙틱엔장용정 360mg bid                  | 1000 |
마이렙트캡슐 500mg bid                    | 1000 |
마이렙트(MPS) 500mg bid                 | 1000 |
Myfortic 720 mg BID                    | 2000 |
enteric coated mycophenolic acid 360 mg bid | 1000 |
EC-MPS 360 mg bid                      | 1000 |
麦考酚钠肠溶片 360mg bid                   | 1000 |
ミコフェノール酸ナトリウム 360mg bid           | 1000 |
micofenolato sódico 360 mg bid         | 1000 |
Mycophenolat-Natrium 360 mg bid        | 1000 |
미코페놀산 500mg bid                      | -    | salt-open
마이코페놀산 500mg bid                     | -    | salt-open
미코페놀레이트 500mg bid                    | -    | salt-open
mycophenolic acid 720 mg bid           | -    | salt-open
mycophenolate 1 g bid                  | -    | salt-open
Mycophenolsäure 720 mg bid             | -    | salt-open
ácido micofenólico 720 mg bid          | -    | salt-open
霉酚酸 500mg bid                         | -    | salt-open
MPA 720mg bid                          | -    | salt-open
MPA                                    | -    |
mycophenolate                          | -    |
CellCept (Myfortic) 720 mg bid         | -    | salt-contradictory
Myfortic/CellCept                      | -    | salt-contradictory
MMF (EC-MPS) 720 mg bid                | -    | salt-contradictory
MMF 720 mg bid + Myfortic 720 mg bid   | -    | salt-contradictory
MMF 1 g bid, Myfortic                  | -    | salt-contradictory
MMF 1 g/d (Myfortic 360 mg bid)        | -    | salt-contradictory
"""
SALT_ROWS = [[cell.strip() for cell in line.split("|")] for line in SALTS.strip().splitlines()]


@pytest.mark.parametrize(("written", "dose", "check"), SALT_ROWS)
def test_salts_of_mycophenolate(written: str, dose: str, check: str) -> None:
    """A name of the mofetil or the sodium salt decides what a dose is of, a brand first; without one it is not known.

    720 mg of the sodium salt are 1 g of the mofetil (label of Myfortic); two brands of different salts contradict.
    """
    parsed = parse(written, CellKind.TEXT, DRUG)
    assert doses(written) == {"mycophenolate": None if dose == "-" else float(dose)}
    assert parsed.checks == ((check,) if check else ())


@pytest.mark.parametrize(
    "text", ["MMF (not CellCept)", "MMF 500 mg bid or Myfortic", "Myfortic → MMF 1 g bid", "MMF ou Myfortic"]
)
def test_no_salt_where_it_is_not_said_what_is_given(text: str) -> None:
    """A cell that denies a product, or leaves open which of two, gives neither drug nor dose."""
    assert doses(text) == {}


@pytest.mark.parametrize(
    ("code", "meaning", "dose"),
    [
        ("MPA", "mycophenolate sodium", 2000.0),
        ("MPA", "CellCept", 1440.0),
        ("mycophenolic acid", "Myfortic", None),
    ],
)
def test_declared_salt(code: str, meaning: str, dose: float | None) -> None:
    """What the export declares of a name holds for the name wherever it stands in a cell, and for no other name."""
    how = ColumnReading(load_fields()["drug"], codes={code: meaning})
    (mention,) = parse("MPA 720 mg bid", CellKind.TEXT, how).value  # type: ignore[misc]
    assert mention.dose == dose
