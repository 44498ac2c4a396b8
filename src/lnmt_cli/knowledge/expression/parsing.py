"""Expressions read by DuckDB's own SQL parser: text in, syntax tree out. Nothing here is run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from lnmt_cli.errors import KnowledgeError
    from lnmt_cli.knowledge.place import Place

LONGEST: Final = 2000
"""Characters of an expression: far beyond any definition in use, and short enough to parse without harm."""
DEEPEST: Final = 30
"""Levels of brackets, functions and conditions within each other: beyond what anyone can follow."""
TOO_DEEP: Final = f"the expression is nested more than {DEEPEST} levels deep."

_BEFORE: Final = "select ("
_QUOTED: Final = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"")
_FORBIDDEN: Final = re.compile(r"--|/\*|[;$\\]|[^\S \t\n\r]|[\x00-\x08\x0e-\x1f]")
DECIMAL_COMMA: Final = re.compile(r"(?<![\w.,])\d+,\d+(?![\w.,])")
"""A number with a decimal comma, which is read as two numbers."""
_CLAUSES: Final = ("where_clause", "group_expressions", "group_sets", "having", "qualify", "sample", "modifiers")
_read: Final[dict[str, str]] = {}
"""What was parsed ahead, until it is asked for."""


class Source(NamedTuple):
    """An expression as written, and where it stands."""

    written: str
    place: Place

    @property
    def plain(self) -> str:
        """Return the expression with all that stands in quotes made into quotes."""
        return _QUOTED.sub(lambda quoted: "'" * len(quoted[0]), self.written)

    def refused(self, what: str, at: int | None = None, hint: str = "") -> KnowledgeError:
        """Return the error that says what is wrong, at the character ``at`` (from 0) of the expression."""
        return self.place.error(what, hint, self.written, at)

    def character(self, location: int | None, length: int = 0) -> tuple[int | None, str]:
        """Return the character (from 0) at which a node of the parser begins, and its text; None if it has no place.

        The parser counts bytes from the start of what it is given; people count characters of what they wrote.
        """
        before, whole = len(_BEFORE), self.written.encode()
        if location is None or not before <= location <= before + len(whole):
            return None, ""
        start = location - before
        fragment = whole[start : start + length].decode(errors="ignore")
        return len(whole[:start].decode(errors="ignore")), fragment


def parse(source: Source, connection: DuckDBPyConnection) -> dict[str, Any]:
    """Return the syntax tree of the one expression that is written there. Raises KnowledgeError for all else."""
    _check_text(source)
    tree = _serialized(_select(source.written), source, connection)
    if tree["error"]:
        raise _unreadable(tree, source)
    nodes = [statement["node"] for statement in tree["statements"]]
    if len(nodes) != 1 or not _is_bare(nodes[0]):
        raise source.refused("one condition is expected here, and nothing else.")
    found: dict[str, Any] = nodes[0]["select_list"][0]
    return found


def _check_text(source: Source) -> None:
    """Refuse what could hide something from the reader, and what is too long or too deep to parse without harm."""
    written = source.written
    if not written.strip():
        raise source.refused("a condition is expected here.", hint="Compare, as in `upcr < 0.5`.")
    if len(written) > LONGEST:
        raise source.refused(f"the expression is longer than {LONGEST} characters.")
    plain = source.plain
    odd = _FORBIDDEN.search(plain) or re.search(r"\\|[\x00-\x1f]", _quoted_only(written, plain))
    if odd:
        hint = "Write remarks after # on a line of its own, outside the quotes." if odd[0] in {"--", "/*"} else ""
        what = "a comment" if hint else f"the character {odd[0]!r}"
        raise source.refused(f"{what} is not allowed in an expression.", odd.start(), hint)
    if _bracket_depth(plain) > DEEPEST:
        raise source.refused(TOO_DEEP)


def _quoted_only(written: str, plain: str) -> str:
    """Return what stands in quotes, with all else blanked."""
    return "".join(character if mark == "'" else " " for character, mark in zip(written, plain, strict=True))


def _bracket_depth(written: str) -> int:
    depth = deepest = 0
    for character in written:
        depth += (character in "([{") - (character in ")]}")
        deepest = max(deepest, depth)
    return deepest


def read_ahead(texts: Sequence[str], connection: DuckDBPyConnection) -> None:
    """Parse many expressions at once, which takes a sixth of the time of one by one; `parse` then finds them."""
    selects = [_select(text) for text in texts]
    query = "select json_serialize_sql(written) from (select unnest(?::varchar[]) as written)"
    answers = connection.execute(query, [selects]).fetchall()
    _read.update(zip(selects, (answer for (answer,) in answers), strict=True))


def _select(text: str) -> str:
    """Return the statement that is parsed: brackets keep the expression whole, the line break ends what could not."""
    return f"{_BEFORE}{text}\n)"


def _serialized(select: str, source: Source, connection: DuckDBPyConnection) -> dict[str, Any]:
    try:
        answer = (
            _read.pop(select, None) or connection.execute("select json_serialize_sql(?)", [select]).fetchall()[0][0]
        )
        tree: dict[str, Any] = json.loads(answer)
    except RecursionError:
        raise source.refused(TOO_DEEP) from None
    return tree


def _unreadable(tree: dict[str, Any], source: Source) -> KnowledgeError:
    message = str(tree["error_message"]).splitlines()[0]
    if "expression depth" in message:
        return source.refused(TOO_DEEP)
    location = int(tree["position"]) if str(tree.get("position", "")).isdigit() else None
    # Past the end stands the bracket that was put there for the parser: the reader never saw it.
    if location is not None and location > len(_BEFORE) + len(source.written.encode()):
        return _ends_amiss(source)
    return source.refused(f"not an expression: {message}.", source.character(location)[0])


def _ends_amiss(source: Source) -> KnowledgeError:
    """Return the error for an expression whose end is not its end: by its brackets, or by what is lacking."""
    opened: list[int] = []
    for at, character in enumerate(source.plain):
        if character == "(":
            opened.append(at)
        elif character == ")":
            if not opened:
                return source.refused("not an expression: a bracket too many.", at)
            opened.pop()
    if opened:
        return source.refused("not an expression: this bracket is not closed.", opened[-1])
    return source.refused("not an expression: it ends too early.")


def _is_bare(node: dict[str, Any]) -> bool:
    """Return whether a select is one expression, without any clause around it."""
    return (
        node.get("type") == "SELECT_NODE"
        and len(node["select_list"]) == 1
        and (node.get("from_table") or {}).get("type", "EMPTY") == "EMPTY"
        and not any(node.get(clause) for clause in _CLAUSES)
    )
