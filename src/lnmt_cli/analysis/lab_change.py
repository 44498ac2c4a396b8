"""The change of one measure: a plain record, full precision, no rendering."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LabChange:
    """The change of one measure over the ``n`` patients who have both values; ``note`` says what is missing.

    ``n_censored`` of them have a limit of the assay for one of the two, or for both. ``hl_shift``: the Hodges-Lehmann
    estimate; ``ratio``: of the geometric means, week over baseline, over ``ratio_n`` pairs above 0, for skewed
    measures. ``values``: the pairs themselves, in order of size, where they are too few for inference.
    """

    week: int
    subgroup: str | None
    level: str | None
    measure: str
    unit: str
    n: int
    baseline_mean: float | None = None
    baseline_sd: float | None = None
    week_mean: float | None = None
    week_sd: float | None = None
    change_mean: float | None = None
    change_ci_low: float | None = None
    change_ci_high: float | None = None
    p_value: float | None = None
    test: str = "wilcoxon"
    note: str = ""
    n_censored: int = 0
    baseline_median: float | None = None
    baseline_q1: float | None = None
    baseline_q3: float | None = None
    week_median: float | None = None
    week_q1: float | None = None
    week_q3: float | None = None
    hl_shift: float | None = None
    hl_ci_low: float | None = None
    hl_ci_high: float | None = None
    t_p_value: float | None = None
    ratio: float | None = None
    ratio_ci_low: float | None = None
    ratio_ci_high: float | None = None
    ratio_n: int | None = None
    values: tuple[tuple[float, float], ...] = ()
