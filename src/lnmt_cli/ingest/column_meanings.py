"""Words and marks of two meanings: what each means, or that nobody can tell, by the other cells of its column.

M is male beside F, and not beside H; NR is no response beside CR and PR; a cross ticks a box among blank ones, and not
beside a ring. What bears a meaning out has to stand in the same file, or in one with the same headers (an export in
parts); what speaks against it counts from any.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from dataclasses import field as with_default
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.ingest.parsing.words import by_column, has_ambiguous_words
from lnmt_cli.ingest.redcap.project import is_checked, marks_in_boxes
from lnmt_cli.knowledge.redcap import load_redcap
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lnmt_cli.ingest.columns import MappedColumn, MappedSheet, Source


class _Place(NamedTuple):
    """Where columns of one field stand; ``are_boxes``: one for each choice."""

    source: Source
    field: str
    are_boxes: bool


@dataclass(slots=True)
class _Cells:
    """The distinct texts of the columns at one place, or at several, each with its declared meaning.

    ``has_blank``: of some item with a checked box, another box is left blank · ``is_overfull``: in some item more boxes
    hold a ring or a cross than can be checked together.
    """

    meanings: set[tuple[str, str]] = with_default(default_factory=set)
    has_blank: bool = False
    is_overfull: bool = False


def settle_meanings(mapped: Sequence[MappedSheet]) -> list[MappedSheet]:
    """Return the sheets with what words and marks of two meanings mean in each column."""
    held: dict[_Place, _Cells] = defaultdict(_Cells)
    for sheet in mapped:
        for column in _in_question(sheet):
            texts = {text.strip() for text in sheet.sheet.texts(column.index)}
            codes = column.how.codes if column.choice is None else {}
            held[_place(sheet, column)].meanings.update((text, codes.get(text, text)) for text in texts if text)
        for boxes in _items(sheet):
            cells = held[_place(sheet, boxes[0])]
            cells.has_blank |= _has_blank(sheet, boxes)
            cells.is_overfull |= _is_overfull(sheet, boxes)
    return [_settled(sheet, held) for sheet in mapped]


def _in_question(sheet: MappedSheet) -> list[MappedColumn]:
    return [each for each in sheet.columns if each.choice is not None or has_ambiguous_words(each.field.type)]


def _place(sheet: MappedSheet, column: MappedColumn) -> _Place:
    return _Place(sheet.source, column.field.name, column.choice is not None)


def _items(sheet: MappedSheet) -> Iterable[list[MappedColumn]]:
    items: dict[tuple[str, str], list[MappedColumn]] = defaultdict(list)
    for column in sheet.columns:
        if column.choice is not None:
            items[(column.field.name, column.occasion)].append(column)
    return items.values()


def _has_blank(sheet: MappedSheet, boxes: Sequence[MappedColumn]) -> bool:
    """Return whether a blank box says that it is not checked: beside one that is filled, or where it stands alone.

    Rows without any box filled are about something else, a visit without a biopsy.
    """
    for cells in sheet.sheet.combinations([box.index for box in boxes]):
        filled = [bool(text.strip()) for text, _ in cells]
        if not all(filled) and (any(filled) or len(boxes) == 1):
            return True
    return False


def _is_overfull(sheet: MappedSheet, boxes: Sequence[MappedColumn]) -> bool:
    """Return whether some row has rings or crosses in more boxes of the item than can be checked together."""
    marks = load_vocabulary().marks
    most = next((known.most for known in load_redcap().one_hot if known.field == boxes[0].field.name), len(boxes))
    return most < len(boxes) and any(
        sum(marks.is_tick(text) for text, _ in cells) > most
        for cells in sheet.sheet.combinations([box.index for box in boxes])
    )


def _settled(sheet: MappedSheet, held: Mapping[_Place, _Cells]) -> MappedSheet:
    in_question = {id(column) for column in _in_question(sheet)}
    return replace(
        sheet,
        columns=tuple(
            _with_meanings(column, _place(sheet, column), held) if id(column) in in_question else column
            for column in sheet.columns
        ),
    )


def _with_meanings(column: MappedColumn, place: _Place, held: Mapping[_Place, _Cells]) -> MappedColumn:
    own, elsewhere, is_overfull = _Cells(), list[str](), False
    for other, cells in held.items():
        if (other.field, other.are_boxes) != (place.field, place.are_boxes):
            continue
        is_overfull |= cells.is_overfull
        if other.source.is_one_with(place.source):
            own.meanings.update(cells.meanings)
            own.has_blank |= cells.has_blank
        else:
            elsewhere += [text for text, _ in cells.meanings]
    if column.choice is None:
        meanings = by_column(own.meanings, elsewhere, column.header, column.field.type)
    else:
        texts = [text for text, _ in own.meanings]
        meanings = marks_in_boxes(texts, elsewhere, has_blank=own.has_blank, is_overfull=is_overfull)
    # A code that declares a mark to be yes or no goes before what the boxes show.
    return replace(column, how=replace(column.how, by_column={**meanings, **_declared(column, meanings)}))


def _declared(column: MappedColumn, marks: Iterable[str]) -> dict[str, str | None]:
    """Return what the codes of a column of boxes say of its marks; the codes of the choices say nothing of them."""
    if column.choice is None:
        return {}
    told = {mark: is_checked(column.how.codes.get(mark, mark)) for mark in marks if mark in column.how.codes}
    return {mark: "yes" if answer else "no" for mark, answer in told.items() if answer is not None}
