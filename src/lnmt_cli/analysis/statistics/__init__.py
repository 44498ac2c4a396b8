"""The statistics of the reports: pure functions on plain numbers, at full precision.

Only ``scipy.special`` and NumPy are used, and only when they are needed: ``scipy.stats`` alone would take longer
to import than a whole report takes. The tests hold every function against SciPy, R and plain enumeration.

Values that are missing are left out by the caller; NaN and infinity raise ValueError. What cannot be computed is
None where the function names the one reason for it, and ``NotEstimable`` with the reason where there are several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lnmt_cli.analysis.statistics.adjustment import Ancova, ancova
    from lnmt_cli.analysis.statistics.balance import (
        standardised_difference_of_categories,
        standardised_difference_of_means,
        standardised_difference_of_proportions,
    )
    from lnmt_cli.analysis.statistics.before_after import McNemar, mcnemar
    from lnmt_cli.analysis.statistics.competing import CumulativeIncidence, Ending, IncidenceStep, cumulative_incidence
    from lnmt_cli.analysis.statistics.estimates import (
        Interval,
        NotEstimable,
        Summary,
        is_constant,
        mean_t_interval,
        summarise,
    )
    from lnmt_cli.analysis.statistics.fisher import fisher_exact
    from lnmt_cli.analysis.statistics.geometric import GeometricMean, GeometricRatio, geometric_mean, geometric_ratio
    from lnmt_cli.analysis.statistics.hodges_lehmann import (
        Shift,
        beside_test,
        beside_test_between,
        fewest_pairs,
        hodges_lehmann_between,
        hodges_lehmann_paired,
    )
    from lnmt_cli.analysis.statistics.incidence import IncidenceRate, incidence_rate
    from lnmt_cli.analysis.statistics.odds import OddsRatio, odds_ratio
    from lnmt_cli.analysis.statistics.proportions import ProportionDifference, clopper_pearson, newcombe, wilson
    from lnmt_cli.analysis.statistics.quantiles import Quartiles, quartiles
    from lnmt_cli.analysis.statistics.rank_sum import mann_whitney
    from lnmt_cli.analysis.statistics.student import PairedT, paired_t
    from lnmt_cli.analysis.statistics.survival import KaplanMeier, Step, kaplan_meier, numbers_at_risk
    from lnmt_cli.analysis.statistics.survival_comparison import LogRank, LogRankGroup, log_rank
    from lnmt_cli.analysis.statistics.wilcoxon import wilcoxon_signed_rank

__all__ = [
    "Ancova",
    "CumulativeIncidence",
    "Ending",
    "GeometricMean",
    "GeometricRatio",
    "IncidenceRate",
    "IncidenceStep",
    "Interval",
    "KaplanMeier",
    "LogRank",
    "LogRankGroup",
    "McNemar",
    "NotEstimable",
    "OddsRatio",
    "PairedT",
    "ProportionDifference",
    "Quartiles",
    "Shift",
    "Step",
    "Summary",
    "ancova",
    "beside_test",
    "beside_test_between",
    "clopper_pearson",
    "cumulative_incidence",
    "fewest_pairs",
    "fisher_exact",
    "geometric_mean",
    "geometric_ratio",
    "hodges_lehmann_between",
    "hodges_lehmann_paired",
    "incidence_rate",
    "is_constant",
    "kaplan_meier",
    "log_rank",
    "mann_whitney",
    "mcnemar",
    "mean_t_interval",
    "newcombe",
    "numbers_at_risk",
    "odds_ratio",
    "paired_t",
    "quartiles",
    "standardised_difference_of_categories",
    "standardised_difference_of_means",
    "standardised_difference_of_proportions",
    "summarise",
    "wilcoxon_signed_rank",
    "wilson",
]

_HOMES = {
    "adjustment": (
        "Ancova",
        "ancova",
    ),
    "balance": (
        "standardised_difference_of_categories",
        "standardised_difference_of_means",
        "standardised_difference_of_proportions",
    ),
    "before_after": (
        "McNemar",
        "mcnemar",
    ),
    "competing": (
        "CumulativeIncidence",
        "Ending",
        "IncidenceStep",
        "cumulative_incidence",
    ),
    "estimates": (
        "Interval",
        "NotEstimable",
        "Summary",
        "is_constant",
        "mean_t_interval",
        "summarise",
    ),
    "fisher": ("fisher_exact",),
    "geometric": (
        "GeometricMean",
        "GeometricRatio",
        "geometric_mean",
        "geometric_ratio",
    ),
    "hodges_lehmann": (
        "Shift",
        "beside_test",
        "beside_test_between",
        "fewest_pairs",
        "hodges_lehmann_between",
        "hodges_lehmann_paired",
    ),
    "incidence": (
        "IncidenceRate",
        "incidence_rate",
    ),
    "odds": (
        "OddsRatio",
        "odds_ratio",
    ),
    "proportions": (
        "ProportionDifference",
        "clopper_pearson",
        "newcombe",
        "wilson",
    ),
    "quantiles": (
        "Quartiles",
        "quartiles",
    ),
    "rank_sum": ("mann_whitney",),
    "student": (
        "PairedT",
        "paired_t",
    ),
    "survival": (
        "KaplanMeier",
        "Step",
        "kaplan_meier",
        "numbers_at_risk",
    ),
    "survival_comparison": (
        "LogRank",
        "LogRankGroup",
        "log_rank",
    ),
    "wilcoxon": ("wilcoxon_signed_rank",),
}
"""Where each name is defined. No file has the name of a function, or it would stand in the function's place."""


def __getattr__(name: str) -> object:
    """Import a name when it is first asked for: all files together would take longer than most of the figures."""
    home = next((home for home, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    globals()[name] = found = getattr(import_module(f"{__name__}.{home}"), name)
    return found
