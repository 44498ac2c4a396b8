"""How cells are written: units, dates, numbers, words, headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from renderings.cohort import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from renderings.layouts import Row, Table

CANONICAL: Final = {
    "upcr": "g/g",
    "creatinine": "mg/dL",
    "albumin": "g/dL",
    "c3": "mg/dL",
    "c4": "mg/dL",
    "dose": "mg/day",
}
SI: Final = {"upcr": "mg/mmol", "creatinine": "µmol/L", "albumin": "g/L", "c3": "g/L", "c4": "g/L", "dose": "mg/day"}

# How many of the unit make one canonical unit, as a fraction.
_FACTORS: Final = {
    ("upcr", "mg/g"): (1000, 1),
    ("upcr", "mg/mg"): (1, 1),
    ("upcr", "mg/mmol"): (100000, 884),
    ("creatinine", "µmol/L"): (884, 10),
    ("creatinine", "umol/L"): (884, 10),
    ("creatinine", "mg/L"): (10, 1),
    ("albumin", "g/L"): (10, 1),
    ("c3", "g/L"): (1, 100),
    ("c4", "g/L"): (1, 100),
    ("c3", "mg/L"): (10, 1),
    ("c4", "mg/L"): (10, 1),
}


def plain(value: Decimal) -> str:
    """The number without needless zeros: 2.600 is 2.6."""
    return f"{value.normalize():f}"


def comma(value: Decimal) -> str:
    return plain(value).replace(".", ",")


@dataclass(frozen=True)
class Style:
    """How the cells of an export are written.

    ``unit_at``: header, row, column, cell or nowhere · ``words``: other words for a value, by field · ``pattern``:
    the header of a field at a time.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    unit_at: str = "header"
    unit_form: str = "{f} ({u})"
    headers: Mapping[str, str] = field(default_factory=dict)
    pattern: str = "{f}_{t}"
    date: Callable[[date], Any] = date.isoformat
    number: Callable[[Decimal], Any] = plain
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    missing: Any = ""

    def unit(self, name: str) -> str:
        return self.units.get(name, CANONICAL[name])

    def header(self, column: str) -> str:
        name, _, label = column.partition("@")
        if name.endswith("/unit"):
            return f"{self.header(column.replace('/unit', ''))}_unit"
        text = self.headers.get(column, self.headers.get(name, name))
        if label and column not in self.headers:
            text = self.pattern.format(f=text, t=label)
        if name in CANONICAL and (self.unit_at == "header" or name == "dose"):
            text = self.unit_form.format(f=text, u=self.unit(name))
        return text

    def cell(self, row: Row, column: str) -> Any:
        name = column.partition("@")[0]
        if name.endswith("/unit"):
            measure = column.replace("/unit", "")
            return self.unit(measure.partition("@")[0]) if row.get(measure) is not None else self.missing
        value = row.get(column)
        if value is None:
            return self.missing
        if name in self.words:
            return self.words[name].get(value, value)
        if isinstance(value, date):
            return self.date(value)
        if isinstance(value, Decimal):
            written = self.number(self.converted(name, value))
            return f"{written} {self.unit(name)}" if self.unit_at == "cell" and name in MEASURES else written
        return value

    def converted(self, name: str, value: Decimal) -> Decimal:
        times, by = _FACTORS.get((name, self.unit(name)), (1, 1))
        return value * times / by


@dataclass(frozen=True)
class Sheet:
    """Rows of cells; the first ``above`` of them are no data."""

    name: str
    rows: list[list[Any]]
    above: int = 1


def spelled(table: Table, style: Style | None = None) -> Sheet:
    """Return a table as its cells are written."""
    style = style or Style()
    columns = list(table.columns)
    if style.unit_at == "column":
        columns = [part for column in columns for part in _with_unit(column)]
    head = [[style.header(column) for column in columns]]
    if style.unit_at == "row" and set(MEASURES) & {column.partition("@")[0] for column in columns}:
        names = [column.partition("@")[0] for column in columns]
        head.append([style.unit(name) if name in MEASURES else "" for name in names])
    return Sheet(
        table.name, [*head, *([style.cell(row, column) for column in columns] for row in table.rows)], len(head)
    )


def _with_unit(column: str) -> Sequence[str]:
    name, at, label = column.partition("@")
    return (column, f"{name}/unit{at}{label}") if name in MEASURES else (column,)


def all_spelled(tables: Sequence[Table], style: Style | None = None) -> list[Sheet]:
    return [spelled(table, style) for table in tables]
