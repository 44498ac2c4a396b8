"""Records → the canonical tables: what a newer export repeats is updated, what it does not repeat stays."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.records import KEYS
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.values import UNIT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.merging import Merged, Record

CARRYING: Final[Mapping[str, tuple[str, ...]]] = {
    "biopsy": ("null", "date", "day", "partial_date"),
    "treatment": ("drug", "start", "start_day", "partial_start"),
}
"""Tables with records that ride on a patient's row, and what of their keys stands in the table ``carried``.

A newer row of the patient replaces them.
"""
CARRIED: Final = ("drug", "date", "day", "partial")


def add_measures(connection: DuckDBPyConnection) -> None:
    """Add a column to the visits for each measure that the dictionary has and the table has not: a site's own."""
    known = _column_types(connection, "visit")
    for field in load_fields().values():
        if field.table == "visit" and field.type == "number" and field.column not in known:
            connection.execute(f'alter table visit add column "{field.column}" double')
            if field.is_of_assays:
                connection.execute(f'alter table visit add column "{field.column}{UNIT}" varchar')


def land(connection: DuckDBPyConnection, merged: Merged) -> dict[str, int]:
    """Write the records of an export into the canonical tables; return how many old ones it does not repeat, by table.

    A record whose key is there already is updated in the columns that its sheet supplies, blank cells included; the
    columns that its sheet does not have stay as they are. What a patient's row carries replaces what an earlier row of
    the patient carried, even by nothing.
    """
    for table in CARRYING:
        _delete_carried(connection, table, merged)
    kept = {table: _not_repeated(connection, table, merged) for table in (*CARRYING, "visit")}
    groups: dict[tuple[str, frozenset[str]], list[Record]] = defaultdict(list)
    for record in merged.records:
        groups[(record.table, record.supplied)].append(record)
    for (table, supplied), group in groups.items():
        _upsert(connection, table, supplied, group)
    for table in CARRYING:
        _remember_carried(connection, table, merged)
    _remember_notations(connection, merged)
    return kept


def _same_carried(table: str) -> str:
    """Return the condition that ``c`` of the table ``carried`` speaks of the record ``t`` of ``table``."""
    pairs = zip(CARRIED, CARRYING[table], strict=True)
    same = [f"c.{name} is not distinct from {column if column == 'null' else f't.{column}'}" for name, column in pairs]
    return " and ".join((f"c.record = '{table}'", "c.patient_id = t.patient_id", *same))


def _delete_carried(connection: DuckDBPyConnection, table: str, merged: Merged) -> None:
    """Delete what earlier rows of the patients carried: their newer rows replace it, even by nothing."""
    patients = sorted(patient_id for name, patient_id in merged.carried if name == table)
    connection.execute(
        f"delete from {table} t using carried c where {_same_carried(table)}"  # noqa: S608 - names of our own tables and columns
        " and t.patient_id in (select unnest(cast(? as varchar[])))",
        [patients],
    )
    connection.execute(
        "delete from carried where record = ? and patient_id in (select unnest(cast(? as varchar[])))",
        [table, patients],
    )


def _remember_carried(connection: DuckDBPyConnection, table: str, merged: Merged) -> None:
    """Remember which records came with rows about something else; a row of their own makes them stand alone."""
    of_table = [record for record in merged.records if record.table == table]
    types = {"patient_id": "varchar", "drug": "varchar", "date": "date", "day": "integer", "partial": "varchar"}
    listed = ", ".join(f"unnest(cast(? as {kind}[])) as {name}" for name, kind in types.items())
    same = " and ".join(f"c.{name} is not distinct from i.{name}" for name in types)
    connection.execute(
        f"delete from carried c using (select {listed}) i where c.record = '{table}' and {same}",  # noqa: S608 - names of our own tables and columns
        _carried_columns(of_table, table),
    )
    connection.execute(
        f"insert into carried select '{table}', {listed}",
        _carried_columns([record for record in of_table if record.carried], table),
    )


def _remember_notations(connection: DuckDBPyConnection, merged: Merged) -> None:
    """Keep how the class of each biopsy was written, and of no biopsy that is gone."""
    told = [record for record in merged.records if record.table == "biopsy" and "written" in record.supplied]
    key = {"patient_id": "varchar", "date": "date", "day": "integer", "partial_date": "varchar"}
    types = {**key, "written": "varchar"}
    _stage(connection, types, told)
    same = " and ".join(f"n.{name} is not distinct from i.{name}" for name in key)
    connection.execute(f"delete from notation n using incoming i where {same}")  # noqa: S608 - names of our own tables and columns
    connection.execute("insert into notation select * from incoming where written is not null order by all")
    connection.execute("drop table incoming")
    connection.execute(
        f"delete from notation n where not exists (select 1 from biopsy i where {same})"  # noqa: S608 - names of our own tables and columns
    )


def _carried_columns(records: Sequence[Record], table: str) -> list[list[Any]]:
    names = CARRYING[table]
    return [
        [record.patient_id for record in records],
        *[[None if name == "null" else record.values.get(name) for record in records] for name in names],
    ]


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
    if table == "visit":
        # An export of new visits alone repeats none of a patient's: nothing is missing from it.
        whole = {row[0] for row in held if row in repeated}
        return sum(row not in repeated and row[0] in whole for row in held)
    return sum(row not in repeated for row in held)


def _upsert(connection: DuckDBPyConnection, table: str, supplied: frozenset[str], records: Sequence[Record]) -> None:
    types = _column_types(connection, table)
    key = ("patient_id", *KEYS[table])
    columns = [name for name in types if name in supplied or name in key]
    _stage(connection, {name: types[name] for name in columns}, records)
    same = " and ".join(f"t.{name} is not distinct from i.{name}" for name in key)
    changed = ", ".join(f'"{name}" = i."{name}"' for name in columns if name not in key)
    if changed:
        connection.execute(f"update {table} t set {changed} from incoming i where {same}")  # noqa: S608 - names of our own tables and columns
    listed = ", ".join(f'"{name}"' for name in columns)
    connection.execute(
        f"insert into {table} ({listed}) select {listed} from incoming i"  # noqa: S608 - names of our own tables and columns
        f" where not exists (select 1 from {table} t where {same}) order by all"
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
    value = record.values.get(column)
    return list(value) if isinstance(value, tuple) else value


def _column_types(connection: DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(
        "select column_name, data_type from duckdb_columns() where table_name = ? order by column_index",
        [table],
    ).fetchall()
    return dict(rows)
