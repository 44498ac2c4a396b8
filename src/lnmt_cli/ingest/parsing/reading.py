"""How a column is read, and what comes of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as with_default
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """How the cells of one column are read.

    ``unit`` is the declared unit, None for the canonical one. ``codes`` says what a cell that is written so
    means, in a word of the field's vocabulary (``{"1": "F"}``). ``date_order`` is ``dmy`` or ``mdy``.
    """

    field: Field
    unit: Unit | None = None
    codes: Mapping[str, str] = with_default(default_factory=dict)
    decimal_comma: bool = False
    date_order: str | None = None


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
