"""Rules for what a file is: its content decides, not its name; what is not read is named."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import Grid, Input, read_grids
from lnmt_cli.reading.unpacking import unpack

CSV = b"patient_id,upcr\nLN-1,0.5\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(path: Path, content: bytes) -> list[Grid]:
    path.write_bytes(content)
    return read_grids(Input(path.name, path))


def refusal(path: Path, content: bytes) -> ExportError:
    with pytest.raises(ExportError) as caught:
        read(path, content)
    assert caught.value.hint
    return caught.value


def zipped(*names: str) -> bytes:
    """Return an archive of one day: its bytes name tests, which all workers have to call the same."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), CSV)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "said"),
    [("a.csv", ()), ("a.TXT", ()), ("a.dat", ()), ("a", ()), ("a.xls", ("delimited text named .xls",))],
)
def test_text_under_any_name(tmp_path: Path, name: str, said: tuple[str, ...]) -> None:
    """Text is read as text; under the name of a workbook that is said."""
    (grid,) = read(tmp_path / name, CSV)
    assert (len(grid.rows), grid.detected, grid.name) == (2, said, "a")


@pytest.mark.parametrize("kind", ["xlsx", "xlsb", "xls", "ods"])
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.xls", "a.bak", "a"])
def test_workbook_under_any_name(written: Callable[..., Path], tmp_path: Path, kind: str, name: str) -> None:
    """A workbook is read as what it is; under another name that is said."""
    (grid,) = read(tmp_path / name, written(kind, [["patient_id"], ["LN-1"]]).read_bytes())
    assert [row.texts for row in grid.rows] == [("patient_id",), ("LN-1",)]
    assert bool(grid.detected) is not name.endswith(f".{kind}")
    assert all(word.startswith(kind) for word in grid.detected)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"Rar!\x1a\x07\x01", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"PAR1", "Parquet"),
        (b"SQLite format 3\x00", "SQLite"),
        (bytes(8) + b"DUCK", "DuckDB"),
        (b"$FL2@(#) SPSS", "SPSS"),
        (b"<stata_dta><header>", "Stata"),
        (b"\x72\x02\x01\x00", "Stata"),
        (b"HEADER RECORD*******LIBRARY HEADER", "SAS"),
        (b"<html><table><tr><td>1</td></tr></table>", "HTML"),
        (b'\xef\xbb\xbf\n<!DOCTYPE html>\n<html xmlns="x">', "HTML"),
        ('<META http-equiv="Content-Type">'.encode("utf-16"), "HTML"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "SpreadsheetML"),
        (b'<?xml version="1.0"?><ODM xmlns="http://www.cdisc.org/ns/odm/v1.3">', "CDISC ODM"),
        (b'<?xml version="1.0"?><data/>', "XML"),
        (b'[{"patient_id": "LN-1"}]', "JSON"),
        (b"", "empty"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + bytes(600) + "WordDocument".encode("utf-16-le"), "Word"),
        (OLE + bytes(600), "damaged"),
        (zipped("visits.csv"), "zip without a workbook"),
        (zipped("word/document.xml", "[Content_Types].xml"), "Word"),
        (zipped("Index/Document.iwa"), "Numbers"),
        (zipped("visits.csv")[:40], "cut off"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.xlsx"])
def test_other_kinds_are_named(tmp_path: Path, content: bytes, what: str, name: str) -> None:
    """What is not read is refused under any name, in a sentence that says what it is."""
    assert what in refusal(tmp_path / name, content).message


@pytest.mark.parametrize("content", [b"<0.1,LN\n", b"[1],2\n", b"{x},2\n"])
def test_signs_at_the_start_of_text(tmp_path: Path, content: bytes) -> None:
    """Text that merely starts with a bracket is text."""
    assert len(read(tmp_path / "a.csv", content)[0].rows) == 1


def test_gzip(tmp_path: Path) -> None:
    """A packed file is read as what is in it, and its sheet has the name without ``.csv.gz``."""
    (grid,) = read(tmp_path / "visits.csv.gz", gzip.compress(CSV[:10]) + gzip.compress(CSV[10:]) + bytes(9))
    assert (grid.name, len(grid.rows), grid.detected) == ("visits", 2, ("gzip",))


@pytest.mark.parametrize("length", [2, 5, 12, 20, -1])
def test_gzip_that_was_cut_off(length: int) -> None:
    """A packed file that was cut off anywhere is refused, not read in part."""
    with pytest.raises(ExportError, match="cut off"):
        unpack(gzip.compress(CSV * 50)[:length], "a.csv.gz")


def test_gzip_bomb() -> None:
    """A file that would unpack to a thousand times its size is refused."""
    with pytest.raises(ExportError, match="far more than its size"):
        unpack(gzip.compress(bytes(40 << 20)), "a.csv.gz")


def test_packed_twice() -> None:
    """A file that was packed twice is not unpacked twice."""
    with pytest.raises(ExportError, match="more than once"):
        unpack(gzip.compress(gzip.compress(CSV)), "a.csv.gz")
