"""Which values are of one assay: those of some measures can only be compared within one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection


def assay_name(written: str | None) -> str | None:
    """Return the name of an assay as it compares, without regard to case and spaces; None where none is recorded."""
    return " ".join((written or "").casefold().split()) or None


def why_mixed(written: Collection[str | None]) -> str:
    """Return why values are not put together, from the assay ``written`` beside each; empty where they are.

    Where no value has an assay, all count as of one: a registry of one laboratory need not record it.
    """
    names = [assay_name(one) for one in written]
    known, unknown = {*names} - {None}, names.count(None)
    if len(known) > 1:
        return f"the values are of {len(known)} assays, which are not interchangeable"
    if known and unknown:
        return f"the assay of {unknown} of {len(names)} values is not known, and assays are not interchangeable"
    return ""
