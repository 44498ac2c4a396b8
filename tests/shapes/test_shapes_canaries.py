"""No cell and no identifier on stderr, nor in a report that was not asked to show them, whatever is broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from renderings.files import csv_files, text_of, workbook
from renderings.layouts import as_tables, as_visits, as_wide, results
from renderings.redcap import classic, dictionary, longitudinal
from renderings.styles import Sheet, Style, all_spelled, spelled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Call = Any
MARKED = re.compile(r"kanari|KANARI|8642|1877|LN-0\d\d")
"""What stands in every cell of the rows that are planted, and in every identifier."""
IDENTIFIER = re.compile(r"KANARI-\d|LN-0\d\d")
COMMANDS = (
    ("ingest", "--fail-on", "never"),
    ("validate", "--format", "json", "--problems", "problems.csv"),
    ("map", "--output", "mapping.toml"),
    ("eligible", "--as-of", "2020-12-31"),
)
MORE_COMMANDS = (("validate",), ("validate", "--summary"), ("outcomes", "--subgroup", "--all-switched"), ("describe",))
OF_REGISTRY = (
    ("validate",),
    ("validate", "--format", "md"),
    ("info",),
    ("history",),
    ("eligible",),
    ("outcomes",),
    ("describe",),
)


def planted(sheet: Sheet) -> Sheet:
    """Return a sheet with rows in which every cell but the identifier is a canary: a word, a number, a date."""
    head, rows = sheet.rows[: sheet.above], sheet.rows[sheet.above :]
    width = len(head[0])
    bad = [
        ["KANARI-1", *(f"kanari w{n}" for n in range(1, width))],
        ["KANARI-2", *(f"8642{n:02}" for n in range(1, width))],
        ["KANARI-3", *("1877-08-06" for _ in range(1, width))],
        ["KANARI-4", *(f"86.42 kanari/{n}" for n in range(1, width))],
        ["", *(f"kanari keyless {n}" for n in range(1, width))],
        ["KANARI-5", *(f"< 8642{n}" for n in range(1, width))],
    ]
    # Each cell once in an otherwise sound row, so that the rest of the row is read.
    one_by_one = [
        [*rows[n % len(rows)][:n], f"kanari o{n}", *rows[n % len(rows)][n + 1 :]] for n in range(1, width) if rows
    ]
    forms = ("{}8642", "<{}8642", "{}8642 H", "{}8642 mg/dL", "+{}8642", "{},8642")
    odd = [[_odd(cell, form) for cell in row] for row, form in zip(rows, forms, strict=False)]
    return Sheet(sheet.name, [*head, *rows, *rows[:1], *bad, *one_by_one, *odd], sheet.above)


def _odd(cell: Any, form: str) -> Any:
    """Return a cell with a number in it as another number that could be one, and bears the mark."""
    return form.format(cell) if re.fullmatch(r"\d+\.\d+", str(cell)) else cell


def lab_list() -> Sheet:
    style = Style()
    rows = [
        [who, style.date(day), name, style.cell({name: value}, name), style.unit(name)]
        for who, day, name, value in results()
    ]
    return Sheet("labs", [["patient_id", "date", "test", "value", "unit"], *rows])


def undated() -> Sheet:
    rows = [["LN-001", "week 24", "1.5"], ["LN-002", "baseline", "2.5"]]
    return Sheet("visits", [["patient_id", "visit", "upcr (g/g)"], *rows])


LAYOUTS: dict[str, tuple[Callable[[], list[Sheet]], tuple[str, ...]]] = {
    "visits": (lambda: all_spelled(as_visits()), ()),
    "tables": (lambda: all_spelled(as_tables()), ()),
    "wide": (lambda: all_spelled(as_wide()), ()),
    "units in cells": (lambda: all_spelled(as_visits(), Style(unit_at="cell")), ()),
    "units in columns": (lambda: all_spelled(as_visits(), Style(unit_at="column")), ()),
    "unit row": (lambda: all_spelled(as_visits(), Style(unit_at="row")), ()),
    "lab list": (lambda: [lab_list(), *all_spelled(as_tables()[:3])], ()),
    "time points": (lambda: [undated()], ("--anchor", "switch")),
    "REDCap": (lambda: [longitudinal(repeats=True)], ("--dictionary", "dictionary.csv")),
    "REDCap without dictionary": (lambda: [longitudinal(repeats=False)], ()),
    "REDCap labels": (lambda: [longitudinal(repeats=True, labelled=True)], ("--dictionary", "dictionary.csv")),
    "REDCap classic": (lambda: [classic()[0]], ()),
}


def silent(ended: Any, command: str) -> bool:
    """Return whether what a call printed holds no mark. `eligible` is about patients, and `info` names the sites."""
    about = {"eligible": "", "info": "\n".join(IDENTIFIER.findall(ended.out))}
    return MARKED.search(ended.err + about.get(command, ended.out)) is None


@pytest.mark.parametrize(
    ("layout", "form"), [*((layout, "csv") for layout in LAYOUTS), ("visits", "xlsx"), ("REDCap", "xlsx")]
)
def test_every_column(tmp_path: Path, call: Call, layout: str, form: str) -> None:
    """Whatever stands in whichever column, no command says it; the registry of such an export is as discreet."""
    write, options = LAYOUTS[layout]
    sheets = [planted(sheet) for sheet in write()]
    csv_files(tmp_path, [dictionary()])
    paths = csv_files(tmp_path, sheets) if form == "csv" else workbook(tmp_path, sheets)
    annotate = [("validate", "--annotate", "marked.xlsx")] if len(paths) == 1 else []
    for command, *more in (*COMMANDS, *annotate, *(MORE_COMMANDS if layout == "visits" else ())):
        ended = call(command, *paths, *more, *options, "--registry", "new.duckdb")
        assert ended.status in (0, 1, 3), (command, more, ended.err)
        assert silent(ended, command), (command, more)
    if layout in ("visits", "REDCap"):
        for command, *more in OF_REGISTRY:
            ended = call(command, *more, "--registry", "new.duckdb")
            assert ended.status in (0, 1), (command, more, ended.err)
            assert silent(ended, command), (command, more)


def visits() -> str:
    return text_of(planted(spelled(as_visits()[0])), newline="\n")


def no_header() -> str:
    return visits().partition("\n")[2]


BROKEN: dict[str, Callable[[], str | bytes]] = {
    "no header": no_header,
    "no header, one row": lambda: no_header().partition("\n")[0],
    "open quote": lambda: visits() + '"LN-001,kanari',
    "quote in the middle": lambda: visits().replace("kanari w3", 'kanari "w3'),
    "NUL": lambda: visits() + "LN-013,kanari\0",
    "not of its encoding": lambda: (visits() + "LN-013,kanari \xfc").encode("latin-1"),
    "half UTF-16": lambda: visits().encode("utf-16")[:-1],
    "rows of all lengths": lambda: visits() + "LN-013,kanari\nLN-014" + ",kanari" * 60 + "\n",
    "no unit": lambda: visits().replace("upcr (g/g)", "upcr"),
    "unknown unit": lambda: visits().replace("upcr (g/g)", "upcr (furlong)"),
    "another unit": lambda: visits().replace("creatinine (mg/dL)", "creatinine (µmol/L)"),
    "two columns for one": lambda: visits().replace("site", "gender"),
    "no patient": lambda: visits().replace("patient_id", "whoever"),
    "header twice": lambda: visits().replace("\nLN-003", f"\n{visits().partition(chr(10))[0]}\nLN-003", 1),
    "data for a workbook": lambda: b"PK\x03\x04kanari8642" + visits().encode(),
    "only a header": lambda: visits().partition("\n")[0],
    "empty": lambda: "",
    "identifiers as a title": lambda: "LN-001 kanari\n\n" + visits(),
    "identifiers as a footnote": lambda: visits() + "* LN-001 kanari,,,\n※ LN-002 kanari\n",
    "semicolons among commas": lambda: visits().replace("\nLN-004", "\nLN-004;kanari;8642"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_broken_files(tmp_path: Path, call: Call, broken: str) -> None:
    """A file that is broken is read, or refused with a place, and not with what stands there."""
    content = BROKEN[broken]()
    path = tmp_path / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    for command in ("ingest", "map", "eligible"):
        ended = call(command, path)
        assert ended.status in (0, 1, 3), (command, ended.err)
        assert MARKED.search(ended.err) is None, command
        assert command in ("map", "eligible") or silent(ended, command), command


OPTIONS: dict[str, tuple[str, ...]] = {
    "unit of nothing": ("--unit", "upcr=furlong"),
    "code of nothing": ("--code", "colour=1:red"),
    "code without meaning": ("--code", "sex=1"),
    "column that is not there": ("--column", "nobody=upcr"),
    "all columns for one field": ("--column", "site=sex"),
    "dates the wrong way": ("--dates", "mdy"),
    "serial dates": ("--dates", "excel"),
    "decimal comma": ("--decimal", "comma"),
    "encoding": ("--encoding", "utf-16"),
    "another encoding": ("--encoding", "cp949"),
    "time point": ("--at", "V4=some day"),
    "missing": ("--missing", "LN=1,2"),
    "mapping that is not there": ("--mapping", "no.toml"),
    "mapping that is none": ("--mapping", "export.csv"),
    "dictionary that is none": ("--dictionary", "export.csv"),
    "site file that is none": ("--site", "export.csv"),
    "registry that is none": ("--registry", "export.csv"),
    "output over the export": ("--output", "export.csv"),
    "annotate over the export": ("--annotate", "export.csv"),
    "problems into nowhere": ("--problems", "no/such/folder.csv"),
    "no such export": ("LN-001-kanari-is-not-here.csv",),
}


@pytest.mark.parametrize("wrong", OPTIONS)
def test_wrong_options(tmp_path: Path, call: Call, wrong: str) -> None:
    """A wrong option is refused, or has its way with the cells, without a cell in what is said."""
    path = tmp_path / "export.csv"
    path.write_text(visits(), encoding="utf-8")
    before = path.read_bytes()
    ended = call("ingest", path, *OPTIONS[wrong])
    assert ended.status in (0, 1, 2, 3, 5), ended.err
    said = (ended.err + ended.out).replace("LN-001-kanari-is-not-here.csv", "")
    assert MARKED.search(said) is None
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["[[sheet]]\nname = 3", "[[sheet]\nkanari", "sheet = 'LN-001 kanari'", "[[sheet]]\nname = 'visits'\nkanari = 8642"],
)
def test_broken_mappings(tmp_path: Path, call: Call, text: str) -> None:
    """A mapping file that is not sound is refused with its place, and nothing is landed."""
    (tmp_path / "export.csv").write_text(visits(), encoding="utf-8")
    (tmp_path / "mapping.toml").write_text(text, encoding="utf-8")
    ended = call("ingest", "export.csv", "--mapping", "mapping.toml")
    assert ended.status == 3
    assert "mapping.toml" in ended.err
    assert not (tmp_path / "lnmt.duckdb").exists()
