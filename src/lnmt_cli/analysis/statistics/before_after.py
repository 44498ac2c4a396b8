"""McNemar's test: the same patients with and without the response at two times."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb


@dataclass(frozen=True, slots=True)
class McNemar:
    """The two-sided p-values of McNemar's test: ``exact`` keeps its level always, ``mid_p`` nearly always."""

    exact: float
    mid_p: float


def mcnemar(gained: int, lost: int) -> McNemar:
    """Return the test of ``gained`` patients who changed one way against ``lost`` who changed the other.

    Exact: the sign test, twice the smaller tail of the binomial distribution with ½, at most 1. Mid-p: less half
    the probability of what was observed, of either sign: with as many gained as lost there is but one such
    outcome, and mid-p = 1 - ½ P(it). Nobody changed: both are 1. Raises ValueError for a negative count.
    McNemar Q. Psychometrika 1947;12:153. Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91.
    """
    if gained < 0 or lost < 0:
        raise ValueError("a count cannot be negative")
    changed, fewer = gained + lost, min(gained, lost)
    if changed == 0:
        return McNemar(1.0, 1.0)
    whole = 1 << changed
    tail = sum(comb(changed, count) for count in range(fewer + 1))
    observed = comb(changed, fewer)
    if gained == lost:
        return McNemar(1.0, (2 * whole - observed) / (2 * whole))
    return McNemar(2 * tail / whole, (2 * tail - observed) / whole)
