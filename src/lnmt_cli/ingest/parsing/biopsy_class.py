"""Text → the ISN/RPS classes of a biopsy, from what pathologists and clerks write."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.class_tokens import Token, is_like_a_date, tokenise
from lnmt_cli.ingest.parsing.reading import Parsed, found
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from lnmt_cli.knowledge.class_notation import ClassNotation


@dataclass(frozen=True, slots=True)
class BiopsyClass:
    """What a cell says of a biopsy, and the notation as written.

    ``classes`` are certain, ``uncertain`` those with ``±`` or ``?`` and those written as alternatives; one of
    the ``alternatives`` (``III/IV``), which are among the uncertain, does hold. ``activity`` is that of the
    proliferative parts together. ``scheme`` is ``ISN/RPS``, or ``WHO`` for the classification of 1982.
    """

    classes: frozenset[str]
    uncertain: frozenset[str]
    activity: str | None
    scheme: str
    written: str
    alternatives: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Part:
    """One class of a notation, while it is being read."""

    name: str
    doubtful: bool = False
    alternative: bool = False
    letters: set[str] = field(default_factory=set)


class _UnreadableError(Exception):
    """The notation makes no sense."""


def parse_biopsy_class(text: str, written: str) -> Parsed:
    """Return the `BiopsyClass` of a notation; ``written`` is the cell, where a code stands for the notation.

    Checks: ``class-either`` for alternatives, ``class-unreadable``, ``class-as-date``.
    """
    notation = load_vocabulary().class_notation
    tokens = tokenise(text)
    if tokens is None:
        return found("class-as-date" if is_like_a_date(text) else "class-unreadable")
    try:
        parts = _Reader(notation).read(tokens)
    except _UnreadableError:
        return found("class-unreadable")
    value = _biopsy_class(parts, tokens, notation, written.strip())
    if not value.classes and not value.alternatives:
        # "III?" alone: the only class is itself in doubt, and the biopsy says nothing.
        return found("class-unreadable")
    return Parsed(value, ("class-either",) if value.alternatives else ())


class _Reader:
    """Reads tokens from left to right into parts, one for each class named."""

    def __init__(self, notation: ClassNotation) -> None:
        self.notation = notation
        self.parts: list[_Part] = []
        self.link: str | None = None

    def read(self, tokens: list[Token]) -> list[_Part]:
        """Return the parts. Raises `_UnreadableError`."""
        for token in tokens:
            match token.kind:
                case "class":
                    self._class(token.text)
                case "activity" | "extent":
                    self._letters(token)
                case "question":
                    self._question()
                case "link":
                    self._link(token.text)
        if self.link or not self.parts:
            raise _UnreadableError
        return self.parts

    def _class(self, name: str) -> None:
        last = self.parts[-1] if self.parts else None
        if last and not self.link:
            if last.name != name:
                raise _UnreadableError
            return
        part = _Part(name, doubtful=self.link == "±")
        if last and self._is_alternative(last.name, name):
            last.alternative = part.alternative = True
        self.parts.append(part)
        self.link = None

    def _is_alternative(self, left: str, right: str) -> bool:
        if left == right:
            return False  # IV-S or IV-G is class IV
        if self.link in ("/", "-"):
            # III/V is written for both; III/IV, which no biopsy has at once, for one of them.
            return not {left, right} & self.notation.beside
        return self.link == "or"

    def _letters(self, token: Token) -> None:
        # III-A, III/A and III, A: the sign before the letters joins no class.
        if not self.parts or self.link not in (None, "-", "/", ","):
            raise _UnreadableError
        self.link = None
        if token.kind == "activity":
            self.parts[-1].letters |= set(token.text)

    def _question(self) -> None:
        if not self.parts or self.link:
            raise _UnreadableError
        self.parts[-1].doubtful = True

    def _link(self, sign: str) -> None:
        if sign == "," and not self.parts:
            return  # Lupus nephritis, class IV
        doubt_after_joiner = self.link in ("+", ",") and sign == "±"
        if (self.link and not doubt_after_joiner) or (not self.parts and sign != "±"):
            raise _UnreadableError
        self.link = sign


def _biopsy_class(parts: list[_Part], tokens: list[Token], notation: ClassNotation, written: str) -> BiopsyClass:
    subclasses = [notation.who_subclasses[token.subclass] for token in tokens if token.subclass]
    alternatives = frozenset(part.name for part in parts if part.alternative)
    doubtful = {part.name for part in parts if part.doubtful} | {
        name for subclass in subclasses for name in subclass.uncertain
    }
    certain = {part.name for part in parts if not part.doubtful and not part.alternative}
    return BiopsyClass(
        classes=frozenset(certain),
        uncertain=frozenset((doubtful | alternatives) - certain),
        activity=_activity(parts, notation),
        scheme="WHO" if any(token.kind == "who" or token.subclass for token in tokens) else "ISN/RPS",
        written=written,
        alternatives=alternatives - certain,
    )


def _activity(parts: list[_Part], notation: ClassNotation) -> str | None:
    graded = [part.letters for part in parts if part.name in notation.graded]
    letters = set().union(*graded) or set().union(*(part.letters for part in parts))
    return "/".join(sorted(letters)) or None
