"""Criteria, adequacy, milestone and cautions, written into their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.rendering.literals import words
from lnmt_cli.analysis.rendering.patients import last_measures, last_value
from lnmt_cli.analysis.rendering.responses import RELAPSE
from lnmt_cli.analysis.scope import Scope
from lnmt_cli.knowledge.refractory import load_refractory
from lnmt_cli.knowledge.values import AGE, BEFALLEN, LAST

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lnmt_cli.knowledge.cautions import Caution
    from lnmt_cli.knowledge.design import Design

CAUTION: Final = "caution_"
"""How the column of a caution begins."""
EXCLUDED: Final = "excluded_"
"""How the column of an exclusion begins."""
IN_COURSE: Final = frozenset(
    {
        *("sex", "age", "biopsy_qualifies", "standard_induction", "weeks_of_induction_reached", "induction_weeks"),
        *("complete_response", "prior_response", "response_disagrees", "complete_response_disagrees", "adult_years"),
        *BEFALLEN,
    }
)
"""The values that the step `patient_course` has: where criteria name no other, the outcomes need no more."""
NO_RELAPSE: Final = f"(select null as patient_id, cast(null as boolean) as {RELAPSE})"


def verdict_values(design: Design, cautions: Sequence[Caution], scope: Scope) -> dict[str, str]:
    """Return what is written into the steps about criteria and cautions."""
    criteria = design.protocol.criteria
    firm, waiting = (
        [f"met_{name}" for name, criterion in criteria.items() if criterion.waits is waits] for waits in (False, True)
    )
    recent = _recent_measures(design, cautions)
    named = {name for rule in (*design.criteria.values(), *design.exclusions.values()) for name in rule.names}
    excluded = {
        name: f"case when has_switched or is_upfront then false else {rule.sql} end"
        for name, rule in design.exclusions.items()
    }
    return {
        "criteria": ",\n  ".join(
            [
                *(f"{rule.sql} as met_{name}" for name, rule in design.criteria.items()),
                *(f"{rule} as {EXCLUDED}{name}" for name, rule in excluded.items()),
            ]
        ),
        "excluded": f"({' or '.join(EXCLUDED + name for name in excluded) or 'false'})",
        "firm": f"({' and '.join(firm) or 'true'})",
        "waiting": f"({' and '.join(waiting) or 'true'})",
        "waiting_names": ", ".join(name for name, criterion in criteria.items() if criterion.waits) or "none",
        "last_values": ",\n    ".join(last_value(measure) for measure in recent if measure != "egfr")
        or "count(*) as visits",
        "last_egfr": last_value("egfr"),
        "relapse": "relapse" if RELAPSE in named else NO_RELAPSE,
        "known_of_patients": "patient_course"
        if scope is not Scope.INDUCTION and named <= IN_COURSE
        else "patient_value",
        "caution_names": ",\n  ".join(f"{CAUTION}{caution.id}" for caution in cautions),
        "caution_values": caution_values(cautions),
    }


def _recent_measures(design: Design, cautions: Iterable[Caution]) -> list[str]:
    """Return the measures whose last value a criterion or a caution names."""
    rules = [*design.criteria.values(), *design.exclusions.values(), *([design.adequacy] if design.adequacy else [])]
    named = last_measures([*rules, *(part for caution in cautions for part in caution.expressions)])
    return list(dict.fromkeys(["upcr", *named]))  # which the candidates are shown with


def milestone_values(design: Design) -> dict[str, str]:
    """Return what is written into the steps about the milestone beside the verdict."""
    milestone = design.milestone
    return {
        "milestone": milestone.rule.sql if milestone else "cast(null as boolean)",
        "milestone_week": str(milestone.week if milestone else design.protocol.induction_week),
    }


def adequacy_values(design: Design) -> dict[str, str]:
    """Return what is written into the steps about the adequacy of induction."""
    asked = design.protocol.adequacy
    return {
        "adequacy": design.adequacy.sql if design.adequacy else "cast(null as boolean)",
        "pulses": words(asked.pulses if asked else ()) or "null",
        "pulse_days": str(asked.pulse_days if asked else 0),
    }


def refractory_values(design: Design) -> dict[str, str]:
    """Return what is written into the steps about inadequate response and courses of standard induction."""
    asked = load_refractory()
    return {
        "is_inadequate_week": str(asked.is_judged_at(design.protocol.induction_week)).lower(),
        "course_weeks": str(asked.course_weeks),
        "course_pulses": str(asked.course_pulses),
        "course_gap_days": str(asked.gap_days),
    }


def caution_values(cautions: Sequence[Caution]) -> str:
    """Return the values of the patients with the cautions beside them, as what stands behind ``from``.

    Step by step, from the longest limit of days to the shortest, values that are too old are taken away.
    """
    found = "patient_value"
    limits = {caution.within_days for caution in cautions}
    for limit in sorted(limits, key=lambda days: (days is not None, -(days or 0))):
        of_limit = [caution for caution in cautions if caution.within_days == limit]
        aged = last_measures(part for caution in of_limit for part in caution.expressions)
        if limit is not None and aged:
            recent = ", ".join(f"case when {m}{LAST}{AGE} <= {limit} then {m}{LAST} end as {m}{LAST}" for m in aged)
            found = f"(select * replace ({recent}) from {found})"  # noqa: S608
        columns = ",\n  ".join(_caution_column(caution) for caution in of_limit)
        found = f"(\nselect *,\n  {columns}\nfrom {found})"
    return found


def _caution_column(caution: Caution) -> str:
    absent = f" when {caution.absent.sql} then 'absent'" if caution.absent else ""
    return f"case when {caution.present.sql} then 'present'{absent} else 'unknown' end as {CAUTION}{caution.id}"
