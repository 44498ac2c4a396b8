"""An expression in plain English, made from its tree."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.expression.labels import NO, YES, Label, label_of, listed, percent_text
from lnmt_cli.knowledge.expression.nodes import (
    NUMBER,
    TRUTH,
    And,
    Between,
    Coalesce,
    Comparison,
    Constant,
    IsKnown,
    IsUnknown,
    Membership,
    Name,
    Node,
    Not,
    Or,
)
from lnmt_cli.knowledge.expression.quantities import earlier, quantity, share_of, unit_of
from lnmt_cli.knowledge.expression.tree import oriented, straightened

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMPARED: Final = {
    "<": "below",
    "<=": "at most",
    ">": "above",
    ">=": "at least",
    "=": "equal to",
    "<>": "other than",
}
_COUNTED: Final = {"<": "less than", ">": "more than"}
_FALLS: Final = {
    "<": "a fall of more than {}",
    "<=": "a fall of {} or more",
    ">": "a fall of less than {}",
    ">=": "a fall of up to {}",
}
_RISES: Final = {
    "<": "a rise of less than {}",
    "<=": "a rise of up to {}",
    ">": "a rise of more than {}",
    ">=": "a rise of {} or more",
}


def prose(node: Node, labels: Mapping[str, Label]) -> str:
    """Return a condition in words, with the label and the unit of each name.

    What is nested is bracketed, so that the words can be read in one way only.
    """
    return said(straightened(node), labels)


@singledispatch
def said(node: Node, labels: Mapping[str, Label]) -> str:
    """Return a straightened condition in words."""
    raise NotImplementedError(type(node).__name__)


def _bracketed(node: Node, labels: Mapping[str, Label]) -> str:
    words = said(node, labels)
    return f"({words})" if isinstance(node, And | Coalesce) else words


@said.register(Name)
def _(node: Name, labels: Mapping[str, Label]) -> str:
    return label_of(node, labels).text


@said.register(Comparison)
def _(node: Comparison, labels: Mapping[str, Label]) -> str:
    turned = oriented(node)
    left, sign, right = turned.left, turned.sign, turned.right
    if left.kind != NUMBER:
        compared = "other than " if sign == "<>" else ""
        return _yes_or_no(turned, labels) or f"{quantity(left, labels)} {compared}{quantity(right, labels)}"
    unit = unit_of(left, labels) or unit_of(right, labels)
    start = f"{quantity(left, labels, unit)} {_COMPARED[sign]}"
    if _is_count(left, labels) and isinstance(right, Constant):
        return f"{_COUNTED.get(sign) or _COMPARED[sign]} {quantity(right, labels)} {quantity(left, labels)}"
    if own := earlier(left, right, labels):
        return f"{start} {own}"
    share = share_of(right)
    own = share and earlier(left, share[1], labels)
    if share and own:
        change = _change(sign, share[0])
        words = f"{start} {percent_text(share[0])} of {own}"
        # One bracket for both, where the earlier value has one already.
        return f"{words[:-1]}; {change})" if change and words.endswith(")") else words + (change and f" ({change})")
    return f"{start} {quantity(right, labels, unit)}"


def _yes_or_no(node: Comparison, labels: Mapping[str, Label]) -> str:
    """Return ``red-cell casts`` or ``no red-cell casts`` for a text that says yes or no; empty for any other."""
    left, right = node.left, node.right
    if not isinstance(left, Name) or not isinstance(right, Constant) or right.value not in {YES, NO}:
        return ""
    label = label_of(left, labels)
    if not label.negative:
        return ""
    return label.text if (right.value == YES) == (node.sign == "=") else label.negative


def _is_count(node: Node, labels: Mapping[str, Label]) -> bool:
    return isinstance(node, Name) and label_of(node, labels).is_count


def _change(sign: str, share: float) -> str:
    """Return what a bound of ``share`` times an earlier value means for the change since."""
    change = (_FALLS if share < 1 else _RISES).get(sign) if share != 1 else None
    return change.format(percent_text(share, less=100)) if change else ""


@said.register(Between)
def _(node: Between, labels: Mapping[str, Label]) -> str:
    return _range(node, "from", labels)


def _range(node: Between, word: str, labels: Mapping[str, Label]) -> str:
    unit = unit_of(node.subject, labels)
    if _is_count(node.subject, labels):
        ends = (quantity(end, labels) for end in (node.lower, node.upper))
        return f"{word} {' to '.join(ends)} {quantity(node.subject, labels)}"
    lower, upper = quantity(node.lower, labels), quantity(node.upper, labels, unit)
    return f"{quantity(node.subject, labels, unit)} {word} {lower} to {upper}"


@said.register(Membership)
def _(node: Membership, labels: Mapping[str, Label]) -> str:
    return f"{quantity(node.subject, labels)} {_members(node, labels)}"


def _members(node: Membership, labels: Mapping[str, Label]) -> str:
    unit = unit_of(node.subject, labels)
    return " or ".join(quantity(member, labels, unit) for member in node.members)


@said.register(IsKnown)
def _(node: IsKnown, labels: Mapping[str, Label]) -> str:
    return f"{subject_of(node, labels)} {'not known' if isinstance(node, IsUnknown) else 'known'}"


def subject_of(node: IsKnown, labels: Mapping[str, Label]) -> str:
    """Return in words what is known or not: in brackets, unless it is a single value."""
    subject = node.subject
    words = said(subject, labels) if subject.kind == TRUTH else quantity(subject, labels)
    return words if isinstance(subject, Name) else f"({words})"


@said.register(And)
def _(node: And, labels: Mapping[str, Label]) -> str:
    words = [_either(part, labels) if isinstance(part, Or) else _bracketed(part, labels) for part in node.parts]
    if len(words) == 2 and not any(isinstance(part, Or) for part in node.parts):
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


def _either(node: Or, labels: Mapping[str, Label]) -> str:
    """Return an alternative as a part of an enumeration: in brackets if its branches are enumerations themselves."""
    return _bracketed(node, labels) if _is_nested(node) else said(node, labels)


def _is_nested(node: Or) -> bool:
    return any(isinstance(part, And | Coalesce) for part in node.parts)


@said.register(Or)
def _(node: Or, labels: Mapping[str, Label]) -> str:
    words = [_branch(part, labels) for part in node.parts]
    return f"either {', or '.join(words) if _is_nested(node) else listed(words, 'or')}"


def _branch(node: Node, labels: Mapping[str, Label]) -> str:
    """Return a branch of an alternative: an enumeration of single conditions needs no brackets there."""
    plain = isinstance(node, And) and not any(isinstance(part, And | Coalesce) for part in node.parts)
    return said(node, labels) if plain else _bracketed(node, labels)


@said.register(Coalesce)
def _(node: Coalesce, labels: Mapping[str, Label]) -> str:
    return "; where that is not known, ".join(_option(option, labels) for option in node.options)


def _option(node: Node, labels: Mapping[str, Label]) -> str:
    """Return an option, which ends where the next one begins: a word in front tells where it does, not a bracket."""
    if isinstance(node, And) and not isinstance(node, Or):
        return f"{'both' if len(node.parts) == 2 else 'all of'} {said(node, labels)}"
    return said(node, labels) if isinstance(node, Or) else _bracketed(node, labels)


@said.register(Not)
def _(node: Not, labels: Mapping[str, Label]) -> str:
    part = node.part
    if isinstance(part, Between):
        return _range(part, "outside", labels)
    if isinstance(part, Membership):
        return f"{quantity(part.subject, labels)} other than {_members(part, labels)}"
    return label_of(part, labels).denial if isinstance(part, Name) else f"not ({said(part, labels)})"
