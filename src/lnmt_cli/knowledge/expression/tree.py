"""What is done to a tree of nodes as such: joined, walked, turned round."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.expression.nodes import (
    INVERSE,
    MIRRORED,
    And,
    Coalesce,
    Comparison,
    Constant,
    IsKnown,
    IsUnknown,
    Name,
    Node,
    Not,
    Or,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def joined(kind: type[And], parts: Iterable[Node]) -> Node:
    """Return ``parts`` under one `And` or `Or`, flattened: alike within alike is one; a single part is itself."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if type(part) is kind and isinstance(part, And) else (part,))
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def walked(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, in the order in which they are written."""
    yield node
    for child in node.children:
        yield from walked(child)


def names_in(node: Node) -> tuple[str, ...]:
    """Return the names that a tree uses, in the order of their first use."""
    return tuple(dict.fromkeys(found.name for found in walked(node) if isinstance(found, Name)))


def oriented(comparison: Comparison) -> Comparison:
    """Return a comparison the way people put it: what is judged on the left, the bound on the right."""
    left, right = comparison.left, comparison.right
    if isinstance(left, Constant) or (isinstance(right, Name) and not isinstance(left, Name)):
        return Comparison(right, MIRRORED[comparison.sign], left)
    return comparison


def straightened(node: Node) -> Node:
    """Return the same condition with each `Not` pushed down to a single name, range or list, the only ones to keep it.

    The verdict is the same for all values: De Morgan's laws hold in three-valued logic too.
    """
    if isinstance(node, Not):
        turned = negated(node.part)
        return turned if isinstance(turned, Not) else straightened(turned)
    if isinstance(node, And):
        return joined(type(node), map(straightened, node.parts))
    if isinstance(node, Coalesce):
        return Coalesce(tuple(map(straightened, node.options)))
    return type(node)(straightened(node.subject)) if isinstance(node, IsKnown) else node


@singledispatch
def negated(node: Node) -> Node:
    """Return what holds where ``node`` is false, and is unknown where it is unknown (De Morgan's laws)."""
    return Not(node)


@negated.register(Not)
def _(node: Not) -> Node:
    return node.part


@negated.register(And)
def _(node: And) -> Node:
    return joined(Or, map(negated, node.parts))


@negated.register(Or)
def _(node: Or) -> Node:
    return joined(And, map(negated, node.parts))


@negated.register(Coalesce)
def _(node: Coalesce) -> Node:
    return Coalesce(tuple(map(negated, node.options)))


@negated.register(Comparison)
def _(node: Comparison) -> Node:
    return Comparison(node.left, INVERSE[node.sign], node.right)


@negated.register(IsKnown)
def _(node: IsKnown) -> Node:
    return IsUnknown(node.subject)


@negated.register(IsUnknown)
def _(node: IsUnknown) -> Node:
    return IsKnown(node.subject)
