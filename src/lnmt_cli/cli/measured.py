"""One measured value from the command line, in the canonical unit of its field; a unit is never guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from lnmt_cli.cli.writing import say
from lnmt_cli.errors import UsageError
from lnmt_cli.ingest.parsing.number_text import cut
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from lnmt_cli.ingest.parsing.number_text import NumberText
    from lnmt_cli.knowledge.fields import Field, Limits
    from lnmt_cli.knowledge.units import Quantity, Unit

PLAIN = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


def measured(
    option: str, field_name: str, text: str, unit: str | None = None, *, own: str = "", is_guarded: bool = False
) -> float:
    """Return the value that ``text`` gives for a field (``0.9 mg/dL``, ``80umol/L``), in the field's canonical unit.

    ``unit`` is what is declared beside the text, ``own`` that of an option which has one. Raises UsageError for what is
    no plain number, has no unit or another quantity's, or is not possible. Of a value that ``is_guarded`` it is said on
    standard error where it is doubtful.
    """
    field = load_fields()[field_name]
    quantity = load_units()[field.quantity or ""]
    found = cut(text)
    if found is None or found.sign or not PLAIN.fullmatch(found.digits):
        raise UsageError(f"{option} takes a number, with a point before decimals.", _example(option, quantity, "0.9"))
    number = Decimal(found.digits)
    declared = _unit_of(option, quantity, found, unit or ("" if found.rest else own))
    value = float(declared.to_canonical(number))
    advice = _where_usual(field, quantity, declared, number) or "Check the value and its unit."
    if field.hard and not field.hard.hold(value):
        raise UsageError(f"{option} is outside what is possible, {_range(field.hard, field)}.", advice)
    if is_guarded and field.soft and not field.soft.hold(value):
        say(f"Warning: {option} is outside the usual range, {_range(field.soft, field)}. {advice}")
    return value


def _unit_of(option: str, quantity: Quantity, found: NumberText, declared: str) -> Unit:
    """Return the unit behind the number, else the declared one."""
    units = [_known(option, quantity, text) for text in (found.rest, declared) if text]
    if not units:
        raise UsageError(f"No unit is declared for {option}.", _example(option, quantity, found.digits))
    if units[0] is not units[-1]:
        raise UsageError(f"{option} has one unit behind the number, and another is declared.", "Give one of them.")
    return units[0]


def _known(option: str, quantity: Quantity, text: str) -> Unit:
    unit = quantity.find(text)
    if unit is None:
        symbols = ", ".join(unit.symbol for unit in quantity.units)
        raise UsageError(f"{option}: this is no unit of {quantity.name}.", f"Units are {symbols}.")
    return unit


def _example(option: str, quantity: Quantity, number: str) -> str:
    """Return what to write, in the first two units, each in a spelling that every keyboard has."""
    spellings = [
        next((text for text in (unit.symbol, *unit.spellings) if text.isascii()), unit.symbol)
        for unit in quantity.units[:2]
    ]
    written = [f'{option} "{number} {spelling}"' for spelling in spellings]
    return f"Write {' or '.join(written)}."


def _where_usual(field: Field, quantity: Quantity, declared: Unit, number: Decimal) -> str:
    """Return in which other units the number would be a usual value; a unit is only ever suggested."""
    fitting = [
        unit.symbol
        for unit in quantity.units
        if unit is not declared and field.soft and field.soft.hold(float(unit.to_canonical(number)))
    ]
    return f"In {' or '.join(fitting)} it would be usual: is that the unit?" if fitting else ""


def _range(limits: Limits, field: Field) -> str:
    return f"{limits.low:g} to {limits.high:g} {field.unit}"
