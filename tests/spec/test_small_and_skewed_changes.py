"""Changes of few patients, of skewed measures, and of antibodies that only compare within one assay.

Source: registry practice (no inference below 5, the values instead); docs/reference-values.md for the tied vector.
"""

import pytest

from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.output.long import records
from lnmt_cli.output.outcomes_detail import detail_tables

BEFORE = (1.2, 2.5, 0.9, 3.4, 1.8, 2.2, 6.1, 4.8, 7.9, 3.3)
AFTER = (0.6, 1.4, 1.1, 2.0, 0.4, 1.9, 7.2, 5.5, 9.8, 1.5)


def _visits(count):
    pairs = [f"P{n + 1} | 0 | {BEFORE[n]} | 90\nP{n + 1} | 168 | {AFTER[n]} | 90" for n in range(count)]
    return "\n".join(["patient | day | upcr | egfr", *pairs])


def _change(found, measure="upcr"):
    (change,) = [change for change in found.outcomes.changes if change.measure == measure]
    return change


def test_reference_values(outcomes, cohort):
    """Ten tied pairs: mean -0.27 (-1.14421 to 0.60421), Wilcoxon 0.513672, t 0.50241, Hodges-Lehmann -0.35."""
    change = _change(outcomes(patients=cohort(10), visits=_visits(10)))
    assert (change.n, change.values) == (10, ())
    assert change.change_mean == pytest.approx(-0.27)
    assert (change.change_ci_low, change.change_ci_high) == pytest.approx((-1.14421, 0.60421), abs=5e-6)
    assert (change.p_value, change.t_p_value) == pytest.approx((0.513672, 0.50241), abs=5e-6)
    assert change.hl_shift == pytest.approx(-0.35)
    assert (change.baseline_median, change.baseline_q1, change.baseline_q3) == pytest.approx((2.9, 1.9, 4.45))


@pytest.mark.parametrize("count", [1, 4])
def test_few_patients_have_values_and_no_inference(outcomes, cohort, count):
    """Below five pairs the values are shown in order of size; interval, tests and ratio are not, and it is said why."""
    change = _change(outcomes(patients=cohort(count), visits=_visits(count)))
    assert change.values == tuple(sorted(zip(BEFORE[:count], AFTER[:count], strict=True)))
    inferred = (change.change_ci_low, change.p_value, change.t_p_value, change.hl_shift, change.ratio)
    assert inferred == (None,) * 5
    assert "fewer than 5" in change.note
    assert change.change_mean is not None


@pytest.mark.parametrize(("count", "has_quartiles"), [(1, False), (2, False), (3, True)])
def test_quartiles_from_three_on(outcomes, cohort, count, has_quartiles):
    """One or two values have a median and no quartiles."""
    change = _change(outcomes(patients=cohort(count), visits=_visits(count)))
    quartiles = (change.baseline_q1, change.baseline_q3, change.week_q1, change.week_q3)
    assert [value is not None for value in quartiles] == [has_quartiles] * 4
    assert change.baseline_median is not None


def test_five_patients_have_inference(outcomes, cohort):
    """From five pairs on there is an interval and a p-value, and no single value."""
    change = _change(outcomes(patients=cohort(5), visits=_visits(5)))
    assert change.values == ()
    assert change.p_value is not None
    assert change.change_ci_low is not None


def test_ratio_of_geometric_means_for_skewed_measures(outcomes, cohort):
    """UPCR halved in each of five is a ratio of 0.5; eGFR is not skewed and has none."""
    rows = [f"P{n} | 0 | {n}.0 | 90\nP{n} | 168 | {n / 2} | 91" for n in range(1, 6)]
    found = outcomes(patients=cohort(5), visits="\n".join(["patient | day | upcr | egfr", *rows]))
    assert _change(found).ratio == pytest.approx(0.5)
    assert _change(found).ratio_n == 5
    assert _change(found, "egfr").ratio is None


def test_antibodies_compare_within_one_assay(outcomes, cohort):
    """A change of anti-dsDNA counts only where both values are known to be of one assay; the others are counted."""
    found = outcomes(
        asked=Departures(measures=("anti_dsdna",)),
        patients=cohort(4),
        visits="""
            patient | day | anti_dsdna (IU/mL) | anti_dsdna_assay
            P1      | 0   | 100                | Farr
            P1      | 168 | 40                 | FARR
            P2      | 0   | 100                | Farr
            P2      | 168 | 10                 | ELISA
            P3      | 0   | 100                |
            P3      | 168 | 20                 | Farr
            P4      | 0   | 100                | Farr
        """,
    )
    change = _change(found, "anti_dsdna")
    assert (change.n, change.change_mean) == (1, -60)
    assert any("not known to be of one assay: 2" in note for note in found.outcomes.notes)


def test_the_assay_is_that_of_the_value(outcomes, cohort):
    """The assay counts that stands beside the value: one that is noted on a visit without the value says nothing."""
    found = outcomes(
        asked=Departures(measures=("anti_dsdna",)),
        patients=cohort(3),
        visits="""
            patient | day | anti_dsdna (IU/mL) | anti_dsdna_assay
            P1      | 0   | 100                | Farr
            P1      | 160 | 40                 | ELISA
            P1      | 168 |                    | Farr    # nearer to the target day, and of no value
            P2      | 0   | 100                |
            P2      | -7  |                    | Farr
            P2      | 168 | 10                 | Farr
            P3      | 0   | 100                | Farr
            P3      | 160 | 70                 | Farr
            P3      | 168 |                    | ELISA
        """,
    )
    change = _change(found, "anti_dsdna")
    assert (change.n, change.change_mean) == (1, -30)
    assert any("not known to be of one assay: 2" in note for note in found.outcomes.notes)


def test_units_of_assays_are_never_mixed(outcomes, cohort):
    """A change of anti-dsDNA is within one assay and one unit: from IU/mL to U/mL there is none, and it is counted."""
    visits = """
        patient | day | anti_dsdna | anti_dsdna_unit | anti_dsdna_assay
        P1      | 0   | 100        | {}              | EliA
        P1      | 168 | 40         | {}              | EliA
        P2      | 0   | 100        | U/mL            | EliA
        P2      | 168 | 10         | IU/mL           | EliA
        P3      | 0   | 80         | U/mL            | EliA
        P3      | 168 | 60000      | U/L             | EliA    # 60 U/mL
    """
    asked = Departures(measures=("anti_dsdna",))
    found = outcomes(asked=asked, patients=cohort(3), visits=visits.format("U/mL", "U/mL"))
    change = _change(found, "anti_dsdna")
    assert (change.n, change.change_mean, change.unit, change.note) == (
        2,
        -40,
        "U/mL",
        "2 patients, fewer than 5: values in place of interval and p-value",
    )
    assert any("not known to be of one assay: 1" in note for note in found.outcomes.notes)
    mixed = _change(outcomes(asked=asked, patients=cohort(3), visits=visits.format("IU/mL", "IU/mL")), "anti_dsdna")
    assert (mixed.n, mixed.change_mean, mixed.values, mixed.unit) == (2, None, (), "")
    assert mixed.note == "the values are in IU/mL and U/mL, units of assays that are not interchangeable"


def test_no_rule_compares_the_unit_of_an_assay_with_a_limit(eligible):
    """A criterion of anti-dsDNA is in IU/mL: of 20 U/mL it cannot be told whether they are below 30."""
    eligible(
        criteria={"antibodies": "anti_dsdna_last < 30"},
        patients="patient | sex\n P1 | F\n P2 | F\n P3 | F\n P4 | F",
        visits="""
            patient | day | anti_dsdna | anti_dsdna_unit
            P1      | 100 | 20         | IU/mL
            P2      | 100 | 20         | U/mL
            P3      | 100 | 20000      | IU/L
            P4      | 100 | 40         | kIU/L
        """,
    ).shows("""
        patient | antibodies
        P1      | yes
        P2      | unknown
        P3      | yes
        P4      | no
    """)


@pytest.mark.parametrize(("choose", "change"), [("nearest", -60), ("worst", None), ("mean", None)])
def test_neither_mean_nor_worst_of_two_units(outcomes, cohort, choose, change):
    """In one window, 40 IU/mL and 300 U/mL have no mean, and neither is the worse; the nearer counts by itself."""
    found = outcomes(
        asked=Departures(measures=("anti_dsdna",), choose=choose),
        patients=cohort(1),
        visits="""
            patient | day | anti_dsdna | anti_dsdna_unit | anti_dsdna_assay
            P1      | 0   | 100        | IU/mL           | EliA
            P1      | 160 | 300        | U/mL            | EliA
            P1      | 168 | 40         | IU/mL           | EliA
        """,
    )
    assert _change(found, "anti_dsdna").change_mean == change


def test_the_same_change_in_all_has_no_interval(outcomes, cohort):
    """Where every change is the same there is no interval, by t or by ranks, and it is said why."""
    rows = [f"P{n} | 0 | {n}.5 | 90\nP{n} | 168 | {n}.0 | 90" for n in range(1, 7)]
    change = _change(outcomes(patients=cohort(6), visits="\n".join(["patient | day | upcr | egfr", *rows])))
    assert (change.change_mean, change.hl_shift) == (-0.5, -0.5)
    assert (change.change_ci_low, change.change_ci_high, change.hl_ci_low, change.hl_ci_high) == (None,) * 4
    assert change.note == "the change is the same in all patients: no interval"


def test_the_ratio_says_its_own_number(outcomes, cohort):
    """A pair with a value of 0 has no logarithm: the ratio is of the others, in the table, its note and the frame."""
    rows = [f"P{n} | 0 | {n}.0 | 90\nP{n} | 168 | {0 if n == 1 else n / 2} | 91" for n in range(1, 7)]
    found = outcomes(patients=cohort(6), visits="\n".join(["patient | day | upcr | egfr", *rows])).outcomes
    (medians,) = [one for one in detail_tables(found, 24) if one.title.startswith("Medians")]
    (upcr,) = [row for row in medians.rows if row[1].startswith("UPCR")]
    assert (upcr[2], upcr[-1][-7:]) == ("6", ", n = 5")
    assert any("of 5; 1 pair with a value of 0 or below left out" in note for note in medians.notes)
    (ratio,) = [row for row in records(found) if (row["measure"], row["statistic"]) == ("upcr", "ratio")]
    assert "n 5, 1 with a value of 0 or below" in ratio["note"]
