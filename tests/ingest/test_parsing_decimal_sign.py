"""The decimal sign of a column: declared, or proved by all of its cells together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import declare

if TYPE_CHECKING:
    from pathlib import Path

SEMICOLON = "patient_id;visit_date;upcr (g/g);albumin (g/dL)"


def land(tmp_path: Path, *lines: str, decimal: str | None = None) -> tuple[list[Any], list[tuple[str, str]]]:
    """Return each UPCR that an export gives, in order, and the findings on UPCR with their texts."""
    path = tmp_path / "export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    batch = read_batch([path], declare(decimal=decimal), date(2026, 1, 31))
    with batch.connection:
        values = [row[0] for row in batch.connection.execute("select upcr from visit order by patient_id").fetchall()]
    return values, [(finding.check, finding.text) for finding in batch.findings if finding.field == "upcr"]


def test_point_beside_a_proved_comma(tmp_path: Path) -> None:
    """Where another column proves the decimal comma 3.500 may be thousands and is not used; 3.5 can only be 3.5."""
    rows = ("P1;2020-01-01;3.500;3,5", "P2;2020-01-01;3.5;3,6", "P3;2020-01-01;3;3,7")
    assert land(tmp_path, SEMICOLON, *rows) == ([None, 3.5, 3.0], [("decimal-ambiguous", "3.500")])


def test_point_where_nothing_proves_the_comma(tmp_path: Path) -> None:
    """Where no column proves the decimal comma 3.500 is 3.5."""
    assert land(tmp_path, SEMICOLON, "P1;2020-01-01;3.500;3.5") == ([3.5], [])


def test_declared_point(tmp_path: Path) -> None:
    """`--decimal point` decides 3.500, whatever the other columns hold."""
    rows = ("P1;2020-01-01;3.500;3,5",)
    assert land(tmp_path, SEMICOLON, *rows, decimal="point") == ([3.5], [])


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_declared_comma(tmp_path: Path, delimiter: str) -> None:
    """`--decimal` decides 1,234, in any file, quoted cells between commas too; undeclared it is not used."""
    rows = (("patient_id", "visit_date", "upcr (g/g)", "sex"), ("P1", "2020-01-01", '"1,234"', "F"))
    lines = [delimiter.join(row) for row in rows]
    assert land(tmp_path, *lines, decimal="comma") == ([1.234], [])
    assert land(tmp_path, *lines, decimal="point") == ([None], [("value-impossible", "1,234")])
    assert land(tmp_path, *lines) == ([None], [("decimal-ambiguous", "1,234")])
