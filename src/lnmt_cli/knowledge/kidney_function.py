"""Where eGFR comes from: as recorded, or by one equation for each patient, chosen by age once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.errors import KnowledgeError, UsageError
from lnmt_cli.knowledge.equations import AGE, Ages, load_equations, macro_sql
from lnmt_cli.knowledge.gfr_words import AS_RECORDED, RECORDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.knowledge.equations import Equation
    from lnmt_cli.knowledge.protocol import Protocol


class Rule(NamedTuple):
    """An equation, and the ages of the patients whose eGFR is computed by it."""

    equation: Equation
    ages: Ages


@dataclass(frozen=True)
class KidneyFunction:
    """A way to eGFR: ``gfr`` is `AS_RECORDED`, `RECORDED` or the name of an equation.

    What is computed is computed by the equation of that of the ``rules`` that has the age of the patient; there are
    none where nothing is computed. ``unit`` is that of the values.
    """

    gfr: str
    rules: tuple[Rule, ...]
    unit: str

    @property
    def sql(self) -> tuple[str, ...]:
        """Return the statements that make the macros, that of ages first."""
        return tuple(macro_sql(name) for name in (AGE, *dict.fromkeys(rule.equation.name for rule in self.rules)))

    def _fraction(self) -> str:
        exact = [rule.equation.title for rule in self.rules if rule.equation.has_exact_age]
        return f" Age with its fraction in {' and '.join(dict.fromkeys(exact))}." if exact else ""

    def describe(self) -> str:
        """Return in sentences where eGFR comes from."""
        if self.gfr == RECORDED:
            return "eGFR: as recorded; none is computed."
        equations = ", ".join(f"{rule.equation.title} ({rule.ages})" for rule in self.rules)
        source = "computed, recorded values are not used"
        if self.gfr == AS_RECORDED:
            source = "as recorded where every visit of the patient with a creatinine has one, else computed"
        return (
            f"eGFR: {source}. One equation for all visits of a patient, by the completed years of age at the switch, or"
            f" on the day of judgement where there was none: {equations}.{self._fraction()}"
        )


def kidney_function(protocol: Protocol, gfr: str | None = None) -> KidneyFunction:
    """Return where eGFR comes from under ``protocol``, with ``gfr`` in place of the protocol's own choice if given.

    An equation that was not made for all ages is replaced by the protocol's equations for adults and for children
    outside its own; one in another unit is not, for figures of two units are never put together.
    Raises UsageError for a ``gfr`` that is not known, KnowledgeError where the protocol's own is not sound.
    """
    adult, child = (known_equation(name, protocol) for name in (protocol.adult_equation, protocol.child_equation))
    if adult.unit != child.unit:
        raise KnowledgeError(
            f"{protocol.name}.toml: kidney_function: equations in one unit are expected.",
            f"{adult.name} gives {adult.unit}, {child.name} {child.unit}.",
        )
    rules = (
        Rule(adult, _common(adult.ages, Ages(protocol.adult_age, None))),
        Rule(child, _common(child.ages, Ages(0, protocol.adult_age - 1))),
    )
    chosen = protocol.gfr if gfr is None else gfr
    if chosen in (AS_RECORDED, RECORDED):
        return KidneyFunction(chosen, rules if chosen == AS_RECORDED else (), adult.unit)
    equation = known_equation(chosen, protocol if gfr is None else None, (AS_RECORDED, RECORDED))
    others = (
        Rule(rule.equation, ages)
        for rule in rules
        if rule.equation.unit == equation.unit
        for ages in _outside(equation.ages, rule.ages)
    )
    return KidneyFunction(chosen, (Rule(equation, equation.ages), *others), equation.unit)


def known_equation(name: str, protocol: Protocol | None = None, words: tuple[str, ...] = ()) -> Equation:
    """Return the equation called ``name``, which stands in ``protocol`` or, without one, comes from the caller.

    Raises KnowledgeError or UsageError where there is none, with the nearest name or other of the ``words`` that are
    good in its place.
    """
    from difflib import get_close_matches

    equations = load_equations()
    if name in equations:
        return equations[name]
    known = (*words, *equations)
    near = get_close_matches(name.lower(), known, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"It is one of {', '.join(known)}."
    if protocol is not None:
        raise KnowledgeError(f"{protocol.name}.toml: kidney_function: there is no such equation.", hint)
    raise UsageError("There is no equation of GFR of that name.", hint)


def _common(one: Ages, other: Ages) -> Ages:
    """Return the ages that are among both."""
    ends = [ages.last for ages in (one, other) if ages.last is not None]
    return Ages(max(one.first, other.first), min(ends) if ends else None)


def _outside(taken: Ages, ages: Ages) -> Iterator[Ages]:
    """Yield those of ``ages`` that are not ``taken``: below, and above."""
    if ages.first < taken.first:
        yield _common(ages, Ages(0, taken.first - 1))
    if taken.last is not None and (ages.last is None or taken.last < ages.last):
        yield _common(ages, Ages(taken.last + 1, None))
