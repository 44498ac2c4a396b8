"""Headers with two readings (DOD: death, or diagnosis): the cells and the columns beside them decide, or nobody does.

A column of which neither tells is not used, with a finding that says how to name it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from lnmt_cli.ingest.claims import Aside
from lnmt_cli.ingest.parsing import is_missing
from lnmt_cli.knowledge.aliases import BRACKETED
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.site import cached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lnmt_cli.ingest.claims import Claim, ClaimedSheet
    from lnmt_cli.knowledge.fields import Doubt, Field

DOUBTFUL: Final = "column-doubtful"
TOLD: Final = ("declared", "mapping")
_WORD: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


def let_doubtful_go(claimed: ClaimedSheet) -> None:
    """Let go of the columns whose header means two things, where nothing tells which."""
    claimed.claims = [
        replace(claim, fields=(), by="", aside=Aside(doubt[0], DOUBTFUL))
        if (doubt := _doubt(claim)) and not _is_decided(claimed, claim, *doubt)
        else claim
        for claim in claimed.claims
    ]


@cached
def _doubts() -> Mapping[str, tuple[tuple[Field, Doubt], ...]]:
    """Return the doubts by the normalised header."""
    doubts: dict[str, tuple[tuple[Field, Doubt], ...]] = {}
    for field in load_fields().values():
        for doubt in field.doubtful:
            for alias in doubt.aliases:
                key = normalise(alias)
                doubts[key] = (*doubts.get(key, ()), (field, doubt))
    return doubts


def _doubt(claim: Claim) -> tuple[Field, Doubt] | None:
    """Return the field of a claim of which its header leaves a doubt, unless a person has settled it."""
    if not claim.fields or claim.by in TOLD or claim.is_unit_of:
        return None
    names = (claim.header, *(claim.redcap.names if claim.redcap else ()))
    keys = {normalise(text) for name in names for text in (name, _name_and_remark(name)[0])}
    if claim.occasion:  # GFR_24w is as doubtful as GFR
        keys |= {word for name in names for word in _WORD.findall(fold(name))}
    doubts = (pair for key in sorted(keys) for pair in _doubts().get(key, ()))
    return next(((field, doubt) for field, doubt in doubts if field in claim.fields), None)


def _name_and_remark(header: str) -> tuple[str, str]:
    bracketed = BRACKETED.match(header)
    return (bracketed["name"], bracketed["unit"]) if bracketed else (header, "")


def _is_decided(claimed: ClaimedSheet, claim: Claim, field: Field, doubt: Doubt) -> bool:
    """Return whether the sheet tells that a column is the ``field`` that its header may mean."""
    others = [other for other in claimed.claims if other is not claim and other.header]
    cells = {text.strip() for text in claimed.sheet.texts(claim.index) if not is_missing(text)}
    # Where another column gives the field by a name that leaves no doubt, this one gives something else.
    if any(field in other.fields and other.occasion == claim.occasion and not _doubt(other) for other in others):
        return False
    # Who writes a unit into the header means a measure, whatever its cells look like.
    if _is_spoken_against(claimed, doubt, others, set() if claim.unit else cells):
        return False
    return not doubt.needs_proof or _is_proved(claimed, claim, doubt, others, cells)


def _is_spoken_against(claimed: ClaimedSheet, doubt: Doubt, others: list[Claim], cells: set[str]) -> bool:
    against = set(map(normalise, doubt.against))
    if any(normalise(_name_and_remark(other.header)[0]) in against for other in others):
        return True
    folded = {fold(cell) for cell in cells}
    # One code alone may be a value: creatinine is 1 in many.
    if len(folded) > 1 and any(folded <= set(map(fold, codes)) for codes in doubt.codes):
        return True
    headers = set(map(normalise, doubt.method_in))
    methods = [other.index for other in others if normalise(other.header) in headers]
    return any(_names(text, doubt.other_methods) for index in methods for text in claimed.sheet.texts(index))


def _is_proved(claimed: ClaimedSheet, claim: Claim, doubt: Doubt, others: list[Claim], cells: set[str]) -> bool:
    told = [claimed.sheet.name, _name_and_remark(claim.header)[1], *(other.header for other in others)]
    told += claim.redcap.names if claim.redcap else ()
    if any(_names(text, doubt.beside) for text in told):
        return True
    if any(field.name in doubt.beside_fields for other in others for field in other.fields):
        return True
    numbers = [float(cell.replace(",", ".")) for cell in cells if _NUMBER.fullmatch(cell)]
    if doubt.outside is not None and any(not doubt.outside.hold(number) for number in numbers):
        return True
    step = doubt.multiples_of
    return step is not None and len(numbers) > 1 and all(number % step == 0 for number in numbers)


def _names(text: str, phrases: Iterable[str]) -> bool:
    """Return whether ``text`` has one of the phrases in it as whole words; what is not ASCII stands anywhere."""
    if not text:
        return False
    words = f" {' '.join(_WORD.findall(fold(text)))} "
    return any(
        f" {' '.join(_WORD.findall(fold(phrase)))} " in words
        or normalise(phrase) == normalise(text)
        or (not phrase.isascii() and normalise(phrase) in normalise(text))
        for phrase in phrases
    )
