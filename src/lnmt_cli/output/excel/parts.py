"""The parts of a workbook: read from the zip that it is, changed or added, and written to another."""

from __future__ import annotations

import posixpath
import zipfile
from typing import TYPE_CHECKING, NamedTuple, Self
from urllib.parse import quote, unquote

from ...errors import ExportError
from .markup import Tag, WorkbookMarkupError, as_utf8, at_end, quoted, scan, spliced

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

MOST_BYTES = 1 << 28
"""The most that a part may unpack to: a million rows of seven columns."""
CONTENT_TYPES = "[Content_Types].xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NO_RELATIONS = f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{_PACKAGE}/relationships"/>'


class Relation(NamedTuple):
    """A link from a part to another: its identifier, its type in full, and the part it leads to."""

    id: str
    type: str
    part: str

    @property
    def kind(self) -> str:
        """Return the last word of the type: ``worksheet``, ``comments``."""
        return self.type.rpartition("/")[2]


class Parts:
    """An open workbook, with what is to be changed in it. The file was read, and its size judged, before.

    Raises WorkbookMarkupError where a part is missing or cannot be unpacked, ExportError where one is too large.
    """

    def __init__(self, source: Path) -> None:
        self._source = source.name
        self._zip = zipfile.ZipFile(source)
        self._names = {_plain(info.filename): info for info in self._zip.infolist()}
        self._changed: dict[str, bytes] = {}
        self._added: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._names or _plain(part) in self._changed

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return [*(info.filename for info in self._names.values()), *self._added]

    def read(self, part: str) -> bytes:
        """Return the bytes of a part, as changed."""
        if _plain(part) in self._changed:
            return self._changed[_plain(part)]
        info = self._names.get(_plain(part))
        if info is None:
            raise WorkbookMarkupError
        if info.file_size > MOST_BYTES:
            raise ExportError(
                f"{self._source} has a part that is too large to be marked.",
                "Write a list of the problems instead: --problems FILE.csv.",
            )
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
            raise WorkbookMarkupError from None

    def put(self, part: str, data: bytes) -> None:
        """Put ``data`` in the place of a part, or add it where there is none of this name."""
        if part not in self:
            self._added.append(part)
        elif data == self.read(part):
            return
        self._changed[_plain(part)] = data

    def add(self, part: str, data: bytes, content_type: str) -> None:
        """Add a part, and say what it is in the list of content types."""
        self.put(part, data)
        self._declare("Override", f"PartName={quoted('/' + part)} ContentType={quoted(content_type)}")

    def declare_suffix(self, suffix: str, content_type: str) -> None:
        """Say what the parts with a suffix are, unless that is said already."""
        known: set[str] = set()
        scan(
            as_utf8(self.read(CONTENT_TYPES)),
            lambda tag: known.add(tag.attributes.get("Extension", "").lower()),
        )
        if suffix not in known:
            self._declare("Default", f"Extension={quoted(suffix)} ContentType={quoted(content_type)}")

    def new_name(self, pattern: str) -> str:
        """Return the first name that no part has, with a number in the place of ``{}``."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def relations(self, part: str) -> list[Relation]:
        """Return the relations of a part (``""``: of the whole) to other parts; none if it has no list."""
        listed = _relations_of(part)
        found: list[Relation] = []

        def start(tag: Tag) -> None:
            values = tag.attributes
            if tag.name == "Relationship" and values.get("TargetMode") != "External":
                target = posixpath.join("/", posixpath.dirname(part), unquote(values.get("Target", "")))
                place = posixpath.normpath(target).lstrip("/")
                found.append(Relation(values.get("Id", ""), values.get("Type", ""), place))

        if listed in self:
            scan(as_utf8(self.read(listed)), start)
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation of ``part`` to ``target`` of the type ``kind``; return its identifier."""
        listed = _relations_of(part)
        data = as_utf8(self.read(listed)) if listed in self else _NO_RELATIONS.encode()
        known: set[str] = set()
        scan(data, lambda tag: known.add(tag.attributes.get("Id", "")))
        number = 1
        while f"rId{number}" in known:
            number += 1
        attributes = f'Id="rId{number}" Type={quoted(kind)} Target={quoted(quote("/" + target))}'
        self.put(listed, _appended(data, "Relationship", attributes))
        return f"rId{number}"

    def write(self, target: Path) -> None:
        """Write the workbook to ``target``; a part that is not changed keeps its bytes and its place."""
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
            for info in self._names.values():
                copy.writestr(_like(info), self.read(info.filename))
            for part in self._added:
                copy.writestr(new_part(part), self.read(part))

    def _declare(self, element: str, attributes: str) -> None:
        self.put(CONTENT_TYPES, _appended(as_utf8(self.read(CONTENT_TYPES)), element, attributes))


def _appended(data: bytes, element: str, attributes: str) -> bytes:
    """Return a list of empty elements with one more at its end."""
    roots: list[Tag] = []
    ends: list[int] = []
    scan(data, lambda tag: None if tag.depth else roots.append(tag), lambda _name, place: ends.append(place))
    return spliced(data, [at_end(data, roots[0].written, ends[-1], f"<{roots[0].prefix}{element} {attributes}/>")])


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def new_part(part: str) -> zipfile.ZipInfo:
    """Return the entry of a part in a zip."""
    # A date of its own would make two copies of the same workbook differ.
    info = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _like(known: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(known.filename, known.date_time)
    info.compress_type, info.external_attr = known.compress_type, known.external_attr
    return info
