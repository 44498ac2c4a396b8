"""The dictionary of fields: what a column of an export can be. The data: ``fields.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.timewords import ANCHORS
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml
from lnmt_cli.knowledge.units import Quantity, load_units

if TYPE_CHECKING:
    from pathlib import Path

FILE = FOLDER / "fields.toml"
"""The packaged dictionary."""

TABLES = ("patient", "biopsy", "treatment", "visit", "event")
"""The canonical tables that a field can belong to."""

LISTS = ("lab",)
"""What a field can belong to besides: lists of laboratory results, read into the visits and never stored."""

TYPES = (
    *("identifier", "text", "number", "date", "sex", "response", "yes_no"),
    *("biopsy_class", "biopsy_activity", "drug", "phase", "event_kind", "offset", "point"),
    *("specimen", "sediment", "level"),
)
"""How the cells of a field are read; see `lnmt_cli.ingest.parsing`."""

_KEYS = (
    *("table", "column", "type", "label", "source", "aliases", "shared_aliases"),
    *("quantity", "unit", "unit_required", "soft", "hard", "usual", "least", "censored", "per_patient", "phase"),
    *("anchor", "days", "loinc", "other", "worse", "in_words", "optional", "ranges", "doubtful"),
)

_DOUBT_KEYS = (
    *("aliases", "other", "beside", "beside_fields", "outside", "multiples_of"),
    *("against", "codes", "method_in", "other_methods"),
)

WORSE = ("higher", "lower")
"""Which values of a measure are the worse."""

RANGES = ("upper",)
"""Which end of a range of whole numbers counts as the value."""

SIGNS = ("<", ">")
"""The sides of a limit of the assay: the result lies below it, or above."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The lowest and the highest value that pass, both inclusive, in the canonical unit; None is no limit."""

    low: float | None
    high: float | None

    def hold(self, value: float) -> bool:
        """Return whether the value lies within the limits."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Aliases of a field that mean an ``other`` thing as often, and what tells which of the two a column is.

    For the field speak words ``beside`` (in other headers, in the brackets of its own, in the name of the sheet), a
    column of one of ``beside_fields``, a number ``outside`` limits, and numbers that are all ``multiples_of``. Against
    it speak other headers of the words ``against``, cells that are all of one list of ``codes``, and one of
    ``other_methods`` in the cells of a column with a header of ``method_in``. Where something speaks against it, or
    nothing for it that could, the column is not used.
    """

    aliases: tuple[str, ...]
    other: str
    beside: tuple[str, ...] = ()
    beside_fields: tuple[str, ...] = ()
    outside: Limits | None = None
    multiples_of: int | None = None
    against: tuple[str, ...] = ()
    codes: tuple[tuple[str, ...], ...] = ()
    method_in: tuple[str, ...] = ()
    other_methods: tuple[str, ...] = ()

    @property
    def needs_proof(self) -> bool:
        """Return whether something has to speak for the field; else it is enough that nothing speaks against it."""
        return not (self.against or self.codes or self.method_in) or bool(
            self.beside or self.beside_fields or self.outside or self.multiples_of
        )


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its ``name`` is the header that always works, ``column`` what it fills in ``table``.

    ``unit`` is the canonical unit of the ``quantity``; with ``unit_required`` a column must declare its own.
    Outside ``soft`` limits a value is doubtful, outside ``hard`` ones it is not used. The value of a
    ``per_patient`` field must be the same in all rows of a patient. ``phase`` is the treatment phase that the
    field implies. ``aliases`` belong to this field alone; ``shared_aliases`` are plain words (``date``) that
    mean it only in a sheet about its table. ``usual`` is where the median of a column lies in any registry, dialysis
    and remission included: outside it, values are in another unit. ``least`` is the
    least value above 0 that is measured. ``censored`` are the sides on which a result beyond
    the limit of the assay is used as that limit: ``<``, ``>``. An ``offset`` counts from ``anchor``, in units of
    ``days`` days. ``loinc`` are its codes in lists of results; ``other`` are names, and words in brackets, that mean
    another analyte. ``worse`` says whether a higher or a lower value is worse, where one is. ``in_words`` is the field
    that a column is read as where words (low, normal) stand in it. No packaged study needs an ``optional`` field: its
    column never stops an ingest. ``ranges`` says which end of a range (``5-9``) counts, None where a range is no value.
    ``doubtful`` are aliases that mean something else as often.
    """

    name: str
    table: str
    type: str
    label: str
    source: str
    aliases: tuple[str, ...]
    quantity: str | None
    unit: str | None
    unit_required: bool
    soft: Limits | None
    hard: Limits | None
    per_patient: bool
    phase: str | None
    column: str
    shared_aliases: tuple[str, ...] = ()
    usual: Limits | None = None
    least: float | None = None
    censored: tuple[str, ...] = ()
    anchor: str | None = None
    days: float | None = None
    loinc: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    worse: str | None = None
    in_words: str | None = None
    optional: bool = False
    ranges: str | None = None
    doubtful: tuple[Doubt, ...] = ()

    @property
    def is_of_assays(self) -> bool:
        """Return whether some of its values are kept in the unit of their assay, beside the value."""
        return self.quantity is not None and load_units()[self.quantity].is_of_assays


@site.cached
def load_fields(path: Path = FILE) -> dict[str, Field]:
    """Return every field by its name, in file order, those of the site's file last. Raises `KnowledgeError`."""
    root = read_toml(path)
    root.only("field")
    found = {name: read_field(name, table) for name, table in root.table("field").tables()}
    for _, table in root.table("field").tables():
        for doubt in _doubtful(table):
            if not set(doubt.texts("beside_fields")) <= found.keys():
                doubt.refuse("beside_fields", "names of fields are expected")
    return site.merged("fields", found) if path == FILE else found


def read_field(name: str, table: Table) -> Field:
    """Return the field that a table of the dictionary describes. Raises `KnowledgeError`."""
    table.only(*_KEYS)
    quantity = _quantity(table)
    return Field(
        name=name,
        table=table.choice("table", (*TABLES, *LISTS)),
        type=table.choice("type", TYPES),
        label=table.text("label"),
        source=table.text("source"),
        aliases=table.texts("aliases"),
        quantity=quantity.name if quantity else None,
        unit=quantity.canonical if quantity else None,
        unit_required=table.flag("unit_required"),
        soft=_limits(table, "soft"),
        hard=_limits(table, "hard"),
        per_patient=table.flag("per_patient"),
        phase=table.text_or_none("phase"),
        column=table.text_or_none("column") or name,
        shared_aliases=table.texts("shared_aliases"),
        usual=_limits(table, "usual"),
        least=None if table.number_or_none("least") is None else float(table.number_or_none("least") or 0),
        censored=_signs(table),
        anchor=table.choice("anchor", ANCHORS) if table.has("anchor") else None,
        days=float(table.number("days")) if table.has("days") else None,
        loinc=table.texts("loinc"),
        other=table.texts("other"),
        worse=table.choice("worse", WORSE) if table.has("worse") else None,
        in_words=table.text_or_none("in_words"),
        optional=table.flag("optional"),
        ranges=table.choice("ranges", RANGES) if table.has("ranges") else None,
        doubtful=tuple(_doubt(row, table) for row in _doubtful(table)),
    )


def _doubtful(table: Table) -> list[Table]:
    return table.rows("doubtful") if table.has("doubtful") else []


def _doubt(row: Table, field: Table) -> Doubt:
    row.only(*_DOUBT_KEYS)
    known = {normalise(alias) for key in ("aliases", "shared_aliases") for alias in field.texts(key)}
    aliases = row.texts("aliases")
    if not aliases or not {normalise(alias) for alias in aliases} <= known:
        row.refuse("aliases", "aliases of the field are expected")
    if row.has("method_in") != row.has("other_methods"):
        row.refuse("method_in", "it goes with other_methods")
    return Doubt(
        aliases=aliases,
        other=row.text("other"),
        beside=row.texts("beside"),
        beside_fields=row.texts("beside_fields"),
        outside=_limits(row, "outside"),
        multiples_of=int(row.number("multiples_of")) if row.has("multiples_of") else None,
        against=row.texts("against"),
        codes=tuple(tuple(codes.split(" ")) for codes in row.texts("codes")),
        method_in=row.texts("method_in"),
        other_methods=row.texts("other_methods"),
    )


def _quantity(table: Table) -> Quantity | None:
    if not table.has("quantity"):
        for key in ("unit", "unit_required"):
            if table.has(key):
                table.refuse(key, "only a field with a quantity has a unit")
        return None
    units = load_units()
    quantity = units[table.choice("quantity", tuple(units))]
    if table.text("unit") != quantity.canonical:
        table.refuse("unit", f"the canonical unit of {quantity.name}, {quantity.canonical}, is expected")
    return quantity


def _signs(table: Table) -> tuple[str, ...]:
    signs = table.texts("censored")
    if not set(signs) <= set(SIGNS):
        table.refuse("censored", f"a list of {' and '.join(SIGNS)} is expected")
    return signs


def _limits(table: Table, key: str) -> Limits | None:
    if not table.has(key):
        return None
    pair = table.table(key)
    pair.only("low", "high")
    low, high = (pair.number_or_none(end) for end in ("low", "high"))
    if (low is None and high is None) or (low is not None and high is not None and low > high):
        table.refuse(key, "a low, a high or both are expected, the low not above the high")
    return Limits(None if low is None else float(low), None if high is None else float(high))
