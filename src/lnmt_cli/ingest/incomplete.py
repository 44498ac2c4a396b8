"""Treatments that say too little to count: no drug, or no day on which they began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.ingest.columns import INDUCTION
from lnmt_cli.ingest.records import field_name
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lnmt_cli.ingest.merging import Record

STARTS: Final = ("start", "start_day", "partial_start")


def incomplete_treatments(records: Iterable[Record]) -> Iterator[Finding]:
    """Yield a finding for each treatment without a drug or without any start, at its row.

    A drug that stands in its cell and is not known is a finding of another check.
    """
    for record in records:
        if record.table != "treatment":
            continue
        table = INDUCTION if record.carried else record.table
        if record.values.get("drug") is None and "drug" not in record.cells:
            yield Finding("treatment-incomplete", record.where, "", field_name(table, "drug"))
        elif all(record.values.get(column) is None for column in STARTS):
            yield Finding("treatment-incomplete", record.where, "", field_name(table, "start"))
