"""Where eGFR comes from, written into its step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.rendering.literals import words
from lnmt_cli.knowledge.equations import INPUTS, MEASURED

if TYPE_CHECKING:
    from collections.abc import Callable

    from lnmt_cli.knowledge.equations import Ages, Equation
    from lnmt_cli.knowledge.kidney_function import KidneyFunction

AGES: Final = {False: "age_then", True: "exact_age_then"}
"""The age at a visit, by whether the equation takes it with its fraction."""


def kidney_values(source: KidneyFunction) -> dict[str, str]:
    """Return what is written into the step that tells eGFR."""
    rules = source.rules

    def cases(result: Callable[[Equation], str]) -> str:
        return "\n    ".join(f"when '{rule.equation.name}' then {result(rule.equation)}" for rule in rules)

    def limits(sign: str) -> str:
        return cases(lambda equation: f"[{words(name + sign for name in equation.inputs if name in MEASURED)}]")

    return {
        "gfr": source.gfr,
        "equation_ages": "\n    ".join(
            f"when {_between('age_judged', rule.ages)} then '{rule.equation.name}'" for rule in rules
        ),
        "equation_values": cases(_applied),
        "lowered_by": limits(">"),
        "raised_by": limits("<"),
    }


def _applied(equation: Equation) -> str:
    """Return an equation applied to the columns of a visit."""
    return equation.call([AGES[equation.has_exact_age] if name == "age" else name for name in INPUTS])


def _between(name: str, ages: Ages) -> str:
    return f"{name} >= {ages.first}" if ages.last is None else f"{name} between {ages.first} and {ages.last}"
