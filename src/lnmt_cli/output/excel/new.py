"""A new workbook: sheets of texts and figures, and nothing that is computed."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final

from .markup import quoted
from .parts import CONTENT_TYPES, new_part
from .sheet import sheet_part
from .styles import MAIN, PLAIN_STYLES, Styles, looks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from .sheet import NewSheet

RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LONGEST_NAME: Final = 31


def write_workbook(target: Path, sheets: Sequence[NewSheet]) -> None:
    """Write a workbook with ``sheets``, at least one, to ``target``."""
    styles = Styles(PLAIN_STYLES)
    chosen = looks(styles)
    with zipfile.ZipFile(target, "w") as copy:
        for name, text in _frame(sheets).items():
            copy.writestr(new_part(name), text)
        copy.writestr(new_part("xl/styles.xml"), styles.part())
        for number, sheet in enumerate(sheets, 1):
            copy.writestr(new_part(f"xl/worksheets/sheet{number}.xml"), sheet_part(sheet, chosen))


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name that a worksheet can have and no other one has: at most 31 signs, no brackets and the like."""
    known = {name.casefold() for name in taken}
    plain = "".join("_" if sign in "[]:*?/\\" or ord(sign) < 32 else sign for sign in wanted).strip("' ")
    plain, found, number = plain[:_LONGEST_NAME] or "sheet", "", 1
    while not found or found.casefold() in known:
        found = plain if number == 1 else f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        number += 1
    return found


def _frame(sheets: Sequence[NewSheet]) -> dict[str, str]:
    """Return the parts that hold a workbook together, by name."""
    numbers = range(1, len(sheets) + 1)
    overrides = "".join(_override(f"xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers)
    listed = "".join(
        f'<sheet name={quoted(sheet.name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, sheet in zip(numbers, sheets, strict=True)
    )
    relations = "".join(_relation(number, "worksheet", f"worksheets/sheet{number}.xml") for number in numbers)
    return {
        CONTENT_TYPES: f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{_override("xl/workbook.xml", "sheet.main")}'
        f"{_override('xl/styles.xml', 'styles')}{overrides}</Types>",
        "_rels/.rels": _relations(_relation(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
        f"<bookViews><workbookView/></bookViews><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(relations + _relation(len(sheets) + 1, "styles", "styles.xml")),
    }


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{SPREADSHEET}.{kind}+xml"/>'


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{RELATIONS}/{kind}" Target="{target}"/>'


def _relations(listed: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
