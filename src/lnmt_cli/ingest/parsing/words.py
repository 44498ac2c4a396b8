"""Text → a word of the vocabulary: sex, response, yes or no, phase, kind of event, activity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.missing import is_integer
from lnmt_cli.ingest.parsing.reading import ColumnReading, Parsed, found
from lnmt_cli.knowledge.column_words import bare, mark_key
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lnmt_cli.knowledge.column_words import AmbiguousWord


def known_word(text: str, type_: str) -> str | None:
    """Return the canonical value of a word of the list for this type of field, None where it has none."""
    return load_vocabulary().words.get(type_, {}).get(normalise(text))


def parse_word(text: str, written: str, how: ColumnReading) -> Parsed:
    """Return the canonical value (``F``, ``CR``, ``induction`` …); an integer is a code, never a word.

    What has two meanings means what its column bears out, unless a code declares the ``written`` text to be ``text``.
    """
    if written in how.by_column and written not in how.codes:
        settled = how.by_column[written]
        return found("word-ambiguous") if settled is None else Parsed(settled)
    if value := known_word(text, how.field.type):
        return Parsed(value)
    return found("code-undeclared" if is_integer(text) else "value-not-in-vocabulary")


def has_ambiguous_words(type_: str) -> bool:
    """Return whether some word of this type of field has two meanings."""
    return any(each.type == type_ for each in load_vocabulary().ambiguous)


def is_ambiguous_word(text: str, type_: str) -> bool:
    """Return whether a text is a word or mark of two meanings in a field of this type."""
    return any(each.type == type_ and _concerns(text, each) for each in load_vocabulary().ambiguous)


def by_column(
    meanings: Collection[tuple[str, str]], elsewhere: Iterable[str], header: str, type_: str
) -> dict[str, str | None]:
    """Return what each text of two meanings means, None where it cannot be told.

    ``meanings`` are the texts of the column, each with its declared meaning, else itself: one can bear another out.
    ``elsewhere`` are those of the same field in other files of the call, which can only speak against one.
    """
    texts = sorted({text for text, _ in meanings})
    keys = {mark_key(text) for text in (*texts, *elsewhere)}
    values = {known_word(meaning, type_) for _, meaning in meanings}
    rules = [each for each in load_vocabulary().ambiguous if each.type == type_]
    return {
        text: _meaning(text, each, keys, values)
        for text in texts
        for each in rules
        if _concerns(text, each) and _is_in_doubt(each, keys, header)
    }


def _concerns(text: str, about: AmbiguousWord) -> bool:
    return mark_key(text) in about.words or (about.marks and load_vocabulary().marks.is_tick(text))


def _is_in_doubt(about: AmbiguousWord, keys: Collection[str], header: str) -> bool:
    under = normalise(header)
    return not about.headers or not about.beside.isdisjoint(keys) or any(word in under for word in about.headers)


def _meaning(text: str, about: AmbiguousWord, keys: Collection[str], values: Collection[str | None]) -> str | None:
    if bare(text) in about.never or not about.beside.isdisjoint(keys) or about.settled_by.isdisjoint(values):
        return None
    return about.words.get(mark_key(text))
