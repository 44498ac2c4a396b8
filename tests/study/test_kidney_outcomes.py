"""Loss of kidney function, renal flares and sustained ratios against an implementation of their own kind."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from cases import kidney
from cases.cohort import TODAY, write_csv

from lnmt_cli.analysis.eligibility import assess
from lnmt_cli.analysis.engine import prepare
from lnmt_cli.analysis.kidney_outcome import DECLINES, OUTCOMES
from lnmt_cli.analysis.outcomes import summarise
from lnmt_cli.analysis.scope import Scope
from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import Declarations
from lnmt_cli.knowledge.departures import Departures

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

PATIENTS = 1200
SEED = 57
PERCENTS = (30.0, 40.0, 57.0)
ASKED_FOR = """
name = "own"
based_on = "multitarget-2017"

[criteria.flare]
label = "Renal flare"
rule = "renal_flare"
source = "own"
"""


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    tables, known = kidney.registry(random.Random(SEED), PATIENTS)
    folder: Path = tmp_path_factory.mktemp("followed")
    paths = [write_csv(folder / f"{name}.csv", kidney.HEADERS[name], rows) for name, rows in tables.items()]
    with read_batch(paths, Declarations(), TODAY).connection as connection:
        yield connection, known


Known = tuple["DuckDBPyConnection", dict[str, kidney.Followed]]


def test_every_decline_and_slope_agrees(followed: Known) -> None:
    """Days of confirmed and unconfirmed declines by each percent, and the slope, agree in every patient."""
    connection, known = followed
    study = prepare(connection, "multitarget-2017", kidney.AS_OF)
    rows = {row["patient_id"]: row for row in study.rows(OUTCOMES)}
    declines = {(row["patient_id"], float(row["percent"])): row for row in study.rows(DECLINES)}
    told = []
    for name, one in known.items():
        expected = kidney.loss(one, PERCENTS)
        for percent in PERCENTS:
            found = declines.get((name, percent), {"decline_day": None, "unconfirmed_day": None})
            days = (expected.declined[percent], expected.unconfirmed[percent])
            # A row that is open and too short after a confirmed one decides nothing.
            assert found["decline_day"] == days[0], (name, percent)
            if days[0] is None:
                assert found["unconfirmed_day"] == days[1], (name, percent)
            told.append("confirmed" if days[0] is not None else "open" if days[1] is not None else "none")
        if expected.slope is not None:
            assert rows[name]["slope"] == pytest.approx(expected.slope, rel=1e-9, abs=1e-9), name
        told.append("slope" if expected.slope is not None else "no slope")
    assert min(map(told.count, ("confirmed", "open", "none", "slope", "no slope"))) >= 40


def test_every_count_agrees(followed: Known) -> None:
    """Those followed, those left out by reason, declines, slopes and flares agree in their numbers."""
    connection, known = followed
    found = summarise(prepare(connection, "multitarget-2017", kidney.AS_OF), kidney_function=True, deep=False).deeper
    losses = {name: kidney.loss(one, PERCENTS) for name, one in known.items()}
    (follow_up,) = found.kidney_follow_up
    reasons = [one.left_out for one in losses.values()]
    for reason in ("failed_before", "failure_undated", "no_baseline", "no_later_value"):
        assert getattr(follow_up, reason) == reasons.count(reason) > 0
    assert follow_up.of == reasons.count(None)
    kept = {name: one for name, one in losses.items() if one.left_out is None}
    has_failed = {name for name in kept if known[name].failures}
    for decline in found.egfr_decline:
        confirmed = {name for name, one in kept.items() if one.declined[decline.decline] is not None}
        open_ones = {name for name, one in kept.items() if one.unconfirmed[decline.decline] is not None}
        assert (decline.n, decline.of) == (len(confirmed | has_failed), len(kept))
        assert (decline.confirmed, decline.kidney_failure) == (len(confirmed), len(has_failed - confirmed))
        assert decline.unconfirmed == len(open_ones - confirmed - has_failed)
    (slope,) = found.egfr_slope
    assert slope.n == sum(one.slope is not None for one in losses.values())
    (flares,) = found.renal_flares
    assert flares.n == sum(kidney.flare_day(one, 0, 7)[0] is not None for one in known.values()) > 0
    at_risk = [list(kidney.own_values(one, one.upcr, 0, 7).values()) for one in known.values()]
    assert flares.of == sum(any(ratio <= 1 for ratio in ratios[:-1]) for ratios in at_risk)


OTHER_NUMBERS = """
name = "own"
based_on = "multitarget-2017"

[reporting.sustained]
days = 60

[reporting.egfr_decline]
percent = [20, 50.5]

[reporting.egfr_slope]
values = 4
days = 200
"""


def test_other_numbers(followed: Known, tmp_path: Path) -> None:
    """Declines, days between two values, and values and days of a slope are those of the protocol."""
    connection, known = followed
    path = tmp_path / "own.toml"
    path.write_text(OTHER_NUMBERS, encoding="utf-8")
    found = summarise(prepare(connection, str(path), kidney.AS_OF), kidney_function=True, deep=False).deeper
    losses = {name: kidney.loss(one, (20.0, 50.5), days=60, least=4, span=200) for name, one in known.items()}
    for decline in found.egfr_decline:
        told = [one for one in losses.values() if one.left_out is None]
        assert decline.confirmed == sum(one.declined[decline.decline] is not None for one in told) > 0
    assert [decline.decline for decline in found.egfr_decline] == [20.0, 50.5]
    assert found.egfr_slope[0].n == sum(one.slope is not None for one in losses.values())


def test_every_flare_agrees(followed: Known, tmp_path: Path) -> None:
    """The first flare after the switch, and whether there was one in the induction, agree in every patient."""
    connection, known = followed
    rows = {row["patient_id"]: row for row in prepare(connection, "multitarget-2017", kidney.AS_OF).rows(OUTCOMES)}
    assert {name: rows[name]["flare_day"] for name in known} == {
        name: kidney.flare_day(one, 0, 7)[0] for name, one in known.items()
    }
    path = tmp_path / "own.toml"
    path.write_text(ASKED_FOR, encoding="utf-8")
    judged = assess(prepare(connection, str(path), kidney.AS_OF, Scope.INDUCTION)).patients
    met = {one.patient_id: {criterion.id: criterion.met for criterion in one.criteria}["flare"] for one in judged}
    expected = {}
    for name, one in known.items():
        day, ratios = kidney.flare_day(one, kidney.INDUCTION, 14, until=0)
        expected[name] = True if day is not None else False if ratios >= 2 else None
    assert met == expected


def test_every_sustained_ratio_agrees(followed: Known) -> None:
    """The highest UPCR since one 30 days earlier agrees wherever a UPCR is judged at week 24."""
    connection, known = followed
    study = prepare(connection, "multitarget-2017", kidney.AS_OF, departures=Departures(("aurora-2-adequate",)))
    rows = study.rows("select patient_id, upcr_day, upcr_sustained from response where anchor = 'switch'")
    judged = [row for row in rows if row["upcr_day"] is not None]
    assert {row["patient_id"]: row["upcr_sustained"] for row in judged} == {
        row["patient_id"]: kidney.sustained(known[row["patient_id"]], row["upcr_day"]) for row in judged
    }
    assert sum(row["upcr_sustained"] is not None for row in judged) >= 40
