"""The change of each measure from the switch to a week, over the patients who have both values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.assays import assay_name, both_values, has_one_unit, units_of, why_mixed
from lnmt_cli.analysis.lab_change import LabChange
from lnmt_cli.analysis.rendering.time_points import ASSAY
from lnmt_cli.knowledge.values import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.analysis.strata import Rows, Stratum
    from lnmt_cli.knowledge.design import Design

    Pairs = Sequence[tuple[float, float]]

SAME_CHANGE: Final = "the change is the same in all patients: no interval"


FEWEST_WITH_QUARTILES: Final = 3
"""Of two values a quartile is no value of anyone's, only a point between them."""


def lab_changes(
    design: Design, week: int, stratum: Stratum, measures: Sequence[str], *, deep: bool = True
) -> Iterator[LabChange]:
    """Yield the change of each of ``measures``, over the rows of a week; medians and further tests only if ``deep``."""
    for measure in measures:
        paired = paired_rows(design, stratum.rows, measure)
        change = LabChange(
            week=week,
            subgroup=stratum.subgroup,
            level=stratum.level,
            measure=measure,
            unit=unit_of(design, paired, measure),
            n=len(paired),
            n_censored=sum(is_censored(row, measure) for row in paired),
        )
        reason = why_withheld(design, paired, measure)
        if reason:
            yield replace(change, note=reason)
        else:
            yield _computed(design, change, pairs_of(design, paired, measure), deep=deep)


def paired_rows(design: Design, rows: Rows, measure: str) -> Rows:
    """Return the rows with both values of ``measure``, of one assay where it can only be compared within one.

    Two units of assays are two assays.
    """
    paired = [row for row in rows if None not in both_values(design, row, measure)]
    paired = [row for row in paired if has_one_unit(design, row, measure)]
    return [row for row in paired if measure not in design.protocol.reporting.same_assay or _is_one_assay(row, measure)]


def pairs_of(design: Design, rows: Rows, measure: str) -> list[tuple[float, float]]:
    """Return the value at baseline and at the week of each of the ``rows`` with both."""
    pairs = (both_values(design, row, measure) for row in rows)
    return [(before, after) for before, after in pairs if before is not None and after is not None]


def unit_of(design: Design, rows: Rows, measure: str) -> str:
    """Return the unit that the values of ``rows`` are in; empty where they are in several."""
    units = units_of(design.units[measure], rows, measure)
    return units[0] if len(units) == 1 else ""


def _is_one_assay(row: dict[str, Any], measure: str) -> bool:
    """Return whether it is known that both values are of one assay."""
    before, after = (assay_name(row[measure + ending]) for ending in (f"{BASELINE}{ASSAY}", ASSAY))
    return before is not None and before == after


def is_censored(row: dict[str, Any], measure: str) -> bool:
    """Return whether a value of the change, at baseline or at the week, is a limit of the assay."""
    return row[f"{measure}_baseline_sign"] is not None or row[f"{measure}_sign"] is not None


def why_withheld(design: Design, paired: Rows, measure: str) -> str:
    """Return why a change over ``paired`` is not computed; empty if it is."""
    if mixed := why_mixed((), units_of(design.units[measure], paired, measure)):
        return mixed
    most = design.protocol.most_censored_percent
    # Counts are compared, so that 20 % of 5 is exactly 1.
    if 100 * sum(is_censored(row, measure) for row in paired) > most * len(paired):
        return f"more than {most:g} % of the changes rest on a limit of the assay"
    return ""


def too_few(n: int, smallest: int) -> str:
    """Return why nothing is inferred from ``n`` patients; empty if it is."""
    if n >= smallest:
        return ""
    patients = "1 patient" if n == 1 else f"{n} patients"
    return f"{patients}, fewer than {smallest}: values in place of interval and p-value"


def _computed(design: Design, change: LabChange, pairs: Pairs, *, deep: bool) -> LabChange:
    if not pairs:
        return replace(change, note="no patient has both values")
    described = _described(change, pairs)
    reason = too_few(len(pairs), design.protocol.reporting.smallest_group)
    if reason:
        return replace(described, note=reason, values=tuple(sorted(pairs)))
    level = design.protocol.confidence_level
    inferred = replace(_inferred(described, pairs, level), note=_why_no_interval(pairs))
    return _on_log_scale(design, _further(inferred, pairs, level), pairs) if deep else inferred


def _described(change: LabChange, pairs: Pairs) -> LabChange:
    before, after = ([pair[at] for pair in pairs] for at in (0, 1))
    baseline, week = statistics.summarise(before), statistics.summarise(after)
    quarters, later = statistics.quartiles(before), statistics.quartiles(after)
    have_quartiles = len(pairs) >= FEWEST_WITH_QUARTILES
    return replace(
        change,
        baseline_mean=baseline.mean,
        baseline_sd=baseline.sd,
        week_mean=week.mean,
        week_sd=week.sd,
        change_mean=statistics.summarise(_differences(pairs)).mean,
        baseline_median=quarters.median if quarters else None,
        baseline_q1=quarters.lower if quarters and have_quartiles else None,
        baseline_q3=quarters.upper if quarters and have_quartiles else None,
        week_median=later.median if later else None,
        week_q1=later.lower if later and have_quartiles else None,
        week_q3=later.upper if later and have_quartiles else None,
    )


def _differences(pairs: Pairs) -> list[float]:
    return [after - before for before, after in pairs]


def _why_no_interval(pairs: Pairs) -> str:
    return SAME_CHANGE if statistics.is_constant(_differences(pairs)) else ""


def _inferred(change: LabChange, pairs: Pairs, level: float) -> LabChange:
    differences = _differences(pairs)
    interval = statistics.mean_t_interval(differences, level)
    return replace(
        change,
        change_ci_low=interval.low if interval else None,
        change_ci_high=interval.high if interval else None,
        p_value=statistics.wilcoxon_signed_rank(differences),
    )


def _further(change: LabChange, pairs: Pairs, level: float) -> LabChange:
    """Return the change with what takes longer, or is looked at by few."""
    differences = _differences(pairs)
    student = statistics.paired_t(differences)
    shift = statistics.hodges_lehmann_paired(differences, level)
    return replace(
        change,
        t_p_value=student.p if student else None,
        hl_shift=shift.estimate if shift else None,
        hl_ci_low=shift.interval.low if shift and shift.interval else None,
        hl_ci_high=shift.interval.high if shift and shift.interval else None,
    )


def _on_log_scale(design: Design, change: LabChange, pairs: Pairs) -> LabChange:
    if change.measure not in design.protocol.reporting.log_scale:
        return change
    ratio = statistics.geometric_ratio(pairs, design.protocol.confidence_level)
    return replace(
        change,
        ratio=ratio.ratio,
        ratio_ci_low=ratio.interval.low if ratio.interval else None,
        ratio_ci_high=ratio.interval.high if ratio.interval else None,
        ratio_n=ratio.n,
    )
