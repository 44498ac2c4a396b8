"""Expressions of response definitions and cautions: parsed by DuckDB's own SQL parser, held against a white list.

Only the syntax tree is used: what is emitted is written anew from the nodes that are allowed, so an expression from
elsewhere can compare and compute, and do nothing else. Both sides of a numeric comparison are rounded to the
protocol's decimals, so that a fall of exactly 50 % is 50 %.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lnmt_cli.errors import KnowledgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyConnection

COMPARISONS: Final = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
}
CONJUNCTIONS: Final = {"CONJUNCTION_AND": "and", "CONJUNCTION_OR": "or"}
ARITHMETIC: Final = ("+", "-", "*", "/")
FUNCTIONS: Final = ("least", "greatest", "abs")
LONGEST: Final = 2000
"""Characters of an expression: far beyond any definition in use, and short enough to parse without harm."""

NUMBER, TEXT, TRUTH = "number", "text", "truth"


class Place(NamedTuple):
    """Where an expression stands: named in every message."""

    file: str
    key: str

    def error(self, what: str, hint: str = "") -> KnowledgeError:
        """Return the error that says what is wrong here."""
        return KnowledgeError(f"{self.file}: {self.key}: {what}", hint)


class Expression(NamedTuple):
    """A truth-valued expression: its SQL, the names it uses in the order of their first use, the text as written."""

    sql: str
    names: tuple[str, ...]
    written: str


def compile_expression(
    written: str, names: Mapping[str, str], decimals: int, place: Place, connection: DuckDBPyConnection
) -> Expression:
    """Return ``written`` as SQL over ``names`` (name → ``number`` or ``text``).

    Raises KnowledgeError, with file, key and position, for anything outside the white list.
    """
    writer = _Writer(names, decimals, place)
    sql, kind = writer.write(_parse(written, place, connection))
    if kind != TRUTH:
        raise place.error("the expression is not a condition (true or false).", "Compare, as in `upcr < 0.5`.")
    return Expression(sql, tuple(writer.used), written)


def _parse(written: str, place: Place, connection: DuckDBPyConnection) -> dict[str, Any]:
    if len(written) > LONGEST:
        raise place.error(f"the expression is longer than {LONGEST} characters.")
    answer = connection.execute("select json_serialize_sql(?)", ["select " + written]).fetchall()[0][0]
    tree = json.loads(answer)
    if tree["error"]:
        raise place.error(f"not an expression: {tree['error_message']}.")
    nodes = [statement["node"] for statement in tree["statements"]]
    if len(nodes) != 1 or not _is_bare(nodes[0]):
        raise place.error("one condition is expected here, and nothing else.")
    found: dict[str, Any] = nodes[0]["select_list"][0]
    return found


def _is_bare(node: dict[str, Any]) -> bool:
    """Return whether a select is one expression, without any clause around it."""
    clauses = ("where_clause", "group_expressions", "having", "qualify", "sample", "modifiers")
    return (
        node.get("type") == "SELECT_NODE"
        and len(node["select_list"]) == 1
        and (node.get("from_table") or {}).get("type", "EMPTY") == "EMPTY"
        and not any(node.get(clause) for clause in clauses)
    )


class _Writer:
    """Writes SQL anew from the nodes of the white list, and remembers the names used."""

    def __init__(self, names: Mapping[str, str], decimals: int, place: Place) -> None:
        self.names, self.decimals, self.place = names, decimals, place
        self.used: dict[str, None] = {}
        self._writers: dict[str, Callable[[dict[str, Any]], tuple[str, str]]] = {
            "CONJUNCTION": self._conjunction,
            "COMPARISON": self._comparison,
            "COLUMN_REF": self._name,
            "CONSTANT": self._constant,
            "FUNCTION": self._function,
            "OPERATOR": self._operator,
        }

    def write(self, node: dict[str, Any]) -> tuple[str, str]:
        """Return the SQL of ``node`` and whether it is a number, a text or a truth value."""
        writer = self._writers.get(node["class"])
        if writer is None:
            raise self._refused(node, f"{node['class'].lower()} is not allowed here")
        return writer(node)

    def _refused(self, node: dict[str, Any], what: str) -> KnowledgeError:
        # The parser counts from the start of "select …"; people count from the start of the expression.
        position = max(int(node.get("query_location") or 0) - len("select ") + 1, 1)
        return self.place.error(f"at character {position}: {what}" + ("" if what.endswith("?") else "."))

    def _as(self, kind: str, node: dict[str, Any]) -> str:
        sql, found = self.write(node)
        if found != kind:
            raise self._refused(node, f"a {kind} is expected here, not a {found}")
        return sql

    def _conjunction(self, node: dict[str, Any]) -> tuple[str, str]:
        word = CONJUNCTIONS[node["type"]]
        return "(" + f" {word} ".join(self._as(TRUTH, child) for child in node["children"]) + ")", TRUTH

    def _comparison(self, node: dict[str, Any]) -> tuple[str, str]:
        sign = COMPARISONS.get(node["type"])
        if sign is None:
            raise self._refused(node, "this comparison is not allowed")
        left, kind = self.write(node["left"])
        right = self._as(kind, node["right"])
        if kind == NUMBER:
            left, right = (f"round({side}, {self.decimals})" for side in (left, right))
        return f"({left} {sign} {right})", TRUTH

    def _name(self, node: dict[str, Any]) -> tuple[str, str]:
        name = ".".join(node["column_names"])
        if name not in self.names:
            import difflib

            near = difflib.get_close_matches(name, self.names, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(self.names))}"
            raise self._refused(node, f"unknown name {name!r}{meant}")
        self.used[name] = None
        return f'"{name}"', self.names[name]

    def _constant(self, node: dict[str, Any]) -> tuple[str, str]:
        literal = node.get("literal") or {}
        text = str(literal.get("text", ""))
        if literal.get("kind") in {"NUMERIC", "INTEGER"}:
            return f"cast({float(text)!r} as double)", NUMBER
        if literal.get("kind") == "STRING":
            return "'" + text.replace("'", "''") + "'", TEXT
        raise self._refused(node, "only numbers and words in quotes are allowed as constants")

    def _function(self, node: dict[str, Any]) -> tuple[str, str]:
        name = node["function_name"]
        arguments = [self._as(NUMBER, argument["expression"]) for argument in node["arguments"]]
        if name in ARITHMETIC and len(arguments) <= 2:
            return (f"({name}{arguments[0]})" if len(arguments) == 1 else f"({f' {name} '.join(arguments)})"), NUMBER
        if name in FUNCTIONS and not node["is_operator"]:
            return f"{name}({', '.join(arguments)})", NUMBER
        raise self._refused(node, f"the function {name!r} is not allowed; {', '.join(FUNCTIONS)} are")

    def _operator(self, node: dict[str, Any]) -> tuple[str, str]:
        child = node["children"][0]
        if node["type"] == "OPERATOR_NOT":
            return f"(not {self._as(TRUTH, child)})", TRUTH
        if node["type"] in {"OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"}:
            word = "is null" if node["type"] == "OPERATOR_IS_NULL" else "is not null"
            return f"({self.write(child)[0]} {word})", TRUTH
        raise self._refused(node, "this operator is not allowed")
