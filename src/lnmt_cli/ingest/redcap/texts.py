"""What the texts of a data dictionary say: labels, choices, units, codes for missing."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from lnmt_cli.ingest.parsing.missing import is_missing
from lnmt_cli.knowledge.names import Names, looks_like_unit
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.redcap import load_redcap
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

# A tag starts with a letter: "UPCR <0.5 and >3" has none.
_TAG = re.compile(r"<(/?[A-Za-z][^<>]*|!--.*?--)>", re.DOTALL)
_BLOCK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|h[1-6]|center|hr)\b[^<>]*>", re.IGNORECASE)
# Action tags (@HIDDEN, @PLACEHOLDER=…) stand between clauses.
_CLAUSES = re.compile(r"[;,|()\[\]\n\"']+|\.(?:\s|$)|@[A-Z][A-Z0-9-]*=?")
_CODE_FIRST = re.compile(r"^(?P<code>-?\d+(?:\.\d+)?)\s*[=:]?\s*(?P<word>\D.*)$")
_CODE_LAST = re.compile(r"^(?P<word>.*?[^\d\s=:.-])\s*[=:]?\s*(?P<code>-?\d+(?:\.\d+)?)$")
_WORDS = re.compile(r"[=:]|-?\d+(?:\.\d+)?|[^\s=:]+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_EITHER = re.compile(r"\s*[/,;]\s*|\s+or\s+|\s+and\s+|\s*또는\s*", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a label without HTML, line breaks and doubled spaces: ``C<sub>3</sub>`` → ``C3``."""
    bare = _TAG.sub("", _BLOCK.sub(" ", text)) if "<" in text else text
    return " ".join(html.unescape(bare).replace("\ufeff", "").split())


def split_choices(text: str) -> dict[str, str]:
    """Return label by code of ``1, Class III | 2, Class IV, S or G``, in order; a choice without a code is its own."""
    choices: dict[str, str] = {}
    for part in re.split(r"[|\n]", text):
        code, comma, label = part.partition(",")
        if code.strip():
            choices.setdefault(code.strip(), plain(label) if comma else plain(part))
    return choices


def says_missing(label: str) -> bool:
    """Return whether a choice stands for no value (``Unknown / Not Reported``); a "no" or "none" does not."""
    parts = [part for part in _EITHER.split(label.strip()) if part]
    if is_missing(label) and not _says_no(label):
        return bool(parts)
    return bool(parts) and all(is_missing(part) and not _says_no(part) for part in parts)


def _says_no(word: str) -> bool:
    # "None" is an answer to what a patient takes, and 없음 to whether something is there.
    return load_vocabulary().words["yes_no"].get(normalise(word)) == "no"


def missing_codes(text: str) -> frozenset[str]:
    """Return the codes that a remark says to stand for no value: ``-99 = not done``, ``Enter 999 if unknown``."""
    return frozenset(code for clause in _CLAUSES.split(plain(text)) for code in _code_in(clause))


def _code_in(clause: str) -> Iterator[str]:
    passed_over = load_redcap().passed_over
    words = [
        word for word in re.findall(r"[=:]|-?\d+(?:\.\d+)?|[^\s=:]+", clause) if normalise(word) not in passed_over
    ]
    rest = " ".join(words)
    for pattern in (_CODE_FIRST, _CODE_LAST):
        found = pattern.match(rest)
        if found and says_missing(found["word"].strip(" =:")):
            yield found["code"]
            return


def unit_of(label: str, *remarks: str) -> str | None:
    """Return the unit that a label or a remark spells; several that differ are returned together, for a refusal."""
    found = dict.fromkeys([*_units_in_label(label), *(unit for remark in remarks for unit in _units_in_remark(remark))])
    distinct: dict[frozenset[str], str] = {}
    for unit in found:
        distinct.setdefault(_symbols(unit) or frozenset({unit}), unit)
    return " or ".join(distinct.values()) or None


def _units_in_label(label: str) -> Iterator[str]:
    bracketed = [text.strip() for text in _BRACKETS.findall(label) if looks_like_unit(text.strip())]
    yield from bracketed
    if not bracketed and (unit := Names().read(label).unit) and _symbols(unit):
        yield unit


def _units_in_remark(remark: str) -> Iterator[str]:
    passed_over = load_redcap().passed_over
    for clause in _CLAUSES.split(plain(remark)):
        _, _, behind = clause.rpartition(":")
        words = [word for word in behind.split() if normalise(word) not in passed_over]
        if _symbols(" ".join(words)):
            yield " ".join(words)


def _symbols(written: str) -> frozenset[str]:
    """Return the symbols of all units that are spelt so, whatever is measured."""
    units = (quantity.find(written) for quantity in load_units().values())
    return frozenset(unit.symbol for unit in units if unit)
