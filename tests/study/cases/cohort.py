"""Made-up patients of a registry, about the borders of every window and every threshold, with much missing.

A registry is what its export has: a table of texts for each kind of record, in canonical units.
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

DAY_0 = date(2015, 1, 5)
AS_OF = date(2017, 6, 30)
TODAY = date(2031, 1, 1)
"""The day of the ingest: later than every day drawn, so that none is in the future."""
HEADERS = {
    "patients": (
        "patient_id",
        "site",
        "sex",
        "birth_date",
        "prior_response",
        "switch_date",
        "egfr_preflare",
        "death_date",
    ),
    "biopsies": ("patient_id", "biopsy_date", "biopsy_class", "biopsy_activity"),
    "treatments": ("patient_id", "drug", "start_date", "stop_date", "phase"),
    "visits": (
        *("patient_id", "visit_date", "upcr (g/g)", "creatinine (mg/dL)", "egfr (mL/min/1.73m2)", "albumin (g/dL)"),
        *("c3 (mg/dL)", "c4 (mg/dL)", "height (cm)", "prednisolone_dose (mg/day)", "sledai"),
        *("proteinuria (g/day)", "urine_rbc", "urine_wbc", "rbc_casts", "sediment", "creatinine_uln (mg/dL)"),
        *("clinical_sledai", "pga (0-3)", "major_organ_activity", "new_activity"),
    ),
    "events": ("patient_id", "event_date", "event_kind"),
}
ACTIVITIES = ("", "", "", "A", "A/C", "C")
CLASSES = ("III", "IV", "III", "IV", "III (A)", "III+V", "IV+V", "V", "II", "III/IV", "V (±III)", "see report", "")
SITES = ("Guro", "Seongdong", "Mapo", "")
BIOLOGICALS = ("rituximab", "obinutuzumab", "belimumab", "voclosporin")
INDUCTIONS = (
    *(("mycophenolate",), ("cyclophosphamide",), ("mycophenolate", "prednisolone")),
    *(("cyclophosphamide", "azathioprine"), ("azathioprine",), ("prednisolone",)),
)
BEFORE = (-120, -91, -90, -60, -14, -1, 0, 1, 6, 7, 8, 13, 14, 15)
"""Days about a baseline, from its anchor."""
LATER = (139, 140, 150, 160, 167, 168, 169, 176, 186, 196, 197)
"""Days about week 24, from its anchor; 160 and 176 are equally near to day 168."""
FALLS = ("0.1", "0.2", "0.3", "0.49", "0.5", "0.5", "0.51", "1", "1", "1", "1.5")
"""UPCR at the week, as a share of that at baseline."""
RISES = ("0.9", "1", "1", "1.1", "1.15", "1.16", "1.25", "1.26", "1.5")
"""Creatinine, as a share of that of the patient."""
FUNCTIONS = ("0.5", "0.8", "0.849", "0.85", "0.85", "0.9", "1", "1", "1.2")

FAILURES = ("dialysis", "transplant", "eskd")
"""Events of kidney failure; they stand about the borders of the time after the switch."""

Tables = dict[str, list[tuple[str, ...]]]


def registry(draw: random.Random, patients: int) -> Tables:
    """Return the tables of a registry with as many patients, each with whatever is recorded of them."""
    tables: Tables = {name: [] for name in HEADERS}
    for number in range(patients):
        _add_patient(draw, f"P{number:04}", tables)
    return tables


def write(tables: Tables, folder: Path) -> list[Path]:
    """Write each table that has rows to a CSV file, and return the files."""
    return [write_csv(folder / f"{name}.csv", HEADERS[name], rows) for name, rows in tables.items() if rows]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    """Write one file, and return its path."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


def _add_patient(draw: random.Random, name: str, tables: Tables) -> None:
    begun = DAY_0 + timedelta(days=draw.choice((draw.randrange(400), draw.randrange(720, 880))))
    switched = begun + timedelta(days=draw.choice((100, 139, 140, 168, 200, 300) * 3 + (-1, 0, 14, 15)))
    is_recorded = draw.random() < 0.45
    birth = date(begun.year - draw.choice((12, 16, 17, 18, 25, 40, 60)), draw.randrange(1, 13), draw.randrange(1, 29))
    tables["patients"].append(
        (
            name,
            draw.choice(SITES),
            _perhaps(draw, draw.choice("FFM"), 0.9),
            _perhaps(draw, birth.isoformat(), 0.85),
            draw.choice(("", "", "", "CR", "PR", "NR")),
            switched.isoformat() if is_recorded else "",
            _perhaps(draw, str(draw.choice((80, 100, 110))), 0.3),
            _perhaps(draw, (switched + timedelta(days=draw.choice((160, 168, 169, 300)))).isoformat(), 0.05),
        )
    )
    _add_biopsies(draw, name, begun, tables)
    _add_treatments(draw, name, begun, switched, tables)
    _add_biologicals(name, switched, tables)
    _add_visits(draw, name, begun, switched, tables)
    for _ in range(draw.choice((0, 0, 0, 1, 2))):
        kind = draw.choice(("pregnancy", "flare", "infection", "rescue_therapy", "rescue_therapy", *FAILURES))
        when = begun + timedelta(days=draw.randrange(1, 500))
        if kind in FAILURES:
            when = switched + timedelta(days=draw.choice((0, 1, 41, 167, 168, 169, 190, 300)))
        row = (name, when.isoformat(), kind)
        if row not in tables["events"]:
            tables["events"].append(row)


def _perhaps(draw: random.Random, text: str, chance: float) -> str:
    return text if draw.random() < chance else ""


def _add_biopsies(draw: random.Random, name: str, begun: date, tables: Tables) -> None:
    days = draw.sample((-300, -30, -1, 0, 100, 200, 900), draw.choice((0, 1, 1, 1, 2)))
    for day in days:
        when = (begun + timedelta(days=day)).isoformat()
        tables["biopsies"].append((name, when, draw.choice(CLASSES), draw.choice(ACTIVITIES)))


def _add_treatments(draw: random.Random, name: str, begun: date, switched: date, tables: Tables) -> None:
    given: dict[tuple[str, str], tuple[str, ...]] = {}
    start = _perhaps(draw, begun.isoformat(), 0.93)
    for drug in draw.choice(INDUCTIONS) if draw.random() < 0.93 else ():
        given[drug, start] = (_stop(draw, begun, switched), "induction")
    for drug in ("mycophenolate", "tacrolimus"):
        if draw.random() < 0.55:
            day = switched + timedelta(days=draw.choice((-30, -1, 0, 0, 20)))
            given.setdefault((drug, day.isoformat()), (_stop(draw, day, switched), ""))
    _add_others(draw, begun, switched, given)
    for (drug, day_or_none), (stop, phase) in given.items():
        tables["treatments"].append((name, drug, day_or_none, stop, phase))


def _add_others(
    draw: random.Random, begun: date, switched: date, given: dict[tuple[str, str], tuple[str, ...]]
) -> None:
    for drug in ("hydroxychloroquine", "losartan"):
        if draw.random() < 0.4:
            given[drug, begun.isoformat()] = (_stop(draw, begun, switched), "")
    if draw.random() < 0.15:
        day = switched + timedelta(days=draw.choice((0, 1, 100, 168, 169, 180)))
        given.setdefault((draw.choice(("rituximab", "belimumab")), day.isoformat()), ("", ""))
    if draw.random() < 0.25:
        _add_oddities(draw, begun, given)


def _add_oddities(draw: random.Random, begun: date, given: dict[tuple[str, str], tuple[str, ...]]) -> None:
    """Add drugs of the combination about the start of induction, without a start, or with a stop before it."""
    drugs = ("mycophenolate", "tacrolimus", "cyclophosphamide", "azathioprine")
    for drug in draw.sample(drugs, draw.choice((1, 2, 2))):
        day = begun + timedelta(days=draw.choice((-30, -1, 0, 0, 0, 1, 13, 14, 15, 16, 20)))
        start = _perhaps(draw, day.isoformat(), 0.8)
        stop = (day + timedelta(days=draw.choice((-40, -1, 0, 5, 100, 300)))).isoformat()
        given[drug, start] = (_perhaps(draw, stop, 0.4), draw.choice(("induction", "induction", "maintenance", "")))


def _add_biologicals(name: str, switched: date, tables: Tables) -> None:
    """Add drugs that act on after their last day, about the borders of their days before the day of judgement."""
    draw = random.Random(f"biologicals of {name}")
    for drug in draw.sample(BIOLOGICALS, draw.choice((0, 0, 1, 2))):
        for _ in range(draw.choice((1, 1, 2))):
            start = draw.choice((switched, AS_OF)) - timedelta(days=draw.choice((-1, 0, 1, 28, 29, 30, 365, 366, 400)))
            stop = draw.choice(("", start.isoformat(), (start + timedelta(days=1)).isoformat()))
            # A rescue drug without a start leaves the response open, which is told elsewhere.
            first = _perhaps(draw, start.isoformat(), 0.8) if drug == "voclosporin" else start.isoformat()
            if (name, drug, first) not in {row[:3] for row in tables["treatments"]}:
                tables["treatments"].append((name, drug, first, stop, ""))


def _stop(draw: random.Random, start: date, switched: date) -> str:
    days = [switched + timedelta(days=day) for day in (-20, -1, 0, 1, 19, 168, 169, 200)]
    return draw.choice(["", "", "", *(day.isoformat() for day in days if day > start)])


def _add_visits(draw: random.Random, name: str, begun: date, switched: date, tables: Tables) -> None:
    days = {begun + timedelta(days=day) for day in (*draw.sample(BEFORE, 2), *draw.sample(LATER, 2))}
    days |= {switched + timedelta(days=day) for day in (*draw.sample(BEFORE, 2), *draw.sample(LATER, 2))}
    upcr, egfr = draw.choice((0.4, 0.8, 1, 2, 4, 6, 8)), draw.choice((40, 60, 90, 100, 120))
    creatinine = draw.choice((0.6, 0.8, 1, 1.2, 1.6))
    kinds = draw.choice(("recorded", "with", "computed", "mixed", "neither"))
    uln, height = _perhaps(draw, "1.1", 0.3), _perhaps(draw, "158", 0.7)
    known = draw.choice((0.8, 1))
    for when in sorted(days):
        has_creatinine = kinds != "neither" and draw.random() < 0.9
        is_recorded = {"recorded": True, "with": has_creatinine, "mixed": draw.random() < 0.5}.get(kinds, False)
        ratio = upcr * float(draw.choice(FALLS))
        tables["visits"].append(
            (
                name,
                when.isoformat(),
                _perhaps(draw, f"{ratio:.6g}", known),
                f"{creatinine * float(draw.choice(RISES)):.6g}" if has_creatinine else "",
                f"{egfr * float(draw.choice(FUNCTIONS)):.6g}" if is_recorded else "",
                _perhaps(draw, draw.choice(("2.9", "3", "3.1", "3.4", "3.5", "3.6", "4.2")), known),
                _perhaps(draw, str(draw.randrange(40, 130)), 0.8),
                _perhaps(draw, str(draw.randrange(5, 40)), 0.8),
                height,
                _perhaps(draw, str(draw.choice((2.5, 5, 7.5, 10, 10.5, 20))), known),
                _perhaps(draw, str(draw.randrange(0, 20)), 0.6),
                _perhaps(draw, f"{ratio * draw.choice((0.8, 1, 1)):.6g}", known),
                _perhaps(draw, str(draw.choice((0, 3, 4, 5, 6, 9, 10, 15))), known),
                _perhaps(draw, str(draw.choice((0, 4, 5, 6))), known),
                _perhaps(draw, draw.choice(("no", "no", "no", "yes")), known),
                _perhaps(draw, draw.choice(("inactive", "inactive", "active")), known),
                uln,
                *_activity(f"{name} {when}", known),
            )
        )


def _activity(visit: str, known: float) -> tuple[str, ...]:
    """Return the clinical SLEDAI, the global assessment, and whether a major organ is active and activity new.

    They are drawn apart, so that the rest of the cohort is what it is without them.
    """
    draw = random.Random(visit)
    return (
        _perhaps(draw, draw.choice("0000124"), 0.5 * known),
        _perhaps(draw, draw.choice(("0", "0.2", "0.4", "0.5", "0.5", "0.6", "1", "1", "1.1", "2", "3")), known),
        _perhaps(draw, draw.choice(("no", "no", "no", "yes")), known),
        _perhaps(draw, draw.choice(("no", "no", "no", "yes")), known),
    )
