"""Whether the values of a column can be in its declared unit, or sit in the range of another one."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.knowledge.fields import Field, Limits
    from lnmt_cli.knowledge.units import Unit


@dataclass(frozen=True, slots=True)
class Misfit:
    """Values that cannot be in the declared unit.

    ``kind``: ``other-unit`` for the column as a whole, ``mixed`` for a part of it. ``other`` is the unit in whose range
    they sit, the first of ``others`` where there are several. ``count`` of the ``of`` values of the column do.
    """

    kind: str
    other: Unit
    count: int
    of: int
    others: tuple[Unit, ...]


def misfit(field: Field, unit: Unit, numbers: Sequence[Decimal]) -> Misfit | None:
    """Return what is wrong with the unit of a column, None where nothing is or nothing can be told.

    ``numbers`` are in the declared ``unit``, missing values left out. *Another unit*: the median lies outside the usual
    range of the field, and inside under another unit. *Mixed*: a tenth of the values or more, of them several that
    differ, lie outside the soft limits, and inside the usual range under another unit. Single slips are left to the
    checks of the cells. The figures stand in ``checks.toml``, the ranges, wide enough for dialysis and for remission,
    in ``fields.toml``.
    """
    needed = load_check_parameters()["misfit_values"]
    if field.usual is None or field.quantity is None or len(numbers) < needed:
        return None
    values = [float(number) for number in numbers]
    return _other_unit(field, field.usual, unit, values) or _mixed(field, field.usual, unit, values)


def _other_unit(field: Field, usual: Limits, unit: Unit, values: Sequence[float]) -> Misfit | None:
    from statistics import median

    middle = median(values)
    if usual.hold(middle * _factor(unit)):
        return None
    # mg/g and mg/mmol are too near each other, and the usual range too wide, for the one to betray the other.
    least = min(load_check_parameters()["misfit_factor"], _span(usual))
    told_apart = [other for other, ratio in _others(field, unit) if ratio >= least]
    fitting = [other for other in told_apart if usual.hold(middle * _factor(other))]
    if not fitting:
        return None
    count = sum(usual.hold(value * _factor(fitting[0])) for value in values)
    return Misfit("other-unit", fitting[0], count, len(values), tuple(fitting))


def _mixed(field: Field, usual: Limits, unit: Unit, values: Sequence[float]) -> Misfit | None:
    limits, parameters = field.soft or field.hard, load_check_parameters()
    outside = [
        value
        for value in values
        if (limits is not None and not limits.hold(value * _factor(unit)))
        or (field.least is not None and 0 < value * _factor(unit) < field.least)
    ]
    for other, ratio in _others(field, unit):
        # Only where the ranges of the two units do not meet: a creatinine of 16 mg/dL is no 16 mg/L.
        if ratio <= _span(usual):
            continue
        strangers = [value for value in outside if usual.hold(value * _factor(other))]
        # Values that differ: the code 999 for missing, undeclared, is no second unit.
        is_many = len(set(strangers)) >= parameters["misfit_values"]
        if is_many and 100 * len(strangers) >= parameters["misfit_share_percent"] * len(values):
            return Misfit("mixed", other, len(strangers), len(values), (other,))
    return None


def _others(field: Field, unit: Unit) -> Iterator[tuple[Unit, float]]:
    """Yield the units of the field's quantity that differ in size, with how many times larger or smaller they are."""
    for other in load_units()[field.quantity or ""].units:
        ratio = _factor(other) / _factor(unit)
        if other.scale == unit.scale and not other.is_same_size(unit):
            yield other, max(ratio, 1 / ratio)


def _factor(unit: Unit) -> float:
    return float(unit.to_canonical(Decimal(1)))


def _span(usual: Limits) -> float:
    return (usual.high or float("inf")) / usual.low if usual.low else float("inf")
