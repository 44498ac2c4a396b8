"""Number formats: which cells with a number show a date, and which show it padded with zeros.

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


class NumberFormat(NamedTuple):
    """How a number is shown: as a date, or padded with zeros to a number of digits, or (0) neither."""

    is_date: bool
    digits: int = 0


def special_formats(package: Package, part: str | None) -> dict[str, NumberFormat]:
    """Return the formats that are not plain by the index of the cell style, as cells write it (``s``)."""
    if part is None or part not in package:
        return {}
    collector = _Collector()
    parser = new_parser()
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parse_all(parser, package, part)
    formats = (_format(number, collector.codes.get(number)) for number in collector.styles)
    return {str(index): shown for index, shown in enumerate(formats) if shown is not None}


def shows_date(code: str) -> bool:
    """Tell whether a format code shows a date or a time of day, which an elapsed time (``[h]:mm``) is not.

    Letters in quotes, in brackets, and after a backslash, ``_`` or ``*`` do not count.
    """
    if code.strip().lower() == "general" or _ELAPSED.search(re.sub(r'"[^"]*"?|\\.?', "", code)):
        return False
    return bool(_DATE_LETTERS.search(_NOT_A_PLACEHOLDER.sub("", code)))


def _format(number: str, code: str | None) -> NumberFormat | None:
    if code is None:
        built_in = number.isascii() and number.isdigit() and len(number) < 4 and int(number) in BUILT_IN_DATES
        return NumberFormat(is_date=True) if built_in else None
    if _ZEROS.fullmatch(code):
        return NumberFormat(is_date=False, digits=len(code))
    return NumberFormat(is_date=True) if shows_date(code) else None


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
