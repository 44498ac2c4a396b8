"""Examples of definitions: made-up patients with the verdict that their author expects. The data: ``examples/*.toml``.

Days count from a day 0 of the patient; a measure that is ``"missing"`` is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge import permitted
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml
from lnmt_cli.knowledge.values import BASELINE, NUMBER, TRUTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from lnmt_cli.knowledge.expression import Permitted
    from lnmt_cli.knowledge.expression.evaluating import Value as Known

EXAMPLES: Final = FOLDER / "examples"
MISSING: Final = "missing"
"""What stands for a value that is not known, where the examples of the file have one in common."""
VERDICTS: Final = {"complete": "CR", "partial": "PR", "none": "NR", "not assessable": None}
"""The responses that an example can expect, in words."""

_OF_VALUES: Final = ("baseline", "week")
_OF_RECORDS: Final = ("as_of", "patient", "biopsy", "treatment", "visit", "event")


class Records(NamedTuple):
    """The records of a made-up patient by canonical table, as written, and the day on which the patient is judged."""

    as_of: int
    rows: Mapping[str, tuple[Table, ...]]


class Example(NamedTuple):
    """A made-up patient: either the values that a response definition names, or records."""

    name: str
    about: str
    expected: str
    known: Mapping[str, Known]
    records: Records | None


def packaged_examples(name: str) -> Path | None:
    """Return the file with the examples of a packaged definition; None where it has none."""
    path = EXAMPLES / f"{name}.toml"
    return path if path.is_file() else None


def read_examples(path: Path, kinds: Mapping[str, str], expected: tuple[str, ...]) -> tuple[Example, ...]:
    """Return the examples of a file, over values of ``kinds``, if any; each expects one of ``expected``.

    Raises KnowledgeError where something in it is not sound.
    """
    root = read_toml(path)
    root.only("common", "example")
    rows = root.rows("example")
    if root.has("common"):
        if not kinds:
            root.refuse("common", "examples of a protocol have no values in common: each has its own records")
        root.table("common").only(*_OF_VALUES)
    found = tuple(_example(root, row, kinds, expected) for row in rows)
    names = [example.name for example in found]
    for row, name in zip(rows, names, strict=True):
        if names.count(name) > 1:
            row.refuse("name", "another example has this name")
    return found


def _example(root: Table, row: Table, kinds: Mapping[str, str], expected: tuple[str, ...]) -> Example:
    row.only("name", "about", "expect", *_OF_VALUES, *_OF_RECORDS)
    of_values, of_records = (any(row.has(key) for key in keys) for keys in (_OF_VALUES, _OF_RECORDS))
    if of_values == of_records:
        row.refuse("name", "either values (baseline, week) or records (patient, visit, …) are expected")
    return Example(
        name=row.text("name"),
        about=row.text_or_none("about") or "",
        expected=row.choice("expect", expected),
        known=dict(_known(root, row, kinds)) if of_values else {},
        records=_records(row) if of_records else None,
    )


def _known(root: Table, row: Table, kinds: Mapping[str, str]) -> Iterator[tuple[str, Known]]:
    """Yield each value by its name: what all examples have in common, and over it what this one has."""
    allowed = permitted.of_responses()
    for key, suffix in (("baseline", BASELINE), ("week", "")):
        names = [name.removesuffix(BASELINE) for name in kinds if not suffix or name.endswith(suffix)]
        for owner in (root.table("common") if root.has("common") else None, row):
            if owner is not None and owner.has(key):
                table = owner.table(key)
                table.only(*names)
                for name in table.content:
                    yield name + suffix, _value(table, name, kinds[name + suffix], allowed.get(name + suffix))


def _value(table: Table, name: str, kind: str, allowed: Permitted | None) -> Known:
    if table.content[name] == MISSING:
        return None
    if kind == TRUTH:
        return table.flag(name)
    found = float(table.number(name)) if kind == NUMBER else table.text(name)
    permitted.refuse_impossible(table, name, allowed)
    return found


def _records(row: Table) -> Records:
    rows = {name: tuple(row.rows(name)) for name in _OF_RECORDS[2:] if row.has(name)}
    patient = (row.table("patient"),) if row.has("patient") else ()
    return Records(as_of=whole_number(row, "as_of"), rows={"patient": patient, **rows})


def whole_number(row: Table, key: str) -> int:
    """Return a whole number, such as a day, which may lie before day 0. Raises KnowledgeError."""
    number = row.number(key)
    if number != int(number):
        row.refuse(key, "a whole number is expected")
    return int(number)
