"""Two levels of a subgroup compared, subgroups crossed, and the response before against after the switch.

Source: docs/reference-values.md (Fisher and odds ratio of 5/6 against 2/11; McNemar of 1 against 6).
"""

import pytest

from lnmt_cli.knowledge.departures import Departures

RESPONDED, FAILED = "1.0", "4.0"


def _visits(values, baseline="4.0"):
    rows = [f"P{n} | 0 | {baseline} | 90\nP{n} | 168 | {value} | 90" for n, value in enumerate(values, 1)]
    return "\n".join(["patient | day | upcr | egfr", *rows])


def _compared(found, measure):
    return {one.statistic: one for one in found.outcomes.deeper.comparisons if one.measure == measure}


def test_difference_and_odds_ratio(outcomes, cohort):
    """5 of 6 women against 2 of 11 men: odds ratio 22.5, difference 65.2 percent points (Newcombe 18.4 to 84.6)."""
    found = outcomes(
        subgroups=("sex",),
        patients=cohort(17, sex=["F"] * 6 + ["M"] * 11),
        visits=_visits([RESPONDED] * 5 + [FAILED] + [RESPONDED] * 2 + [FAILED] * 9),
    )
    compared = _compared(found, "CR or PR")
    assert (compared["odds_ratio"].first, compared["odds_ratio"].second) == ("F", "M")
    assert compared["odds_ratio"].estimate == pytest.approx(22.5)
    difference = compared["difference"]
    assert (difference.n_first, difference.n_second) == (6, 11)
    assert difference.estimate == pytest.approx(100 * (5 / 6 - 2 / 11))
    assert difference.ci_low < difference.estimate < difference.ci_high


def test_changes_of_two_levels(outcomes, cohort):
    """Falls of 1 to 5 against rises of 1 to 5: shift -6 and the exact Mann-Whitney p of 2/252; too few for ANCOVA."""
    values = [f"{10 - fall}" for fall in range(1, 6)] + [f"{10 + rise}" for rise in range(1, 6)]
    found = outcomes(
        subgroups=("sex",), patients=cohort(10, sex=["F"] * 5 + ["M"] * 5), visits=_visits(values, baseline="10")
    )
    compared = _compared(found, "upcr")
    ranked = compared["mann_whitney"]
    assert (ranked.n_first, ranked.n_second, ranked.estimate) == (5, 5, -6)
    assert ranked.p_value == pytest.approx(2 / 252)
    assert compared["ancova"].estimate is None
    assert "too few" in compared["ancova"].note


def test_adjusted_for_the_baseline_in_cohorts_that_bear_it(outcomes, cohort):
    """From 15 patients in each level on the follow-up is compared at the same baseline."""
    befores = [2 + n / 10 for n in range(30)]
    afters = [before - (1 if n < 15 else 0) + 0.01 * (n % 3) for n, before in enumerate(befores)]
    pairs = enumerate(zip(befores, afters, strict=True), 1)
    rows = [f"P{n} | 0 | {b} | 90\nP{n} | 168 | {a:.3f} | 90" for n, (b, a) in pairs]
    found = outcomes(
        subgroups=("sex",),
        patients=cohort(30, sex=["F"] * 15 + ["M"] * 15),
        visits="\n".join(["patient | day | upcr | egfr", *rows]),
    )
    adjusted = _compared(found, "upcr")["ancova"]
    assert adjusted.estimate == pytest.approx(-1, abs=0.02)
    assert adjusted.p_value < 0.001


def test_changes_of_a_level_of_few_are_not_compared(outcomes, cohort):
    """With fewer than five pairs in a level there is no estimate and no p-value of the changes, and it is said why."""
    found = outcomes(
        subgroups=("sex",), patients=cohort(10, sex=["F"] * 6 + ["M"] * 4), visits=_visits([RESPONDED] * 10)
    )
    for one in _compared(found, "upcr").values():
        assert (one.estimate, one.p_value) == (None, None)
        assert "fewer than 5" in one.note


@pytest.mark.parametrize(("men", "withheld"), [(4, True), (5, False)])
def test_responses_of_a_level_of_few_are_not_compared(outcomes, cohort, men, withheld):
    """With fewer than five assessable patients in a level there is no difference, odds ratio or Fisher's test."""
    found = outcomes(
        subgroups=("sex",),
        patients=cohort(12, sex=["F"] * 6 + ["M"] * 6),
        visits=_visits([RESPONDED] * 4 + [FAILED] * 2 + [RESPONDED] * 2 + [FAILED] * (men - 2)),
    )
    for one in _compared(found, "CR or PR").values():
        assert (one.n_first, one.n_second) == (6, men)
        assert (one.estimate is None, one.ci_low is None, one.ci_high is None) == (withheld,) * 3
        assert ("fewer than 5 assessable patients" in one.note) == withheld
    (test,) = found.outcomes.tests
    assert ((test.p_value is None), test.n) == (withheld, 6 + men)
    assert test.note == ("a level of fewer than 5 patients" if withheld else "")


def test_rates_of_few_patients_keep_their_interval(outcomes, cohort):
    """The interval of a rate describes, and stands at any size: 0 of 4 is 0.0 to 60.2 %."""
    found = outcomes(subgroups=("sex",), patients=cohort(4, sex=["F"] * 4), visits=_visits([FAILED] * 4)).outcomes
    for rate in (rate for rate in found.response_rates if rate.category == "CR"):
        assert (rate.n, rate.of, rate.ci_low) == (0, 4, 0)
        assert rate.ci_high == pytest.approx(60.2365, abs=5e-5)


@pytest.mark.parametrize(("count", "withheld"), [(4, True), (5, False)])
def test_before_and_after_of_few(outcomes, cohort, count, withheld):
    """McNemar's test needs five patients with both responses; the counts stand there all the same."""
    prior = ["PR"] + ["NR"] * (count - 1)
    found = outcomes(patients=cohort(count, prior=prior), visits=_visits([RESPONDED] * count)).outcomes
    (told,) = [one for one in found.deeper.before_after if one.outcome == "CR or PR"]
    assert (told.n, told.gained) == (count, count - 1)
    assert (told.p_value is None, told.mid_p_value is None, "fewer than 5" in told.note) == (withheld,) * 3


def test_more_than_two_levels_are_not_compared_in_pairs(outcomes, cohort):
    """With three levels there is Fisher's test of all of them and nothing between two."""
    found = outcomes(
        subgroups=("site",), patients=cohort(3, site=["A", "B", "C"]), visits=_visits([RESPONDED] * 3)
    ).outcomes
    assert found.deeper.comparisons == ()
    assert len(found.tests) == 1


def test_wilson_by_option(outcomes, cohort):
    """The interval is exact unless Wilson's is asked for: 5 of 20 is 8.66 to 49.10, or 11.19 to 46.87."""
    visits = _visits([RESPONDED] * 5 + [FAILED] * 15)
    for interval, limits in ((None, (8.6571, 49.1046)), ("wilson", (11.1862, 46.8701))):
        found = outcomes(asked=Departures(interval=interval), patients=cohort(20), visits=visits).outcomes
        (rate,) = [rate for rate in found.response_rates if rate.category == "PR"]
        assert (rate.ci_low, rate.ci_high) == pytest.approx(limits, abs=5e-5)


def test_response_before_and_after(outcomes, cohort):
    """One lost and six gained: exact p 0.125, mid-p 0.0703125; only those with both responses count."""
    found = outcomes(
        patients=cohort(11, prior=["PR"] * 3 + ["NR"] * 8),
        visits=_visits([RESPONDED, RESPONDED, FAILED] + [RESPONDED] * 6 + [FAILED, ""]),
    ).outcomes
    (told,) = [one for one in found.deeper.before_after if one.outcome == "CR or PR"]
    assert (told.n, told.both, told.gained, told.lost, told.neither) == (10, 2, 6, 1, 1)
    assert (told.p_value, told.mid_p_value) == pytest.approx((0.125, 0.0703125))


def test_no_test_where_a_change_could_go_one_way_only(outcomes, cohort):
    """Where all had the response to induction, or none, McNemar's test has no p; the fourfold table stays."""
    found = outcomes(
        subgroups=("prior_response",),
        patients=cohort(12, prior=["PR"] * 6 + ["NR"] * 6),
        visits=_visits([RESPONDED] * 4 + [FAILED] * 2 + [RESPONDED] * 5 + [FAILED]),
    ).outcomes
    told = {(one.level, one.outcome): one for one in found.deeper.before_after}
    assert told[None, "CR or PR"].p_value is not None
    for level, outcome, table, why in (
        (None, "CR", (0, 0, 0, 12), "no one had CR to induction"),  # the criteria leave out who had it
        ("PR", "CR or PR", (4, 0, 2, 0), "everyone had CR or PR to induction"),
        ("NR", "CR or PR", (0, 5, 0, 1), "no one had CR or PR to induction"),
    ):
        one = told[level, outcome]
        assert (one.both, one.gained, one.lost, one.neither) == table
        assert (one.p_value, one.mid_p_value) == (None, None)
        assert one.note.startswith(why)


def test_subgroups_crossed(outcomes, cohort):
    """A crossed subgroup has every combination that occurs, in the order of its parts; unknown in one is unknown."""
    found = outcomes(
        subgroups=("sex,prior_response",),
        patients=cohort(5, sex=["M", "F", "F", "", "M"], prior=["PR", "NR", "PR", "PR", "PR"]),
        visits=_visits([RESPONDED] * 5),
    ).outcomes
    levels = {rate.level: rate.of for rate in found.response_rates if rate.subgroup}
    assert list(levels.items()) == [("F × PR", 1), ("F × NR", 1), ("M × PR", 2), ("unknown", 1)]
    assert found.subgroups == {"sex,prior_response": "Sex × Prior response"}
