"""Text → the drugs that a cell names, with the dose of a day where the cell says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.doses import dose_per_day, only
from lnmt_cli.ingest.parsing.drug_text import DrugText, Named, read_drug_text
from lnmt_cli.ingest.parsing.reading import DrugMention, Parsed
from lnmt_cli.knowledge.normalising import fold
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from decimal import Decimal

_JOINED = re.compile(r"\s*[+&;|\n、]|,(?!\d)|\s+/|/\s+|/$")


def parse_drugs(text: str) -> Parsed:
    """Return a tuple of `DrugMention`, sorted by name; ``drug-unknown`` where a part was not recognised.

    A cell that does not simply say what is given (``no MMF``, ``CYC → MMF``, ``MMF or AZA``) gives none. A dose is
    taken where amount and rhythm of a day stand behind the drug; products of the sodium salt of mycophenolate count in
    equivalents of the mofetil.
    """
    cell = read_drug_text(fold(text))
    doses: dict[str, list[Decimal]] = {}
    for place, named in enumerate(cell.named):
        dose = _dose(cell, place)
        doses.setdefault(named.name, []).extend([] if dose is None else [dose])
    said = {name: only(found) for name, found in sorted(doses.items())}
    mentions = tuple(DrugMention(name, None if dose is None else float(dose)) for name, dose in said.items())
    return Parsed(mentions, ("drug-unknown",) if cell.unknown else ())


def _dose(cell: DrugText, place: int) -> Decimal | None:
    """Return the dose behind the drug that is named at ``place``, in mg/day of the canonical drug."""
    named = cell.named[place]
    if _is_salt_open(named) or _has_dose_before(cell) or _follows_bare_drug(cell, place):
        return None
    behind = cell.named[place + 1].start if place + 1 < len(cell.named) else len(cell.written)
    said = _JOINED.split(cell.written[named.end : behind])[0]
    dose = dose_per_day(said)
    factor = _factor(named)
    return dose if dose is None or factor is None else dose * factor[0] / factor[1]


def _has_dose_before(cell: DrugText) -> bool:
    """Return whether a number stands before the first drug: then it is open which number belongs to which drug."""
    return any(sign.isdigit() for sign in cell.written[: cell.named[0].start])


def _follows_bare_drug(cell: DrugText, place: int) -> bool:
    """Return whether another drug stands before without a number: MMF/TAC 1 g bid does not say whose dose it is."""
    if place == 0 or cell.named[place - 1].name == cell.named[place].name:
        return False
    between = cell.written[cell.named[place - 1].end : cell.named[place].start]
    return not any(sign.isdigit() for sign in between)


def _is_salt_open(named: Named) -> bool:
    return named.key in load_vocabulary().drugs[named.name].salt_open


def _factor(named: Named) -> tuple[Decimal, Decimal] | None:
    equivalent = load_vocabulary().drugs[named.name].equivalent
    return (equivalent.multiply, equivalent.divide) if equivalent and named.key in equivalent.names else None


def equivalent_of(text: str) -> tuple[Decimal, Decimal] | None:
    """Return by what a dose beside the drug of a cell is multiplied and divided to be one of the canonical drug.

    For ``Myfortic`` (1000, 720): 720 mg of it are 1 g of mycophenolate mofetil. None where nothing has to be converted,
    or the cell names several drugs.
    """
    named = read_drug_text(fold(text)).named
    factors = [factor for drug in named if (factor := _factor(drug)) is not None]
    return factors[0] if factors and len({drug.name for drug in named}) == 1 else None
