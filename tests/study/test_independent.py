"""The tool against an implementation of its own kind: plain Python, written from the clinical notes alone."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from cases import verdicts
from cases.cohort import AS_OF, TODAY, registry, write

from lnmt_cli.analysis.eligibility import assess
from lnmt_cli.analysis.engine import prepare
from lnmt_cli.analysis.outcomes import SWITCHED
from lnmt_cli.analysis.scope import Scope
from lnmt_cli.ingest.batch import read_batch
from lnmt_cli.ingest.declarations import Declarations
from lnmt_cli.knowledge.definitions import names_of
from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.knowledge.response import RESPONSES

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

PATIENTS = 2700
SEED = 2017
MEASURES = ("upcr", "egfr", "albumin", "c3", "c4")


@pytest.fixture(scope="module")
def tables() -> dict[str, list[tuple[str, ...]]]:
    return registry(random.Random(SEED), PATIENTS)


@pytest.fixture(scope="module")
def patients(tables: dict[str, list[tuple[str, ...]]]) -> dict[str, verdicts.Patient]:
    return verdicts.patients_of(tables)


@pytest.fixture(scope="module")
def connection(tables: dict[str, list[tuple[str, ...]]], tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("registry")
    with read_batch(write(tables, folder), Declarations(), TODAY).connection as connection:
        yield connection


def test_every_definition_is_implemented_twice() -> None:
    """No packaged response definition is without its counterpart."""
    assert sorted(verdicts.DEFINITIONS) == sorted(names_of(RESPONSES))


@pytest.mark.parametrize("definition", list(verdicts.DEFINITIONS))
def test_every_verdict_agrees(
    patients: dict[str, verdicts.Patient], connection: DuckDBPyConnection, definition: str
) -> None:
    """Status, each criterion, the response to induction and the index date agree in every patient."""
    study = prepare(connection, "multitarget-2017", AS_OF, Scope.INDUCTION, Departures((definition,)))
    found = {
        one.patient_id: (str(one.status), tuple(c.met for c in one.criteria), one.prior_response, one.index_date)
        for one in assess(study).patients
    }
    expected = {name: verdicts.judge(patient, AS_OF, definition)[:4] for name, patient in patients.items()}
    assert {name: (found[name], told) for name, told in expected.items() if found[name] != told} == {}


@pytest.mark.parametrize("definition", ["kdigo-2024", "regency"])
def test_every_caution_agrees(
    patients: dict[str, verdicts.Patient], connection: DuckDBPyConnection, definition: str
) -> None:
    """Cautions about drugs that act on, disagreement and age agree in every patient, and the inadequate response."""
    assessed = assess(
        prepare(connection, "multitarget-2017", AS_OF, Scope.INDUCTION, Departures((definition,)))
    ).patients
    expected = {name: verdicts.cautions(patient, AS_OF, definition) for name, patient in patients.items()}
    found = {
        one.patient_id: {c.id: c.state for c in one.cautions if c.id in expected[one.patient_id]} for one in assessed
    }
    assert {name: (found[name], told) for name, told in expected.items() if found[name] != told} == {}
    states = [(name, state) for told in expected.values() for name, state in told.items()]
    assert min(states.count((name, state)) for name, state in set(states)) >= 5
    assert len(set(states)) == 3 * len(expected["P0000"])
    inadequate = {one.patient_id: one.induction.inadequate_response for one in assessed}
    for name, whole in patients.items():
        patient = verdicts.known_on(whole, AS_OF)
        assert inadequate[name] is verdicts.told_of_induction(patient, AS_OF, definition)[2]


@pytest.mark.parametrize("definition", list(verdicts.DEFINITIONS))
def test_every_response_agrees(
    patients: dict[str, verdicts.Patient], connection: DuckDBPyConnection, definition: str
) -> None:
    """The response after the switch agrees in every patient who switched."""
    study = prepare(connection, "multitarget-2017", AS_OF, departures=Departures((definition,)))
    found = {row["patient_id"]: row["category"] for row in study.rows(SWITCHED) if row["has_switched"]}
    judged = {name: verdicts.judge(patient, AS_OF, definition) for name, patient in patients.items()}
    switched = {name for name, p in patients.items() if verdicts.course_of(verdicts.known_on(p, AS_OF)).switched}
    expected = {name: verdict.response for name, verdict in judged.items() if name in switched}
    assert {name: (found.get(name), told) for name, told in expected.items() if found.get(name) != told} == {}
    assert len(found) == len(expected)


def test_every_value_agrees(patients: dict[str, verdicts.Patient], connection: DuckDBPyConnection) -> None:
    """Each measure at the switch and at week 24 agrees in every patient, eGFR as recorded or computed."""
    study = prepare(connection, "multitarget-2017", AS_OF)
    names = [name for measure in MEASURES for name in (measure, f"{measure}_baseline")]
    for row in study.rows(SWITCHED):
        values = verdicts.judge(patients[row["patient_id"]], AS_OF).values
        if values is None:
            continue  # no switch for certain, or one on a day that is not known
        assert [row[name] for name in names] == pytest.approx([values[name] for name in names], abs=1e-9)


def test_what_befell_agrees(patients: dict[str, verdicts.Patient], connection: DuckDBPyConnection) -> None:
    """Rescue, death, kidney failure and the stop of a drug by week 24 agree in every patient, and each occurs."""
    study = prepare(connection, "multitarget-2017", AS_OF)
    names = ("rescue", "died", "kidney_failure", "stopped")
    truths = []
    for row in study.rows(SWITCHED):
        values = verdicts.judge(patients[row["patient_id"]], AS_OF).values
        if values is None:
            continue  # no switch for certain, or one on a day that is not known
        assert [row[name] for name in names] == [values[name] for name in names]
        truths += [(name, values[name]) for name in names]
    assert min(truths.count((name, truth)) for name in names for truth in (True, False)) >= 5
    assert ("stopped", None) in truths


def test_the_patients_show_every_verdict(patients: dict[str, verdicts.Patient]) -> None:
    """Among the made-up patients each status, each truth of each criterion and each response occurs often."""
    judged = [verdicts.judge(patient, AS_OF) for patient in patients.values()]
    told = [verdict.status for verdict in judged]
    told += [f"{number} {met}" for verdict in judged for number, met in enumerate(verdict.criteria)]
    told += [f"{verdict.response}" for verdict in judged if verdict.index_date]
    statuses = ("candidate", "switched", "switched_outside", "upfront", "pending", "not_eligible", "undetermined")
    truths = (f"{number} {met}" for number in range(4) for met in (True, False, None))
    assert min(told.count(word) for word in (*statuses, *truths, "CR", "PR", "NR", "None")) >= 20
