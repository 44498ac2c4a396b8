"""A measure that an export keeps in words is read as words, and never as a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

HEADER = "patient_id,visit_date,C3"


def rows(*cells: str) -> list[str]:
    """Return one row for each cell, a patient each."""
    return [f"P{place},2020-01-01,{cell}" for place, cell in enumerate(cells, 1)]


def test_complement_in_words(write: Make, read: Make, table: Make, found: Make) -> None:
    """C3 as "Low" and "Normal/High" is kept as low, and as not low; no unit is asked for, and nothing is wrong."""
    batch = read(write("a.csv", HEADER, *rows("Low", "Normal/High", "ND", "정상", "high")))
    assert table(batch, "visit", "patient_id", "c3_level") == [
        *(("P1", "low"), ("P2", "normal_or_high"), ("P3", None), ("P4", "normal"), ("P5", "high"))
    ]
    assert table(batch, "visit", "distinct c3") == [(None,)]
    assert found(batch) == []


@pytest.mark.parametrize(
    ("words", "figures", "is_in_words"), [(9, 1, True), (8, 1, False), (1, 0, True), (0, 3, False), (1, 1, False)]
)
def test_nearly_all_cells_are_words(
    write: Make, read: Make, table: Make, found: Make, words: int, figures: int, is_in_words: bool
) -> None:
    """From nine words in ten filled cells on the column is one of words; below, the words are remarks among figures."""
    cells = [*["low"] * words, *["80"] * figures, "ND", "-"]
    batch = read(write("a.csv", "patient_id,visit_date,C3 (mg/dL)", *rows(*cells)))
    levels, values = table(batch, "visit", "count(c3_level)", "count(c3)")[0]
    assert (levels, values) == ((words, 0) if is_in_words else (0, figures))
    # Among figures ND is a result below a limit that is not stated, and told.
    assert len(found(batch)) == (figures if is_in_words else words + 1)


def test_each_column_by_itself(write: Make, read: Make, table: Make, found: Make) -> None:
    """C3 in words says nothing of C4 in figures, and a baseline in words nothing of week 24."""
    header = "patient_id,switch_date,c3_0w,c3_24w (mg/dL),c4_24w (mg/dL)"
    batch = read(write("a.csv", header, "P1,2020-01-01,low,91,12", "P2,2020-01-01,normal,95,14"))
    assert table(batch, "visit", "patient_id", "day", "c3_level", "c3", "c4") == [
        *(("P1", 0, "low", None, None), ("P1", 168, None, 91.0, 12.0)),
        *(("P2", 0, "normal", None, None), ("P2", 168, None, 95.0, 14.0)),
    ]
    assert found(batch) == []


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("patient_id,visit_date,C3 status,C3", "P1,2020-01-01,normal,low"),
        ("patient_id,visit_date,C3,C3 status", "P1,2020-01-01,low,normal"),
    ],
)
def test_column_of_the_words_is_there_already(write: Make, read: Make, table: Make, header: str, row: str) -> None:
    """Beside a column for the words a column of C3 stays one of figures: one cannot overwrite the other."""
    batch = read(write("a.csv", header, row))
    assert table(batch, "visit", "c3", "c3_level") == [(None, "normal")]


def test_results_in_words(write: Make, read: Make, table: Make, found: Make) -> None:
    """In a list of results a test is in words by its own rows."""
    lines = ("P1,2020-01-01,C3,Low,", "P1,2020-01-01,C4,12,mg/dL", "P2,2020-01-01,Anti-dsDNA,양성,")
    batch = read(write("labs.csv", "patient_id,date,test,value,unit", *lines))
    assert table(batch, "visit", "patient_id", "c3_level", "c4", "anti_dsdna_level") == [
        *(("P1", "low", 12.0, None), ("P2", None, None, "positive"))
    ]
    assert found(batch) == []


def test_words_beside_a_column_of_units(write: Make, read: Make, table: Make, found: Make) -> None:
    """The unit of a figure that is not there is passed over."""
    batch = read(write("a.csv", f"{HEADER},c3_unit", "P1,2020-01-01,low,mg/dL", "P2,2020-01-01,high,mg/dL"))
    assert table(batch, "visit", "patient_id", "c3_level") == [("P1", "low"), ("P2", "high")]
    assert found(batch) == []


def test_codes_for_words(write: Make, read: Make, table: Make, found: Make) -> None:
    """Codes that are declared to mean words are words."""
    batch = read(write("a.csv", HEADER, *rows("1", "2")), codes=["c3=1:low,2:normal/high"])
    assert table(batch, "visit", "patient_id", "c3_level") == [("P1", "low"), ("P2", "normal_or_high")]
    assert found(batch) == []


@settings(max_examples=10, deadline=None)
@given(st.permutations(["Low", "normal", "NORMAL / HIGH", "ND", "낮음", "high", "low", "N", "H"]))
def test_order_of_rows_does_not_matter(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    """Which row comes first decides nothing."""
    from datetime import date

    from lnmt_cli.ingest.batch import read_batch
    from lnmt_cli.ingest.declarations import declare

    path = tmp_path_factory.mktemp("words") / "a.csv"
    path.write_text("\n".join((HEADER, *rows(*cells))) + "\n", encoding="utf-8")
    batch = read_batch([path], declare(), date(2026, 1, 31))
    levels = batch.connection.execute("select c3_level, count(*) from visit group by all order by all").fetchall()
    assert levels == [("high", 2), ("low", 3), ("normal", 2), ("normal_or_high", 1), (None, 1)]
