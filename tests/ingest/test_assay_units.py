"""Anti-dsDNA in the unit of its assay: kept as it is, never converted or mixed, and no reason to refuse an export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.errors import UnitError

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., Any]

KEY = "patient_id,visit_date"
VALUE = ("anti_dsdna", "anti_dsdna_unit")


@pytest.mark.parametrize(
    ("unit", "cell", "expected"),
    [
        ("IU/mL", "35", (35, None)),
        ("kIU/L", "35", (35, None)),
        ("IU/mL WHO Wo/80", "35", (35, None)),
        ("UI/ml", "35", (35, None)),
        ("IU/L", "35000", (35, None)),
        ("U/mL", "35", (35, "U/mL")),
        ("kU/L", "35", (35, "U/mL")),
        ("U/L", "35000", (35, "U/mL")),
        ("RU/mL", "35", (35, "RU/mL")),
        ("index", "1.2", (1.2, "index")),
        ("ratio", "1.2", (1.2, "ratio")),
        ("% binding", "28", (28, "% binding")),
        ("U/mL", "<12", (12, "U/mL")),
        ("U/mL", "1:40", (None, None)),
        ("U/mL", "0.0694444444444444", (None, None)),
        ("U/mL", "0.152777777777778", (None, None)),
        ("ratio", "0.0694", (0.0694, "ratio")),
        ("ratio", "0.5", (0.5, "ratio")),
        ("index", "0.123456789012345", (0.123456789012345, "index")),
    ],
)
def test_each_unit_is_kept(
    write: Make, read: Make, table: Make, unit: str, cell: str, expected: tuple[float | None, str | None]
) -> None:
    """A value in IU/mL is one; in the unit of an assay it is kept with it. A titre is no number, and not used.

    Typed into a spreadsheet, 1:40 and 1:160 are stored as times of day, 100 and 220 of the 1440 minutes.
    """
    batch = read(write("v.csv", f"{KEY},upcr (g/g),anti-dsDNA ({unit})", f"P1,2020-01-01,1,{cell}"))
    assert table(batch, "visit", *VALUE, "upcr") == [(*expected, 1.0)]
    limits = [["anti_dsdna<"]] if cell.startswith("<") else [None]
    assert [censored for (censored,) in table(batch, "visit", "censored")] == limits


@pytest.mark.parametrize("header", ["anti-dsDNA", "anti-dsDNA (furlong/mL)", "anti-dsDNA (titer)"])
def test_an_export_is_not_refused_for_it(write: Make, read: Make, table: Make, header: str) -> None:
    """Without a unit that is known the column is left aside with a finding, and the rest is read."""
    batch = read(write("v.csv", f"{KEY},upcr (g/g),{header}", "P1,2020-01-01,1,35"))
    assert table(batch, "visit", *VALUE, "upcr") == [(None, None, 1.0)]
    assert [(f.check, f.field) for f in batch.findings] == [("column-without-unit", "anti_dsdna")]


def test_words_need_no_unit(write: Make, read: Make, table: Make, found: Make) -> None:
    """A column of words without a unit is read as words, and not left aside for its unit."""
    batch = read(write("v.csv", f"{KEY},anti-dsDNA", "P1,2020-01-01,positive", "P2,2020-01-01,negative"))
    assert table(batch, "visit", "anti_dsdna_level", *VALUE) == [("negative", None, None), ("positive", None, None)]
    assert found(batch) == []


def test_the_unit_can_be_told(write: Make, read: Make, table: Make) -> None:
    """`--unit` names the unit of the assay; another one than the header's is refused: nothing is converted."""
    path = write("v.csv", f"{KEY},anti-dsDNA", "P1,2020-01-01,35")
    assert table(read(path, units=["anti_dsdna=U/mL"]), "visit", *VALUE) == [(35, "U/mL")]
    with pytest.raises(UnitError):
        read(write("w.csv", f"{KEY},anti-dsDNA (IU/mL)", "P1,2020-01-01,35"), units=["anti_dsdna=U/mL"])


def test_cells_and_lists_of_results_have_their_own(write: Make, read: Make, table: Make, found: Make) -> None:
    """Each row of a list, each cell with its unit and each cell of a column of units is of the assay that it names."""
    lists = read(
        write(
            "labs.csv",
            "patient_id,date,test,value,unit",
            "P1,2020-01-01,anti-dsDNA,35,U/mL",
            "P1,2020-02-01,anti-dsDNA,40,[IU]/mL",
            "P1,2020-03-01,anti-dsDNA,1:40,titer",
        )
    )
    assert table(lists, "visit", *VALUE) == [(35, "U/mL"), (40, None)]
    cells = read(write("v.csv", f"{KEY},anti-dsDNA", "P1,2020-01-01,35 U/mL", "P1,2020-02-01,40 IU/mL"))
    assert table(cells, "visit", *VALUE) == [(35, "U/mL"), (40, None)]
    columns = read(
        write("w.csv", f"{KEY},anti_dsdna,anti_dsdna_unit", "P1,2020-01-01,35,U/mL", "P1,2020-02-01,40,IU/mL")
    )
    assert table(columns, "visit", *VALUE) == [(35, "U/mL"), (40, None)]
    conflict = read(write("x.csv", f"{KEY},anti-dsDNA (IU/mL)", "P1,2020-01-01,35 U/mL"))
    assert table(conflict, "visit", *VALUE) == [(None, None)]
    assert found(conflict) == [("unit-conflict", "x!C2")]


@pytest.mark.parametrize("second", ["40", "35"])
def test_two_units_on_one_day_are_no_mean(write: Make, read: Make, table: Make, found: Make, second: str) -> None:
    """Two results of one day in two units are two assays: neither is used, also where the figures are the same."""
    rows = ["P1,2020-01-01,anti-dsDNA,35,U/mL", f"P1,2020-01-01,anti-dsDNA,{second},IU/mL"]
    for lines in (rows, rows[::-1]):
        batch = read(write("labs.csv", "patient_id,date,test,value,unit", *lines))
        assert table(batch, "visit", "anti_dsdna") == [(None,)]
        assert found(batch) == [("record-conflict", "labs!D2"), ("record-conflict", "labs!D3")]
    same = read(
        write("same.csv", "patient_id,date,test,value,unit", rows[0], "P1,2020-01-01,anti-dsDNA,45000,U/L"),
    )
    assert table(same, "visit", *VALUE) == [(40, "U/mL")]


def test_a_later_export_in_another_unit(write: Make, table: Make, tmp_path: Any) -> None:
    """A newer export of the same visit replaces the value together with its unit."""
    from datetime import UTC, datetime

    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.pipeline import ingest
    from lnmt_cli.registry.store import open_registry

    registry = tmp_path / "r.duckdb"
    for name, unit in (("a.csv", "U/mL"), ("b.csv", "IU/mL")):
        ingest([write(name, f"{KEY},anti-dsDNA ({unit})", "P1,2020-01-01,35")], registry, declare(), datetime.now(UTC))
        expected = (35.0, None if unit == "IU/mL" else unit)
        with open_registry(registry) as connection:
            assert connection.execute("select anti_dsdna, anti_dsdna_unit from visit").fetchall() == [expected]
