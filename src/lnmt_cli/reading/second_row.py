"""Whether a row next to the header belongs to it. In doubt it does not: a row of data must never become a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.reading.cell_looks import (
    columns_with_text,
    filled,
    has_digit,
    is_missing,
    is_value,
    same_texts,
    text_at,
    values_in,
)
from lnmt_cli.reading.header_names import changes_meaning, full_names, joined, one_line, uppers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.reading.header_names import NameReader, Upper
    from lnmt_cli.reading.sheet import Grid, Row

MOST_ROWS = 3
"""A header that is merged downwards has at most so many rows."""

_COMPARED = 50
"""How many rows below are compared with a second row of the header."""
_CONTRASTS = 2
_GROUP_WORDS = 3


def rows_merged_with(grid: Grid, place: int) -> list[Row]:
    """Return the rows below the header at ``place`` into which its cells are merged."""
    main = grid.rows[place]
    last = max(
        (
            span.last_row
            for span in grid.merged
            if span.first_row == main.number < span.last_row < main.number + MOST_ROWS
            and text_at(main, span.first_column)
        ),
        default=main.number,
    )
    return [row for row in grid.rows[place + 1 : place + MOST_ROWS] if row.number <= last]


def is_group_row(grid: Grid, above: Row, main: Row, reader: NameReader) -> bool:
    """Tell whether the row above the names groups them, and is no title.

    It does where the names say more with it, where it alone tells them apart, where a merged cell stands over some of
    them only, or where its words make them mean something else.
    """
    columns, names = filled(above), full_names(grid, [main], reader)
    identifier = _identifier(names, reader)
    if len(columns) == 1 and columns[0] <= identifier:
        return False
    over = uppers(grid, above, names)
    full = joined(over, names, reader)
    groups = _groups(over, names)
    return bool(groups) and (
        any(_say_more(names, full, group, reader) for group in groups)
        or (_repeats(names) > 0 and not _repeats(full))
        or (_is_merged(grid, above) and any(1 < upper.width < len(columns_with_text(names)) for upper in over))
        or any(_alters(over[column], column, identifier, reader) for group in groups for column in group)
    )


def _say_more(names: Sequence[str], full: Sequence[str], columns: Sequence[int], reader: NameReader) -> bool:
    """Tell whether half of the names of a group say more with its name before them."""
    more = sum(reader.rank(full[column]) > reader.rank(names[column]) for column in columns)
    return more * 2 >= len(columns)


def _groups(over: Sequence[Upper], names: Sequence[str]) -> list[list[int]]:
    """Return the columns with names below each upper cell."""
    groups: dict[str, list[int]] = {}
    for column, upper in enumerate(over):
        if upper.text and names[column]:
            groups.setdefault(upper.text, []).append(column)
    return list(groups.values())


def _repeats(names: Sequence[str]) -> int:
    given = [name.casefold() for name in names if name]
    return len(given) - len(set(given))


def _is_merged(grid: Grid, row: Row) -> bool:
    return any(span.first_row == row.number and span.first_column < span.last_column for span in grid.merged)


def _alters(upper: Upper, column: int, identifier: int, reader: NameReader) -> bool:
    is_group = column != identifier and len(upper.text.split()) <= _GROUP_WORDS
    return is_group and changes_meaning(upper.text, reader)


def is_second_row(grid: Grid, place: int, reader: NameReader) -> bool:
    """Tell whether the row below the one at ``place`` is a second row of the header.

    It has no number or date, its words are not those of the rows below, and it names fields under groups, or is the
    header once more in other words, or is text where numbers stand below (CLINICAL 8c: a second header row is mostly
    not numeric).
    """
    if place + 1 >= len(grid.rows):
        return False
    main, row = grid.rows[place], grid.rows[place + 1]
    if values_in(row) or any(map(is_missing, row.texts)) or same_texts(main, row) or _comes_again(grid, place + 1):
        return False
    identifier = _identifier([one_line(text) for text in main.texts], reader)
    if text_at(row, identifier):
        return _names_again(grid, place, identifier, reader)
    return _names_below_groups(grid, place, reader)


def _identifier(names: Sequence[str], reader: NameReader) -> int:
    return next((column for column, name in enumerate(names) if reader.read(name).is_identifier), 0)


def _comes_again(grid: Grid, place: int) -> bool:
    """Tell whether a cell of the row stands in its column further down, as no name does."""
    row = grid.rows[place]
    others = [other for other in grid.rows[place + 1 : place + 1 + _COMPARED] if not same_texts(row, other)]
    return any(text_at(other, column) == row.texts[column] for other in others for column in filled(row))


def _names_below_groups(grid: Grid, place: int, reader: NameReader) -> bool:
    main, row = grid.rows[place], grid.rows[place + 1]
    lower = [one_line(text_at(row, column)) for column in range(max(len(main.texts), len(row.texts)))]
    over = uppers(grid, main, lower)
    named = [column for column, name in enumerate(lower) if name]
    if _is_merged(grid, main) and any(upper.width > 1 for column, upper in enumerate(over) if lower[column]):
        return True
    has_gaps = any(not text_at(main, column) for column in named)
    known = sum(_names_below(over[column], lower[column], reader) for column in named)
    if known * 2 >= len(named) and (known > 1 or (known and has_gaps)):
        return True
    return has_gaps and _contrasts(grid, place + 1, named)


def _names_below(upper: Upper, lower: str, reader: NameReader) -> bool:
    """Tell whether ``lower`` is a name below ``upper``: one that is known needs none, unless the two say more.

    ``CR`` below ``prior response`` is a response, below ``Week 24`` it is the creatinine.
    """
    if not upper.text:
        return False
    together = max(reader.rank(f"{upper.text} {lower}"), reader.rank(f"{lower} {upper.text}"))
    if not reader.is_known(upper.text):
        return together > 0 or reader.is_known(lower)
    return together > (0 if upper.width > 1 else reader.rank(upper.text))


def _names_again(grid: Grid, place: int, identifier: int, reader: NameReader) -> bool:
    """Tell whether the row is the header in another language, in codes, or in words that explain it."""
    row = grid.rows[place + 1]
    columns = filled(row)
    if reader.read(row.texts[identifier]).is_identifier:
        known = sum(reader.is_known(row.texts[column]) for column in columns)
        return (known > 1 and known * 2 >= len(columns)) or _contrasts(grid, place + 1, columns)
    labels = [label for other in _below(grid, place + 1) if (label := text_at(other, identifier))]
    told_apart = not has_digit(row.texts[identifier]) and len(labels) >= MOST_ROWS and all(map(has_digit, labels))
    return told_apart and _contrasts(grid, place + 1, columns)


def _below(grid: Grid, place: int) -> list[Row]:
    return grid.rows[place + 1 : place + 1 + _COMPARED]


def _contrasts(grid: Grid, place: int, columns: Sequence[int]) -> bool:
    """Tell whether the row has text where nearly all rows below have values, in two columns and half of its own."""
    below = _below(grid, place)
    found = 0
    for column in columns:
        cells = [(text, row.kind(column)) for row in below if (text := text_at(row, column))]
        found += len(cells) >= MOST_ROWS and sum(is_value(*cell) for cell in cells) * 10 >= len(cells) * 9
    return found >= _CONTRASTS and found * 2 >= len(columns)
