"""The words that tell a table from what stands around it. The data: ``[framing]`` in ``vocabulary.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.toml import FOLDER, read_toml


@dataclass(frozen=True, slots=True)
class FramingWords:
    """What footnotes begin with, what rows of sums and means are called, and what makes a name another one.

    A ``footnote_sign`` can also mark a patient, a ``remark_sign`` cannot. Signs and ``footnote_words`` are folded,
    ``summaries`` and ``altering`` normalised, ``altering_remarks`` folded.
    """

    remark_signs: tuple[str, ...]
    footnote_signs: str
    footnote_words: tuple[str, ...]
    summaries: frozenset[str]
    altering: frozenset[str]
    altering_remarks: frozenset[str]


@cache
def load_framing() -> FramingWords:
    """Return the words of ``[framing]``. Raises `KnowledgeError`."""
    table = read_toml(FOLDER / "vocabulary.toml").table("framing")
    table.only(
        "source", "remark_signs", "footnote_signs", "footnote_words", "summaries", "altering", "altering_remarks"
    )
    table.text("source")
    return FramingWords(
        remark_signs=tuple(map(fold, table.texts("remark_signs"))),
        footnote_signs="".join(map(fold, table.texts("footnote_signs"))),
        footnote_words=tuple(map(fold, table.texts("footnote_words"))),
        summaries=frozenset(map(normalise, table.texts("summaries"))),
        altering=frozenset(map(normalise, table.texts("altering"))),
        altering_remarks=frozenset(fold(word).strip() for word in table.texts("altering_remarks")),
    )
