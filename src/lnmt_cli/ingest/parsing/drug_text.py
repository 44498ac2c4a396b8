"""A cell that names drugs, cut into words that know where they stand; which drug a run of words names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.vocabulary import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SEGMENTS = re.compile(r"[+/,;&|()\[\]{}\n·、:]+")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?)\s*%")
_TOKENS = re.compile(r"\d+|[가-힣]+|[^\W\d_가-힣]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A drug where it is named: ``key`` is the name as found in the vocabulary, from ``start`` to ``end``.

    ``part`` counts the parts of the cell that signs such as + and , separate. ``is_local``: an ointment, eye drops or
    the like, no systemic treatment.
    """

    name: str
    key: str
    start: int
    end: int
    part: int = 0
    is_local: bool = False


@dataclass(frozen=True, slots=True)
class DrugText:
    """What a cell says: the drugs in the order of the cell, and whether something in it was not recognised.

    ``is_refused``: it does not simply say what is given, and nothing is taken from it. ``more_unknown``: what was not
    recognised is no part of a local form (``prednisolone acetate eye drops``), so that it can be another drug.
    """

    written: str
    named: tuple[Named, ...]
    unknown: bool
    is_refused: bool = False
    more_unknown: bool = False


@dataclass(slots=True)
class _Part:
    """What stands between two signs that join drugs.

    ``is_local``: a word in it says that a drug is applied locally, ``local_drugs``: which · ``is_weak``: a strength in
    per cent says so of a drug that has products for local use.
    """

    named: list[Named] = field(default_factory=list)
    unknown: bool = False
    is_local: bool = False
    local_drugs: set[str] = field(default_factory=set)
    is_weak: bool = False


def read_drug_text(written: str, meanings: Mapping[str, str] | None = None) -> DrugText:
    """Return the drugs that a folded text names; none where it does not simply say what is given (``no MMF``).

    ``meanings``: what a name means that the export declares (``--code drug=CTX:cyclophosphamide``), by normalised name.
    """
    vocabulary = load_vocabulary()
    if _refuses(written, vocabulary):
        return DrugText(written, (), unknown=True, is_refused=True)
    parts = [_read_part(written, *span, vocabulary, meanings or {}) for span in _part_spans(written)]
    _place_local_words(parts, vocabulary)
    named = [
        replace(
            drug,
            part=number,
            is_local=drug.name in part.local_drugs or _stands_beside_local_product(drug, part, vocabulary),
        )
        for number, part in enumerate(parts)
        for drug in part.named
    ]
    unknown = not named or any(part.unknown for part in parts)
    more_unknown = any(part.unknown and not (part.is_local and part.named) for part in parts)
    return DrugText(written, tuple(named), unknown, more_unknown=more_unknown)


def words_of(written: str) -> list[str]:
    """Return the words and numbers of a folded text."""
    return _TOKENS.findall(written)


def _refuses(written: str, vocabulary: Vocabulary) -> bool:
    about = vocabulary.drug_text
    return any(sign in written for sign in about.refusing_signs) or any(
        token in about.refusing for token in words_of(written)
    )


@site.cached
def _joints() -> re.Pattern[str]:
    words = "|".join(map(re.escape, load_vocabulary().drug_text.joiners))
    # A comma before a digit is a decimal sign, or one between thousands.
    return re.compile(rf"[+;&|\n·、]|,(?!\d)|(?<!\w)(?:{words})(?!\w)")


@site.cached
def _local_signs() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, load_vocabulary().drug_text.local_signs))})(?!\w)")


def _is_weak(written: str, vocabulary: Vocabulary) -> bool:
    """Return whether a strength stands in a text that is one of ointments and drops."""
    return any(
        Decimal(number.replace(",", ".")) <= vocabulary.drug_text.local_percent for number in _PERCENT.findall(written)
    )


def _part_spans(written: str) -> Iterator[tuple[int, int]]:
    place = 0
    for joint in _joints().finditer(written):
        yield place, joint.start()
        place = joint.end()
    yield place, len(written)


def _read_part(written: str, start: int, end: int, vocabulary: Vocabulary, meanings: Mapping[str, str]) -> _Part:
    part = _Part(is_weak=_is_weak(written[start:end], vocabulary))
    for sign in _local_signs().finditer(written, start, end):
        part.is_local = True
        written = written[: sign.start()] + " " * len(sign[0]) + written[sign.end() :]
    cuts = [match.start() for match in _SEGMENTS.finditer(written, start, end)]
    for first, last in zip([start, *cuts], [*cuts, end], strict=True):
        tokens = [*_TOKENS.finditer(written, first, last)]
        place = 0
        while place < len(tokens):
            place += _read_word(tokens[place:], part, vocabulary, meanings, is_first=place == 0)
    return part


def _read_word(
    tokens: Sequence[re.Match[str]], part: _Part, vocabulary: Vocabulary, meanings: Mapping[str, str], *, is_first: bool
) -> int:
    """Add to ``part`` what the longest run of ``tokens`` says that is known; return how many tokens it took."""
    for length in range(len(tokens), 0, -1):
        if length > 1 and tokens[0][0].isdigit() and not is_first and tokens[0].end() != tokens[1].start():
            continue  # x 6 MP is six times, and 6MP a drug
        word = "".join(token[0] for token in tokens[:length])
        if word in vocabulary.drug_text.local:
            part.is_local = True
            return length
        for bare, is_local in _readings(word, vocabulary):
            if name := vocabulary.drug_names.get(bare):
                _add(part, Named(name, bare, tokens[0].start(), tokens[length - 1].end()), meanings)
                part.is_local = part.is_local or is_local
                return length
    part.unknown = part.unknown or not _says_nothing(tokens[0][0], vocabulary)
    return 1


def _add(part: _Part, named: Named, meanings: Mapping[str, str]) -> None:
    """Add a name, or the drug that the export declares for it; a meaning that names no drug is not recognised."""
    meaning = meanings.get(named.key)
    if meaning is None:
        part.named.append(named)
        return
    declared = read_drug_text(fold(meaning)).named
    part.named += [replace(drug, start=named.start, end=named.end, part=0) for drug in declared]
    part.unknown = part.unknown or not declared


def _readings(word: str, vocabulary: Vocabulary) -> Iterator[tuple[str, bool]]:
    """Yield a word, and what is left without an ending; True where that ending, or beginning, is of a local form."""
    yield word, False
    about = vocabulary.drug_text
    yield from ((word.removesuffix(end), False) for end in about.endings if word.endswith(end))
    yield from ((word.removesuffix(end), True) for end in about.local if word.endswith(end))
    yield from ((word.removeprefix(start), True) for start in about.local if word.startswith(start))


def _place_local_words(parts: Sequence[_Part], vocabulary: Vocabulary) -> None:
    """Say which drug each local form is of; where that is open, the drugs that it can be of are not recognised."""
    for number, part in enumerate(parts):
        if part.is_local and part.named:
            meant = {drug.name for drug in part.named}
            if len(meant) > 1:
                meant = _with_local_products(part, vocabulary)
            part.local_drugs = meant
            if len(meant) != 1:
                part.named, part.unknown = [], True
        elif part.is_local and not part.unknown:
            # Eye drops apart from any drug (MMF + TAC, eye drops) are of the drug beside them, or of one not named.
            beside = next((other for other in (*parts[:number][::-1], *parts[number + 1 :]) if other.named), part)
            open_drugs = set() if beside.is_local else _with_local_products(beside, vocabulary)
            beside.named = [drug for drug in beside.named if drug.name not in open_drugs]
            part.unknown = True


def _with_local_products(part: _Part, vocabulary: Vocabulary) -> set[str]:
    return {drug.name for drug in part.named if vocabulary.drugs[drug.name].local}


def _stands_beside_local_product(drug: Named, part: _Part, vocabulary: Vocabulary) -> bool:
    """Return whether a name, or another of the same drug beside it, is a product for local use (Protopic)."""
    local = vocabulary.drugs[drug.name].local
    return bool(local) and (part.is_weak or any(other.name == drug.name and other.key in local for other in part.named))


def _says_nothing(token: str, vocabulary: Vocabulary) -> bool:
    about = vocabulary.drug_text
    return token.isdigit() or token in about.ignored or token in about.joiners


def declared_names(codes: Mapping[str, str]) -> dict[str, str]:
    """Return what an export declares of names, by normalised name: the codes of its column, whatever they stand for."""
    return {normalise(code): meaning for code, meaning in codes.items()}
