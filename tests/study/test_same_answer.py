"""What must not matter to `eligible`, `outcomes` and `describe`: each answer is compared whole, as its JSON.

That the canonical tables do not depend on how they were read is shown in tests/ingest/test_invariance.py.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cases.cohort import AS_OF, DAY_0, HEADERS, TODAY, Tables, registry, write, write_csv
from hypothesis import example, given, settings
from hypothesis import strategies as st

import lnmt_cli
from lnmt_cli import Registry
from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import Declarations
from lnmt_cli.output import describe, eligible, outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence

SUBGROUPS = ("prior_response", "sex", "class", "induction_regimen", "age_group")
OTHER_UNITS = {
    "upcr (g/g)": ("upcr (mg/g)", "1000"),
    "creatinine (mg/dL)": ("creatinine (µmol/L)", "88.4"),
    "albumin (g/dL)": ("albumin (g/L)", "10"),
    "c3 (mg/dL)": ("c3 (g/L)", "0.01"),
    "c4 (mg/dL)": ("c4 (g/L)", "0.01"),
}
"""Another header for a measure, and how many of its unit make one of the canonical unit."""
SITE_CODES = {"Guro": "007", "Seongdong": "NA-2", "Mapo": "한양"}

registries = st.integers(0, 2**32).map(lambda seed: registry(random.Random(seed), 12))
orders = st.randoms(use_true_random=False)


def whole(tables: Tables) -> list[tuple[str, Sequence[str], Sequence[Sequence[str]]]]:
    """Return the files of an export of ``tables``, one for each of them."""
    return [(f"{name}.csv", HEADERS[name], rows) for name, rows in tables.items() if rows]


def answers(
    files: Sequence[tuple[str, Sequence[str], Sequence[Sequence[str]]]], *, run: str = "", as_of: date = AS_OF
) -> dict[str, Any]:
    """Return the JSON of each analysis of an export of these files, after the statement ``run``."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [write_csv(Path(folder) / name, header, rows) for name, header, rows in files]
        batch = read_batch(paths, Declarations(), TODAY)
    with batch.connection as connection:
        if run:
            connection.execute(run)
        asked = Registry(connection)
        return {
            "eligible": eligible.payload(asked.eligible(as_of=as_of)),
            "outcomes": outcomes.payload(
                asked.outcomes(SUBGROUPS, all_switched=True, as_of=as_of, kidney_function=True)
            ),
            "describe": describe.payload(asked.describe("all", SUBGROUPS, as_of=as_of)),
        }


@settings(max_examples=5, deadline=None)
@given(tables=registries, order=orders)
def test_order_of_rows_and_columns(tables: Tables, order: Any) -> None:
    """The order of rows and of columns changes no result."""
    moved = []
    for name, header, rows in whole(tables):
        places = order.sample(range(len(header)), len(header))
        shuffled = [[row[place] for place in places] for row in order.sample(rows, len(rows))]
        moved.append((name, [header[place] for place in places], shuffled))
    assert answers(moved) == answers(whole(tables))


@settings(max_examples=5, deadline=None)
@given(tables=registries, order=orders)
def test_split_files(tables: Tables, order: Any) -> None:
    """How an export is split into files, and how they are ordered, changes no result."""
    parts = []
    for name, header, rows in whole(tables):
        homes = [order.randrange(3) for _ in rows]
        for home in set(homes):
            mine = [row for row, where in zip(rows, homes, strict=True) if where == home]
            parts.append((f"{home}-{name}", header, mine))
    assert answers(order.sample(parts, len(parts))) == answers(whole(tables))


@settings(max_examples=5, deadline=None)
@given(tables=registries, others=st.sets(st.sampled_from(sorted(OTHER_UNITS)), min_size=1))
def test_units(tables: Tables, others: set[str]) -> None:
    """The same values in other units change no result, to the last digit."""
    header = HEADERS["visits"]
    renamed = [OTHER_UNITS[name][0] if name in others else name for name in header]
    factors = [Decimal(OTHER_UNITS[name][1]) if name in others else None for name in header]
    converted = [
        [str(Decimal(cell) * factor) if factor and cell else cell for cell, factor in zip(row, factors, strict=True)]
        for row in tables["visits"]
    ]
    files = [file if file[0] != "visits.csv" else ("visits.csv", renamed, converted) for file in whole(tables)]
    assert answers(files) == answers(whole(tables))


@settings(max_examples=5, deadline=None)
@given(tables=registries)
@example(tables=registry(random.Random(13855), 12))
def test_site_codes(tables: Tables) -> None:
    """What the sites are called changes no verdict and no figure: only the name of the site itself."""
    recoded = tables | {"patients": [(row[0], SITE_CODES.get(row[1], ""), *row[2:]) for row in tables["patients"]]}
    names = {code: site for site, code in SITE_CODES.items()}
    found, known = answers(whole(recoded)), answers(whole(tables))
    for patient in found["eligible"]["patients"]:
        patient["site"] = names.get(patient["site"])
    for answer in (found, known):
        for variable in answer["describe"]["variables"]:
            if variable["variable"] == "site":
                for summary in variable["summaries"]:
                    summary["categories"] = sorted(
                        (names.get(one["category"], one["category"]), one["n"]) for one in summary["categories"]
                    )
    assert found == known


@settings(max_examples=5, deadline=None)
@given(tables=registries)
def test_threads(tables: Tables) -> None:
    """On how many threads the database works changes no result."""
    assert answers(whole(tables), run="set threads = 4") == answers(whole(tables), run="set threads = 1")


@settings(max_examples=5, deadline=None)
@given(tables=registries, zone=st.sampled_from(("Asia/Seoul", "Pacific/Kiritimati", "Pacific/Pago_Pago")))
def test_time_zone_of_the_database(tables: Tables, zone: str) -> None:
    """The time zone of the database changes no result: a registry has days, and no hours."""
    assert answers(whole(tables), run=f"set TimeZone = '{zone}'") == answers(whole(tables), run="set TimeZone = 'UTC'")


@pytest.mark.parametrize("command", [("eligible",), ("outcomes", "--subgroup"), ("describe", "--cohort", "all")])
def test_time_zone_of_the_machine(tmp_path: Path, command: tuple[str, ...]) -> None:
    """Where on earth the machine stands changes no result of a day that is named."""
    paths = write(registry(random.Random(24), 20), tmp_path)
    home = str(Path(lnmt_cli.__file__).parents[1])
    printed = set()
    for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles"):
        call = [sys.executable, "-m", "lnmt_cli", *command, *map(str, paths)]
        ended = subprocess.run(
            [*call, "--as-of", AS_OF.isoformat(), "--format", "json", "--fail-on", "never"],
            env={**os.environ, "TZ": zone, "PYTHONPATH": home, "PYTHONUTF8": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        printed.add(ended.stdout)
    assert len(printed) == 1
    assert json.loads(printed.pop())["command"] == command[0]


LATER_GONE = """
delete from visit where date > '{day}';
delete from biopsy where date > '{day}';
delete from treatment where start > '{day}';
delete from event where date > '{day}';
update patient set
  switch_date = case when switch_date <= '{day}' then switch_date end,
  death_date = case when death_date <= '{day}' then death_date end
"""
"""A registry as it was at the end of a day."""


@settings(max_examples=8, deadline=None)
@given(tables=registries, months=st.integers(1, 40))
def test_as_of_is_a_cut_off(tables: Tables, months: int) -> None:
    """As of a day, the answers are those of the registry as it was on that day, but for the note on what came later."""
    day = DAY_0 + timedelta(days=30 * months)
    found, known = (answers(whole(tables), run=run, as_of=day) for run in ("", LATER_GONE.format(day=day)))
    for answer in (*found.values(), *known.values()):
        answer["notes"] = [note for note in answer["notes"] if "dated after" not in note]
    assert found == known


@settings(max_examples=5, deadline=None)
@given(tables=registries, seed=st.integers(0, 2**32))
def test_another_patient(tables: Tables, seed: int) -> None:
    """One more patient changes the verdict of no other."""
    stranger = registry(random.Random(seed), 1)
    joined = {name: [*rows, *(("P9999", *row[1:]) for row in stranger[name])] for name, rows in tables.items()}
    found, known = (
        {patient["patient_id"]: patient for patient in answers(whole(export))["eligible"]["patients"]}
        for export in (joined, tables)
    )
    assert found.pop("P9999")
    assert found == known


@settings(max_examples=5, deadline=None)
@given(tables=registries, seed=st.integers(0, 2**32))
def test_another_patient_who_has_not_switched(tables: Tables, seed: int) -> None:
    """One more patient who has not switched changes no figure of the outcomes."""
    stranger = registry(random.Random(seed), 1)
    joined = {
        name: [*rows, *(("P9999", *row[1:]) for row in stranger[name] if name != "treatments")]
        for name, rows in tables.items()
    }
    joined["patients"][-1] = (*joined["patients"][-1][:5], "", *joined["patients"][-1][6:])
    found, known = (answers(whole(export))["outcomes"] for export in (joined, tables))
    for answer in (found, known):  # they count the patients of the registry
        answer.pop("notes")
    assert found == known
