"""What ``lnmt describe`` says of a cohort: its variables, in order. The data: ``table1.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge import site, values
from lnmt_cli.knowledge.toml import FOLDER, read_toml
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.knowledge.windows import whole

if TYPE_CHECKING:
    from lnmt_cli.knowledge.toml import Table

NUMBER: Final = "number"
CATEGORY: Final = "category"


class Variable(NamedTuple):
    """One variable of a cohort: a number in ``unit`` or a category, whose ``levels`` come first in that order.

    ``is_measure``: the value of the measure of this name at the baseline of the switch. ``drugs``: whether one of them
    is being given. ``decimals``: of tables. ``of_switched``: said only of cohorts in which everyone has switched.
    """

    name: str
    kind: str
    label: str
    unit: str
    levels: tuple[str, ...]
    decimals: int
    drugs: tuple[str, ...]
    is_measure: bool
    of_switched: bool


class Description(NamedTuple):
    """The variables by name, in order, and how many known values a level needs for a standardised difference."""

    variables: dict[str, Variable]
    least_for_difference: int
    source: str

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the measures that it looks at."""
        return tuple(variable.name for variable in self.variables.values() if variable.is_measure)


@site.cached
def load_description() -> Description:
    """Return what is said of a cohort. Raises KnowledgeError."""
    root = read_toml(FOLDER / "table1.toml")
    root.only("least_for_difference", "source", "variable")
    variables = {name: _variable(name, table) for name, table in root.table("variable").tables()}
    return Description(variables, whole(root, "least_for_difference"), root.text("source"))


def _variable(name: str, table: Table) -> Variable:
    table.only("kind", "label", "unit", "levels", "decimals", "drugs", "of_switched")
    kind = table.choice("kind", (NUMBER, CATEGORY))
    is_measure = not table.has("label")
    known = values.of_responses().get(name)
    if is_measure and known is None:
        table.refuse("label", "a text is expected, since this is no measure of the dictionary")
    if is_measure and known is not None and (known.kind == values.NUMBER) is not (kind == NUMBER):
        table.refuse("kind", "the kind of the measure is expected")
    return Variable(
        name=name,
        kind=kind,
        label=known.label if is_measure and known else table.text("label"),
        unit=known.unit if is_measure and known else table.text_or_none("unit") or "",
        levels=table.texts("levels"),
        decimals=whole(table, "decimals") if kind == NUMBER else 0,
        drugs=_drugs(table),
        is_measure=is_measure,
        of_switched=table.flag("of_switched"),
    )


def _drugs(table: Table) -> tuple[str, ...]:
    known = load_vocabulary().drugs
    for drug in table.texts("drugs"):
        if drug not in known:
            table.refuse("drugs", f"drugs of the vocabulary are expected, and {drug} is none")
    return table.texts("drugs")
