"""Why an expression is true, false or unknown for one patient: the comparisons that decide, with the numbers."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge.expression.evaluating import Value, truth, value
from lnmt_cli.knowledge.expression.labels import Label, label_of, listed, number_text
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
from lnmt_cli.knowledge.expression.prose import said, subject_of
from lnmt_cli.knowledge.expression.quantities import quantity, ranked
from lnmt_cli.knowledge.expression.tree import names_in, negated, oriented, straightened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SIGNS: Final = {"<=": "≤", ">=": "≥", "<>": "≠", "*": "×", "-": "−"}
_FEWEST_DIGITS: Final = 2


class Patient(NamedTuple):
    """The values of one patient, the decimals to which they are compared, and what the names are called."""

    values: Mapping[str, Value]
    decimals: int
    labels: Mapping[str, Label]

    def truth(self, node: Node) -> bool | None:
        """Return the verdict of a condition for this patient."""
        return truth(node, self.values, self.decimals)

    def called(self, name: Name) -> str:
        """Return the label of a name."""
        return label_of(name, self.labels).text


def reasons(node: Node, patient: Patient) -> Iterator[str]:
    """Yield what decides a condition for this patient: what holds, or, if it is unknown, what is not known."""
    straight = straightened(node)
    verdict = patient.truth(straight)
    if verdict is None:
        yield from _unknown(straight, patient)
    else:
        yield from _holding(straight if verdict else negated(straight), patient)


@singledispatch
def _holding(node: Node, patient: Patient) -> Iterator[str]:
    """Yield what makes a condition true that is true."""
    yield said(node, patient.labels)


@_holding.register(And)
def _(node: And, patient: Patient) -> Iterator[str]:
    for part in node.parts:
        if patient.truth(part):
            yield from _holding(part, patient)


@_holding.register(Coalesce)
def _(node: Coalesce, patient: Patient) -> Iterator[str]:
    yield from _holding(next(option for option in node.options if patient.truth(option)), patient)


@_holding.register(Between)
def _(node: Between, patient: Patient) -> Iterator[str]:
    yield from _holding(node.bounds, patient)


@_holding.register(Not)
def _(node: Not, patient: Patient) -> Iterator[str]:
    if isinstance(node.part, Between):
        yield from _holding(negated(node.part.bounds), patient)
    elif isinstance(node.part, Membership):
        members = " or ".join(_constant(member) for member in node.part.members)
        yield f"{_with_value(node.part.subject, patient)}, not {members}"
    else:
        yield said(node, patient.labels)


@_holding.register(IsKnown)
def _(node: IsKnown, patient: Patient) -> Iterator[str]:
    yield f"{subject_of(node, patient.labels)} is {'not ' if isinstance(node, IsUnknown) else ''}known"


@_holding.register(Membership)
def _(node: Membership, patient: Patient) -> Iterator[str]:
    yield _with_value(node.subject, patient)


@_holding.register(Comparison)
def _(node: Comparison, patient: Patient) -> Iterator[str]:
    turned = oriented(node)
    if turned.left.kind == NUMBER:
        yield _compared(turned, patient)
    elif turned.sign == "=":
        yield _with_value(turned.left, patient)
    else:
        right = turned.right
        other = _constant(right) if isinstance(right, Constant) else _with_value(right, patient)
        yield f"{_with_value(turned.left, patient)}, not {other}"


def _with_value(node: Node, patient: Patient) -> str:
    """Return a text or a number with its value: ``sex is M``."""
    found = value(node, patient.values, patient.decimals)
    shown = number_text(found) if isinstance(found, float) else str(found)
    return f"{patient.called(node) if isinstance(node, Name) else 'the value'} is {shown}"


def _constant(node: Constant) -> str:
    return node.value if isinstance(node.value, str) else number_text(node.value)


def _compared(node: Comparison, patient: Patient) -> str:
    """Return a comparison that holds with its numbers, to as few digits as leave it true to the reader."""
    settled = Comparison(_settled(node.left, patient), node.sign, _settled(node.right, patient))
    used = {name: patient.values[name] for name in names_in(settled)}
    for digits in range(_FEWEST_DIGITS, patient.decimals + 1):
        shown: dict[str, Value] = {name: float(number_text(float(found or 0), digits)) for name, found in used.items()}
        if truth(settled, shown, patient.decimals):
            break
    else:
        shown = used
    bare = _is_own_share(node)
    left = _numbered(settled.left, patient._replace(values=shown), False)
    right = _numbered(settled.right, patient._replace(values=shown), bare)
    return f"{left} {_SIGNS.get(node.sign, node.sign)} {right}"


def _is_own_share(node: Comparison) -> bool:
    """Return whether the bound is computed from one other value of the same measure: it then needs no name."""
    names = names_in(node.right)
    own = isinstance(node.left, Name) and len(names) == 1 and names[0].startswith(f"{node.left.name}_")
    return own and isinstance(node.right, Arithmetic | Function)


def _settled(node: Node, patient: Patient) -> Node:
    """Return a number with the first known of several in their place."""
    if isinstance(node, Coalesce):
        known = (option for option in node.options if value(option, patient.values, patient.decimals) is not None)
        return _settled(next(known), patient)
    settled = tuple(_settled(child, patient) for child in node.children)
    if isinstance(node, Arithmetic):
        return Arithmetic(node.sign, settled)
    return Function(node.function, settled) if isinstance(node, Function) else node


@singledispatch
def _numbered(node: Node, patient: Patient, bare: bool) -> str:
    """Return a computation with its numbers written in, each after its name unless ``bare``."""
    raise NotImplementedError(type(node).__name__)


@_numbered.register(Constant)
def _(node: Constant, _patient: Patient, _bare: bool) -> str:
    return _constant(node)


@_numbered.register(Name)
def _(node: Name, patient: Patient, bare: bool) -> str:
    shown = number_text(float(patient.values[node.name] or 0))
    return shown if bare else f"{patient.called(node)} {shown}"


@_numbered.register(Arithmetic)
def _(node: Arithmetic, patient: Patient, bare: bool) -> str:
    sign = _SIGNS.get(node.sign, node.sign)
    operands = []
    for operand in node.operands:
        shown = _numbered(operand, patient, bare)
        operands.append(f"({shown})" if isinstance(operand, Arithmetic | Function) else shown)
    return f" {sign} ".join(operands) if len(operands) > 1 else f"{sign}({operands[0]})"


@_numbered.register(Function)
def _(node: Function, patient: Patient, bare: bool) -> str:
    arguments = [_numbered(argument, patient, bare) for argument in node.arguments]
    return f"{ranked(node)} {listed(arguments, 'and')}" if len(arguments) > 1 else f"|{arguments[0]}|"


@singledispatch
def _unknown(node: Node, patient: Patient) -> Iterator[str]:
    """Yield what is missing for a condition that is unknown, and what holds besides in its other branches."""
    missing = dict.fromkeys(_missing(node, patient))
    yield from missing or ("the value cannot be computed",)


@_unknown.register(And)
def _(node: And, patient: Patient) -> Iterator[str]:
    for part in node.parts:
        if patient.truth(part) is None or isinstance(node, Or):
            yield from reasons(part, patient)


@_unknown.register(Coalesce)
def _(node: Coalesce, patient: Patient) -> Iterator[str]:
    for option in node.options:
        yield from reasons(option, patient)


@_unknown.register(Not)
def _(node: Not, patient: Patient) -> Iterator[str]:
    yield from _unknown(node.part, patient)


@_unknown.register(Between)
def _(node: Between, patient: Patient) -> Iterator[str]:
    yield from _unknown(node.bounds, patient)


def _missing(node: Node, patient: Patient) -> Iterator[str]:
    """Yield what keeps a value from being known; nothing for one that is."""
    if value(node, patient.values, patient.decimals) is not None:
        return
    if isinstance(node, Name):
        yield f"{patient.called(node)} is not known"
    for child in node.children:
        yield from _missing(child, patient)
    if isinstance(node, Arithmetic) and value(node.operands[-1], patient.values, patient.decimals) == 0:
        yield f"{quantity(node.operands[-1], patient.labels)} is 0, by which nothing can be divided"
