"""Time to an event: Kaplan–Meier and the log-rank test."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import LogRank, NotEstimable, kaplan_meier, log_rank, numbers_at_risk

Observations = list[tuple[float, bool]]

# Weeks of remission under 6-mercaptopurine and placebo. Freireich EJ et al. Blood 1963;21:699, as in Gehan EA.
# Biometrika 1965;52:203.
MERCAPTOPURINE: Observations = [(float(t), True) for t in (6, 6, 6, 7, 10, 13, 16, 22, 23)] + [
    (float(t), False) for t in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
]
PLACEBO: Observations = [
    (float(t), True) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)
]

# R 4.2.2, survival 3.5-3: survfit(Surv(t, e) ~ 1, conf.type = "log-log"): time, n.risk, n.event, surv, lower, upper.
R_STEPS = [
    (6, 21, 3, 0.8571428571428571, 0.6197179552659839, 0.9515517476469970),
    (7, 17, 1, 0.8067226890756302, 0.5631465646222333, 0.9228090192028804),
    (10, 15, 1, 0.7529411764705881, 0.5031995107999565, 0.8893618351692654),
    (13, 12, 1, 0.6901960784313724, 0.4316102224861841, 0.8490659633494507),
    (16, 11, 1, 0.6274509803921567, 0.3675108559875020, 0.8049121894718412),
    (22, 7, 1, 0.5378151260504200, 0.2677789367671350, 0.7467907176353944),
    (23, 6, 1, 0.4481792717086834, 0.1880520059592324, 0.6801426284952413),
]

# Days to response in three groups, made up; the third has the fewest responses.
THREE: list[Observations] = [
    list(zip(map(float, days), map(bool, events), strict=True))
    for days, events in (
        ((28, 56, 84, 84, 112, 168, 168), (1, 1, 1, 0, 1, 1, 0)),
        ((56, 84, 112, 140, 168, 168, 168), (1, 1, 0, 1, 0, 0, 1)),
        ((84, 140, 168, 168, 168, 168), (1, 0, 0, 0, 1, 0)),
    )
]

observations = st.lists(st.tuples(st.integers(1, 12).map(float), st.booleans()), min_size=1, max_size=25)


def test_steps_agree_with_r() -> None:
    """Times, numbers at risk, events, survival and its log-log limits are those of R's ``survfit``."""
    found = kaplan_meier(MERCAPTOPURINE)
    assert found is not None
    assert (found.n, found.events) == (21, 9)
    for step, (time, at_risk, events, *shares) in zip(found.steps, R_STEPS, strict=True):
        assert (step.time, step.at_risk, step.events) == (time, at_risk, events)
        assert (step.survival, step.low, step.high) == pytest.approx(shares, rel=1e-12)


# R 4.2.2, survival 3.5-3: summary(survfit(...))$table: median, 0.95LCL, 0.95UCL. The medians of 23 and 8 weeks are
# the published ones (Kleinbaum DG, Klein M. Survival Analysis, chapter 2).
MEDIANS = [
    (MERCAPTOPURINE, 23, 13, None),
    (PLACEBO, 8, 4, 11),
    ([(1.0, True), (2.0, True), (3.0, True), (4.0, True)], 2.5, 1, None),
    ([(1.0, True), (2.0, True), (5.0, False), (5.0, False)], 3.5, 1, None),
    ([(1.0, True)] * 3 + [(4.0, False), (5.0, False), (9.0, False)], 5, 1, None),
    ([(1.0, False), (2.0, False)], None, None, None),
]


@pytest.mark.parametrize(("of", "median", "low", "high"), MEDIANS)
def test_median_agrees_with_r(of: Observations, median: float | None, low: float | None, high: float | None) -> None:
    """Median and limits are R's: the first time at ½ or below, the middle of a stretch at ½, none if not reached."""
    found = kaplan_meier(of)
    assert found is not None
    assert (found.median, found.median_low, found.median_high) == (median, low, high)


def test_number_at_risk_agrees_with_r() -> None:
    """R: ``summary(fit, times = c(0, 5, 6, 10, 20, 30, 35), extend = TRUE)$n.risk``: those seen up to the time."""
    assert numbers_at_risk(MERCAPTOPURINE, [0, 5, 6, 10, 20, 30, 35]) == (21, 21, 21, 15, 8, 4, 1)
    assert numbers_at_risk(PLACEBO, [0, 5, 10, 20, 30, 35]) == (21, 14, 8, 2, 0, 0)


def test_curve_at_nobody_left() -> None:
    """Where the last patient at risk has the event, survival is 0 and has no log-log limits, as in R."""
    found = kaplan_meier(PLACEBO)
    assert found is not None
    last = found.steps[-1]
    assert (last.time, last.survival, last.low, last.high) == (23, 0.0, None, None)


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
@settings(max_examples=60)
@given(observations)
def test_curve_agrees_with_scipy(of: Observations) -> None:
    """At every size the curve is that of ``scipy.stats.ecdf`` on right-censored data, with its log-log limits."""
    assume(any(had_event for _, had_event in of))
    found = kaplan_meier(of)
    assert found is not None
    sample = stats.CensoredData.right_censored([time for time, _ in of], [not had_event for _, had_event in of])
    expected = stats.ecdf(sample).sf
    at = [step.time for step in found.steps]
    assert [step.survival for step in found.steps] == pytest.approx(list(expected.evaluate(at)), abs=1e-12)
    inner = [step for step in found.steps if step.survival > 0]
    if len(inner) == len(found.steps):
        limits = expected.confidence_interval(method="log-log")
        assert [step.low for step in inner] == pytest.approx(list(limits.low.evaluate(at)), rel=1e-9)
        assert [step.high for step in inner] == pytest.approx(list(limits.high.evaluate(at)), rel=1e-9)


@settings(max_examples=60)
@given(st.lists(st.integers(1, 12).map(float), min_size=1, max_size=25))
def test_without_censoring_it_is_a_share(times: list[float]) -> None:
    """Where everyone has the event, survival is the share with a longer time."""
    found = kaplan_meier([(time, True) for time in times])
    assert found is not None
    longer = [sum(time > step.time for time in times) / len(times) for step in found.steps]
    assert [step.survival for step in found.steps] == pytest.approx(longer, abs=1e-12)


def test_nobody() -> None:
    """No patients have no curve."""
    assert kaplan_meier([]) is None
    assert numbers_at_risk([], [0.0, 10.0]) == (0, 0)


@pytest.mark.parametrize("time", [-1.0, math.nan, math.inf])
def test_impossible_time(time: float) -> None:
    """A negative or endless time is a mistake of the caller."""
    with pytest.raises(ValueError, match="finite"):
        kaplan_meier([(time, True)])
    with pytest.raises(ValueError, match="finite"):
        log_rank([[(time, True)], [(1.0, True)]])


# R 4.2.2, survival 3.5-3: l <- survdiff(Surv(t, e) ~ g); l$chisq, l$exp, pchisq(l$chisq, df, lower.tail = FALSE).
# 16.79 is the published chi-square of the trial of 6-mercaptopurine (Kleinbaum and Klein).
R_TESTS = [
    ([MERCAPTOPURINE, PLACEBO], 16.79294098921654, [19.25050094803113, 10.74949905196887], 4.168809109339477e-05),
    (THREE, 2.941783083160587, [2.943185967798971, 3.893917382926671, 4.162896649274359], 0.2297205884068819),
]


@pytest.mark.parametrize(("groups", "chi_square", "expected", "p"), R_TESTS)
def test_log_rank_agrees_with_r(groups: list[Observations], chi_square: float, expected: list[float], p: float) -> None:
    """Expected events, chi-square and p are those of R's ``survdiff``, for two groups and for three."""
    found = log_rank(groups)
    assert isinstance(found, LogRank)
    assert found.chi_square == pytest.approx(chi_square, rel=1e-11)
    assert [group.expected for group in found.groups] == pytest.approx(expected, rel=1e-12)
    assert [group.observed for group in found.groups] == [sum(had for _, had in group) for group in groups]
    assert (found.freedom, found.p) == (len(groups) - 1, pytest.approx(p, rel=1e-9))


def test_group_gone_before_the_first_event() -> None:
    """R: such a group is expected to have no event and takes no degree of freedom: chi-square 1.56051 on 1."""
    gone: Observations = [(1.0, False), (2.0, False)]
    second: Observations = [(5.0, True), (6.0, True), (7.0, True)]
    third: Observations = [(5.0, True), (8.0, False), (9.0, True)]
    found = log_rank([gone, second, third])
    assert isinstance(found, LogRank)
    assert (found.chi_square, found.freedom) == (pytest.approx(1.560509554140127, rel=1e-12), 1)
    assert [(group.n, group.observed) for group in found.groups] == [(2, 0), (3, 3), (3, 2)]
    assert [group.expected for group in found.groups] == pytest.approx([0, 11 / 6, 19 / 6])


@settings(max_examples=60)
@given(observations, observations)
def test_log_rank_agrees_with_scipy(first: Observations, second: Observations) -> None:
    """Of two groups it is SciPy's log-rank test, and the order of the groups does not matter."""
    found, swapped = log_rank([first, second]), log_rank([second, first])
    assert isinstance(found, LogRank) == isinstance(swapped, LogRank)
    assume(isinstance(found, LogRank))
    assert isinstance(found, LogRank)
    assert isinstance(swapped, LogRank)
    samples = [
        stats.CensoredData.right_censored([time for time, _ in group], [not had for _, had in group])
        for group in (first, second)
    ]
    assert found.p == pytest.approx(stats.logrank(*samples).pvalue, rel=1e-7)
    assert swapped.p == pytest.approx(found.p, rel=1e-7)


@settings(max_examples=60)
@given(observations, observations, observations, st.sampled_from([0.5, 3.0, 7.0]))
def test_order_and_unit_do_not_matter(
    first: Observations, second: Observations, third: Observations, factor: float
) -> None:
    """Groups in another order, and days instead of weeks, give the same chi-square."""
    found = log_rank([first, second, third])
    other = log_rank([[(factor * time, had) for time, had in group] for group in (third, first, second)])
    if isinstance(found, LogRank):
        assert isinstance(other, LogRank)
        assert other.freedom == found.freedom
        assert other.chi_square == pytest.approx(found.chi_square, rel=1e-6, abs=1e-9)
    else:
        assert other == found


@pytest.mark.parametrize(
    ("groups", "reason"),
    [
        ([], "fewer than two groups"),
        ([MERCAPTOPURINE], "fewer than two groups"),
        ([MERCAPTOPURINE, []], "fewer than two groups"),
        ([[(1.0, False)], [(2.0, False)]], "fewer than two groups"),
        ([[(1.0, True)], [(1.0, True)]], "at one time"),
    ],
)
def test_nothing_to_compare(groups: list[Observations], reason: str) -> None:
    """Without two groups at risk of an event, or with all events at once, there is a reason and no p."""
    found = log_rank(groups)
    assert isinstance(found, NotEstimable)
    assert reason in found.reason
