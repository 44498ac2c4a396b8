"""Time from the switch to the first visit with a response: Kaplan and Meier, Aalen and Johansen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.deeper import Incidence, LogRankTest, TimeToResponse
from lnmt_cli.analysis.rendering import numbered
from lnmt_cli.analysis.responding import definitions, outcomes_of
from lnmt_cli.analysis.strata import known_levels, strata
from lnmt_cli.knowledge.windows import DAYS_PER_WEEK

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.strata import Rows
    from lnmt_cli.knowledge.protocol import Subgroup

    Observations = Mapping[tuple[str, str], Mapping[str, "Observed"]]

VISITS: Final = """
select r.*, r.target_day as visit_day
from response r
where r.anchor = 'visit'
order by r.patient_id, r.target_day
"""
LAST_SEEN: Final = """
select
  f.patient_id,
  least(f.last_visit, b.death_day, b.withdrawal_day) as day,
  case
    when b.withdrawal_day < least(b.death_day, b.kidney_failure_day) then null
    else least(b.death_day, b.kidney_failure_day)
  end as competing_day
from follow_up f
left join befallen b on b.patient_id = f.patient_id and b.anchor = 'switch'
"""
"""The last day on which a response could be seen, not after death or withdrawal; and the day of death or kidney
failure, if it was not after a withdrawal. Each null where there is none."""


class Observed(NamedTuple):
    """The weeks of a patient under observation, and whether they end with the response.

    ``ending`` and its ``ending_weeks``: the same, where death and kidney failure end them too.
    """

    weeks: float
    has_responded: bool
    ending_weeks: float
    ending: statistics.Ending


def observations(analysis: Analysis, rows: Rows) -> Observations:
    """Return, by definition and response, each patient's weeks under observation and whether they end with it."""
    from lnmt_cli.analysis.engine import Analysis as Engine
    from lnmt_cli.analysis.scope import Scope

    every = Engine(analysis.connection, analysis.design, analysis.cautions, analysis.as_of, Scope.VISITS)
    visits = every.rows(VISITS)
    last = {row["patient_id"]: row for row in analysis.rows(LAST_SEEN)}
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
                patient: _observed(days.get(patient), last.get(patient, {})) for patient in members
            }
    return found


def _observed(responded: int | None, last: Mapping[str, Any]) -> Observed:
    """Return the weeks to the response, or to the last day on which there was none."""
    last_seen, competing = max(0, last.get("day") or 0), last.get("competing_day")
    has_responded = responded is not None and responded <= last_seen
    day = responded if responded is not None and has_responded else last_seen
    ending, ends = (statistics.Ending.EVENT if has_responded else statistics.Ending.CENSORED), day
    if competing is not None and (competing < day or not has_responded):
        ending, ends = statistics.Ending.COMPETING, competing
    return Observed(day / DAYS_PER_WEEK, has_responded, ends / DAYS_PER_WEEK, ending)


def times_to_response(
    analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup], seen: Observations
) -> Iterator[TimeToResponse]:
    """Yield the curve of each response for all patients and each level of each subgroup."""
    for (response, outcome), by_patient in seen.items():
        for stratum in strata(rows, subgroups):
            found = _of(stratum.rows, by_patient)
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


def _of(rows: Rows, by_patient: Mapping[str, Observed]) -> list[tuple[float, bool]]:
    return [by_patient[row["patient_id"]][:2] for row in rows]


def cumulative_incidences(
    analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup], seen: Observations
) -> Iterator[Incidence]:
    """Yield the cumulative incidence of each response for all patients and each level of each subgroup."""
    for (response, outcome), by_patient in seen.items():
        for stratum in strata(rows, subgroups):
            found = [by_patient[row["patient_id"]][2:] for row in stratum.rows]
            curve = statistics.cumulative_incidence(found, analysis.design.protocol.confidence_level)
            steps = curve.steps if curve else ()
            yield Incidence(
                response=response,
                outcome=outcome,
                subgroup=stratum.subgroup,
                level=stratum.level,
                n=len(found),
                events=curve.events if curve else 0,
                competing=curve.competing if curve else 0,
                steps=tuple((s.time, s.at_risk, s.events, s.share, s.low, s.high) for s in steps),
            )


def log_rank_tests(
    analysis: Analysis, rows: Rows, subgroups: Sequence[Subgroup], seen: Observations
) -> Iterator[LogRankTest]:
    """Yield the log-rank test between the known levels of each subgroup; too small a level is compared with none."""
    smallest = analysis.design.protocol.reporting.smallest_group
    for (response, outcome), by_patient in seen.items():
        for subgroup in subgroups:
            levels = [_of(level.rows, by_patient) for level in known_levels(rows, subgroup)]
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
