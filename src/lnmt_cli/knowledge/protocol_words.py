"""The words of a protocol that must be known ones: drugs, classes, activities, measures, subgroups, identifiers."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge import permitted, values
from lnmt_cli.knowledge.mistakes import Mistakes, compile_rules
from lnmt_cli.knowledge.toml import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lnmt_cli.knowledge.place import Place
    from lnmt_cli.knowledge.toml import Table

DRUGS: Final = (
    *(("induction", "drugs"), ("switch", "drugs"), ("switch", "background")),
    *(("rescue", "drugs"), ("adequacy", "pulses")),
)
"""Table and key of each list of drugs."""
OF_DRUGS: Final = "drugs"
ACTIVITIES: Final = ("A", "A/C", "C")
SUBGROUPS: Final = ("prior_response", "sex", "site", "class", "induction_regimen", "age_group")
"""What the patients can be grouped by."""
IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


def refuse_unknown_words(root: Table) -> None:
    """Raise KnowledgeError with every word, and every condition, of a protocol of one's own that is not a known one."""
    mistakes = Mistakes()
    for table, key, known, what in _word_lists():
        if root.has(table):
            mistakes.attempt(partial(known_words, root.table(table), key, known, what))
    for table, key in (("biopsy", "classes"), ("induction", "drugs"), ("outcome", "measures")):
        mistakes.attempt(partial(_at_least_one, root.table(table), key))
    mistakes.attempt(partial(root.table("subgroups").only, *SUBGROUPS))
    compile_rules(dict(_rules(root)), values.of_patients(), permitted.of_patients(), mistakes)
    mistakes.refuse_any()


def _word_lists() -> Iterator[tuple[str, str, Collection[str], str]]:
    """Yield table and key of each list of words, the words that are known, and what they are."""
    from lnmt_cli.knowledge.vocabulary import load_vocabulary

    vocabulary, named = load_vocabulary(), values.of_responses()
    for table, key in DRUGS:
        yield table, key, vocabulary.drugs, OF_DRUGS
    yield "biopsy", "classes", vocabulary.class_notation.classes, "classes"
    yield "biopsy", "excluded_activity", ACTIVITIES, "activities"
    measures = [name for name, value in named.items() if name + values.BASELINE in named and value.unit]
    yield "outcome", "measures", measures, "measures with a number"


def _at_least_one(table: Table, key: str) -> None:
    if not table.texts(key):
        table.refuse(key, "at least one is expected")


def _rules(root: Table) -> Iterator[tuple[Place, str]]:
    """Yield place and text of the rule of each criterion, and of the adequacy of the induction."""
    tables = [table for _, table in root.table("criteria").tables()]
    if root.has("adequacy"):
        tables.append(root.table("adequacy"))
    for table in tables:
        yield table.place("rule"), table.text("rule")


def known_words(table: Table, key: str, known: Collection[str], what: str) -> None:
    """Raise KnowledgeError, with the nearest that is, where a word of a list is not among ``known``."""
    for word in table.texts(key):
        if word not in known:
            hint = _drug_meant(word) if what == OF_DRUGS else ""
            table.refuse(key, f"{what} are expected that are known", hint or nearest(word, known))


def _drug_meant(word: str) -> str:
    """Return as a hint the drug that is also called ``word``; empty where there is none."""
    from lnmt_cli.knowledge.normalising import normalise
    from lnmt_cli.knowledge.vocabulary import load_vocabulary

    name = load_vocabulary().drug_names.get(normalise(word))
    return f"{word} is {name} here: write {name}." if name else ""


def refuse_odd_names(table: Table) -> None:
    """Raise KnowledgeError where a key is no identifier: small letters, digits and _, a letter first."""
    for key in table.content:
        if not IDENTIFIER.fullmatch(key):
            table.refuse(key, "a name of small letters, digits and _ is expected, a letter first")
