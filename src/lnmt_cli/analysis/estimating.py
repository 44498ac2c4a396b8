"""GFR of one set of values, by the macros that the analyses use."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lnmt_cli.analysis.estimates import Estimate, Estimates, LeftOut
from lnmt_cli.knowledge.equations import INPUTS, load_equations, macro_sql
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.registry.store import engine

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from duckdb import DuckDBPyConnection

    from lnmt_cli.knowledge.equations import Equation

    Inputs = Mapping[str, float | str | None]


def estimate(inputs: Inputs, names: Collection[str] = ()) -> Estimates:
    """Return GFR by each of the named equations, or by all of them, as far as ``inputs`` go.

    ``inputs``: creatinine (mg/dL), cystatin_c (mg/L), age (years, with their fraction if known), sex (F, M),
    height (cm), weight (kg); None or absent where not known. An equation that lacks an input, or was not made for the
    completed years of age, is left out, with the reason.
    """
    fields, given = load_fields(), {name: inputs.get(name) for name in INPUTS}
    equations = [equation for name, equation in load_equations().items() if not names or name in names]
    reasons = {equation: _why_left_out(equation, given) for equation in equations}
    with engine().connect() as connection:
        values = tuple(_estimate(connection, equation, given) for equation in equations if not reasons[equation])
    return Estimates(
        inputs=given,
        labels={name: _in_words(fields[name].label) for name in INPUTS},
        units={name: fields[name].unit or "" for name in INPUTS},
        values=values,
        left_out=tuple(LeftOut(e.name, e.title, reason, e.source) for e, reason in reasons.items() if reason),
    )


def _in_words(label: str) -> str:
    """Return a label as it stands within a sentence."""
    return label[:1].lower() + label[1:]


def _why_left_out(equation: Equation, given: Inputs) -> str:
    age = given["age"]
    if age is not None and not equation.ages.hold(math.floor(float(age))):
        return f"made for patients {equation.ages}"
    missing = [_in_words(load_fields()[name].label) for name in equation.inputs if given[name] is None]
    return f"without {' and '.join(missing)}" if missing else ""


def _estimate(connection: DuckDBPyConnection, equation: Equation, given: Inputs) -> Estimate:
    connection.execute(macro_sql(equation.name))
    query = f"select {equation.call(['?'] * len(INPUTS))}"
    age = given["age"]
    counted = math.floor(age) if isinstance(age, float) and not equation.has_exact_age else age
    arguments = [counted if name == "age" else given[name] for name in INPUTS]
    ((value,),) = connection.execute(query, arguments).fetchall()
    took = counted if "age" in equation.inputs and isinstance(counted, int | float) else None
    return Estimate(equation.name, equation.title, value, equation.unit, equation.note, equation.source, took)
