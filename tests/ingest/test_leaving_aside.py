"""A column that the study can do without never stops an ingest: it is read, or left aside with a finding."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import MappingError, UnitError
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.ingest.draft_sheets import draft_exports
from lnmt_cli.ingest.drafting import summary
from lnmt_cli.ingest.mapping_file import read_mapping
from lnmt_cli.ingest.mapping_text import write_mapping
from lnmt_cli.ingest.pipeline import ingest
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.needs import load_needs
from lnmt_cli.knowledge.protocol import PROTOCOLS
from lnmt_cli.registry.store import open_registry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Any]

NOW = datetime(2026, 1, 31, tzinfo=UTC)
KEY = "patient_id,visit_date"
OPTIONAL = sorted(field.name for field in load_fields().values() if field.optional)
NEEDING_A_UNIT = [name for name in OPTIONAL if load_fields()[name].unit_required]


def told(batch: Any) -> list[tuple[str, str, str | None]]:
    """Return each finding with its place and its field."""
    return sorted((f.check, str(f.where), f.field) for f in batch.findings)


def test_no_packaged_study_needs_them() -> None:
    """No field that may be left aside is one that a packaged study design needs or measures."""
    needed = {name for path in PROTOCOLS.glob("*.toml") for need in load_needs(path.stem) for name in need.fields}
    assert needed
    assert not needed & set(OPTIONAL)


@pytest.mark.parametrize("header", NEEDING_A_UNIT)
def test_without_a_unit(write: Make, read: Make, table: Make, header: str) -> None:
    """Without a unit the column is left aside, nothing is guessed, and the rest of its rows is read."""
    batch = read(write("v.csv", f"{KEY},sbp,{header}", "P1,2020-01-01,120,12", "P2,2020-01-01,130,trace"))
    assert told(batch) == [("column-without-unit", "v!D1", header)]
    assert table(batch, "visit", "patient_id", "systolic_bp", header) == [("P1", 120, None), ("P2", 130, None)]
    assert [(file.rows_read, file.landed, file.set_aside) for file in batch.files] == [(2, 2, 0)]


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(("1+", "trace"), id="grades"),
        pytest.param(("negative", "trace"), id="words"),
        pytest.param(("0.5 g/day", "2"), id="a unit in some cells"),
        pytest.param(("0.5 g/g", "2 g/g"), id="another quantity in the cells"),
    ],
)
def test_what_declares_no_unit(write: Make, read: Make, cells: tuple[str, ...]) -> None:
    """Grades, words, and cells of which some have no unit of the measure, declare none."""
    lines = [f"P{place},2020-01-01,{cell}" for place, cell in enumerate(cells)]
    assert told(read(write("v.csv", f"{KEY},proteinuria", *lines))) == [("column-without-unit", "v!C1", "proteinuria")]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((f"{KEY},proteinuria (g/g)", "P1,2020-01-01,1"), id="header"),
        pytest.param((f"{KEY},proteinuria,upcr", ",,g/g,g/g", "P1,2020-01-01,1,1"), id="row of units"),
        pytest.param((f"{KEY},proteinuria,proteinuria unit", "P1,2020-01-01,1,g/g"), id="column of units"),
        pytest.param((f"{KEY},proteinuria (g/day)", ",,mg/day", "P1,2020-01-01,1"), id="two units"),
    ],
)
def test_unit_of_another_quantity(write: Make, read: Make, lines: tuple[str, ...]) -> None:
    """A unit that the measure cannot have, or two that contradict each other, leave the column aside."""
    assert told(read(write("v.csv", *lines))) == [("column-without-unit", "v!C1", "proteinuria")]


@pytest.mark.parametrize(
    ("lines", "options"),
    [
        pytest.param((f"{KEY},WBC", "P1,2020-01-01,6.3"), {"units": ["wbc=10^9/L"]}, id="option"),
        pytest.param((f"{KEY},WBC (10^9/L)", "P1,2020-01-01,6.3"), {}, id="header"),
        pytest.param((f"{KEY},WBC", ",,10^9/L", "P1,2020-01-01,6.3"), {}, id="row of units"),
        pytest.param((f"{KEY},WBC,WBC unit", "P1,2020-01-01,6.3,10^9/L"), {}, id="column of units"),
        pytest.param((f"{KEY},WBC", "P1,2020-01-01,6.3 10^9/L"), {}, id="cells"),
    ],
)
def test_declared_it_is_read(
    write: Make, read: Make, table: Make, lines: tuple[str, ...], options: dict[str, Any]
) -> None:
    """A column whose unit is declared anywhere is read as any other."""
    batch = read(write("v.csv", *lines), **options)
    assert told(batch) == []
    assert table(batch, "visit", "wbc") == [(6.3,)]


@pytest.mark.parametrize("header", ["upcr", "creatinine", "albumin", "c3", "c4"])
def test_needed_measures_stay_refused(write: Make, read: Make, header: str) -> None:
    """A measure that the study needs is refused without a unit, also beside one that is left aside."""
    with pytest.raises(UnitError, match=header) as refused:
        read(write("v.csv", f"{KEY},{header},WBC", "P1,2020-01-01,1,6.3"))
    assert "wbc" not in refused.value.message


@pytest.mark.parametrize("options", [{"columns": ["Leukos=wbc"]}, {"columns": ["Leukos=wbc"], "missing": ["wbc=999"]}])
def test_what_a_person_asks_for_is_refused(write: Make, read: Make, options: dict[str, Any]) -> None:
    """A column that an option names, and that has no unit, is refused: somebody wants it read."""
    with pytest.raises(UnitError, match="wbc"):
        read(write("v.csv", f"{KEY},Leukos", "P1,2020-01-01,6.3"), **options)


def test_what_a_mapping_asks_for_is_refused(write: Make, read: Make, tmp_path: Path) -> None:
    """A column that a person's mapping names, and that has no unit, is refused."""
    mapping = tmp_path / "mapping.toml"
    columns = (("patient_id", "patient_id"), ("visit_date", "visit_date"), ("WBC", "wbc"))
    lines = [f'[[sheet.column]]\nheader = "{header}"\nfield = "{field}"' for header, field in columns]
    mapping.write_text("\n".join(['[[sheet]]\nname = "v"', *lines]) + "\n", encoding="utf-8")
    with pytest.raises(UnitError, match="wbc"):
        read(write("v.csv", f"{KEY},WBC", "P1,2020-01-01,6.3"), sheets=read_mapping(mapping))


def test_dates_in_another_order(write: Make, read: Make, table: Make) -> None:
    """Dates that contradict the declared order leave a column aside, and are refused in one that the study needs."""
    path = write("p.csv", "patient_id,diagnosis_date,birth_date", "P1,03/25/2017,25/03/1990")
    batch = read(path, date_order="dmy")
    assert told(batch) == [("column-left-aside", "p!B1", "diagnosis_date")]
    assert [str(day) for (day,) in table(batch, "patient", "birth_date")] == ["1990-03-25"]
    with pytest.raises(MappingError, match="month first"):
        read(write("q.csv", "patient_id,birth_date", "P1,03/25/1990"), date_order="dmy")


def test_two_columns_for_one_field(write: Make, read: Make, table: Make) -> None:
    """Of two columns for one measure neither is read; with `--column` the one that is meant is."""
    path = write("v.csv", f"{KEY},glucose (mg/dL),fasting glucose (mg/dL)", "P1,2020-01-01,90,80")
    batch = read(path)
    assert told(batch) == [("column-left-aside", "v!C1", "glucose"), ("column-left-aside", "v!D1", "glucose")]
    batch = read(path, columns=["fasting glucose (mg/dL)=glucose"])
    assert told(batch) == [("column-left-aside", "v!C1", "glucose")]
    assert table(batch, "visit", "glucose") == [(80,)]


def test_one_of_two_columns_has_a_unit(write: Make, read: Make, table: Make) -> None:
    """Where one of two columns for one measure has no unit, the other one is read."""
    batch = read(write("v.csv", f"{KEY},glucose,fasting glucose (mg/dL)", "P1,2020-01-01,trace,80"))
    assert told(batch) == [("column-without-unit", "v!C1", "glucose")]
    assert table(batch, "visit", "glucose") == [(80,)]


def test_unknown_time_point(write: Make, read: Make) -> None:
    """A time point that is not known leaves a column aside, and stays refused beside one of a needed measure."""
    batch = read(write("v.csv", f"{KEY},sbp,WBC_V4 (10^9/L)", "P1,2020-01-01,120,6.3"))
    assert told(batch) == [("column-left-aside", "v!D1", "wbc")]
    with pytest.raises(MappingError, match="not known when"):
        read(write("w.csv", f"{KEY},sbp_V4,WBC_V4 (10^9/L)", "P1,2020-01-01,120,6.3"))


def test_time_points_without_an_anchor(write: Make, read: Make) -> None:
    """Names of time points that count from nothing stop no sheet of measures that the study can do without."""
    batch = read(write("v.csv", "patient_id,visit,ALT,AST", "P1,week 24,20,21", "P2,week 24,20,21"))
    assert [found[0] for found in told(batch)] == ["column-left-aside", "column-left-aside"]
    with pytest.raises(MappingError, match="counted from"):
        read(write("w.csv", "patient_id,visit,ALT,sbp", "P1,week 24,20,120", "P2,week 24,20,120"))


def test_values_of_another_unit(write: Make, read: Make, table: Make) -> None:
    """A header whose unit the values cannot have leaves the column aside; `--unit` makes it a refusal."""
    lines = [f"P{place},2020-01-01,120,{6000 + 100 * place}" for place in range(6)]
    path = write("v.csv", f"{KEY},sbp,WBC (10^9/L)", *lines)
    batch = read(path)
    assert told(batch) == [("column-without-unit", "v!D1", "wbc")]
    assert table(batch, "visit", "wbc", "systolic_bp") == [(None, 120)] * 6
    with pytest.raises(UnitError, match="sit in the range"):
        read(path, units=["wbc=10^9/L"])


def test_list_of_results(write: Make, read: Make, table: Make) -> None:
    """Rows of a test without a unit are set aside and counted, those of others are read; `--unit` lets them be read."""
    path = write("l.csv", "patient_id,date,test,value", "P1,2020-01-01,WBC,6.3", "P1,2020-01-01,ALT,20")
    batch = read(path)
    assert told(batch) == [("lab-test-without-unit", "l!2", "wbc")]
    assert [(file.rows_read, file.landed, file.set_aside) for file in batch.files] == [(2, 1, 1)]
    assert [test.name for sheet in batch.files[0].sheets for test in sheet.unread_tests()] == ["WBC"]
    batch = read(path, units=["wbc=10^9/L"])
    assert told(batch) == []
    assert table(batch, "visit", "wbc", "alt") == [(6.3, 20)]


def test_list_of_results_with_units(write: Make, read: Make, table: Make) -> None:
    """In a list with units only the rows of a unit that the measure cannot have are set aside."""
    head = "patient_id,date,test,value,unit"
    batch = read(
        write("l.csv", head, "P1,2020-01-01,WBC,6.3,10^9/L", "P2,2020-01-01,WBC,6.3,%", "P3,2020-01-01,WBC,6,")
    )
    assert told(batch) == [("lab-test-without-unit", "l!3", "wbc"), ("lab-test-without-unit", "l!4", "wbc")]
    assert table(batch, "visit", "patient_id", "wbc") == [("P1", 6.3)]


def test_needed_tests_stay_refused(write: Make, read: Make) -> None:
    """A list of results that gives a needed measure no unit is refused."""
    with pytest.raises(UnitError, match="upcr"):
        read(write("l.csv", "patient_id,date,test,value", "P1,2020-01-01,UPCR,1", "P1,2020-01-01,WBC,6"))


def test_it_is_named_among_what_is_not_read(write: Make, read: Make) -> None:
    """A column that is left aside is among those that were not read, with the field that it is."""
    (sheet,) = read(write("v.csv", f"{KEY},WBC", "P1,2020-01-01,6.3")).files[0].sheets
    assert [(column.header, column.near) for column in sheet.reported() if column.field is None] == [("WBC", ("wbc",))]


def test_map_leaves_nothing_open(write: Make, read: Make, tmp_path: Path) -> None:
    """`lnmt map` shows the column with what it takes, as a comment; its mapping reads the export as without it."""
    path = write("v.csv", f"{KEY},sbp,WBC", "P1,2020-01-01,120,6.3")
    drafts = draft_exports([path], declare())
    text = write_mapping(drafts)
    assert '# header = "WBC"' in text
    assert '# field = "wbc"' in text
    assert '# unit = ""  # to be filled in: 10⁹/L' in text
    assert summary(drafts) == "3 columns mapped, 0 not claimed, 1 left aside, nothing to be filled in."
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(text, encoding="utf-8")
    batch = read(path, sheets=read_mapping(mapping))
    assert [column.field.name for column in batch.files[0].sheets[0].columns] == [
        "patient_id",
        "visit_date",
        "systolic_bp",
    ]


def test_map_when_the_comment_is_removed(write: Make, read: Make, table: Make, tmp_path: Path) -> None:
    """The lines of `lnmt map`, without their # and with the unit, read the column."""
    path = write("v.csv", f"{KEY},WBC", "P1,2020-01-01,6.3")
    head, _, rest = write_mapping(draft_exports([path], declare())).partition("# [[sheet.column]]\n")
    lines = [line.removeprefix("# ").replace('unit = ""', 'unit = "10^9/L"') for line in rest.splitlines()]
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(head + "\n".join(["[[sheet.column]]", *lines]) + "\n", encoding="utf-8")
    batch = read(path, sheets=read_mapping(mapping))
    assert table(batch, "visit", "wbc") == [(6.3,)]


def test_map_of_a_list(write: Make) -> None:
    """`lnmt map` names the tests of a list that are left aside, with the line that gives their unit."""
    path = write("l.csv", "patient_id,date,test,value", "P1,2020-01-01,WBC,6.3")
    assert 'units = { "wbc" = "10⁹/L" }' in write_mapping(draft_exports([path], declare()))


def test_memory(write: Make, tmp_path: Path) -> None:
    """What was left aside is remembered as nothing: later exports are read the same, and by what is declared then."""
    registry = tmp_path / "r.duckdb"

    def landed(name: str, day: str, **options: Any) -> tuple[list[str], list[Any]]:
        path = write(name, f"{KEY},WBC,sbp", f"P1,{day},6.3,120")
        done = ingest([path], registry, declare(**options), NOW)
        with open_registry(registry) as connection:
            values = connection.execute("select wbc from visit order by date").fetchall()
        return [problem.check for problem in done.report.problems], [value for (value,) in values]

    assert landed("a.csv", "2020-01-01") == (["column-without-unit"], [None])
    assert landed("b.csv", "2020-02-01") == (["column-without-unit"], [None, None])
    assert landed("c.csv", "2020-03-01", units=["wbc=10^9/L"]) == ([], [None, None, 6.3])
    assert landed("d.csv", "2020-04-01") == ([], [None, None, 6.3, 6.3])


def test_remembered_column_without_a_unit(write: Make, tmp_path: Path) -> None:
    """That the registry remembers a column, which was empty then, asks for nothing: it can be left aside later."""
    registry, head = tmp_path / "r.duckdb", f"{KEY},sbp,WBC"
    first = ingest([write("a.csv", head, "P1,2020-01-01,120,")], registry, declare(), NOW)
    assert first.report.problems == ()
    later = ingest([write("b.csv", head, "P1,2020-02-01,120,6.3")], registry, declare(), NOW)
    assert [problem.check for problem in later.report.problems] == ["column-without-unit"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    header=st.sampled_from(NEEDING_A_UNIT),
    cells=st.lists(st.sampled_from(["1", "0.5", "6500", "1+", "trace", "", "999"]), min_size=2, max_size=6),
)
def test_it_changes_nothing_else(write: Make, read: Make, table: Make, header: str, cells: list[str]) -> None:
    """With or without a column that has no unit, the rest of an export is read the same."""
    rows = [f"P{place},2020-01-01,12{place}" for place in range(len(cells))]
    plain = read(write("v.csv", f"{KEY},sbp", *rows))
    more = read(write("v.csv", f"{KEY},sbp,{header}", *(f"{r},{c}" for r, c in zip(rows, cells, strict=True))))
    assert table(more, "visit") == table(plain, "visit")
    assert [(f.landed, f.set_aside) for f in more.files] == [(f.landed, f.set_aside) for f in plain.files]
