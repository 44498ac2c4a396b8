"""Declarations as they are written in options: ``upcr=mg/g``, ``sex=1:F,2:M``, ``upcr=-9,999``, ``V4=switch+24w``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.fields import Field, load_fields
from lnmt_cli.knowledge.names import LEFT_OUT
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.units import load_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lnmt_cli.knowledge.timepoints import TimePoint
    from lnmt_cli.knowledge.units import Unit

Meaning = TypeVar("Meaning")
_FORMS: Final = {
    "--unit": ("FIELD=UNIT", "upcr=mg/g"),
    "--code": ("FIELD=CODE:MEANING,…", "sex=1:F,2:M"),
    "--column": ("HEADER=FIELD", "'Protein ratio=upcr'"),
    "--missing": ("CODE,… or FIELD=CODE,…", "999 or upcr=-9,999"),
    "--at": ("LABEL=WHEN", "V4=switch+24w"),
}


def units_of(texts: Iterable[str]) -> dict[str, Unit]:
    """Return the unit of each field, from ``upcr=mg/g``. Raises UsageError."""
    return _together("--unit", map(_unit, texts))


def codes_of(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return what the codes of each field mean, from ``sex=1:F,2:M``; a field may come again. Raises UsageError."""
    found: dict[str, dict[str, str]] = {}
    for name, codes in map(_codes, texts):
        found[name] = _together("--code", [*found.get(name, {}).items(), *codes])
    return found


def columns_of(texts: Iterable[str]) -> dict[str, str]:
    """Return the field of each header, from ``Protein ratio=upcr``. Raises UsageError.

    Headers that differ in case or signs only are one.
    """
    pairs = [_column(text) for text in texts]
    _together("--column", ((normalise(header), field) for header, field in pairs))
    return dict(pairs)


def missing_of(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the codes that stand for no value by field (``""``: all), from ``upcr=-9,999``. Raises UsageError."""
    found: dict[str, frozenset[str]] = {}
    for text in texts:
        name, sign, codes = text.rpartition("=")
        field = _field(name.strip(), "--missing").name if sign else ""
        listed = frozenset(code.strip() for code in codes.split(",") if code.strip())
        if not listed:
            raise _malformed("--missing")
        found[field] = found.get(field, frozenset()) | listed
    return found


def points_of(texts: Iterable[str]) -> dict[str, TimePoint]:
    """Return the time point of each label by its normalised form, from ``V4=switch+24w``. Raises UsageError."""
    return _together("--at", map(_point, texts))


def _together(option: str, pairs: Iterable[tuple[str, Meaning]]) -> dict[str, Meaning]:
    """Return the pairs as a mapping. Raises UsageError where two contradict each other."""
    found: dict[str, Meaning] = {}
    for name, meaning in pairs:
        if found.setdefault(name, meaning) != meaning:
            raise UsageError(f"{option} is given twice for {name}, with two meanings.", "Give it once.")
    return found


def _malformed(option: str) -> UsageError:
    kind, form = _FORMS[option]
    return UsageError(f"{option} takes {kind}.", f"For instance {option} {form}.")


def _split(option: str, text: str) -> tuple[str, str]:
    # A header or a label may have the sign in it; a field has not.
    name, sign, value = text.rpartition("=") if option in ("--column", "--at") else text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise _malformed(option)
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
    name, written = _split("--unit", text)
    declared = _field(name, "--unit")
    if declared.quantity is None:
        raise UsageError(f"--unit: {name} has no unit.", "Leave the option out.")
    quantity = load_units()[declared.quantity]
    unit = quantity.find(written)
    if unit is None:
        known = ", ".join(unit.symbol for unit in quantity.units)
        raise UsageError(f"--unit: {written} is no unit of {name}.", f"Units of {name} are {known}.")
    return name, unit


def _codes(text: str) -> tuple[str, Sequence[tuple[str, str]]]:
    name, written = _split("--code", text)
    _field(name, "--code")
    pairs = [part.partition(":") for part in written.split(",")]
    if not all(sign and code.strip() and word.strip() for code, sign, word in pairs):
        raise _malformed("--code")
    return name, [(code.strip(), word.strip()) for code, _, word in pairs]


def _column(text: str) -> tuple[str, str]:
    header, name = _split("--column", text)
    if name != LEFT_OUT:
        _field(name, "--column")
    return header, name


def _point(text: str) -> tuple[str, TimePoint]:
    from lnmt_cli.knowledge.timepoints import parse_declared

    label, when = _split("--at", text)
    if not normalise(label):
        raise _malformed("--at")
    try:
        return normalise(label), parse_declared(when)
    except UsageError as error:
        raise UsageError(f"--at: {error.message}", f"For instance --at V4=switch+24w. {error.hint}") from None
