"""What an ingest or a validation has to say: the files read and the problems found, grouped by check."""

from __future__ import annotations

from dataclasses import dataclass

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

    ``is_named_so``: the header is the name of the field, and nothing had to be made out.
    """

    where: str
    header: str
    field: str | None
    unit: str | None
    is_named_so: bool


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """All findings of one check on one field: ``count`` of the ``of`` cells or rows that were checked.

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
class CheckReport:
    """The result of ``lnmt ingest`` and ``lnmt validate``; ``registry`` is its file name, if there is one."""

    command: str
    files: tuple[FileReport, ...]
    problems: tuple[ProblemGroup, ...]
    notes: tuple[str, ...]
    registry: str | None
    columns: tuple[ColumnReport, ...] = ()

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
