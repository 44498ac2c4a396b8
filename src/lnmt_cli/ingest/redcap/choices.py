"""Boxes: one column per choice, which says whether it is checked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.ingest.redcap.texts import says_missing
from lnmt_cli.knowledge.column_words import mark_key
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.redcap import heading, load_redcap
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lnmt_cli.ingest.redcap.columns import RedcapColumn

JOINED_BY = " + "
LEAST_OF_ONE_HOT = 3
"""Columns: two headers that end in 1 and 2 may be a first and a second biopsy."""

_NUMBERED = re.compile(r"^(?P<start>.*\D)(?P<number>\d+)$")


def is_checked(text: str, choice: tuple[str, str] | None = None) -> bool | None:
    """Return whether a box is checked, None where its cell says neither; a blank cell says that it is not.

    Besides ``1``, ``Checked`` and the like, the code or the label of the ``choice`` itself says that it is.
    """
    words, key = load_redcap(), heading(text)
    if not key or key in words.unchecked:
        return False
    if key in words.checked or load_vocabulary().marks.is_tick(text):
        return True
    own = {normalise(part) for part in choice or () if part}
    return True if normalise(text) and normalise(text) in own else None


def marks_in_boxes(
    texts: Iterable[str], elsewhere: Iterable[str], *, has_blank: bool, is_overfull: bool
) -> dict[str, str | None]:
    """Return what each ring and cross in the boxes of one item means, ``yes`` or ``no``, None where it cannot be told.

    A mark is a tick where no other mark or word for checked stands in these boxes (or in those of the item
    ``elsewhere``), and others beside it are left blank (``has_blank``) or say that they are not checked; where more
    boxes of one item hold marks than can be checked together (``is_overfull``), they are none. An empty circle beside
    a filled one is not checked.
    """
    marks, told = load_vocabulary().marks, [text for text in dict.fromkeys(texts) if text]
    own = {mark_key(text) for text in told}
    keys = own | {mark_key(text) for text in elsewhere}
    has_filled = not own.isdisjoint(marks.filled) and keys.isdisjoint(marks.cross)
    has_blank = has_blank or any(is_checked(text) is False for text in told)
    found: dict[str, str | None] = {}
    for text in told:
        key = mark_key(text)
        alike = next((family for family in (marks.ring, marks.cross) if key in family), None)
        if alike is None:
            continue
        is_alone = not is_overfull and not any(is_checked(other) for other in keys - alike)
        found[text] = "no" if has_filled and key in marks.hollow else "yes" if is_alone and has_blank else None
    return found


def choice_text(
    columns: Sequence[RedcapColumn], checked: Sequence[bool], codes: Mapping[str, str] | None = None
) -> str:
    """Return the labels of the choices checked, joined (``Class III + Class V``); ``""`` if there is none.

    A choice that stands for no value adds nothing. ``codes`` gives labels where no data dictionary does; without a
    label a choice is its code.
    """
    labels = [
        label or (codes or {}).get(code, code)
        for column, is_on in zip(columns, checked, strict=True)
        if is_on and column.choice
        for code, label in (column.choice,)
    ]
    return JOINED_BY.join(label for label in labels if not says_missing(label))


def combined_text(column: RedcapColumn, text: str) -> str:
    """Return the same for a column that has all choices in one cell (``1,3``); a text with other parts as it is."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part in column.codes for part in parts):
        return text
    labels = [column.codes[part] for part in parts]
    return JOINED_BY.join(label for label in labels if not says_missing(label))


def one_hot(headers: Sequence[str]) -> dict[int, tuple[str, str]]:
    """Return the field and the choice of each column that says 0 or 1 of one choice (``ISNRPS3``: class III).

    Of several such groups of a field the first one that the knowledge files list is taken.
    """
    found: dict[int, tuple[str, str]] = {}
    for known in load_redcap().one_hot:
        groups: dict[str, dict[int, int]] = {start: {} for start in dict.fromkeys(known.starts)}
        for index, header in enumerate(headers):
            match = _NUMBERED.match(normalise(header))
            if match and match["start"] in groups and 1 <= int(match["number"]) <= len(known.choices):
                groups[match["start"]][index] = int(match["number"])
        whole = [group for group in groups.values() if len(set(group.values())) >= LEAST_OF_ONE_HOT]
        for index, number in whole[0].items() if whole else ():
            found[index] = (known.field, known.choices[number - 1])
    return found
