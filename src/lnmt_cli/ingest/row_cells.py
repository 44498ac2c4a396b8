"""Which cell of a row gave which value: coordinates are made when a finding asks for one, as few ever are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lnmt_cli.reading.sheet import Coordinate


class RowCells(Mapping[str, Coordinate]):
    """The coordinates of the cells of one row by the column of the canonical table that they fill.

    ``where`` is the row, ``columns`` the place of each cell in it, from 0.
    """

    __slots__ = ("columns", "where")

    def __init__(self, where: Coordinate, columns: dict[str, int]) -> None:
        self.where = where
        self.columns = columns

    def __getitem__(self, column: str) -> Coordinate:
        return Coordinate(self.where.file, self.where.sheet, self.where.row, self.columns[column])

    def __contains__(self, column: object) -> bool:
        return column in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)
