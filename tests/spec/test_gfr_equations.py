"""The equations of GFR against reference values, each worked out from the published formula.

The coefficients were held against public implementations (packages nephro, transplantr, kidney.epi, CKiD_U25); the
sources of the equations stand in equations.toml. Creatinine in mg/dL, cystatin C in mg/L, age in completed years,
height in cm, weight in kg; results in mL/min/1.73 m², Cockcroft-Gault in mL/min.
"""

from __future__ import annotations

import math
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.analysis.estimating import estimate
from lnmt_cli.knowledge.equations import EQUATIONS, INPUTS, load_equations, macro_sql

CONNECTION = duckdb.connect()
for name in load_equations():
    CONNECTION.execute(macro_sql(name))


def gfr(equation: str, **inputs: Any) -> Any:
    """Return what the macro of an equation gives."""
    query = f"select {load_equations()[equation].call(['?'] * len(INPUTS))}"
    return CONNECTION.execute(query, [inputs.get(name) for name in INPUTS]).fetchall()[0][0]


def shows(equation: str, columns: str, drawn: str, *, digits: int = 2) -> None:
    """Hold each line of ``drawn``, inputs in the order of ``columns`` and the result, against the equation."""
    names = columns.split()
    for line in drawn.strip().splitlines():
        *texts, expected = line.split()
        given = {name: text if name == "sex" else float(text) for name, text in zip(names, texts, strict=True)}
        assert gfr(equation, **given) == pytest.approx(float(expected), abs=0.5 * 10**-digits + 1e-9), line


GRID = """
    creatinine age sex | ckd-epi-2021 ckd-epi-2009 mdrd-175 mdrd-186   ekfc japan-2009 cockcroft-gault
    0.5        28  F   |       130.94       131.71   146.91   156.15 119.58     117.61          145.44
    0.7        28  F   |       120.74       117.91    99.64   105.90 107.30      81.39          103.89
    0.9        28  F   |        89.30        87.01    74.55    79.24  80.73      61.83           80.80
    1          28  F   |        78.70        76.61    66.02    70.17  71.66      55.09           72.72
    1.5        28  F   |        48.38        46.92    41.35    43.95  45.28      35.36           48.48
    0.9        28  M   |       119.31       115.82   100.48   106.79 107.30      83.66           95.06
    1.2        45  M   |        76.00        72.59    65.47    69.59  73.68      53.30           60.47
    2          50  F   |        29.87        28.39    26.37    28.03  29.57      21.85           29.22
"""


def test_adults_by_seven_equations() -> None:
    """One grid of creatinine, age and sex by every equation of creatinine for adults; 55 kg for Cockcroft-Gault.

    0.7 mg/dL of a woman and 0.9 of a man are κ of CKD-EPI and Q of EKFC: both of its powers are 1 there.
    """
    header, *lines = GRID.strip().splitlines()
    for line in lines:
        creatinine, age, sex = line.partition("|")[0].split()
        for equation, expected in zip(header.partition("|")[2].split(), line.partition("|")[2].split(), strict=True):
            found = gfr(equation, creatinine=float(creatinine), age=float(age), sex=sex, weight=55.0)
            assert found == pytest.approx(float(expected), abs=0.005 + 1e-9), (equation, line)


def test_mdrd() -> None:
    """MDRD: 175 (standardised creatinine) or 186 (before that) × Scr^−1.154 × age^−0.203, × 0.742 (women)."""
    drawn = "0.6 25 F {}\n 1 40 M {}\n 1.5 50 F {}\n 2.5 60 M {}\n 0.9 70 F {}"
    shows("mdrd-175", "creatinine age sex", drawn.format("121.81", "82.76", "36.76", "26.48", "61.90"))
    shows("mdrd-186", "creatinine age sex", drawn.format("129.46", "87.96", "39.07", "28.14", "65.79"))


def test_japan() -> None:
    """Japan 2009: 194 × Scr^−1.094 × age^−0.287, × 0.739 (women)."""
    drawn = "0.6 30 F 94.45\n 0.8 50 F 59.55\n 0.9 50 M 70.84\n 1.2 60 M 49.07\n 2 70 F 19.84"
    shows("japan-2009", "creatinine age sex", drawn)


def test_cockcroft_gault() -> None:
    """Cockcroft-Gault: (140 − age) × kg / (72 × Scr), × 0.85 (women); mL/min."""
    drawn = "0.7 28 F 55 103.89\n 1.2 45 M 70 76.97\n 2 60 F 50 23.61\n 1 40 M 80 111.11\n 1.09 55 M 90 97.48"
    shows("cockcroft-gault", "creatinine age sex weight", drawn)


def test_cystatin_c() -> None:
    """CKD-EPI 2012 cystatin C: 133 × min(cys/0.8, 1)^−0.499 × max(cys/0.8, 1)^−1.328 × 0.996^age, × 0.932 (women)."""
    drawn = "0.7 28 F 118.43\n 0.8 50 M 108.85\n 1 50 F 75.43\n 1.5 60 M 45.38\n 2 60 F 28.86"
    shows("ckd-epi-2012-cys", "cystatin_c age sex", drawn)


def test_creatinine_and_cystatin_c() -> None:
    """CKD-EPI 2021 creatinine-cystatin C, on both sides of κ and of 0.8 mg/L."""
    drawn = """
        0.7 0.8 28 F 116.53
        0.9 0.8 50 M 111.04
        1   1   50 F  74.04
        1.5 1.5 60 M  49.59
        0.6 0.7 40 F 120.08
        2   1.9 65 M  34.60
    """
    shows("ckd-epi-2021-cr-cys", "creatinine cystatin_c age sex", drawn)


def test_creatinine_and_cystatin_c_of_2012() -> None:
    """CKD-EPI 2012 creatinine-cystatin C at κ and 0.8 mg/L is 135 × 0.995^age, × 0.969 (women); its powers by hand.

    1.4 mg/dL and 1.6 mg/L double both: 135 × 2^−0.601 × 2^−0.711 × 0.995^40 × 0.969. Half of both: × 0.5^−0.248 ×
    0.5^−0.375, for men 0.5^−0.207.
    """
    columns = "creatinine cystatin_c age sex"
    shows("ckd-epi-2012-cr-cys", columns, f"0.7 0.8 40 F {135 * 0.995**40 * 0.969}", digits=6)
    shows("ckd-epi-2012-cr-cys", columns, f"1.4 1.6 40 F {135 * 2**-1.312 * 0.995**40 * 0.969}", digits=6)
    shows("ckd-epi-2012-cr-cys", columns, f"0.35 0.4 40 F {135 * 2**0.623 * 0.995**40 * 0.969}", digits=6)
    shows("ckd-epi-2012-cr-cys", columns, f"0.45 0.4 40 M {135 * 2**0.582 * 0.995**40}", digits=6)
    shows("ckd-epi-2012-cr-cys", columns, f"1.8 1.6 40 M {135 * 2**-1.312 * 0.995**40}", digits=6)


def test_ekfc() -> None:
    """EKFC: 107.3 × (Scr/Q)^−0.322 below Q, ^−1.132 from Q on, × 0.990^(age − 40) above 40 years.

    Q up to 25 years by the polynomial of age, above 0.70 and 0.90 mg/dL.
    """
    drawn = """
        0.4  5 M  93.10
        0.6 10 F  89.33
        0.8 16 M 101.40
        0.8 16 F  84.62
        0.8 20 M 109.91
        0.7 24 F 107.63
        0.9 30 M 107.30
        1   60 F  58.61
    """
    shows("ekfc", "creatinine age sex", drawn)


def test_the_q_of_ekfc() -> None:
    """Q in μmol/L, ÷ 88.4: from the polynomial up to 25 years, the last of them included."""
    drawn = [(5, "M", 31.193), (10, "F", 45.111), (16, "M", 67.275), (16, "F", 57.337), (20, "M", 76.197)]
    # Of 25 years by hand: exp(3.200 + 6.475 − 0.543 ln 25 − 4.76875 + 1.234375), exp(3.080 + 4.425 − 0.223 ln 25 − …).
    drawn += [(24, "F", 62.468), (25, "M", math.exp(6.140625) / 25**0.543), (25, "F", math.exp(4.851875) / 25**0.223)]
    for age, sex, micromoles in drawn:
        (found,) = CONNECTION.execute("select 88.4 * ekfc_q(?, ?)", [age, sex]).fetchone() or ()
        assert found == pytest.approx(micromoles, abs=5e-4), (age, sex)
    for sex, adult in (("F", 0.70), ("M", 0.90)):
        assert CONNECTION.execute("select ekfc_q(26, ?)", [sex]).fetchone() == (pytest.approx(adult),)


def test_the_age_of_40_in_ekfc() -> None:
    """The factor for age begins above 40: the same at 30 and 40, × 0.990 at 41."""
    assert gfr("ekfc", creatinine=1.0, age=30, sex="F") == gfr("ekfc", creatinine=1.0, age=40, sex="F")
    at_41 = gfr("ekfc", creatinine=1.0, age=41, sex="F")
    assert at_41 == pytest.approx(0.990 * gfr("ekfc", creatinine=1.0, age=40, sex="F"))


def test_ekfc_of_cystatin_c() -> None:
    """EKFC cystatin C: 107.3 × (cys/Q)^−0.322 below Q, ^−1.132 from Q on, × 0.990^(age − 40) above 40 years; no sex.

    Q is 0.83 mg/L up to 50 years, and 0.83 + 0.005 × (age − 50) above (Pottel 2023, NEJM 388:333). By hand: half of Q
    is 107.3 × 2^0.322 = 134.13, twice Q 107.3 / 2^1.132 = 48.96; at 70 years Q is 0.93 and 0.990^30 is 0.7397.
    """
    drawn = """
        0.83  18 107.30
        0.83  40 107.30
        0.415 30 134.13
        1.66  30  48.96
        0.83  41 106.23
        0.83  50  97.04
        0.90  50  88.54
        0.88  60  87.76
        0.93  70  79.37
        1.86  70  36.22
        0.465 70  99.22
    """
    shows("ekfc-cys", "cystatin_c age", drawn)
    at_50, at_51 = (gfr("ekfc-cys", cystatin_c=1.5, age=age) for age in (50, 51))
    assert at_51 / at_50 == pytest.approx(0.990 * (0.835 / 0.83) ** 1.132)


def test_ekfc_of_both_is_their_mean() -> None:
    """EKFC creatinine-cystatin C is the arithmetic mean of the two, and nothing where one of them is not known."""
    drawn = "0.7 0.83 30 F 107.30\n 1 0.9 50 F 76.67\n 1.4 1.66 40 F 48.96\n 1.8 0.415 40 M 91.55"
    shows("ekfc-cr-cys", "creatinine cystatin_c age sex", drawn)
    for known in (
        {"creatinine": 1.0, "sex": "F"},
        {"cystatin_c": 0.9, "sex": "F"},
        {"creatinine": 1.0, "cystatin_c": 0.9},
    ):
        assert gfr("ekfc-cr-cys", age=50, **known) is None


def test_schwartz() -> None:
    """Bedside Schwartz: 0.413 × height in cm / Scr, for either sex."""
    drawn = "0.4 110 113.57\n 0.6 101 69.52\n 0.8 150 77.44\n 1.2 160 55.07\n 2 140 28.91"
    shows("schwartz-bedside", "creatinine height", drawn)


def test_ckid_u25() -> None:
    """CKiD U25: k × height in metres / Scr, with k by age and sex.

    Boys: 39.0 × 1.008^(age − 12), from 12 years on 39.0 × 1.045^(age − 12), from 18 on 50.8; girls: 36.1, 1.008, 1.023,
    41.4.
    By hand: a boy of 8, 128 cm, 0.5 mg/dL: 39.0 × 1.008^−4 = 37.777; × 1.28 / 0.5 = 96.71.
    """
    drawn = """
        0.5  8 M 128  96.71
        0.5  8 F 128  89.52
        0.6 11 M 144  92.86
        0.6 11 F 144  85.95
        0.6 12 M 150  97.50
        0.6 12 F 150  90.25
        0.6 13 M 150 101.89
        0.6 13 F 150  92.33
        0.8 15 M 170  94.57
        0.7 15 F 160  88.34
        0.9 17 M 175  94.50
        0.7 17 F 160  92.45
        0.9 18 M 175  98.78
        0.7 18 F 160  94.63
        0.7 20 F 160  94.63
        0.9 25 M 175  98.78
        0.3  1 F  75  82.68
    """
    shows("ckid-u25", "creatinine age sex height", drawn)


def test_how_far_equations_are_apart_at_20() -> None:
    """A woman of 20 years, 160 cm, 0.70 mg/dL: why a patient's equation never changes."""
    values = {name: gfr(name, creatinine=0.7, age=20, sex="F", height=160) for name in load_equations()}
    wanted = {"ckid-u25": 94.6, "ckd-epi-2021": 126.9, "ckd-epi-2009": 124.7, "ekfc": 106.3, "japan-2009": 89.6}
    assert {name: round(values[name], 1) for name in wanted} == wanted


# ------------------------------------------------------------------------------------------------ what it is given

FULL = {"creatinine": 0.8, "cystatin_c": 0.9, "age": 20.0, "sex": "F", "height": 160.0, "weight": 55.0}


def test_every_equation_is_described_and_made() -> None:
    """The files of equations and their descriptions are the same set."""
    assert {path.stem for path in EQUATIONS.glob("*.sql")} == {*load_equations(), "completed-years"}


@pytest.mark.parametrize("name", list(load_equations()))
def test_inputs_that_are_needed(name: str) -> None:
    """Without an input that it needs, or with one that is not positive, there is no value; others change nothing.

    The bedside Schwartz equation is the one that needs an age only to say whom it is for.
    """
    needed = set(load_equations()[name].inputs) - ({"age"} if name == "schwartz-bedside" else set())
    whole = gfr(name, **FULL)
    assert whole > 0
    for absent in INPUTS:
        assert gfr(name, **{**FULL, absent: None}) == (None if absent in needed else whole), absent
        if absent != "sex":
            for wrong in (0.0, -1.0):
                assert gfr(name, **{**FULL, absent: wrong}) == (None if absent in needed else whole), absent
    if "sex" in needed:
        assert gfr(name, **{**FULL, "sex": "X"}) is None


@settings(max_examples=60)
@given(
    st.sampled_from(list(load_equations())),
    st.floats(0.1, 30),
    st.floats(0.1, 15),
    st.integers(1, 110),
    st.sampled_from("FM"),
)
def test_more_of_what_is_filtered_is_less_filtration(
    name: str, creatinine: float, cystatin_c: float, age: int, sex: str
) -> None:
    """Every value is finite, positive, and falls as creatinine and cystatin C rise."""
    inputs = {**FULL, "creatinine": creatinine, "cystatin_c": cystatin_c, "age": float(age), "sex": sex}
    found = gfr(name, **inputs)
    assert math.isfinite(found)
    assert found > 0
    assert gfr(name, **{**inputs, "creatinine": 1.01 * creatinine, "cystatin_c": 1.01 * cystatin_c}) < found


@pytest.mark.parametrize(
    ("name", "holds", "fails"),
    [
        ("ckd-epi-2021", (18, 90), (17,)),
        ("ckd-epi-2021-cr-cys", (18, 90), (17,)),
        ("ckd-epi-2012-cys", (18, 90), (17,)),
        ("ckd-epi-2012-cr-cys", (18, 90), (17,)),
        ("ckd-epi-2009", (18, 90), (17,)),
        ("mdrd-175", (18, 90), (17,)),
        ("mdrd-186", (18, 90), (17,)),
        ("japan-2009", (18, 90), (17,)),
        ("cockcroft-gault", (18, 90), (17,)),
        ("ekfc", (2, 25, 26, 90), (1,)),
        ("ekfc-cys", (18, 90), (17,)),
        ("ekfc-cr-cys", (18, 90), (17,)),
        ("ckid-u25", (1, 25), (0, 26)),
        ("schwartz-bedside", (1, 17), (0, 18)),
    ],
)
def test_ages(name: str, holds: tuple[int, ...], fails: tuple[int, ...]) -> None:
    """An equation is computed for the completed years that it was made for, and else left out with the reason."""
    for age in holds:
        (value,) = estimate({**FULL, "age": float(age)}, [name]).values
        assert value.equation == name
    for age in fails:
        found = estimate({**FULL, "age": age + 0.9}, [name])
        assert found.values == ()
        assert "made for patients" in found.left_out[0].reason
