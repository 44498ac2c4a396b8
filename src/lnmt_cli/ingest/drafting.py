"""What a mapping would be, as far as it can be told: drafts of sheets and columns, for a person to correct.

Nothing is refused here. What every other command refuses is a gap to be filled in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as with_default
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.names import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class ColumnDraft:
    """One column with a header, and what it seems to be; ``where`` is its coordinate (``visits!J``).

    ``field`` is None where nothing or too much claims it: then ``candidates`` are the fields that its header can mean,
    and ``remark`` says why it needs none (``holds the units of upcr``). ``confidence`` says how it was recognised.

    To be filled in by the person: ``unit_needed``, the units that can be; ``at_needed``, the time point;
    ``dates_needed``, the order of day and month; ``codes``, the distinct codes, or
    words of two meanings, that nobody has declared.

    Already told: ``unit``, ``at`` (as `TimePoint` writes it), ``group``, ``dates``, ``decimal``, ``missing``,
    ``meanings`` (of codes), ``unit_column`` (a header) and ``choice``. ``filled`` counts the cells with content.
    ``aside`` is the field of a column that is left aside: nothing has to be filled in for it.
    """

    index: int
    where: str
    header: str
    field: str | None = None
    unit: str | None = None
    unit_needed: tuple[str, ...] = ()
    at: str | None = None
    at_needed: bool = False
    confidence: str = ""
    candidates: tuple[str, ...] = ()
    filled: int = 0
    codes: tuple[str, ...] = ()
    group: str = ""
    dates: str | None = None
    dates_needed: bool = False
    decimal: str | None = None
    missing: tuple[str, ...] = ()
    meanings: Mapping[str, str] = with_default(default_factory=dict)
    unit_column: str | None = None
    choice: str | None = None
    remark: str = ""
    aside: str = ""

    @property
    def gaps(self) -> int:
        """Return how many things have to be filled in."""
        if self.aside:
            return 0
        return sum((bool(self.unit_needed), self.at_needed, self.dates_needed, bool(self.codes), bool(self.candidates)))

    @property
    def is_unclaimed(self) -> bool:
        """Return whether nothing claims the column, and nothing says that it needs no claim."""
        return self.field is None and not self.candidates and not self.remark and not self.aside


@dataclass(frozen=True, slots=True)
class SheetDraft:
    """One sheet of ``file``: ``rows`` are those below the header, which ends in ``header_row``, counted from 1.

    ``header_rows`` and ``unit_row`` are declared: where they are not, the reader finds them.

    ``points``: what names of time points mean, as declared; ``anchor``: what they are counted from. ``units`` by field,
    as declared for the rows of a list of results; ``supplied`` are the fields that such rows have, and ``unread`` the
    tests that no field claims, with the number of their rows; ``aside`` are the fields of tests that are left aside.
    """

    file: str
    name: str
    columns: tuple[ColumnDraft, ...]
    header_rows: tuple[int, ...] | None = None
    unit_row: int | None = None
    rows: int = 0
    header_row: int = 1
    points: Mapping[str, str] = with_default(default_factory=dict)
    anchor: str | None = None
    units: Mapping[str, str] = with_default(default_factory=dict)
    supplied: tuple[str, ...] = ()
    unread: tuple[tuple[str, int], ...] = ()
    aside: tuple[str, ...] = ()


def settle_double_claims(sheet: SheetDraft) -> SheetDraft:
    """Return the sheet with columns that give the same field of the same occasion left open: one of them has to go."""
    claims: dict[tuple[str, str | None, str], list[ColumnDraft]] = {}
    for column in sheet.columns:
        if column.field and column.field != LEFT_OUT and column.choice is None and not column.at_needed:
            claims.setdefault((column.field, column.at, column.group), []).append(column)
    double = {column.index: group for group in claims.values() if len(group) > 1 for column in group}
    return replace(
        sheet,
        columns=tuple(
            _opened(column, double[column.index]) if column.index in double else column for column in sheet.columns
        ),
    )


def _opened(column: ColumnDraft, group: list[ColumnDraft]) -> ColumnDraft:
    places = " and ".join(other.where for other in group)
    return replace(
        column, field=None, candidates=(column.field or "", LEFT_OUT), remark=f"{places} both give {column.field}"
    )


def summary(sheets: Iterable[SheetDraft]) -> str:
    """Return how far the drafts go, as ``12 columns mapped, 2 not claimed, 1 to be filled in.``, in one sentence."""
    columns = [column for sheet in sheets for column in sheet.columns]
    mapped = sum(column.field is not None for column in columns)
    gaps = sum(column.gaps for column in columns)
    unclaimed = sum(column.is_unclaimed for column in columns)
    aside = sum(bool(column.aside) for column in columns)
    left = f"{aside} left aside, " if aside else ""
    to_fill = f"{gaps} to be filled in" if gaps else "nothing to be filled in"
    return f"{mapped} column{'' if mapped == 1 else 's'} mapped, {unclaimed} not claimed, {left}{to_fill}."
