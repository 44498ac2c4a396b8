"""Cautions for the clinician who reviews a flagged patient. The data: ``cautions.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge.expression import NUMBER, TEXT, Expression, Place, compile_expression
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NAMES: Final = {"sex": TEXT, "age": NUMBER, "egfr_last": NUMBER, "pregnancy_days": NUMBER}
"""What a caution's expressions can speak of; the comment of ``cautions.toml`` says what each is."""


class Caution(NamedTuple):
    """A caution: present if the first expression is true, absent if the second is, else unknown."""

    id: str
    label: str
    present: Expression
    absent: Expression
    source: str


def load_cautions(decimals: int, connection: DuckDBPyConnection) -> tuple[Caution, ...]:
    """Return the packaged cautions, in file order; numbers are compared to ``decimals``. Raises KnowledgeError."""
    root = read_toml(FOLDER / "cautions.toml")
    return tuple(_caution(name, table, decimals, connection) for name, table in root.tables())


def _caution(name: str, table: Table, decimals: int, connection: DuckDBPyConnection) -> Caution:
    table.only("label", "present", "absent", "source")

    def compiled(key: str) -> Expression:
        place = Place(table.file, f"{name}.{key}")
        return compile_expression(table.text(key), NAMES, decimals, place, connection)

    return Caution(name, table.text("label"), compiled("present"), compiled("absent"), table.text("source"))
