"""The equations of eGFR against values worked out from the published formulas.

Adults: CKD-EPI 2021 creatinine (Inker LA et al., N Engl J Med 2021;385:1737-1749). Under 18: CKiD U25 creatinine
(Pierce CB et al., Kidney Int 2021;99:948-956). Every switch is on day 0; the eGFR shown is that of this day.
"""

import pytest

from lnmt_cli.knowledge.design import load_design
from lnmt_cli.registry.store import in_memory


def test_ckd_epi_2021(outcomes):
    """CKD-EPI 2021: 142 × min(Scr/κ, 1)^α × max(Scr/κ, 1)^−1.200 × 0.9938^age, × 1.012 (women). reference-values.md."""
    outcomes(
        patients="""
            patient | sex | age | switched
            P1      | F   | 28  | 0
            P2      | F   | 28  | 0
            P3      | F   | 28  | 0
            P4      | F   | 28  | 0
            P5      | F   | 28  | 0
            P6      | M   | 28  | 0
            P7      | M   | 45  | 0
            P8      | F   | 50  | 0
            P9      | M   | 28  | 0
        """,
        visits="""
            patient | day | creatinine
            P1      | 0   | 0.5
            P2      | 0   | 0.7
            P3      | 0   | 0.9
            P4      | 0   | 1.0
            P5      | 0   | 1.5
            P6      | 0   | 0.9
            P7      | 0   | 1.2
            P8      | 0   | 2.0
            P9      | 0   | 0.6
        """,
    ).shows("""
        patient | egfr_baseline
        P1      | 130.94
        P2      | 120.74
        P3      | 89.30
        P4      | 78.70
        P5      | 48.38
        P6      | 119.31
        P7      | 76.00
        P8      | 29.87
        P9      | 134.85
    """)


def test_ckid_u25(outcomes):
    """CKiD U25: k × height in metres / Scr, with k by age and sex.

    Boys: 39.0 × 1.008^(age − 12), from 12 years on 39.0 × 1.045^(age − 12); girls: 36.1, 1.008 and 1.023.
    By hand: a boy of 8, 128 cm, 0.5 mg/dL: 39.0 × 1.008^−4 = 37.777; × 1.28 / 0.5 = 96.71.
    """
    outcomes(
        patients="""
            patient | sex | age | switched
            P1      | M   | 8   | 0
            P2      | F   | 8   | 0
            P3      | M   | 11  | 0
            P4      | F   | 11  | 0
            P5      | M   | 12  | 0
            P6      | F   | 12  | 0
            P7      | M   | 15  | 0
            P8      | F   | 15  | 0
            P9      | M   | 17  | 0
            P10     | F   | 17  | 0
            P11     | M   | 13  | 0
            P12     | F   | 13  | 0
        """,
        visits="""
            patient | day | creatinine | height
            P1      | 0   | 0.5        | 128
            P2      | 0   | 0.5        | 128
            P3      | 0   | 0.6        | 144
            P4      | 0   | 0.6        | 144
            P5      | 0   | 0.6        | 150
            P6      | 0   | 0.6        | 150
            P7      | 0   | 0.8        | 170
            P8      | 0   | 0.7        | 160
            P9      | 0   | 0.9        | 175
            P10     | 0   | 0.7        | 160
            P11     | 0   | 0.6        | 150
            P12     | 0   | 0.6        | 150
        """,
    ).shows("""
        patient | egfr_baseline
        P1      | 96.71
        P2      | 89.52
        P3      | 92.86
        P4      | 85.95
        P5      | 97.50
        P6      | 90.25
        P7      | 94.57
        P8      | 88.34
        P9      | 94.50
        P10     | 92.45
        P11     | 101.89
        P12     | 92.33
    """)


@pytest.mark.parametrize(
    ("sex", "age", "creatinine", "height", "egfr"),
    [("F", 20, 0.7, 160, 94.6286), ("M", 20, 0.9, 175, 98.7778), ("F", 1, 0.3, 75, 82.6764)],
)
def test_ckid_u25_at_its_ends(sex, age, creatinine, height, egfr):
    """CKiD U25 holds from 1 year of age; from 18 years on k is 50.8 (men) or 41.4 (women). reference-values.md."""
    with in_memory() as connection:
        for equation in load_design(connection, "multitarget-2017").equations_sql:
            connection.execute(equation)
        values = [creatinine, age, sex, height]
        assert connection.execute("select ckid_u25(?, ?, ?, ?)", values).fetchall() == [
            (pytest.approx(egfr, abs=5e-5),)
        ]
        assert connection.execute("select ckid_u25(?, 0, ?, ?)", [creatinine, sex, height]).fetchall() == [(None,)]
