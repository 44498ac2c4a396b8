"""Records → the canonical tables: what a newer export repeats is updated, what it does not repeat stays."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.records import KEYS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.merging import Merged, Record

CARRYING: Final = ("biopsy", "treatment")
"""Tables with records that ride on a patient's row; a newer row of the patient replaces them."""


def land(connection: DuckDBPyConnection, merged: Merged) -> dict[str, int]:
    """Write the records of an export into the canonical tables; return how many old ones it does not repeat, by table.

    A record whose key is there already is updated in the columns that its sheet supplies, blank cells included; the
    columns that its sheet does not have stay as they are. What a patient's row carries replaces what an earlier row of
    the patient carried, even by nothing.
    """
    for table in CARRYING:
        patients = sorted(patient_id for name, patient_id in merged.carried if name == table)
        connection.execute(
            f"delete from {table} where carried and patient_id in (select unnest(cast(? as varchar[])))",  # noqa: S608 - names of our own tables and columns
            [patients],
        )
    kept = {table: _not_repeated(connection, table, merged) for table in CARRYING}
    groups: dict[tuple[str, frozenset[str]], list[Record]] = defaultdict(list)
    for record in merged.records:
        groups[(record.table, record.supplied)].append(record)
    for (table, supplied), group in groups.items():
        _upsert(connection, table, supplied, group)
    return kept


def _not_repeated(connection: DuckDBPyConnection, table: str, merged: Merged) -> int:
    """Return how many records the table has of patients whose records in it are told anew, and that are not repeated.

    A correction of a date or a drug makes another record, and leaves the old one: that has to be said.
    """
    repeated = {(record.patient_id, *record.key) for record in merged.records if record.table == table}
    key = ", ".join(("patient_id", *KEYS[table]))
    held = connection.execute(
        f"select {key} from {table} where patient_id in (select unnest(cast(? as varchar[])))",  # noqa: S608 - names of our own tables and columns
        [sorted({patient_id for patient_id, *_ in repeated})],
    ).fetchall()
    return sum(row not in repeated for row in held)


def _upsert(connection: DuckDBPyConnection, table: str, supplied: frozenset[str], records: Sequence[Record]) -> None:
    types = _column_types(connection, table)
    key = ("patient_id", *KEYS[table])
    columns = [name for name in types if name in supplied or name in key or (name == "carried" and table in CARRYING)]
    _stage(connection, {name: types[name] for name in columns}, records)
    same = " and ".join(f"t.{name} is not distinct from i.{name}" for name in key)
    changed = ", ".join(f"{name} = i.{name}" for name in columns if name not in key)
    if changed:
        connection.execute(f"update {table} t set {changed} from incoming i where {same}")  # noqa: S608 - names of our own tables and columns
    listed = ", ".join(columns)
    connection.execute(
        f"insert into {table} ({listed}) select {listed} from incoming i"  # noqa: S608 - names of our own tables and columns
        f" where not exists (select 1 from {table} t where {same})"
    )
    connection.execute("drop table incoming")


def _stage(connection: DuckDBPyConnection, types: Mapping[str, str], records: Sequence[Record]) -> None:
    """Make the temporary table ``incoming`` of the records' values."""
    listed = ", ".join(f'unnest(cast(? as {kind}[])) as "{name}"' for name, kind in types.items())
    values = [[_value(record, name) for record in records] for name in types]
    connection.execute(f"create temp table incoming as select {listed}", values)


def _value(record: Record, column: str) -> Any:  # noqa: ANN401 - a value of any field
    if column == "patient_id":
        return record.patient_id
    if column == "carried":
        return record.carried
    value = record.values.get(column)
    return list(value) if isinstance(value, tuple) else value


def _column_types(connection: DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index",
        [table],
    ).fetchall()
    return dict(rows)
