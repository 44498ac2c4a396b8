"""Contributions → records: what several rows say of the same thing, put together without a guess.

Rows that add to each other are joined. Where rows disagree, numbers of a visit become the mean of the different
readings (the convention for same-day duplicates, docs/methods.md), anything else becomes nothing, and a finding names
one cell of each reading. No result depends on the order of rows, or on how they are split into files.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.ingest.columns import INDUCTION
from lnmt_cli.ingest.records import KEYS, Contribution, field_name
from lnmt_cli.knowledge.checks import load_check_parameters
from lnmt_cli.knowledge.values import UNIT
from lnmt_cli.reading.sheet import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from lnmt_cli.ingest.parsing.reading import DrugMention
    from lnmt_cli.reading.sheet import Coordinate

PER_PATIENT: Final = ("patient", INDUCTION)
DAYS_PER_YEAR: Final = 365.25


@dataclass(slots=True)
class Record:
    """One record of a canonical table: values by column, and for each the first cell that gave it."""

    table: str
    patient_id: str
    key: tuple[Any, ...]
    values: dict[str, Any]
    cells: Mapping[str, Coordinate]
    supplied: frozenset[str]
    carried: bool
    where: Coordinate


@dataclass(slots=True)
class Merged:
    """The records of an export, and what was found in putting them together."""

    records: list[Record] = field(default_factory=list)
    carried: set[tuple[str, str]] = field(default_factory=set)
    """Table and patient of what rows about something else carry, blank cells included."""
    findings: list[Finding] = field(default_factory=list)


def merge(contributions: Iterable[Contribution]) -> Merged:
    """Return one record for each key; the induction of a patient's own row is one of the treatments."""
    merged = Merged()
    groups = _grouped(contributions)
    inductions = [_join(groups.pop(key), merged.findings) for key in list(groups) if key[0] == INDUCTION]
    for treatment in (treatment for induction in inductions for treatment in _treatments(induction)):
        groups[(treatment.table, treatment.patient_id, *treatment.key)].append(treatment)
    merged.records = [_join(group, merged.findings) for group in groups.values()]
    return merged


def _grouped(contributions: Iterable[Contribution]) -> defaultdict[tuple[Any, ...], list[Contribution]]:
    groups: defaultdict[tuple[Any, ...], list[Contribution]] = defaultdict(list)
    for contribution in contributions:
        groups[(contribution.table, contribution.patient_id, *contribution.key)].append(contribution)
    return groups


def _join(group: Sequence[Contribution], findings: list[Finding]) -> Record:
    if len(group) == 1:
        one = group[0]
        return Record(one.table, one.patient_id, one.key, one.values, one.cells, one.supplied, one.carried, one.where)
    # By place, so that neither a mean nor the cells named depend on the order of the files in the call.
    ordered = sorted(group, key=lambda contribution: contribution.where)
    first = ordered[0]
    cells: dict[str, Coordinate] = {}
    record = Record(
        table=first.table,
        patient_id=first.patient_id,
        key=first.key,
        values={},
        cells=cells,
        supplied=frozenset().union(*(contribution.supplied for contribution in group)),
        carried=all(contribution.carried for contribution in group),
        where=first.where,
    )
    for column in dict.fromkeys(column for contribution in ordered for column in contribution.values):
        giving = [contribution for contribution in ordered if contribution.values.get(column) is not None]
        record.values[column] = _settle(column, giving, findings) if giving else None
        if giving and column in giving[0].cells:
            cells[column] = giving[0].cells[column]
    return record


def _settle(column: str, giving: Sequence[Contribution], findings: list[Finding]) -> Any:  # noqa: ANN401 - a value of any field
    """Return what counts of a column; where rows disagree, note one cell of each reading."""
    # 40 IU/mL and 40 U/mL are two readings: values in two units of assays are never put together.
    by_unit: dict[tuple[Any, Any], Contribution] = {}
    for contribution in giving:
        by_unit.setdefault((contribution.values[column], contribution.values.get(f"{column}{UNIT}")), contribution)
    if len(by_unit) == 1:
        return giving[0].values[column]
    readings = {value: contribution for (value, _), contribution in by_unit.items()}
    if column == "written":
        return min(readings)  # any will do, as long as no order decides which
    if column == "censored":
        return tuple(sorted(set().union(*readings)))  # each row speaks of its own measures
    table = giving[0].table
    growing = _growing_age(giving) if (table, column) == ("patient", "age") else None
    if growing is not None:
        return growing
    check = _conflict(table, column)
    findings += [
        Finding(check, contribution.cells[column], "", field_name(table, column))
        for contribution in by_unit.values()
        if column in contribution.cells
    ]
    # Each reading once: a row that was pasted twice, or stands in two files, has no more weight than another.
    is_measured = len({unit for _, unit in by_unit}) == 1 and table == "visit"
    is_measured = is_measured and all(isinstance(value, float) for value in readings)
    return math.fsum(readings) / len(readings) if is_measured else None


def _conflict(table: str, column: str) -> str:
    """Return the check that rows which disagree fail; two sites of one patient are perhaps two people."""
    if (table, column) == ("patient", "site"):
        return "patient-two-sites"
    return "patient-conflict" if table in PER_PATIENT else "record-conflict"


def _growing_age(giving: Sequence[Contribution]) -> float | None:
    """Return the first age of a patient whose ages differ as the dates of the visits do, to the year; else None."""
    ages: list[tuple[date, float]] = [(c.day, c.values["age"]) for c in giving if c.day is not None]
    if len(ages) < len(giving):
        return None
    first_day, first_age = min(ages)
    most = load_check_parameters()["age_difference_years"]
    fits = all(abs(age - first_age - (day - first_day).days / DAYS_PER_YEAR) <= most for day, age in ages)
    return first_age if fits else None


def _treatments(induction: Record) -> Iterator[Contribution]:
    """Yield the treatments that the induction columns of a patient's row give: one for each drug named."""
    values = induction.values
    begun = any(values.get(column) is not None for column in KEYS["treatment"] if column != "drug")
    mentions: tuple[DrugMention | None, ...] = values.get("drug") or ((None,) if begun else ())
    for mention in mentions:
        found = {**values, "drug": None, "phase": INDUCTION}
        if mention is not None:
            found |= {"drug": mention.name, "dose": mention.dose}
        yield Contribution(
            table="treatment",
            patient_id=induction.patient_id,
            key=tuple(found.get(column) for column in KEYS["treatment"]),
            values=found,
            cells=induction.cells,
            supplied=induction.supplied | {*KEYS["treatment"], "phase", "dose"},
            carried=True,
            where=induction.where,
        )
