"""The published figures and the design of the cohort, from targets.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Printed:
    """A mean and SD as a publication prints them, to so many decimals."""

    mean: float
    sd: float
    decimals: int

    def missed_by(self, mean: float, sd: float) -> float:
        """Return how far the worse of the two is off, in units of the last printed place."""
        return max(abs(mean - self.mean), abs(sd - self.sd)) * 10.0**self.decimals


@dataclass(frozen=True, slots=True)
class Targets:
    """What to reach (``age``, ``upcr`` by prior response, ``egfr``) and how the cohort is made (``design``).

    ``upcr`` and ``egfr`` hold the pair (baseline, week 24). ``design`` and ``equation`` are the tables of the
    TOML file, whose comments describe them.
    """

    age: Printed
    upcr: dict[str, tuple[Printed, Printed]]
    egfr: tuple[Printed, Printed]
    equation: dict[str, Any]
    design: dict[str, Any]


def _pair(table: dict[str, Any]) -> tuple[Printed, Printed]:
    return Printed(**table["baseline"]), Printed(**table["week_24"])


def load_targets(path: Path = SAMPLES / "targets.toml") -> Targets:
    """Return the targets of a TOML file."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    published = tables["published"]
    return Targets(
        age=Printed(**published["age"]),
        upcr={prior: _pair(table) for prior, table in published["upcr"].items()},
        egfr=_pair(published["egfr"]),
        equation=tables["egfr_equation"],
        design=tables["design"],
    )
