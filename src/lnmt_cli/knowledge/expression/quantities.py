"""The numbers of an expression in words."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.expression.labels import (
    Label,
    label_of,
    listed,
    number_text,
    percent_text,
    when_taken,
)
from lnmt_cli.knowledge.expression.nodes import Arithmetic, Coalesce, Constant, Function, Name, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

_SIGNS: Final = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_SAME_UNIT: Final = ("+", "-")


@singledispatch
def quantity(node: Node, labels: Mapping[str, Label], unit: str = "") -> str:
    """Return a number or a text in words; a constant is followed by ``unit``, that of what it is compared with."""
    raise NotImplementedError(type(node).__name__)


@quantity.register(Constant)
def _(node: Constant, _labels: Mapping[str, Label], unit: str = "") -> str:
    if isinstance(node.value, str):
        return node.value
    return f"{number_text(node.value)} {unit}".rstrip()


@quantity.register(Name)
def _(node: Name, labels: Mapping[str, Label], _unit: str = "") -> str:
    return label_of(node, labels).text


@quantity.register(Arithmetic)
def _(node: Arithmetic, labels: Mapping[str, Label], unit: str = "") -> str:
    if len(node.operands) == 1:
        return f"minus {_within(node.operands[0], labels, unit)}"
    share = share_of(node)
    if share is not None:
        return f"{percent_text(share[0])} of {_within(share[1], labels, '')}"
    kept = unit if node.sign in _SAME_UNIT else ""
    left, right = (_within(operand, labels, kept) for operand in node.operands)
    return f"{left} {_SIGNS[node.sign]} {right}"


@quantity.register(Function)
def _(node: Function, labels: Mapping[str, Label], unit: str = "") -> str:
    if node.function == "abs":
        return f"the absolute value of {_within(node.arguments[0], labels, unit)}"
    words = [quantity(part, labels, unit) if share_of(part) else _within(part, labels, unit) for part in node.arguments]
    return f"{ranked(node)} {listed(words, 'and')}"


def ranked(node: Function) -> str:
    """Return which of its arguments a function picks: ``the lower of`` two, ``the lowest of`` more."""
    of_two, of_more = ("lower", "lowest") if node.function == "least" else ("higher", "highest")
    return f"the {of_two if len(node.arguments) == 2 else of_more} of"


@quantity.register(Coalesce)
def _(node: Coalesce, labels: Mapping[str, Label], unit: str = "") -> str:
    first, *others = (quantity(option, labels, unit) for option in node.options)
    return f"{first} ({', '.join(f'where that is not known, {other}' for other in others)})"


def _within(node: Node, labels: Mapping[str, Label], unit: str) -> str:
    """Return a part of a computation: in brackets, unless it is a single value."""
    words = quantity(node, labels, unit)
    return words if isinstance(node, Constant | Name) else f"({words})"


def share_of(node: Node) -> tuple[float, Node] | None:
    """Return share and whole of a product like ``0.85 * egfr_baseline``; None where ``node`` is no such product."""
    if not isinstance(node, Arithmetic) or node.sign != "*":
        return None
    left, right = sorted(node.operands, key=lambda operand: not isinstance(operand, Constant))
    if isinstance(left, Constant) and isinstance(left.value, float) and not isinstance(right, Constant):
        return (left.value, right) if left.value > 0 else None
    return None


def unit_of(node: Node, labels: Mapping[str, Label]) -> str:
    """Return the unit of a number, where the names in it agree in one."""
    if isinstance(node, Name):
        return label_of(node, labels).unit
    share = share_of(node)
    if share is not None:
        return unit_of(share[1], labels)
    if isinstance(node, Arithmetic) and len(node.operands) > 1 and node.sign not in _SAME_UNIT:
        return ""
    units = {unit_of(child, labels) for child in node.children if not isinstance(child, Constant)}
    return units.pop() if len(units) == 1 else ""


def earlier(subject: Node, other: Node, labels: Mapping[str, Label]) -> str | None:
    """Return ``other`` as a value of the same measure at another time (``its value at baseline``), else None."""
    if isinstance(other, Coalesce):
        values = [earlier(subject, option, labels) for option in other.options]
        if None in values:
            return None
        first, *others = map(str, values)
        return f"{first} ({', '.join(f'where that is not known, {value}' for value in others)})"
    if not isinstance(subject, Name) or not isinstance(other, Name):
        return None
    label = label_of(subject, labels)
    when = when_taken(label.text, label_of(other, labels).text)
    return f"{label.its} value {when}" if when else None
