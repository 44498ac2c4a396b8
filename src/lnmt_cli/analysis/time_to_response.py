"""Time from the switch to the first visit with a response, by Kaplan and Meier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.deeper import LogRankTest, TimeToResponse
from lnmt_cli.analysis.rendering import numbered
from lnmt_cli.analysis.responding import definitions, outcomes_of
from lnmt_cli.analysis.strata import known_levels, strata
from lnmt_cli.knowledge.windows import DAYS_PER_WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.strata import Rows, Stratum
    from lnmt_cli.knowledge.protocol import Subgroup

    Observations = Mapping[tuple[str, str], Mapping[str, tuple[float, bool]]]

VISITS: Final = """
select r.*, r.target_day as visit_day
from response r
where r.anchor = 'visit'
order by r.patient_id, r.target_day
"""
LAST_SEEN: Final = """
select f.patient_id, least(f.last_visit, b.death_day, b.withdrawal_day) as day
from follow_up f
left join befallen b on b.patient_id = f.patient_id and b.anchor = 'switch'
"""
"""The last day on which a response could be seen: not after death or withdrawal, each null where there is none."""


def observations(analysis: Analysis, rows: Rows) -> Observations:
    """Return, by definition and response, each patient's weeks under observation and whether they end with it."""
    from lnmt_cli.analysis.engine import Analysis as Engine
    from lnmt_cli.analysis.scope import Scope

    every = Engine(analysis.connection, analysis.design, analysis.cautions, analysis.as_of, Scope.VISITS)
    visits = every.rows(VISITS)
    last = {row["patient_id"]: max(0, row["day"] or 0) for row in analysis.rows(LAST_SEEN)}
    members = [row["patient_id"] for row in rows]
    found = {}
    for place, definition in definitions(analysis.design):
        column = f"category{numbered(place)}"
        for responded in outcomes_of(definition):
            days: dict[str, int] = {}
            for visit in visits:
                if visit[column] in responded:
                    days.setdefault(visit["patient_id"], visit["visit_day"])
            found[definition.response.name, " or ".join(responded)] = {
                patient: _observed(days.get(patient), last.get(patient, 0)) for patient in members
            }
    return found


def _observed(responded: int | None, last_seen: int) -> tuple[float, bool]:
    """Return the weeks to the response, or to the last day on which there was none."""
    if responded is not None and responded <= last_seen:
        return responded / DAYS_PER_WEEK, True
    return last_seen / DAYS_PER_WEEK, False


def times_to_response(
    analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup], seen: Observations
) -> Iterator[TimeToResponse]:
    """Yield the curve of each response for all patients and each level of each subgroup."""
    for (response, outcome), by_patient in seen.items():
        for stratum in strata(rows, subgroups):
            found = _of(stratum, by_patient)
            curve = statistics.kaplan_meier(found, analysis.design.protocol.confidence_level)
            weeks = analysis.design.protocol.reporting.at_risk_weeks
            at_risk = statistics.numbers_at_risk(found, weeks)
            yield TimeToResponse(
                response=response,
                outcome=outcome,
                subgroup=stratum.subgroup,
                level=stratum.level,
                n=len(found),
                events=curve.events if curve else 0,
                median=curve.median if curve else None,
                median_low=curve.median_low if curve else None,
                median_high=curve.median_high if curve else None,
                at_risk=tuple(zip(weeks, at_risk, strict=True)),
                steps=tuple(_responded(step) for step in curve.steps) if curve else (),
            )


def _responded(step: statistics.Step) -> tuple[float, int, int, float, float | None, float | None]:
    """Return a step of the curve as the share with the response, which rises as the curve falls."""
    low = None if step.high is None else 1 - step.high
    high = None if step.low is None else 1 - step.low
    return step.time, step.at_risk, step.events, 1 - step.survival, low, high


def _of(stratum: Stratum, by_patient: Mapping[str, tuple[float, bool]]) -> list[tuple[float, bool]]:
    return [by_patient[row["patient_id"]] for row in stratum.rows]


def log_rank_tests(
    analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup], seen: Observations
) -> Iterator[LogRankTest]:
    """Yield the log-rank test between the known levels of each subgroup; too small a level is compared with none."""
    smallest = analysis.design.protocol.reporting.smallest_group
    for (response, outcome), by_patient in seen.items():
        for subgroup in subgroups:
            levels = [_of(level, by_patient) for level in known_levels(rows, subgroup)]
            n = sum(map(len, levels))
            blank = LogRankTest(response, outcome, subgroup.name, n, None, None, None)
            if any(len(level) < smallest for level in levels):
                yield blank._replace(note=f"a level of fewer than {smallest} patients")
                continue
            test = statistics.log_rank(levels)
            if isinstance(test, statistics.NotEstimable):
                yield blank._replace(note=test.reason)
            else:
                yield blank._replace(chi_square=test.chi_square, freedom=test.freedom, p_value=test.p)
