"""What is known of the columns of a sheet before they are read: claims, and what could not be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.names import IDENTIFIER

if TYPE_CHECKING:
    from lnmt_cli.errors import LnmtError
    from lnmt_cli.ingest.declarations import ColumnMapping, Declarations, SheetMapping
    from lnmt_cli.ingest.redcap.project import Project, RedcapColumn
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit
    from lnmt_cli.reading.sheet import Sheet

ROW: Final = ""
"""The occasion of columns that speak of the row itself, and of no time point or number in a series of their own."""
POINT: Final = "visit_point"
TEST, VALUE, TEST_UNIT = "lab_test", "lab_value", "lab_unit"
LAB: Final = "lab"
FORM: Final = "form:"
"""Begins the occasion of an instrument of a REDCap project that speaks for itself."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """What cannot be told of a sheet, and of which column; ``error`` says it, with the option that settles it.

    ``label``: the name of a time point that is not known, where it is one.
    """

    index: int | None
    error: LnmtError
    label: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """Why a column is left aside that the study can do without: its ``field``, and the ``check`` that says so."""

    field: Field
    check: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of one column: the fields that it can be (at the end one or none), and what its header adds."""

    index: int
    header: str
    fields: tuple[Field, ...] = ()
    unit: str | None = None
    occasion: str = ROW
    is_unit_of: bool = False
    by: str = ""
    choice: str | None = None
    is_passed_over: bool = False
    told: ColumnMapping | None = None
    redcap: RedcapColumn | None = None
    aside: Aside | None = None

    @property
    def field(self) -> Field | None:
        """Return the field, where it is settled."""
        return self.fields[0] if len(self.fields) == 1 and not self.is_unit_of else None


@dataclass(slots=True)
class ClaimedSheet:
    """The claims on all columns of a sheet, what holds for it by declaration, and what could not be told."""

    sheet: Sheet
    claims: list[Claim]
    declared: Declarations
    project: Project | None = None
    mapping: SheetMapping | None = None
    difficulties: list[Difficulty] = field(default_factory=list)
    units: dict[int, Unit] = field(default_factory=dict)
    """The unit of each column, where it has one."""

    def place(self, index: int) -> str:
        """Return the file and the coordinate of the header of a column."""
        return f"{self.sheet.file}: {self.sheet.at(self.sheet.header.number, index)}"

    @property
    def is_identified(self) -> bool:
        """Return whether a column identifies the patient."""
        return any(found.field is not None and found.field.name == IDENTIFIER for found in self.claims)
