"""The cases A to O under thirteen response definitions, from the records of an export to the category.

The cases and the expected responses are those of the reference table (docs/reference-values.md). Where a definition
has one tier, ``yes`` is that tier and ``no`` is no response. The upper limit of normal of creatinine is 1.1 mg/dL, and
the spot ratio (UPCR) stands for the protein of 24 hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.knowledge.departures import Departures

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DEFINITIONS = {
    "KDIGO 15": "kdigo-2024",
    "KDIGO 10": "kdigo-2024-strict",
    "EULAR 2012": "eular-2012",
    "PERR": "bliss-ln-perr",
    "BLISS CRR": "bliss-ln-crr",
    "AURORA": "aurora-crr",
    "REGENCY": "regency",
    "ALMS": "alms",
    "Liu": "liu-2015",
    "ACR 2024": "acr-2024",
    "mPERR": "mperr",
    "ALLURE": "allure",
    "EULAR 2025": "eular-2025",
}
ONE_TIER = {"CR": "yes", "NR": "no"}

CASES = """
    patient | upcr 0 | upcr 24 | egfr 0 | egfr 24 | creatinine 0 | creatinine 24 | albumin | sediment | steroid | rescue
    A       | 3.00   | 0.40    | 90     | 88      | 0.80         | 0.82          | 3.9     | inactive | 5       |
    B       | 3.00   | 0.50    | 90     | 88      | 0.80         | 0.82          | 3.9     | inactive | 5       |
    C       | 3.00   | 0.60    | 90     | 88      | 0.80         | 0.82          | 3.8     | inactive | 5       |
    D       | 3.00   | 0.40    | 90     | 78      | 0.80         | 0.90          | 3.9     | inactive | 5       |
    E       | 3.00   | 0.40    | 100    | 83      | 0.75         | 0.88          | 3.9     | inactive | 5       |
    F       | 3.00   | 0.40    | 70     | 52      | 1.00         | 1.28          | 3.9     | inactive | 5       |
    G       | 3.00   | 0.40    | 90     | 88      | 0.80         | 0.82          | 3.9     | active   | 5       |
    H       | 3.00   | 0.40    | 90     | 88      | 0.80         | 0.82          | 3.9     | inactive | 15      |
    I       | 3.00   | 0.40    | 90     | 88      | 0.80         | 0.82          | 3.9     | inactive | 5       | 100
    J       | 3.00   | 1.50    | 90     | 88      | 0.80         | 0.82          | 3.3     | inactive | 7.5     |
    K       | 8.00   | 3.20    | 90     | 88      | 0.80         | 0.82          | 2.9     | inactive | 7.5     |
    L       | 8.00   | 2.90    | 90     | 88      | 0.80         | 0.82          | 3.1     | inactive | 7.5     |
    M       | 1.20   | 0.70    | 90     | 88      | 0.80         | 0.82          | 3.8     | inactive | 7.5     |
    N       | 3.00   |         | 90     |         | 0.80         |               |         |          |         |
    O       | 0.90   | 0.45    | 90     | 88      | 0.80         | 0.82          | 4.0     | inactive | 5       |
"""

RESPONSES = """
    patient | KDIGO 15 | KDIGO 10 | EULAR 2012 | PERR | BLISS CRR | AURORA | REGENCY | ALMS | Liu
    A       | CR       | CR       | CR         | yes  | yes       | yes    | yes     | yes  | CR
    B       | PR       | PR       | PR         | yes  | no        | yes    | no      | yes  | PR
    C       | PR       | PR       | PR         | yes  | no        | no     | no      | yes  | PR
    D       | CR       | NR       | NR         | yes  | no        | yes    | yes     | yes  | CR
    E       | NR       | NR       | NR         | yes  | no        | yes    | no      | yes  | CR
    F       | NR       | NR       | NR         | no   | no        | no     | no      | no   | NR
    G       | CR       | CR       | CR         | yes  | yes       | yes    | yes     | yes  | PR
    H       | CR       | CR       | CR         | no   | no        | no     | yes     | yes  | CR
    I       | CR       | CR       | CR         | no   | no        | no     | no      | yes  | CR
    J       | PR       | PR       | PR         | no   | no        | no     | no      | yes  | PR
    K       | NR       | NR       | PR         | no   | no        | no     | no      | no   | NR
    L       | PR       | PR       | PR         | no   | no        | no     | no      | yes  | PR
    M       | NR       | NR       | NR         | yes  | no        | no     | no      | no   | NR
    N       |          |          |            |      |           |        |         |      |      # not assessable
    O       | CR       | CR       | CR         | yes  | yes       | yes    | yes     | yes  | PR
"""

RESPONSES_OF_2026 = """
    patient | ACR 2024 | mPERR | ALLURE | EULAR 2025
    A       | yes      | yes   | yes    | CR
    B       | yes      | yes   | no     | PR
    C       | no       | yes   | no     | PR
    D       | yes      | yes   | yes    | CR
    E       | yes      | yes   | no     | CR
    F       | no       | no    | no     | NR
    G       | yes      | yes   |        | CR        # ALLURE: casts or cells?
    H       | yes      | yes   | no     | CR
    I       | yes      | yes   | yes    | CR
    J       | no       | no    | no     | PR
    K       | no       | no    | no     | PR
    L       | no       | no    | no     | PR
    M       | no       | yes   | no     | NR
    N       |          |       |        |           # not assessable
    O       | yes      | yes   | yes    | CR
"""


def test_the_reference_table(outcomes: Callable[..., Any]) -> None:
    """Every packaged definition of the table gives every case the response of the table, cell by cell."""
    cases = _read(CASES)
    expected = {row.pop("patient"): row for row in _read(RESPONSES)}
    for row in _read(RESPONSES_OF_2026):
        expected[row.pop("patient")] |= row
    found = outcomes(
        responses=tuple(DEFINITIONS.values()),
        patients=_patients(cases),
        visits=_visits(cases),
        events=_rescues(cases),
    )
    assert {name: _drawn(found.rows[name], row) for name, row in expected.items()} == expected


def _drawn(found: dict[str, Any], row: dict[str, str]) -> dict[str, str]:
    """Return the responses of a patient as the table draws them: in words of one tier where the definition has one."""
    drawn = {}
    for place, column in enumerate(DEFINITIONS, 1):
        category = found[f"category_{place}" if place > 1 else "category"] or ""
        drawn[column] = category if row[column] in {"CR", "PR", "NR"} else ONE_TIER.get(category, category)
    return drawn


def _read(text: str) -> list[dict[str, str]]:
    lines = [line.partition("#")[0].strip() for line in text.strip().splitlines()]
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [dict(zip(header, row, strict=True)) for row in rows]


def _table(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows])


def _patients(cases: list[dict[str, str]]) -> str:
    rows = [f"{case['patient']} | -300 | IV | MMF | -200 | PR | 0 | F" for case in cases]
    return _table("patient | biopsied | class | induction | begun | prior | switched | sex", rows)


def _visits(cases: list[dict[str, str]]) -> str:
    rows = []
    for case in cases:
        start = [case["upcr 0"], case["egfr 0"], case["creatinine 0"], "1.1", "", "", ""]
        week = [case["upcr 24"], case["egfr 24"], case["creatinine 24"], "1.1"]
        week += [case["albumin"], case["sediment"], case["steroid"]]
        rows += [" | ".join([case["patient"], day, *values]) for day, values in (("0", start), ("168", week))]
    measured = "upcr | egfr | creatinine | creatinine_uln (mg/dL) | albumin | sediment | prednisolone (mg/day)"
    return _table(f"patient | day | {measured}", rows)


def _rescues(cases: list[dict[str, str]]) -> str:
    rows = [f"{case['patient']} | {case['rescue']} | rescue_therapy" for case in cases if case["rescue"]]
    return _table("patient | date | event", rows)


def test_the_limit_stands_on_the_row_of_the_creatinine(outcomes: Callable[..., Any]) -> None:
    """The laboratory's limit is that given with the creatinine judged; without one, the protocol's by sex."""
    outcomes(
        asked=Departures(("liu-2015",)),
        patients="""
            patient | sex | biopsied | class | induction | begun | prior | switched
            P1      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P2      | F   | -300     | IV    | MMF       | -200  | PR    | 0
        """,
        visits="""
            patient | day | upcr | creatinine | creatinine_uln (mg/dL) | albumin | sediment
            P1      | 0   | 3.0  | 0.6        |                        | 3.0     | active
            P1      | 167 | 0.3  | 1.2        |                        | 4.0     | inactive
            P1      | 170 |      | 0.7        | 1.2                    |         |          # of another result
            P2      | 0   | 3.0  | 0.6        |                        | 3.0     | active
            P2      | 167 | 0.3  | 1.2        | 1.2                    | 4.0     | inactive
        """,
    ).shows("""
        patient | creatinine | creatinine_uln | response
        P1      | 1.2        | 1.0            | NR
        P2      | 1.2        | 1.2            | CR
    """)


def test_lunar_allows_a_rise_of_creatinine_from_a_normal_value_only(outcomes: Callable[..., Any]) -> None:
    """LUNAR's complete response asks for a normal creatinine, or for at most 115 % of one that was normal at baseline.

    Source: ClinicalTrials.gov NCT00282347. The limit is 1.1 mg/dL; red cells are inactive throughout.
    """
    outcomes(
        asked=Departures(("lunar",)),
        patients="""
            patient | sex | biopsied | class | induction | begun | prior | switched
            P1      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P2      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P3      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P4      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P5      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P6      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P7      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P8      | F   | -300     | IV    | MMF       | -200  | PR    | 0
        """,
        visits="""
            patient | day | upcr | creatinine | creatinine_uln (mg/dL) | sediment
            P1      | 0   | 4.0  | 1.0        | 1.1                    | inactive
            P1      | 168 | 0.3  | 1.15       | 1.1                    | inactive  # from normal, by 15 %
            P2      | 0   | 4.0  | 1.0        | 1.1                    | inactive
            P2      | 168 | 0.3  | 1.16       | 1.1                    | inactive  # by 16 %
            P3      | 0   | 4.0  | 1.2        | 1.1                    | inactive
            P3      | 168 | 0.3  | 1.2        | 1.1                    | inactive  # not normal, and was not
            P4      | 0   | 4.0  | 2.0        | 1.1                    | inactive
            P4      | 168 | 0.3  | 1.1        | 1.1                    | inactive  # normal now
            P5      | 0   | 4.0  |            |                        | inactive
            P5      | 168 | 0.3  | 1.2        | 1.1                    | inactive  # from 1.1 or from 1.2?
            P6      | 0   | 4.0  |            |                        | inactive
            P6      | 168 | 2.5  | 1.3        | 1.1                    | inactive  # too high from any normal value
            P7      | 0   | 4.0  | 1.1        | 1.1                    | inactive
            P7      | 168 | 0.3  | 1.2        | 1.1                    | inactive  # from the limit itself
            P8      | 0   | 4.0  |            |                        | inactive
            P8      | 168 | 0.3  | 1.1        | 1.1                    | inactive  # normal now
        """,
    ).shows("""
        patient | response
        P1      | CR
        P2      | NR
        P3      | PR
        P4      | CR
        P5      |
        P6      | NR
        P7      | CR
        P8      | CR
    """)


def test_a_upcr_that_is_no_response_in_alms_needs_no_baseline(outcomes: Callable[..., Any]) -> None:
    """In ALMS half of less than 3 g/g is below 3: a UPCR of 3 or more is no response, whatever it was at baseline."""
    outcomes(
        asked=Departures(("alms",)),
        patients="""
            patient | sex | biopsied | class | induction | begun | prior | switched
            P1      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P2      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P3      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P4      | F   | -300     | IV    | MMF       | -200  | PR    | 0
            P5      | F   | -300     | IV    | MMF       | -200  | PR    | 0
        """,
        visits="""
            patient | day | upcr | creatinine
            P1      | 0   |      | 0.8
            P1      | 168 | 4.0  | 0.8
            P2      | 0   |      | 0.8
            P2      | 168 | 3.0  | 0.8
            P3      | 0   |      | 0.8
            P3      | 168 | 2.9  | 0.8         # from 3 it is one, from 2.95 it is none
            P4      | 0   |      | 0.8
            P4      | 168 | 2.9  | 1.1         # creatinine decides
            P5      | 0   | 3.0  | 0.8
            P5      | 168 | 2.9  | 0.8
        """,
    ).shows("""
        patient | response
        P1      | NR
        P2      | NR
        P3      |
        P4      | NR
        P5      | CR
    """)


STATES = """
    patient | sledai | clinical_sledai | pga | prednisolone | major | new | DORIS | LLDAS
    A       | 4      | 0               | 0.4 | 5            | no    | no  | yes   | yes   # every item at its bound
    B       | 4      | 0               | 0.5 | 5            | no    | no  | no    | yes
    C       | 4      | 0               | 0.4 | 5.1          | no    | no  | no    | yes
    D       | 4      | 1               | 0.4 | 5            | no    | no  | no    | yes
    E       | 4      | 4               | 1   | 7.5          | no    | no  | no    | yes
    F       | 4      | 4               | 1.1 | 7.5          | no    | no  | no    | no
    G       | 4      | 4               | 1   | 7.6          | no    | no  | no    | no
    H       | 5      | 1               | 1   | 7.5          | no    | no  | no    | no
    I       | 4      | 0               | 0.4 | 5            | yes   | no  | yes   | no
    J       | 4      | 0               | 0.4 | 5            | no    | yes | yes   | no
    K       | 4      |                 | 0.4 | 5            | no    | no  |       | yes   # all serology?
    L       | 2      |                 | 0.4 | 5            | no    | no  |       | yes
    M       | 0      |                 | 0.4 | 5            | no    | no  | yes   | yes   # no point at all
    N       | 1      |                 | 0.4 | 5            | no    | no  | no    | yes   # no serology of 1
    O       | 6      |                 | 0.4 | 5            | no    | no  | no    | no    # serology makes 4
    P       |        | 0               | 0.4 | 5            | no    | no  | yes   |
    Q       | 4      | 0               |     | 5            | no    | no  |       |
    R       | 4      | 0               |     | 10           | no    | no  | no    | no    # prednisolone decides
    S       | 4      | 0               | 0.4 |              | no    | no  |       |
    T       | 4      | 0               | 0.4 | 5            |       | no  | yes   |
    U       | 4      | 0               | 0.4 | 5            | no    |     | yes   |
    V       | 8      | 0               | 0.4 | 5            |       |     | yes   | no    # the SLEDAI-2K decides
    W       |        |                 |     |              |       |     |       |
"""


def test_remission_and_low_disease_activity(outcomes: Callable[..., Any]) -> None:
    """DORIS 2021 and LLDAS: each item at its bound, just beyond it and missing; one that decides nothing is no bar.

    Source: Lupus Sci Med 2021;8:e000538; Ann Rheum Dis 2016;75:1615. Neither is a response of the kidney: UPCR is 3
    throughout.
    """
    cases = _read(STATES)
    items = ("sledai", "clinical_sledai", "pga", "prednisolone", "major", "new")
    header = "sledai | clinical_sledai | pga (0-3) | prednisolone (mg/day) | major_organ_activity | new_activity"
    visits = [f"{case['patient']} | 168 | 3.0 | {' | '.join(case[item] for item in items)}" for case in cases]
    found = outcomes(
        responses=("doris-2021", "lldas"),
        patients=_patients([{**case, "upcr 0": "3.0"} for case in cases]),
        visits=_table(f"patient | day | upcr | {header}", visits),
    )
    drawn = {
        name: tuple(ONE_TIER.get(row[key] or "", "") for key in ("category", "category_2"))
        for name, row in found.rows.items()
    }
    assert drawn == {case["patient"]: (case["DORIS"], case["LLDAS"]) for case in cases}
