"""The examples that come with the packaged definitions: true to them, in Python and in SQL alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.analysis.checking import checked
from lnmt_cli.analysis.engine import Analysis, prepare
from lnmt_cli.analysis.examples import DAY_0, complete_values, try_definition, try_design
from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.definitions import names_of
from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.knowledge.design import Definition, load_definition
from lnmt_cli.knowledge.examples import EXAMPLES, VERDICTS, Example, read_examples
from lnmt_cli.knowledge.protocol import PROTOCOLS, load_protocol
from lnmt_cli.knowledge.response import RESPONSES, load_response
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

EVENTS = {"rescue": "rescue_therapy", "died": "death", "kidney_failure": "eskd", "withdrawn": "withdrawal"}
OF_PATIENT = ("sex", "age", "egfr_preflare")
WEEK_24 = 168


def definition(name: str, connection: DuckDBPyConnection) -> Definition:
    return load_definition(connection, load_response(name), 9, values.kinds_of_measures(connection))


def examples(name: str, connection: DuckDBPyConnection) -> tuple[Example, ...]:
    kinds = values.kinds_for_responses(values.kinds_of_measures(connection))
    return read_examples(EXAMPLES / f"{name}.toml", kinds, tuple(VERDICTS))


@pytest.mark.parametrize("name", [*names_of(PROTOCOLS), *names_of(RESPONSES)])
def test_every_packaged_definition_agrees_with_its_examples(name: str) -> None:
    """Each packaged protocol and response definition comes with examples, and gives every one what it expects."""
    with in_memory() as connection:
        found = checked(connection, name, "packaged")
    assert found.tried
    assert found.parted == ()


@pytest.mark.parametrize("name", names_of(RESPONSES))
def test_expressions_and_steps_agree(name: str) -> None:
    """The examples of a definition have the same response by the steps as by the expressions: both read one tree."""
    with in_memory() as connection:
        rule, found = definition(name, connection), examples(name, connection)
    protocol = load_protocol()
    by_expression = {one.name: rule.category(complete_values(one.known, protocol)) for one in found}
    steps = study(name, found)
    rows = steps.rows("select patient_id, category from response where anchor = 'switch'")
    assert {row["patient_id"]: row["category"] for row in rows} == by_expression


@pytest.mark.parametrize("name", names_of(RESPONSES))
def test_every_tier_is_tried(name: str) -> None:
    """The examples of a definition expect each of its categories, and that it cannot be told."""
    with in_memory() as connection:
        expected = {VERDICTS[one.expected] for one in examples(name, connection)}
        assert expected == {*definition(name, connection).categories, None}


@pytest.mark.parametrize(
    ("week", "expected", "parting"),
    [
        ("upcr = 1.4, egfr = 78", "partial", ("none", "egfr 78 < 0.85 × 92")),
        ("upcr = 0.5, egfr = 92", "complete", ("partial", "upcr 0.5 ≥ 0.5")),
        ("upcr = 1.4", "partial", ("not assessable", "egfr is not known")),
        ("upcr = 1.4, egfr = 92", "none", ("partial", "upcr 1.4 ≤ 0.5 × 3")),
        ("upcr = 0.4, egfr = 92", "partial", ("complete", "upcr 0.4 < 0.5")),
    ],
)
def test_where_rule_and_expectation_part(week: str, expected: str, parting: tuple[str, str], tmp_path: Path) -> None:
    """Where they part, the comparison that decides is told with its numbers."""
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[example]]\nname = "B"\nbaseline = { upcr = 3.0, egfr = 92 }\n'
        f'week = {{ {week} }}\nexpect = "{expected}"\n',
        encoding="utf-8",
    )
    with in_memory() as connection:
        (tried,) = try_definition(connection, "kdigo-2024", definition("kdigo-2024", connection), path)
    assert tried.parts
    assert tried.found == parting[0]
    assert tried.reasons[0] == parting[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('week = { ucpr = 1.0 }\nexpect = "none"', r"mine\.toml, line 3: example\[1\]\.week\.ucpr: unknown key"),
        ('week = { upcr = "high" }\nexpect = "none"', r"example\[1\]\.week\.upcr: a number is expected"),
        ('week = { upcr = 300 }\nexpect = "none"', r"week\.upcr: a number from 0 to 50 g/g is expected"),
        ('week = { sediment = "inactiv" }\nexpect = "none"', r"week\.sediment: one of active, inactive is expected"),
        (
            'as_of = 200\nvisit = [{ date = 0, upcr = 300 }]\nexpect = "none"',
            r"visit\[1\]\.upcr: a number from 0 to 50",
        ),
        ('as_of = 200\nevent = [{ date = 0, kind = "flair" }]\nexpect = "none"', r"event\[1\]\.kind: one of"),
        ('week = { upcr = 1.0 }\nexpect = "PR"', r"example\[1\]\.expect: one of complete, partial"),
        ('expect = "none"', "either values .* or records"),
        ('week = { upcr = 1.0 }\nas_of = 200\nexpect = "none"', "either values .* or records"),
        ('as_of = 200\nvisit = [{ date = 0, ucpr = 3 }]\nexpect = "none"', r"visit\[1\]\.ucpr: unknown key"),
    ],
)
def test_an_example_that_is_not_sound(text: str, message: str, tmp_path: Path) -> None:
    """A mistake in an example is refused with its place, and nothing is tried."""
    path = tmp_path / "mine.toml"
    path.write_text(f'[[example]]\nname = "B"\n{text}\n', encoding="utf-8")
    with in_memory() as connection, pytest.raises(KnowledgeError, match=message):
        try_definition(connection, "kdigo-2024", definition("kdigo-2024", connection), path)


def test_examples_of_a_protocol_have_nothing_in_common(tmp_path: Path) -> None:
    """A table of common values is refused where the examples are records, and the message says why."""
    path = tmp_path / "mine.toml"
    example = '[[example]]\nname = "B"\nas_of = 9\npatient = { age = 30 }\nexpect = "undetermined"\n'
    path.write_text(f"[common]\nweek = {{ upcr = 3 }}\n{example}", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="line 1: common: examples of a protocol have no values in common"):
        try_design("multitarget-2017", path)


def study(name: str, found: tuple[Example, ...]) -> Analysis:
    """Return the definition over a registry that has the values of every example as the records of a patient."""
    connection = in_memory()
    for one in found:
        for table, cells in records_of(one):
            columns, marks = ", ".join(("patient_id", *cells)), ", ".join("?" * (1 + len(cells)))
            connection.execute(f"insert into {table} ({columns}) values ({marks})", [one.name, *cells.values()])
    return prepare(connection, "multitarget-2017", day(400), departures=Departures((name,)))


def records_of(one: Example) -> list[tuple[str, dict[str, Any]]]:
    """Return table and cells of each record that says the same as the values of an example."""
    known = one.known
    measured = {
        key: value for key, value in known.items() if key not in OF_PATIENT and key not in EVENTS and value is not None
    }
    baseline = {key.removesuffix("_baseline"): value for key, value in measured.items() if key.endswith("_baseline")}
    week = {key: value for key, value in measured.items() if not key.endswith("_baseline")}
    # What the highest of several values is: that of a visit before the window of the week.
    earlier = {"upcr": week.pop("upcr_sustained")} if "upcr_sustained" in week else {}
    patient = {key: known[key] for key in OF_PATIENT if known.get(key) is not None}
    # What is not known to have happened is an event on a day that is not known.
    dates = {True: day(30), None: None}
    happened = {key: dates[bool(known[key]) or None] for key in EVENTS if known.get(key, False) is not False}
    return [
        ("patient", {"switch_date": day(0), **patient}),
        ("visit", {"date": day(0), **baseline}),
        ("visit", {"date": day(WEEK_24 - 48), **earlier}),
        ("visit", {"date": day(WEEK_24), **week}),
        *(("event", {"date": when, "kind": EVENTS[key]}) for key, when in happened.items()),
    ]


def day(number: int) -> date:
    return DAY_0 + timedelta(days=number)
