"""What happened to those who switched: response and lab changes, overall and by subgroup."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.notes import outcome_notes
from lnmt_cli.analysis.results import Cohort, LabChange, Outcomes, ResponseRate, Status, SubgroupTest
from lnmt_cli.analysis.subgroups import UNKNOWN, level_of, levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.protocol import Subgroup

CATEGORIES: Final = ("CR", "PR", "NR")
SWITCHED: Final = "select * from outcome order by patient_id"
"""The rows that all figures are made from: one for each patient who switched, or of whom that cannot be told."""
RESPONDED: Final = ("CR", "PR")


def summarise(analysis: Analysis, subgroups: Sequence[Subgroup] = (), all_switched: bool = False) -> Outcomes:
    """Return responses, lab changes and comparisons of the switched patients.

    Those analysed met every criterion; ``all_switched`` adds those who switched outside the criteria.
    """
    perhaps_switched = analysis.rows(SWITCHED)
    analysed = [row for row in perhaps_switched if row["status"] in _statuses(all_switched)]
    strata = list(_strata(analysed, subgroups))
    protocol = analysis.design.protocol
    return Outcomes(
        protocol=protocol.name,
        response=analysis.design.response.name,
        cohort=_cohort(analysed),
        response_rates=tuple(rate for stratum in strata for rate in _rates(analysis, *stratum)),
        changes=tuple(change for stratum in strata for change in _changes(analysis, *stratum)),
        tests=tuple(_test(analysis, analysed, subgroup) for subgroup in subgroups),
        notes=tuple(outcome_notes(analysis, perhaps_switched, analysed)),
        measures={measure: analysis.design.labels[measure] for measure in protocol.measures},
        subgroups={subgroup.name: subgroup.label for subgroup in subgroups},
    )


def _statuses(all_switched: bool) -> tuple[Status, ...]:
    return (Status.SWITCHED, Status.SWITCHED_OUTSIDE) if all_switched else (Status.SWITCHED,)


def _strata(
    rows: Sequence[dict[str, Any]], subgroups: Iterable[Subgroup]
) -> Iterable[tuple[Sequence[dict[str, Any]], str | None, str | None]]:
    """Yield all patients, then each level of each subgroup."""
    yield rows, None, None
    for subgroup in subgroups:
        for level in levels(rows, subgroup):
            members = [row for row in rows if (level_of(row, subgroup) or UNKNOWN) == level]
            yield members, subgroup.name, level


def _cohort(rows: Sequence[dict[str, Any]]) -> Cohort:
    ages = statistics.summarise([float(row["age"]) for row in rows if row["age"] is not None])
    return Cohort(len(rows), sum(row["sex"] == "F" for row in rows), ages.mean, ages.sd)


def _rates(
    analysis: Analysis, rows: Sequence[dict[str, Any]], subgroup: str | None, level: str | None
) -> Iterable[ResponseRate]:
    assessed = [row["category"] for row in rows if row["category"] is not None]
    of = len(assessed)
    for category in CATEGORIES:
        n = assessed.count(category)
        interval = statistics.clopper_pearson(n, of, analysis.design.protocol.confidence_level)
        yield ResponseRate(
            week=analysis.design.protocol.outcome_week,
            subgroup=subgroup,
            level=level,
            category=category,
            n=n,
            of=of,
            percent=100 * n / of if of else None,
            ci_low=100 * interval.low if interval else None,
            ci_high=100 * interval.high if interval else None,
            not_assessable=len(rows) - of,
        )


def _changes(
    analysis: Analysis, rows: Sequence[dict[str, Any]], subgroup: str | None, level: str | None
) -> Iterable[LabChange]:
    protocol = analysis.design.protocol
    for measure in protocol.measures:
        paired = [row for row in rows if row[f"{measure}_baseline"] is not None and row[measure] is not None]
        change = LabChange(
            week=protocol.outcome_week,
            subgroup=subgroup,
            level=level,
            measure=measure,
            unit=analysis.design.units[measure],
            n=len(paired),
            n_censored=sum(is_censored(row, measure) for row in paired),
        )
        pairs = [(row[f"{measure}_baseline"], row[measure]) for row in paired]
        reason = _why_withheld(change, protocol.most_censored_percent)
        yield replace(change, note=reason) if reason else _computed(change, pairs, protocol.confidence_level)


def is_censored(row: dict[str, Any], measure: str) -> bool:
    """Return whether a value of the change, at baseline or at the week, is a limit of the assay."""
    return row[f"{measure}_baseline_sign"] is not None or row[f"{measure}_sign"] is not None


def _why_withheld(change: LabChange, most_censored_percent: float) -> str:
    # Counts are compared, so that 20 % of 5 is exactly 1.
    if 100 * change.n_censored > most_censored_percent * change.n:
        return f"more than {most_censored_percent:g} % of the changes rest on a limit of the assay"
    return ""


def _computed(change: LabChange, pairs: Sequence[tuple[float, float]], confidence_level: float) -> LabChange:
    differences = [after - before for before, after in pairs]
    baseline = statistics.summarise([before for before, _ in pairs])
    week = statistics.summarise([after for _, after in pairs])
    interval = statistics.mean_t_interval(differences, confidence_level)
    return replace(
        change,
        baseline_mean=baseline.mean,
        baseline_sd=baseline.sd,
        week_mean=week.mean,
        week_sd=week.sd,
        change_mean=statistics.summarise(differences).mean,
        change_ci_low=interval.low if interval else None,
        change_ci_high=interval.high if interval else None,
        p_value=statistics.wilcoxon_signed_rank(differences),
        note=_why_incomplete(len(pairs)),
    )


def _why_incomplete(pairs: int) -> str:
    if pairs == 0:
        return "no patient has both values"
    return "one pair only: no spread and no interval" if pairs == 1 else ""


def _test(analysis: Analysis, rows: Sequence[dict[str, Any]], subgroup: Subgroup) -> SubgroupTest:
    known = [level for level in levels(rows, subgroup) if level != UNKNOWN]
    table = []
    for level in known:
        assessed = [row["category"] for row in rows if level_of(row, subgroup) == level and row["category"]]
        responded = sum(category in RESPONDED for category in assessed)
        if assessed:
            table.append((responded, len(assessed) - responded))
    p_value = statistics.fisher_exact(table) if len(table) > 1 else None
    note = (
        ""
        if p_value is not None
        else "fewer than two levels with assessable patients"
        if len(table) < 2
        else "too many levels"
    )
    return SubgroupTest(
        week=analysis.design.protocol.outcome_week,
        subgroup=subgroup.name,
        outcome=" or ".join(RESPONDED),
        test="fisher",
        p_value=p_value,
        note=note,
    )
