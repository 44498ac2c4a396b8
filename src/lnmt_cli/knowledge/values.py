"""The values that definitions can speak of, by name: kind, words and meaning of each. The data: ``values.toml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.expression.labels import Label
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml
from lnmt_cli.knowledge.windows import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

NUMBER, TEXT, TRUTH = "number", "text", "truth"

BASELINE: Final = "_baseline"
"""How the name of a measure ends that stands for its value at the baseline of the therapy judged."""
YES_NO: Final = "yes_no"
"""The words of a text that says yes or no."""
LAST: Final = "_last"
"""How the name of a measure ends that stands for its last value on or before the assessment date."""
AGE: Final = "_age"
"""How the name of a last value ends that stands for its days before the assessment date: ``potassium_last_age``."""

NOT_MEASURED: Final = frozenset({"patient_id", "date", "anchor", "day", "partial_date", "age", "censored"})
"""Columns of the visits that say whose and when, and how the others are to be read."""
UNIT: Final = "_unit"
"""What the column ends with that has the unit of an assay, where it is not the canonical unit of the measure."""


BEFALLEN: Final = {
    "died_before": ("died",),
    "kidney_failure_before": ("kidney_failure",),
    "withdrawn_before": ("withdrawn", "lost"),
}
"""The values that say what befell a patient by the assessment date, each with the kinds of happening that tell it."""


class Value(NamedTuple):
    """A value that a definition can name: number, text or truth by ``kind``; what it is called, and what it means."""

    name: str
    kind: str
    label: str
    meaning: str
    unit: str = ""
    negative: str = ""
    """How the opposite of a truth is put, where ``no`` before its label is not it."""
    event: str = ""
    """The kind of event that it is made from, if it is: a truth, or the days since the last one."""
    drugs: tuple[str, ...] = ()
    """The drugs of which it says whether one is being given."""
    after_days: int = 0
    """Up to how many days after its last day a drug counts as being given."""
    by_infusion: bool = False
    """Whether the drugs are given in single doses far apart, so that a row without a stop may be one dose only."""
    words: str = ""
    """The list of the vocabulary that has the words that a text can be; empty where it can be any."""
    measure: str = ""
    """The measure that it is a value of."""


@site.cached
def labels_for_responses() -> dict[str, Label]:
    """Return how the names of response definitions are put in the middle of a sentence."""
    return {name: _label(value) for name, value in of_responses().items()}


@site.cached
def labels_for_patients() -> dict[str, Label]:
    """Return how the names of criteria and cautions are put in the middle of a sentence."""
    return {name: _label(value) for name, value in of_patients().items()}


def _label(value: Value) -> Label:
    text = in_sentence(value.label)
    return Label(text, value.unit, value.negative or (f"no {text}" if value.words == YES_NO else ""))


def in_sentence(label: str) -> str:
    """Return a label as it stands in a sentence: ``Serum albumin`` → ``serum albumin``, but ``UPCR`` as it is."""
    return label[0].lower() + label[1:] if label[1:2].islower() else label


@site.cached
def of_responses() -> dict[str, Value]:
    """Return the names that response definitions can use: every measure, at the time point and at baseline."""
    found = dict(declared_for_responses())
    for measure, (kind, label, unit, words) in _measures().items():
        moments = {
            measure: (label, f"{label} at the time point"),
            measure + BASELINE: (f"{label} at baseline", f"{label} at the baseline of the therapy judged"),
        }
        for name, (called, meaning) in moments.items():
            negative = _opposite(measure, called.removeprefix(label))
            found.setdefault(name, Value(name, kind, called, meaning, unit, negative, words=words, measure=measure))
    return found


@site.cached
def of_patients() -> dict[str, Value]:
    """Return the names that criteria and cautions can use: what is known of a patient at the assessment date."""
    found = dict(declared_for_patients())
    for measure, (kind, label, unit, words) in _measures().items():
        name = measure + LAST
        meaning = f"last {label} on or before the assessment date"
        called = f"last {in_sentence(label)}" if kind == NUMBER else f"{in_sentence(label)} at the last record"
        negative = _opposite(measure, " at the last record")
        found.setdefault(name, Value(name, kind, called, meaning, unit, negative, words=words, measure=measure))
        age = f"days from the last {label} to the assessment date"
        found.setdefault(name + AGE, Value(name + AGE, NUMBER, f"age of the last {in_sentence(label)}", age, "days"))
    return found


@site.cached
def declared_for_responses() -> dict[str, Value]:
    """Return the names for response definitions that are no measure of the dictionary."""
    return _declared("response")


def kinds_of_measures(connection: DuckDBPyConnection) -> dict[str, str]:
    """Return the kind of every measure that the visits of an open registry have, by name.

    From its schema: the dictionary of fields takes a quarter of a short run to read.
    """
    columns = connection.execute("select * from visit limit 0").description or ()
    left_out = NOT_MEASURED | {f"{name}{UNIT}" for name, *_ in columns}
    return {name: NUMBER if kind == "DOUBLE" else TEXT for name, kind, *_ in columns if name not in left_out}


def measures_of_assays(connection: DuckDBPyConnection) -> frozenset[str]:
    """Return the measures of which some values are in the unit of an assay, which stands in a column beside them."""
    columns = {name for name, *_ in connection.execute("select * from visit limit 0").description or ()}
    return frozenset(name for name in columns if f"{name}{UNIT}" in columns)


def kinds_for_responses(measures: Mapping[str, str]) -> dict[str, str]:
    """Return the kind of every name that response definitions can use, over the ``measures`` of a registry."""
    at_baseline = {name + BASELINE: kind for name, kind in measures.items()}
    return {**measures, **at_baseline, **{name: value.kind for name, value in declared_for_responses().items()}}


def kinds_for_patients(measures: Mapping[str, str]) -> dict[str, str]:
    """Return the kind of every name that criteria and cautions can use, over the ``measures`` of a registry."""
    last = {name + LAST: kind for name, kind in measures.items()}
    ages = dict.fromkeys((name + AGE for name in last), NUMBER)
    return {**last, **ages, **{name: value.kind for name, value in declared_for_patients().items()}}


@site.cached
def declared_for_patients() -> dict[str, Value]:
    """Return the names for criteria and cautions that are no measure of the dictionary."""
    return _declared("patient")


def _opposite(measure: str, when: str) -> str:
    """Return how the opposite of a measure at some time is put; empty where nothing is said of it."""
    table = read_toml(FOLDER / "values.toml").table("negative")
    return f"{table.text(measure)}{when}" if table.has(measure) else ""


def _declared(section: str) -> dict[str, Value]:
    root = read_toml(FOLDER / "values.toml")
    root.only("negative", "response", "patient")
    return {name: _value(name, table) for name, table in root.table(section).tables()}


def _value(name: str, table: Table) -> Value:
    table.only("kind", "label", "meaning", "unit", "negative", "event", "drugs", "after_days", "by_infusion", "words")
    return Value(
        name,
        table.choice("kind", (NUMBER, TEXT, TRUTH)),
        table.text("label"),
        table.text("meaning"),
        table.text_or_none("unit") or "",
        table.text_or_none("negative") or "",
        table.text_or_none("event") or "",
        table.texts("drugs"),
        whole(table, "after_days") if table.has("after_days") else 0,
        table.flag("by_infusion"),
        table.text_or_none("words") or "",
    )


@site.cached
def _measures() -> dict[str, tuple[str, str, str, str]]:
    """Return kind, label, unit and list of words of every column of the visits that holds a measure, by name."""
    from lnmt_cli.knowledge.fields import load_fields
    from lnmt_cli.knowledge.vocabulary import WORD_LISTS

    found = {}
    for field in load_fields().values():
        if field.table == "visit" and field.type not in {"date", "offset", "point"}:
            kind = NUMBER if field.type == "number" else TEXT
            words = field.type if field.type in WORD_LISTS else ""
            found[field.column] = (kind, field.label, field.unit or "", words)
    return found
