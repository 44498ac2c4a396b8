"""The dictionary of fields: what a column of an export can be. The data: ``fields.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml
from lnmt_cli.knowledge.units import Quantity, load_units

if TYPE_CHECKING:
    from pathlib import Path

TABLES = ("patient", "biopsy", "treatment", "visit", "event")
"""The canonical tables that a field can belong to."""

TYPES = (
    *("identifier", "text", "number", "date", "sex", "response", "yes_no"),
    *("biopsy_class", "biopsy_activity", "drug", "phase", "event_kind"),
)
"""How the cells of a field are read; see `lnmt_cli.ingest.parsing`."""

_KEYS = (
    *("table", "column", "type", "label", "source", "aliases", "shared_aliases"),
    *("quantity", "unit", "unit_required", "soft", "hard", "per_patient", "phase"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """The lowest and the highest value that pass, both inclusive, in the canonical unit; None is no limit."""

    low: float | None
    high: float | None

    def hold(self, value: float) -> bool:
        """Return whether the value lies within the limits."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its ``name`` is the header that always works, ``column`` what it fills in ``table``.

    ``unit`` is the canonical unit of the ``quantity``; with ``unit_required`` a column must declare its own.
    Outside ``soft`` limits a value is doubtful, outside ``hard`` ones it is not used. The value of a
    ``per_patient`` field must be the same in all rows of a patient. ``phase`` is the treatment phase that the
    field implies. ``aliases`` belong to this field alone; ``shared_aliases`` are plain words (``date``) that
    mean it only in a sheet about its table.
    """

    name: str
    table: str
    type: str
    label: str
    source: str
    aliases: tuple[str, ...]
    quantity: str | None
    unit: str | None
    unit_required: bool
    soft: Limits | None
    hard: Limits | None
    per_patient: bool
    phase: str | None
    column: str
    shared_aliases: tuple[str, ...] = ()


@cache
def load_fields(path: Path = FOLDER / "fields.toml") -> dict[str, Field]:
    """Return every field by its name, in file order. Raises `KnowledgeError`."""
    root = read_toml(path)
    root.only("field")
    return {name: _field(name, table) for name, table in root.table("field").tables()}


def _field(name: str, table: Table) -> Field:
    table.only(*_KEYS)
    quantity = _quantity(table)
    return Field(
        name=name,
        table=table.choice("table", TABLES),
        type=table.choice("type", TYPES),
        label=table.text("label"),
        source=table.text("source"),
        aliases=table.texts("aliases"),
        quantity=quantity.name if quantity else None,
        unit=quantity.canonical if quantity else None,
        unit_required=table.flag("unit_required"),
        soft=_limits(table, "soft"),
        hard=_limits(table, "hard"),
        per_patient=table.flag("per_patient"),
        phase=table.text_or_none("phase"),
        column=table.text_or_none("column") or name,
        shared_aliases=table.texts("shared_aliases"),
    )


def _quantity(table: Table) -> Quantity | None:
    if not table.has("quantity"):
        for key in ("unit", "unit_required"):
            if table.has(key):
                table.refuse(key, "only a field with a quantity has a unit")
        return None
    units = load_units()
    quantity = units[table.choice("quantity", tuple(units))]
    if table.text("unit") != quantity.canonical:
        table.refuse("unit", f"the canonical unit of {quantity.name}, {quantity.canonical}, is expected")
    return quantity


def _limits(table: Table, key: str) -> Limits | None:
    if not table.has(key):
        return None
    pair = table.table(key)
    pair.only("low", "high")
    low, high = (pair.number_or_none(end) for end in ("low", "high"))
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        table.refuse(key, "a low, a high or both are expected, the low not above the high")
    return Limits(None if low is None else float(low), None if high is None else float(high))
