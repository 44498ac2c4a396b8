"""Rules for .xlsb and .xls, beyond those that all workbooks share."""

import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import CellKind, Grid, Input, read_grids
from lnmt_cli.reading.xlsb.records import RecordError, rk, wide_string

Written = Callable[..., Path]
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def read(path: Path) -> list[Grid]:
    return read_grids(Input(path.name, path))


def only(path: Path) -> Grid:
    (grid,) = read(path)
    return grid


def with_part(path: Path, part: str, content: bytes) -> Path:
    """Replace one part of a workbook."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w") as package:
        for name, old in (parts | {part: content}).items():
            package.writestr(name, old)
    return path


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def rows_of(*cells: bytes) -> bytes:
    row = record(0, struct.pack("<IIHBBB", 0, 0, 300, 0, 0, 0))
    return record(145) + row + b"".join(cells) + record(146)


def at(kind: int, column: int, content: bytes) -> bytes:
    return record(kind, struct.pack("<II", column, 0) + content)


@pytest.mark.parametrize(
    ("packed", "value"),
    [
        (struct.pack("<i", 12 << 2 | 2), 12.0),
        (struct.pack("<i", -12 << 2 | 2), -12.0),
        (struct.pack("<i", 1250 << 2 | 3), 12.5),
        (struct.pack("<d", 1.5)[4:], 1.5),
        (bytes([struct.pack("<d", 150.0)[4] | 1]) + struct.pack("<d", 150.0)[5:], 1.5),
    ],
)
def test_packed_numbers(packed: bytes, value: float) -> None:
    """A packed number is a short integer or float, whole or in hundredths ([MS-XLSB] 2.5.122)."""
    assert rk(packed, 0) == value


@pytest.mark.parametrize("content", [b"", b"\x05\x00\x00\x00ab", b"\xff\xff\xff\x7f"])
def test_texts_that_were_cut(content: bytes) -> None:
    """A text that is shorter than it says is not made up."""
    with pytest.raises(RecordError):
        wide_string(content, 0)


def test_cells_of_formulas_and_shared_strings(written: Written) -> None:
    """Computed values are read like typed ones, an empty text among them is blank, and rich text is text."""
    wide = struct.pack("<I", 2) + "IV".encode("utf-16-le")
    cells = [
        at(8, 0, wide + b"\0\0"),
        at(8, 1, struct.pack("<I", 0) + b"\0\0"),
        at(9, 2, struct.pack("<d", 0.5) + b"\0\0"),
        at(10, 3, b"\x01\0\0"),
        at(11, 4, b"\x2a\0\0"),
        at(62, 5, b"\x01" + wide),
        at(2, 6, struct.pack("<i", 7 << 2 | 2)),
        record(18 - 5, struct.pack("<I", 0) + struct.pack("<i", 8 << 2 | 2)),
    ]
    path = with_part(written("xlsb", [["a"]]), "xl/sheet1.bin", rows_of(*cells))
    (row,) = only(path).rows
    assert row.texts == ("IV", "", "0.5", "TRUE", "#N/A", "IV", "7", "8")
    assert [row.kind(column) for column in (1, 2, 3, 4)] == [
        CellKind.TEXT,
        CellKind.NUMBER,
        CellKind.BOOLEAN,
        CellKind.ERROR,
    ]


def test_records_of_later_versions_are_no_cells(written: Written) -> None:
    """Outside the data of the sheet, and in what later versions wrap up, numbers of records mean other things."""
    stray = at(5, 3, struct.pack("<d", 9))
    wrapped = record(35, bytes(4)) + stray + record(36)
    body = stray + rows_of(at(5, 0, struct.pack("<d", 1)), wrapped) + wrapped + stray
    path = with_part(written("xlsb", [["a"]]), "xl/sheet1.bin", body)
    assert [row.texts for row in only(path).rows] == [("1",)]


@pytest.mark.parametrize(
    "body",
    [
        rows_of(at(5, 1, bytes(8)), at(5, 0, bytes(8))),
        rows_of(at(5, 0, bytes(3))),
        rows_of(at(5, 20_000, bytes(8))),
        rows_of(at(7, 0, struct.pack("<I", 5))),
        rows_of(at(6, 0, struct.pack("<I", 500))),
        record(145) + at(5, 0, bytes(8)),
        rows_of()[:-1] + b"\x05\x7f",
        b"\x05\xff\xff\xff\x7f",
    ],
)
def test_bad_records(written: Written, body: bytes) -> None:
    """Cells out of order, cut off, or without their text are refused: no cell is put in another's place."""
    with pytest.raises(ExportError, match="damaged"):
        read(with_part(written("xlsb", [["a"]]), "xl/sheet1.bin", body))


@QUIET
@given(data=st.data(), part=st.sampled_from(["xl/sheet1.bin", "xl/workbook.bin", "xl/styles.bin"]))
def test_broken_parts(written: Written, data: st.DataObject, part: str) -> None:
    """Whatever is wrong within a part that unpacks well, nothing but ExportError is raised."""
    path = written("xlsb", [["id", 1.5], ["a", ("style", (1, 45000))]], formats=("yyyy",), merged=[(1, 2, 0, 0)])
    with zipfile.ZipFile(path) as package:
        content = bytearray(package.read(part))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ExportError):
        assert read(with_part(path, part, bytes(content)))


@pytest.mark.parametrize(("rows", "noted"), [(65_535, False), (65_536, True)])
def test_full_old_sheet_may_be_cut(written: Written, rows: int, noted: bool) -> None:
    """An .xls that uses the last row that it can have was perhaps cut off there."""
    table = [[]] * (rows - 1) + [["a"]]
    assert [f.check for f in only(written("xls", table)).findings] == ["sheet-maybe-cut"] * noted


def test_protected_old_workbook(written: Written) -> None:
    """An .xls with a password is said to be protected."""
    path = written("xls", [["a"]])
    content = path.read_bytes()
    bof = 4 + struct.unpack_from("<H", content, 2)[0]
    locked = struct.pack("<HHHHH", 0x002F, 6, 0, 1, 1)
    path.write_bytes(content[:bof] + locked + content[bof:])
    with pytest.raises(ExportError, match="password"):
        read(path)
