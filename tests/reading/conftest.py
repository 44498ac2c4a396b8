"""Workbooks written by hand, for what no library writes."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape as xml_escape

import pytest

TRANSITIONAL = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
)
STRICT = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """A function that zips a workbook of one sheet, ``visits``, from the XML of its rows."""

    def write(
        rows: str,
        *,
        strings: str | None = None,
        formats: tuple[str, ...] = (),
        namespaces: tuple[str, str] = TRANSITIONAL,
        target: str = "worksheets/sheet1.xml",
        parts: dict[str, str | bytes] | None = None,
    ) -> Path:
        main, links = namespaces
        codes = "".join(f'<numFmt numFmtId="{200 + i}" formatCode="{c}"/>' for i, c in enumerate(formats))
        styles = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(formats)))
        files: dict[str, str | bytes] = {
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" '
            f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}">'
            '<sheets><sheet name="visits" sheetId="1" r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
            f'<Relationship Id="a" Type="{links}/worksheet" Target="{target}"/>'
            f'<Relationship Id="b" Type="{links}/styles" Target="styles.xml"/>'
            f'<Relationship Id="c" Type="{links}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
            "</Relationships>",
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
            "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts><cellStyleXfs>'
            f'<xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
        }
        if strings is not None:
            files["xl/sharedStrings.xml"] = f'<sst xmlns="{main}">{strings}</sst>'
        path = tmp_path / "export.xlsx"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in (files | (parts or {})).items():
                package.writestr(name, content)
        return path

    return write


@pytest.fixture
def strict_namespaces() -> tuple[str, str]:
    return STRICT


Written = Callable[..., Path]
ERROR_CODES = {"#DIV/0!": 0x07, "#N/A": 0x2A, "#REF!": 0x17}


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """A function that writes one table, sheet ``visits``, as a workbook of a kind.

    A cell is None, a text, a number, a truth value, or a pair: ``("error", "#N/A")``, ``("style", (1, 45000))`` for
    a number in the first format of ``formats``. Spans count rows from 1, columns from 0, both ends included.
    """
    writers = {"xlsx": _xlsx, "xlsb": _xlsb, "xls": _xls, "ods": _ods}

    def write(kind: str, rows: list[list[Any]], **layout: Any) -> Path:
        path = tmp_path / f"export.{kind}"
        plain = {"formats": (), "merged": (), "hidden_rows": (), "hidden_columns": (), "date1904": False}
        path.write_bytes(writers[kind](rows, **(plain | {"hidden": False} | layout)))
        return path

    return write


def _zip(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def _letters(column: int) -> str:
    return chr(ord("A") + column)


def _links(kinds: dict[str, str]) -> str:
    base = TRANSITIONAL[1]
    listed = "".join(f'<Relationship Id="{k}" Type="{base}/{k}" Target="{t}"/>' for k, t in kinds.items())
    return f'<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def _xlsx(rows: list[list[Any]], **layout: Any) -> bytes:
    main, links = TRANSITIONAL
    body = ""
    for number, row in enumerate(rows, 1):
        hidden = ' hidden="1"' * (number in layout["hidden_rows"])
        body += f'<row r="{number}"{hidden}>' + "".join(map(_xlsx_cell, row)) + "</row>"
    columns = "".join(f'<col min="{c + 1}" max="{c + 1}" hidden="1"/>' for c in layout["hidden_columns"])
    merged = "".join(
        f'<mergeCell ref="{_letters(left)}{top}:{_letters(right)}{bottom}"/>'
        for top, bottom, left, right in layout["merged"]
    )
    codes = "".join(f'<numFmt numFmtId="{200 + i}" formatCode="{escape(c)}"/>' for i, c in enumerate(layout["formats"]))
    styles = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(layout["formats"])))
    state = ' state="hidden"' * layout["hidden"]
    return _zip(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _links({"officeDocument": "xl/workbook.xml"}),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><workbookPr '
            f'date1904="{int(layout["date1904"])}"/><sheets><sheet name="visits" r:id="worksheet"{state}/></sheets>'
            "</workbook>",
            "xl/_rels/workbook.xml.rels": _links({"worksheet": "sheet1.xml", "styles": "styles.xml"}),
            "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>'
            f"{styles}</cellXfs></styleSheet>",
            "xl/sheet1.xml": f'<worksheet xmlns="{main}"><cols>{columns}</cols><sheetData>{body}</sheetData>'
            f"<mergeCells>{merged}</mergeCells></worksheet>",
        }
    )


def escape(text: str) -> str:
    return xml_escape(text, {'"': "&quot;"})


def _xlsx_cell(cell: Any) -> str:
    match cell:
        case None:
            return "<c/>"
        case bool():
            return f'<c t="b"><v>{int(cell)}</v></c>'
        case str():
            return f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        case ("error", shown):
            return f'<c t="e"><v>{shown}</v></c>'
        case ("style", (style, number)):
            return f'<c s="{style}"><v>{number!r}</v></c>'
        case _:
            return f"<c><v>{cell!r}</v></c>"


def _record(kind: int, content: bytes = b"") -> bytes:
    """A record of a binary workbook: number and size in groups of 7 bits."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    while size > 0x7F:
        head += bytes([size & 0x7F | 0x80])
        size >>= 7
    return head + bytes([size]) + content


def _wide(text: str) -> bytes:
    stored = text.encode("utf-16-le")
    return struct.pack("<I", len(stored) // 2) + stored


def _xlsb(rows: list[list[Any]], **layout: Any) -> bytes:
    body = b"".join(_record(60, struct.pack("<4IH", c, c, 0, 0, 1)) for c in layout["hidden_columns"])
    body += _record(145)
    for number, row in enumerate(rows, 1):
        hidden = 0x10 * (number in layout["hidden_rows"])
        body += _record(0, struct.pack("<IIHBBB", number - 1, 0, 300, 0, hidden, 0))
        body += b"".join(_xlsb_cell(column, cell) for column, cell in enumerate(row))
    body += _record(146)
    spans = ((top - 1, bottom - 1, left, right) for top, bottom, left, right in layout["merged"])
    body += b"".join(_record(176, struct.pack("<4I", *span)) for span in spans)
    formats = [_record(44, struct.pack("<H", 200 + i) + _wide(code)) for i, code in enumerate(layout["formats"])]
    styles = [_record(47, struct.pack("<HH", 0, n)) for n in (0, *(200 + i for i in range(len(formats))))]
    sheet = struct.pack("<II", int(layout["hidden"]), 1) + _wide("worksheet") + _wide("visits")
    return _zip(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _links({"officeDocument": "xl/workbook.bin"}),
            "xl/workbook.bin": _record(153, struct.pack("<II", int(layout["date1904"]), 0)) + _record(156, sheet),
            "xl/_rels/workbook.bin.rels": _links({"worksheet": "sheet1.bin", "styles": "styles.bin"}),
            "xl/styles.bin": b"".join(formats) + _record(617) + b"".join(styles) + _record(618),
            "xl/sheet1.bin": _record(129) + body + _record(130),
        }
    )


def _xlsb_cell(column: int, cell: Any) -> bytes:
    def record(kind: int, content: bytes, style: int = 0) -> bytes:
        return _record(kind, struct.pack("<II", column, style) + content)

    match cell:
        case None:
            return record(1, b"")
        case bool():
            return record(4, bytes([cell]))
        case str():
            return record(6, _wide(cell))
        case ("error", shown):
            return record(3, bytes([ERROR_CODES[shown]]))
        case ("style", (style, number)):
            return record(5, struct.pack("<d", number), style)
        case _:
            return record(5, struct.pack("<d", cell))


def _biff(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _xls(rows: list[list[Any]], **layout: Any) -> bytes:
    """An Excel 97 workbook as a bare stream of records, without the OLE file around it."""
    body = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 1997, 0, 0))
    body += b"".join(_biff(0x007D, struct.pack("<6H", c, c, 0, 0, 1, 0)) for c in layout["hidden_columns"])
    for number, row in enumerate(rows):
        if not row:
            continue
        hidden = 0x20 * (number + 1 in layout["hidden_rows"])
        body += _biff(0x0208, struct.pack("<6HI", number, 0, len(row), 300, 0, 0, hidden | 0x100))
        body += b"".join(_xls_cell(number, column, cell) for column, cell in enumerate(row))
    spans = [(top - 1, bottom - 1, left, right) for top, bottom, left, right in layout["merged"]]
    body += _biff(0x00E5, struct.pack("<H", len(spans)) + b"".join(struct.pack("<4H", *span) for span in spans))
    body += _biff(0x000A)
    head = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 1997, 0, 0))
    head += _biff(0x0042, struct.pack("<H", 1200)) + _biff(0x0022, struct.pack("<H", int(layout["date1904"])))
    for index, code in enumerate(layout["formats"]):
        text = code.encode("utf-16-le")
        head += _biff(0x041E, struct.pack("<HHB", 200 + index, len(code), 1) + text)
    for number in (0, *(200 + index for index in range(len(layout["formats"])))):
        head += _biff(0x00E0, struct.pack("<HHH", 0, number, 0) + bytes(14))
    name = b"visits"
    sheet = 4 + 8 + len(name) + 4
    listed = struct.pack("<IBBBB", len(head) + sheet, int(layout["hidden"]), 0, len(name), 0) + name
    return head + _biff(0x0085, listed) + _biff(0x000A) + body


def _xls_cell(row: int, column: int, cell: Any) -> bytes:
    def record(kind: int, content: bytes, style: int = 0) -> bytes:
        return _biff(kind, struct.pack("<HHH", row, column, style) + content)

    match cell:
        case None:
            return record(0x0201, b"")
        case bool():
            return record(0x0205, bytes([cell, 0]))
        case str():
            stored = cell.encode("utf-16-le")
            return record(0x0204, struct.pack("<HB", len(stored) // 2, 1) + stored)
        case ("error", shown):
            return record(0x0205, bytes([ERROR_CODES[shown], 1]))
        case ("style", (style, number)):
            return record(0x0203, struct.pack("<d", number), style)
        case _:
            return record(0x0203, struct.pack("<d", cell))


ODF = "urn:oasis:names:tc:opendocument:xmlns"


def open_document(body: str, more: dict[str, str | bytes] | None = None) -> bytes:
    spaces = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text", "style"))
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return _zip({"mimetype": kind, "content.xml": content} | (more or {}))


@pytest.fixture
def ods(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes an OpenDocument file of one table, ``visits``, from the XML of its rows."""

    def write(rows: str, more: dict[str, str | bytes] | None = None, before: str = "") -> Path:
        table = f'<table:table table:name="visits">{rows}</table:table>'
        path = tmp_path / "export.ods"
        body = f"<office:body><office:spreadsheet>{before}{table}</office:spreadsheet></office:body>"
        path.write_bytes(open_document(body, more))
        return path

    return write


def _ods(rows: list[list[Any]], **layout: Any) -> bytes:
    width = max(map(len, rows))
    columns = "".join(
        '<table:table-column table:visibility="collapse"/>'
        if c in layout["hidden_columns"]
        else "<table:table-column/>"
        for c in range(width)
    )
    corners = {(top, left): (bottom - top + 1, right - left + 1) for top, bottom, left, right in layout["merged"]}
    body = ""
    for number, row in enumerate(rows, 1):
        hidden = ' table:visibility="filter"' * (number in layout["hidden_rows"])
        cells = "".join(_ods_cell(cell, corners.get((number, c)), layout) for c, cell in enumerate(row))
        body += f"<table:table-row{hidden}>{cells}</table:table-row>"
    first = "1904-01-01" if layout["date1904"] else "1899-12-30"
    shown = str(not layout["hidden"]).lower()
    return open_document(
        '<office:automatic-styles><style:style style:name="ta1" style:family="table"><style:table-properties '
        f'table:display="{shown}"/></style:style></office:automatic-styles><office:body><office:spreadsheet>'
        f'<table:calculation-settings><table:null-date table:date-value="{first}"/></table:calculation-settings>'
        f'<table:table table:name="visits" table:style-name="ta1">{columns}{body}</table:table>'
        "</office:spreadsheet></office:body>"
    )


def _ods_cell(cell: Any, spanned: tuple[int, int] | None, layout: dict[str, Any]) -> str:
    attributes = ""
    if spanned:
        attributes = f' table:number-rows-spanned="{spanned[0]}" table:number-columns-spanned="{spanned[1]}"'
    shown = cell
    match cell:
        case None:
            return f"<table:table-cell{attributes}/>"
        case bool():
            attributes += f' office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
        case str():
            attributes += ' office:value-type="string"'
        case ("error", shown):
            attributes += ' table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        case ("style", (style, number)) if "y" in layout["formats"][style - 1]:
            first = date(1904, 1, 1) if layout["date1904"] else date(1899, 12, 30)
            shown = str(first + timedelta(days=number))
            attributes += f' office:value-type="date" office:date-value="{shown}"'
        case ("style", (style, number)):
            shown = layout["shown"][style, number]
            attributes += f' office:value-type="float" office:value="{number!r}"'
        case _:
            attributes += f' office:value-type="float" office:value="{cell!r}"'
    return f"<table:table-cell{attributes}><text:p>{escape(str(shown))}</text:p></table:table-cell>"
