"""The results of ``lnmt protocol`` as tables, records and JSON."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from .figures import plural
from .formats import Projection, Record
from .table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..analysis.described import Checked, Compared, Described, Listed, Tried

KINDS: Final = {"protocol": "Protocol", "response": "Response definition"}
LISTED: Final = ("name", "kind", "title", "source")
DESCRIBED: Final = ("section", "key", "text", "source")
COMPARED: Final = ("section", "key", "first", "second")
TRIED: Final = ("name", "about", "expected", "found", "parts", "reasons")
_NOTHING: Final = "(nothing)"


def of_list(found: tuple[Listed, ...]) -> Projection:
    """Return the packaged definitions ready for any format; one record a definition."""
    heads = (Column("Name", lead=True), Column("Title", wrap=True, minimum=30))

    def tables() -> list[Table]:
        return [
            Table(f"{word}s", heads, tuple((one.name, one.title) for one in found if one.kind == kind))
            for kind, word in KINDS.items()
        ]

    def records() -> list[Record]:
        return [one._asdict() for one in found]

    return Projection(tables, lambda: LISTED, records, lambda: _document("list", definitions=records()))


def of_description(found: Described) -> Projection:
    """Return a definition in sentences ready for any format; one record a sentence."""
    return Projection(
        tables=partial(_sections, found),
        columns=lambda: DESCRIBED,
        records=lambda: list(_sentences(found)),
        payload=lambda: _document("show", name=found.name, kind=found.kind, sentences=list(_sentences(found))),
    )


def _sections(found: Described) -> list[Table]:
    tables = []
    for section in found.sections:
        lines = tuple(line.text for line in section.lines)
        source = (f"Source: {section.source.rstrip('.')}.",) if section.source else ()
        tables.append(Table(section.title, notes=(*lines, *source)))
    return tables


def _sentences(found: Described) -> Iterator[Record]:
    for section in found.sections:
        for line in section.lines:
            yield {"section": section.title, "key": line.key, "text": line.text, "source": section.source or None}


def of_comparison(found: Compared) -> Projection:
    """Return what differs between two definitions ready for any format; one record a sentence that differs."""

    def records() -> list[Record]:
        return [one._asdict() for one in found.differences]

    return Projection(
        tables=partial(_comparison, found),
        columns=lambda: COMPARED,
        records=records,
        payload=lambda: _document(
            "diff", kind=found.kind, first=found.first, second=found.second, differences=records()
        ),
    )


def _comparison(found: Compared) -> list[Table]:
    title = f"{found.first} and {found.second}"
    if not found.differences:
        return [Table(f"{title} say the same")]
    heads = (
        Column("About", group=True, once=True),
        Column(found.first, wrap=True, minimum=24),
        Column(found.second, wrap=True, minimum=24),
    )
    rows = tuple((one.section, one.first or _NOTHING, one.second or _NOTHING) for one in found.differences)
    return [Table(f"{title}: what differs", heads, rows)]


def of_check(found: Checked) -> Projection:
    """Return what was understood of a definition and how its examples fared; one record an example."""

    def records() -> list[Record]:
        return [{**one._asdict(), "parts": one.parts, "reasons": list(one.reasons)} for one in found.tried]

    return Projection(
        tables=partial(_check, found),
        columns=lambda: TRIED,
        records=lambda: [{**record, "reasons": "; ".join(record["reasons"])} for record in records()],  # type: ignore[arg-type]
        payload=lambda: _document(
            "check",
            name=found.name,
            file=found.file,
            kind=found.kind,
            understood=list(found.understood),
            examples=records(),
        ),
    )


def _check(found: Checked) -> list[Table]:
    sound = Table(f"{found.file}: sound", notes=found.understood)
    if not found.tried:
        return [sound]
    count, parted = plural(len(found.tried), "example"), found.parted
    title = f"{count}, all as expected" if not parted else f"{count}; rule and expectation part in {len(parted)}"
    return [sound, Table(title, notes=tuple(map(_parting, parted)))]


def _parting(one: Tried) -> str:
    why = f": {'; '.join(one.reasons)}" if one.reasons else ""
    about = f" ({one.about})" if one.about else ""
    return f"patient {one.name}: expected {one.expected}, got {one.found}{why}{about}"


def _document(command: str, **content: object) -> Record:
    return {"schema_version": 1, "command": f"protocol {command}", **content}
