"""Loss of kidney function, renal flares and sustained ratios, written into their steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.expression.labels import number_text

if TYPE_CHECKING:
    from lnmt_cli.knowledge.design import Design

RENAL_FLARE: Final = "renal_flare"
"""The value of criteria that is told from every UPCR of the induction."""
NO_RENAL_FLARE: Final = f"(select null as patient_id, cast(null as boolean) as {RENAL_FLARE})"
SUSTAINED: Final = "upcr_sustained"
"""The value of response definitions that is told from the UPCRs before the one judged."""
SUSTAINED_COLUMN: Final = """
  (
    select max_by({'highest': s.highest}, s.day).highest
    from sustained_upcr s
    where s.patient_id = p.patient_id
      and s.anchor = case p.anchor when 'visit' then 'switch' when 'induction_visit' then 'induction' else p.anchor end
      and s.day between p.upcr_day - case when p.anchor in ('visit', 'induction_visit') then $days else 0 end
        and p.upcr_day
  ) as upcr_sustained,"""
"""The UPCR judged at a visit is that of its day or of a few days before; at a week that of its own day, or none."""


def kidney_outcome_values(design: Design) -> dict[str, str]:
    """Return what is written into the steps about kidney function over time, by the name of its place."""
    reporting = design.protocol.reporting
    flare = reporting.renal_flare
    named = {name for rule in (*design.criteria.values(), *design.exclusions.values()) for name in rule.names}
    is_sustained = any(SUSTAINED in expression.names for expression in design.response_rules)
    return {
        "decimals": str(design.protocol.compare_decimals),
        "sustained_days": str(reporting.sustained_days),
        "decline_percents": ", ".join(f"({number_text(percent)})" for percent in reporting.egfr_decline.percent),
        "flare_low_below": repr(flare.low_below),
        "flare_from_low_above": repr(flare.from_low_above),
        "flare_response_at_most": repr(flare.response_at_most),
        "flare_from_response_above": repr(flare.from_response_above),
        "renal_flare": RENAL_FLARE if RENAL_FLARE in named else NO_RENAL_FLARE,
        "sustained_upcr": SUSTAINED_COLUMN.replace("$days", str(reporting.same_visit_days)) if is_sustained else "",
    }
