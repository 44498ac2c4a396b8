"""Expressions of response definitions, criteria and cautions: parsed by DuckDB's own SQL parser, held to a white list.

Only our own tree of nodes is used: what is emitted is written anew from it, so an expression from elsewhere can
compare and compute, and do nothing else. Both sides of a numeric comparison are rounded to the protocol's decimals,
so that a fall of exactly 50 % is 50 %.
"""

from lnmt_cli.knowledge.expression.compiled import Expression, compile_expression
from lnmt_cli.knowledge.expression.labels import Label
from lnmt_cli.knowledge.expression.nodes import NUMBER, TEXT, TRUTH
from lnmt_cli.knowledge.expression.parsing import DEEPEST, LONGEST, read_ahead
from lnmt_cli.knowledge.expression.permitted import Permitted
from lnmt_cli.knowledge.place import Place

__all__ = [
    "DEEPEST",
    "LONGEST",
    "NUMBER",
    "TEXT",
    "TRUTH",
    "Expression",
    "Label",
    "Permitted",
    "Place",
    "compile_expression",
    "read_ahead",
]
