"""Workbooks written by hand, for what no library writes."""

import zipfile
from collections.abc import Callable
from pathlib import Path

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
