"""What a cohort is described by, written into its step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.analysis.rendering.literals import words
from lnmt_cli.analysis.rendering.time_points import ASSAY, VALUE_UNIT
from lnmt_cli.analysis.scope import Scope
from lnmt_cli.knowledge.values import NUMBER

if TYPE_CHECKING:
    from lnmt_cli.knowledge.design import Design
    from lnmt_cli.knowledge.table1 import Description, Variable


def described_by(scope: Scope) -> Description | None:
    """Return what a cohort is described by, where it is; the other analyses start without it."""
    if scope is not Scope.INDEX:
        return None
    from lnmt_cli.knowledge.table1 import load_description

    return load_description()


def index_values(described: Description | None, design: Design) -> dict[str, str]:
    """Return what is written into the step about the cohort; nothing of it is run where it is not asked for."""
    if described is None:
        return {"index_values": "", "index_drugs": ""}
    variables = described.variables.values()
    return {
        "index_values": ",\n  ".join(_index_value(measure, design) for measure in described.measures),
        "index_drugs": ",\n  ".join(_index_drug(variable) for variable in variables if variable.drugs),
    }


def _index_value(measure: str, design: Design) -> str:
    is_of_assays = measure in design.of_assays
    column = "value_of_assay" if is_of_assays else "value" if design.kinds[measure] == NUMBER else "word"
    chosen = f"filter (where t.measure = '{measure}')"
    columns = {column: measure, "sign": f"{measure}_sign"}
    columns |= {"assay": f"{measure}{ASSAY}"} if measure in design.protocol.reporting.same_assay else {}
    columns |= {"unit": f"{measure}{VALUE_UNIT}"} if is_of_assays else {}
    return ",\n  ".join(f"max(t.{source}) {chosen} as {name}" for source, name in columns.items())


def _index_drug(variable: Variable) -> str:
    of_these = f"drug in ({words(variable.drugs)})"
    return (
        f"case when count(*) filter (where {of_these} and is_given) > 0 then 'yes'"
        f" when count(*) filter (where {of_these} and is_given is null) > 0 then null"
        f" when count(*) filter (where {of_these}) > 0 then 'no' end as {variable.name}"
    )
