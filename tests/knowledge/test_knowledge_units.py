"""Units are found by any spelling in use and convert exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.knowledge.normalising import normalise, normalise_unit
from lnmt_cli.knowledge.units import Quantity, Unit, load_units

UNITS = load_units()
EVERY_UNIT = [(quantity, unit) for quantity in UNITS.values() for unit in quantity.units]
decimals = st.decimals(min_value=0, max_value=100_000, places=3, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("quantity", "unit", "value", "canonical"),
    [
        ("upcr", "g/g", "3.06", "3.06"),
        ("upcr", "mg/mg", "3.06", "3.06"),
        ("upcr", "mg/g", "500", "0.5"),
        # KDIGO's rounded 50 mg/mmol is 0.442 g/g, not 0.5.
        ("upcr", "mg/mmol", "50", "0.442"),
        ("upcr", "mg/mmol", "300", "2.652"),
        ("creatinine", "µmol/L", "88.4", "1"),
        ("creatinine", "umol/l", "8.84", "0.1"),
        ("creatinine", "mmol/L", "0.0884", "1"),
        ("albumin", "g/L", "39", "3.9"),
        ("complement", "g/L", "0.9", "90"),
        ("complement", "mg/L", "900", "90"),
        ("potassium", "mEq/L", "4.1", "4.1"),
        ("height", "m", "1.62", "162"),
        ("height", "inch", "60", "152.4"),
        ("weight", "lb", "100", "45.359237"),
        ("dose", "g/day", "1.5", "1500"),
        ("glucose", "g/L", "0.9", "90"),
        ("glucose", "mmol/L", "5", "90.1"),
        ("cystatin_c", "mg/dL", "0.09", "0.9"),
        ("cell_count", "/nL", "4.5", "4.5"),
        ("cell_count", "×10²/µL", "45", "4.5"),
        ("cell_count", "10^6/L", "4500", "4.5"),
        ("complement", "mcg/mL", "900", "90"),
    ],
)
def test_published_conversions(quantity: str, unit: str, value: str, canonical: str) -> None:
    """A value converts by the published factor, exactly."""
    found = UNITS[quantity].find(unit)
    assert found is not None
    assert found.to_canonical(Decimal(value)) == Decimal(canonical)


@pytest.mark.parametrize(
    ("quantity", "spellings"),
    [
        (
            "gfr",
            [
                "mL/min/1.73 m²",
                "ml/min/1.73m2",
                "ml/min/1.73m^2",
                "㎖/min/1.73㎡",
                "mL/min per 1.73 m2",
                "ML/MIN/1,73M2",
            ],
        ),
        ("creatinine", ["mg/dl", "MG/DL", "㎎/㎗", "mg / dL", "mg∕dL", "mg per dL", "ｍｇ／ｄＬ"]),
        ("upcr", ["g/g", "G/G", "g / g Cr", "g/gCr"]),
    ],
)
def test_spellings_of_the_canonical_unit(quantity: str, spellings: list[str]) -> None:
    """Case, spaces, full width, superscripts and Korean one-cell units do not matter."""
    found = {unit.symbol for text in spellings if (unit := UNITS[quantity].find(text))}
    assert found == {UNITS[quantity].canonical}
    assert all(UNITS[quantity].find(text) for text in spellings)


@pytest.mark.parametrize(
    ("quantity", "symbol", "spellings"),
    [
        pytest.param("upcr", "mg/g", "mg/g creatinine, mg/g Kreatinin, mg/g Krea, mg/g Krea.", id="German"),
        pytest.param("upcr", "mg/mmol", "mg/mmol de créat., mg/mmol créatinine, mg/mmol de créatinine", id="French"),
        pytest.param("upcr", "mg/g", "mg/g creatinina, mg/g de creatinina", id="Spanish"),
        pytest.param("upcr", "g/g", "g/gCr, g/g・Cr, g/gクレアチニン, g/g·CRE, ｇ／ｇＣｒ", id="Japanese"),
        pytest.param("upcr", "mg/g", "mg/g 크레아티닌, mg/gCr, ㎎/g Cr", id="Korean"),
        pytest.param("upcr", "mg/g", "mg/g肌酐, mg/g{creat}, ug/mg Cr", id="Chinese and UCUM"),
        pytest.param("upcr", "g/mmol", "g/mmol{creat}, g/mmol Krea", id="moles"),
        pytest.param(
            "protein_excretion", "g/day", "g/24시간, g/Tag, g/日, g/24時間, g/j, g/día, g/(24.h), g/24 Std.", id="days"
        ),
        pytest.param("protein_excretion", "mg/day", "mg/24시간, mg/Tag, mg/日, mg/jour, mg/(24.h)", id="milligrams"),
        pytest.param("cell_count", "10⁹/L", "/nL, G/L, 10*9/L, Gpt/l", id="blood count"),
        pytest.param("cell_count", "10³/μL", "10*3/uL, x10³/µL, K/µL", id="thousands"),
        pytest.param("cell_count", "10²/μL", "×10²/µL, 10²/μl, x10^2/uL", id="hundreds"),
        pytest.param("blood_pressure", "mmHg", "mm[Hg], mmHg", id="pressure"),
        pytest.param("gfr", "mL/min/1.73 m²", "mL/min/{1.73_m2}, ml/min/1,73 m²", id="filtration"),
    ],
)
def test_writings_of_other_languages_and_of_ucum(quantity: str, symbol: str, spellings: str) -> None:
    """The words of other languages, middle dots and the signs of UCUM spell the same units."""
    for text in spellings.split(", "):
        unit = UNITS[quantity].find(text)
        assert unit is not None, text
        assert unit.symbol == symbol, text


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        *(("upcr", "mg/dL Krea"), ("upcr", "Cr"), ("upcr", "creatinine"), ("creatinine", "mg/g creatinine")),
        *(("cell_count", "10^4/uL"), ("protein_excretion", "g/L"), ("cystatin_c", "g/L")),
        *(
            ("gfr", "mL/min"),
            ("upcr", "mg/day"),
            ("upcr", "mg"),
            ("upcr", "mg/mol"),
            ("upcr", ""),
            ("upcr", "%"),
        ),
        *(
            ("albumin", "mg/dL"),
            ("creatinine", "mg/g"),
            ("dose", "mg"),
            ("dose", "mg/kg"),
            ("anti_dsdna", "mg/mL"),
        ),
    ],
)
def test_units_of_something_else_are_not_found(quantity: str, text: str) -> None:
    """A unit of another quantity, or of none, is not taken for one of this."""
    assert UNITS[quantity].find(text) is None


def test_units_of_an_assay_have_a_scale_of_their_own() -> None:
    """U/mL is no IU/mL, though both have the factor 1; U/L is U/mL ÷ 1000, and kU/L another name of it."""
    international, plain, litre = (UNITS["anti_dsdna"].find(text) for text in ("[IU]/mL", "kU/L", "U/L"))
    assert international is not None
    assert plain is not None
    assert litre is not None
    assert (international.scale, plain.scale, litre.scale) == (None, "U/mL", "U/mL")
    assert not international.is_same_size(plain)
    assert litre.to_canonical(Decimal(1000)) == 1
    assert {name for name, quantity in UNITS.items() if quantity.is_of_assays} == {"anti_dsdna"}


def test_the_units_of_a_ratio_stay_apart() -> None:
    """mg/g, mg/mmol, g/g and mg/mg are four units."""
    assert len({normalise_unit(text) for text in ("mg/g", "mg/mmol", "g/g", "mg/mg")}) == 4


@given(st.sampled_from(EVERY_UNIT), decimals)
def test_there_and_back(quantity_unit: tuple[Quantity, Unit], value: Decimal) -> None:
    """A value taken to the canonical unit and back is the same value."""
    _, unit = quantity_unit
    assert abs(unit.from_canonical(unit.to_canonical(value)) - value) <= Decimal("1e-40")


@given(st.sampled_from(EVERY_UNIT), decimals)
def test_scale_is_exact(quantity_unit: tuple[Quantity, Unit], value: Decimal) -> None:
    """Conversion is by the factor and nothing else, far beyond the precision of a float."""
    _, unit = quantity_unit
    exact = Fraction(value) * Fraction(unit.multiply) / Fraction(unit.divide)
    assert abs(Fraction(unit.to_canonical(value)) - exact) <= exact / 10**45


@given(st.sampled_from(EVERY_UNIT))
def test_every_spelling_finds_its_unit(quantity_unit: tuple[Quantity, Unit]) -> None:
    """A unit is found by its symbol and by each of its spellings, in either case."""
    quantity, unit = quantity_unit
    for spelling in (unit.symbol, *unit.spellings):
        assert quantity.find(spelling) is unit
        assert quantity.find(f" {spelling.upper()} ") is unit


@given(st.text())
def test_keys_are_stable(text: str) -> None:
    """A key is its own key, so that it does not matter how often a text was normalised."""
    assert normalise(normalise(text)) == normalise(text)
    assert normalise(text).isalnum() or normalise(text) == ""


def test_normalise_keeps_what_is_written_in_hangul() -> None:
    """Signs, case and width go; Hangul stays, also as a Mac takes it apart."""
    assert normalise("Ｐ／Ｃ_Ratio (%)") == "pcratio"
    assert normalise("알부민 ") == normalise("\u110b\u1161\u11af\u1107\u116e\u1106\u1175\u11ab") == "알부민"
    assert normalise("µ") == normalise("μ")
