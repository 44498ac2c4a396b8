"""What a binary workbook says of itself: its worksheets, shared strings and number formats.

Source: [MS-XLSB] 2.1.7.61 (workbook), 2.1.7.45 (shared strings), 2.1.7.50 (styles).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from lnmt_cli.reading.excel.styles import number_format
from lnmt_cli.reading.excel.workbook import Workbook, relations_of, workbook_part, worksheets_of
from lnmt_cli.reading.xlsb.records import RecordError, records, u32, wide_string

if TYPE_CHECKING:
    from lnmt_cli.reading.excel.package import Package
    from lnmt_cli.reading.excel.styles import NumberFormat

_WORKBOOK_PROPERTIES: Final = 153
_SHEET: Final = 156
_STRING: Final = 19
_FORMAT: Final = 44
_STYLE: Final = 47
_BEGIN_CELL_STYLES: Final = 617
_END_CELL_STYLES: Final = 618
_U16 = struct.Struct("<H")


def read_structure(package: Package) -> Workbook:
    """Return the structure of a binary workbook. Raises ExportError if it is damaged."""
    part = workbook_part(package)
    relations = relations_of(package, part)
    sheets: list[tuple[str, str, bool]] = []
    date1904 = False
    try:
        for kind, content in records(package, part):
            if kind == _SHEET:
                relation, end = wide_string(content, 8)
                name, _ = wide_string(content, end)
                sheets.append((name, relation, u32(content, 0) != 0))
            elif kind == _WORKBOOK_PROPERTIES:
                date1904 = bool(u32(content, 0) & 1)
    except RecordError:
        raise package.damaged(f"its part {part} lists a sheet that is not sound") from None
    shared = {relation.kind: relation.part for relation in relations.values()}
    worksheets = worksheets_of(package, sheets, relations)
    return Workbook(worksheets, date1904, shared.get("sharedStrings"), shared.get("styles"))


def shared_strings(package: Package, part: str | None) -> list[str]:
    """Return the shared strings in their order, without white space around them; none if there is no such part."""
    if part is None or part not in package:
        return []
    try:
        found = (content for kind, content in records(package, part) if kind == _STRING)
        return [wide_string(content, 1)[0].strip() for content in found]
    except RecordError:
        raise package.damaged(f"its part {part} has a text that is not sound") from None


def special_formats(package: Package, part: str | None) -> dict[str, NumberFormat]:
    """Return the formats that are not plain by the index of the cell style."""
    if part is None or part not in package:
        return {}
    codes: dict[int, str] = {}
    styles: list[int] = []
    within = False
    try:
        for kind, content in records(package, part):
            if kind == _FORMAT:
                codes.setdefault(_U16.unpack_from(content, 0)[0], wide_string(content, 2)[0])
            elif kind in {_BEGIN_CELL_STYLES, _END_CELL_STYLES}:
                within = kind == _BEGIN_CELL_STYLES
            elif kind == _STYLE and within:
                styles.append(_U16.unpack_from(content, 2)[0])
    except (RecordError, struct.error):
        raise package.damaged(f"its part {part} has a format that is not sound") from None
    formats = (number_format(str(number), codes.get(number)) for number in styles)
    return {str(index): shown for index, shown in enumerate(formats) if shown is not None}
