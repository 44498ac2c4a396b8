"""Expressions in plain English, and the reasons for a verdict, as a nephrologist would write them."""

import duckdb
import pytest

from lnmt_cli.knowledge.expression import NUMBER, TEXT, TRUTH, Expression, Label, Place, compile_expression

CONNECTION = duckdb.connect()
LABELS = {
    "upcr": Label("UPCR", "g/g"),
    "upcr_baseline": Label("UPCR at baseline", "g/g"),
    "egfr": Label("eGFR", "mL/min/1.73 m²"),
    "egfr_baseline": Label("eGFR at baseline", "mL/min/1.73 m²"),
    "egfr_preflare": Label("eGFR before the flare", "mL/min/1.73 m²"),
    "creatinine": Label("creatinine", "mg/dL"),
    "creatinine_baseline": Label("creatinine at baseline", "mg/dL"),
    "creatinine_uln": Label("the upper limit of normal of creatinine", "mg/dL"),
    "age": Label("age", "years"),
    "sex": Label("sex"),
    "class": Label("class"),
    "rescue": Label("rescue therapy"),
    "sediment_inactive": Label("inactive sediment", negative="active sediment"),
    "casts": Label("red-cell casts", negative="no red-cell casts"),
    "red_cells": Label("urine red cells", "/HPF"),
    "red_cells_baseline": Label("urine red cells at baseline", "/HPF"),
    "weeks": Label("weeks since the start", "weeks"),
}
KINDS = {"casts": TEXT, "sex": TEXT, "class": TEXT, "rescue": TRUTH, "sediment_inactive": TRUTH}
NAMES = {name: KINDS.get(name, NUMBER) for name in LABELS}
PATIENT: dict[str, float | str | bool | None] = {
    "upcr": 0.6,
    "upcr_baseline": 3.0,
    "egfr": 78.0,
    "egfr_baseline": 92.0,
    "creatinine": 1.2,
    "creatinine_baseline": 1.0,
    "age": 17.0,
    "sex": "M",
    "class": "II",
    "rescue": True,
}


def compiled(written: str) -> Expression:
    return compile_expression(written, NAMES, 9, Place("made-up.toml", "complete"), CONNECTION)


@pytest.mark.parametrize(
    ("written", "prose"),
    [
        ("upcr < 0.5", "UPCR below 0.5 g/g"),
        ("casts = 'no'", "no red-cell casts"),
        ("casts <> 'no'", "red-cell casts"),
        ("not casts = 'yes'", "no red-cell casts"),
        ("red_cells <= red_cells_baseline", "urine red cells at most their value at baseline"),
        ("weeks >= 20", "at least 20 weeks since the start"),
        ("weeks > 20", "more than 20 weeks since the start"),
        ("not weeks between 20 and 30", "outside 20 to 30 weeks since the start"),
        (
            "coalesce(upcr < 1 and casts = 'no', egfr > 60)",
            "both UPCR below 1 g/g and no red-cell casts; where that is not known, eGFR above 60 mL/min/1.73 m²",
        ),
        ("0.5 > upcr", "UPCR below 0.5 g/g"),
        ("upcr <= 0.5 * upcr_baseline", "UPCR at most 50 % of its value at baseline (a fall of 50 % or more)"),
        ("upcr < upcr_baseline * 0.5", "UPCR below 50 % of its value at baseline (a fall of more than 50 %)"),
        ("egfr >= 0.85 * egfr_baseline", "eGFR at least 85 % of its value at baseline (a fall of up to 15 %)"),
        ("0.85 * egfr_baseline <= egfr", "eGFR at least 85 % of its value at baseline (a fall of up to 15 %)"),
        ("egfr > 0.8 * egfr_baseline", "eGFR above 80 % of its value at baseline (a fall of less than 20 %)"),
        (
            "creatinine <= 1.15 * creatinine_baseline",
            "creatinine at most 115 % of its value at baseline (a rise of up to 15 %)",
        ),
        ("egfr >= 1.25 * egfr_baseline", "eGFR at least 125 % of its value at baseline (a rise of 25 % or more)"),
        ("upcr < upcr_baseline", "UPCR below its value at baseline"),
        ("creatinine <= 1.2 * creatinine_uln", "creatinine at most 120 % of the upper limit of normal of creatinine"),
        (
            "egfr >= 0.8 * coalesce(egfr_preflare, egfr_baseline)",
            "eGFR at least 80 % of its value before the flare (where that is not known, its value at baseline; a fall"
            " of up to 20 %)",
        ),
        (
            "egfr >= least(60, 0.8 * egfr_baseline)",
            "eGFR at least the lower of 60 mL/min/1.73 m² and 80 % of eGFR at baseline",
        ),
        ("creatinine - creatinine_baseline > 0.3", "creatinine minus creatinine at baseline above 0.3 mg/dL"),
        ("age between 18 and 55", "age from 18 to 55 years"),
        ("age not between 18 and 55", "age outside 18 to 55 years"),
        ("class in ('III', 'IV')", "class III or IV"),
        ("class not in ('III', 'IV')", "class other than III or IV"),
        ("sex = 'F' and rescue is null", "sex F and rescue therapy not known"),
        ("not rescue", "no rescue therapy"),
        ("not sediment_inactive", "active sediment"),
        ("not (upcr < 0.5 or rescue)", "UPCR at least 0.5 g/g and no rescue therapy"),
        ("coalesce(sediment_inactive, not rescue)", "inactive sediment; where that is not known, no rescue therapy"),
        (
            "upcr < 0.5 and coalesce(sediment_inactive, not rescue)",
            "UPCR below 0.5 g/g and (inactive sediment; where that is not known, no rescue therapy)",
        ),
        (
            "upcr_baseline >= 3 and upcr < 3 or upcr_baseline < 3 and upcr <= 0.5 * upcr_baseline",
            "either UPCR at baseline at least 3 g/g and UPCR below 3 g/g, or UPCR at baseline below 3 g/g and UPCR at"
            " most 50 % of its value at baseline (a fall of 50 % or more)",
        ),
        (
            "upcr <= 0.7 and (egfr >= 60 or egfr >= 0.8 * egfr_baseline) and not rescue",
            "UPCR at most 0.7 g/g, either eGFR at least 60 mL/min/1.73 m² or eGFR at least 80 % of its value at"
            " baseline (a fall of up to 20 %), and no rescue therapy",
        ),
        (
            "upcr < 0.5 and (egfr >= 60 and age > 18 or rescue)",
            "UPCR below 0.5 g/g, and (either eGFR at least 60 mL/min/1.73 m² and age above 18 years, or"
            " rescue therapy)",
        ),
    ],
)
def test_prose(written: str, prose: str) -> None:
    """A condition reads as a clinician would put it: units, shares of an earlier value, alternatives, exceptions."""
    assert compiled(written).prose(LABELS) == prose


def test_a_time_point_in_the_label() -> None:
    """Where the label says when a value was taken, an earlier one of the same measure is still `its value`."""
    labels = LABELS | {"upcr": Label("UPCR at week 24", "g/g")}
    prose = "UPCR at week 24 at most 50 % of its value at baseline (a fall of 50 % or more)"
    assert compiled("upcr <= 0.5 * upcr_baseline").prose(labels) == prose


@pytest.mark.parametrize(
    ("written", "verdict", "reasons"),
    [
        ("egfr >= 0.85 * egfr_baseline", False, ["egfr 78 < 0.85 × 92"]),
        ("upcr <= 0.5 * upcr_baseline", True, ["upcr 0.6 ≤ 0.5 × 3"]),
        ("upcr < 0.5 and egfr >= 0.85 * egfr_baseline", False, ["upcr 0.6 ≥ 0.5", "egfr 78 < 0.85 × 92"]),
        ("upcr < 0.7 and egfr >= 0.85 * egfr_baseline", False, ["egfr 78 < 0.85 × 92"]),
        ("upcr < 0.5 and egfr_preflare > 60", False, ["upcr 0.6 ≥ 0.5"]),
        ("upcr < 0.7 and egfr_preflare > 60", None, ["egfr preflare is not known"]),
        ("egfr_preflare > 60 or upcr < 0.5", None, ["egfr preflare is not known", "upcr 0.6 ≥ 0.5"]),
        ("egfr > 90 or upcr < 0.5", False, ["egfr 78 ≤ 90", "upcr 0.6 ≥ 0.5"]),
        ("egfr > 60 or upcr < 0.5", True, ["egfr 78 > 60"]),
        ("not (egfr > 60 or upcr < 0.5)", False, ["egfr 78 > 60"]),
        ("upcr < upcr_baseline", True, ["upcr 0.6 < upcr at baseline 3"]),
        ("egfr >= 0.8 * coalesce(egfr_preflare, egfr_baseline)", True, ["egfr 78 ≥ 0.8 × egfr at baseline 92"]),
        ("egfr >= greatest(90, 0.8 * egfr_baseline)", False, ["egfr 78 < the higher of 90 and 0.8 × 92"]),
        ("age between 18 and 55", False, ["age 17 < 18"]),
        ("not rescue", False, ["rescue"]),
        ("coalesce(sediment_inactive, not rescue)", False, ["rescue"]),
        ("sediment_inactive", None, ["sediment inactive is not known"]),
        ("class in ('III', 'IV')", False, ["class is II, not III or IV"]),
        ("sex = 'F'", False, ["sex is M, not F"]),
        ("sex = 'M'", True, ["sex is M"]),
        ("upcr is null", False, ["upcr is known"]),
        ("upcr / (egfr - 78) > 1", None, ["egfr minus 78 is 0, by which nothing can be divided"]),
    ],
)
def test_reasons(written: str, verdict: bool | None, reasons: list[str]) -> None:
    """What decides is said with the numbers: what holds instead of a failed term, or what is not known."""
    expression = compiled(written)
    assert expression.evaluate(PATIENT) is verdict
    assert expression.explain(PATIENT) == tuple(reasons)


def test_reasons_use_the_labels() -> None:
    """With labels, the reasons are in the same words as the prose; a value that is missing is named by its label."""
    missing = PATIENT | {"upcr_baseline": None}
    expression = compiled("upcr <= 0.5 * upcr_baseline and egfr >= 0.85 * egfr_baseline")
    assert expression.explain(PATIENT, LABELS) == ("eGFR 78 < 0.85 × 92",)
    assert expression.terms[0].explain(missing, LABELS) == ("UPCR at baseline is not known",)


def test_terms_stand_by_themselves() -> None:
    """Each top-level term has its own SQL, names, text and prose; an `or` is one term."""
    expression = compiled("upcr < 0.5 and (egfr >= 60 or not rescue) and (sex = 'F' and age > 18)")
    assert [term.written for term in expression.terms] == [
        "upcr < 0.5",
        "egfr >= 60 or not rescue",
        "sex = 'F'",
        "age > 18",
    ]
    assert [term.names for term in expression.terms] == [("upcr",), ("egfr", "rescue"), ("sex",), ("age",)]
    assert expression.terms[0].prose(LABELS) == "UPCR below 0.5 g/g"
    assert expression.terms[0].sql in expression.sql
    assert compiled("egfr >= 60 or rescue").terms == (compiled("egfr >= 60 or rescue"),)


def test_leaving_out() -> None:
    """Without a name, the terms that use it are left out; without all names, nothing is left."""
    expression = compiled("upcr < 0.5 and egfr >= 0.85 * egfr_baseline and not rescue")
    rest = expression.without({"rescue", "egfr_baseline"})
    assert rest is not None
    assert rest.written == "upcr < 0.5"
    assert expression.without({"rescue", "egfr", "upcr"}) is None
    assert expression.without({"sex"}) is expression
