"""Student's t test of paired differences."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.distributions import t_p
from lnmt_cli.analysis.statistics.estimates import is_constant, summarise

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class PairedT:
    """The test of ``n`` differences against 0: ``t``, its degrees of freedom (n - 1), and the two-sided p."""

    n: int
    t: float
    freedom: int
    p: float


def paired_t(differences: Sequence[float]) -> PairedT | None:
    """Return the t test of paired ``differences``, as R's ``t.test(differences)``.

    None with fewer than two, and where all are the same to the 9th decimal: they have no spread to hold the
    mean against, and what binary arithmetic leaves of one would give any t. (R: "data are essentially constant".)
    Raises ValueError if a difference is not finite. Student. Biometrika 1908;6:1.
    """
    summary = summarise(differences)
    if summary.mean is None or not summary.sd or is_constant(differences):
        return None
    t = summary.mean / (summary.sd / math.sqrt(summary.n))
    freedom = summary.n - 1
    return PairedT(summary.n, t, freedom, t_p(t, freedom))
