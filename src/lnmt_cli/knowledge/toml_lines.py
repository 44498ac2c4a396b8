"""On which line of a TOML file a key stands, so that a message can point at it. Python's own reader does not say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BARE: Final = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED: Final = rf"{_BARE}(?:[ \t]*\.[ \t]*{_BARE})*"
_HEADER: Final = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_KEY: Final = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_LONG: Final = ('"""', "'''")


def key_line(text: str, path: str) -> int | None:
    """Return the line, from 1, of the key ``path`` (``a.b[2].c``) in the file's ``text``.

    A key without a line of its own has that of its table; None where there is neither.
    """
    lines = {found: text.count("\n", 0, start) + 1 for found, start, _ in _keys(text)}
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path)


def character_place(text: str, path: str, value: str, offset: int) -> tuple[int, int] | None:
    """Return line and column, from 1, of ``value[offset]``, where ``value`` is the text under the key ``path``.

    None where it cannot be told: the key is not found, or the text before the character is written with escapes.
    """
    start = next((after for found, _, after in _keys(text) if found == path), None)
    if start is None:
        return None
    mark = text[start : start + 3] if text.startswith(_LONG, start) else text[start : start + 1]
    start += len(mark)
    if mark in _LONG and text.startswith("\n", start):
        start += 1
    if mark not in {*_LONG, '"', "'"} or text[start : start + offset] != value[:offset]:
        return None
    there = start + offset
    return text.count("\n", 0, there) + 1, there - text.rfind("\n", 0, there)


def _keys(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the path of every header and key, with the offsets of its line and of its value."""
    table, rows, position = "", dict[str, int](), 0
    while position < len(text):
        if header := _HEADER.match(text, position):
            table = _table(header[1], _parts(header[2]), rows)
            yield table, position, header.end()
        elif key := _KEY.match(text, position):
            yield ".".join(filter(None, (table, *_parts(key[1])))), position, key.end()
            position = _end(text, key.end())
        position = text.find("\n", position) + 1 or len(text)


def _table(bracket: str, parts: list[str], rows: dict[str, int]) -> str:
    """Return the path of a header; the last row is meant wherever an array of tables is on the way."""
    path = ""
    for number, part in enumerate(parts, 1):
        path = f"{path}.{part}" if path else part
        if bracket == "[[" and number == len(parts):
            rows[path] = rows.get(path, 0) + 1
        if path in rows:
            path = f"{path}[{rows[path]}]"
    return path


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_BARE, dotted)]


def _end(text: str, start: int) -> int:
    """Return where a value of several lines ends, so that nothing within it is taken for a key."""
    mark = text[start : start + 3]
    return max(text.find(mark, start + 3), start) if mark in _LONG else start
