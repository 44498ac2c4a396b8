"""Time points: when a value was measured, from an anchor of the patient's course. The words: ``timepoints.toml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.site import cached
from lnmt_cli.knowledge.timewords import (
    ANCHORS,
    CLOSE,
    HYPHEN,
    MINUS,
    NUMBER,
    OPEN,
    Piece,
    as_read,
    load_time_words,
    pieces,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["ANCHORS", "Label", "TimePoint", "label_of", "parse_declared", "time_point", "without_tolerance"]

TIMED, ZERO, NAMED, SERIES, BARE = "timed", "zero", "named", "series", "bare"

_ORDERS: Final = tuple(
    (name, re.compile(order))
    for name, order in (
        (BARE, r"N"),
        (SERIES, r"No|W"),
        (TIMED, r"[fV]*(?:L?AL?)?(?:S?N[Uu]|U[Ss]?N|B)f?(?:L?A|L)?[fV]*"),
        (ZERO, r"f*Af*"),
        (NAMED, r"f*(?:[PV]*V[sf]?N|NoV|NV|P|L?A|AL|L)[fV]*"),
    )
)
"""What a text is, by the kinds of its pieces: ``[at] [post switch] 24 weeks [after switch] [visit]`` is timed."""

_ARM = re.compile(r"[\s_]*arm[\s_]*\d+[a-z]?$|\s*\(\s*arm\s*\d+\b.*\)\s*$", re.IGNORECASE)
_TOLERANCE = re.compile(r"\s*\(?\s*(?:±|\+\s*/\s*[-\u2212])\s*\d+\s*[^\W\d_]*\s*\)?")
_PLUS = re.compile(r"(?<![^\s_])\+\s?(?=\d)")
_DECLARED = re.compile(r"([^\W\d_]*)\s*([+-]?)\s*(.*)")
_LENGTH = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[^\W\d_]*)")
_WHOLE_DAYS: Final = Decimal(1)
_BARE_DIGITS: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class TimePoint:
    """A planned or de-identified time: ``day`` days after ``anchor``, of `ANCHORS`."""

    anchor: str
    day: int

    def __str__(self) -> str:
        """Return it as it is declared: ``switch+24w``, ``switch+0``, ``induction+10d``, ``reference-3d``."""
        whole, rest = divmod(abs(self.day), 7)
        length = f"{abs(self.day)}d" if rest else f"{whole}w" if whole else "0"
        return f"{self.anchor}{'-' if self.day < 0 else '+'}{length}"


@dataclass(frozen=True, slots=True)
class Label:
    """A text that says when: ``key`` is its normalised form, ``point`` the time, None where a person has to say it.

    ``is_series``: it counts records, or can: ``2``, ``2nd``. ``is_bare``: it is a number and no more. ``names_anchor``:
    it says what its time is counted from.
    """

    key: str
    point: TimePoint | None = None
    is_series: bool = False
    is_bare: bool = False
    names_anchor: bool = False


def time_point(label: str, anchor: str | None = None) -> TimePoint | None:
    """Return the time that ``label`` means, None where it means none by itself (``V4``, ``pre``, ``24``).

    ``24w``, ``Week 24``, ``BL``, ``6개월``, ``induction 24w``, ``2 weeks before switch`` and REDCap's events
    (``week_24_arm_1``) have one. What does not say its anchor counts from ``anchor``, or that of ``timepoints.toml``.
    """
    found = _label(_PLUS.sub("", without_tolerance(_ARM.sub("", as_read(label)))))
    if found is None or found.point is None or anchor is None or found.names_anchor:
        return found.point if found else None
    return TimePoint(anchor, found.point.day)


def without_tolerance(text: str) -> str:
    """Return ``text`` without the window of a visit: ``Week 24 (± 7 days)``."""
    return _TOLERANCE.sub("", text)


@cached
def _label(text: str) -> Label | None:
    cut = pieces(text)
    return label_of(cut) if _is_all(text, cut) else None


def _is_all(text: str, cut: Sequence[Piece]) -> bool:
    """Return whether the pieces leave out nothing that could mean something (``24w/48w``, ``~24w``)."""
    left = list(text)
    for piece in cut:
        left[piece.start : piece.end] = [""] * (piece.end - piece.start)
    return not set("".join(left)) - set(" _.-,:'") and not text.startswith("- ")


def label_of(cut: Sequence[Piece]) -> Label | None:
    """Return the label that these pieces make together, None where they make none.

    A second one can stand in brackets: ``Visit 4 (week 24)`` has the time that either says, if they do not disagree.
    """
    kinds = "".join(piece.kind for piece in cut)
    if kinds.endswith(CLOSE) and kinds.count(OPEN) == kinds.count(CLOSE) == 1:
        outer, inner = label_of(cut[: kinds.index(OPEN)]), label_of(cut[kinds.index(OPEN) + 1 : -1])
        if outer is None or inner is None or outer.is_series or inner.is_series:
            return None
        points = {label.point for label in (outer, inner) if label.point is not None}
        named = outer.names_anchor or inner.names_anchor
        return Label(f"{outer.key}({inner.key})", points.pop() if len(points) == 1 else None, names_anchor=named)
    name = next((name for name, order in _ORDERS if order.fullmatch(kinds)), None)
    number = next((piece.text for piece in cut if piece.kind == NUMBER), "")
    return _READERS[name](cut, number) if name else None


def _bare(_: Sequence[Piece], number: str) -> Label | None:
    is_short = number.isdecimal() and len(number) <= _BARE_DIGITS
    return Label(str(int(number)), is_series=True, is_bare=True) if is_short else None


def _series(cut: Sequence[Piece], number: str) -> Label | None:
    ordinal = next((piece.word.meaning for piece in cut if piece.word and piece.word.meaning), number)
    return Label(ordinal, is_series=True) if ordinal.isdecimal() else None


def _named(cut: Sequence[Piece], _: str) -> Label | None:
    if "".join(piece.kind for piece in cut) == "NV" and cut[-1].text.isascii():
        # 4회차 is a visit; the 3 and the V of "C3 V4" are none.
        return None
    return Label(_key(cut))


def _zero(cut: Sequence[Piece], _: str) -> Label:
    anchor = next(piece.word.meaning for piece in cut if piece.kind == "A" and piece.word)
    return Label(_key(cut), TimePoint(anchor, 0) if anchor in load_time_words().day_zero else None, names_anchor=True)


def _timed(cut: Sequence[Piece], number: str) -> Label | None:
    words = load_time_words()
    named = next((piece.word.meaning for piece in cut if piece.kind == "A" and piece.word), "")
    anchor = named or words.anchor
    links = {piece.word.meaning for piece in cut if piece.kind == "L" and piece.word}
    unit = next((piece.word for piece in cut if piece.kind in "Uu"), None)
    if unit is None or unit.days is None:
        # "pre-baseline" and "after baseline" are other times than the baseline, and which is not said.
        return Label(_key(cut), None if links else TimePoint(anchor, 0), names_anchor=bool(named))
    if len(number.partition(".")[0]) > unit.digits:
        return None
    kinds = [piece.kind for piece in cut]
    is_vague = links and named and anchor not in words.day_zero
    if is_vague or HYPHEN in kinds or len(links) > 1 or (MINUS in kinds and links):
        # "after induction" can count from its beginning or its end; "week-24" has a hyphen or a minus.
        return Label(_key(cut))
    days = int((Decimal(number) * unit.days).quantize(_WHOLE_DAYS, ROUND_HALF_UP))
    point = TimePoint(anchor, -days if MINUS in kinds or links == {"-"} else days)
    return Label(_key(cut), point, names_anchor=bool(named))


_READERS: Final[Mapping[str, Callable[[Sequence[Piece], str], Label | None]]] = {
    BARE: _bare,
    SERIES: _series,
    TIMED: _timed,
    ZERO: _zero,
    NAMED: _named,
}


def _key(cut: Sequence[Piece]) -> str:
    """Return the text of the pieces without what separates them; a minus stays clear of the word before it."""
    texts = [f" {piece.text}" if piece.kind == MINUS else piece.text for piece in cut if piece.kind != "f"]
    return "".join(texts).strip()


def parse_declared(text: str) -> TimePoint:
    """Return the time point that a person declares: ``switch+24w``, ``24w``, ``baseline``, ``induction-2w``.

    Without an anchor it counts from that of ``timepoints.toml``. Raises UsageError for what is not of that form.
    """
    matched = _DECLARED.fullmatch(text.strip())
    anchor, sign, length = matched.groups() if matched else ("", "", "")
    if anchor.lower() in ANCHORS:
        days = _declared_days(length) if sign else 0 if not length else None
        if days is not None:
            return TimePoint(anchor.lower(), -days if sign == "-" else days)
    point = time_point(text)
    if point is None:
        raise UsageError(
            "A time point is declared as an anchor and a length.",
            f"For instance switch+24w, 24w, baseline or induction+6m; anchors are {', '.join(ANCHORS)}, "
            "lengths end in d, w, m or y.",
        )
    return point


def _declared_days(length: str) -> int | None:
    """Return the days of ``24w``, ``6m``, ``10d`` or ``0``; None for what is no length."""
    matched = _LENGTH.fullmatch(as_read(length))
    if matched is None:
        return None
    number, key = Decimal(matched["number"]), normalise(matched["unit"])
    words = load_time_words()
    unit = words.behind_number.get(key) or words.words.get(key)
    if unit is None or unit.days is None:
        return 0 if number == 0 and not key else None
    return int((number * unit.days).quantize(_WHOLE_DAYS, ROUND_HALF_UP))
