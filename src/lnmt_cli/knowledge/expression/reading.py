"""From the parser's syntax tree to our own nodes. Each node of the white list has its reader; all else is refused."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.knowledge.expression.nodes import (
    NUMBER,
    TEXT,
    TRUTH,
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
from lnmt_cli.knowledge.expression.parsing import DECIMAL_COMMA, DEEPEST, TOO_DEEP, Source
from lnmt_cli.knowledge.expression.tree import joined
from lnmt_cli.knowledge.expression.writing import written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from lnmt_cli.errors import KnowledgeError
    from lnmt_cli.knowledge.expression.permitted import Permitted

COMPARISONS: Final = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
}
CONJUNCTIONS: Final[Mapping[str, type[And]]] = {"CONJUNCTION_AND": And, "CONJUNCTION_OR": Or}
ARITHMETIC: Final = ("+", "-", "*", "/")
COMPUTED: Final = ("least", "greatest", "abs")
FUNCTIONS: Final = (*COMPUTED, "coalesce")
_CALLED: Final = {TRUTH: "condition"}
_PARSED: Final = {
    "contains": "such a list",
    "regexp_full_match": "`similar to`",
    "regexp_matches": "a regular expression",
    "row": "a second expression",
    "to_days": "an interval",
    "~~": "`like`",
    "~~*": "`ilike`",
    "~~~": "`glob`",
}
"""What people wrote where the parser has a function or sign of its own."""
_NEAR: Final = 0.7
"""How alike two words must be for one to be offered in place of the other (difflib's ratio)."""
_MOST_LISTED: Final = 10
"""How many known words a message lists."""
_REFUSED: Final = {
    "CASE": "`case`",
    "CAST": "a cast",
    "COLLATE": "a collation",
    "LAMBDA": "a lambda",
    "PARAMETER": "a parameter",
    "STAR": "`*`",
    "SUBQUERY": "a subquery",
    "WINDOW": "a window function",
}


class Reader:
    """Reads one expression over ``names`` (name → kind), of which ``permitted`` says what they can be."""

    def __init__(
        self, names: Mapping[str, str], source: Source, permitted: Mapping[str, Permitted] | None = None
    ) -> None:
        self._names, self._source, self._permitted = names, source, permitted or {}
        self._depth = 0
        self._readers: dict[str, Callable[[dict[str, Any]], Node]] = {
            "CONJUNCTION": self._conjunction,
            "COMPARISON": self._comparison,
            "BETWEEN": self._between,
            "COLUMN_REF": self._name,
            "CONSTANT": self._constant,
            "FUNCTION": self._function,
            "OPERATOR": self._operator,
        }
        self._operators: dict[str, Callable[[dict[str, Any]], Node]] = {
            "OPERATOR_NOT": lambda node: Not(self._as(TRUTH, node["children"][0])),
            "OPERATOR_IS_NULL": lambda node: IsUnknown(self.read(node["children"][0])),
            "OPERATOR_IS_NOT_NULL": lambda node: IsKnown(self.read(node["children"][0])),
            "OPERATOR_COALESCE": self._coalesce,
            "COMPARE_IN": self._membership,
        }

    def read(self, node: dict[str, Any]) -> Node:
        """Return ``node`` as one of ours. Raises KnowledgeError, with its place, for what is not on the list."""
        reader = self._readers.get(node["class"])
        if reader is None or node.get("alias"):
            what = _REFUSED.get(node["class"], f"{node['class'].lower()!r}")
            raise self._refused(node, f"{what if reader is None else 'an alias'} is not allowed here")
        if self._depth > DEEPEST:
            raise self._source.refused(TOO_DEEP)
        self._depth += 1
        found = reader(node)
        self._depth -= 1
        return found

    def _refused(self, node: dict[str, Any], what: str, meant: str = "", hint: str = "") -> KnowledgeError:
        at, fragment = self._source.character(node.get("query_location"), node.get("query_location_length") or 0)
        shown = f": `{fragment}`" if fragment and not meant else ""
        return self._source.refused(f"{what}{shown}{meant or '.'}", at, hint)

    def _as(self, kind: str, node: dict[str, Any]) -> Node:
        found = self.read(node)
        if found.kind != kind:
            hint = "Compare it, as in `upcr < 0.5`." if kind == TRUTH else ""
            wanted, given = (_CALLED.get(word, word) for word in (kind, found.kind))
            raise self._refused(node, f"a {wanted} is expected here, not a {given}", hint=hint)
        return found

    def _conjunction(self, node: dict[str, Any]) -> Node:
        return joined(CONJUNCTIONS[node["type"]], [self._as(TRUTH, child) for child in node["children"]])

    def _comparison(self, node: dict[str, Any]) -> Node:
        sign = COMPARISONS.get(node["type"])
        if sign is None:
            raise self._refused(node, "this comparison is not allowed")
        left = self.read(node["left"])
        if left.kind == TRUTH:
            raise self._refused(node, "conditions are not compared", hint="Join them with `and`, `or`, `not`.")
        right = self._as(left.kind, node["right"])
        if left.kind == TEXT and sign not in {"=", "<>"}:
            raise self._refused(node, "texts can only be compared with = and <>")
        self._permit(left, right, node["right"])
        self._permit(right, left, node["left"])
        return Comparison(left, sign, right)

    def _between(self, node: dict[str, Any]) -> Node:
        subject, lower, upper = (self._as(NUMBER, node[key]) for key in ("input", "lower", "upper"))
        self._permit(subject, lower, node["lower"])
        self._permit(subject, upper, node["upper"])
        return Between(subject, lower, upper)

    def _permit(self, subject: Node, other: Node, node: dict[str, Any]) -> None:
        """Refuse to compare a name with a constant that it can never be."""
        permitted = self._permitted.get(subject.name) if isinstance(subject, Name) else None
        if permitted is None or not isinstance(subject, Name) or not isinstance(other, Constant):
            return
        if permitted.hold(other.value):
            return
        what = f"{subject.name!r} is never {written(other)}"
        words = _meant(other.value, permitted.words) if isinstance(other.value, str) else ""
        raise self._refused(node, what, words or f"; it is {permitted.describe()}.")

    def _name(self, node: dict[str, Any]) -> Node:
        name = ".".join(node["column_names"])
        if name not in self._names:
            raise self._refused(node, f"unknown name {name!r}", _meant(name, self._names))
        return Name(name, self._names[name])

    def _constant(self, node: dict[str, Any]) -> Node:
        literal = node.get("literal") or {}
        text = str(literal.get("text", ""))
        if literal.get("kind") == "STRING":
            return Constant(text)
        if literal.get("kind") not in {"NUMERIC", "INTEGER"}:
            hint = "A condition stands alone: `rescue`, `not rescue`; what is not known is `is null`."
            raise self._refused(node, "only numbers and words in quotes are allowed as constants", hint=hint)
        number = float(text) + 0.0
        if not math.isfinite(number) or (number == 0) != (Decimal(text) == 0):
            raise self._refused(node, "this number is beyond what can be computed with")
        return Constant(number)

    def _function(self, node: dict[str, Any]) -> Node:
        name = node["function_name"]
        full = ".".join(filter(None, (node.get("catalog"), node.get("schema"), name)))
        if full not in (ARITHMETIC if node["is_operator"] else COMPUTED):
            raise self._not_listed(node, full)
        arguments = node["arguments"]
        bare = not (node.get("filter") or node.get("distinct") or (node.get("order_bys") or {}).get("orders"))
        if not bare or any(argument["name"] for argument in arguments):
            raise self._refused(node, f"only the arguments of {name!r} are allowed between its brackets")
        return self._computed(node, name, tuple(self._as(NUMBER, argument["expression"]) for argument in arguments))

    def _not_listed(self, node: dict[str, Any], name: str) -> KnowledgeError:
        comma = DECIMAL_COMMA.search(self._source.plain)
        if name == "row" and comma:
            hint = f"Write {comma[0].replace(',', '.')}."
            return self._source.refused("decimals take a point, not a comma.", comma.start(), hint)
        if name in _PARSED:
            return self._refused(node, f"{_PARSED[name]} is not allowed here")
        what, known = ("sign", ARITHMETIC) if node["is_operator"] else ("function", FUNCTIONS)
        return self._refused(node, f"the {what} {name!r} is not allowed", _meant(name, known))

    def _computed(self, node: dict[str, Any], name: str, arguments: tuple[Node, ...]) -> Node:
        if name in ARITHMETIC:
            # A plus before a single number says nothing.
            return arguments[0] if name == "+" and len(arguments) == 1 else Arithmetic(name, arguments)
        if (len(arguments) == 1) != (name == "abs") or not arguments:
            raise self._refused(node, f"{name!r} takes {'one number' if name == 'abs' else 'two numbers or more'}")
        return Function(name, arguments)

    def _operator(self, node: dict[str, Any]) -> Node:
        reader = self._operators.get(node["type"])
        if reader is None:
            raise self._refused(node, "this operator is not allowed")
        return reader(node)

    def _coalesce(self, node: dict[str, Any]) -> Node:
        first = self.read(node["children"][0])
        if first.kind == TEXT or len(node["children"]) < 2:
            raise self._refused(node, "'coalesce' takes two numbers or more, or two conditions or more")
        return Coalesce((first, *(self._as(first.kind, child) for child in node["children"][1:])))

    def _membership(self, node: dict[str, Any]) -> Node:
        subject = self.read(node["children"][0])
        members = [self._as(subject.kind, child) for child in node["children"][1:]]
        constants = tuple(member for member in members if isinstance(member, Constant))
        if subject.kind == TRUTH or len(constants) != len(members):
            raise self._refused(node, "a list holds numbers or words in quotes only")
        for member, child in zip(constants, node["children"][1:], strict=True):
            self._permit(subject, member, child)
        return Membership(subject, constants)


def _meant(word: str, known: Collection[str]) -> str:
    """Return the known word that was meant, else which are known: of many, those that come nearest."""
    from difflib import get_close_matches

    lowered = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), lowered, n=1, cutoff=_NEAR) or _other_endings(word.lower(), lowered)
    if near:
        return f"; did you mean {lowered[near[0]]!r}?"
    if len(lowered) <= _MOST_LISTED:
        return f"; known are {', '.join(sorted(known))}."
    nearest = get_close_matches(word.lower(), lowered, n=_MOST_LISTED, cutoff=0.0)
    return f"; known are, among others, {', '.join(lowered[name] for name in nearest)}."


def _other_endings(word: str, known: Collection[str]) -> list[str]:
    """Return the known names that are the word with one ending more, the shortest first, or with one less."""
    longer = sorted((name for name in known if name.startswith(f"{word}_")), key=len)
    return longer or sorted((name for name in known if word.startswith(f"{name}_")), key=len, reverse=True)
