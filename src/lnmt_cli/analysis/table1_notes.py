"""What stands under the description of a cohort: who is in it, on which day, and how its figures are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.cut_off import cut_off_notes
from lnmt_cli.analysis.notes import patients
from lnmt_cli.knowledge.table1 import load_description

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.table1 import Variable

    Rows = Sequence[dict[str, Any]]


def description_notes(
    analysis: Analysis, words: str, total: int, rows: Rows, variables: Sequence[Variable], compares: bool
) -> Iterator[str]:
    """Yield what goes under the description: ``rows`` are those described, of ``total`` patients.

    ``words`` say who they are; ``compares``: subgroups are compared.
    """
    design = analysis.design
    yield design.describe_protocol()
    yield design.definition.describe()
    yield f"Cohort: {patients(len(rows))} {words}{f', of {total}' if len(rows) < total else ''}."
    yield f"Index date: the switch, or {analysis.as_of} where there was none."
    yield from cut_off_notes(analysis)
    baseline = design.protocol.outcome.baseline
    yield (
        f"Measures: last value on or up to {baseline.look_back_days} days before the index date, else the first within"
        f" {baseline.grace_days} days after the switch. Each measure by itself."
    )
    yield design.kidney_function.describe()
    yield "Percentages are of the patients whose value is known; the others are counted as missing."
    drugs = [variable.label.removesuffix(" being given") for variable in variables if variable.drugs]
    if drugs:
        yield f"{' and '.join(drugs)}: where a patient has no record of it, that is missing and not a no."
    if compares:
        yield (
            "Standardised difference: the size of the difference in units of the pooled standard deviation, the largest"
            f" of all pairs of levels with {load_description().least_for_difference} known values or more; no test."
        )
    yield from _limits(rows, variables)


def _limits(rows: Rows, variables: Sequence[Variable]) -> Iterator[str]:
    """Yield how many values are limits of the assay."""
    for variable in variables:
        count = sum(row.get(f"{variable.name}_sign") is not None for row in rows)
        if count:
            yield f"{variable.label}: {count} of the values are limits of the assay, which count as values."
