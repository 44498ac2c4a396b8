"""A study design written into the steps: every number and name of it as a literal of SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.rendering.kidney_function import kidney_values
from lnmt_cli.analysis.rendering.kidney_outcome import kidney_outcome_values
from lnmt_cli.analysis.rendering.literals import words
from lnmt_cli.analysis.rendering.patients import event_values
from lnmt_cli.analysis.rendering.responses import numbered, response_values
from lnmt_cli.analysis.rendering.verdicts import (
    CAUTION,
    EXCLUDED,
    adequacy_values,
    milestone_values,
    refractory_values,
    verdict_values,
)
from lnmt_cli.knowledge import values

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lnmt_cli.analysis.scope import Scope
    from lnmt_cli.knowledge.cautions import Caution
    from lnmt_cli.knowledge.design import Design

__all__ = ["CAUTION", "EXCLUDED", "numbered", "steps_values"]

ORIGIN: Final = "date '2000-01-01'"
"""Where the axis of a patient without dates begins. Only differences count, and no such date is ever shown."""


def steps_values(design: Design, cautions: Sequence[Caution], as_of: date, scope: Scope) -> dict[str, str]:
    """Return what is written into the steps, by the name of its place."""
    protocol = design.protocol
    return {
        "as_of": f"date '{as_of.isoformat()}'",
        "as_of_text": as_of.isoformat(),
        "origin": ORIGIN,
        **kidney_values(design.kidney_function),
        "induction_drugs": words(protocol.induction_drugs),
        "induction_days": str(protocol.induction_days),
        "induction_week": str(protocol.induction_week),
        "switch_drugs": words(protocol.switch_drugs),
        "switch_drug_a": words(protocol.switch_drugs[:1]),
        "switch_drug_b": words(protocol.switch_drugs[1:]),
        "upfront_days": str(protocol.upfront_days),
        "background_drugs": words(protocol.background_drugs) or "''",
        "biopsy_classes": words(protocol.biopsy_classes),
        "has_partial_tier": "false" if design.definition.partial is None else "true",
        "adult_years": str(protocol.reporting.adult_years),
        "excluded_activity": words(protocol.excluded_activity) or "''",
        **response_values(design, scope),
        **milestone_values(design),
        **adequacy_values(design),
        **kidney_outcome_values(design),
        **refractory_values(design),
        **event_values(values.declared_for_patients().values()),
        **verdict_values(design, cautions, scope),
    }
