"""XML changed in place: a part is scanned for the places that matter, and pieces of text are put in there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# What XML 1.0 cannot hold at all, and what Excel would take for the code of a sign (`_x0041_`).
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")


class WorkbookMarkupError(Exception):
    """XML of a workbook that cannot be changed in place; never leaves this folder."""


class Edit(NamedTuple):
    """Put ``text`` in the place of the bytes from ``start`` to ``end``; the same twice: before it."""

    start: int
    end: int
    text: str


class Tag(NamedTuple):
    """A start tag: its name as written (``x:c``), its attributes, where it begins, how deep it stands (root: 0)."""

    written: str
    attributes: dict[str, str]
    start: int
    depth: int

    @property
    def name(self) -> str:
        """Return the name without its prefix."""
        return self.written.rpartition(":")[2]

    @property
    def prefix(self) -> str:
        """Return the prefix with its colon, blank where there is none."""
        return self.written[: len(self.written) - len(self.name)]


def as_utf8(part: bytes) -> bytes:
    """Return a part as UTF-8 without a byte order mark, unchanged where it is that already."""
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = part.decode("utf-16")
        return b'<?xml version="1.0" encoding="UTF-8"?>' + _DECLARATION.sub("", text).encode("utf-8")
    return part.removeprefix(b"\xef\xbb\xbf")


def scan(part: bytes, on_start: Callable[[Tag], None], on_end: Callable[[str, int], None] | None = None) -> None:
    """Call ``on_start`` for each start tag of ``part``, and ``on_end`` with name and place of each end tag.

    The end of an empty element stands behind its tag. Raises WorkbookMarkupError for what is not sound XML in UTF-8,
    or has a document type.
    """
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        on_start(Tag(name, attributes, parser.CurrentByteIndex, depth))
        depth += 1

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if on_end is not None:
            on_end(name.rpartition(":")[2], parser.CurrentByteIndex)

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = _refuse
    parser.XmlDeclHandler = _demand_utf8
    try:
        parser.Parse(part, True)
    except ExpatError:
        raise WorkbookMarkupError from None


def _refuse(*_: object) -> None:
    raise WorkbookMarkupError


def _demand_utf8(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
        raise WorkbookMarkupError


def spliced(part: bytes, edits: Iterable[Edit]) -> bytes:
    """Return ``part`` with the edits made: what is put in before a place first, in the order given."""
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        pieces += [part[at : edit.start], edit.text.encode("utf-8")]
        at = edit.end
    return b"".join((*pieces, part[at:]))


def before(place: int, text: str) -> Edit:
    """Return the edit that puts ``text`` in at ``place``."""
    return Edit(place, place, text)


def tag_at(part: bytes, start: int) -> str:
    """Return the tag that begins at ``start``, as written."""
    found = _TAG.match(part, start)
    if found is None:
        raise WorkbookMarkupError
    return found[0].decode("utf-8")


def with_attributes(tag: str, **values: str | None) -> str:
    """Return the start tag with attributes set, or taken out where the value is None."""
    for name, value in values.items():
        tag = re.sub(rf"""\s+{name}\s*=\s*("[^"]*"|'[^']*')""", "", tag)
        if value is not None:
            end = "/>" if tag.endswith("/>") else ">"
            tag = f"{tag.removesuffix(end).rstrip()} {name}={quoteattr(value)}{end}"
    return tag


def retagged(part: bytes, start: int, **values: str | None) -> Edit:
    """Return the edit that sets attributes in the start tag at ``start``."""
    tag = tag_at(part, start)
    return Edit(start, start + len(tag.encode("utf-8")), with_attributes(tag, **values))


def at_end(part: bytes, written: str, place: int, text: str) -> Edit:
    """Return the edit that puts ``text`` in at the end of the element ``written``, which ends at ``place``."""
    if part.startswith(f"</{written}".encode(), place):
        return before(place, text)
    return Edit(place - 2, place, f">{text}</{written}>")  # an empty element, `place` is behind its tag


def content(text: str) -> str:
    """Return ``text`` as it stands between tags; signs that a workbook cannot hold are left out."""
    return escape(_LOOKS_CODED.sub("_x005F_", _NOT_XML.sub("", text)))


def quoted(text: str) -> str:
    """Return ``text`` as the value of an attribute, with its quotes."""
    return quoteattr(_NOT_XML.sub("", text))
