"""When a visit was: its date, its day from an anchor, or the time point that its column or row names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.claims import FORM, ROW
from lnmt_cli.ingest.occasions import meaning
from lnmt_cli.ingest.parsing import PartialDate
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lnmt_cli.ingest.cells import Cell
    from lnmt_cli.ingest.columns import MappedSheet
    from lnmt_cli.knowledge.timepoints import TimePoint

TIMES: Final = ("date", "day", "point")
"""The columns of a visit's fields that say when it was."""


class Timing:
    """Tells when the visits of one sheet were."""

    def __init__(self, mapped: MappedSheet, findings: list[Finding]) -> None:
        self.points = mapped.points
        self.declared = mapped.declared
        self.findings = findings
        self.named: dict[str, TimePoint | None] = {}

    def of_visit(self, own: Iterable[Cell], occasion: str, of_row: Iterable[Cell]) -> Mapping[str, Any] | None:
        """Return the columns ``date``, ``anchor``, ``day`` and ``partial_date`` of a visit, None where nothing tells.

        A date counts before a day, and a day before the name of a time point. A date that cannot be read is no reason
        to take the planned time for it. An instrument without a date of its own has that of the row, ``of_row``.
        """
        if occasion.startswith(FORM) and not any(cell.column.field.column in TIMES for cell in own):
            own, occasion = of_row, ROW
        # Of a day and a week of the same visit the day counts: it says more.
        timed = [cell for cell in own if cell.column.field.column in TIMES]
        timed.sort(key=lambda cell: cell.column.field.days or 0, reverse=True)
        cells = {cell.column.field.column: cell for cell in timed}
        if (dated := cells.get("date")) is not None:
            if dated.value is None:
                return None
            partial = dated.value.text if isinstance(dated.value, PartialDate) else None
            return _when(None if partial else dated.value, partial=partial)
        if (counted := cells.get("day")) is not None:
            if counted.value is None:
                return None
            return _when(anchor=counted.column.field.anchor, day=counted.value)
        point = self.points.get(occasion) or self._named(cells.get("point"))
        return _when(anchor=point.anchor, day=point.day) if point is not None else None

    def _named(self, cell: Cell | None) -> TimePoint | None:
        """Return the time point that a cell names; one that is not known is a finding."""
        if cell is None or cell.value is None:
            return None
        label = str(cell.value)
        if label not in self.named:
            self.named[label] = meaning(label, self.declared)
        if self.named[label] is None:
            self.findings.append(Finding("timepoint-unknown", cell.where, cell.text, cell.column.field.name))
        return self.named[label]


def _when(
    date: object = None, anchor: str | None = None, day: object = None, partial: str | None = None
) -> dict[str, Any]:
    return {"date": date, "anchor": anchor, "day": day, "partial_date": partial}
