"""What an ingest or a validation has to say: the files read and the problems found, grouped by check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.reading.sheet import column_letters as column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SEVERITIES = ("error", "warning", "note")
"""The severities of the checks, the gravest first."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file of an export: ``rows`` read = ``landed`` + ``set_aside``.

    ``detected`` says in words what the reader made out by itself. ``state`` is ``landed``, ``unchanged`` (the
    registry holds this very file already) or ``checked`` (nothing was to be landed).
    """

    name: str
    sha256: str
    rows: int
    landed: int
    set_aside: int
    sheets: int
    detected: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """One column of an export: where its header stands, and what it was taken for; None where nothing claims it.

    ``is_named_so``: the header is the name of the field, and nothing had to be made out. ``remark``: the time point of
    its values, or what was made out from the column itself (``day first``), in words. ``near``: the fields that the
    header comes near to, where nothing claims it.
    """

    where: str
    header: str
    field: str | None
    unit: str | None
    is_named_so: bool
    remark: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadTest:
    """A test of a list of results that no field claims: its column (``labs!C``), its name, how many rows have it.

    ``near``: the fields that its name comes near to.
    """

    where: str
    name: str
    rows: int
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemCell:
    """One finding at its place, with the cell as written: patient data, for a file that somebody asked for.

    ``row`` counts from 1 and ``column`` from 0; None is the whole column, row or sheet. ``header`` stands over the
    column, in ``header_row``; blank and None where there is none.
    """

    file: str
    sheet: str
    row: int | None
    column: int | None
    header: str
    header_row: int | None
    check: str
    severity: str
    field: str | None
    text: str
    title: str
    message: str
    remedy: str

    @property
    def letters(self) -> str:
        """Return the letters of the column (``J``), blank for a row or a sheet as a whole."""
        return "" if self.column is None else column_letters(self.column)

    @property
    def cell(self) -> str:
        """Return the place in its sheet: ``J14``; ``J`` for a column, ``14`` for a row, blank for the sheet."""
        return f"{self.letters}{'' if self.row is None else self.row}"


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """All findings of one check on one field: ``count`` of the ``of`` cells or rows that were checked.

    ``of`` is 0 where a check is about columns or sheets, which are counted of nothing.

    ``where`` has the coordinates of all of them (``visits!J14``), ``texts`` the cells as written in the same
    order: patient data, shown only when asked for. ``field`` is None where the check is not about a field.
    """

    check: str
    severity: str
    field: str | None
    count: int
    of: int
    where: tuple[str, ...]
    title: str
    message: str
    remedy: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The ingest before this one, to compare with: when, the rows read, how many findings each check had."""

    at: datetime
    rows: int
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of ``lnmt ingest`` and ``lnmt validate``; ``registry`` is its file name, if there is one.

    ``earlier`` is the ingest before, where the registry holds one.
    """

    command: str
    files: tuple[FileReport, ...]
    problems: tuple[ProblemGroup, ...]
    notes: tuple[str, ...]
    registry: str | None
    columns: tuple[ColumnReport, ...] = ()
    tests: tuple[UnreadTest, ...] = ()
    earlier: Earlier | None = None

    @property
    def errors(self) -> int:
        """Return how many findings are errors (findings, not groups)."""
        return self._total("error")

    @property
    def warnings(self) -> int:
        """Return how many findings are warnings (findings, not groups)."""
        return self._total("warning")

    @property
    def worst(self) -> str | None:
        """Return the gravest severity found, or None where nothing was found."""
        found = {problem.severity for problem in self.problems}
        return next((severity for severity in SEVERITIES if severity in found), None)

    def _total(self, severity: str) -> int:
        return sum(problem.count for problem in self.problems if problem.severity == severity)
