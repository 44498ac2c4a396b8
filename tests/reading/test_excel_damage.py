"""Rules for workbooks that are damaged, hostile, or no workbooks: one sentence, never a traceback."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import read_export

Writer = Callable[..., Path]
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sound() -> bytes:
    """The bytes of a small workbook."""
    book = openpyxl.Workbook()
    book.active.append(["patient_id", "visit_date", "upcr"])
    for patient in range(5):
        book.active.append([f"LN-{patient}", 45000 + patient, 0.5 * patient])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


SOUND = sound()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(path: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def refusal(path: Path) -> ExportError:
    with pytest.raises(ExportError) as caught:
        read_export(path)
    assert caught.value.hint
    return caught.value


@FUZZ
@given(length=st.integers(0, len(SOUND) - 1))
def test_truncated_file(tmp_path: Path, length: int) -> None:
    """A file that was cut off anywhere is refused."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(SOUND[:length])
    refusal(path)


@FUZZ
@given(flips=st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(1, 255)), min_size=1, max_size=4))
def test_flipped_bytes(tmp_path: Path, flips: list[tuple[int, int]]) -> None:
    """Whatever bytes of the file are wrong, nothing but ExportError is raised."""
    content = bytearray(SOUND)
    for place, change in flips:
        content[place] ^= change
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with suppress(ExportError):
        read_export(path)


@FUZZ
@given(
    part=st.sampled_from(sorted(parts_of(SOUND))),
    place=st.floats(0, 1, exclude_max=True),
    cut=st.integers(0, 12),
    insert=st.binary(max_size=6) | st.sampled_from([b"<", b"</c>", b'"', b"<row>", b"<c>", b"&x;", b"-1", b"A0"]),
)
def test_broken_parts(tmp_path: Path, part: str, place: float, cut: int, insert: bytes) -> None:
    """Whatever is wrong within a part that unpacks well, nothing but ExportError is raised."""
    parts = parts_of(SOUND)
    at = int(place * len(parts[part]))
    parts[part] = parts[part][:at] + insert + parts[part][at + cut :]
    with suppress(ExportError):
        read_export(zipped(tmp_path / "a.xlsx", parts))


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels"])
def test_missing_part(tmp_path: Path, part: str) -> None:
    """A part without which the cells cannot be found is missed in words."""
    parts = parts_of(SOUND)
    del parts[part]
    refusal(zipped(tmp_path / "a.xlsx", parts))


def test_missing_package_relations(tmp_path: Path) -> None:
    """Without the package's own list the workbook is looked for where it usually is."""
    parts = parts_of(SOUND)
    del parts["_rels/.rels"]
    assert len(read_export(zipped(tmp_path / "a.xlsx", parts))[0].rows) == 5


@pytest.mark.parametrize("stored", ["7", "-1", "x", "1_0", "٠", "²", "9" * 5000])
def test_missing_shared_string(workbook: Writer, stored: str) -> None:
    """A cell whose text is not among the shared strings is an error with sheet and row."""
    path = workbook(f'<row r="3"><c r="B3" t="s"><v>{stored}</v></c></row>', strings="<si><t>a</t></si>")
    message = refusal(path).message
    assert "sheet visits" in message
    assert "row 3" in message


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="2"><c r="12"><v>1</v></c></row>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c r="AAAAAAA2"><v>1</v></c></row>',
        '<row r="2"/><row r="2"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="0"/>',
        '<row r="x"/>',
        '<row r="1048577"/>',
        '<c r="A1"><v>1</v></c>',
        "<c><v>1</v></c>",
    ],
)
def test_bad_references(workbook: Writer, rows: str) -> None:
    """References that are wrong, doubled or out of order are refused: no cell is put in another's place."""
    assert "sheet visits" in refusal(workbook(rows)).message


def test_two_sheets_may_not_share_a_part(workbook: Writer) -> None:
    """One part listed many times over does not multiply the work."""
    listed = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="a"/>' for i in range(3))
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{links}"><sheets>{listed}</sheets></workbook>'
    assert "share one part" in refusal(workbook("", parts={"xl/workbook.xml": book})).message


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<?xml version="1.0" encoding="cp037"?>',
        '<?xml version="1.0" encoding="no-such-code"?>',
    ],
)
def test_entities_and_odd_encodings(workbook: Writer, prologue: str) -> None:
    """A document type, an entity or an encoding that the format does not allow is refused."""
    part = f'{prologue}<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'
    assert "not sound XML" in refusal(workbook("", parts={SHEET: part})).message


def test_bomb_is_refused_before_it_is_unpacked(workbook: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that shrank by far more than a table does is not unpacked at all."""
    path = workbook("", parts={SHEET: b" " * (20 << 20)})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("unpacked"))
    assert "unpack to far more" in refusal(path).message


def test_declared_size_is_limited(workbook: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sum of the declared sizes has a limit."""
    path = workbook('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert read_export(path)
    monkeypatch.setattr("lnmt_cli.reading.excel.package.MAX_UNPACKED", 100)
    assert "unpack to far more" in refusal(path).message


def test_no_more_is_unpacked_than_declared(tmp_path: Path) -> None:
    """A part that unpacks to more than it declares is refused."""
    parts = parts_of(SOUND)
    size = len(parts[SHEET])
    path = zipped(tmp_path / "a.xlsx", parts)
    path.write_bytes(path.read_bytes().replace(size.to_bytes(4, "little"), (size - 9).to_bytes(4, "little")))
    assert "cannot be unpacked" in refusal(path).message


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packing_methods(tmp_path: Path, method: int) -> None:
    """Methods that Excel does not use, and that cannot be unpacked in small steps, are refused."""
    assert "method" in refusal(zipped(tmp_path / "a.xlsx", parts_of(SOUND), method)).message


def test_wide_blank_sheet_is_limited(workbook: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stray cells far to the right do not make a small file fill the memory."""
    rows = "".join(f'<row r="{number}"><c r="XFD{number}"><v>1</v></c></row>' for number in range(1, 10))
    monkeypatch.setattr("lnmt_cli.reading.gridding.MAX_CELLS", 100_000)
    assert "too large" in refusal(workbook(rows)).message


def test_encrypted_zip(tmp_path: Path) -> None:
    """A zip whose parts are encrypted is refused."""
    path = zipped(tmp_path / "a.xlsx", parts_of(SOUND))
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)
    assert "encrypted" in refusal(path).message


def test_messages_have_no_cell_values(workbook: Writer) -> None:
    """What stands in the cells is not in the message."""
    path = workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>Kim</t></is></c><c r="A1"><v>3</v></c></row>')
    error = refusal(path)
    assert "Kim" not in error.message + error.hint
