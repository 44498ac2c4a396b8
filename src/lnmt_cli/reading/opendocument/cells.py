"""A cell's attributes and paragraphs → the text that a person sees there, and its kind.

Source: OASIS OpenDocument 1.3, part 3, 19.385 (office:value-type) and 9.1.4 (table:table-cell).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from lnmt_cli.reading.excel.values import boolean, iso_date, number
from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.reading.excel.values import Value

OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_TYPE: Final = f"{OFFICE}value-type"
_VALUE: Final = f"{OFFICE}value"
_FORMULA: Final = f"{TABLE}formula"
_EXTENDED_TYPE: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"

_NUMERIC: Final = frozenset({"float", "percentage", "currency"})
_ERRORS = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:\d{3}")
_SHOWN_AS_IDENTIFIER = re.compile(r"[^\W\d_][^\d]*[\d\-/]+|0\d+|\d+(?:[-/]\d+)+")
"""A whole number shown after letters, with zeros before it, or in groups: ``P001``, ``0012``, ``12-03``."""
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.ASCII)


def cell_value(attributes: Mapping[str, str], paragraphs: str | None) -> Value:
    """Return text and kind of a cell, given its attributes and the text of its paragraphs, None if it has none.

    What is not of its kind keeps its text and becomes an error cell.
    """
    shown = paragraphs or ""
    kind = attributes.get(_TYPE, "")
    formula = _FORMULA in attributes
    if attributes.get(_EXTENDED_TYPE) == "error" or (formula and _ERRORS.fullmatch(shown)):
        return shown or "#ERROR!", CellKind.ERROR
    if kind in _NUMERIC:
        return _number(attributes.get(_VALUE, ""), shown)
    if kind == "date":
        return iso_date(attributes.get(f"{OFFICE}date-value", ""))
    if kind == "time":
        return _time(attributes.get(f"{OFFICE}time-value", ""))
    if kind == "boolean":
        return boolean(attributes.get(f"{OFFICE}boolean-value", ""))
    # A formula whose result is the empty text has an empty paragraph, and no type.
    if not kind and paragraphs is None and formula:
        return "", CellKind.FORMULA_WITHOUT_VALUE
    return (shown or attributes.get(f"{OFFICE}string-value", "").strip()), CellKind.TEXT


def _number(stored: str, shown: str) -> Value:
    text, kind = number(stored)
    if kind is not CellKind.NUMBER or not text.isdigit() or text == shown:
        return text, kind
    if _SHOWN_AS_IDENTIFIER.fullmatch(shown) and int(re.sub(r"\D", "", shown)) == int(text):
        return shown, CellKind.NUMBER if shown.isdigit() else CellKind.TEXT
    return text, kind


def _time(stored: str) -> Value:
    """Return a time of day or a duration as other workbooks store it: the part of a day, as a number."""
    match = _DURATION.fullmatch(stored)
    if match is None:
        return stored, CellKind.ERROR
    days, hours, minutes, seconds = (float(part or 0) for part in match.groups()[1:])
    value = days + (hours * 3600 + minutes * 60 + seconds) / 86_400
    return number(repr(-value if match[1] else value))
