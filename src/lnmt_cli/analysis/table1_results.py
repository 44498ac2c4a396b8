"""What ``lnmt describe`` returns: plain records, full precision, no rendering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date


class Characteristic(NamedTuple):
    """What is told of a variable: ``kind`` is ``number``, in ``unit``, or ``category``; tables have ``decimals``."""

    name: str
    kind: str
    label: str
    unit: str
    decimals: int


class Group(NamedTuple):
    """Those of whom a figure speaks: ``patients`` in a level of a subgroup, or all of them (both None)."""

    subgroup: str | None
    level: str | None
    patients: int


class NumberSummary(NamedTuple):
    """A number in one group: ``n`` known values, of which ``n_censored`` are limits of the assay.

    Quartiles are those of type 7 (R's default), the SD is that of a sample. What cannot be computed is None, and
    ``note`` says why.
    """

    variable: str
    group: Group
    n: int
    n_censored: int = 0
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    minimum: float | None = None
    maximum: float | None = None
    note: str = ""

    @property
    def missing(self) -> int:
        """Return of how many patients the value is not known."""
        return self.group.patients - self.n


class CategorySummary(NamedTuple):
    """A category in one group: how many of the ``n`` whose value is known have each, in ``counts``."""

    variable: str
    group: Group
    n: int
    counts: tuple[tuple[str, int], ...]

    @property
    def missing(self) -> int:
        """Return of how many patients the value is not known."""
        return self.group.patients - self.n


class Difference(NamedTuple):
    """The standardised difference of a variable between two levels, without its sign; of more than two, the largest.

    ``between`` are the two levels. ``value`` is None where there is none, and ``note`` says why.
    """

    variable: str
    subgroup: str
    between: tuple[str, ...]
    value: float | None
    note: str = ""


Summary = NumberSummary | CategorySummary


@dataclass(frozen=True)
class CohortDescription:
    """The result of ``lnmt describe``: every variable in every group, all patients first."""

    protocol: str
    response: str
    as_of: date
    cohort: str
    words: str
    """The cohort in words."""
    groups: tuple[Group, ...]
    variables: tuple[Characteristic, ...]
    summaries: tuple[Summary, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    subgroups: dict[str, str]
    """Label of each subgroup, by its name."""

    def summary(self, variable: str, group: Group) -> Summary:
        """Return the summary of ``variable`` in ``group``."""
        return next(found for found in self.summaries if (found.variable, found.group) == (variable, group))
