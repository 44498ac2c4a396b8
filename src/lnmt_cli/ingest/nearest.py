"""Which fields a header comes near to that no field claims."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHORTEST: Final = 4
"""How many letters a word must have for its standing within another to mean something."""
LONGEST: Final = 1000
"""How many characters a header can have: a longer one is a text, and would be compared with every name for seconds."""
LIKENESS: Final = 0.65
FEW: Final = 3


@site.cached
def nearest_fields(header: str) -> tuple[str, ...]:
    """Return the names of at most three fields that ``header`` resembles, the most alike first."""
    if len(header) > LONGEST:
        return ()
    key, known = normalise(header), _names()
    within = sorted((word for word in known if _overlap(word, key)), key=lambda word: (-len(word), word))
    alike = get_close_matches(key, known, n=2 * FEW, cutoff=LIKENESS)
    names = dict.fromkeys(name for word in (*alike, *within) for name in known[word])
    return tuple(names)[:FEW]


def nearest_headers(fields: Iterable[str], headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the places of at most three ``headers`` (by place) that resemble one of ``fields``."""
    wanted = set(fields)
    found = [place for place, header in headers.items() if wanted & set(nearest_fields(header))]
    return tuple(found[:FEW])


def _overlap(word: str, key: str) -> bool:
    return (len(word) >= SHORTEST and word in key) or (len(key) >= SHORTEST and key in word)


@site.cached
def _names() -> Mapping[str, tuple[str, ...]]:
    """Return the fields that each name, label or alias belongs to, by its normalised form."""
    found: dict[str, tuple[str, ...]] = {}
    for field in load_fields().values():
        for word in (field.name, field.label, *field.aliases, *field.shared_aliases):
            key = normalise(word)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), field.name)))
    return found
