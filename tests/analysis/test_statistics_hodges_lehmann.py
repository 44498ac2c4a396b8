"""The Hodges–Lehmann shift, of pairs and between two samples."""

from __future__ import annotations

import math
from itertools import combinations_with_replacement, compress, pairwise, product
from statistics import median
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lnmt_cli.analysis.statistics import (
    Interval,
    beside_test,
    beside_test_between,
    hodges_lehmann_between,
    hodges_lehmann_paired,
    mann_whitney,
    wilcoxon_signed_rank,
)
from lnmt_cli.analysis.statistics.pair_sums import PairSums

if TYPE_CHECKING:
    from random import Random

# docs/reference-values.md, follow-up less baseline: the tie-free vector and the tied one.
TIE_FREE = [-1.70, -0.43, 3.01, -1.97, -0.35, -2.15, 0.25, -1.85]
TIED = [-0.6, -1.1, 0.2, -1.4, -1.4, -0.3, 1.1, 0.7, 1.9, -1.8]
TWENTY_FOUR = [
    *(-2.1, -1.4, -1.4, -1.4, -0.9, -0.9, -0.6, -0.3, -0.3, 0.2, 0.2, 0.5),
    *(0.5, 1.1, -1.8, -2.1, -2.5, 0.4, -0.7, -0.7, -3.2, -0.4, -1.1, -1.1),
]
FIFTY = [math.copysign(n**1.1, -1 if n % 3 == 0 else 1) for n in range(1, 51)]
SIXTY = [math.copysign(n**1.1, -1 if n % 3 == 0 else 1) for n in range(1, 61)]

# The permeability data of R's own help page of wilcox.test (Hollander M, Wolfe DA. 1973, p. 69).
AT_TERM = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
EARLY = [1.15, 0.88, 0.90, 0.74, 1.21]

# R 4.2.2: w <- wilcox.test(x, conf.int = TRUE, exact = TRUE, conf.level = level); w$estimate, w$conf.int
R_PAIRED = [
    (TIE_FREE, 0.9, -0.9875, -1.91, 0.58),
    (TIE_FREE, 0.95, -0.9875, -1.97, 1.29),
    (TIE_FREE, 0.99, -0.9875, -2.15, 3.01),
    ([n * (-1.0 if n in {3, 7, 12} else 1.0) for n in range(1, 13)], 0.95, 3.5, -2.0, 7.5),
    ([0.1, 0.2, -0.35, 0.5, 0.7, 1.1], 0.95, 0.375, -0.35, 1.1),
    (FIFTY, 0.95, 14.564601939271931, 1.550679600714833, 27.124372094691893),
]

# R 4.2.2: wilcox.test(x, conf.int = TRUE, exact = FALSE)$conf.int, to within the 1e-4 of its search. Its continuity
# correction, which the p-value here has not, does not move these limits.
R_PAIRED_NORMAL = [(SIXTY, 0.8247383777198564, 29.9685508059667995)]

# Differences some of which are alike: the limits by the exact test at each shift between two Walsh averages. R's normal
# approximation has 0.70 in place of 0.65 for the first.
TIED_PAIRED = [
    (TIED, -1.25, 0.65),
    (TWENTY_FOUR, -1.25, -0.35),
    ([-1.0] * 7 + [-2.25] * 6 + [3.5] * 4 + [0.5] * 2, -1.625, 0.625),
]

# R 4.2.2: wilcox.test(x, y, conf.int = TRUE, exact = TRUE, conf.level = level)
LONG, SHORTER = [n**1.3 for n in range(1, 50)], [n**1.2 + 7.123 for n in range(1, 41)]
R_BETWEEN = [
    (AT_TERM, EARLY, 0.9, 0.305, -0.08, 0.72),
    (AT_TERM, EARLY, 0.95, 0.305, -0.15, 0.76),
    (AT_TERM, EARLY, 0.99, 0.305, -0.35, 1.01),
    ([1.0, 4.0, 9.0, 16.0], [2.8, 5.3, 7.8, 10.3], 0.95, -0.05, -9.3, 13.2),
    (LONG, SHORTER, 0.95, 20.57638878813489924, 1.67093244391231366, 41.17978024981293572),
]

# R 4.2.2: wilcox.test(x, y, conf.int = TRUE, exact = FALSE), to within the 1e-4 of its search. Its continuity
# correction, which the p-value here has not, does not move these limits.
R_BETWEEN_NORMAL = [
    (
        [round(n**0.8, 1) for n in range(1, 61)],
        [round(n**0.85, 1) for n in range(1, 56)],
        -1.799972935218719,
        -4.800061825131847,
        1.400025825036876,
    ),
]

# Values that are alike within a sample: the limits by the exact test at each shift between two differences, for the
# p-value is exact. R's normal approximation has the same for the first two; for the third, the normal approximation
# with continuity correction has -2.5 to 0.5 beside an exact p of 0.03996.
TIED_BETWEEN = [
    ([-1.2, -0.6, -0.6, 0, 0.3, 0.3, 0.9, -2, -2, 0.1], [-0.6, 0.3, 0.9, 0.9, 1.4, 2, 2, -0.1], -1.4, -2.3, -0.2),
    ([1] * 5 + [3] * 4 + [0] * 2, [1] * 9 + [0] * 4 + [3] * 2 + [4] * 2, 0.0, -1.0, 1.0),
    ([-2.5, -2.49, -0.5, -0.5, -0.5], [-1, -1, -1, 0, 0, 0, 0, 1, 1, 1], -1.5, -2.5, -0.5),
]

# Halves and whole numbers are exact, and their differences and means too.
changes = st.lists(st.integers(-20, 20).map(float), min_size=1, max_size=60)
untied = st.sets(st.integers(1, 60), min_size=6, max_size=14)


def walsh(values: list[float]) -> list[float]:
    """All means of two of ``values``, or of one with itself, in order."""
    return sorted((one + other) / 2 for one, other in combinations_with_replacement(values, 2))


@pytest.mark.parametrize(("values", "level", "estimate", "low", "high"), R_PAIRED)
def test_paired_agrees_with_r(values: list[float], level: float, estimate: float, low: float, high: float) -> None:
    """Without ties and zeros, estimate and limits are R's exact ones."""
    found = hodges_lehmann_paired(values, level)
    assert found is not None
    assert found.interval is not None
    assert found.is_exact
    assert (found.estimate, found.interval.low, found.interval.high) == pytest.approx((estimate, low, high), rel=1e-12)


@pytest.mark.parametrize(("values", "low", "high"), R_PAIRED_NORMAL)
def test_paired_approximation_agrees_with_r(values: list[float], low: float, high: float) -> None:
    """Above 50 the limits are the Walsh averages that R's search approaches."""
    found = hodges_lehmann_paired(values)
    assert found is not None
    assert found.interval is not None
    assert not found.is_exact
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-4)
    assert min(abs(found.interval.low - average) for average in walsh(values)) < 1e-12


@pytest.mark.parametrize(("values", "low", "high"), TIED_PAIRED)
def test_ties_are_met_as_the_p_value_meets_them(values: list[float], low: float, high: float) -> None:
    """Of differences that are alike, too, the limits are those of the exact test with mid-ranks."""
    found = hodges_lehmann_paired(values)
    assert found is not None
    assert found.interval is not None
    assert found.is_exact
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), abs=1e-12)


def listed_p(values: list[float]) -> float:
    """Twice the smaller tail of the signed-rank sum by every assignment of signs to the mid-ranks."""
    kept = [value for value in values if value]
    sizes = sorted(abs(value) for value in kept)
    ranks = [sum(size < abs(v) for size in sizes) + (sizes.count(abs(v)) + 1) / 2 for v in kept]
    observed = sum(rank for rank, value in zip(ranks, kept, strict=True) if value > 0)
    sums = [sum(compress(ranks, signs)) for signs in product((0, 1), repeat=len(kept))]
    tails = (sum(total <= observed for total in sums), sum(total >= observed for total in sums))
    return min(1.0, 2 * min(tails) / len(sums))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-6, 6).map(float), min_size=6, max_size=9), st.sampled_from([0.9, 0.95]))
def test_tied_interval_ends_where_the_listed_test_turns(values: list[float], level: float) -> None:
    """Just within each limit the test, by every assignment of signs, keeps a shift; just without it, it rejects it."""
    found = hodges_lehmann_paired(values, level)
    assert found is not None
    assume(found.interval is not None and found.interval.low < found.interval.high)
    assert found.interval is not None
    averages = sorted(set(walsh(values)))
    for limit, inwards in ((found.interval.low, 1), (found.interval.high, -1)):
        place = averages.index(limit)
        inside = (limit + averages[place + inwards]) / 2
        beyond = place - inwards
        outside = (limit + averages[beyond]) / 2 if 0 <= beyond < len(averages) else limit - inwards
        kept, rejected = (listed_p([value - shift for value in values]) for shift in (inside, outside))
        assert kept > 1 - level >= rejected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-40, 60).map(float), min_size=51, max_size=58))
def test_interval_above_50_ends_where_the_test_turns(values: list[float]) -> None:
    """Above 50 pairs, too, the test keeps a shift just within a limit, and rejects one just without it."""
    found = hodges_lehmann_paired(values)
    assert found is not None
    assume(found.interval is not None and found.interval.low < found.interval.high)
    assert found.interval is not None
    averages = sorted(set(walsh(values)))
    for limit, inwards in ((found.interval.low, 1), (found.interval.high, -1)):
        place = averages.index(limit)
        inside, outside = (limit + averages[place + inwards]) / 2, (limit + averages[place - inwards]) / 2
        kept, rejected = (wilcoxon_signed_rank([value - shift for value in values]) for shift in (inside, outside))
        assert kept is not None
        assert rejected is not None
        assert kept > 0.05 >= rejected


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.lists(st.integers(-3, 4).map(float), min_size=1, max_size=60),
        st.lists(st.integers(-9, 16).map(lambda n: float(max(n, 0) if n % 2 else n)), min_size=6, max_size=56),
        st.lists(st.integers(-40, 60).map(float), min_size=5, max_size=30),
    ),
    st.sampled_from([0.9, 0.95, 0.99]),
)
def test_interval_and_p_value_never_contradict_each_other(values: list[float], level: float) -> None:
    """Where the test rejects 0, it is not within the limits (it may be one of them); where it keeps 0, it is.

    Without an interval there is either nothing but one difference, or too few pairs to reject anything.
    """
    found, p = hodges_lehmann_paired(values, level), wilcoxon_signed_rank(values)
    assert found is not None
    assert p is not None
    interval = beside_test(found, values, level)
    if interval is None:
        assert len(set(values)) == 1 or p > 1 - level
    elif p <= 1 - level:
        assert not interval.low < 0 < interval.high
    else:
        assert interval.low <= 0 <= interval.high


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        # p = 0.0420, for the test leaves out the two zeros; with them it would keep 0.
        ([-165.0, -152.0, -76.0, -8.0, 0.0, 0.0, 173.0, 234.0, 256.0, 271.0, 429.0, 585.0, 610.0], 0.0, 305.0),
        # p = 0.0508 of nine; shifts just above 0 are rejected.
        ([-6.0, 0.0, 1.0, 3.0, 3.0, 4.0, 5.0, 7.0, 8.0, 13.0], 0.0, 7.5),
    ],
)
def test_zeros_move_the_limit_to_zero(values: list[float], low: float, high: float) -> None:
    """Where leaving out zeros changes the verdict on 0, the interval ends at 0: p says whether 0 is in it."""
    found = hodges_lehmann_paired(values)
    assert found is not None
    assert found.interval is not None
    assert found.interval.low != 0
    assert beside_test(found, values) == Interval(low, high)


def test_published() -> None:
    """The estimate of the tied vector is -0.35 (docs/reference-values.md)."""
    found = hodges_lehmann_paired(TIED)
    assert found is not None
    assert found.estimate == pytest.approx(-0.35, abs=1e-12)


@pytest.mark.parametrize(("x", "y", "level", "estimate", "low", "high"), R_BETWEEN)
def test_between_agrees_with_r(
    x: list[float], y: list[float], level: float, estimate: float, low: float, high: float
) -> None:
    """Without ties, estimate and limits of the first sample less the second are R's exact ones."""
    found = hodges_lehmann_between(x, y, level)
    assert found is not None
    assert found.interval is not None
    assert found.is_exact
    assert (found.estimate, found.interval.low, found.interval.high) == pytest.approx((estimate, low, high), rel=1e-12)


@pytest.mark.parametrize(("x", "y", "estimate", "low", "high"), R_BETWEEN_NORMAL)
def test_between_approximation_agrees_with_r(
    x: list[float], y: list[float], estimate: float, low: float, high: float
) -> None:
    """Above 50 estimate and limits are the differences that R's search approaches."""
    found = hodges_lehmann_between(x, y)
    assert found is not None
    assert found.interval is not None
    assert not found.is_exact
    assert (found.estimate, found.interval.low, found.interval.high) == pytest.approx((estimate, low, high), abs=1e-4)


@pytest.mark.parametrize(("x", "y", "estimate", "low", "high"), TIED_BETWEEN)
def test_ties_between_are_met_as_the_p_value_meets_them(
    x: list[float], y: list[float], estimate: float, low: float, high: float
) -> None:
    """With ties, too, the limits are those of the exact test with mid-ranks, whichever sample is the larger."""
    found, swapped = hodges_lehmann_between(x, y), hodges_lehmann_between(y, x)
    assert found is not None
    assert found.interval is not None
    assert found.is_exact
    assert (found.estimate, found.interval.low, found.interval.high) == pytest.approx((estimate, low, high), abs=1e-12)
    assert swapped is not None
    assert swapped.interval is not None
    assert (swapped.interval.low, swapped.interval.high) == pytest.approx((-high, -low), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.tuples(*[st.lists(st.integers(-6, 6).map(float), min_size=4, max_size=12)] * 2),
        st.tuples(
            st.lists(st.integers(-20, 20).map(float), min_size=51, max_size=56),
            st.lists(st.integers(-20, 20).map(float), min_size=5, max_size=56),
        ),
    ),
    st.sampled_from([0.9, 0.95]),
)
def test_interval_between_ends_where_the_test_turns(samples: tuple[list[float], list[float]], level: float) -> None:
    """Just within each limit the Mann-Whitney test keeps a shift; just without it, it rejects it; above 50, too."""
    first, second = samples
    found = hodges_lehmann_between(first, second, level)
    assert found is not None
    assume(found.interval is not None and found.interval.low < found.interval.high)
    assert found.interval is not None
    differences = sorted({one - other for one in first for other in second})
    for limit, inwards in ((found.interval.low, 1), (found.interval.high, -1)):
        place = differences.index(limit)
        inside = (limit + differences[place + inwards]) / 2
        beyond = place - inwards
        outside = (limit + differences[beyond]) / 2 if 0 <= beyond < len(differences) else limit - inwards
        kept, rejected = (mann_whitney([value - shift for value in first], second) for shift in (inside, outside))
        assert kept is not None
        assert rejected is not None
        assert kept > (1 - level) * (1 + 1e-12)
        assert rejected <= (1 - level) * (1 + 1e-12)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(-6, 6).map(float), min_size=1, max_size=54),
    st.lists(st.integers(-6, 6).map(float), min_size=1, max_size=20),
    st.integers(-3, 3),
    st.sampled_from([0.9, 0.95]),
)
def test_p_and_interval_between_never_contradict(
    values: list[float], second: list[float], by: int, level: float
) -> None:
    """Where Mann-Whitney's test rejects 0, it is not within the limits (it may be one of them); else it is.

    Without an interval there is either nothing but one difference, or too few values to reject anything.
    """
    first = [value + by for value in values]
    found, p = hodges_lehmann_between(first, second, level), mann_whitney(first, second)
    assert found is not None
    assert p is not None
    interval = beside_test_between(found, first, second, level)
    if interval is None:
        assert len({*first}) == len({*second}) == 1 or 2 / math.comb(len(first) + len(second), len(first)) > 1 - level
    elif p <= (1 - level) * (1 + 1e-12):
        assert not interval.low < 0 < interval.high
    else:
        assert interval.low <= 0 <= interval.high


def test_noise_does_not_part_p_and_interval_between() -> None:
    """0.1 + 0.2 less 0.3 is 0 to the test, which keeps it (p = 0.11): so is the limit, and not 5.6e-17."""
    first, second = [0.1 + 0.2, 0.6, 1.5, 3.1], [-2.6, -1.9, 0.3, 0.3, 1.3]
    found = hodges_lehmann_between(first, second)
    assert found is not None
    assert found.interval is not None
    assert found.interval.low > 0
    assert beside_test_between(found, first, second) == Interval(0.0, found.interval.high)


def test_all_of_the_error_is_rejected_between() -> None:
    """Of three against three, U = 1 has p = 2 * 2 / 20: at 80 % the shifts that have it are without the limits."""
    first, second = [0.0, 3.0, 7.0], [4.0, 10.0, 12.0]
    assert mann_whitney(first, second) == 0.2
    found = hodges_lehmann_between(first, second, 0.8)
    assert found is not None
    assert found.interval == Interval(-10.0, -1.0)


@settings(max_examples=60)
@given(untied, st.randoms(use_true_random=False), st.sampled_from([0.9, 0.95]))
def test_exact_interval_is_where_the_signed_rank_test_turns(sizes: set[int], random: Random, level: float) -> None:
    """A shift inside the limits is one that Wilcoxon's test does not reject, a shift outside one that it does."""
    values = [random.choice([-1.0, 1.0]) * 2**0.5 * size for size in sorted(sizes)]
    found = hodges_lehmann_paired(values, level)
    assert found is not None
    assert found.interval is not None
    assert found.is_exact
    for below, above in pairwise(sorted(set(walsh(values)))):
        shift = (below + above) / 2
        shifted = [value - shift for value in values]
        # Walsh averages that are equal leave ties among the shifted values: another test than without.
        if above - below < 1e-6 or len({round(abs(value), 9) for value in shifted}) < len(values):
            continue
        p = wilcoxon_signed_rank(shifted)
        assert p is not None
        assert (p >= (1 - level) * (1 - 1e-12)) == (found.interval.low < shift < found.interval.high)


@settings(max_examples=60)
@given(st.sets(st.integers(0, 200), min_size=8, max_size=16), st.data())
def test_exact_interval_is_where_the_rank_sum_test_turns(values: set[int], data: st.DataObject) -> None:
    """A shift inside the limits is one that the Mann–Whitney test does not reject, a shift outside one that it does."""
    mixed = data.draw(st.permutations(sorted(values)))
    first, second = (
        [float(value) for value in mixed[: len(mixed) // 2]],
        [float(value) for value in mixed[len(mixed) // 2 :]],
    )
    found = hodges_lehmann_between(first, second)
    assert found is not None
    assert found.interval is not None
    assert found.is_exact
    for below, above in pairwise(sorted({one - other for one in first for other in second})):
        shift = (below + above) / 2 + 0.125
        if shift >= above:
            continue
        p = mann_whitney([value - shift for value in first], second)
        assert p is not None
        assert (p > 0.05 * (1 + 1e-12)) == (found.interval.low < shift < found.interval.high)


@settings(max_examples=60)
@given(changes)
def test_order_statistics_are_those_of_the_list(values: list[float]) -> None:
    """What is found by counting is what sorting all sums of pairs gives: each place, and the median."""
    sums = PairSums([value / 2 for value in values])
    listed = walsh(values)
    places = {1, len(listed), len(listed) // 2 + 1, len(listed) // 3 + 1}
    assert len(sums) == len(listed)
    assert [sums.smallest(place) for place in places] == [listed[place - 1] for place in places]
    assert sums.median() == median(listed)


@settings(max_examples=60)
@given(changes, changes)
def test_estimate_between_is_the_median_difference(first: list[float], second: list[float]) -> None:
    """The estimate is the median of all differences, ties or not, and swapping the samples turns its sign."""
    found, swapped = hodges_lehmann_between(first, second), hodges_lehmann_between(second, first)
    assert found is not None
    assert swapped is not None
    assert found.estimate == median(one - other for one in first for other in second) == -swapped.estimate
    if found.interval is not None:
        assert swapped.interval is not None
        assert (found.interval.low, found.interval.high) == (-swapped.interval.high, -swapped.interval.low)


@settings(max_examples=60)
@given(changes, st.integers(-8, 8))
def test_shift_moves_with_the_values(values: list[float], by: int) -> None:
    """The same addend in every patient moves the estimate by as much; zeros count like any other value."""
    found, moved = hodges_lehmann_paired(values), hodges_lehmann_paired([value + by for value in values])
    assert found is not None
    assert moved is not None
    assert moved.estimate == found.estimate + by
    assert (moved.interval is None) == (found.interval is None)
    if found.interval is not None and moved.interval is not None:
        assert (moved.interval.low, moved.interval.high) == (found.interval.low + by, found.interval.high + by)


def test_too_few_for_the_level() -> None:
    """Five pairs hold at most 93.75 %, three against three 90 %, three against four 94.3 %: no 95 % interval.

    R gives the whole range, as one of 95 % for five pairs and for three against four, as one of 90 % otherwise.
    """
    pairs = hodges_lehmann_paired([0.1, 0.2, -0.35, 0.5, 0.7])
    assert pairs is not None
    assert (pairs.estimate, pairs.interval) == (pytest.approx(0.2), None)
    groups = hodges_lehmann_between([1.0, 4.0, 9.0], [2.8, 5.3, 7.8])
    assert groups is not None
    assert (groups.estimate, groups.interval) == (pytest.approx(-1.3), None)
    larger = hodges_lehmann_between([1.0, 4.0, 9.0], [2.8, 5.3, 7.8, 10.3])
    assert larger is not None
    assert (larger.estimate, larger.interval) == (pytest.approx(-1.55), None)
    tied = hodges_lehmann_paired([1.0, 1.0, 2.0])
    assert tied is not None
    assert tied.interval is None


def test_a_patient_without_change_counts() -> None:
    """A zero stays among the values, where R drops it."""
    found = hodges_lehmann_paired([0.0, 1.0, 2.0, 4.0, 5.0, 8.0, 13.0])
    assert found is not None
    assert (found.estimate, found.is_exact) == (4.25, True)
    without = hodges_lehmann_paired([1.0, 2.0, 4.0, 5.0, 8.0, 13.0])
    assert without is not None
    assert (without.estimate, without.is_exact) == (5.0, True)


def test_all_of_the_level_is_enough() -> None:
    """Five pairs hold exactly 93.75 % between the first and the last Walsh average."""
    found = hodges_lehmann_paired([0.1, 0.2, -0.35, 0.5, 0.7], 0.9375)
    assert found is not None
    assert found.interval is not None
    assert (found.interval.low, found.interval.high) == (-0.35, 0.7)


def test_nothing_to_estimate() -> None:
    """Without a pair, or with an empty sample, there is no shift."""
    assert hodges_lehmann_paired([]) is None
    assert hodges_lehmann_between([], [1.0]) is None
    assert hodges_lehmann_between([1.0], []) is None


def test_not_finite() -> None:
    """A value that is no number is a mistake of the caller."""
    with pytest.raises(ValueError, match="finite"):
        hodges_lehmann_paired([1.0, math.nan])
    with pytest.raises(ValueError, match="finite"):
        hodges_lehmann_between([1.0], [math.inf])
