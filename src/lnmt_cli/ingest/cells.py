"""The cells of a row, parsed: each column's, each choice that is checked, and the result of a row of a lab list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lnmt_cli.ingest.claims import ROW
from lnmt_cli.ingest.columns import INDUCTION
from lnmt_cli.ingest.parsing import NOTHING, Parsed, is_missing, parse
from lnmt_cli.ingest.redcap.project import combined_text, is_checked
from lnmt_cli.knowledge.names import IDENTIFIER, find_unit
from lnmt_cli.reading.sheet import CellKind, Coordinate, Finding, Row

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence

    from lnmt_cli.ingest.columns import MappedColumn, MappedSheet

Read = tuple[str, CellKind, str]
"""What a cell is read from: its text, its kind, and the text of its unit's cell."""


@dataclass(slots=True)
class Cell:
    """One parsed cell of the ``row``: ``value`` is None where nothing is usable."""

    column: MappedColumn
    value: Any
    row: Coordinate
    text: str

    @property
    def where(self) -> Coordinate:
        """Return the coordinate of the cell."""
        return Coordinate(self.row.file, self.row.sheet, self.row.row, self.column.index)


class CellParser:
    """Parses the cells of one sheet, each distinct one once; what is wrong with them is added to ``findings``."""

    def __init__(self, mapped: MappedSheet, findings: list[Finding], checked: Counter[str]) -> None:
        self.sheet, self.lab = mapped.sheet, mapped.lab
        self.findings, self.checked = findings, checked
        plain = [column for column in mapped.columns if column.field.name != IDENTIFIER]
        self.columns = [column for column in plain if column.choice is None]
        self.choices = _by_field(column for column in plain if column.choice is not None)
        self.parsed: dict[int, dict[Read, Parsed]] = {}
        self.here = self.sheet.at()
        self.places = [(column, _group(column), self._known(column)) for column in self.columns]

    def of(self, row: Row) -> dict[tuple[str, str], list[Cell]]:
        """Return the cells with content by table and occasion."""
        cells: dict[tuple[str, str], list[Cell]] = {}
        self.here = self.sheet.at(row.number)
        texts, kinds = row.texts, row.kinds
        for column, group, known in self.places:
            text = texts[column.index]
            kind = kinds.get(column.index, CellKind.TEXT) if kinds else CellKind.TEXT
            if text or kind is not CellKind.TEXT:
                unit = "" if column.unit_column is None else texts[column.unit_column]
                self._add(cells, group, self._cell(row, column, known, (text, kind, unit)))
        if self.lab:
            self._add(cells, ("visit", ROW), self._result(row))
        for columns in self.choices:
            self._add(cells, _group(columns[0]), self._choice(row, columns))
        return cells

    def knows_test(self, row: Row) -> bool:
        """Return whether the row's test is one that a field claims."""
        return self._reading(row) is not None

    @staticmethod
    def _add(cells: dict[tuple[str, str], list[Cell]], group: tuple[str, str], cell: Cell | None) -> None:
        if cell is not None:
            cells.setdefault(group, []).append(cell)

    def _known(self, column: MappedColumn) -> dict[Read, Parsed]:
        return self.parsed.setdefault(id(column), {})

    def _cell(self, row: Row, column: MappedColumn, known: dict[Read, Parsed], read: Read) -> Cell | None:
        # An export repeats few distinct cells many times: each is parsed once for its column. The kind belongs to the
        # cell: 3.125 is a number as Excel stores it, and perhaps 3125 as text in a sheet with decimal commas.
        parsed = known.get(read)
        if parsed is None:
            parsed = known[read] = _parsed(read, column)
        if parsed is NOTHING:
            return None
        if parsed.checks:
            where = self.sheet.at(row.number, column.index)
            self.findings += [Finding(check, where, read[0], column.field.name) for check in parsed.checks]
        elif parsed.value is None:
            return None
        self.checked[column.field.name] += 1
        return Cell(column, parsed.value, self.here, read[0])

    def _reading(self, row: Row) -> MappedColumn | None:
        lab = self.lab
        if lab is None:
            return None
        return lab.readings.get(lab.key(row))

    def _result(self, row: Row) -> Cell | None:
        column = self._reading(row)
        if column is None:
            return None
        return self._cell(row, column, self._known(column), (row.texts[column.index], row.kind(column.index), ""))

    def _choice(self, row: Row, columns: Sequence[MappedColumn]) -> Cell | None:
        """Return the cell that the checked choices of one field come to: "III" and "V" are checked for III + V."""
        checked, doubtful = [], []
        for column in columns:
            text = row.texts[column.index]
            answer, check = _answer(column, text)
            if answer is None:
                self.findings.append(Finding(check, self.sheet.at(row.number, column.index), text, column.field.name))
                doubtful += [column] if check == "word-ambiguous" else []
            elif answer:
                checked.append(column)
        if doubtful:
            # A box that may be checked leaves the others an incomplete answer.
            self.checked[doubtful[0].field.name] += len(doubtful)
            return Cell(doubtful[0], None, self.here, row.texts[doubtful[0].index])
        if not checked:
            return None
        # One choice without a meaning leaves all of them unread.
        first = next((column for column in checked if column.fault), checked[0])
        text = " + ".join(column.choice or "" for column in checked)
        return self._cell(row, first, self._known(first), (text, CellKind.TEXT, ""))


def _group(column: MappedColumn) -> tuple[str, str]:
    field = column.field
    return INDUCTION if field.table == "treatment" and field.per_patient else field.table, column.occasion


def _by_field(columns: Iterable[MappedColumn]) -> list[list[MappedColumn]]:
    groups: dict[tuple[str, str], list[MappedColumn]] = defaultdict(list)
    for column in columns:
        groups[(column.field.name, column.occasion)].append(column)
    return list(groups.values())


def _answer(column: MappedColumn, text: str) -> tuple[bool | None, str]:
    """Return whether a box is checked, None where its cell does not tell, and the check that it then fails."""
    mark, by_column = text.strip(), column.how.by_column
    if mark in by_column:
        meaning = by_column[mark]
        return (None if meaning is None else meaning == "yes"), "word-ambiguous"
    return is_checked(text, (column.choice or "", "")), "value-not-in-vocabulary"


def _parsed(read: Read, column: MappedColumn) -> Parsed:
    text, kind, unit_text = read
    how, fault = column.how, column.fault
    if column.combined is not None:
        text = combined_text(column.combined, text)
    if column.unit_column is not None and not is_missing(unit_text):
        unit = find_unit(column.field, unit_text)
        fault = fault or ("unit-unknown" if unit is None else "")
        fault = fault or ("unit-conflict" if unit and how.unit and not unit.is_same_size(how.unit) else "")
        how = replace(how, unit=unit or how.unit)
    parsed = parse(text, kind, how)
    if fault and parsed != NOTHING and kind in (CellKind.TEXT, CellKind.NUMBER):
        return Parsed(None, (fault,))
    return parsed
