"""The result of ``lnmt eligible`` as tables: the counts, the patients, the cautions and the flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .eligible_candidates import candidate_tables, caution_tables
from .eligible_flow import flow_tables
from .eligible_patients import patient_table
from .eligible_words import MEANINGS, STATUS_TONES
from .figures import plural, share
from .table import Column, Table

if TYPE_CHECKING:
    from ..analysis.results import Eligibility


def tables(result: Eligibility, *, attrition: bool = False) -> list[Table]:
    """Return the counts, the patients by status with the candidates first, the cautions and the notes."""
    found = [_counts(result)]
    found += [patient_table(result)] if result.patients else []
    found += [*candidate_tables(result), *caution_tables(result)]
    found += flow_tables(result) if attrition else []
    found += [Table("Notes", notes=result.notes)] if result.notes else []
    return found


def _counts(result: Eligibility) -> Table:
    total = len(result.patients)
    return Table(
        f"Eligibility for the switch: {plural(total, 'patient')} as of {result.as_of.isoformat()}, "
        f"protocol {result.protocol}, response by {result.response}",
        (
            Column("Status", lead=True, tones=STATUS_TONES),
            Column("Patients", "right"),
            Column("%", "right"),
            Column("Meaning", wrap=True, minimum=24),
        ),
        tuple((status.value, f"{n}/{total}", share(n, total), MEANINGS[status]) for status, n in result.counts.items()),
    )
