"""What ``lnmt gfr`` returns: plain records, full precision, no rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Estimate(NamedTuple):
    """GFR by one equation, in ``unit``; ``age`` is what it took: completed years or a fraction, or None."""

    equation: str
    title: str
    value: float
    unit: str
    note: str
    source: str
    age: float | None = None


class LeftOut(NamedTuple):
    """An equation that is not computed; ``reason`` says what is missing, or whom it was made for."""

    equation: str
    title: str
    reason: str
    source: str


@dataclass(frozen=True)
class Estimates:
    """GFR of one set of ``inputs``, in canonical units and None where not given, by every equation possible."""

    inputs: Mapping[str, float | str | None]
    labels: Mapping[str, str]
    """What each input is called within a sentence."""
    units: Mapping[str, str]
    """The unit of each input, where it has one."""
    values: tuple[Estimate, ...]
    left_out: tuple[LeftOut, ...]
