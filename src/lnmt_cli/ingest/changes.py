"""What a newer export changes of the records that a registry holds: values that differ, and values that it clears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.records import CLASS_COLUMNS, KEYS, field_name
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.merging import Record

COMPARED: Final = ("patient", "biopsy", "visit")
"""The tables whose records are told apart by keys that rarely change."""
OTHERWISE: Final = frozenset({"sex", "birth_date", "site", "age", "censored"})
"""Columns that have checks of their own, or follow from others."""


def changes(old: DuckDBPyConnection, records: Iterable[Record]) -> Iterator[Finding]:
    """Yield a finding for each value of the registry ``old`` that ``records``, about to be landed, change or clear."""
    told = list(records)
    for table in COMPARED:
        held = _held(old, table, sorted({record.patient_id for record in told if record.table == table}))
        for record in told:
            before = held.get((record.patient_id, *record.key)) if record.table == table else None
            if before is not None:
                yield from _differences(table, before, record)


def _held(old: DuckDBPyConnection, table: str, patients: list[str]) -> dict[tuple[Any, ...], dict[str, Any]]:
    cursor = old.execute(
        f"select * from {table} where patient_id in (select unnest(cast(? as varchar[])))",  # noqa: S608 - of the list
        [patients],
    )
    names = [column[0] for column in cursor.description or ()]
    rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    return {tuple(row[name] for name in ("patient_id", *KEYS[table])): row for row in rows}


def _differences(table: str, before: Mapping[str, Any], record: Record) -> Iterator[Finding]:
    for column in sorted(record.supplied - OTHERWISE - {*KEYS[table], "patient_id"}):
        was, now = _plain(before.get(column)), _plain(record.values.get(column))
        if was is None or was == now or (column in CLASS_COLUMNS and column != "classes"):
            continue
        check = "value-cleared" if now is None else "value-changed"
        yield Finding(check, record.cells.get(column, record.where), field=field_name(table, column))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of any field
    return tuple(value) if isinstance(value, list) else value
