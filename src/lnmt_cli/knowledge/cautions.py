"""Cautions for the clinician who reviews a flagged patient. The data: ``cautions.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.expression import Expression, compile_expression, read_ahead
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml
from lnmt_cli.knowledge.windows import whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from duckdb import DuckDBPyConnection

RULES: Final = ("present", "absent")
"""The keys of a caution that hold expressions."""


class Caution(NamedTuple):
    """A caution: present if the first expression is true, absent if the second is, else unknown.

    ``within_days``: older last values count as not known · ``why``: what the clinician has to think of.
    """

    id: str
    label: str
    present: Expression
    absent: Expression | None
    within_days: int | None
    why: str
    source: str

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions by which it is told."""
        return (self.present,) if self.absent is None else (self.present, self.absent)


def load_cautions(decimals: int, connection: DuckDBPyConnection, measures: Mapping[str, str]) -> tuple[Caution, ...]:
    """Return the packaged cautions, in file order, over ``measures``, each with its kind. Raises KnowledgeError.

    Numbers are compared to ``decimals``.
    """
    root = read_toml(FOLDER / "cautions.toml")
    names = values.kinds_for_patients(measures)
    tables = dict(root.tables())
    read_ahead([table.text(key) for table in tables.values() for key in RULES if table.has(key)], connection)

    def compiled(table: Table, key: str) -> Expression:
        return compile_expression(table.text(key), names, decimals, table.place(key), connection)

    return tuple(_caution(name, table, compiled) for name, table in tables.items())


def _caution(name: str, table: Table, compiled: Callable[[Table, str], Expression]) -> Caution:
    table.only("label", "present", "absent", "within_days", "why", "source")
    return Caution(
        id=name,
        label=table.text("label"),
        present=compiled(table, "present"),
        absent=compiled(table, "absent") if table.has("absent") else None,
        within_days=whole(table, "within_days") if table.has("within_days") else None,
        why=table.text("why"),
        source=table.text("source"),
    )
