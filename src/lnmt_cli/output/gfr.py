"""The result of ``lnmt gfr`` as tables, records and JSON."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Final

from .formats import Projection, Record
from .rounding import rounded
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis.estimates import Estimates

COLUMNS: Final = ("equation", "title", "value", "unit", "note", "source", "left_out", "age")
_DIGITS: Final = 1


def projection(found: Estimates) -> Projection:
    """Return estimates of GFR ready for any format; one record an equation, those left out among them."""
    return Projection(
        tables=partial(tables, found),
        columns=lambda: COLUMNS,
        records=partial(records, found),
        payload=partial(payload, found),
    )


def tables(found: Estimates) -> list[Table]:
    """Return the values, rounded to one decimal, and below them what was left out, with the reason."""
    heads = (
        Column("Equation", lead=True),
        Column("GFR", "right"),
        Column("Unit"),
        Column("Note", wrap=True, minimum=20),
        Column("Source", wrap=True, minimum=20),
    )
    rows = tuple((v.equation, rounded(v.value, _DIGITS), v.unit, v.note, v.source) for v in found.values)
    made = Table(f"GFR: {_given(found)}", heads, rows, tuple(_ages(found)))
    if not found.left_out:
        return [made]
    left = tuple((row.equation, row.reason) for row in found.left_out)
    return [made, Table("Left out", (Column("Equation", lead=True), Column("Reason", wrap=True, minimum=20)), left)]


def records(found: Estimates) -> list[Record]:
    """Return one record for each equation, in full precision; ``left_out`` is why there is no value."""
    made = ({**value._asdict(), "left_out": None} for value in found.values)
    left = (
        {
            "equation": row.equation,
            "title": row.title,
            "value": None,
            "unit": None,
            "note": None,
            "source": row.source,
            "left_out": row.reason,
            "age": None,
        }
        for row in found.left_out
    )
    return [*made, *left]


def payload(found: Estimates) -> Record:
    """Return the documented JSON."""
    return {
        "schema_version": 1,
        "command": "gfr",
        "inputs": dict(found.inputs),
        "values": [value._asdict() for value in found.values],
        "left_out": [{"equation": row.equation, "reason": row.reason} for row in found.left_out],
    }


def _ages(found: Estimates) -> Iterator[str]:
    """Yield which equations took the completed years of an age with a fraction, and which took it as it is."""
    age = found.inputs["age"]
    if not isinstance(age, float) or age.is_integer():
        return
    completed = [value.equation for value in found.values if value.age not in (None, age)]
    if completed:
        yield f"Completed years of age ({math.floor(age)}): {', '.join(completed)}"
    as_given = [value.equation for value in found.values if value.age == age]
    if as_given:
        yield f"Age with its fraction ({age:.4g}): {', '.join(as_given)}"


def _given(found: Estimates) -> str:
    """Return the values that were given, in the units that they count in."""
    words = []
    for name, given in found.inputs.items():
        if given is not None:
            text = f"{given:.4g}" if isinstance(given, float) else str(given)
            words.append(f"{found.labels[name]} {text} {found.units[name]}".strip())
    return ", ".join(words)
