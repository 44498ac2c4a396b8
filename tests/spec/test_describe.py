"""What ``lnmt describe`` says of a patient, on the index date, and of a cohort (Table 1).

The index date is the switch; of a patient who has not switched, the day of judgement.
"""

from __future__ import annotations

import pytest

from lnmt_cli.output.describe_tables import tables


def test_measures_are_those_of_the_baseline(described):
    """A measure is the last value in the 90 days up to the switch, else the first in the 7 days after it."""
    described(
        patients="""
            patient | switched
            A       | 200
            B       | 200
            C       | 200
            D       | 200
            E       | 200
        """,
        visits="""
            patient | day | upcr | albumin | sledai
            A       | 110 | 4.00 | 3.0     | 12
            A       | 200 | 2.00 |         | 8
            B       | 109 | 4.00 | 3.1     | 10     # 91 days before
            C       | 190 | 2.50 | 3.2     |
            C       | 201 | 9.00 | 2.0     | 6
            D       | 207 | 1.50 | 3.3     | 4
            E       | 208 | 1.00 | 3.4     | 2      # 8 days after
        """,
    ).shows("""
        patient | upcr | albumin | sledai
        A       | 2.00 | 3.0     | 8
        B       |      |         |
        C       | 2.50 | 3.2     | 6
        D       | 1.50 | 3.3     | 4
        E       |      |         |
    """)


def test_before_a_switch_the_day_of_judgement_counts(described):
    """Of who has not switched, values are those of the 90 days up to the day of judgement, and none from after it."""
    described(
        as_of=300,
        patients="""
            patient | begun | induction
            A       | 0     | MMF
            B       | 0     | MMF
            C       | 0     | MMF
        """,
        visits="""
            patient | day | upcr
            A       | 210 | 2.00
            B       | 209 | 3.00
            C       | 301 | 1.00
        """,
    ).shows("""
        patient | upcr | weeks_since_induction | weeks_followed_from_induction | weeks_followed_from_switch
        A       | 2.00 | 42.86                 | 30.0                          |
        B       |      | 42.86                 | 29.86                         |
        C       |      | 42.86                 | 0.0                           |
    """)


def test_drugs_being_given(described):
    """A drug is given from its start to its stop, both included; without any record of it that is unknown, never no."""
    described(
        patients="""
            patient | switched
            A       | 200
            B       | 200
            C       | 200
            D       | 200
            E       | 200
            F       | 200
        """,
        treatments="""
            patient | drug | start | stop
            A       | HCQ  | 0     | 200
            B       | HCQ  | 0     | 199
            C       | HCQ  | 201   |
            D       | HCQ  | 0     | 100
            D       | HCQ  | 150   |         # taken up again
            E       | HCQ  | 0     | 2024-07 # stopped in the month of the switch
            F       | MMF  | 200   |
            A       | ramipril | 0 |
            B       | losartan | 0 |
            C       | losartan | 0 | 100
        """,
    ).shows("""
        patient | hydroxychloroquine | renin_angiotensin_inhibitor
        A       | yes                | yes
        B       | no                 | yes
        C       | no                 | no
        D       | yes                |
        E       |                    |
        F       |                    |
    """)


def test_the_biopsy_that_counts(described):
    """Class, activity, indices and time are those of the latest biopsy that qualifies, else of the latest before."""
    described(
        patients="""
            patient | switched
            A       | 400
            B       | 400
            C       | 400
        """,
        biopsies="""
            patient | biopsied | class | activity | activity_index | chronicity_index
            A       | 10       | III   | A        | 12             | 1
            A       | 35       | IV    | A/C      | 9              | 3
            A       | 410      | IV    | A        | 20             | 0
            B       | 10       | III   | A        | 8              | 2
            B       | 35       | V     |          |                | 4
            C       | 10       | II    |          | 1              | 0
            C       | 35       | V     |          | 2              | 1
        """,
    ).shows("""
        patient | class | activity | activity_index | chronicity_index | months_since_biopsy
        A       | IV    | A/C      | 9              | 3                | 11.992
        B       | III   | A        | 8              | 2                | 12.813
        C       | V     |          | 2              | 1                | 11.992
    """)


def test_durations(described):
    """Years since the diagnosis, weeks since induction began, and weeks from the switch to the last that is known."""
    described(
        patients="""
            patient | diagnosis_date | begun | induction | switched | death_date
            A       | 2023-01-01     | 0     | MMF       | 182      |
            B       |                | 14    | MMF       | 182      | 2024-12-30
            C       | 2023-01-01     |       |           | 182      |
        """,
        visits="""
            patient | day | upcr
            A       | 0   | 2.0
            A       | 350 | 1.0
            B       | 350 | 1.0
            C       | 100 | 1.0
        """,
    ).shows("""
        patient | nephritis_years | weeks_since_induction | weeks_followed_from_switch
        A       | 1.498           | 26.0                  | 24.0
        B       |                 | 24.0                  | 26.0
        C       | 1.498           |                       | 0.0
    """)


COHORT = {
    "patients": """
        patient | sex | begun | induction | prior | switched | biopsied | class
        A       | F   | 0     | MMF       | PR    | 200      | -10      | III
        B       | F   | 0     | MMF       | PR    | 200      | -10      | III
        C       | M   | 0     | MMF       | NR    | 200      | -10      | IV
        D       | F   | 0     | MMF       | PR    | 200      | -10      | V      # outside the criteria
        E       |     | 0     | MMF       | PR    |          | -10      | III    # a candidate
        F       | F   | 0     | MMF       | CR    |          | -10      | III    # not eligible
    """,
    "visits": """
        patient | day | upcr
        A       | 200 | 1.0
        B       | 200 | 2.0
        C       | 200 | 6.0
        D       | 200 | 9.0
        E       | 390 | 3.0
    """,
}


@pytest.mark.parametrize(
    ("cohort", "patients", "mean"),
    [("switched", 3, 3.0), ("all-switched", 4, 4.5), ("candidates", 1, 3.0), ("all", 6, 4.2)],
)
def test_cohorts(described, cohort, patients, mean):
    """A cohort is who met the criteria and switched, all who switched, the candidates, or all of the registry."""
    found = described(cohort=cohort, **COHORT).description
    assert found.groups[0].patients == patients
    assert found.summary("upcr", found.groups[0]).mean == pytest.approx(mean)


def test_missing_is_counted_and_shares_are_of_the_known(described):
    """Of each variable the patients without a value are counted; categories are counts of those who have one."""
    found = described(cohort="all", **COHORT).description
    sex, upcr = (found.summary(name, found.groups[0]) for name in ("sex", "upcr"))
    assert (sex.n, sex.missing, sex.counts) == (5, 1, (("F", 4), ("M", 1)))
    assert (upcr.n, upcr.missing) == (5, 1)


def test_numbers_in_brief(described):
    """A number has mean, sample SD, median, quartiles (type 7) and range, in each level as in all."""
    found = described(cohort="switched", subgroups=("prior_response",), **COHORT).description
    everyone, partial, none = (found.summary("upcr", group) for group in found.groups)
    assert [group.level for group in found.groups] == [None, "PR", "NR"]
    assert everyone.sd == pytest.approx(7**0.5)
    assert (everyone.median, everyone.q1, everyone.q3) == (2.0, 1.5, 4.0)
    assert (everyone.minimum, everyone.maximum) == (1.0, 6.0)
    assert (partial.n, partial.mean) == (2, 1.5)
    assert (none.n, none.mean, none.sd) == (1, 6.0, None)


def test_follow_up_after_the_switch_is_of_those_who_switched(described):
    """Follow-up after the switch is told of cohorts in which all have switched, and of no other."""
    told = {
        cohort: "weeks_followed_from_switch"
        in [v.name for v in described(cohort=cohort, **COHORT).description.variables]
        for cohort in ("switched", "all-switched", "candidates", "all")
    }
    assert told == {"switched": True, "all-switched": True, "candidates": False, "all": False}


@pytest.mark.parametrize("last", ["death_date", "eskd_date", "withdrawal_date"])
def test_follow_up_runs_to_the_last_contact(described, last):
    """Death, kidney failure or withdrawal after the last visit is the last contact, as of safety events."""
    described(
        cohort="switched",
        as_of=1000,
        patients=f"""
            patient | sex | age | biopsied | class | induction | begun | prior | switched | {last}
            P1      | F   | 28  | -300     | IV    | MMF       | -200  | PR    | 0        | 2025-05-15   # day 500
            P2      | F   | 28  | -300     | IV    | MMF       | -200  | PR    | 0        |
        """,
        visits="patient | day | upcr\nP1 | 70 | 4\nP2 | 70 | 4",
    ).shows("""
        patient | weeks_followed_from_switch | weeks_followed_from_induction
        P1      | 71.43                      | 100.00
        P2      | 10.00                      | 38.57
    """)


def _two_groups(first: int, second: int) -> dict[str, str]:
    """Return switched patients, women with UPCR 1, 3, 1, 3 … and men with UPCR 2, 4, 2, 4 and so on."""
    sexes = "F" * first + "M" * second
    patients = "\n".join(f"P{number:02} | {sex} | 200" for number, sex in enumerate(sexes))
    upcr = [1 + 2 * (n % 2) for n in range(first)] + [2 + 2 * (n % 2) for n in range(second)]
    visits = "\n".join(f"P{number:02} | 200 | {value}" for number, value in enumerate(upcr))
    return {"patients": f"patient | sex | switched\n{patients}", "visits": f"patient | day | upcr\n{visits}"}


def test_standardised_difference(described):
    """It is the difference of the means in units of the pooled sample SD: 1 / √((8/7 + 8/7) / 2) for 8 and 8."""
    found = described(cohort="all", subgroups=("sex",), **_two_groups(8, 8)).description
    (upcr,) = [one for one in found.differences if one.variable == "upcr"]
    assert upcr.value == pytest.approx((7 / 8) ** 0.5)
    assert upcr.between == ("F", "M")


def test_no_standardised_difference_of_small_levels(described):
    """With fewer than 5 known values in a level there is no standardised difference, and the reason is given."""
    found = {
        second: described(cohort="all", subgroups=("sex",), **_two_groups(8, second)).description.differences
        for second in (4, 5)
    }
    values = {n: next(one for one in differences if one.variable == "upcr") for n, differences in found.items()}
    assert values[5].value is not None
    assert (values[4].value, values[4].note) == (None, "fewer than two levels with 5 known values or more")


def test_assays_of_anti_dsdna_are_not_mixed(described):
    """Anti-dsDNA in units has figures only where all values are of one assay."""
    visits = """
        patient | day | anti_dsdna (IU/mL) | anti_dsdna_assay
        A       | 200 | 40                 | EliA
        B       | 200 | 80                 | {}
    """
    patients = "patient | switched\n A | 200\n B | 200"
    same, mixed = (described(patients=patients, visits=visits.format(assay)).description for assay in ("EliA", "Farr"))
    assert same.summary("anti_dsdna", same.groups[0]).mean == 60
    found = mixed.summary("anti_dsdna", mixed.groups[0])
    assert (found.n, found.mean, found.median) == (2, None, None)
    assert found.note == "the values are of 2 assays, which are not interchangeable"
    assert f"Anti-dsDNA: {found.note}." in tables(mixed)[-1].notes


@pytest.mark.parametrize(
    ("second", "note"),
    [
        (" eliA", ""),
        ("", "the assay of 1 of 2 values is not known, and assays are not interchangeable"),
    ],
)
def test_known_and_unknown_assays_are_not_mixed(described, second, note):
    """Values of a known assay are not put together with those of one that is not recorded beside the value."""
    visits = f"""
        patient | day | anti_dsdna (IU/mL) | anti_dsdna_assay
        A       | 200 | 40                 | EliA
        B       | 190 | 80                 | {second}
        B       | 200 |                    | EliA    # of no value
    """
    found = described(patients="patient | switched\n A | 200\n B | 200", visits=visits).description
    dsdna = found.summary("anti_dsdna", found.groups[0])
    assert (dsdna.mean, dsdna.note) == (None if note else 60, note)


def test_values_without_any_assay_are_put_together(described):
    """Where no assay is recorded at all, the values count as of one."""
    visits = "patient | day | anti_dsdna (IU/mL)\n A | 200 | 40\n B | 200 | 80"
    found = described(patients="patient | switched\n A | 200\n B | 200", visits=visits).description
    assert found.summary("anti_dsdna", found.groups[0]).mean == 60


MIXED = "the values are in IU/mL and U/mL, units of assays that are not interchangeable"


@pytest.mark.parametrize(
    ("units", "unit", "mean", "note"),
    [
        (("U/mL", "kU/L"), "U/mL", 60, ""),
        (("IU/mL", "IU/mL"), "IU/mL", 60, ""),
        (("IU/mL", "U/mL"), "IU/mL or U/mL", None, MIXED),
    ],
)
def test_the_unit_of_the_assay_stands_beside_it(described, units, unit, mean, note):
    """Anti-dsDNA is told in the unit of its assay; of two units there is no figure, and it is said why."""
    visits = "patient | day | anti_dsdna | anti_dsdna_unit\n A | 200 | 40 | {}\n B | 200 | 80 | {}".format(*units)
    found = described(patients="patient | switched\n A | 200\n B | 200", visits=visits).description
    dsdna = found.summary("anti_dsdna", found.groups[0])
    assert (dsdna.mean, dsdna.note) == (mean, note)
    assert next(v.unit for v in found.variables if v.name == "anti_dsdna") == unit


def test_no_mean_of_many_limits(described):
    """Where more than 20 % of the values are limits of the assay there is no mean, and the median stays."""
    visits = "patient | day | upcr\n A | 200 | <0.1\n B | 200 | 2\n C | 200 | 3"
    patients = "patient | switched\n A | 200\n B | 200\n C | 200"
    found = described(patients=patients, visits=visits).description
    upcr = found.summary("upcr", found.groups[0])
    assert (upcr.n_censored, upcr.mean, upcr.median) == (1, None, 2.0)
    assert upcr.note == "no mean: more than 20 % of the values are limits of the assay"
