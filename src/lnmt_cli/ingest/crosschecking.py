"""Checks between the cells of an export: dates out of order, ages, eGFR. One SQL file each in ``crosschecks/``."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.records import INDUCTION, field_name
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.design import AGE, EQUATIONS
from lnmt_cli.knowledge.protocol import load_protocol
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection

    from lnmt_cli.ingest.merging import Record

CROSSCHECKS: Final = Path(__file__).with_name("crosschecks")


def cross_check(connection: DuckDBPyConnection, records: Iterable[Record], today: date) -> list[Finding]:
    """Return what the checks between cells find, at the cells that gave the values.

    ``connection`` holds just these ``records``; ``today`` is the day after which no date can be.
    """
    protocol = load_protocol()
    for name in (AGE, protocol.adult_equation):
        connection.execute((EQUATIONS / f"{name}.sql").read_text(encoding="utf-8"))
    values = {
        **{name: f"{value:g}" for name, value in load_check_parameters().items()},
        "today": f"date '{today.isoformat()}'",
        "adult_age": str(protocol.adult_age),
        "adult_equation": protocol.adult_equation.replace("-", "_"),
    }
    by_key = _by_key(records)
    return [
        finding
        for path in sorted(CROSSCHECKS.glob("*.sql"))
        for row in connection.execute(Template(path.read_text(encoding="utf-8")).substitute(values)).fetchall()
        for finding in _findings(path.stem, by_key[row[:3]], row[3])
    ]


def key_date(record: Record) -> Any:  # noqa: ANN401 - a value of any field
    """Return the date in a record's key; None for a patient."""
    return record.values.get("start" if record.table == "treatment" else "date")


def _by_key(records: Iterable[Record]) -> dict[tuple[Any, ...], list[Record]]:
    found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for record in records:
        found[(record.table, record.patient_id, key_date(record))].append(record)
    return found


def _findings(check: str, records: Sequence[Record], column: str) -> Iterable[Finding]:
    for record in records:
        if column in record.cells:
            table = INDUCTION if record.table == "treatment" and record.carried else record.table
            yield Finding(check, record.cells[column], field=field_name(table, column))
