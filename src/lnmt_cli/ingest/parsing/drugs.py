"""Text → the drugs that a cell names. Doses, routes and rhythms are passed over."""

from __future__ import annotations

import re

from lnmt_cli.ingest.parsing.reading import Parsed
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.vocabulary import Vocabulary, load_vocabulary

_PARTS = re.compile(r"[+/,;&|()\[\]{}\n·、:]+")
_TOKENS = re.compile(r"\d+|[가-힣]+|[^\W\d_가-힣]+")


def parse_drugs(text: str) -> Parsed:
    """Return the canonical names, sorted, as a tuple; ``drug-unknown`` where a part was not recognised.

    A cell that does not simply say what is given (``no MMF``, ``CYC → MMF``, ``MMF or AZA``) gives none.
    """
    vocabulary = load_vocabulary()
    written = fold(text)
    if _refuses(written, vocabulary):
        return Parsed((), ("drug-unknown",))
    names: set[str] = set()
    unknown = False
    for part in _PARTS.split(written):
        recognised, rest = _read_part(_TOKENS.findall(part), vocabulary)
        names |= recognised
        unknown = unknown or rest
    return Parsed(tuple(sorted(names)), ("drug-unknown",) if unknown or not names else ())


def _refuses(written: str, vocabulary: Vocabulary) -> bool:
    about = vocabulary.drug_text
    return any(sign in written for sign in about.refusing_signs) or any(
        token in about.refusing for token in _TOKENS.findall(written)
    )


def _read_part(tokens: list[str], vocabulary: Vocabulary) -> tuple[set[str], bool]:
    names: set[str] = set()
    unknown = False
    place = 0
    while place < len(tokens):
        name, length = _longest_name(tokens[place:], vocabulary)
        if name:
            names.add(name)
        elif not _says_nothing(tokens[place], vocabulary):
            unknown = True
        place += length
    return names, unknown


def _longest_name(tokens: list[str], vocabulary: Vocabulary) -> tuple[str | None, int]:
    for length in range(len(tokens), 0, -1):
        word = "".join(tokens[:length])
        for bare in (word, *_without_ending(word, vocabulary)):
            if name := vocabulary.drug_names.get(bare):
                return name, length
    return None, 1


def _without_ending(word: str, vocabulary: Vocabulary) -> list[str]:
    return [word.removesuffix(end) for end in vocabulary.drug_text.endings if word.endswith(end) and word != end]


def _says_nothing(token: str, vocabulary: Vocabulary) -> bool:
    about = vocabulary.drug_text
    return token.isdigit() or token in about.ignored or token in about.joiners
