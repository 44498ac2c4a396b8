"""Quantities with their units, and exact conversion into the canonical one. The data: ``units.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TYPE_CHECKING

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.normalising import normalise_unit
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from pathlib import Path

FILE = FOLDER / "units.toml"
"""The packaged quantities."""

_ARITHMETIC = Context(prec=50)
"""Multiplication is exact for any laboratory value; a division is right to 50 digits."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a quantity. A value × ``multiply`` ÷ ``divide`` is in the canonical unit.

    A unit of an assay that cannot be converted has a ``scale``: the symbol of the unit that its values are kept in, in
    place of the canonical one.
    """

    symbol: str
    spellings: tuple[str, ...]
    multiply: Decimal
    divide: Decimal
    source: str
    scale: str | None = None

    def to_canonical(self, value: Decimal) -> Decimal:
        """Return the value in the canonical unit of the quantity, or in that of the scale."""
        return _ARITHMETIC.divide(_ARITHMETIC.multiply(value, self.multiply), self.divide)

    def from_canonical(self, value: Decimal) -> Decimal:
        """Return a value that is in the canonical unit, or in that of the scale, in this unit."""
        return _ARITHMETIC.divide(_ARITHMETIC.multiply(value, self.divide), self.multiply)

    def is_same_size(self, other: Unit) -> bool:
        """Return whether two units of a quantity differ in name only: mg/mg and g/g, not U/mL and IU/mL."""
        return self.scale == other.scale and self.multiply * other.divide == other.multiply * self.divide


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured, with the units in use for it; ``canonical`` is the symbol of the one that is kept.

    ``followed_by`` are words that may stand behind each spelling of a unit and change nothing: mg/g *creatinine*.
    """

    name: str
    canonical: str
    units: tuple[Unit, ...]
    source: str
    followed_by: tuple[str, ...] = ()

    @property
    def is_of_assays(self) -> bool:
        """Return whether some values are kept in units of their own: those of assays that cannot be compared."""
        return any(unit.scale for unit in self.units)

    def find(self, text: str) -> Unit | None:
        """Return the unit that ``text`` spells (``µmol/l``, ``㎎/㎗``), or None where it spells none."""
        key = normalise_unit(text)
        words = (normalise_unit(word) for word in self.followed_by)
        keys = {key, *(key.removesuffix(word) for word in words)}
        for unit in self.units:
            if any(normalise_unit(spelling) in keys for spelling in (unit.symbol, *unit.spellings)):
                return unit
        return None


@site.cached
def load_units(path: Path = FILE) -> dict[str, Quantity]:
    """Return every quantity by its name, in file order, those of the site's file last. Raises `KnowledgeError`."""
    root = read_toml(path)
    root.only("quantity")
    found = {name: read_quantity(name, table) for name, table in root.table("quantity").tables()}
    return site.merged("quantities", found) if path == FILE else found


def read_quantity(name: str, table: Table, known: Quantity | None = None) -> Quantity:
    """Return the quantity that a table describes, its units after those ``known``. Raises `KnowledgeError`."""
    table.only("canonical", "source", "followed_by", "unit")
    units = (*(known.units if known else ()), *(_unit(row) for row in table.rows("unit")))
    followed_by = (*(known.followed_by if known else ()), *table.texts("followed_by"))
    quantity = Quantity(name, table.text("canonical"), units, table.text("source"), followed_by)
    canonical = [unit for unit in units if unit.symbol == quantity.canonical]
    if len(canonical) != 1 or canonical[0].multiply != canonical[0].divide:
        table.refuse("canonical", "the symbol of one unit with the factor 1 is expected")
    kept_in = {unit.symbol for unit in units if unit.multiply == unit.divide and unit.scale == unit.symbol}
    if canonical[0].scale or not {unit.scale for unit in units} <= {None, *kept_in}:
        table.refuse("unit", "the scale of a unit is the symbol of one with the factor 1 that names itself")
    _refuse_shared_spellings(table, units)
    return quantity


def _unit(row: Table) -> Unit:
    row.only("symbol", "spellings", "multiply", "divide", "source", "scale")
    multiply, divide = row.number_or_none("multiply"), row.number_or_none("divide")
    for key, factor in (("multiply", multiply), ("divide", divide)):
        if factor is not None and factor <= 0:
            row.refuse(key, "a number above 0 is expected")
    source = row.text_or_none("source") or "definition"
    factors = multiply or Decimal(1), divide or Decimal(1)
    return Unit(row.text("symbol"), row.texts("spellings"), *factors, source, row.text_or_none("scale"))


def _refuse_shared_spellings(table: Table, units: tuple[Unit, ...]) -> None:
    owner: dict[str, str] = {}
    for unit in units:
        for spelling in (unit.symbol, *unit.spellings):
            if owner.setdefault(normalise_unit(spelling), unit.symbol) != unit.symbol:
                table.refuse("unit", f"{spelling} is claimed by two units")
