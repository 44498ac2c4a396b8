"""A tree written out: as SQL for the registry, and as the expression that a person would write."""

from __future__ import annotations

from functools import singledispatch

from lnmt_cli.knowledge.expression.nodes import (
    NUMBER,
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
from lnmt_cli.knowledge.expression.tree import walked


@singledispatch
def sql(node: Node, decimals: int) -> str:
    """Return ``node`` as SQL over columns called as its names are.

    A number that is judged is rounded to ``decimals``. Divided by zero, or beyond what a double can hold, it is
    null, so that the verdict is unknown.
    """
    raise NotImplementedError(type(node).__name__)


def _judged(node: Node, decimals: int) -> str:
    """Return a side of a comparison: a number is rounded, and null unless it is finite."""
    if node.kind != NUMBER:
        return sql(node, decimals)
    rounded = f"round({sql(node, decimals)}, {decimals})"
    return f"case when {_finite(node, decimals)} then {rounded} end" if _may_overflow(node) else rounded


def _may_overflow(node: Node) -> bool:
    return any(isinstance(found, Arithmetic) for found in walked(node))


def _finite(node: Node, decimals: int) -> str:
    return f"isfinite({sql(node, decimals)})"


def _listed(nodes: tuple[Node, ...], decimals: int) -> str:
    return ", ".join(sql(node, decimals) for node in nodes)


@sql.register(Constant)
def _(node: Constant, _decimals: int) -> str:
    if isinstance(node.value, str):
        return "'" + node.value.replace("'", "''") + "'"
    # An exponent makes it a double; without one it would be a decimal, which is turned into a double less exactly.
    written = repr(node.value)
    return written if "e" in written else f"{written}e0"


@sql.register(Name)
def _(node: Name, _decimals: int) -> str:
    return '"' + node.name.replace('"', '""') + '"'


@sql.register(Arithmetic)
def _(node: Arithmetic, decimals: int) -> str:
    operands = [sql(operand, decimals) for operand in node.operands]
    if len(operands) == 1:
        return f"({node.sign} {operands[0]})"
    left, right = operands
    return f"({left} {node.sign} {f'nullif({right}, 0)' if node.sign == '/' else right})"


@sql.register(Function)
def _(node: Function, decimals: int) -> str:
    if node.function == "abs":
        return f"abs({_listed(node.arguments, decimals)})"
    # DuckDB's own least and greatest pass over what is null: they would answer from what happens to be known.
    order = "ASC" if node.function == "least" else "DESC"
    return f"list_sort([{_listed(node.arguments, decimals)}], '{order}', 'NULLS FIRST')[1]"


@sql.register(Coalesce)
def _(node: Coalesce, decimals: int) -> str:
    return f"coalesce({_listed(node.options, decimals)})"


@sql.register(Comparison)
def _(node: Comparison, decimals: int) -> str:
    return f"({_judged(node.left, decimals)} {node.sign} {_judged(node.right, decimals)})"


@sql.register(Between)
def _(node: Between, decimals: int) -> str:
    return sql(node.bounds, decimals)


@sql.register(Membership)
def _(node: Membership, decimals: int) -> str:
    members = ", ".join(_judged(member, decimals) for member in node.members)
    return f"({_judged(node.subject, decimals)} in ({members}))"


@sql.register(IsKnown)
def _(node: IsKnown, decimals: int) -> str:
    word = "is null" if isinstance(node, IsUnknown) else "is not null"
    return f"({_judged(node.subject, decimals)} {word})"


@sql.register(And)
def _(node: And, decimals: int) -> str:
    word = " or " if isinstance(node, Or) else " and "
    return "(" + word.join(sql(part, decimals) for part in node.parts) + ")"


@sql.register(Not)
def _(node: Not, decimals: int) -> str:
    return f"(not {sql(node.part, decimals)})"


@singledispatch
def written(node: Node) -> str:
    """Return ``node`` as an expression: read again, it gives the same tree."""
    raise NotImplementedError(type(node).__name__)


def _within(node: Node) -> str:
    """Return ``node`` in brackets, unless it is one word."""
    return written(node) if isinstance(node, Constant | Name | Function | Coalesce) else f"({written(node)})"


@written.register(Constant)
def _(node: Constant) -> str:
    return sql(node, 0) if isinstance(node.value, str) else repr(node.value).removesuffix(".0")


@written.register(Name)
def _(node: Name) -> str:
    return node.name if node.name.isidentifier() else sql(node, 0)


@written.register(Arithmetic)
def _(node: Arithmetic) -> str:
    operands = [_within(operand) for operand in node.operands]
    return f" {node.sign} ".join(operands) if len(operands) > 1 else f"{node.sign} {operands[0]}"


@written.register(Function)
def _(node: Function) -> str:
    return f"{node.function}({', '.join(map(written, node.arguments))})"


@written.register(Coalesce)
def _(node: Coalesce) -> str:
    return f"coalesce({', '.join(map(written, node.options))})"


@written.register(Comparison)
def _(node: Comparison) -> str:
    return f"{_side(node.left)} {node.sign} {_side(node.right)}"


def _side(node: Node) -> str:
    return written(node) if isinstance(node, Arithmetic) else _within(node)


@written.register(Between)
def _(node: Between) -> str:
    return f"{_within(node.subject)} between {_within(node.lower)} and {_within(node.upper)}"


@written.register(Membership)
def _(node: Membership) -> str:
    return f"{_within(node.subject)} in ({', '.join(map(written, node.members))})"


@written.register(IsKnown)
def _(node: IsKnown) -> str:
    return f"{_within(node.subject)} is {'' if isinstance(node, IsUnknown) else 'not '}null"


@written.register(And)
def _(node: And) -> str:
    word = " or " if isinstance(node, Or) else " and "
    return word.join(f"({written(part)})" if isinstance(part, And) else written(part) for part in node.parts)


@written.register(Not)
def _(node: Not) -> str:
    return f"not {_within(node.part)}"
