"""What a person declares about an export where the export itself does not say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.fields import Field, load_fields
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lnmt_cli.knowledge.units import Unit

Meaning = TypeVar("Meaning")
DATE_ORDERS: Final = ("dmy", "mdy")
DECIMALS: Final = ("comma", "point")
IGNORED: Final = "-"
"""In ``--column HEADER=-``: leave the column out."""


@dataclass(frozen=True, slots=True)
class Declarations:
    """Units, codes and fields by declaration; each empty where nothing is declared.

    ``units``: unit by field · ``codes``: meaning by code, by field · ``columns``: field by header (`-`: left out) ·
    ``date_order``: ``dmy`` or ``mdy`` · ``decimal``: ``comma`` or ``point``.
    """

    units: Mapping[str, Unit] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None


def declare(
    units: Iterable[str] = (),
    codes: Iterable[str] = (),
    columns: Iterable[str] = (),
    date_order: str | None = None,
    decimal: str | None = None,
) -> Declarations:
    """Return the declarations written as on the command line.

    ``units``: ``upcr=mg/g`` · ``codes``: ``sex=1:F,2:M`` · ``columns``: ``"Protein ratio=upcr"``.
    Raises UsageError for what is not of that form, or names no field or unit.
    """
    if date_order not in (None, *DATE_ORDERS):
        raise UsageError("--dates takes dmy or mdy.", "Say which comes first in dates such as 01/03/2017.")
    if decimal not in (None, *DECIMALS):
        raise UsageError("--decimal takes comma or point.", "Say which sign stands before the decimals.")
    return Declarations(
        _together("--unit", map(_unit, units)),
        _codes_together(map(_codes, codes)),
        _columns_together([_column(text) for text in columns]),
        date_order,
        decimal,
    )


def _together(option: str, pairs: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """Return the pairs as a mapping. Raises UsageError where two contradict each other."""
    found: dict[str, Meaning] = {}
    for name, meaning in pairs:
        if found.setdefault(name, meaning) != meaning:
            raise UsageError(f"{option} is given twice for {name}, with two meanings.", "Give it once.")
    return found


def _codes_together(pairs: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> dict[str, dict[str, str]]:
    """Return the codes of each field, which may be given several times."""
    found: dict[str, dict[str, str]] = {}
    for name, codes in pairs:
        found[name] = _together("--code", [*found.get(name, {}).items(), *codes])
    return found


def _columns_together(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Return the field of each header; headers that differ in case or signs only are one."""
    _together("--column", ((normalise(header), field) for header, field in pairs))
    return dict(pairs)


def _split(option: str, text: str, form: str) -> tuple[str, str]:
    name, sign, value = text.rpartition("=") if option == "--column" else text.partition("=")
    if not sign or not name.strip() or not value.strip():
        kind = {"--unit": "FIELD=UNIT", "--code": "FIELD=CODE:MEANING,…"}.get(option, "HEADER=FIELD")
        raise UsageError(f"{option} takes {kind}.", f"For instance {option} {form}.")
    return name.strip(), value.strip()


def _field(name: str, option: str) -> Field:
    fields = load_fields()
    if name not in fields:
        from difflib import get_close_matches

        near = get_close_matches(name, fields, n=1)
        raise UsageError(
            f"{option}: {name} is no field of the dictionary.",
            f"Did you mean {near[0]}?" if near else f"Fields are {', '.join(fields)}.",
        )
    return fields[name]


def _unit(text: str) -> tuple[str, Unit]:
    name, written = _split("--unit", text, "upcr=mg/g")
    declared = _field(name, "--unit")
    if declared.quantity is None:
        raise UsageError(f"--unit: {name} has no unit.", "Leave the option out.")
    quantity = load_units()[declared.quantity]
    unit = quantity.find(written)
    if unit is None:
        known = ", ".join(unit.symbol for unit in quantity.units)
        raise UsageError(f"--unit: {written} is no unit of {name}.", f"Units of {name} are {known}.")
    return name, unit


def _codes(text: str) -> tuple[str, list[tuple[str, str]]]:
    name, written = _split("--code", text, "sex=1:F,2:M")
    _field(name, "--code")
    pairs = [part.partition(":") for part in written.split(",")]
    if not all(sign and code.strip() and word.strip() for code, sign, word in pairs):
        raise UsageError("--code takes FIELD=CODE:MEANING,…", "For instance --code sex=1:F,2:M.")
    return name, [(code.strip(), word.strip()) for code, _, word in pairs]


def _column(text: str) -> tuple[str, str]:
    header, name = _split("--column", text, "'Protein ratio=upcr'")
    if name != IGNORED:
        _field(name, "--column")
    return header, name
