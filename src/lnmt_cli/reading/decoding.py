"""Bytes → text: which encoding a text file is in, found by rules that can be explained, or declared.

In this order: a byte-order mark; UTF-8 if all of it decodes; UTF-16 by its NUL bytes; else one of the encodings of
one country. Those are told apart by the runs of bytes from 0x80 up. In Korean text (CP949, which holds EUC-KR) they are
pairs that mean Hangul, and words of several; in western text (CP1252, Latin-1) they are single letters and signs
among ASCII. So ``µmol``, where ``µm`` would be a rare syllable in CP949, is western, and ``이름`` is Korean, though
every byte of it is a letter in CP1252. A file where the one kind of run is not at least nine times as frequent as the
other is refused, not guessed.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from lnmt_cli.errors import ExportError, UsageError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with BOM"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SUGGESTED: Final = (
    "utf-8",
    "utf-16",
    "cp949",
    "euc-kr",
    "cp1252",
    "latin-1",
    "shift-jis",
    "gb18030",
    "big5",
    "cp1251",
)
_LINE_END = re.compile(rb"\r\n|\r|\n")
_RUN = re.compile(rb"[\x80-\xff]+(?=(?P<after>[A-Za-z])?)")
_HANGUL_PAIRS = re.compile(rb"(?:[\xa1-\xac\xb0-\xc8][\xa1-\xfe])+")
_SIGN_PAIRS = re.compile(rb"(?:[\xa1-\xac][\xa1-\xfe])+")
_HANGUL = re.compile(rb"(?:..)*?[\xb0-\xc8][\xa1-\xfe]", re.DOTALL)
_UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_BEYOND_LATIN1 = re.compile(rb"[\x80-\x9f]")
_PLAUSIBLE = re.compile(r"[\u0080-\u017f\u0218-\u021b\u0240-\U0010ffff]")
_MOST_WESTERN_RUN: Final = 3
_PREPONDERANCE: Final = 9
_SAVE_AS_UTF8: Final = 'Save it as "CSV UTF-8" (in Excel: Save As, file type CSV UTF-8), then try again.'
_DECLARE: Final = f"Declare it, for instance --encoding cp949 or --encoding cp1252. Or: {_SAVE_AS_UTF8}"
_ASCII_SHARE: Final = 4


def decode(content: bytes, name: str, encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and, in words, its encoding where that is not plain UTF-8.

    ``encoding``, any codec of Python for text, is used instead of what the rules find; only a byte-order mark
    stands above it. Raises ExportError where the text cannot be decoded or its encoding not be told, UsageError for an
    encoding that does not exist.
    """
    for mark, codec, words in _MARKS:
        if content.startswith(mark):
            return _strictly(content, len(mark), codec, name, words.removesuffix(" with BOM")), (words,)
    if encoding is not None:
        codec = known_codec(encoding)
        return _strictly(content, 0, codec, name, codec).removeprefix("\ufeff"), (f"{codec} as declared",)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _other(content, name, error.start)
    wide = _wide_codec(content)
    if wide is None and _is_korean_by_chance_utf8(text):
        return _strictly(content, 0, "cp949", name, "CP949"), ("CP949",)
    if wide is None:
        return _demand_plain(text, name), ()
    return _strictly(content, 0, wide, name, "UTF-16"), ("UTF-16 without BOM",)


def known_codec(encoding: str) -> str:
    """Return the name of a codec for text. Raises UsageError, with what is close, if there is none."""
    try:
        codec = codecs.lookup(encoding.strip()).name
        # A codec from bytes to bytes (base64) is found by lookup, and refused by encode.
        "a".encode(codec)
    except (LookupError, ValueError):
        raise UsageError(f"--encoding {encoding!r} is not an encoding that is known.", _close(encoding)) from None
    return codec


def _close(encoding: str) -> str:
    from difflib import get_close_matches
    from encodings.aliases import aliases

    names = [*_SUGGESTED, *(alias.replace("_", "-") for alias in aliases)]
    close = get_close_matches(encoding.strip().lower().replace("_", "-"), names, 1)
    usual = f"Usual ones are {', '.join(_SUGGESTED)}."
    return f"Did you mean {close[0]}? {usual}" if close else usual


def _strictly(content: bytes, start: int, codec: str, name: str, words: str) -> str:
    try:
        text = content[start:].decode(codec) if start else content.decode(codec)
    except UnicodeDecodeError as error:
        before = content[start : start + error.start].decode(codec, "replace")
        line = len(re.findall("\r\n|\r|\n", before)) + 1
        raise ExportError(f"{name} is not in {words}: line {line} cannot be decoded.", _remedy(words)) from None
    except UnicodeError:
        raise ExportError(f"{name} is not in {words}: it cannot be decoded.", _remedy(words)) from None
    return _demand_plain(text, name)


def _remedy(words: str) -> str:
    if words.startswith("UTF"):
        return f"Look at that line, it was probably damaged. {_SAVE_AS_UTF8}"
    return f"Try another --encoding, or mend the line. {_SAVE_AS_UTF8}"


def _demand_plain(text: str, name: str) -> str:
    """Return ``text`` unless it has a NUL, which no text has."""
    place = text.find("\0")
    if place < 0:
        return text
    line = len(re.findall("\r\n|\r|\n", text[:place])) + 1
    raise ExportError(f"{name} is not plain text: line {line} holds a NUL byte.", _SAVE_AS_UTF8)


def _wide_codec(content: bytes) -> str | None:
    """Return the codec of UTF-16 without a mark: of its ASCII characters, every other byte is NUL."""
    sample = content[: 1 << 16]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(content) % 2 or max(even, odd) * _ASCII_SHARE * 2 < len(sample):
        return None
    if odd > even * _PREPONDERANCE:
        return "utf-16-le"
    return "utf-16-be" if even > odd * _PREPONDERANCE else None


def _is_korean_by_chance_utf8(text: str) -> bool:
    """Tell whether all letters beyond ASCII are such as no export has: ``회`` in CP949 is ``ȸ`` in UTF-8."""
    return not text.isascii() and not _PLAUSIBLE.search(text)


def _other(content: bytes, name: str, damaged: int) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file that is not in UTF-8 throughout; ``damaged`` is the byte that is not."""
    wide = _wide_codec(content)
    if wide is not None:
        return _strictly(content, 0, wide, name, "UTF-16"), ("UTF-16 without BOM",)
    runs = _Runs(content)
    if runs.utf8 * 2 > runs.total:
        line = len(_LINE_END.findall(content, 0, damaged)) + 1
        raise ExportError(
            f"{name} is in UTF-8, but line {line} cannot be decoded.",
            f"Text was probably cut off inside a character there: mend the line. {_SAVE_AS_UTF8}",
        )
    if runs.is_korean:
        return _strictly(content, 0, "cp949", name, "CP949"), ("CP949",)
    if not runs.is_western or _UNDEFINED_IN_CP1252.search(content):
        raise ExportError(f"{name} is not in UTF-8, and its encoding cannot be told.", _DECLARE)
    if _BEYOND_LATIN1.search(content):
        return _strictly(content, 0, "cp1252", name, "CP1252"), ("CP1252",)
    return _strictly(content, 0, "latin-1", name, "Latin-1"), ("Latin-1",)


class _Runs:
    """Counts the runs of bytes from 0x80 up by what they look like."""

    def __init__(self, content: bytes) -> None:
        self.total = self.utf8 = self.korean = self.either = self.western = 0
        for run in _RUN.finditer(content):
            before = content[run.start() - 1 : run.start()]
            self._count(run[0], touches_letter=before.isalpha() or run["after"] is not None)

    @property
    def is_korean(self) -> bool:
        """Return whether nearly all runs are Hangul, and one of them can be nothing else."""
        return self.korean > 0 and self.korean + self.either >= _PREPONDERANCE * self._other

    @property
    def is_western(self) -> bool:
        """Return whether nearly all runs are single letters and signs, and one of them can be nothing else."""
        alien = self.korean + self._other - self.western
        return self.western > 0 and self.western + self.either >= _PREPONDERANCE * alien

    @property
    def _other(self) -> int:
        return self.total - self.korean - self.either

    def _count(self, high: bytes, *, touches_letter: bool) -> None:
        self.total += 1
        try:
            high.decode("utf-8")
            self.utf8 += 1
        except UnicodeDecodeError:
            pass
        if _HANGUL_PAIRS.fullmatch(high) and _HANGUL.match(high):
            # One syllable against a letter is either: ``Cr값`` is ``Cr°ª`` in CP1252, and ``ÇÃ`` of ``AÇÃO`` is ``플``.
            if len(high) > 2 or not touches_letter:
                self.korean += 1
            else:
                self.either += 1
        elif _SIGN_PAIRS.fullmatch(high):
            # A ring or a cross of KS X 1001 in a cell says nothing: ``×`` is ``¡¿`` in CP1252.
            self.either += 1
        elif len(high) <= _MOST_WESTERN_RUN:
            self.western += 1
