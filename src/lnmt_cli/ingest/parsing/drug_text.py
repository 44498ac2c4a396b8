"""A cell that names drugs, cut into words that know where they stand; which drug a run of words names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.vocabulary import Vocabulary, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARTS = re.compile(r"[+/,;&|()\[\]{}\n·、:]+")
_TOKENS = re.compile(r"\d+|[가-힣]+|[^\W\d_가-힣]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A drug where it is named: ``key`` is the name as found in the vocabulary, from ``start`` to ``end``."""

    name: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DrugText:
    """What a cell says: the drugs in the order of the cell, and whether something in it was not recognised."""

    written: str
    named: tuple[Named, ...]
    unknown: bool


def read_drug_text(written: str) -> DrugText:
    """Return the drugs that a folded text names; none where it does not simply say what is given (``no MMF``)."""
    vocabulary = load_vocabulary()
    if _refuses(written, vocabulary):
        return DrugText(written, (), unknown=True)
    named: list[Named] = []
    unknown = False
    place = 0
    for end in [*(match.start() for match in _PARTS.finditer(written)), len(written)]:
        recognised, rest = _read_part([*_TOKENS.finditer(written, place, end)], vocabulary)
        named += recognised
        unknown = unknown or rest
        place = end
    return DrugText(written, tuple(named), unknown or not named)


def words_of(written: str) -> list[str]:
    """Return the words and numbers of a folded text."""
    return _TOKENS.findall(written)


def _refuses(written: str, vocabulary: Vocabulary) -> bool:
    about = vocabulary.drug_text
    return any(sign in written for sign in about.refusing_signs) or any(
        token in about.refusing for token in words_of(written)
    )


def _read_part(tokens: Sequence[re.Match[str]], vocabulary: Vocabulary) -> tuple[list[Named], bool]:
    named: list[Named] = []
    unknown = False
    place = 0
    while place < len(tokens):
        found, length = _longest_name(tokens[place:], vocabulary)
        if found:
            named.append(found)
        elif not _says_nothing(tokens[place][0], vocabulary):
            unknown = True
        place += length
    return named, unknown


def _longest_name(tokens: Sequence[re.Match[str]], vocabulary: Vocabulary) -> tuple[Named | None, int]:
    for length in range(len(tokens), 0, -1):
        word = "".join(token[0] for token in tokens[:length])
        for bare in (word, *_without_ending(word, vocabulary)):
            if name := vocabulary.drug_names.get(bare):
                return Named(name, bare, tokens[0].start(), tokens[length - 1].end()), length
    return None, 1


def _without_ending(word: str, vocabulary: Vocabulary) -> list[str]:
    return [word.removesuffix(end) for end in vocabulary.drug_text.endings if word.endswith(end) and word != end]


def _says_nothing(token: str, vocabulary: Vocabulary) -> bool:
    about = vocabulary.drug_text
    return token.isdigit() or token in about.ignored or token in about.joiners
