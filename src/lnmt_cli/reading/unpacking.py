"""The content of a ``.gz`` file, unpacked under guard."""

from __future__ import annotations

import zlib
from typing import Final

from lnmt_cli.errors import ExportError

MAX_UNPACKED: Final = 1 << 30
"""The most bytes that a file may unpack to, as for the parts of a workbook."""

MAX_RATIO: Final = 200
"""The most that text may shrink by packing: an export shrinks 5 to 50 times, a bomb 1000 times."""

RATIO_APPLIES_FROM: Final = 16 << 20
"""Unpacked size in bytes from which the ratio is looked at."""

_GZIP_ONLY: Final = 31
_CHUNK: Final = 1 << 20


def unpack(content: bytes, name: str) -> bytes:
    """Return what a gzip file holds, all its members one after another.

    Raises ExportError if it is damaged, was cut off, or would unpack to far more than its size allows.
    """
    limit = min(MAX_UNPACKED, max(RATIO_APPLIES_FROM, MAX_RATIO * len(content)))
    chunks: list[bytes] = []
    size = 0
    rest = content
    while rest:
        stream = zlib.decompressobj(_GZIP_ONLY)
        while not stream.eof:
            try:
                chunk = stream.decompress(rest, _CHUNK)
            except zlib.error:
                raise _damaged(name) from None
            if not chunk and not stream.eof:
                raise _damaged(name)
            size += len(chunk)
            if size > limit:
                raise ExportError(
                    f"{name} would unpack to far more than its size allows, and was not read.",
                    "If it is a real export, unpack it and name the file in it.",
                )
            chunks.append(chunk)
            rest = stream.unconsumed_tail
        # Some programs pad the file with zeros, which start no member.
        rest = stream.unused_data.lstrip(b"\0")
    unpacked = b"".join(chunks)
    if unpacked.startswith(content[:2]):
        raise ExportError(f"{name} was packed more than once.", "Unpack it, and name the file in it.")
    return unpacked


def _damaged(name: str) -> ExportError:
    return ExportError(f"{name} is damaged or was cut off: it cannot be unpacked.", "Copy or export it again.")
