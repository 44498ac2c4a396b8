"""Text → the drugs that a cell names, with the dose of a day where the cell says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.doses import dose_per_day, only
from lnmt_cli.ingest.parsing.drug_text import DrugText, Named, declared_names, read_drug_text, words_of
from lnmt_cli.ingest.parsing.reading import AS_IT_IS, DrugMention, Parsed
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.vocabulary import Drug, load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from lnmt_cli.ingest.parsing.reading import ColumnReading

_JOINED = re.compile(r"\s*[+&;|\n、]|,(?!\d)|\s+/|/\s+|/$")
SALT_OPEN = "salt-open"
_SALTS_CONTRADICT = "salt-contradictory"


def parse_drugs(text: str, how: ColumnReading) -> Parsed:
    """Return a tuple of `DrugMention`, sorted by name; ``drug-unknown`` where a part was not recognised.

    A cell that does not simply say what is given (``no MMF``, ``CYC → MMF``, ``MMF or AZA``) gives none, and an
    abbreviation with several meanings none that nothing bears out (``abbreviation-open``). A dose is taken where amount
    and rhythm of a day stand behind the drug; products of the sodium salt of mycophenolate count in equivalents of the
    mofetil, and no dose does whose salt is open (``salt-open``, ``salt-contradictory``). Local forms are told
    (``drug-local``): they are mentions that are no treatment.
    """
    cell = read_drug_text(fold(text), declared_names(how.codes))
    doubted = {place for place, named in enumerate(cell.named) if _is_doubted(cell, place, named, how)}
    checks = ["drug-unknown"] if cell.unknown else []
    checks += ["abbreviation-open"] if doubted else []
    checks += ["drug-local"] if any(named.is_local for named in cell.named) else []
    places: dict[tuple[str, bool], list[int]] = {}
    for place, named in enumerate(cell.named):
        if place not in doubted:
            places.setdefault((named.name, named.is_local), []).append(place)
    mentions = []
    for (name, is_local), of_drug in sorted(places.items()):
        if is_local:
            mentions.append(DrugMention(name, is_local=True))
            continue
        mention, check = _mention(cell, name, of_drug)
        mentions.append(mention)
        checks += [check] if check else []
    if all(mention.is_local for mention in mentions) and (cell.more_unknown or doubted):
        mentions = []  # what else is being given is not known
    return Parsed(tuple(mentions), tuple(checks))


def _mention(cell: DrugText, name: str, places: Sequence[int]) -> tuple[DrugMention, str]:
    """Return a drug that is named at ``places`` with its dose, and the check that its salt fails, ``""`` for none."""
    salts = _salts(load_vocabulary().drugs[name], [cell.named[place] for place in places])
    with_dose = {place: dose for place in places if (dose := _dose(cell, place)) is not None}
    said = only(with_dose.values())
    of_salts = {salt for place in with_dose for salt in _salts(load_vocabulary().drugs[name], [cell.named[place]])}
    if len(salts) > 1 or len(of_salts) > 1:
        return DrugMention(name, per_dose=None), _SALTS_CONTRADICT
    if not salts:
        return DrugMention(name, per_dose=None), SALT_OPEN if with_dose else ""
    (factor,) = salts
    return DrugMention(name, None if said is None else float(said * factor[0] / factor[1]), factor), ""


def _salts(drug: Drug, named: Sequence[Named]) -> set[tuple[Decimal, Decimal]]:
    """Return the factors of the salts that the names of a drug say: one, none (open), or several (contradictory).

    Beside each other a brand decides before the name of an active substance: Myfortic (MMF) is Myfortic.
    """
    salts: set[tuple[Decimal, Decimal]] = set()
    for part in {name.part for name in named}:
        keys = {name.key for name in named if name.part == part}
        decisive = keys & drug.brands or keys - drug.salt_open
        salts |= {_factor(drug, key) for key in decisive}
    return salts


def _factor(drug: Drug, key: str) -> tuple[Decimal, Decimal]:
    equal = drug.equivalent
    return (equal.multiply, equal.divide) if equal and key in equal.names else AS_IT_IS


def _dose(cell: DrugText, place: int) -> Decimal | None:
    """Return the dose behind the drug that is named at ``place``, in mg/day of what is written."""
    named = cell.named[place]
    if _has_dose_before(cell) or _follows_bare_drug(cell, place):
        return None
    behind = cell.named[place + 1].start if place + 1 < len(cell.named) else len(cell.written)
    return dose_per_day(_JOINED.split(cell.written[named.end : behind])[0])


def _has_dose_before(cell: DrugText) -> bool:
    """Return whether a number stands before the first drug: then it is open which number belongs to which drug."""
    return any(sign.isdigit() for sign in cell.written[: cell.named[0].start])


def _follows_bare_drug(cell: DrugText, place: int) -> bool:
    """Return whether another drug stands before without a number: MMF/TAC 1 g bid does not say whose dose it is."""
    if place == 0 or cell.named[place - 1].name == cell.named[place].name:
        return False
    between = cell.written[cell.named[place - 1].end : cell.named[place].start]
    return not any(sign.isdigit() for sign in between)


def _is_doubted(cell: DrugText, place: int, named: Named, how: ColumnReading) -> bool:
    """Return whether a name is an abbreviation that neither column nor cell bears out, or the cell gives it another."""
    known = load_vocabulary().abbreviations
    about = known.of.get(named.key)
    if about is None or named.is_local:
        return False
    if any(other in normalise(cell.written) for other in about.others):
        return True
    if named.key not in how.doubted or about.is_borne_out(_dose(cell, place)):
        return False
    drugs = load_vocabulary().drugs
    plain = (other.name for other in cell.named if other.key not in known.of)
    is_named_plainly = any(drugs[name].group in known.groups for name in plain)
    return not is_named_plainly and about.words.isdisjoint(words_of(cell.written))
