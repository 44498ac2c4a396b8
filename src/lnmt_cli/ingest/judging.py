"""What only a whole column shows, and never a cell alone.

The decimal comma, the order of day and month and codes in place of classes are judged for each file by itself: another
site's file may be written otherwise, so that what one does not decide has to be declared. Values that sit in the range
of another unit than the declared one are looked for over all files of the call.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lnmt_cli.errors import MappingError, UnitError
from lnmt_cli.ingest.column_meanings import settle_meanings
from lnmt_cli.ingest.leaving_aside import LEFT_ASIDE, WITHOUT_UNIT, without
from lnmt_cli.ingest.parsing import (
    bare_integers_only,
    date_order_of,
    decimal_comma_proved,
    decimal_signs_differ,
    is_integer,
    plain_number,
)
from lnmt_cli.ingest.unit_ranges import Misfit, misfit
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from decimal import Decimal

    from lnmt_cli.ingest.columns import MappedColumn, MappedSheet
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.reading.sheet import Sheet

MOST_MONTHS = "12"
"""The last day of a month, as an ISO date has it, that can be taken for a month."""
ORDERS = {"dmy": "day first", "mdy": "month first"}


JUDGED = ("number", "date", "biopsy_class")
"""The types of field that are judged by their columns."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The distinct cells, counted, of one field in one sheet: of a column, or of one test in a lab list."""

    column: MappedColumn
    sheet: Sheet
    cells: Counter[tuple[str, CellKind]]

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.cells]


def judge(mapped: Sequence[MappedSheet], declared: Declarations) -> list[MappedSheet]:
    """Return the sheets with their columns read as their cells demand.

    Raises UnitError where values cannot be in the declared unit; what the study can do without is left aside instead.
    """
    parts = [part for found in mapped for part in _parts(found)]
    decide = _decider(parts, declared)
    judged = settle_meanings([_with(found, decide) for found in mapped])
    misfits = list(_misfits([part for found in judged for part in _parts(found)]))
    for group, found in misfits:
        if not all(part.column.can_go for part in group):
            raise _misfit_error(group, found)
    gone = [part.column for group, _ in misfits for part in group]
    return [without(sheet, gone, WITHOUT_UNIT) for sheet in judged]


def _parts(found: MappedSheet) -> Iterable[_Part]:
    for column in found.columns:
        if column.field.type in JUDGED:
            yield _Part(column, found.sheet, found.sheet.cells(column.index))
    lab = found.lab
    if lab is None:
        return
    cells: dict[tuple[str, str], Counter[tuple[str, CellKind]]] = defaultdict(Counter)
    columns = [lab.test, lab.value] if lab.unit is None else [lab.test, lab.value, lab.unit]
    for combination, rows in found.sheet.combinations(columns).items():
        key = (combination[0][0], "" if lab.unit is None else combination[2][0])
        cells[key][combination[1]] += rows
    for key, column in lab.readings.items():
        yield _Part(column, found.sheet, cells[key])


def _with(found: MappedSheet, decide: Callable[[MappedColumn, Sheet], MappedColumn]) -> MappedSheet:
    decided, gone = [], []
    for column in found.columns:
        try:
            decided.append(decide(column, found.sheet))
        except MappingError:
            if not column.can_go:
                raise
            gone.append(column)
    found = without(found, gone, LEFT_ASIDE)
    columns = tuple(decided)
    if found.lab is None:
        return replace(found, columns=columns)
    readings = {key: decide(column, found.sheet) for key, column in found.lab.readings.items()}
    return replace(found, columns=columns, lab=replace(found.lab, readings=readings))


def _decider(parts: Sequence[_Part], declared: Declarations) -> Callable[[MappedColumn, Sheet], MappedColumn]:
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    pointed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for part in parts:
        # Boxes say nothing of how the classes of another column are written.
        texts[_place(part)] += part.texts if part.column.choice is None else []
        is_number = part.column.field.type == "number" and not part.sheet.is_comma_separated
        pointed[_place(part)] += part.texts if is_number else []
    with_comma = {place[0] for place, of in pointed.items() if decimal_comma_proved(of)}
    orders = {_place(part): date_order_of(texts[_place(part)]) for part in parts if part.column.field.type == "date"}

    turned = {_place(part) for part in parts if part.column.field.type == "date" and _is_turned(part.cells)}

    def has_decimal_comma(place: tuple[str, str]) -> bool:
        # Where another column proves the comma, a point in a column without commas separates thousands.
        elsewhere = place[0] in with_comma and not any("," in text for text in pointed[place])
        return decimal_comma_proved(pointed[place]) or elsewhere

    def decide(column: MappedColumn, sheet: Sheet) -> MappedColumn:
        field, how, place = column.field, column.how, (sheet.file, column.field.name)
        has_code_book = any(map(is_integer, how.codes))
        if field.type == "biopsy_class" and not has_code_book and column.choice is None:
            # Bare 1 to 6 may be classes, or the codes of a code book: 3 can mean "III or III + V".
            return replace(column, fault="code-undeclared" if bare_integers_only(texts[place]) else column.fault)
        if field.type == "number" and declared.decimal is None and not sheet.is_comma_separated:
            is_open = decimal_signs_differ(pointed[place])
            comma = how.decimal_comma or (not is_open and has_decimal_comma(place))
            return replace(column, how=replace(how, decimal_comma=comma, decimal_open=is_open))
        return _dated(column, sheet, orders[place], place in turned) if field.type == "date" else column

    return decide


def _place(part: _Part) -> tuple[str, str]:
    """Return the file and the field: what one site's file shows proves nothing of another's."""
    return part.sheet.file, part.column.field.name


def _is_turned(cells: Iterable[tuple[str, CellKind]]) -> bool:
    """Return whether Excel has probably turned dates around: it takes 03/04/2017 for a date, and leaves 13/04/2017.

    Texts of dates have the day first, and each date cell, of which there are several, has a day that can be a month.
    """
    told = list(cells)
    days = {text[8:10] for text, kind in told if kind is CellKind.DATE}
    texts = [text for text, kind in told if kind is CellKind.TEXT]
    return len(days) > 1 and max(days) <= MOST_MONTHS and date_order_of(texts) == "dmy"


def _dated(column: MappedColumn, sheet: Sheet, shown: str | None, is_turned: bool) -> MappedColumn:
    """Return a column of dates read in the order that its cells show, where none is declared.

    Raises MappingError where the cells show the other order than the one that is declared.
    """
    order = column.how.date_order
    if order is None and is_turned:
        raise MappingError(
            f"{sheet.file}: {sheet.at(sheet.header.number, column.index)} ({column.field.name}) has texts with the day"
            " first, and dates of the spreadsheet whose day is 12 or less throughout: a spreadsheet that puts the month"
            " first has probably turned day and month of these around.",
            "Compare with the source and correct them, or leave the column out; where they are right, declare the order"
            " of the texts: --dates dmy.",
        )
    if shown not in ORDERS or shown == order:
        return column
    if order in ORDERS:
        raise MappingError(
            f"{sheet.file}: {sheet.at(sheet.header.number, column.index)} ({column.field.name}) is to be read"
            f" {ORDERS[order or '']}, and has dates that can only be {ORDERS[shown or '']}.",
            f"If they are, declare it: --dates {shown}; else correct the dates.",
        )
    if order is not None:
        return column
    return replace(column, how=replace(column.how, date_order=shown), remark=ORDERS[shown or ""])


def _misfits(parts: Iterable[_Part]) -> Iterator[tuple[list[_Part], Misfit]]:
    """Yield the columns whose values sit in the range of another unit than the declared one, or of two."""
    groups: dict[tuple[str, str], list[_Part]] = defaultdict(list)
    for part in parts:
        if part.column.how.unit is not None and part.column.unit_column is None:
            groups[(part.column.field.name, part.column.how.unit.symbol)].append(part)
    for group in groups.values():
        column = group[0].column
        numbers = [number for part in group for number in _numbers(part)]
        unit = column.how.unit
        found = misfit(column.field, unit, numbers) if unit is not None else None
        if found is not None:
            yield group, found


def _numbers(part: _Part) -> list[Decimal]:
    numbers: list[Decimal] = []
    for (text, kind), count in part.cells.items():
        number = plain_number(text, kind, part.column.how)
        numbers += [number] * count if number is not None else []
    return numbers


def _misfit_error(group: Sequence[_Part], found: Misfit) -> UnitError:
    column = group[0].column
    name, unit = column.field.name, column.how.unit.symbol if column.how.unit else ""
    places = ", ".join(
        f"{part.sheet.file}: {part.sheet.at(part.sheet.header.number, part.column.index)}" for part in group
    )
    other = " or ".join(unit.symbol for unit in found.others)
    if found.kind == "mixed":
        return UnitError(
            f"{name} is declared in {unit}, and {found.count} of its {found.of} values sit in the range of {other}"
            f" ({places}): the column seems to mix two units.",
            "Nothing is converted by guess. Write the unit of each row into a column of its own"
            f" ({name}_unit), or correct the values; a column is left out with --column 'HEADER=-'.",
        )
    return UnitError(
        f"{name} is declared in {unit}, and its values sit in the range of {other} ({places}).",
        f"If the unit is {other}, say so: in the header, with --unit {name}={found.other.symbol} where the header"
        f" has none, or in a mapping (lnmt map); if {unit} is right, correct the values. A column is left out with"
        " --column 'HEADER=-'.",
    )
