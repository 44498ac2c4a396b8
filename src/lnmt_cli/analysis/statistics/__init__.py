"""The statistics of the reports: pure functions on plain numbers, at full precision.

Only ``scipy.special`` is used, and only when an interval is computed: ``scipy.stats`` alone would take longer
to import than a whole report takes. The tests hold every function against SciPy, R and plain enumeration.

Values that are missing are left out by the caller; NaN and infinity raise ValueError.
"""

from lnmt_cli.analysis.statistics.estimates import (
    Interval,
    Summary,
    clopper_pearson,
    mean_t_interval,
    summarise,
)
from lnmt_cli.analysis.statistics.fisher import fisher_exact
from lnmt_cli.analysis.statistics.wilcoxon import wilcoxon_signed_rank

__all__ = [
    "Interval",
    "Summary",
    "clopper_pearson",
    "fisher_exact",
    "mean_t_interval",
    "summarise",
    "wilcoxon_signed_rank",
]
