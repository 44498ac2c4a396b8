"""Who is analysed after the switch, and over whom each figure is taken.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34 (response over those assessable at week 24); docs/methods.md.
"""

import pytest

PATIENTS = """
    patient | sex | birth_date | biopsied | class | induction | begun | prior | switched
    P1      | F   | 1996-01-01 | -300     | IV    | MMF       | -200  | PR    | 0
    P2      | F   | 1990-01-01 | -300     | IV    | MMF       | -200  | NR    | 0
    P3      | M   | 1984-01-02 | -300     | IV    | MMF       | -200  | PR    | 0
    P4      |     |            | -300     | IV    | MMF       | -200  | PR    | 0
    P5      | F   | 1970-01-01 | -300     | V     | MMF       | -200  | PR    | 0
    P6      | F   | 1970-01-01 | -300     |       | MMF       | -200  | PR    | 0
    P7      | F   | 1970-01-01 | -300     | IV    | MMF       | -200  | PR    |
"""
"""P1 to P4 switched (P4: sex not recorded), P5 outside (class V), P6 not to be told (no class), P7 not switched."""

VISITS = """
    patient | day | upcr | egfr | albumin
    P1      | 0   | 4.0  | 90   | 3.0
    P1      | 168 | 0.4  | 90   |
    P2      | 0   | 3.0  | 90   |
    P2      | 168 | 1.5  | 80   | 3.5
    P3      | 0   | 2.0  | 90   |
    P3      | 168 | 3.0  | 70   |
    P4      | 0   | 9.0  | 90   |
    P5      | 0   | 5.0  | 90   |
    P5      | 168 | 0.4  | 90   |
    P6      | 0   | 5.0  | 90   |
    P6      | 168 | 0.4  | 90   |
    P7      | 0   | 5.0  | 90   |
    P7      | 168 | 0.4  | 90   |
"""


def _rates(found):
    rates = found.outcomes.response_rates
    return {rate.category: (rate.n, rate.of, rate.not_assessable) for rate in rates if rate.subgroup is None}


def _change(found, measure):
    return next(c for c in found.outcomes.changes if c.measure == measure and c.subgroup is None)


def test_only_the_switched_are_analysed(outcomes):
    """Those with the status switched are analysed; percentages are over the assessable, the rest stand beside."""
    found = outcomes(patients=PATIENTS, visits=VISITS)
    assert _rates(found) == {"CR": (1, 3, 1), "PR": (1, 3, 1), "NR": (1, 3, 1)}
    assert found.outcomes.response_rates[0].percent == pytest.approx(100 / 3, abs=1e-12)


def test_all_switched_adds_those_outside(outcomes):
    """``--all-switched`` adds who switched outside the criteria; who cannot be told stays out."""
    found = outcomes(patients=PATIENTS, visits=VISITS, all_switched=True)
    assert _rates(found) == {"CR": (2, 4, 1), "PR": (1, 4, 1), "NR": (1, 4, 1)}


def test_cohort(outcomes):
    """The cohort is all those analysed: how many, how many women, age in completed years at the switch where known."""
    cohort = outcomes(patients=PATIENTS, visits=VISITS).outcomes.cohort
    ages = (28, 34, 39)
    mean = sum(ages) / 3
    assert (cohort.switched, cohort.female) == (4, 2)
    assert cohort.age_mean == pytest.approx(mean, abs=1e-12)
    assert cohort.age_sd == pytest.approx((sum((age - mean) ** 2 for age in ages) / 2) ** 0.5, abs=1e-12)


def test_change_over_the_pairs(outcomes):
    """Baseline, week 24 and change are over the patients who have both values; the SD is the sample's (n − 1)."""
    change = _change(outcomes(patients=PATIENTS, visits=VISITS), "upcr")
    assert (change.n, change.unit) == (3, "g/g")
    assert change.baseline_mean == pytest.approx(3.0, abs=1e-12)
    assert change.baseline_sd == pytest.approx(1.0, abs=1e-12)
    assert change.week_mean == pytest.approx(4.9 / 3, abs=1e-12)
    assert change.change_mean == pytest.approx((-3.6 - 1.5 + 1.0) / 3, abs=1e-12)


def test_no_pair(outcomes):
    """A measure of which no patient has both values keeps its row, with n 0 and nothing else."""
    change = _change(outcomes(patients=PATIENTS, visits=VISITS), "albumin")
    assert (change.n, change.baseline_mean, change.week_mean, change.change_mean, change.p_value) == (
        0,
        *[None] * 4,
    )


def test_reference_changes(outcomes):
    """The tie-free vector of reference-values.md: mean −0.64875, 95 % CI −2.09260 to 0.79510, exact Wilcoxon p 0.25."""
    before = [3.10, 1.82, 5.61, 2.45, 0.95, 4.20, 1.30, 2.75]
    after = [1.40, 1.39, 8.62, 0.48, 0.60, 2.05, 1.55, 0.90]
    change = _change(outcomes(patients=_cohort(8), visits=_visits(before, after)), "upcr")
    assert change.n == 8
    assert change.change_mean == pytest.approx(-0.64875, abs=5e-6)
    assert change.change_ci_low == pytest.approx(-2.09260, abs=5e-6)
    assert change.change_ci_high == pytest.approx(0.79510, abs=5e-6)
    assert change.p_value == pytest.approx(0.25, abs=1e-9)


def test_reference_changes_with_ties(outcomes):
    """The tied vector of reference-values.md: exact Wilcoxon with mid-ranks, differences rounded first, p 0.513672."""
    before = [1.2, 2.5, 0.9, 3.4, 1.8, 2.2, 6.1, 4.8, 7.9, 3.3]
    after = [0.6, 1.4, 1.1, 2.0, 0.4, 1.9, 7.2, 5.5, 9.8, 1.5]
    change = _change(outcomes(patients=_cohort(10), visits=_visits(before, after)), "upcr")
    assert change.change_mean == pytest.approx(-0.27, abs=1e-9)
    assert change.p_value == pytest.approx(0.513672, abs=5e-7)


def test_reference_intervals(outcomes):
    """7 of 27 is 25.9259 %, with the exact (Clopper-Pearson) interval 11.1145 to 46.2849. reference-values.md."""
    before, after = [4.0] * 27, [0.4] * 7 + [1.5] * 10 + [3.5] * 10
    rates = outcomes(patients=_cohort(29), visits=_visits(before, after)).outcomes.response_rates
    complete, partial, none = rates
    assert [(rate.category, rate.n, rate.of, rate.not_assessable) for rate in rates] == [
        ("CR", 7, 27, 2),
        ("PR", 10, 27, 2),
        ("NR", 10, 27, 2),
    ]
    assert complete.percent == pytest.approx(25.9259, abs=5e-5)
    assert (complete.ci_low, complete.ci_high) == pytest.approx((11.1145, 46.2849), abs=5e-5)
    assert (partial.ci_low, partial.ci_high) == pytest.approx((19.4007, 57.6320), abs=5e-5)
    assert none.percent == partial.percent


def _cohort(count):
    """Return a table of patients who meet every criterion and switched on day 0."""
    head = "patient | biopsied | class | induction | begun | prior | switched\n"
    return head + "\n".join(f"P{n} | -300 | IV | MMF | -200 | PR | 0" for n in range(count))


def _visits(before, after):
    """Return a table with the UPCR of each patient on day 0 and day 168, and an unchanged eGFR."""
    rows = [f"P{n} | 0 | {b} | 90\nP{n} | 168 | {a} | 90" for n, (b, a) in enumerate(zip(before, after, strict=True))]
    return "patient | day | upcr | egfr\n" + "\n".join(rows)
