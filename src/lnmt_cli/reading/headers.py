"""What there is to say about a sheet's header, whatever file it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.reading.sheet import CellKind, Finding, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator


def header_findings(sheet: Sheet) -> list[Finding]:
    """Return ``header-duplicate`` and ``header-blank`` for each header cell that deserves it.

    Headers are the same if they differ in upper and lower case or in white space only; the first of them is
    not reported, the later ones are. A blank header is reported if its column has content in a used row.
    """
    return [*_duplicates(sheet), *_blanks(sheet)]


def _duplicates(sheet: Sheet) -> Iterator[Finding]:
    seen: set[str] = set()
    for column, text in enumerate(sheet.header.texts):
        plain = " ".join(text.split()).casefold()
        if plain in seen:
            yield Finding("header-duplicate", sheet.at(sheet.header.number, column), text)
        if plain:
            seen.add(plain)


def _blanks(sheet: Sheet) -> Iterator[Finding]:
    for column, text in enumerate(sheet.header.texts):
        if not text and _has_content(sheet, column):
            yield Finding("header-blank", sheet.at(sheet.header.number, column))


def _has_content(sheet: Sheet, column: int) -> bool:
    return any(row.texts[column] or row.kind(column) is not CellKind.TEXT for row in sheet.rows)
