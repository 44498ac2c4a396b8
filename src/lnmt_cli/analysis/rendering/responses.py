"""Responses by their definitions, written into their step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.rendering.cohort import described_by, index_values
from lnmt_cli.analysis.rendering.kidney_outcome import RENAL_FLARE
from lnmt_cli.analysis.rendering.literals import words
from lnmt_cli.analysis.rendering.time_points import (
    LIMIT,
    assay_columns,
    measurement,
    named_value,
    visit_value,
    window_row,
    worse,
)
from lnmt_cli.analysis.scope import Scope

if TYPE_CHECKING:
    from lnmt_cli.knowledge.design import Definition, Design

VISITS: Final = "\nunion all by name select * from visit_value"
"""What adds every visit after the switch to the time points that are judged."""
INDUCTION_VISITS: Final = "\nunion all by name select * from induction_visit"
"""What adds every visit of the induction to them."""
RELAPSE: Final = "flare_after_complete_response"
"""Whether there was a flare after a complete response: told from every visit of the induction."""
BY_VISITS: Final = frozenset({RELAPSE, "complete_at_last_visit", "complete_at_last_visit_days", "refractory"})
"""The values that are told from every visit of the induction."""


def response_values(design: Design, scope: Scope) -> dict[str, str]:
    """Return what is written into the steps about values at time points, and responses."""
    protocol = design.protocol
    measures = design.followed if scope is Scope.SWITCH else _judged_measures(design)
    assays = protocol.reporting.same_assay
    described = described_by(scope)
    looked_at = dict.fromkeys((*measures, *(described.measures if described else ())))
    every_window = (*design.windows, *protocol.outcome.baseline.windows("index"))
    windows = [window for window in every_window if window.anchor in scope.value]
    is_worst = any(window.choose == "worst" for window in windows)
    return {
        "anchors": words(scope.value),
        **index_values(described, design),
        **assay_columns(design.of_assays),
        "windows": ",\n  ".join(window_row(window) for window in windows),
        "measurements": "\nunion all\n".join(
            measurement(
                measure,
                design.kinds,
                assays,
                worse(measure) if is_worst else "",
                is_of_assays=measure in design.of_assays,
            )
            for measure in looked_at
        ),
        "visits": (VISITS if scope is Scope.VISITS else "") + (INDUCTION_VISITS if _every_visit(design, scope) else ""),
        "first_measure": next((name for name in design.definition.complete.names if name in measures), "target_day"),
        "visit_values": ",\n  ".join(visit_value(measure, design.kinds) for measure in measures),
        "same_visit_days": str(protocol.reporting.same_visit_days),
        "named_values": ",\n  ".join(
            named_value(
                measure, scope, design.kinds, has_assay=measure in assays, is_of_assays=measure in design.of_assays
            )
            for measure in measures
        ),
        "egfr_baseline": "p.egfr_baseline" if "egfr" in measures else "cast(null as double)",
        "recorded_limit": "p.laboratory_limit" if LIMIT in measures else "cast(null as double)",
        "creatinine_limit_f": f"{protocol.creatinine_limits['F']!r}",
        "creatinine_limit_m": f"{protocol.creatinine_limits['M']!r}",
        "rescue_drugs": words(protocol.rescue_drugs) or "null",
        "safety_kinds": words(protocol.reporting.safety_kinds),
        "failure": " or ".join(protocol.no_response_after) or "false",
        "induction_columns": _induction_columns(design.judged.index(design.definition) + 1),
        "verdicts": ",\n  ".join(_verdict(place, definition) for place, definition in enumerate(design.judged, 1)),
        "categories": ",\n  ".join(_category(place) for place in range(1, len(design.judged) + 1)),
    }


def _judged_measures(design: Design) -> tuple[str, ...]:
    """Return the measures of the response definitions, and that of renal flares where a criterion names them."""
    is_flare_named = any(RENAL_FLARE in rule.names for rule in (*design.criteria.values(), *design.exclusions.values()))
    return tuple(dict.fromkeys((*design.response_measures, *(("upcr",) if is_flare_named else ()))))


def _every_visit(design: Design, scope: Scope) -> bool:
    """Return whether the visits of the induction are looked at one by one: for cautions, or for such a criterion."""
    return scope is Scope.INDUCTION or any(not BY_VISITS.isdisjoint(rule.names) for rule in design.criteria.values())


def _verdict(place: int, definition: Definition) -> str:
    """Return what a definition says of complete and partial response; the first definition has no number."""
    suffix = numbered(place)
    partial, when = (
        part.sql if part else absent
        for part, absent in ((definition.partial, "false"), (definition.partial_when, "true"))
    )
    milestones = "".join(f",\n  {rule.sql} as milestone_{name}{suffix}" for name, rule in definition.milestones.items())
    return (
        f"{definition.complete.sql} as is_complete{suffix},\n  {partial} as is_partial{suffix},"
        f"\n  {when} as can_be_partial{suffix}{milestones}"
    )


def _category(place: int) -> str:
    suffix = numbered(place)
    complete, partial = f"is_complete{suffix}", f"is_partial{suffix}"
    return (
        "case when not is_due then null\n   "
        f" when is_failure then 'NR' when is_failure is null then null\n    when {complete} then 'CR'"
        f" when not {complete} and {partial} then case when can_be_partial{suffix} then 'PR' end\n"
        f"    when not {complete} and not {partial} then 'NR' end as category{suffix}"
    )


def _induction_columns(place: int) -> str:
    """Return the columns of the response to induction, those of its definition without a number."""
    suffix = numbered(place)
    replaced = ", ".join(f"{name}{suffix} as {name}" for name in ("is_complete", "is_partial", "category"))
    return f"* replace ({replaced})" if suffix else "*"


def numbered(place: int) -> str:
    """Return how the columns of the response definition at ``place`` end: nothing for the first."""
    return "" if place == 1 else f"_{place}"
