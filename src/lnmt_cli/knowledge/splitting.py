"""A header that is a name with an occasion before, behind or in it: ``upcr_24w``, ``기저 UPCR``, ``bx2_class``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge.aliases import NOTHING, HeaderReading, candidates, find_unit, is_name_of, is_other, labels
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.site import cached
from lnmt_cli.knowledge.timepoints import Label, label_of, without_tolerance
from lnmt_cli.knowledge.timewords import MINUS, NUMBER, Piece, as_read, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lnmt_cli.knowledge.fields import Field

    Rank = tuple[int, bool, int, int, int]

MOST_PIECES: Final = 9
"""The longest label: ``at visit 4 (week 24 after switch)``."""

_EMPTY_BRACKETS = re.compile(r"[(\[{][\s,;:_-]*[)\]}]")
_LOOSE = " _.,;:/-–|"


@dataclass(frozen=True, slots=True)
class Split:
    """A header cut into a label and what is left of it: ``before`` and ``behind`` the label, together ``rest``.

    ``is_relative``: the label says before or after what it is, with a length or without: ``pre``, ``24w after switch``.
    """

    label: Label
    before: str
    behind: str
    is_relative: bool

    @property
    def rest(self) -> str:
        """Return the header without the label."""
        return _EMPTY_BRACKETS.sub("", f"{self.before} {self.behind}").strip(_LOOSE)

    @property
    def is_glued(self) -> bool:
        """Return whether nothing separates the label from the name: ``drug1``."""
        return self.before[-1:].isalnum() or self.behind[:1].isalnum()

    def rank(self, fields: Sequence[Field]) -> Rank:
        """Return what the best reading has the least of: times before numbers, ends of the header before its middle."""
        is_within = bool(normalise(self.before) and normalise(self.behind))
        rest = -len(normalise(self.rest))
        is_vague = self.is_relative and self.label.point is None
        kind = 3 if is_vague else 2 if self.label.is_bare else 1 if self.label.is_series else 0
        return kind, is_within, len(fields), rest, len(self.before)


def split(text: str) -> HeaderReading:
    """Return what ``text`` says as a name with an occasion, or with the word for unit; else that it says nothing."""
    text = without_tolerance(text)
    cut = pieces(text)
    if label_of(cut) is not None or "%" in text:
        return NOTHING  # 95% CI is no chronicity index
    best: tuple[Rank, HeaderReading] | None = None
    longest_refused = 0
    for found in _splits(text, cut):
        reading, is_refused = _read(found)
        if is_refused:
            longest_refused = max(longest_refused, len(normalise(found.rest)))
        elif reading.fields and (best is None or found.rank(reading.fields) < best[0]):
            best = (found.rank(reading.fields), reading)
    if best is None:
        fields = () if longest_refused else _units_of(text)
        return HeaderReading(fields, is_unit_of=True, by="alias") if fields else NOTHING
    # "induction drug 24w" is an induction drug, which has no time, and not a drug at "induction".
    return best[1] if -best[0][3] >= longest_refused else NOTHING


def outer_occasion(header: str) -> str:
    """Return the time with which a header of another name begins or ends, ``""`` where it has none."""
    text = as_read(header)
    cut = pieces(text)
    found = [
        label.key
        for first, last, label in _labels(cut)
        if label.point is not None and (last - first) < len(cut) and (first == 0 or last == len(cut))
    ]
    return max(found, key=len, default="")


def _labels(cut: Sequence[Piece]) -> Iterator[tuple[int, int, Label]]:
    """Yield every run of pieces, from ``first`` to before ``last``, that makes a label."""
    for first in range(len(cut)):
        if cut[first].kind == NUMBER and first and cut[first - 1].kind == MINUS:
            continue
        for last in range(first + 1, min(len(cut), first + MOST_PIECES) + 1):
            label = label_of(cut[first:last])
            if label is not None:
                yield first, last, label


def _splits(text: str, cut: Sequence[Piece]) -> Iterator[Split]:
    """Yield every split that leaves a name."""
    for first, last, label in _labels(cut):
        start, end = cut[first].start, cut[last - 1].end
        is_relative = any(piece.kind in "AL" for piece in cut[first:last])
        found = Split(label, text[:start], text[end:], is_relative)
        key = normalise(found.rest)
        if key and not _cuts_a_name(found, text[start:end]) and not (label.is_bare and found.is_glued and len(key) < 2):
            yield found


def _cuts_a_name(found: Split, label: str) -> bool:
    """Return whether a label would take a part of something else, or leave its own behind: the ``3_w`` of ``c3_w4``."""
    takes_number = label[0].isdecimal() and found.before[-1:].isalpha()
    leaves_number = label[-1].isalpha() and found.behind[:1].isdecimal()
    follows = next((character for character in found.behind if character.isalnum()), "")
    inside = sum(map(found.before.count, "([{")) > sum(map(found.before.count, ")]}"))
    is_alone = found.before.rstrip()[-1:] in "([{" and found.behind.lstrip()[:1] in ")]}"
    leaves_remark = found.label.is_series and inside and not is_alone
    return leaves_number or leaves_remark or (takes_number and follows.isdecimal())


def _read(found: Split) -> tuple[HeaderReading, bool]:
    """Return the reading of a split, and whether it names fields that do not take such an occasion."""
    fields, unit = candidates(found.rest)
    if normalise(found.rest) in labels():
        return NOTHING, False
    is_unit_of = not fields
    known = fields or _units_of(found.rest)
    fields = tuple(field for field in known if _takes(field, found))
    if not found.label.is_series and any(field.table == "visit" for field in fields):
        # A time is the time of a visit: date_24w is no biopsy's.
        fields = tuple(field for field in fields if field.table == "visit")
    by = "name" if any(is_name_of(field, found.rest) for field in fields) else "alias"
    reading = HeaderReading(fields, None if is_unit_of else unit, found.label.key, is_unit_of, by)
    return (reading if fields else NOTHING), bool(known and not fields)


def _takes(field: Field, found: Split) -> bool:
    """Return whether the field can have such an occasion: what a patient has once takes none."""
    label = found.label
    if field.table in ("patient", "lab") or field.type == "point" or (field.per_patient and not label.is_series):
        return False
    if not label.is_series and (field.table == "event" or field.column.startswith(("start", "stop"))):
        # start_day_3 is the start of the third drug.
        return False
    if found.is_relative and (field.table != "visit" or field.type in ("offset", "point")):
        return False
    if label.is_bare and field.type == "biopsy_class":
        # class_3 and ISNRPS3 are columns that say whether the class is III.
        is_behind = found.is_glued and not normalise(found.behind)
        return not is_behind and normalise(found.rest) not in map(normalise, field.shared_aliases)
    return not is_other(field, f"{found.label.key}{found.rest.split('(')[0]}" if not normalise(found.before) else "")


@cached
def _unit_words() -> re.Pattern[str]:
    of_lab = load_fields()["lab_unit"]
    words = {word for word in (*of_lab.aliases, *of_lab.shared_aliases) if " " not in word}
    either = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    return re.compile(
        rf"(?:{either})(?:[\s_.-]+of(?:[\s_.-]+the)?)?[\s_.-]+(?P<behind>.+)|(?P<before>.+?)[\s_.(-]*(?:{either})\)?",
        re.IGNORECASE,
    )


def _units_of(text: str) -> tuple[Field, ...]:
    """Return the fields whose units a column has: ``upcr_unit``, ``units of UPCR``, ``Cr 단위``."""
    match = _unit_words().fullmatch(text)
    if match is None:
        return ()
    fields, unit = candidates((match["behind"] or match["before"]).strip(_LOOSE))
    return tuple(field for field in fields if field.quantity is not None and (unit is None or find_unit(field, unit)))
