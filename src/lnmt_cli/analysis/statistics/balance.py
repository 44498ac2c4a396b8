"""Standardised differences: how far apart two groups are at baseline, whatever their size.

In units of the pooled standard deviation, the root of the mean of both variances. Austin takes more than 0.1 as a
sign of imbalance. Austin PC. Stat Med 2009;28:3083.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lnmt_cli.analysis.statistics.estimates import summarise

if TYPE_CHECKING:
    from collections.abc import Sequence


def standardised_difference_of_means(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return (mean of ``first`` - mean of ``second``) / √((s² + s²) / 2), with sample variances (n - 1).

    None with fewer than two values in a group, and where the means differ and neither group varies. Raises ValueError
    if a value is not finite.
    """
    one, other = summarise(first), summarise(second)
    if one.mean is None or one.sd is None or other.mean is None or other.sd is None:
        return None
    return _standardised(one.mean - other.mean, (one.sd**2 + other.sd**2) / 2)


def standardised_difference_of_proportions(first: tuple[int, int], second: tuple[int, int]) -> float | None:
    """Return (p - q) / √((p(1 - p) + q(1 - q)) / 2) for two proportions, each (n, of).

    None if one of the two has nobody, and where it is none against all. Raises ValueError unless 0 ≤ n ≤ of.
    """
    for n, of in (first, second):
        if not 0 <= n <= of:
            raise ValueError(f"{n} of {of} is not a proportion")
    if not first[1] or not second[1]:
        return None
    share, other = first[0] / first[1], second[0] / second[1]
    return _standardised(share - other, (share * (1 - share) + other * (1 - other)) / 2)


def standardised_difference_of_categories(first: Sequence[int], second: Sequence[int]) -> float | None:
    """Return the distance of two groups over several categories, from 0 up, given their counts by category.

    √((p - q)ᵀ S⁻¹ (p - q)) over all categories but one (whichever), with S the mean of both multinomial covariance
    matrices; for two categories it is the size of the difference of proportions. Categories with nobody are left out.
    None if a group has nobody, and where no category occurs in both groups. Raises ValueError for a negative count, or
    if the groups have not the same number of categories.
    Yang D, Dalton JE. SAS Global Forum 2012, paper 335.
    """
    if any(count < 0 for count in (*first, *second)):
        raise ValueError("a count cannot be negative")
    counts = [pair for pair in zip(first, second, strict=True) if any(pair)]
    if not any(one and other for one, other in counts):
        return None
    import numpy as np

    # One category follows from the others.
    shares = (np.array(counts) / np.sum(counts, axis=0))[1:]
    apart = shares[:, 0] - shares[:, 1]
    covariance = (np.diag(shares.sum(axis=1)) - shares @ shares.T) / 2
    return math.sqrt(max(0.0, float(apart @ np.linalg.solve(covariance, apart))))


def _standardised(difference: float, variance: float) -> float | None:
    if variance > 0:
        return difference / math.sqrt(variance)
    return None if difference else 0.0
