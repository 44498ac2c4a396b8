"""Examples of a definition tried: where rule and expectation part, with what decides.

Values are judged by the expressions themselves, records by the very steps that a registry goes through.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.described import Tried
from lnmt_cli.analysis.rendering import EXCLUDED
from lnmt_cli.analysis.results import Status
from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import DEFAULT_PROTOCOL, values
from lnmt_cli.knowledge.examples import VERDICTS, Example, Records, read_examples, whole_number
from lnmt_cli.knowledge.permitted import of_records, refuse_impossible
from lnmt_cli.knowledge.protocol import NO_RESPONSE_AFTER
from lnmt_cli.knowledge.values import BASELINE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.departures import Departures
    from lnmt_cli.knowledge.design import Definition, Design
    from lnmt_cli.knowledge.expression import Expression
    from lnmt_cli.knowledge.expression.evaluating import Value as Known
    from lnmt_cli.knowledge.protocol import Protocol
    from lnmt_cli.knowledge.toml import Table

DAY_0: Final = date(2000, 1, 1)
"""The nominal day 0 of a made-up patient. Only differences count, and no date is shown."""
WORDS: Final = {category: word for word, category in VERDICTS.items()}
"""Each category in words."""


def try_definition(connection: DuckDBPyConnection, name: str, definition: Definition, path: Path) -> tuple[Tried, ...]:
    """Return how the examples of ``path`` fare under the response definition called or filed ``name``."""
    from lnmt_cli.knowledge.protocol import load_protocol

    kinds = values.kinds_for_responses(values.kinds_of_measures(connection))
    protocol = load_protocol(DEFAULT_PROTOCOL)
    found = read_examples(path, kinds, tuple(VERDICTS))
    return tuple(
        _of_values(definition, example, protocol)
        if example.records is None
        else _of_response_records(name, definition, example)
        for example in found
    )


def try_design(name: str, path: Path) -> tuple[Tried, ...]:
    """Return how the examples of ``path`` fare under the protocol called or filed ``name``."""
    found = read_examples(path, {}, tuple(Status))
    for example in found:
        if example.records is None:
            raise UsageError(
                f"An example of a protocol needs records: that of {example.name} has none.",
                "Give it patient, biopsy, treatment, visit or event.",
            )
    return tuple(_of_design_records(name, example) for example in found)


def complete_values(known: Mapping[str, Known], protocol: Protocol) -> dict[str, Known]:
    """Return values with what stands for those that are not given, as the steps have it.

    What can befall a therapy counts as not having happened where nothing is said of it.
    """
    found = {**dict.fromkeys(NO_RESPONSE_AFTER, False), **known}
    if found.get("egfr_preflare") is None:
        found["egfr_preflare"] = found.get(f"egfr{BASELINE}")
    if found.get("creatinine_uln") is None:
        found["creatinine_uln"] = protocol.creatinine_limits.get(str(found.get("sex")))
    return found


def _of_values(definition: Definition, example: Example, protocol: Protocol) -> Tried:
    known = complete_values(example.known, protocol)
    return _tried(definition, example, WORDS[definition.category(known)], known)


def _tried(definition: Definition, example: Example, found: str, known: Mapping[str, Known]) -> Tried:
    reasons = () if found == example.expected else tuple(_reasons(definition, example.expected, found, known))
    return Tried(example.name, example.about, example.expected, found, reasons)


def _reasons(definition: Definition, expected: str, found: str, known: Mapping[str, Known]) -> Iterator[str]:
    """Yield what decides: against the response that was expected, or, where none was, for that which was found."""
    tiers: dict[str, Expression | None] = {"complete": definition.complete, "partial": definition.partial}
    tier = tiers.get(expected) or tiers.get(found)
    if expected == "partial" and definition.partial is None:
        yield "the definition has no partial response"
        return
    rules = [tier] if tier else [rule for rule in tiers.values() if rule]
    if expected == "partial" and definition.partial and definition.partial.evaluate(known):
        rules = [definition.complete if found == "complete" else definition.partial_when or definition.complete]
    for rule in rules:
        yield from rule.explain(known)


def _of_response_records(name: str, definition: Definition, example: Example) -> Tried:
    from lnmt_cli.knowledge.departures import Departures

    analysis = _analysis(DEFAULT_PROTOCOL, example.records, Departures((name,)), is_followed=True)
    week = analysis.design.protocol.outcome.weeks[0]
    rows = analysis.rows(f"select * from response where anchor = 'switch' and week = {week}")  # noqa: S608 - a number
    row: dict[str, Any] = rows[0] if rows else {}
    return _tried(definition, example, WORDS[row.get("category")], row)


def _of_design_records(name: str, example: Example) -> Tried:
    analysis = _analysis(name, example.records, None, is_followed=False)
    row = analysis.rows("select * from eligibility")[0]
    found = str(row["status"])
    reasons = () if found == example.expected else (*_against(analysis.design, row), *_excluding(analysis.design, row))
    return Tried(example.name, example.about, example.expected, found, reasons)


def _against(design: Design, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield for each criterion that is not met why it is not, or what is not known."""
    for name, rule in design.criteria.items():
        if row[f"met_{name}"] is not True:
            word = "not met" if row[f"met_{name}"] is False else "unknown"
            yield f"{name} {word}: {', '.join(rule.explain(row, values.labels_for_patients()))}"


def _excluding(design: Design, row: Mapping[str, Any]) -> Iterator[str]:
    for name, rule in design.exclusions.items():
        if row[f"{EXCLUDED}{name}"] is not False:
            yield f"excluded by {name}: {', '.join(rule.explain(row, values.labels_for_patients()))}"


def _analysis(protocol: str, records: Records | None, departures: Departures | None, *, is_followed: bool) -> Analysis:
    from lnmt_cli.analysis.engine import prepare
    from lnmt_cli.analysis.scope import Scope
    from lnmt_cli.registry.store import in_memory

    connection = in_memory()
    as_of = 0 if records is None else records.as_of
    if records is not None:
        land(connection, records)
    scope = Scope.SWITCH if is_followed else Scope.INDUCTION
    return prepare(connection, protocol, DAY_0 + timedelta(days=as_of), scope, departures)


def land(connection: DuckDBPyConnection, records: Records, patient_id: str = "example") -> None:
    """Write the records of a made-up patient into the canonical tables. Raises KnowledgeError."""
    rows_of = dict(records.rows)
    if not rows_of.get("patient"):
        connection.execute("insert into patient (patient_id) values (?)", [patient_id])
    for table, rows in rows_of.items():
        described = connection.execute(f"select * from {table} limit 0").description or ()  # noqa: S608 - of a list
        kinds = {name: str(kind) for name, kind, *_ in described if name != "patient_id"}
        for row in rows:
            row.only(*kinds)
            for column in row.content:
                refuse_impossible(row, column, of_records().get((table, column)))
            cells = {column: _cell(row, column, kinds[column]) for column in row.content}
            # The columns are those of the schema.
            columns, marks = ", ".join(("patient_id", *cells)), ", ".join("?" * (1 + len(cells)))
            statement = f"insert into {table} ({columns}) values ({marks})"  # noqa: S608
            connection.execute(statement, [patient_id, *cells.values()])


def _cell(row: Table, column: str, kind: str) -> object:
    """Return a cell of a record for a column of the type ``kind``, as DuckDB calls it."""
    if kind == "DATE":
        return DAY_0 + timedelta(days=whole_number(row, column))
    if kind == "INTEGER":
        return whole_number(row, column)
    if kind == "VARCHAR":
        return row.text(column)
    return float(row.number(column)) if kind == "DOUBLE" else list(row.texts(column))
