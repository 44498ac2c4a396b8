"""The verdict of an expression in Python, as DuckDB gives it: the same three-valued logic, the same rounding."""

from __future__ import annotations

import math
from functools import singledispatch
from operator import add, eq, ge, gt, le, lt, mul, ne, sub, truediv
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from lnmt_cli.knowledge.expression.nodes import (
    And,
    Arithmetic,
    Between,
    Coalesce,
    Comparison,
    Constant,
    Function,
    IsKnown,
    IsUnknown,
    Membership,
    Name,
    Node,
    Not,
    Or,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Value: TypeAlias = "float | str | bool | None"

_SIGNS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "=": eq,
    "<>": ne,
    "+": add,
    "-": sub,
    "*": mul,
    "/": truediv,
}


@singledispatch
def value(node: Node, values: Mapping[str, Value], decimals: int) -> Any:  # noqa: ANN401
    """Return what ``node`` comes to with ``values``: a float, a text, a truth, or None where it is not known.

    A name that is not among the values is not known, nor is NaN, as which pandas has what is missing.
    """
    raise NotImplementedError(type(node).__name__)


def truth(node: Node, values: Mapping[str, Value], decimals: int) -> bool | None:
    """Return the verdict of a condition; None is unknown."""
    found: bool | None = value(node, values, decimals)
    return found


def rounded(number: float, decimals: int) -> float:
    """Return a number as DuckDB's ``round`` of a double gives it: half away from zero."""
    scale = 10.0**decimals
    scaled = abs(number) * scale
    if not math.isfinite(scaled):
        return number
    whole = math.floor(scaled)
    return math.copysign((whole + (scaled - whole >= 0.5)) / scale, number)


def judged(node: Node, values: Mapping[str, Value], decimals: int) -> Value:
    """Return what a side of a comparison comes to: a number rounded, and None unless it is finite."""
    found: Value = value(node, values, decimals)
    if isinstance(found, float):
        return rounded(found, decimals) if math.isfinite(found) else None
    return found


def _all_known(nodes: Iterable[Node], values: Mapping[str, Value], decimals: int) -> list[float] | None:
    found = [value(node, values, decimals) for node in nodes]
    return None if None in found else found


def _order(number: float) -> tuple[bool, float]:
    """Return a key that sorts as DuckDB does: what is not a number is above all numbers."""
    return (True, 0.0) if math.isnan(number) else (False, number)


@value.register(Constant)
def _(node: Constant, _values: Mapping[str, Value], _decimals: int) -> Value:
    return node.value


@value.register(Name)
def _(node: Name, values: Mapping[str, Value], _decimals: int) -> Value:
    found = values.get(node.name)
    if found is None or isinstance(found, bool | str):
        return found
    return None if math.isnan(found) else float(found)


@value.register(Arithmetic)
def _(node: Arithmetic, values: Mapping[str, Value], decimals: int) -> float | None:
    operands = _all_known(node.operands, values, decimals)
    if operands is None:
        return None
    if len(operands) == 1:
        return -operands[0]
    if node.sign == "/" and operands[1] == 0:
        return None
    result: float = _SIGNS[node.sign](*operands)
    return result


@value.register(Function)
def _(node: Function, values: Mapping[str, Value], decimals: int) -> float | None:
    arguments = _all_known(node.arguments, values, decimals)
    if arguments is None:
        return None
    if node.function == "abs":
        return abs(arguments[0])
    return (min if node.function == "least" else max)(arguments, key=_order)


@value.register(Coalesce)
def _(node: Coalesce, values: Mapping[str, Value], decimals: int) -> Value:
    found = (value(option, values, decimals) for option in node.options)
    return next((known for known in found if known is not None), None)


@value.register(Comparison)
def _(node: Comparison, values: Mapping[str, Value], decimals: int) -> bool | None:
    left, right = judged(node.left, values, decimals), judged(node.right, values, decimals)
    return None if left is None or right is None else bool(_SIGNS[node.sign](left, right))


@value.register(Between)
def _(node: Between, values: Mapping[str, Value], decimals: int) -> bool | None:
    return truth(node.bounds, values, decimals)


@value.register(Membership)
def _(node: Membership, values: Mapping[str, Value], decimals: int) -> bool | None:
    subject = judged(node.subject, values, decimals)
    return None if subject is None else subject in {judged(member, values, decimals) for member in node.members}


@value.register(IsKnown)
def _(node: IsKnown, values: Mapping[str, Value], decimals: int) -> bool:
    return (judged(node.subject, values, decimals) is None) == isinstance(node, IsUnknown)


@value.register(And)
def _(node: And, values: Mapping[str, Value], decimals: int) -> bool | None:
    found = {truth(part, values, decimals) for part in node.parts}
    deciding = isinstance(node, Or)
    if deciding in found:
        return deciding
    return None if None in found else not deciding


@value.register(Not)
def _(node: Not, values: Mapping[str, Value], decimals: int) -> bool | None:
    found = truth(node.part, values, decimals)
    return None if found is None else not found
