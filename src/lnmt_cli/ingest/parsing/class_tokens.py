"""A notation of classes, cut into tokens: class, A/C, S/G, and the signs between them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lnmt_cli.knowledge.class_notation import ClassNotation

_NUMERIC_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[t\s].*)?|\d{1,2}\s*월\s*\d{1,2}\s*일")
_DAY_AND_MONTH = re.compile(r"\d{1,4}[-\s]?([a-z]{3,9})|([a-z]{3,9})[-\s]?\d{1,4}")


_LINKS = {"doubt": "±", "joiner": "+", "alternative": "or"}


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a notation. ``kind``: class, activity, extent, link, question or who.

    ``text`` is the Roman numeral; the letters (``AC``); or, of a link, one of ``+ , / - or ±``. ``subclass``
    names the WHO 1982 sub-class that the token is.
    """

    kind: str
    text: str
    subclass: str | None = None


def is_like_a_date(text: str) -> bool:
    """Return whether a text is what a spreadsheet makes of the class 4/5: ``05-Apr``, ``2017-04-05``."""
    folded = fold(text).strip()
    match = _DAY_AND_MONTH.fullmatch(folded)
    if match is None:
        return bool(_NUMERIC_DATE.fullmatch(folded))
    return (match[1] or match[2]) in load_vocabulary().months


def tokenise(text: str) -> list[Token] | None:
    """Return the tokens of a notation, or None where something in it is not part of any."""
    notation = load_vocabulary().class_notation
    # The case stays: a small letter right after a Roman numeral is a WHO sub-class, a capital an activity.
    written = unicodedata.normalize("NFKC", text).strip()
    tokens: list[Token] = []
    place = 0
    while place < len(written):
        match = _grammar().match(written, place)
        if match is None:
            return None
        if match.lastgroup != "nothing":
            tokens.append(_token(match.lastgroup or "", match[0], notation))
        place = match.end()
    return tokens


def _token(kind: str, found: str, notation: ClassNotation) -> Token:
    folded = fold(found)
    match kind:
        case "subclass":
            return Token("class", notation.who_subclasses[found].certain[0], subclass=found)
        case "numeral":
            return Token("class", folded.upper())
        case "digit":
            return Token("class", notation.classes[int(folded) - 1])
        case "word":
            return Token("class", notation.words[folded])
        case "both":
            return Token("activity", "AC")
        case "letter":
            return Token("activity", notation.activity[folded])
        case _:
            return _token_between(kind, folded)


def _token_between(kind: str, folded: str) -> Token:
    if kind == "sign":
        return Token("link", folded if folded in ",/" else "-")
    return Token("link", _LINKS[kind]) if kind in _LINKS else Token(kind, folded)


@cache
def _grammar() -> re.Pattern[str]:
    """Return one pattern with a named group for each kind of token; the first that matches wins."""
    notation = load_vocabulary().class_notation
    active, chronic = (
        _any(word for word, letter in notation.activity.items() if letter == wanted) for wanted in ("A", "C")
    )
    between = rf"\s*(?:[/+&,-]|{_any(notation.joiners)})?\s*"
    end = r"(?![a-z])"
    kinds = {
        "nothing": rf"[\s()\[\]{{}}:.]+|{_any(notation.stripped)}",
        "who": _any(notation.who),
        "subclass": rf"(?-i:{_any(notation.who_subclasses)}){end}(?!\s*[/+&]\s*c{end})",
        "both": rf"(?:{active}{between}{chronic}|{chronic}\s*[/+&-]\s*{active}){end}",
        "letter": rf"{_any(notation.activity)}{end}",
        "word": rf"{_any(notation.words)}{end}",
        "joiner": rf"{_any(notation.joiners)}{end}|[&·、;]|\+(?!\s*/\s*-)",
        "alternative": rf"{_any(notation.alternatives)}{end}",
        # IV-SA is written too, so a letter of activity may follow at once.
        "extent": rf"{_any(notation.extent)}(?![bd-z])",
        "numeral": rf"{_any(notation.classes)}(?![ivx])",
        "digit": rf"[1-{len(notation.classes)}](?![0-9])",
        "doubt": r"±|\+\s*/\s*-",
        "question": r"\?",
        "sign": r"[,/\-–—−]",
    }
    return re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()), re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))) + ")"
