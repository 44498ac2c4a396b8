"""What stands beside numbers, dates and drugs in a cell. The data: tables of ``vocabulary.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge.normalising import fold, normalise

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from lnmt_cli.knowledge.toml import Table


@dataclass(frozen=True, slots=True)
class NumberText:
    """``limits`` gives ``<`` or ``>`` by the folded sign or word. ``flags`` are as written, ``grades`` normalised."""

    limits: Mapping[str, str]
    flags: tuple[str, ...]
    grades: frozenset[str]


@dataclass(frozen=True, slots=True)
class DateText:
    """Folded words: parts of a date that are not known, days of the week, and those that are so only in brackets."""

    unknown_parts: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_in_brackets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoseText:
    """How a dose is written; all words normalised.

    ``masses``: mg to one of the unit · ``rhythms``: how often in a day · ``per_day``: what follows a slash ·
    ``day_first``: what makes the amount behind it that of a day.
    """

    masses: Mapping[str, Decimal]
    rhythms: Mapping[str, int]
    per_day: frozenset[str]
    day_first: frozenset[str]


@dataclass(frozen=True, slots=True)
class Equivalent:
    """Products of a drug whose dose, times ``multiply`` and divided by ``divide``, is that of the drug itself."""

    names: frozenset[str]
    multiply: Decimal
    divide: Decimal


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """An abbreviation that means another thing elsewhere; all words normalised.

    ``others``: its other meanings · ``low`` and ``high``: mg/day that the drug is given in, and none of the others,
    None where no dose tells · ``words``: what is said of the drug, and of none of the others · ``alone``: it is the
    drug also where nothing else stands in its column.
    """

    others: tuple[str, ...]
    low: Decimal | None
    high: Decimal | None
    words: frozenset[str]
    alone: bool

    def is_borne_out(self, dose: Decimal | None) -> bool:
        """Return whether a dose in mg/day is one of the drug, and of none of the other meanings."""
        return dose is not None and self.low is not None and self.high is not None and self.low <= dose <= self.high


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """The abbreviations with several meanings, by their normalised names, and what a column has to show for them.

    ``groups`` of drugs bear them out, ``neutral`` ones count neither way; ``least_share``: of the texts that count.
    """

    of: Mapping[str, Abbreviation]
    groups: frozenset[str]
    neutral: frozenset[str]
    least_share: Decimal


def read_number_text(table: Table) -> NumberText:
    """Return the words beside numbers. Raises `KnowledgeError`."""
    table.only("source", "below", "above", "flags", "grades")
    limits = {fold(sign): "<" for sign in table.texts("below")} | {fold(sign): ">" for sign in table.texts("above")}
    flags = tuple(sorted(table.texts("flags"), key=len, reverse=True))
    return NumberText(limits, flags, frozenset(map(normalise, table.texts("grades"))))


def read_date_text(table: Table) -> DateText:
    """Return the words in dates. Raises `KnowledgeError`."""
    keys = ("unknown_parts", "weekdays", "weekdays_in_brackets")
    table.only("source", *keys)
    return DateText(*(tuple(map(fold, table.texts(key))) for key in keys))


def read_dose_text(table: Table) -> DoseText:
    """Return the words of doses. Raises `KnowledgeError`."""
    table.only("source", "masses", "per_day", "day_first", "rhythms")
    masses, rhythms = table.table("masses"), table.table("rhythms")
    times = {word: int(times) for times in rhythms.content for word in map(normalise, rhythms.texts(times))}
    return DoseText(
        masses={normalise(unit): masses.number(unit) for unit in masses.content},
        rhythms=times,
        per_day=frozenset(map(normalise, table.texts("per_day"))),
        day_first=frozenset(map(normalise, table.texts("day_first"))),
    )


def read_equivalent(table: Table) -> Equivalent:
    """Return the products with a dose of their own. Raises `KnowledgeError`."""
    table.only("names", "multiply", "divide", "source")
    table.text("source")
    return Equivalent(frozenset(map(normalise, table.texts("names"))), table.number("multiply"), table.number("divide"))


def read_abbreviations(table: Table) -> Abbreviations:
    """Return the abbreviations with several meanings. Raises `KnowledgeError`."""
    table.only("source", "least_share", "groups", "neutral", "of")
    table.text("source")
    known: dict[str, Abbreviation] = {}
    for _, entry in table.table("of").tables():
        entry.only("names", "others", "dose", "words", "alone")
        dose = entry.table("dose") if entry.has("dose") else None
        meaning = Abbreviation(
            others=tuple(map(normalise, entry.texts("others"))),
            low=dose.number("low") if dose else None,
            high=dose.number("high") if dose else None,
            words=frozenset(map(normalise, entry.texts("words"))),
            alone=entry.flag("alone"),
        )
        known |= dict.fromkeys(map(normalise, entry.texts("names")), meaning)
    groups, neutral = frozenset(table.texts("groups")), frozenset(table.texts("neutral"))
    return Abbreviations(known, groups, neutral, table.number("least_share"))
