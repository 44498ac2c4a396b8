"""What a person declares about an export where the export itself does not say it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import UsageError
from lnmt_cli.ingest.option_texts import codes_of, columns_of, missing_of, points_of, units_of
from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.timepoints import ANCHORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lnmt_cli.ingest.redcap.dictionary import Dictionary
    from lnmt_cli.knowledge.timepoints import TimePoint
    from lnmt_cli.knowledge.units import Unit

DATE_ORDERS: Final = ("dmy", "mdy", "excel", "excel-1904")
"""How dates are written: day or month first; ``excel``: serial numbers of days since 1900, or since 1904."""
DECIMALS: Final = ("comma", "point")
IGNORED: Final = "-"
"""In ``--column HEADER=-``: leave the column out."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a mapping file says of one column, by its header; what it does not say is None or empty.

    ``field``: the field's name, or `IGNORED` · ``at``: the time point of its values · ``group``: the number of the
    record in a series (second biopsy) · ``missing``: codes that stand for no value · ``unit_column``: the header of
    the column with its units · ``choice``: the column only says whether this choice of its field holds (a checkbox).
    """

    header: str
    field: str
    unit: Unit | None = None
    codes: Mapping[str, str] = with_default(default_factory=dict)
    missing: frozenset[str] = frozenset()
    date_order: str | None = None
    decimal: str | None = None
    at: TimePoint | None = None
    group: str = ""
    unit_column: str | None = None
    choice: str | None = None


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """What a mapping file says of one sheet: ``header_rows`` are those of the header (from 1), None: to be found.

    ``points``: the time point that a label in its headers or cells means, by its normalised form · ``anchor``: what
    names of time points are counted from · ``units``: unit by field, for the rows of a list of results that have none.
    """

    name: str
    columns: tuple[ColumnMapping, ...]
    header_rows: tuple[int, ...] | None = None
    unit_row: int | None = None
    points: Mapping[str, TimePoint] = with_default(default_factory=dict)
    anchor: str | None = None
    units: Mapping[str, Unit] = with_default(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Declarations:
    """What is declared about an export; each empty where nothing is.

    ``units``: unit by field · ``codes``: meaning by code, by field · ``columns``: field by header (`-`: left out) ·
    ``date_order``: one of `DATE_ORDERS` · ``decimal``: ``comma`` or ``point`` · ``missing``: codes for no value, by
    field (``""``: every field) · ``points``: the time point that a label in headers or cells means, by its normalised
    form · ``anchor``: what names of time points are counted from · ``encoding``: of text files · ``sheets``: from a
    mapping file · ``identifiers``: land fields that a data dictionary marks as identifiers · ``usual_units``: unit by
    field, where the export does not say another (site file) · ``usual_dates``: the same for the order of dates ·
    ``dictionary``: of a REDCap project · ``of_options``: each option with the field that it was given for.
    """

    units: Mapping[str, Unit] = with_default(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = with_default(default_factory=dict)
    columns: Mapping[str, str] = with_default(default_factory=dict)
    date_order: str | None = None
    decimal: str | None = None
    missing: Mapping[str, frozenset[str]] = with_default(default_factory=dict)
    points: Mapping[str, TimePoint] = with_default(default_factory=dict)
    anchor: str | None = None
    encoding: str | None = None
    sheets: tuple[SheetMapping, ...] = ()
    identifiers: bool = False
    usual_units: Mapping[str, Unit] = with_default(default_factory=dict)
    usual_dates: Mapping[str, str] = with_default(default_factory=dict)
    dictionary: Dictionary | None = None
    of_options: tuple[tuple[str, str], ...] = ()

    def missing_of(self, name: str) -> frozenset[str]:
        """Return the codes that stand for no value in columns of the field ``name``."""
        return self.missing.get("", frozenset()) | self.missing.get(name, frozenset())

    def asks_for(self, name: str) -> bool:
        """Return whether an option says how the field ``name`` is to be read."""
        return any(field == name for _, field in self.of_options)


def declare(
    units: Iterable[str] = (),
    codes: Iterable[str] = (),
    columns: Iterable[str] = (),
    date_order: str | None = None,
    decimal: str | None = None,
    *,
    missing: Iterable[str] = (),
    points: Iterable[str] = (),
    anchor: str | None = None,
    encoding: str | None = None,
    sheets: Iterable[SheetMapping] = (),
    identifiers: bool = False,
    dictionary: Dictionary | None = None,
) -> Declarations:
    """Return the declarations written as on the command line, over those of the site file in use.

    ``units``: ``upcr=mg/g`` · ``codes``: ``sex=1:F,2:M`` · ``columns``: ``"Protein ratio=upcr"`` · ``missing``:
    ``999`` or ``upcr=-9,999`` · ``points``: ``V4=switch+24w``.
    Raises UsageError for what is not of that form, or names no field, unit, time point or encoding.
    """
    _refuse_other_words(date_order, decimal, anchor, encoding)
    given = Declarations(
        units=units_of(units),
        codes=codes_of(codes),
        columns=columns_of(columns),
        date_order=date_order,
        decimal=decimal,
        missing=missing_of(missing),
        points=points_of(points),
        anchor=anchor,
        encoding=encoding,
        sheets=tuple(sheets),
        identifiers=identifiers,
        dictionary=dictionary,
    )
    given = replace(given, of_options=_fields_of_options(given))
    return given if site.active() is None else _over_site(given)


def _fields_of_options(given: Declarations) -> tuple[tuple[str, str], ...]:
    told = {"--unit": given.units, "--code": given.codes, "--missing": given.missing}
    return tuple((option, name) for option, names in told.items() for name in names if name)


def _refuse_other_words(date_order: str | None, decimal: str | None, anchor: str | None, encoding: str | None) -> None:
    if date_order not in (None, *DATE_ORDERS):
        raise UsageError(
            f"--dates takes {', '.join(DATE_ORDERS)}.", "Say which comes first in dates such as 01/03/2017."
        )
    if decimal not in (None, *DECIMALS):
        raise UsageError("--decimal takes comma or point.", "Say which sign stands before the decimals.")
    if anchor not in (None, *ANCHORS):
        raise UsageError(f"--anchor takes {', '.join(ANCHORS)}.", "Say what the time points are counted from.")
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except (LookupError, ValueError):
            raise UsageError(
                "--encoding: this is no encoding that is known.", "For instance utf-8, cp949, cp1252 or utf-16."
            ) from None


def _over_site(given: Declarations) -> Declarations:
    """Return the declarations over those of the site file: an option counts before it, missing codes are added."""
    from lnmt_cli.knowledge.site_file import load_site

    own = load_site()
    names = {*own.missing, *given.missing}
    return replace(
        given,
        codes={**own.codes, **{name: {**own.codes.get(name, {}), **of} for name, of in given.codes.items()}},
        missing={name: own.missing.get(name, frozenset()) | given.missing.get(name, frozenset()) for name in names},
        points={**own.points, **given.points},
        usual_units=own.units,
        usual_dates=own.dates,
    )
