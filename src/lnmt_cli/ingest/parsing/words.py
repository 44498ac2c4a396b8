"""Text → a word of the vocabulary: sex, response, yes or no, phase, kind of event, activity."""

from __future__ import annotations

from lnmt_cli.ingest.parsing.missing import is_integer
from lnmt_cli.ingest.parsing.reading import ColumnReading, Parsed, found
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary


def known_word(text: str, type_: str) -> str | None:
    """Return the canonical value of a word of the list for this type of field, None where it has none."""
    return load_vocabulary().words.get(type_, {}).get(normalise(text))


def parse_word(text: str, how: ColumnReading) -> Parsed:
    """Return the canonical value (``F``, ``CR``, ``induction`` …); an integer is a code, never a word."""
    if value := known_word(text, how.field.type):
        return Parsed(value)
    return found("code-undeclared" if is_integer(text) else "value-not-in-vocabulary")
