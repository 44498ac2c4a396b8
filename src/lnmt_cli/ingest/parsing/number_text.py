"""A cell cut into what stands before a number, the number, and what stands behind it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.normalising import fold, normalise
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.knowledge.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.units import Unit

_NO_DIGITS = ("<super>", "<sub>", "<circle>")
# The power of ten of a unit (6.3 10^9/L) is no part of the number.
_POWER = r" +10[\^*eE⁰¹²³⁴⁵⁶⁷⁸⁹]"
_DIGITS = rf"[+-]?(?:[0-9](?:(?:(?!{_POWER})[0-9.,'’ ])*[0-9])?[.]?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
_CUT = re.compile(rf"(?P<number>{_DIGITS})\s*(?P<rest>.*)", re.DOTALL)
_GROUPED = re.compile(r"([+-]?[1-9][0-9]{0,2})((?P<sign>['’ ])[0-9]{3}(?:(?P=sign)[0-9]{3})*)(?![0-9])([.,][0-9]+)?")
_UNIT_SIGNS = re.compile(r"(?![*^])(?:×(?= *10))?[\w\s/%.,^*·⋅()\[\]{}÷⁄∕²³]+(?<![*^,])")
_GRADE = re.compile(r"[(\[]?\s*(?:[1-4]\s*\+|\+\s*[1-4]|\+{1,4}|±|\+\s*/\s*-|-\s*/\s*\+)\s*[)\]]?(?:\s*[(\[].*[)\]])?")


@dataclass(frozen=True, slots=True)
class NumberText:
    """A number as it stands in a cell.

    ``sign`` is ``<`` or ``>`` of a limit, else ``""``. ``digits`` is the number, a space or an apostrophe between
    thousands taken out. ``rest`` follows it, without a ``flag``, which says whether the laboratory's flag was there.
    """

    sign: str
    digits: str
    rest: str
    flag: bool = False


def plain_digits(text: str) -> str:
    """Return ``text`` with full width and other spaces folded; a sign that only folding makes a digit stays: ``²``."""
    if text.isascii():
        return text.strip()
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        character if _is_no_digit(character) else unicodedata.normalize("NFKC", character) for character in composed
    ).strip()


def _is_no_digit(character: str) -> bool:
    if character.isdigit() and unicodedata.decomposition(character).startswith(_NO_DIGITS):
        return True
    return unicodedata.numeric(character, None) is not None and not character.isdecimal()


def cut(text: str) -> NumberText | None:
    """Return the number of a cell with what is around it, None where it does not begin with one."""
    written = plain_digits(text).replace("−", "-")
    sign, written = _limit(written)
    matched = _CUT.fullmatch(written)
    if matched is None:
        return None
    grouped = _GROUPED.fullmatch(matched["number"])
    digits = re.sub("['’ ]", "", matched["number"]) if grouped else matched["number"]
    return NumberText(sign, digits, matched["rest"].strip())


def _limit(written: str) -> tuple[str, str]:
    """Return the side of a limit, and the text without the sign or word for it, before the number or behind."""
    if written[:1].isdigit() and written[-1:].isascii():
        return "", written
    folded, limits = written.casefold(), load_vocabulary().number_text.limits
    for word in sorted(limits, key=len, reverse=True):
        if folded.startswith(word):
            return limits[word], written[len(word) :].strip()
        if not word.isascii() and folded.endswith(word):
            return limits[word], written[: -len(word)].strip()
    return "", written


def without_flags(cell: NumberText) -> NumberText | None:
    """Return the number without the flag of the laboratory (``0.8 H``, ``85 L mg/dL``), None where it has none."""
    for flag in load_vocabulary().number_text.flags:
        for form in (flag, f"({flag})", f"[{flag}]"):
            if (rest := _taken_out(form, cell.rest)) is not None:
                return NumberText(cell.sign, cell.digits, rest, flag=True)
    return None


def _taken_out(form: str, rest: str) -> str | None:
    if rest == form:
        return ""
    apart = form if not form.isalpha() else f" {form}"
    if rest.endswith(apart):
        return rest.removesuffix(apart).strip()
    apart = form if not form.isalpha() else f"{form} "
    return rest.removeprefix(apart).strip() if rest.startswith(apart) else None


def is_grade(text: str) -> bool:
    """Return whether a cell holds the grade of a dipstick or a finding (``1+``, ``trace``, ``음성``) and no number."""
    written = plain_digits(text)
    return bool(_GRADE.fullmatch(written)) or normalise(written) in load_vocabulary().number_text.grades


def cell_unit(text: str, field: Field) -> Unit | None:
    """Return the unit of ``field`` that a cell carries beside its number (``0.8 mg/dL``), None where it has none."""
    cell = cut(text)
    if cell is None or not cell.rest:
        return None
    unit = unit_of(cell.rest, field)
    if unit is None and (bare := without_flags(cell)) is not None:
        unit = unit_of(bare.rest, field)
    return unit


@site.cached
def unit_of(rest: str, field: Field) -> Unit | None:
    """Return the unit of ``field`` that the whole of ``rest`` spells, None where it is anything else."""
    # Signs that no unit has, and that the comparison of units would pass over: 3+ mg/dL is the grade of a dipstick.
    if field.quantity is None or not _UNIT_SIGNS.fullmatch(rest):
        return None
    return load_units()[field.quantity].find(rest)


@site.cached
def is_any_unit(rest: str) -> bool:
    """Return whether ``rest`` spells a unit of any quantity."""
    return bool(_UNIT_SIGNS.fullmatch(rest)) and any(quantity.find(fold(rest)) for quantity in load_units().values())
