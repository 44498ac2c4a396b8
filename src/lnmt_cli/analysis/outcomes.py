"""What happened to those who switched: response and lab changes, overall and by subgroup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.eligibility import patients_text
from lnmt_cli.analysis.results import Cohort, LabChange, Outcomes, ResponseRate, Status, SubgroupTest
from lnmt_cli.analysis.subgroups import UNKNOWN, level_of, levels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.protocol import Subgroup

CATEGORIES: Final = ("CR", "PR", "NR")
SWITCHED: Final = "select * from outcome order by patient_id"
"""The rows that all figures are made from: one for each patient who switched."""
RESPONDED: Final = ("CR", "PR")


def summarise(analysis: Analysis, subgroups: Sequence[Subgroup] = (), all_switched: bool = False) -> Outcomes:
    """Return responses, lab changes and comparisons of the switched patients.

    Those analysed met every criterion; ``all_switched`` adds those who switched outside the criteria.
    """
    switched = analysis.rows(SWITCHED)
    analysed = [row for row in switched if row["status"] in _statuses(all_switched)]
    strata = list(_strata(analysed, subgroups))
    protocol = analysis.design.protocol
    return Outcomes(
        protocol=protocol.name,
        response=analysis.design.response.name,
        cohort=_cohort(analysed),
        response_rates=tuple(rate for stratum in strata for rate in _rates(analysis, *stratum)),
        changes=tuple(change for stratum in strata for change in _changes(analysis, *stratum)),
        tests=tuple(_test(analysis, analysed, subgroup) for subgroup in subgroups),
        notes=tuple(_notes(analysis, switched, analysed)),
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
    for measure in analysis.design.protocol.measures:
        pairs = [(row[f"{measure}_baseline"], row[measure]) for row in rows]
        complete = [(before, after) for before, after in pairs if before is not None and after is not None]
        yield _change(analysis, complete, measure, subgroup, level)


def _change(
    analysis: Analysis, pairs: Sequence[tuple[float, float]], measure: str, subgroup: str | None, level: str | None
) -> LabChange:
    differences = [after - before for before, after in pairs]
    baseline = statistics.summarise([before for before, _ in pairs])
    week = statistics.summarise([after for _, after in pairs])
    interval = statistics.mean_t_interval(differences, analysis.design.protocol.confidence_level)
    return LabChange(
        week=analysis.design.protocol.outcome_week,
        subgroup=subgroup,
        level=level,
        measure=measure,
        unit=analysis.design.units[measure],
        n=len(pairs),
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
    note = "" if p_value is not None else "fewer than two levels with assessable patients" if len(table) < 2 else "too many levels"
    return SubgroupTest(
        week=analysis.design.protocol.outcome_week,
        subgroup=subgroup.name,
        outcome=" or ".join(RESPONDED),
        test="fisher",
        p_value=p_value,
        note=note,
    )


def _notes(
    analysis: Analysis, switched: Sequence[dict[str, Any]], analysed: Sequence[dict[str, Any]]
) -> Iterable[str]:
    """Yield what a reader must know: definitions, windows, equation, and who and what was left out, and why."""
    yield from analysis.design.describe()
    yield from _left_out(analysis, switched, analysed)
    yield from _not_assessable(analysis, analysed)
    yield from _unpaired(analysis, analysed)
    yield from _sources_of_egfr(analysed)


def _left_out(
    analysis: Analysis, switched: Sequence[dict[str, Any]], analysed: Sequence[dict[str, Any]]
) -> Iterable[str]:
    total = analysis.rows("select count(*) as n from patient")[0]["n"]
    outside = sum(row["status"] == Status.SWITCHED_OUTSIDE for row in switched)
    unknown = sum(row["status"] == Status.UNDETERMINED for row in switched)
    kept = outside if len(analysed) + unknown == len(switched) else 0
    yield (
        f"Patients: {len(analysed)} analysed of {total} in the registry; left out: {int(str(total)) - len(switched)} not switched,"
        f" {outside - kept} switched outside the criteria, {unknown} switched with a criterion that cannot be told."
    )


def _not_assessable(analysis: Analysis, rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    """Yield why responses cannot be told: for each value that is missing, in how many patients."""
    lacking = [row for row in rows if row["category"] is None]
    if not lacking:
        return
    week = analysis.design.protocol.outcome_week
    reasons = []
    for name in analysis.design.response_names:
        count = sum(row[name] is None for row in lacking)
        if count:
            reasons.append(f"{analysis.design.value_label(name, week)} in {count}")
    yield f"Response not assessable in {patients_text(len(lacking))}; missing (one patient may lack several): {', '.join(reasons)}."


def _unpaired(analysis: Analysis, rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    week = analysis.design.protocol.outcome_week
    for measure in analysis.design.protocol.measures:
        no_baseline = sum(row[f"{measure}_baseline"] is None for row in rows)
        no_week = sum(row[measure] is None for row in rows)
        either = sum(row[measure] is None or row[f"{measure}_baseline"] is None for row in rows)
        if either:
            yield (
                f"{analysis.design.labels[measure]}: {patients_text(either)} left out of the change"
                f" (no value at baseline: {no_baseline}; at week {week}: {no_week})."
            )


def _sources_of_egfr(rows: Sequence[dict[str, Any]]) -> Iterable[str]:
    recorded = sum(row["is_egfr_recorded"] is True for row in rows)
    computed = sum(row["is_egfr_recorded"] is False for row in rows)
    if recorded or computed:
        yield f"eGFR as recorded in {patients_text(recorded)}, computed in {computed}."
