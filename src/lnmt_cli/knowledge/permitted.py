"""What the values of definitions can be: the words of the vocabulary, the hard limits of the dictionary of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.knowledge import site, values
from lnmt_cli.knowledge.expression.permitted import Permitted

if TYPE_CHECKING:
    from lnmt_cli.knowledge.fields import Field
    from lnmt_cli.knowledge.toml import Table
    from lnmt_cli.knowledge.values import Value

_OF_DRUGS: Final = "drug"


@site.cached
def of_responses() -> dict[str, Permitted]:
    """Return what each name of a response definition can be, where that is known."""
    return {name: _of_value(value) for name, value in values.of_responses().items()}


@site.cached
def of_patients() -> dict[str, Permitted]:
    """Return what each name of a criterion or a caution can be, where that is known."""
    return {name: _of_value(value) for name, value in values.of_patients().items()}


@site.cached
def of_records() -> dict[tuple[str, str], Permitted]:
    """Return what each column of the canonical tables can be, by table and column."""
    from lnmt_cli.knowledge.fields import load_fields

    return {(field.table, field.column): _of_field(field) for field in load_fields().values()}


def refuse_impossible(table: Table, key: str, permitted: Permitted | None) -> None:
    """Raise KnowledgeError where the text or the number under ``key`` can never be the value of what it stands for."""
    value = table.content[key]
    if permitted is None or isinstance(value, bool | list):
        return
    if isinstance(value, str) and not permitted.hold(value):
        table.choice(key, permitted.words)
    number = None if isinstance(value, str) else table.number(key)
    if number is not None and not permitted.hold(float(number)):
        table.refuse(key, f"a number {permitted.describe()} is expected")


def _of_value(value: Value) -> Permitted:
    columns = _columns()
    field = columns.get(value.measure or value.name)
    if value.kind == values.NUMBER and field and field.type == values.NUMBER:
        return _of_field(field)
    return Permitted(_words(value.words))


@site.cached
def _columns() -> dict[str, Field]:
    from lnmt_cli.knowledge.fields import load_fields

    return {field.column: field for field in load_fields().values()}


def _of_field(field: Field) -> Permitted:
    if field.hard:
        return Permitted((), field.hard.low, field.hard.high, field.unit or "")
    return Permitted(_words(field.type))


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a list of the vocabulary; none where there is no such list."""
    from lnmt_cli.knowledge.vocabulary import load_vocabulary

    vocabulary = load_vocabulary()
    return tuple(vocabulary.drugs) if name == _OF_DRUGS else vocabulary.values.get(name, ())
