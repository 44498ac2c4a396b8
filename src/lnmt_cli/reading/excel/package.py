"""The zip that a workbook is, opened under guard: no bomb, no encryption, no surprise but ExportError."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from lnmt_cli.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

MAX_UNPACKED = 1 << 30
"""The most bytes that all parts together may declare; a million rows of ten columns are about 0.4 GiB."""

MAX_RATIO = 200
"""The most that a part may shrink by packing: a sheet of one number shrinks less, a bomb 1000 times."""

RATIO_APPLIES_FROM = 16 << 20
"""Unpacked size in bytes from which the ratio is looked at."""

_CHUNK = 1 << 18
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 1
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
)


class Package:
    """An open workbook: its parts by name, without regard to case, each read as a stream of chunks.

    Raises ExportError for what is no zip, is encrypted, or would unpack to more than the limits allow.
    """

    def __init__(self, source: Path | BinaryIO, file: str = "") -> None:
        """Open ``source``, a file or a stream of it; ``file`` is the name that messages say."""
        self.file = file or Path(source.name).name
        self._stream: BinaryIO = source.open("rb") if isinstance(source, Path) else source
        try:
            self._zip = self._open()
            self._parts = {_part_name(info.filename): info for info in self._zip.infolist()}
            self._guard()
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        self._stream.close()

    def __contains__(self, part: str) -> bool:
        return _part_name(part) in self._parts

    def chunks(self, part: str) -> Iterator[bytes]:
        """Yield the unpacked bytes of a part, never more than it declares.

        Raises ExportError if it is missing or damaged.
        """
        info = self._parts.get(_part_name(part))
        if info is None:
            raise self.damaged(f"its part {part} is missing")
        try:
            stream = self._zip.open(info)
        except _DAMAGE:
            raise self.damaged(f"its part {part} cannot be unpacked") from None
        with stream:
            while True:
                try:
                    chunk = stream.read(_CHUNK)
                except _DAMAGE:
                    raise self.damaged(f"its part {part} cannot be unpacked") from None
                if not chunk:
                    return
                yield chunk

    def damaged(self, what: str) -> ExportError:
        """Return the error that says what is wrong with this workbook."""
        return ExportError(
            f"{self.file} is damaged: {what}.",
            "Open it in Excel or LibreOffice, save it again as .xlsx, and try once more.",
        )

    def _open(self) -> zipfile.ZipFile:
        if self._stream.read(len(_OLE_MARK)) == _OLE_MARK:
            raise ExportError(
                f"{self.file} is protected by a password, or is an old .xls under another name.",
                "Open it in Excel, remove the password (File, Info, Protect Workbook), and save it as .xlsx.",
            )
        self._stream.seek(0)
        try:
            return zipfile.ZipFile(self._stream)
        except _DAMAGE:
            raise ExportError(
                f"{self.file} is not an Excel workbook, or was cut off: it cannot be opened as a zip.",
                "Export or copy it again; if it is a text file, give it the suffix .csv.",
            ) from None

    def _guard(self) -> None:
        parts = self._parts.values()
        if sum(info.file_size for info in parts) > MAX_UNPACKED or any(map(_packed_too_well, parts)):
            raise ExportError(
                f"{self.file} would unpack to far more than its size allows, and was not read.",
                "If it is a real export, save it as CSV UTF-8 and read that.",
            )
        if any(info.flag_bits & _ENCRYPTED for info in parts):
            raise ExportError(f"{self.file} is an encrypted zip.", "Save it without a password.")
        if any(info.compress_type not in _METHODS for info in parts):
            raise self.damaged("it is packed by a method that Excel does not use")


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _packed_too_well(info: zipfile.ZipInfo) -> bool:
    return info.file_size > max(RATIO_APPLIES_FROM, MAX_RATIO * info.compress_size)
