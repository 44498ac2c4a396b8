"""Checks between the cells of an export: dates out of order, ages, eGFR. One SQL file each in ``crosschecks/``."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.columns import INDUCTION
from lnmt_cli.ingest.records import field_name
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.equations import AGE, macro_sql
from lnmt_cli.knowledge.protocol import load_protocol
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.merging import Record

CROSSCHECKS: Final = Path(__file__).with_name("crosschecks")
PLACE: Final = ("date", "anchor", "day", "drug")
"""Columns by which a check can tell the records of a patient apart."""
IN_TREATMENT: Final = {"date": "start", "day": "start_day"}
"""What two of them are called in the treatments."""


def cross_check(connection: DuckDBPyConnection, records: Iterable[Record], today: date) -> list[Finding]:
    """Return what the checks between cells find, at the cells that gave the values.

    ``connection`` holds just these ``records``; ``today`` is the day after which no date can be.
    """
    protocol = load_protocol()
    for name in (AGE, protocol.adult_equation):
        connection.execute(macro_sql(name))
    values = {
        **{name: f"{value:g}" for name, value in load_check_parameters().items()},
        "today": f"date '{today.isoformat()}'",
        "adult_age": str(protocol.adult_age),
        "adult_equation": protocol.adult_equation.replace("-", "_"),
    }
    index = _Index(records)
    return [
        finding
        for path in sorted(CROSSCHECKS.glob("*.sql"))
        for row in _rows(connection, Template(path.read_text(encoding="utf-8")).substitute(values))
        for finding in _findings(path.stem, index.of(row), row["field"])
    ]


def _rows(connection: DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """Return what a check finds: record (the table), patient_id, field, and those of `PLACE` that it tells apart by."""
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def key_date(record: Record) -> Any:  # noqa: ANN401 - a value of any field
    """Return the date in a record's key; None for a patient."""
    return record.values.get("start" if record.table == "treatment" else "date")


class _Index:
    """The records by their table, their patient, and as many columns of their place in time as a check gives."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = tuple(records)
        self.by_columns: dict[tuple[str, ...], dict[tuple[Any, ...], list[Record]]] = {}

    def of(self, row: Mapping[str, Any]) -> Sequence[Record]:
        """Return the records that a row of a check speaks of."""
        columns = tuple(name for name in PLACE if name in row)
        if columns not in self.by_columns:
            found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
            for record in self.records:
                place = [
                    record.values.get(IN_TREATMENT.get(name, name) if record.table == "treatment" else name)
                    for name in columns
                ]
                found[(record.table, record.patient_id, *place)].append(record)
            self.by_columns[columns] = found
        return self.by_columns[columns].get((row["record"], row["patient_id"], *(row[name] for name in columns)), ())


def _findings(check: str, records: Sequence[Record], column: str) -> Iterable[Finding]:
    for record in records:
        # A dose may stand in the cell of its drug.
        where = record.cells.get(column) or (record.cells.get("drug") if column == "dose" else None)
        if where is not None:
            table = INDUCTION if record.table == "treatment" and record.carried else record.table
            yield Finding(check, where, field=field_name(table, column))
