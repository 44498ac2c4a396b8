"""Incidence rates: events of a time under observation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lnmt_cli.analysis.statistics.estimates import LEVEL, Interval

PATIENT_YEARS = 100
"""Rates are given per this many patient-years, as trials of lupus nephritis give them."""


@dataclass(frozen=True, slots=True)
class IncidenceRate:
    """``events`` in ``patient_years``; ``rate`` and ``interval`` are per 100 patient-years."""

    events: int
    patient_years: float
    rate: float
    interval: Interval


def incidence_rate(events: int, patient_years: float, level: float = LEVEL) -> IncidenceRate | None:
    """Return the rate of ``events`` per 100 patient-years with its exact interval; None without time.

    The interval is Garwood's, as R's ``poisson.test``; its low limit is 0.0 without an event. It takes events
    as independent: several in one patient make it too narrow. Raises ValueError for a negative number, or time
    that is not finite. Garwood F. Biometrika 1936;28:437.
    """
    if events < 0 or not 0 <= patient_years < math.inf:
        raise ValueError(f"{events} events in {patient_years} patient-years make no rate")
    if patient_years == 0:
        return None
    from scipy.special import gammaincinv

    tail, scale = (1 - level) / 2, PATIENT_YEARS / patient_years
    low = 0.0 if events == 0 else float(gammaincinv(events, tail))
    high = float(gammaincinv(events + 1, 1 - tail))
    return IncidenceRate(events, patient_years, events * scale, Interval(low * scale, high * scale))
