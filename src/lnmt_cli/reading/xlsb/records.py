"""The records that a part of a binary workbook is made of, and the values in them.

Source: [MS-XLSB] 2.1.4 (record), 2.5.122 (RkNumber), 2.5.168 (XLWideString), 2.5.97.2 (BErr).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from lnmt_cli.reading.sheet import CellKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.reading.excel.package import Package

ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""What a person sees of the error values, in .xls and .xlsb alike."""

_LONGEST: Final = 1 << 24
_NO_STRING: Final = 0xFFFFFFFF
_LONGEST_HEAD: Final = 6
_U32 = struct.Struct("<I")
_F64 = struct.Struct("<d")


class RecordError(Exception):
    """A record that is not as it should be; never leaves this folder."""


def records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    """Yield number and content of each record of a part, in order.

    Raises ExportError if the part is missing, damaged, or cut off inside a record.
    """
    buffer, start = b"", 0
    for chunk in package.chunks(part):
        buffer, start = buffer[start:] + chunk, 0
        while True:
            head = _head(buffer, start)
            if head is None:
                break
            kind, size, begin = head
            if size > _LONGEST:
                raise package.damaged(f"its part {part} has a record that is longer than any can be")
            if begin + size > len(buffer):
                break
            yield kind, buffer[begin : begin + size]
            start = begin + size
    if start < len(buffer):
        raise package.damaged(f"its part {part} was cut off inside a record")


def _head(buffer: bytes, start: int) -> tuple[int, int, int] | None:
    """Return number and size of the record at ``start``, and where its content begins; None if it was cut."""
    if len(buffer) - start < _LONGEST_HEAD and not _head_is_whole(buffer, start):
        return None
    kind = buffer[start]
    start += 1
    if kind & 0x80:
        kind = kind & 0x7F | (buffer[start] & 0x7F) << 7
        start += 1
    size = 0
    for shift in (0, 7, 14, 21):
        byte = buffer[start]
        start += 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return kind, size, start


def _head_is_whole(buffer: bytes, start: int) -> bool:
    rest = buffer[start:]
    if not rest:
        return False
    size = rest[2 if rest[0] & 0x80 else 1 :]
    return any(not byte & 0x80 for byte in size)


def u32(content: bytes, at: int) -> int:
    """Return the unsigned number of 4 bytes at ``at``. Raises RecordError."""
    try:
        return int(_U32.unpack_from(content, at)[0])
    except struct.error:
        raise RecordError from None


def f64(content: bytes, at: int) -> float:
    """Return the floating-point number of 8 bytes at ``at``. Raises RecordError."""
    try:
        return float(_F64.unpack_from(content, at)[0])
    except struct.error:
        raise RecordError from None


def rk(content: bytes, at: int) -> float:
    """Return the number packed into 4 bytes at ``at``: a short integer or float, perhaps of hundredths."""
    packed = u32(content, at)
    if packed & 2:
        value = float((packed >> 2) - (1 << 30 if packed & 1 << 31 else 0))
    else:
        value = f64(_U32.pack(0) + _U32.pack(packed & ~3), 0)
    return value / 100 if packed & 1 else value


def wide_string(content: bytes, at: int) -> tuple[str, int]:
    """Return the text at ``at`` and where it ends; no text is ``""``. Raises RecordError."""
    count = u32(content, at)
    if count == _NO_STRING:
        return "", at + 4
    end = at + 4 + 2 * count
    if end > len(content):
        raise RecordError
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def error_value(content: bytes, at: int) -> tuple[str, CellKind]:
    """Return the error cell whose code is the byte at ``at``. Raises RecordError."""
    if at >= len(content):
        raise RecordError
    return ERRORS.get(content[at], "#ERROR!"), CellKind.ERROR
