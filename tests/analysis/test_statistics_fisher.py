"""Fisher's exact test, and Freeman and Halton's for more than two levels."""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lnmt_cli.analysis.statistics import fisher_exact

if TYPE_CHECKING:
    from collections.abc import Sequence

Table = list[tuple[int, int]]

# R 4.2.2: fisher.test(matrix(c(...), ncol = 2, byrow = TRUE))$p.value
R_FIGURES: list[tuple[Table, float]] = [
    ([(5, 1), (2, 9)], 0.034502262443438923),
    ([(8, 4), (2, 13)], 0.0069158403254513208),
    ([(3, 1), (2, 4), (0, 5)], 0.095904095904096126),
    ([(5, 3), (4, 4), (6, 1), (2, 7)], 0.092319120575535527),
    ([(10, 2), (8, 9), (3, 11), (6, 6), (1, 4)], 0.018671788032500098),
    ([(7, 3), (12, 18), (25, 15), (9, 21)], 0.018285042190501807),
    ([(2, 0), (1, 1), (0, 2), (3, 1), (1, 2), (2, 2), (0, 1), (1, 0)], 0.56639026608066689),
    ([(0, 0), (3, 1), (2, 4)], 0.52380952380952206),
    ([(3, 0), (2, 0), (4, 0)], 1.0),
]

counts = st.integers(0, 6)
small_tables = st.lists(st.tuples(counts, counts), min_size=2, max_size=4)
tables = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=7)


def enumerated(table: Sequence[tuple[int, int]]) -> float:
    """The probability of all tables with these margins that are no more probable, listed one by one."""
    sizes = [yes + no for yes, no in table]
    responders = sum(yes for yes, _ in table)

    def weight(row: Sequence[int]) -> int:
        return math.prod(math.comb(size, yes) for size, yes in zip(sizes, row, strict=True))

    rows = [row for row in product(*(range(size + 1) for size in sizes)) if sum(row) == responders]
    observed = weight([yes for yes, _ in table])
    extreme = sum(weight(row) for row in rows if weight(row) <= observed)
    return extreme / sum(weight(row) for row in rows)


@pytest.mark.parametrize(("table", "expected"), [([(5, 1), (2, 9)], 0.0345023), ([(8, 4), (2, 13)], 0.00691584)])
def test_published(table: Table, expected: float) -> None:
    """The p-value is the published one (docs/reference-values.md)."""
    assert fisher_exact(table) == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize(("table", "expected"), R_FIGURES)
def test_agrees_with_r(table: Table, expected: float) -> None:
    """With two levels and with more, the p-value is that of R's ``fisher.test``."""
    assert fisher_exact(table) == pytest.approx(expected, abs=1e-9)


@given(small_tables)
def test_every_table_is_counted(table: Table) -> None:
    """The p-value is that of listing every table with the same margins."""
    if sum(yes + no > 0 for yes, no in table) >= 2:
        assert fisher_exact(table) == enumerated(table)


@given(st.tuples(*[st.tuples(st.integers(0, 150), st.integers(0, 150))] * 2))
def test_two_levels_agree_with_scipy(table: tuple[tuple[int, int], tuple[int, int]]) -> None:
    """For two levels it is SciPy's Fisher test, ties included."""
    found = fisher_exact(table)
    if found is not None:
        assert found == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9, abs=1e-12)


def test_equally_probable_tables_count_in_full() -> None:
    """The mirror image of a table is as probable as the table itself, so both tails count."""
    assert fisher_exact([(6, 0), (0, 6)]) == 2 / 924
    assert fisher_exact([(5, 1), (1, 5)]) == (2 + 2 * 36) / 924


@given(st.data(), tables)
def test_order_of_levels_does_not_matter(data: st.DataObject, table: Table) -> None:
    """Levels in another order give the same p-value."""
    assert fisher_exact(data.draw(st.permutations(table))) == fisher_exact(table)


@given(tables)
def test_name_of_the_outcome_does_not_matter(table: Table) -> None:
    """Responders and others swapped give the same p-value."""
    assert fisher_exact([(no, yes) for yes, no in table]) == fisher_exact(table)


@given(tables)
def test_levels_without_patients_are_left_out(table: Table) -> None:
    """A level in which nobody is changes nothing."""
    assert fisher_exact([(0, 0), *table, (0, 0)]) == fisher_exact(table)


@given(tables)
def test_is_a_probability(table: Table) -> None:
    """A p-value is above 0 and at most 1."""
    found = fisher_exact(table)
    assert found is None or 0 < found <= 1


@pytest.mark.parametrize("table", [[(4, 0), (3, 0), (2, 0)], [(0, 4), (0, 3)]])
def test_one_outcome_only(table: Table) -> None:
    """Where all patients have the same outcome there is one table, and p = 1, as in R and SciPy."""
    assert fisher_exact(table) == 1.0


@pytest.mark.parametrize("table", [[], [(3, 4)], [(3, 4), (0, 0)], [(0, 0), (0, 0)]])
def test_nothing_to_compare(table: Table) -> None:
    """With fewer than two levels that have patients there is no p-value."""
    assert fisher_exact(table) is None


def test_many_sites() -> None:
    """Half of the patients of every site: the most probable table, so p = 1, though 51²⁰ tables are many."""
    assert fisher_exact([(25, 25)] * 20) == 1.0


# R 4.2.2: fisher.test(cbind(yes, sizes - yes), workspace = 2e8)$p.value
R_MANY_SITES = [
    (
        [14, 17, 12, 19, 11, 15, 18, 13, 16, 20],
        [28, 31, 30, 33, 27, 29, 32, 30, 28, 31],
        0.64195758589114926,
    ),
    (
        [1, 2, 0, 3, 1, 2, 2, 0, 1, 3, 2, 1, 0, 2, 1, 4, 0, 1, 2, 3],
        [3, 4, 2, 5, 3, 2, 4, 1, 3, 5, 2, 4, 2, 3, 1, 6, 3, 2, 4, 3],
        0.54314733273548643,
    ),
]


@pytest.mark.parametrize(("yes", "sizes", "expected"), R_MANY_SITES)
def test_many_sites_agree_with_r(yes: list[int], sizes: list[int], expected: float) -> None:
    """Ten sites of thirty patients, and twenty of three, have the p-value of R's ``fisher.test``."""
    table = [(count, size - count) for count, size in zip(yes, sizes, strict=True)]
    assert fisher_exact(table) == pytest.approx(expected, abs=1e-9)


def test_too_much_work() -> None:
    """A table that would take more steps than allowed has no p-value, and no approximation in its place."""
    table = [(3, 1), (2, 4), (0, 5), (4, 4)]
    assert fisher_exact(table, steps=10) is None
    assert fisher_exact(table, steps=100_000) == enumerated(table)


def test_negative_count() -> None:
    """A negative count is a mistake of the caller."""
    with pytest.raises(ValueError, match="negative"):
        fisher_exact([(1, 2), (-1, 3)])
