"""What follows a drug in a cell → its dose in mg/day. What does not say it in full is no dose: never a guess."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

_AROUND = " \t\n()[]{},;:·"
_AMOUNT = r"(?P<amount>\d+(?:\.\d+)?|\.\d+|[1-9]\d?,\d{3})"


def dose_per_day(text: str) -> Decimal | None:
    """Return the dose in mg/day of a folded text: ``1g bid`` → 2000, ``1.5 g/d`` → 1500, ``1일 2회 500mg`` → 1000.

    None without a rhythm of days (``2 g``, ``500mg q2w``), for a dose by weight or surface, for a number of tablets,
    and for anything else in the text.
    """
    matched = _amount().fullmatch(_without_idle_words(text))
    if matched is None:
        return None
    unit = load_vocabulary().dose_text.masses[normalise(matched["unit"])]
    amount = Decimal(matched["amount"].replace(",", "")) * unit
    times = _times(matched["before"], matched["behind"])
    return amount * times if times and amount else None


def _without_idle_words(text: str) -> str:
    words = "|".join(map(re.escape, load_vocabulary().drug_text.beside_dose))
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", " ", text.strip(_AROUND)).strip(_AROUND)


@site.cached
def _amount() -> re.Pattern[str]:
    units = "|".join(map(re.escape, sorted(load_vocabulary().dose_text.masses, key=len, reverse=True)))
    # A slash, a hyphen or another number beside the amount changes what it means: 500 mg/m2, 1-0-1 g, 4 x 250 mg.
    return re.compile(rf"(?P<before>[^+\-]*?)\s*{_AMOUNT}\s*(?P<unit>{units})(?P<behind>(?![^\W\d_]).*)", re.DOTALL)


def _times(before: str, behind: str) -> int | None:
    """Return how often in a day the amount is taken, by the words before it or those behind; None where both speak."""
    about = load_vocabulary().dose_text
    first, after = normalise(before), normalise(behind)
    if first and after:
        return None
    if first:
        return 1 if first in about.day_first else about.rhythms.get(first)
    if behind.lstrip().startswith(("/", "per ")):
        return 1 if re.sub("^per", "", after) in about.per_day else None
    return about.rhythms.get(after)


def only(doses: Iterable[Decimal]) -> Decimal | None:
    """Return the one dose that all say, None where there is none or they differ."""
    different = set(doses)
    return different.pop() if len(different) == 1 else None
