"""Delimited text (CSV): bytes → one sheet, strictly.

No sniffer: the delimiter is counted in the header alone, Python's own csv reader splits the rest in strict
mode, and a row that does not have as many cells as the header is set aside, never padded or shifted.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from typing import TYPE_CHECKING

from lnmt_cli.errors import ExportError
from lnmt_cli.reading.headers import header_findings
from lnmt_cli.reading.sheet import Finding, Row, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LONGEST_CELL = 2**24
"""Characters; Python's own limit of 131,072 would take a long remark for an open quotation mark."""
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_ZIP_MARK = b"PK\x03\x04"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_SAVE_AS_UTF8 = 'Save it as "CSV UTF-8" (in Excel: Save As, file type CSV UTF-8), then try again.'

Record = tuple[int, list[str]]
"""The line on which a record starts, from 1, and its cells without surrounding white space."""


def read_delimited(path: Path) -> Sheet:
    """Return the one sheet of a delimited text file, under the name of the file's stem.

    Raises ExportError if it is not UTF-8, has no header, or has quotation marks that do not match.
    """
    text, detected = decode(path.read_bytes(), path.name)
    delimiter = find_delimiter(text, path.name)
    if delimiter != ",":
        detected = (f"{DELIMITERS[delimiter]}-separated", *detected)
    records = list(_records(text, delimiter, path.name))
    (number, header), body = records[0], records[1:]
    sheet = Sheet(path.name, path.stem, Row(number, tuple(header)), [], detected=detected)
    _fill(sheet, body, delimiter)
    sheet.findings.extend(header_findings(sheet))
    return sheet


def decode(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file and, in words, what was found out about its encoding.

    Raises ExportError, which names the line, for anything but UTF-8.
    """
    if content.startswith(_ZIP_MARK):
        raise ExportError(f"{name} is not text: it is an Excel workbook or a zip.", "Give it the suffix .xlsx.")
    if content.startswith(_UTF16_MARKS):
        raise ExportError(f"{name} is in UTF-16, and UTF-8 was expected.", _SAVE_AS_UTF8)
    marked = content.startswith(_UTF8_MARK)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = _line_of(error.object, error.start)
        raise ExportError(f"{name} is not in UTF-8: line {line} cannot be decoded.", _SAVE_AS_UTF8) from None
    if "\0" in text:
        line = _line_of(content, content.index(b"\0"))
        raise ExportError(f"{name} is not plain text: line {line} holds a NUL byte.", _SAVE_AS_UTF8)
    return text, ("UTF-8 with BOM",) if marked else ()


def _line_of(content: bytes, offset: int) -> int:
    return len(_LINE_END.findall(content, 0, offset)) + 1


def find_delimiter(text: str, name: str) -> str:
    """Return the delimiter that stands most often in the header outside quotes; the comma if there is none.

    Raises ExportError if there is no header, or if two delimiters stand there equally often.
    """
    counts = dict.fromkeys(DELIMITERS, 0)
    for character in _unquoted(_from_header(text, name)):
        if character in counts:
            counts[character] += 1
    most = max(counts.values())
    likely = [delimiter for delimiter, count in counts.items() if count == most]
    if most and len(likely) > 1:
        words = " and ".join(DELIMITERS[delimiter] for delimiter in likely)
        raise ExportError(
            f"{name}: the delimiter cannot be told, as {words} stand equally often in the header.",
            "Put header cells that hold such a character in quotation marks.",
        )
    return likely[0] if most else ","


def _from_header(text: str, name: str) -> Iterator[str]:
    """Return the characters from the first line that has content on."""
    start = 0
    for line in io.StringIO(text, newline=""):
        if line.strip(' \u00a0\r\n,;\t"'):
            return itertools.islice(text, start, None)
        start += len(line)
    raise ExportError(f"{name} has no header: it has no row with content.", "Check that the export is not empty.")


def _unquoted(characters: Iterable[str]) -> Iterator[str]:
    """Yield the characters of a record outside quotes; a quotation mark inside a bare cell is no quote."""
    at_start, quoted, closed = True, False, False
    for character in characters:
        if quoted:
            quoted, closed = character != '"', character == '"'
        elif character == '"' and (at_start or closed):
            at_start, quoted = False, True
        elif character in "\r\n":
            return
        else:
            at_start, closed = character in DELIMITERS, False
            yield character


def _records(text: str, delimiter: str, name: str) -> Iterator[Record]:
    """Yield the records that are not blank."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield start, stripped
            start = reader.line_num + 1
    except csv.Error:
        raise ExportError(
            f"{name}: the record that starts on line {start} cannot be split into cells: a quotation mark "
            "is not closed, or something other than a delimiter follows a closing one.",
            "Write a quotation mark inside a quoted cell twice, and close each cell that opens with one.",
        ) from None


def _fill(sheet: Sheet, body: list[Record], delimiter: str) -> None:
    """Put each record into the sheet, or aside if it does not have as many cells as it should."""
    width, extra = len(sheet.header.texts), _rows_end_in_extra_blank(sheet, body)
    for number, cells in body:
        if len(cells) == width + extra:
            sheet.rows.append(Row(number, tuple(cells[:width])))
        else:
            sheet.set_aside.append(Finding("row-ragged", sheet.at(number), delimiter.join(cells)))
    if _drop_blank_tail(sheet) or extra:
        sheet.findings.append(Finding("row-trailing-delimiter", sheet.at()))


def _rows_end_in_extra_blank(sheet: Sheet, body: list[Record]) -> bool:
    """Tell whether the rows end in a delimiter that the header lacks: none fits as it is."""
    width = len(sheet.header.texts)
    lengths = {len(cells) for _, cells in body}
    return (
        width in {length - 1 for length in lengths}
        and width not in lengths
        and not any(cells[-1] for _, cells in body if len(cells) == width + 1)
    )


def _drop_blank_tail(sheet: Sheet) -> bool:
    """Drop the last columns that are blank in the header and in every row; tell whether there were any."""
    width = used = len(sheet.header.texts)
    while used and not sheet.header.texts[used - 1] and not any(row.texts[used - 1] for row in sheet.rows):
        used -= 1
    if used < width:
        sheet.header = Row(sheet.header.number, sheet.header.texts[:used])
        sheet.rows = [Row(row.number, row.texts[:used]) for row in sheet.rows]
    return used < width
