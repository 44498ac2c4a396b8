"""Outcomes by subgroup, and Fisher's exact test of CR or PR between the known levels.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34 (by prior response); Fisher as in reference-values.md.
"""

import pytest

COLUMNS = "patient | sex | site | age | biopsied | class | induction | begun | prior | switched"
RESPONDED, FAILED = "1.0", "4.0"
"""UPCR at week 24, from 4.0 at the switch: a partial response, and none."""


def _cohort(*groups, **same):
    """Return patients and visits: ``count`` patients of each group (count, what sets it apart, UPCR at week 24)."""
    typical = {"sex": "F", "site": "Seoul", "age": "28", "biopsied": "-300", "class": "IV"}
    typical |= {
        "induction": "MMF",
        "begun": "-200",
        "prior": "PR",
        "switched": "0",
    }
    patients, visits = [COLUMNS], ["patient | day | upcr | egfr"]
    for count, apart, upcr in groups:
        for _ in range(count):
            name = f"P{len(patients)}"
            values = typical | same | apart
            patients.append(" | ".join([name, *(values[column] for column in COLUMNS.split(" | ")[1:])]))
            visits.append(f"{name} | 0 | 4.0 | 90\n{name} | 168 | {upcr} | 90")
    return {"patients": "\n".join(patients), "visits": "\n".join(visits)}


def _counts(found, subgroup):
    """Return CR or PR, of how many, and how many not assessable, by level in the order of the report."""
    counts = {}
    for rate in found.outcomes.response_rates:
        if rate.subgroup == subgroup:
            n, *_ = counts.get(rate.level, (0,))
            counts[rate.level] = (n + rate.n * (rate.category != "NR"), rate.of, rate.not_assessable)
    return counts


def test_fisher_between_the_levels(outcomes):
    """CR or PR is compared by Fisher's exact test: 5 of 6 against 2 of 11 has p 0.0345023."""
    women, men = {"sex": "F"}, {"sex": "M"}
    found = outcomes(
        subgroups=("sex",),
        **_cohort((5, women, RESPONDED), (1, women, FAILED), (2, men, RESPONDED), (9, men, FAILED)),
    )
    assert list(_counts(found, "sex").items()) == [("F", (5, 6, 0)), ("M", (2, 11, 0))]
    (test,) = found.outcomes.tests
    assert (test.subgroup, test.outcome, test.test) == ("sex", "CR or PR", "fisher")
    assert test.p_value == pytest.approx(0.0345023, abs=5e-8)


def test_complete_and_partial_both_count(outcomes):
    """A complete response is a response in the comparison, as a partial one is."""
    women, men = {"sex": "F"}, {"sex": "M"}
    groups = ((3, women, "0.3"), (2, women, RESPONDED), (1, women, FAILED), (2, men, "0.3"), (9, men, FAILED))
    found = outcomes(subgroups=("sex",), **_cohort(*groups))
    assert found.outcomes.tests[0].p_value == pytest.approx(0.0345023, abs=5e-8)


def test_unknown_level_is_reported_but_not_compared(outcomes):
    """Patients whose level is not recorded stand last, as unknown, and take no part in Fisher's test."""
    women, men, unknown = {"sex": "F"}, {"sex": "M"}, {"sex": ""}
    groups = ((5, women, RESPONDED), (1, women, FAILED), (2, men, RESPONDED), (9, men, FAILED))
    found = outcomes(subgroups=("sex",), **_cohort((7, unknown, RESPONDED), *groups))
    assert list(_counts(found, "sex").items()) == [
        ("F", (5, 6, 0)),
        ("M", (2, 11, 0)),
        ("unknown", (7, 7, 0)),
    ]
    assert found.outcomes.tests[0].p_value == pytest.approx(0.0345023, abs=5e-8)


def test_not_assessable_is_not_compared(outcomes):
    """Patients whose response cannot be told are counted beside the level and take no part in Fisher's test."""
    women, men = {"sex": "F"}, {"sex": "M"}
    groups = (
        (5, women, RESPONDED),
        (1, women, FAILED),
        (4, women, ""),
        (2, men, RESPONDED),
        (9, men, FAILED),
    )
    found = outcomes(subgroups=("sex",), **_cohort(*groups))
    assert list(_counts(found, "sex").items()) == [("F", (5, 6, 4)), ("M", (2, 11, 0))]
    assert found.outcomes.tests[0].p_value == pytest.approx(0.0345023, abs=5e-8)


def test_one_level_has_no_comparison(outcomes):
    """With fewer than two known levels there is no p-value, and the reason is given."""
    found = outcomes(subgroups=("sex",), **_cohort((2, {"sex": "F"}, RESPONDED), (2, {"sex": ""}, FAILED)))
    (test,) = found.outcomes.tests
    assert test.p_value is None
    assert test.note


def test_levels_of_prior_response(outcomes):
    """Prior response has the levels PR and NR, in that order; a complete response only if all switched are analysed."""
    groups = [(1, {"prior": level}, RESPONDED) for level in ("NR", "PR", "CR")]
    found = outcomes(subgroups=("prior_response",), **_cohort(*groups))
    assert list(_counts(found, "prior_response")) == ["PR", "NR"]


def test_levels_with_all_switched(outcomes):
    """With those outside the criteria the levels of prior response are CR, PR, NR."""
    groups = [(1, {"prior": level}, RESPONDED) for level in ("NR", "PR", "CR")]
    found = outcomes(subgroups=("prior_response",), all_switched=True, **_cohort(*groups))
    assert list(_counts(found, "prior_response")) == ["CR", "PR", "NR"]


def test_levels_of_age(outcomes):
    """Age groups are under 18, 18-29, 30-39, 40-49 and 50 or more completed years at the switch."""
    groups = [(1, {"age": age}, RESPONDED) for age in ("50", "17.9", "18", "29.9", "30", "39", "40", "49", "")]
    found = outcomes(subgroups=("age_group",), **_cohort(*groups))
    assert {level: of for level, (_, of, _) in _counts(found, "age_group").items()} == {
        "<18": 1,
        "18-29": 2,
        "30-39": 2,
        "40-49": 2,
        "≥50": 1,
        "unknown": 1,
    }
    assert list(_counts(found, "age_group")) == ["<18", "18-29", "30-39", "40-49", "≥50", "unknown"]


def test_levels_of_site(outcomes):
    """Sites are levels by their names."""
    groups = [(1, {"site": site}, RESPONDED) for site in ("Seoul", "Busan", "Seoul", "")]
    found = outcomes(subgroups=("site",), **_cohort(*groups))
    assert list(_counts(found, "site").items()) == [
        ("Busan", (1, 1, 0)),
        ("Seoul", (2, 2, 0)),
        ("unknown", (1, 1, 0)),
    ]


def test_levels_of_class(outcomes):
    """The class is the set of classes of the last qualifying biopsy up to the switch, whatever the order written."""
    cohort = _cohort(*[(1, {"class": "", "biopsied": ""}, RESPONDED)] * 4)
    found = outcomes(
        subgroups=("class",),
        **cohort,
        biopsies="""
            patient | biopsied | class
            P1      | -300     | V + IV
            P2      | -300     | III
            P2      | -250     | IV
            P2      | 100      | III      # after the switch
            P3      | -300     | III
            P3      | -250     | V        # does not qualify
            P4      | -300     | IV+V
        """,
    )
    assert {level: of for level, (_, of, _) in _counts(found, "class").items()} == {
        "IV+V": 2,
        "IV": 1,
        "III": 1,
    }


def test_class_that_is_one_or_the_other(outcomes):
    """A class written III/IV, one of the two and not told which, is a level of its own beside III and IV."""
    written = ("III/IV", "III", "IV", "III/IV")
    found = outcomes(subgroups=("class",), **_cohort(*[(1, {"class": text}, RESPONDED) for text in written]))
    assert {level: of for level, (_, of, _) in _counts(found, "class").items()} == {
        "III/IV": 2,
        "III": 1,
        "IV": 1,
    }


def test_levels_of_induction_regimen(outcomes):
    """The regimen is the standard drugs given for induction; what was given beside them makes none of its own."""
    cohort = _cohort(*[(1, {"induction": "", "begun": ""}, RESPONDED)] * 5)
    found = outcomes(
        subgroups=("induction_regimen",),
        all_switched=True,
        **cohort,
        treatments="""
            patient | drug             | start | phase
            P1      | mycophenolate    | -200  | induction
            P1      | prednisolone     | -200  | induction
            P2      | mycophenolate    | -150  | induction
            P2      | cyclophosphamide | -200  | induction
            P3      | cyclophosphamide | -200  | induction
            P3      | mycophenolate    | -20   | maintenance
            P4      | CellCept         | -200  | induction
            P4      | MMF              | -100  | induction
            P5      | azathioprine     | -200  | induction   # outside the criteria: no standard drug
            P5      | prednisolone     | -200  | induction
        """,
    )
    assert {level: of for level, (_, of, _) in _counts(found, "induction_regimen").items()} == {
        "mycophenolate": 2,
        "cyclophosphamide + mycophenolate": 1,
        "cyclophosphamide": 1,
        "azathioprine + prednisolone": 1,
    }


def test_changes_of_a_level(outcomes):
    """Lab changes of a level are over its own patients."""
    women, men = {"sex": "F"}, {"sex": "M"}
    found = outcomes(subgroups=("sex",), **_cohort((2, women, RESPONDED), (1, men, FAILED)))
    changes = {c.level: (c.n, c.change_mean) for c in found.outcomes.changes if c.measure == "upcr"}
    assert changes == {None: (3, -2.0), "F": (2, -3.0), "M": (1, 0.0)}


def test_a_subgroup_without_a_known_level_keeps_its_name(outcomes):
    """Where no level is known there is no test, and it still says of which subgroup."""
    found = outcomes(subgroups=("sex",), **_cohort((3, {"sex": ""}, RESPONDED)))
    (test,) = found.outcomes.tests
    assert (test.subgroup, test.p_value) == ("sex", None)
