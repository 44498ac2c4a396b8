"""eGFR as a registry would record it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from generator.model import completed_years

if TYPE_CHECKING:
    from datetime import date


def egfr(equation: dict[str, Any], sex: str, birth: date, day: date, creatinine: float) -> float:
    """Return the CKD-EPI 2021 eGFR (mL/min/1.73 m²) of an adult, from creatinine in mg/dL."""
    own = equation[sex]
    ratio = creatinine / own["kappa"]
    power = min(ratio, 1.0) ** own["below_kappa"] * max(ratio, 1.0) ** equation["above_kappa"]
    years = completed_years(birth, day)
    return float(equation["scale"] * power * equation["per_year"] ** years * own["factor"])


def rounded(value: float, decimals: int) -> float:
    """Return a value of zero or more rounded half up, as laboratories do."""
    scale = 10.0**decimals
    return math.floor(value * scale + 0.5) / scale
