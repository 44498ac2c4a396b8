"""An expression made ready for use: one tree from which SQL, prose, verdicts and explanations come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.expression import explaining
from lnmt_cli.knowledge.expression.evaluating import Value, truth
from lnmt_cli.knowledge.expression.nodes import TRUTH, And, Node, Or
from lnmt_cli.knowledge.expression.parsing import Source, parse
from lnmt_cli.knowledge.expression.prose import prose
from lnmt_cli.knowledge.expression.reading import Reader
from lnmt_cli.knowledge.expression.tree import joined, names_in
from lnmt_cli.knowledge.expression.writing import sql, written

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from duckdb import DuckDBPyConnection

    from lnmt_cli.knowledge.expression.labels import Label
    from lnmt_cli.knowledge.expression.permitted import Permitted
    from lnmt_cli.knowledge.place import Place


@dataclass(frozen=True)
class Expression:
    """A condition over named values: its tree, and the decimals to which its numbers are compared."""

    tree: Node
    decimals: int
    written: str

    @cached_property
    def sql(self) -> str:
        """Return the condition as SQL, in brackets where it needs them, over columns called as the names are."""
        return sql(self.tree, self.decimals)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names that are used, in the order of their first use."""
        return names_in(self.tree)

    @cached_property
    def terms(self) -> tuple[Expression, ...]:
        """Return the conditions that must all hold, each by itself; one alone where there is no outermost ``and``."""
        tree = self.tree
        parts = tree.parts if isinstance(tree, And) and not isinstance(tree, Or) else (tree,)
        return tuple(Expression(part, self.decimals, written(part)) for part in parts)

    def evaluate(self, values: Mapping[str, Value]) -> bool | None:
        """Return the verdict with ``values``, the same that the SQL gives; None is unknown.

        A name that is not among the values is not known.
        """
        return truth(self.tree, values, self.decimals)

    def explain(self, values: Mapping[str, Value], labels: Mapping[str, Label] | None = None) -> tuple[str, ...]:
        """Return what decides the verdict, with the numbers written in: ``egfr 78 < 0.85 × 92``.

        For a condition that is true or false, comparisons that hold; for one that is unknown, what is not known
        (``upcr at baseline is not known``), with what holds in the other branches of an ``or``. Units are left out.
        """
        patient = explaining.Patient(values, self.decimals, labels or {})
        return tuple(dict.fromkeys(explaining.reasons(self.tree, patient)))

    def prose(self, labels: Mapping[str, Label]) -> str:
        """Return the condition in plain English; a name without a label is called as it is."""
        return prose(self.tree, labels)

    def without(self, names: Collection[str]) -> Expression | None:
        """Return the condition less those of its terms that use one of ``names``; None if none is left."""
        kept = [term.tree for term in self.terms if not set(names).intersection(term.names)]
        if len(kept) == len(self.terms):
            return self
        if not kept:
            return None
        tree = joined(And, kept)
        return Expression(tree, self.decimals, written(tree))


def compile_expression(
    text: str,
    names: Mapping[str, str],
    decimals: int,
    place: Place,
    connection: DuckDBPyConnection,
    permitted: Mapping[str, Permitted] | None = None,
) -> Expression:
    """Return the condition ``text`` over ``names`` (name → ``number``, ``text`` or ``truth``).

    Raises KnowledgeError, with file, line, key and character, for anything outside the white list, and for a constant
    that the name which it is compared with can never be, where ``permitted`` says what that is. The connection parses;
    nothing is run on it.
    """
    source = Source(text, place)
    tree = Reader(names, source, permitted).read(parse(source, connection))
    if tree.kind != TRUTH:
        raise source.refused("the expression is not a condition (true or false).", hint="Compare, as in `upcr < 0.5`.")
    return Expression(tree, decimals, text)
