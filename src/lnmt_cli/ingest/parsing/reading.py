"""How a column is read, and what comes of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as with_default
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the cells of one column are read.

    ``unit`` is that of the column, None where none is declared: a cell must then carry its own, if the field needs one.
    ``codes`` says what a cell that is written so means, in a word of the field's vocabulary (``{"1": "F"}``).
    ``date_order`` is ``dmy``, ``mdy``, ``excel`` or ``excel-1904`` (serial numbers in text). ``missing`` are codes that
    are declared to stand for no value. ``date1904``: serial numbers in number cells are counted from 1904. ``low`` and
    ``high`` are the limits of a data dictionary, in the column's own unit. ``decimal_point``: declared, so that a comma
    can only separate thousands. ``by_column``: what words and marks of two meanings, as written, mean by the rest of
    the column (of a box: ``yes``, ``no``), None where it does not tell. ``doubted``: abbreviations with several
    meanings (normalised) that nothing in the column bears out.
    """

    field: Field
    unit: Unit | None = None
    codes: Mapping[str, str] = with_default(default_factory=dict)
    decimal_comma: bool = False
    date_order: str | None = None
    missing: frozenset[str] = frozenset()
    date1904: bool = False
    low: float | None = None
    high: float | None = None
    decimal_point: bool = False
    decimal_open: bool = False
    by_column: Mapping[str, str | None] = with_default(default_factory=dict)
    doubted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limit:
    """A result beyond the limit of the assay: ``value`` is the limit in the canonical unit, ``sign`` ``<`` or ``>``."""

    value: float
    sign: str


@dataclass(frozen=True, slots=True)
class AssayValue:
    """A result on the scale of an assay, which cannot be converted: ``value`` is in ``unit``."""

    value: float | Limit
    unit: str


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date without its day: ``2017-03``, or without day and month: ``2017``."""

    text: str


AS_IT_IS = (Decimal(1), Decimal(1))
"""The factor of a dose that is one of the canonical drug."""


@dataclass(frozen=True, slots=True)
class DrugMention:
    """A drug that a cell names; ``dose`` in mg/day of the canonical drug where the cell says it, else None.

    ``per_dose``: by what a dose in another column is multiplied and divided to be one of the canonical drug, None where
    the cell leaves its salt open. ``is_local``: an ointment, eye drops or the like, no systemic treatment.
    """

    name: str
    dose: float | None = None
    per_dose: tuple[Decimal, Decimal] | None = AS_IT_IS
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """What comes of a cell: ``value`` is None where nothing is usable, ``checks`` are the ids found."""

    value: object | None
    checks: tuple[str, ...] = ()


NOTHING = Parsed(None)
"""A missing value: nothing usable, and nothing wrong."""


def found(check: str) -> Parsed:
    """Return that nothing is usable, because of ``check``."""
    return Parsed(None, (check,))
