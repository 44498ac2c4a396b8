"""What an export does not say by itself: nothing wrong is landed, the option is named, and with it all is well."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from renderings.cohort import MEASURES
from renderings.files import csv_files, rows_in
from renderings.languages import JAPANESE
from renderings.layouts import Table, as_tables, as_visits, as_wide
from renderings.redcap import dictionary, longitudinal
from renderings.styles import CANONICAL, SI, Sheet, Style, all_spelled, comma, spelled

from lnmt_cli.errors import LnmtError
from lnmt_cli.ingest.redcap.dictionary import read_dictionary
from lnmt_cli.ingest.reporting import problems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Check = Any
UNITS = [f"{name}={unit}" for name, unit in CANONICAL.items() if name != "dose"]


def nothing_wrong(found: dict[str, list[dict[str, Any]]], reference: dict[str, list[dict[str, Any]]]) -> bool:
    """Return whether every record is one of the reference, or part of one; any word is a name of a site."""
    return all(
        any(all(value in (None, of[name]) or name == "site" for name, value in row.items()) for of in reference[table])
        for table, rows in found.items()
        for row in rows
    )


@pytest.fixture
def needs(read: Any, canonical: Any, reference: Any, check: Check) -> Callable[..., None]:
    """Assert that files need an option: it is named, nothing wrong is landed without it, and with it all is well."""

    def of(paths: Sequence[Path], rows: int, option: str, *, encoding: str | None = None, **declared: Any) -> None:
        refusal, batch = None, None
        try:
            batch = read(paths)
        except LnmtError as error:
            refusal = error
        if refusal is not None:
            assert refusal.status == 3
            assert option in refusal.hint
        else:
            found = canonical(batch.connection)
            said = [problem.remedy for problem in problems_of(batch)]
            assert any(option in remedy for remedy in said), said
            assert nothing_wrong(found, reference)
            assert sum(file.landed + file.set_aside for file in batch.files) == batch.rows_read
        check(paths, rows, **declared, **({"encoding": encoding} if encoding else {}))

    return of


def visits(tmp_path: Path, style: Style, **form: Any) -> tuple[list[Path], int]:
    paths = csv_files(tmp_path, all_spelled(as_visits(), style), **form)
    return paths, rows_in(paths, form.get("encoding", "utf-8"), form.get("delimiter", ",")) - 2


def renamed(table: Table, **names: str) -> Table:
    rows = tuple({names.get(name, name): value for name, value in row.items()} for row in table.rows)
    return Table(table.name, tuple(names.get(column, column) for column in table.columns), rows)


@pytest.mark.parametrize("units", [CANONICAL, SI], ids=["canonical", "SI"])
def test_unit(tmp_path: Path, needs: Any, units: dict[str, str]) -> None:
    """A measure without a unit needs --unit."""
    declared = [f"{name}={unit}" for name, unit in units.items() if name != "dose"]
    needs(*visits(tmp_path, Style(units=units, unit_at="nowhere")), "--unit", units=declared)


def test_unit_of_tests(tmp_path: Path, needs: Any) -> None:
    """A list of results without units needs --unit."""
    rows = [["patient_id", "date", "test", "value"]]
    style = Style()
    for of in as_tables()[3].rows:
        rows += [
            [of["patient_id"], style.cell(of, "visit_date"), name, style.cell(of, name)]
            for name in MEASURES
            if name in of
        ]
    others = [table for table in as_tables() if table.name != "visits"]
    paths = csv_files(tmp_path, [Sheet("labs", rows), *all_spelled(others)])
    needs(paths, rows_in(paths) - 5, "--unit", units=UNITS)


def test_values_of_another_unit(tmp_path: Path, read: Any, check: Check) -> None:
    """Creatinine of 70 under mg/dL is refused, not mended; with the unit that it has it is read."""
    paths, rows = visits(tmp_path, Style(units=SI, unit_at="nowhere"))
    right = {name: unit for name, unit in SI.items() if name != "dose"}
    for name in ("creatinine", "albumin", "c3", "c4"):
        wrong = [f"{of}={unit}" for of, unit in {**right, name: CANONICAL[name]}.items()]
        with pytest.raises(LnmtError) as refused:
            read(paths, units=wrong)
        assert refused.value.status == 3
        assert "--unit" in refused.value.hint
    check(paths, rows, units=[f"{name}={unit}" for name, unit in right.items()])


def test_order_of_day_and_month(tmp_path: Path, read: Any) -> None:
    """Dates that could all be read in two ways need --dates."""
    rows = [["patient_id", "event_date", "event_kind"], ["LN-002", "12/10/2020", "infection"]]
    paths = csv_files(tmp_path, [Sheet("events", rows)])
    batch = read(paths)
    assert any("--dates" in problem.remedy for problem in problems_of(batch))
    assert batch.connection.execute("select date from event where date is not null").fetchall() == []
    for order, day in (("dmy", date(2020, 10, 12)), ("mdy", date(2020, 12, 10))):
        told = read(paths, date_order=order)
        assert told.connection.execute("select date from event").fetchall() == [(day,)]


def test_years_of_two_digits(tmp_path: Path, needs: Any) -> None:
    """With two digits for the year nothing shows the order, and --dates is needed."""
    style = Style(date=lambda day: f"{day:%d/%m/%Y}" if day.year < 2005 else f"{day:%d/%m/%y}")
    needs(*visits(tmp_path, style), "--dates", date_order="dmy")


def test_serial_numbers(tmp_path: Path, needs: Any) -> None:
    """Numbers in place of dates need --dates excel: nothing says where they are counted from."""
    paths, rows = visits(tmp_path, Style(date=lambda day: str((day - date(1899, 12, 30)).days)))
    needs(paths, rows, "--dates", date_order="excel")


CODES = {
    "sex": ({"F": "2", "M": "1"}, "1:M,2:F"),
    "prior_response": ({"PR": "2", "NR": "3"}, "2:PR,3:NR"),
    "induction_drug": ({"MMF": "1", "cyclophosphamide": "2", "azathioprine": "3"}, "1:MMF,2:CYC,3:AZA"),
    "biopsy_class": (
        {"II": "1", "III": "2", "IV": "3", "V": "4", "III+V": "5", "IV+V": "6", "III (A)": "7", "IV (A/C)": "8"},
        "1:II,2:III,3:IV,4:V,5:III+V,6:IV+V,7:III (A),8:IV (A/C)",
    ),
    "event_kind": ({"infection": "1", "pregnancy": "2"}, "1:infection,2:pregnancy"),
}


@pytest.mark.parametrize("field", CODES)
def test_codes(tmp_path: Path, needs: Any, field: str) -> None:
    """Codes need --code."""
    words, meaning = CODES[field]
    needs(*visits(tmp_path, Style(words={field: words})), "--code", codes=[f"{field}={meaning}"])


@pytest.mark.parametrize("code", ["-99", "9999"])
def test_codes_for_missing(tmp_path: Path, needs: Any, code: str) -> None:
    """Codes for missing among numbers need --missing."""
    tables = as_tables()
    style = Style(missing=code)
    sheets = [spelled(table, style if table.name == "visits" else None) for table in tables]
    paths = csv_files(tmp_path, sheets)
    needs(paths, rows_in(paths) - 5, "--missing", missing=[code])


def test_decimal_comma(tmp_path: Path, needs: Any) -> None:
    """A decimal comma in a file separated by commas is not proved, and needs --decimal."""
    tables = as_tables()
    sheets = [spelled(table, Style(number=comma)) for table in tables]
    paths = csv_files(tmp_path, sheets)
    needs(paths, rows_in(paths) - 5, "--decimal", decimal="comma")


def test_patient_under_another_name(tmp_path: Path, needs: Any) -> None:
    """An identifier under a name of its own needs --column."""
    paths, rows = visits(tmp_path, Style(headers={"patient_id": "whoever"}))
    needs(paths, rows, "--column", columns=["whoever=patient_id"])


@pytest.mark.parametrize("field", ["upcr", "biopsy_class", "switch_date", "sex"])
def test_field_under_another_name(tmp_path: Path, needs: Any, field: str) -> None:
    """A column under a name of its own is left out with a word, and needs --column."""
    paths, rows = visits(tmp_path, Style(headers={field: "this and that"}))
    needs(paths, rows, "--column", columns=[f"this and that{' (g/g)' if field == 'upcr' else ''}={field}"])


def test_column_that_claims_a_field_twice(tmp_path: Path, needs: Any) -> None:
    """Two columns of one field need --column to leave one out."""
    table, later = as_visits()
    twice = Table(
        "visits", (*table.columns, "sex again"), tuple({**row, "sex again": row["sex"]} for row in table.rows)
    )
    paths = csv_files(tmp_path, [spelled(twice, Style(headers={"sex again": "Gender"})), spelled(later)])
    needs(paths, rows_in(paths) - 2, "--column", columns=["Gender=-"])


def test_shared_word(tmp_path: Path, needs: Any) -> None:
    """A header that can mean the dates of two tables needs --column."""
    sheets = all_spelled(as_visits(), Style(headers={"visit_date": "date"}))
    paths = csv_files(tmp_path, [Sheet("export", sheets[0].rows), sheets[1]])
    needs(paths, rows_in(paths) - 2, "--column", columns=["date=visit_date"])


@pytest.mark.parametrize("encoding", ["cp932", "cp1250"])
def test_encoding(tmp_path: Path, needs: Any, encoding: str) -> None:
    """Text in an encoding that cannot be told needs --encoding."""
    style = Style(headers={} if encoding == "cp1250" else JAPANESE)
    sheets = all_spelled(as_visits(), style)
    if encoding == "cp1250":
        sheets[0].rows[0].append("poznámka řádku žluť")
        for row in sheets[0].rows[1:]:
            row.append("ěščřžýáíé")
    paths = csv_files(tmp_path, sheets)
    for path in paths:
        path.write_bytes(path.read_text("utf-8").encode(encoding))
    needs(paths, rows_in(paths, encoding) - 2, "--encoding", encoding=encoding)


def test_dictionary(tmp_path: Path, needs: Any) -> None:
    """A raw export of a REDCap project needs --dictionary, or names and codes by other options."""
    book = read_dictionary(csv_files(tmp_path, [dictionary()])[0])
    paths = csv_files(tmp_path, [longitudinal(repeats=True)])
    needs(paths, rows_in(paths) - 1, "--dictionary", dictionary=book)


def test_labels_without_dates(tmp_path: Path, read: Any) -> None:
    """Visits that have a name only need --at, in headers as in cells."""
    wide, _ = as_wide(labels=("V1", "V2", "V3", "V4", "V5", "V6"))
    undated = Table("wide", tuple(name for name in wide.columns if not name.startswith("visit_date")), wide.rows)
    paths = csv_files(tmp_path, [spelled(undated)])
    with pytest.raises(LnmtError) as refused:
        read(paths)
    assert "--at" in refused.value.hint
    points = [f"V{n}=induction+{weeks}w" for n, weeks in enumerate((0, 12, 24, 36, 48, 60), 1)]
    batch = read(paths, points=points)
    found = batch.connection.execute("select distinct anchor, day from visit order by all").fetchall()
    assert found == [("induction", 7 * weeks) for weeks in (0, 12, 24, 36, 48, 60)]


def test_named_time_points_without_an_anchor(tmp_path: Path, read: Any) -> None:
    """Rows that name time points and have no dates need --anchor."""
    rows = [["patient_id", "visit", "upcr (g/g)"], ["LN-001", "baseline", "3.094"], ["LN-001", "week 24", "1.326"]]
    paths = csv_files(tmp_path, [Sheet("visits", rows)])
    with pytest.raises(LnmtError) as refused:
        read(paths)
    assert "--anchor" in refused.value.hint
    batch = read(paths, anchor="induction")
    found = batch.connection.execute("select anchor, day, upcr from visit order by all").fetchall()
    assert found == [("induction", 0, 3.094), ("induction", 168, 1.326)]
