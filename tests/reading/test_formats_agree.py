"""Rules for workbooks: the same table reads the same from .xlsx, .xlsb, .xls and .ods."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import ExportError
from lnmt_cli.reading import CellKind, Grid, Input, Span, read_grids

Written = Callable[..., Path]
KINDS = ("xlsx", "xlsb", "xls", "ods")
QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
PRINTABLE = st.characters(min_codepoint=32, max_codepoint=0xFFFF, exclude_categories=("Cs", "Cc", "Co", "Cn", "Zs"))
CELL = (
    st.none()
    | st.text(PRINTABLE.filter(lambda c: c not in "_#"), min_size=1, max_size=6)
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.booleans()
    | st.sampled_from([("error", "#DIV/0!"), ("error", "#N/A"), ("error", "#REF!")])
    | st.integers(61, 60_000).map(lambda day: ("style", (1, day)))
)


def read(path: Path) -> list[Grid]:
    return read_grids(Input(path.name, path))


def only(path: Path) -> Grid:
    (grid,) = read(path)
    return grid


def shape(grid: Grid) -> tuple[Any, ...]:
    """All that a grid says, but for the name of its file."""
    rows = [(row.number, tuple(row.texts), dict(row.kinds)) for row in grid.rows]
    said = [(finding.check, str(finding.where), finding.text) for finding in grid.findings]
    return grid.name, rows, grid.merged, grid.date1904, said, grid.detected


@QUIET
@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=5), date1904=st.booleans(), hidden=st.booleans())
def test_any_table_reads_the_same(written: Written, rows: list[list[Any]], date1904: bool, hidden: bool) -> None:
    """Texts, numbers, dates, truth values and errors come back the same from each format, under their coordinates."""
    table = [["patient_id", "visit_date", "upcr"], *rows]
    layout: dict[str, Any] = {"formats": ("yyyy-mm-dd",), "date1904": date1904, "hidden": hidden}
    shapes = [shape(only(written(kind, table, **layout))) for kind in KINDS]
    assert shapes[1:] == shapes[:-1]


@pytest.mark.parametrize("kind", KINDS)
def test_cells(written: Written, kind: str) -> None:
    """A cell reads as what a person sees, with its kind."""
    row = ["LN-01 환자", 5.0, 0.1, True, ("error", "#DIV/0!"), ("style", (1, 45000)), None, ("style", (2, 12)), -3]
    shown = {(2, 12): "00012"}
    grid = only(written(kind, [row], formats=("yyyy-mm-dd", "00000"), shown=shown))
    assert grid.rows[0].texts == ("LN-01 환자", "5", "0.1", "TRUE", "#DIV/0!", "2023-03-15", "", "00012", "-3")
    assert grid.rows[0].kinds == {
        1: CellKind.NUMBER, 2: CellKind.NUMBER, 3: CellKind.BOOLEAN, 4: CellKind.ERROR,
        5: CellKind.DATE, 7: CellKind.NUMBER, 8: CellKind.NUMBER,
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [('"P"000', 7, "P007"), ("000-00", 12345, "123-45"), ('"LN-"0', 1234, "LN-1234"), ("\\A00", 123, "A123")],
)
def test_identifier_formats(written: Written, kind: str, code: str, number: int, shown: str) -> None:
    """A whole number shown among literal text is that text: 7 under ``"P"000`` is P007."""
    grid = only(written(kind, [[("style", (1, number))]], formats=(code,), shown={(1, number): shown}))
    assert (grid.rows[0].texts, grid.rows[0].kind(0)) == ((shown,), CellKind.TEXT)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("code", "number", "shown", "text"),
    [
        ('0" mg/dL"', 12, "12 mg/dL", "12"),
        ("0.00", 12, "12.00", "12"),
        ("#,##0", 1234, "1,234", "1234"),
        ('"$"0', 12, "$12", "12"),
        ('"P"000', 1.5, "P002", "1.5"),
        ('"P"000', -7, "-P007", "-7"),
    ],
)
def test_other_formats_leave_the_number(
    written: Written, kind: str, code: str, number: float, shown: str, text: str
) -> None:
    """Decimals, separators, signs of currency and what stands behind a number leave it as it is stored."""
    grid = only(written(kind, [[("style", (1, number))]], formats=(code,), shown={(1, number): shown}))
    assert (grid.rows[0].texts, grid.rows[0].kind(0)) == ((text,), CellKind.NUMBER)


@pytest.mark.parametrize("kind", KINDS)
def test_merged_ranges(written: Written, kind: str) -> None:
    """Merged ranges come in order, cut to the part of the sheet that has content."""
    rows = [["id", None, "c"], ["1", None, None], [None, "5", "6"]]
    grid = only(written(kind, rows, merged=[(2, 3, 0, 0), (1, 1, 0, 1), (3, 9, 2, 7), (8, 9, 0, 1)]))
    assert grid.merged == (Span(1, 1, 0, 1), Span(2, 3, 0, 0), Span(3, 3, 2, 2))


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_parts_are_read_and_said(written: Written, kind: str) -> None:
    """Hidden rows and columns with content are read, and each block of them is said once."""
    rows = [["id", "a", "b", "c", None], *([str(i), "x", "y", "z", None] for i in range(8))]
    grid = only(written(kind, rows, hidden_rows=(3, 4, 7, 40), hidden_columns=(1, 2, 4), hidden=True))
    assert len(grid.rows) == 9
    assert [(f.check, str(f.where), f.text) for f in grid.findings] == [
        ("rows-hidden", "visits!3", "3:4"),
        ("rows-hidden", "visits!7", "7:7"),
        ("columns-hidden", "visits!B", "B:C"),
    ]
    assert grid.detected == ("hidden sheet", "hidden rows", "hidden columns")


@pytest.mark.parametrize("kind", KINDS)
def test_many_hidden_blocks_are_said_once(written: Written, kind: str) -> None:
    """A filter that hides every other row is one thing to say, not hundreds."""
    rows = [[str(i)] for i in range(100)]
    grid = only(written(kind, rows, hidden_rows=tuple(range(2, 100, 2))))
    assert [(f.check, str(f.where)) for f in grid.findings] == [("rows-hidden", "visits")]


@pytest.mark.parametrize("kind", KINDS)
def test_workbook_without_content(written: Written, kind: str) -> None:
    """A workbook in which no cell has content is refused, not read as nothing."""
    with pytest.raises(ExportError, match="no header"):
        read(written(kind, [[None, " "]]))


@pytest.mark.parametrize("kind", ["xlsb", "xls", "ods"])
@settings(QUIET, max_examples=60)
@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), max_size=4),
    keep=st.just(1.0) | st.floats(0, 1),
)
def test_damaged_files(
    written: Written, tmp_path: Path, kind: str, flips: list[tuple[float, int]], keep: float
) -> None:
    """Whatever bytes are wrong or cut off, nothing but ExportError is raised."""
    rows = [["patient_id", "upcr"], ["LN-1", 0.5], ["LN-2", ("style", (1, 45000))], [("error", "#N/A"), True]]
    content = bytearray(written(kind, rows, formats=("yyyy-mm-dd",), merged=[(2, 3, 0, 0)]).read_bytes())
    for place, change in flips:
        content[int(place * len(content))] ^= change
    path = tmp_path / f"damaged.{kind}"
    path.write_bytes(content[: int(keep * len(content))])
    with suppress(ExportError):
        read(path)
