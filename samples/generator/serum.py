"""Albumin and complements that go with a course of proteinuria."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.draw import Draw


class Serum:
    """One patient's albumin (g/dL), C3 and C4 (mg/dL), each with a level and a slope of its own."""

    def __init__(self, bounds: dict[str, Any], draw: Draw) -> None:
        self._bounds, self._draw = bounds, draw
        self._level = {name: draw.uniform(*bounds[name]["before"]) for name in ("c3", "c4")}
        self._slope = {name: draw.uniform(*bounds[name]["per_year"]) for name in ("c3", "c4")}

    def on(self, upcr: float, days: int, switched: bool) -> dict[str, float]:
        """Return the values so many days after the first visit, at a UPCR in g/g."""
        rule = self._bounds["albumin"]
        albumin = rule["without_proteinuria"] + rule["per_log_upcr"] * math.log1p(upcr)
        values = {"albumin": self._within("albumin", albumin + rule["after_switch"] * switched)}
        for name in ("c3", "c4"):
            values[name] = self._within(name, self._level[name] + self._slope[name] * days / 365.25)
        return values

    def _within(self, name: str, value: float) -> float:
        rule = self._bounds[name]
        return float(min(max(value + self._draw.uniform(-rule["noise"], rule["noise"]), rule["least"]), rule["most"]))
