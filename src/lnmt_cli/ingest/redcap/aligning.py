"""Which column of an export is which field of the data dictionary."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.ingest.redcap.dictionary import WITHOUT_COLUMN
from lnmt_cli.ingest.redcap.texts import plain
from lnmt_cli.knowledge.normalising import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lnmt_cli.ingest.redcap.dictionary import Dictionary, DictionaryField

CHOICE_SIGN = "___"
"""Stands between variable and code in the header of a box in a raw export."""

_COMPLETE = "Complete?"
_NOT_IN_A_HEADER = re.compile(r"[^a-z0-9_]")


@dataclass(frozen=True, slots=True)
class Slot:
    """A column that an export can have: of a field, of one choice of a field, or of the status of a form (None)."""

    field: DictionaryField | None
    choice: tuple[str, str] | None = None

    @property
    def raw(self) -> str:
        """Return the header of a raw export, folded; ``""`` for a form's status."""
        if self.field is None:
            return ""
        return raw_header(self.field.variable, self.choice[0] if self.choice else None)

    @property
    def label(self) -> str:
        """Return the key of the header of a label export."""
        if self.field is None:
            return normalise(_COMPLETE)
        return normalise(f"{self.field.label} (choice={self.choice[1]})" if self.choice else self.field.label)


def raw_header(variable: str, code: str | None) -> str:
    """Return the header of a raw export; a code is in small letters, with ``_`` for other signs (``-9``: ``_9``)."""
    return variable if code is None else f"{variable}{CHOICE_SIGN}{_NOT_IN_A_HEADER.sub('_', code.lower())}"


def slots_of(dictionary: Dictionary) -> list[Slot]:
    """Return the columns that an export with everything has, in its order; each form ends in its status."""
    return list(_slots(dictionary))


def _slots(dictionary: Dictionary) -> Iterator[Slot]:
    form = None
    for field in dictionary.fields.values():
        if form is not None and field.form != form:
            yield Slot(None)
        form = field.form
        if field.type == "checkbox":
            yield from (Slot(field, choice) for choice in field.choices.items())
        elif field.type not in WITHOUT_COLUMN:
            yield Slot(field)
    yield Slot(None)


def align(headers: Sequence[str], dictionary: Dictionary) -> tuple[list[Slot | None], bool]:
    """Return the slot of each header, None where the dictionary has none, and whether the headers are labels.

    A raw header says which it is. Labels may repeat: those that occur as often in the export as in the dictionary
    between two columns that are certain are taken in order; others stay without a slot.
    """
    slots = slots_of(dictionary)
    raw = _by_name(headers, slots, dictionary)
    labels = _by_label(headers, slots, dictionary)
    if sum(slot is not None for slot in labels) > sum(slot is not None for slot in raw):
        return labels, True
    return raw, False


def _by_name(headers: Sequence[str], slots: Sequence[Slot], dictionary: Dictionary) -> list[Slot | None]:
    # A box whose choices stand together in one column is written under the bare variable.
    known = {variable: Slot(field) for variable, field in dictionary.fields.items() if field.type == "checkbox"}
    known |= {slot.raw: slot for slot in slots if slot.field}
    return [known.get(fold(header).strip()) for header in headers]


def _by_label(headers: Sequence[str], slots: Sequence[Slot], dictionary: Dictionary) -> list[Slot | None]:
    keys = [normalise(plain(header)) for header in headers]
    found = align_keys(keys, [slot.label for slot in slots])
    boxes: dict[str, list[Slot]] = defaultdict(list)
    for field in dictionary.fields.values():
        if field.type == "checkbox":
            boxes[normalise(field.label)].append(Slot(field))
    whole, asked = {slot.label for slot in slots}, Counter(keys)
    return [
        slots[place] if place is not None else _only(boxes, key) if key not in whole and asked[key] == 1 else None
        for key, place in zip(keys, found, strict=True)
    ]


def _only(boxes: Mapping[str, Sequence[Slot]], key: str) -> Slot | None:
    alike = boxes.get(key, ())
    return alike[0] if len(alike) == 1 else None


def align_keys(given: Sequence[str], expected: Sequence[str]) -> list[int | None]:
    """Return the place in ``expected`` of each key given, None where it cannot be told.

    Keys that occur once on both sides are certain. If these keep their order, keys that repeat are taken in order
    where, between two certain ones, there are as many of them on both sides; this makes them certain in their turn.
    """
    known, asked = Counter(expected), Counter(given)
    once = {key: place for place, key in enumerate(expected) if key and known[key] == 1}
    found = {place: once[key] for place, key in enumerate(given) if key in once and asked[key] == 1}
    while _in_order(found):
        more = found | {
            here: there
            for window in _windows(found, len(given), len(expected))
            for here, there in _matched(given, expected, window)
        }
        if len(more) == len(found) or not _in_order(more):
            break
        found = more
    return [found.get(place) for place in range(len(given))]


def _in_order(found: Mapping[int, int]) -> bool:
    places = [found[place] for place in sorted(found)]
    return all(first < second for first, second in itertools.pairwise(places))


def _windows(found: Mapping[int, int], given: int, expected: int) -> Iterator[tuple[range, range]]:
    ends = [(-1, -1), *sorted(found.items()), (given, expected)]
    for (left, low), (right, high) in itertools.pairwise(ends):
        if right - left > 1 and high - low > 1:
            yield range(left + 1, right), range(low + 1, high)


def _matched(given: Sequence[str], expected: Sequence[str], window: tuple[range, range]) -> Iterator[tuple[int, int]]:
    here, there = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for place in window[0]:
        here[given[place]].append(place)
    for place in window[1]:
        there[expected[place]].append(place)
    for key, places in here.items():
        if key and len(places) == len(there.get(key, ())):
            yield from zip(places, there[key], strict=True)
