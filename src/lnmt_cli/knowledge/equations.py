"""The equations of GFR. The data: ``equations.toml``, and the formulas as SQL macros in ``equations/*.sql``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Sequence

EQUATIONS: Final = FOLDER / "equations"
"""One file a macro."""
AGE: Final = "completed-years"
"""The file of the macros beside the equations that make ages of dates."""
INPUTS: Final = ("creatinine", "cystatin_c", "age", "sex", "height", "weight")
"""The arguments of every macro, in order: mg/dL, mg/L, years, F or M, cm, kg."""
MEASURED: Final = ("creatinine", "cystatin_c")
"""The inputs that filtration is read from: where one is a limit of the assay, the result is one on the other side."""


class Ages(NamedTuple):
    """Completed years of age, both ends included; ``last`` is None where there is no upper end."""

    first: int
    last: int | None

    def hold(self, age: float) -> bool:
        """Return whether an age is among them."""
        return self.first <= age and (self.last is None or age <= self.last)

    def __str__(self) -> str:
        """Return them in words: ``from 18 years``, ``from 1 to 25 years``."""
        if self.last is None:
            return f"from {self.first} years"
        return f"of {self.first} years" if self.first == self.last else f"from {self.first} to {self.last} years"


class Equation(NamedTuple):
    """One equation: the ``inputs`` that it needs, and the ages that it was made for. Its result is in ``unit``."""

    name: str
    title: str
    source: str
    unit: str
    inputs: tuple[str, ...]
    ages: Ages
    has_exact_age: bool
    """Whether the age goes into the formula with its fraction; else in completed years."""
    note: str
    is_clearance: bool
    """Whether the result is a clearance of creatinine as it is, and no GFR per 1.73 m² of body surface."""
    mean_of: tuple[str, ...] = ()
    """The equations whose mean it is."""

    @property
    def macro(self) -> str:
        """Return the name of the SQL macro."""
        return self.name.replace("-", "_")

    def call(self, arguments: Sequence[str]) -> str:
        """Return the macro applied to SQL expressions, one for each of `INPUTS`."""
        return f"{self.macro}({', '.join(arguments)})"


@cache
def load_equations() -> dict[str, Equation]:
    """Return every equation by its name, in file order. Raises `KnowledgeError`."""
    root = read_toml(FOLDER / "equations.toml")
    root.only("equation")
    tables = root.table("equation")
    return {name: _equation(name, table, tuple(tables.content)) for name, table in tables.tables()}


def macro_sql(name: str) -> str:
    """Return the statements that make the macro of an equation, or those of `AGE`: its file, behind those it calls."""
    equation = load_equations().get(name)
    files = (*(equation.mean_of if equation else ()), name)
    return "\n".join((EQUATIONS / f"{file}.sql").read_text(encoding="utf-8") for file in files)


def _equation(name: str, table: Table, names: tuple[str, ...]) -> Equation:
    table.only("title", "source", "unit", "inputs", "ages", "exact_age", "note", "clearance", "mean_of")
    if not set(table.texts("mean_of")) <= {*names} - {name}:
        table.refuse("mean_of", "a list of other equations is expected")
    ages, inputs = table.table("ages"), table.texts("inputs")
    ages.only("from", "to")
    if not set(inputs) <= set(INPUTS):
        table.refuse("inputs", f"a list of {', '.join(INPUTS)} is expected")
    return Equation(
        name=name,
        title=table.text("title"),
        source=table.text("source"),
        unit=table.text("unit"),
        inputs=inputs,
        has_exact_age=table.flag("exact_age"),
        ages=Ages(int(ages.number("from")), int(ages.number("to")) if ages.has("to") else None),
        note=table.text("note"),
        is_clearance=table.flag("clearance"),
        mean_of=table.texts("mean_of"),
    )
