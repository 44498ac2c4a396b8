"""Which values are of one assay: those of some measures can only be compared within one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lnmt_cli.analysis.rendering.time_points import OF_ASSAY, VALUE_UNIT
from lnmt_cli.knowledge.values import BASELINE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from lnmt_cli.knowledge.design import Design


def assay_name(written: str | None) -> str | None:
    """Return the name of an assay as it compares, without regard to case and spaces; None where none is recorded."""
    return " ".join((written or "").casefold().split()) or None


def why_mixed(written: Collection[str | None], units: Collection[str] = ()) -> str:
    """Return why values are not put together, from the assay ``written`` beside each; empty where they are.

    Where no value has an assay, all count as of one: a registry of one laboratory need not record it. ``units`` are
    those of the values: two units are two assays.
    """
    if len(found := sorted({*units})) > 1:
        return f"the values are in {' and '.join(found)}, units of assays that are not interchangeable"
    names = [assay_name(one) for one in written]
    known, unknown = {*names} - {None}, names.count(None)
    if len(known) > 1:
        return f"the values are of {len(known)} assays, which are not interchangeable"
    if known and unknown:
        return f"the assay of {unknown} of {len(names)} values is not known, and assays are not interchangeable"
    return ""


def both_values(design: Design, row: Mapping[str, Any], measure: str) -> tuple[float | None, float | None]:
    """Return the value at baseline and at the week; of a measure of assays in the unit of its assay."""
    ending = OF_ASSAY if measure in design.of_assays else ""
    return row[f"{measure}{BASELINE}{ending}"], row[f"{measure}{ending}"]


def has_one_unit(design: Design, row: Mapping[str, Any], measure: str) -> bool:
    """Return whether the values at baseline and at the week are in one unit."""
    return measure not in design.of_assays or (row[f"{measure}{BASELINE}{VALUE_UNIT}"] == row[f"{measure}{VALUE_UNIT}"])


def units_of(canonical: str, rows: Iterable[Mapping[str, Any]], measure: str) -> list[str]:
    """Return the units that the values of ``rows`` are in, in order; the ``canonical`` one where there is no other."""
    return sorted({row.get(f"{measure}{VALUE_UNIT}") or canonical for row in rows}) or [canonical]
