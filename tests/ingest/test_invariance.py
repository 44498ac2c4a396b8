"""What must not matter: the order of rows and columns, how an export is split, its units, CSV or XLSX."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli import Registry
from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import Declarations
from lnmt_cli.output.eligible import payload

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY_0 = date(2020, 1, 1)
AS_OF = date(2021, 1, 1)
TABLES = ("patient", "biopsy", "treatment", "visit", "event")
HEADER = (
    "patient_id", "sex", "birth_date", "prior_response", "biopsy_date", "biopsy_class", "induction_drug",
    "induction_start", "switch_date", "visit_date", "upcr (g/g)", "creatinine (mg/dL)", "egfr", "c3 (mg/dL)",
)  # fmt: skip
OTHER_UNITS = {
    "upcr (g/g)": (("upcr (mg/g)", "1000"), ("upcr[mg/mg]", "1")),
    "creatinine (mg/dL)": (("Cr (µmol/L)", "88.4"), ("creatinine (mg/L)", "10")),
    "c3 (mg/dL)": (("C3 (g/L)", "0.01"), ("C3 [mg/L]", "10")),
}
"""Another header for a measure, and how many of its unit make one of the canonical unit."""

days = st.integers(-60, 400).map(lambda day: (DAY_0 + timedelta(days=day)).isoformat())


def hundredths(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda n: str(Decimal(n) / 100))


def maybe(strategy: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), strategy, strategy)


@st.composite
def exports(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """Rows of one to three patients; now and then a patient's column, or a visit of one day, contradicts itself."""
    rows = []
    for number in range(draw(st.integers(1, 3))):
        own = [
            draw(maybe(st.sampled_from(words)))
            for words in (
                ("F", "female", "M"), ("1985-01-10",), ("PR", "NR", "CR"), ("2019-12-01", "2020-09-01"),
                ("III", "Class III", "IV+V", "V"), ("MMF", "CYC + pred", "AZA"), ("2020-01-01",), ("2020-07-01",),
            )
        ]  # fmt: skip
        for _ in range(draw(st.integers(1, 4))):
            column = draw(st.integers(0, 30))
            changed = [("" if n == column else cell) for n, cell in enumerate(own)]
            if column == 20:
                changed[4], changed[0] = "3+4", "남"
            measures = (
                hundredths(0, 400),
                hundredths(50, 300),
                hundredths(2000, 12000),
                hundredths(4000, 15000),
            )
            visit = [draw(days), *(draw(maybe(measure)) for measure in measures)]
            rows.append((f"P{number}", *changed, *visit))
            if draw(st.booleans()):
                pairs = zip(visit[1:], ("1.25", "1.25", "61.25", "81.25"), strict=True)
                again = [visit[0], *(draw(maybe(st.sampled_from(pair))) for pair in pairs)]
                rows.append((f"P{number}", *changed, *again))
    return rows


def answer(*files: tuple[str, Sequence[str], Sequence[Sequence[Any]]]) -> tuple[Any, ...]:
    """Return the canonical tables and the JSON of `eligible` of an export of these files."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name, _, _ in files]
        for path, (_, header, rows) in zip(paths, files, strict=True):
            (write_book if path.suffix == ".xlsx" else write_csv)(path, header, rows)
        batch = read_batch(paths, Declarations(), date(2026, 1, 31))
    with batch.connection as connection:
        tables = [connection.execute(f"select * from {name} order by all").fetchall() for name in TABLES]
        return tables, payload(Registry(connection).eligible(as_of=AS_OF))


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])


def write_book(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append([typed(cell) for cell in row])
    book.save(path)


def typed(cell: str) -> Any:
    """A cell as a person would have typed it into a spreadsheet: a date, a number or a text."""
    for kind in (date.fromisoformat, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell or None


@settings(max_examples=10, deadline=None)
@given(rows=exports(), order=st.randoms(use_true_random=False))
def test_order_of_rows(rows: list[tuple[str, ...]], order: Any) -> None:
    """The order of rows changes neither the tables nor the verdicts."""
    shuffled = order.sample(rows, len(rows))
    assert answer(("a.csv", HEADER, shuffled)) == answer(("a.csv", HEADER, rows))


@settings(max_examples=8, deadline=None)
@given(rows=exports(), places=st.permutations(range(len(HEADER))))
def test_order_of_columns(rows: list[tuple[str, ...]], places: list[int]) -> None:
    """The order of columns changes neither the tables nor the verdicts."""
    moved = [[row[place] for place in places] for row in rows]
    assert answer(("a.csv", [HEADER[place] for place in places], moved)) == answer(("a.csv", HEADER, rows))


@settings(max_examples=10, deadline=None)
@given(rows=exports(), homes=st.lists(st.integers(0, 2), min_size=24, max_size=24), first=st.integers(0, 2))
def test_splitting_into_files(rows: list[tuple[str, ...]], homes: list[int], first: int) -> None:
    """How the rows of an export are split into files of one call, and named in which order, changes nothing."""
    parts = [[row for row, home in zip(rows, homes, strict=False) if home == number] for number in range(3)]
    files = [(f"part-{number}.csv", HEADER, part) for number, part in enumerate(parts) if part]
    first %= len(files)
    assert answer(*files[first:], *files[:first]) == answer(("whole.csv", HEADER, rows))


@settings(max_examples=8, deadline=None)
@given(rows=exports(), choices=st.tuples(*(st.integers(0, 1) for _ in OTHER_UNITS)))
def test_units(rows: list[tuple[str, ...]], choices: tuple[int, ...]) -> None:
    """The same values in other units give the same tables and verdicts, to the last bit."""
    header, converted = list(HEADER), [list(row) for row in rows]
    for (name, others), choice in zip(OTHER_UNITS.items(), choices, strict=True):
        place = HEADER.index(name)
        header[place], factor = others[choice]
        for row in converted:
            row[place] = row[place] and str(Decimal(row[place]) * Decimal(factor))
    assert answer(("a.csv", header, converted)) == answer(("a.csv", HEADER, rows))


@settings(max_examples=8, deadline=None)
@given(rows=exports())
def test_csv_and_workbook(rows: list[tuple[str, ...]]) -> None:
    """A workbook with real dates and numbers gives what the CSV gives."""
    assert answer(("a.xlsx", HEADER, rows)) == answer(("a.csv", HEADER, rows))


@settings(max_examples=8, deadline=None)
@given(rows=exports(), pasted=st.integers(0, 5))
def test_rows_pasted_twice(rows: list[tuple[str, ...]], pasted: int) -> None:
    """Rows that stand twice, in one file or in two, change neither the tables nor the verdicts."""
    whole = answer(("a.csv", HEADER, rows))
    assert answer(("a.csv", HEADER, [*rows, *rows[:pasted]])) == whole
    assert answer(("a.csv", HEADER, rows), ("b.csv", HEADER, rows[:pasted] or rows[:1])) == whole


OWN, MEASURES = HEADER[:9], HEADER[10:]
TESTS = {
    "upcr (g/g)": ("UPCR", (("g/g", "1"), ("mg/g", "1000"))),
    "creatinine (mg/dL)": ("2160-0", (("mg/dL", "1"), ("µmol/L", "88.4"))),
    "egfr": ("eGFR", (("", "1"), ("mL/min/1.73m2", "1"))),
    "c3 (mg/dL)": ("보체 C3", (("mg/dL", "1"), ("g/L", "0.01"))),
}
"""The name of each measure in a list of results, and the units that a row can give it in."""


def patients_of(rows: Sequence[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the patient's columns of the first row of each."""
    return {row[0]: row[: len(OWN)] for row in reversed(rows)}


def split(rows: Sequence[Any], order: Any, name: str, header: Sequence[str]) -> list[tuple[str, Sequence[str], Any]]:
    """Return one to three files with the rows and the columns in another order."""
    places = order.sample(range(len(header)), len(header))
    shuffled = [[row[place] for place in places] for row in order.sample(rows, len(rows))]
    cuts = sorted(order.sample(range(len(rows) + 1), 2)) if len(rows) > 1 else [0, 0]
    parts = [shuffled[: cuts[0]], shuffled[cuts[0] : cuts[1]], shuffled[cuts[1] :]]
    return [(f"{name}-{n}.csv", [header[place] for place in places], part) for n, part in enumerate(parts) if part]


@settings(max_examples=10, deadline=None)
@given(rows=exports(), order=st.randoms(use_true_random=False))
def test_lab_lists(rows: list[tuple[str, ...]], order: Any) -> None:
    """A list of results in any order, split in any way, each in one of its units, gives what the visits give."""
    measured = [row for row in rows if any(row[10:])]
    patients = ("patients.csv", OWN, list(patients_of(rows).values()))
    results = []
    for row in measured:
        for name, value in zip(MEASURES, row[10:], strict=True):
            test, units = TESTS[name]
            unit, factor = order.choice(units)
            results += [(row[0], row[9], test, str(Decimal(value) * Decimal(factor)), unit)] if value else []
    labs = split(results, order, "labs", ("patient_id", "date", "test", "value", "unit"))
    visits = ("visits.csv", ("patient_id", *HEADER[9:]), [(row[0], *row[9:]) for row in measured])
    assert answer(patients, *labs) == answer(patients, *([visits] if measured else []))


@settings(max_examples=10, deadline=None)
@given(rows=exports(), order=st.randoms(use_true_random=False))
def test_wide_sheets(rows: list[tuple[str, ...]], order: Any) -> None:
    """One row a patient, its visits in numbered columns in any order, gives what a row a visit gives."""
    own = patients_of(rows)
    visits = {patient: [row[9:] for row in rows if row[0] == patient] for patient in own}
    most = max(map(len, visits.values()))
    header = [*OWN, *(name.replace(" (", f"_v{n} (", 1) if "(" in name else f"{name}_v{n}"
                      for n in range(1, most + 1) for name in HEADER[9:])]  # fmt: skip
    wide = [
        [*own[patient], *(cell for visit in order.sample(found, len(found)) for cell in visit)]
        for patient, found in visits.items()
    ]
    filled = [[*row, *[""] * (len(header) - len(row))] for row in wide]
    plain = [(*own[row[0]], *row[9:]) for row in rows]
    assert answer(*split(filled, order, "wide", header)) == answer(("visits.csv", HEADER, plain))
