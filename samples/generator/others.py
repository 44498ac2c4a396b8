"""The patients besides the cohort, from others.toml."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from generator.cohort import as_reported, treatments
from generator.draw import Draw
from generator.kidney import egfr, rounded
from generator.model import Patient, Visit
from generator.serum import Serum
from generator.targets import SAMPLES, Targets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def others(targets: Targets, path: Path = SAMPLES / "others.toml") -> list[Patient]:
    """Return the hand-written patients, with albumin, complements and eGFR filled in."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    draw = Draw(tables["seed"])
    return [_patient(entry, targets, draw) for entry in tables["patient"]]


def _patient(entry: dict[str, Any], targets: Targets, draw: Draw) -> Patient:
    start, switch = entry["induction_start"], entry.get("switch_date")
    given = treatments(entry["induction_drug"], start, switch if entry.get("switch_treatments", True) else None)
    return Patient(
        patient_id=entry["id"],
        site=entry["site"],
        sex=entry["sex"],
        birth_date=entry["birth_date"],
        prior_response=entry["prior_response"],
        biopsy_date=entry["biopsy_date"],
        biopsy_class=entry["biopsy_class"],
        induction_drug=entry["induction_drug"],
        induction_start=start,
        switch_date=switch,
        treatments=given,
        visits=tuple(_with_repeats(_visits(entry, targets, draw), entry.get("again", ()))),
        other_sex=entry.get("other_sex", ""),
    )


def _visits(entry: dict[str, Any], targets: Targets, draw: Draw) -> list[Visit]:
    serum = Serum(targets.design["serum"], draw)
    visits = []
    usual = next(value for value in entry["upcr"] if isinstance(value, float))
    for week, upcr, creatinine in zip(entry["weeks"], entry["upcr"], entry["creatinine"], strict=True):
        day = entry["induction_start"] + timedelta(weeks=week)
        usual = upcr if isinstance(upcr, float) else usual
        rest = as_reported(serum.on(usual, 7 * week, _switched(entry, day)))
        row = {"upcr": upcr, "creatinine": creatinine} | rest
        if entry["egfr_recorded"]:
            row["egfr"] = rounded(egfr(targets.equation, entry["sex"], entry["birth_date"], day, creatinine), 1)
        visits.append(Visit(day, {name: value for name, value in row.items() if value != ""}))
    return visits


def _switched(entry: dict[str, Any], day: date) -> bool:
    return "switch_date" in entry and day > entry["switch_date"]


def _with_repeats(visits: Sequence[Visit], repeats: Sequence[dict[str, Any]]) -> list[Visit]:
    """Add each repeat, with what it says otherwise, right after the visit that it repeats."""
    rows = list(visits)
    for repeat in repeats:
        first = visits[repeat["visit"]]
        changed = {name: value for name, value in repeat.items() if name not in {"visit", "visit_date"}}
        rows.insert(repeat["visit"] + 1, Visit(repeat.get("visit_date", first.day), first.measures | changed))
    return rows
