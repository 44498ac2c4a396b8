"""The shared strings of a workbook: rich-text runs joined, phonetic guides left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lnmt_cli.reading.excel.markup import main_name, new_parser, parse_all

if TYPE_CHECKING:
    from lnmt_cli.reading.excel.package import Package

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")


def shared_strings(package: Package, part: str | None) -> list[str]:
    """Return the shared strings in their order, as ``plain_text``; none if there is no such part."""
    if part is None or part not in package:
        return []
    collector = _Collector()
    parser = new_parser()
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parse_all(parser, package, part)
    return collector.strings


def plain_text(stored: str) -> str:
    """Return a stored string as a person sees it: ``_x000D_`` and such decoded, white space around it cut.

    Source: ISO/IEC 29500-1, 22.9.2.19, ST_Xstring.
    """
    if "_x" in stored:
        stored = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), stored)
        if _SURROGATE.search(stored):
            stored = stored.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return stored.strip()


class _Collector:
    """Collects the text of each ``si``: that of its ``t`` elements, except inside ``rPh``."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._inside = False
        self._phonetic = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = main_name(tag)
        if name == "t":
            self._inside = not self._phonetic
        elif name == "si":
            self._parts.clear()
        elif name == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        name = main_name(tag)
        if name == "t":
            self._inside = False
        elif name == "si":
            self.strings.append(plain_text("".join(self._parts)))
        elif name == "rPh":
            self._phonetic = False

    def text(self, written: str) -> None:
        if self._inside:
            self._parts.append(written)
