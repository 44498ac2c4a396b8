"""Fisher's exact test for any number of levels with two outcomes (Freeman–Halton beyond two levels).

A table has the probability Π C(size, responders) over its levels / C(all patients, all responders). The
p-value is one less the probability of the tables that are more probable than the observed one. Those lie
close about the expected table, so they are listed: half of the levels at a time, dropping what can no longer
become more probable, and joined by bisection. The pruning is that of the network algorithm (Mehta CR, Patel
NR. JASA 1983;78:427).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import comb, prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS = 10_000_000
"""Work allowed for one p-value, in partial tables tried: a few seconds. The project's own choice."""

PartialTables = dict[int, dict[int, int]]
"""By number of responders so far: how many partial tables have each product of binomial coefficients."""


def fisher_exact(table: Sequence[tuple[int, int]], steps: int = STEPS) -> float | None:
    """Return the two-sided p-value of a table of (responded, not) per level.

    It is the probability of all tables with the same margins that are no more probable than this one, in
    whole numbers, so that equally probable tables are equal. Levels without patients are left out; fewer than
    two levels, or more work than ``steps``, give None; 1.0 if all patients have the same outcome.
    Raises ValueError for a negative count.
    Fisher RA. J R Stat Soc 1935;98:39. Freeman GH, Halton JH. Biometrika 1951;38:141.
    """
    if any(count < 0 for level in table for count in level):
        raise ValueError("a count cannot be negative")
    levels = [(yes, yes + no) for yes, no in table if yes + no]
    if len(levels) < 2:
        return None
    sizes = sorted((size for _, size in levels), reverse=True)
    search = _Search(
        responders=sum(yes for yes, _ in levels),
        observed=prod(comb(size, yes) for yes, size in levels),
        steps=steps,
    )
    more_probable = search.weight_above(*_halves(sizes))
    if more_probable is None:
        return None
    whole = comb(sum(sizes), search.responders)
    return (whole - more_probable) / whole


def _halves(sizes: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Split the levels, largest first, into two parts with about as many partial tables each.

    Levels of one size stay together, for their partial tables have products in common.
    """
    whole = prod(size + 1 for size in sizes)
    cut = next(n for n in range(1, len(sizes)) if prod(size + 1 for size in sizes[:n]) ** 2 >= whole)
    return sizes[:cut], sizes[cut:]


@dataclass(slots=True)
class _Search:
    """The search for tables of ``responders`` in all and a product above ``observed``; ``steps`` are left."""

    responders: int
    observed: int
    steps: int

    def weight_above(self, left: Sequence[int], right: Sequence[int]) -> int | None:
        """Return the summed products of the tables above the observed one; None if it is too much work."""
        heads = self._partial_tables(left, right)
        tails = None if heads is None else self._partial_tables(right, left)
        if heads is None or tails is None:
            return None
        return sum(
            _joined_above(products, tails.get(self.responders - taken, {}), self.observed)
            for taken, products in heads.items()
        )

    def _partial_tables(self, sizes: Sequence[int], others: Sequence[int]) -> PartialTables | None:
        """Return the partial tables of these levels that ``others`` may complete; None if too many."""
        tables: PartialTables = {0: {1: 1}}
        for position, size in enumerate(sizes, start=1):
            self.steps -= (size + 1) * sum(map(len, tables.values()))
            if self.steps < 0:
                return None
            tables = self._extended(tables, size, _best_products([*sizes[position:], *others]))
        return tables

    def _extended(self, tables: PartialTables, size: int, best: Sequence[int]) -> PartialTables:
        """Return the partial tables with one more level; tables with the same sum and product become one.

        ``best`` is the largest product that the levels still to come can add, by their responders.
        """
        weights = _binomials(size)
        extended: PartialTables = {}
        for taken, products in tables.items():
            missing = self.responders - taken
            for yes in range(max(0, missing - len(best) + 1), min(size, missing) + 1):
                weight = weights[yes]
                floor = self.observed // (weight * best[missing - yes])
                kept = [(product * weight, ways) for product, ways in products.items() if product > floor]
                found = extended.setdefault(taken + yes, {}) if kept else {}
                for product, ways in kept:
                    found[product] = found.get(product, 0) + ways
        return extended


def _binomials(size: int) -> list[int]:
    """Return C(size, 0) to C(size, size)."""
    return list(accumulate(range(size), lambda weight, yes: weight * (size - yes) // (yes + 1), initial=1))


def _best_products(sizes: Sequence[int]) -> list[int]:
    """Return, by number of responders, the largest product of binomial coefficients over these levels.

    The gain of each further responder of a level, C(size, k + 1) / C(size, k), falls with k: so the best
    table with one responder more takes the largest gain that is left.
    """
    gains = sorted((Fraction(size - yes, yes + 1) for size in sizes for yes in range(size)), reverse=True)
    products = accumulate(gains, lambda product, gain: product * gain, initial=Fraction(1))
    return [int(product) for product in products]


def _joined_above(heads: dict[int, int], tails: dict[int, int], observed: int) -> int:
    """Return the summed products of all pairs of a head and a tail with a product above ``observed``."""
    products = sorted(tails)
    up_to = [0, *accumulate(product * tails[product] for product in products)]
    return sum(
        head * ways * (up_to[-1] - up_to[bisect_right(products, observed // head)]) for head, ways in heads.items()
    )
