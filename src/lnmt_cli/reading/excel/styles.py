"""Number formats: which cells show a number as a date, padded with zeros, or as an identifier (``P001``, ``12-03``).

Source: ISO/IEC 29500-1, 18.8.30 (numFmt), which lists the built-in formats.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.reading.excel.markup import main_name, new_parser, parse_all

if TYPE_CHECKING:
    from lnmt_cli.reading.excel.package import Package

BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
"""Built-in formats that show a date or a time. 46 is left out: it is ``[h]:mm:ss``, an elapsed time."""

_NOT_A_PLACEHOLDER = re.compile(r'"[^"]*"?|\[[^\]]*\]?|[\\_*].?', re.DOTALL)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTERS = re.compile("[dmyhs]", re.IGNORECASE)
_ZEROS = re.compile("0{2,255}")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<space>[_*].)|(?P<place>General|#*0|#+)|(?P<bare>[-+/() :])|(?P<end>;)|.',
    re.DOTALL | re.IGNORECASE,
)
_LONGEST_CODE = 255


class NumberFormat(NamedTuple):
    """How a number is shown: as a date, or padded with zeros to a number of digits, or (0) neither.

    ``template``: a whole number is shown among literal text; None stands for a digit (``"P"000``: P, None × 3).
    """

    is_date: bool
    digits: int = 0
    template: tuple[str | None, ...] = ()


def special_formats(package: Package, part: str | None) -> dict[str, NumberFormat]:
    """Return the formats that are not plain by the index of the cell style, as cells write it (``s``)."""
    if part is None or part not in package:
        return {}
    collector = _Collector()
    parser = new_parser()
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parse_all(parser, package, part)
    formats = (number_format(number, collector.codes.get(number)) for number in collector.styles)
    return {str(index): shown for index, shown in enumerate(formats) if shown is not None}


def shows_date(code: str) -> bool:
    """Tell whether a format code shows a date or a time of day, which an elapsed time (``[h]:mm``) is not.

    Letters in quotes, in brackets, and after a backslash, ``_`` or ``*`` do not count.
    """
    if code.strip().lower() == "general" or _ELAPSED.search(re.sub(r'"[^"]*"?|\\.?', "", code)):
        return False
    return bool(_DATE_LETTERS.search(_NOT_A_PLACEHOLDER.sub("", code)))


def number_format(number: str, code: str | None) -> NumberFormat | None:
    """Return the format of a number and a code, None for a built-in one, unless numbers are shown in it as they are."""
    if code is None:
        built_in = number.isascii() and number.isdigit() and len(number) < 4 and int(number) in BUILT_IN_DATES
        return NumberFormat(is_date=True) if built_in else None
    if _ZEROS.fullmatch(code):
        return NumberFormat(is_date=False, digits=len(code))
    if shows_date(code):
        return NumberFormat(is_date=True)
    template = identifier_template(code)
    return NumberFormat(is_date=False, template=template) if template else None


def identifier_template(code: str) -> tuple[str | None, ...]:
    """Return a format of zeros among literal text, None for each digit; ``()`` for any other.

    It has two zeros at least (``000-00``), or letters before the number (``"P"0``): a unit behind a number
    (``0" mg"``) and signs of a currency make no identifier.
    """
    parts: list[str | None] = []
    for token in _TOKEN.finditer(code[:_LONGEST_CODE]):
        if token["end"]:
            break
        if token.lastgroup is None:
            return ()
        parts.append(None if token["place"] else token["quoted"] or token["escaped"] or token["bare"] or "")
    return _template(parts)


def _template(parts: list[str | None]) -> tuple[str | None, ...]:
    digits = parts.count(None)
    before = "".join(part or "" for part in parts[: parts.index(None)]) if digits else ""
    has_literal = any(part for part in parts)
    is_identifier = has_literal and (digits > 1 or any(map(str.isalpha, before)))
    return tuple(parts) if is_identifier else ()


class _Collector:
    """Collects the custom format codes by their number, and the format number of each cell style."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.styles: list[str] = []
        self._in_cell_styles = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = main_name(tag)
        if name == "xf" and self._in_cell_styles:
            self.styles.append(attributes.get("numFmtId", "0"))
        elif name == "numFmt":
            self.codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._in_cell_styles = True

    def end(self, tag: str) -> None:
        if main_name(tag) == "cellXfs":
            self._in_cell_styles = False
