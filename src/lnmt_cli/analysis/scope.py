"""How far an analysis looks; what it does not ask for is not computed."""

from __future__ import annotations

import enum


class Scope(enum.Enum):
    """The anchors whose time points are looked at."""

    INDUCTION = ("induction",)
    """The response to induction, by the measures of the response definition: enough for eligibility."""
    SWITCH = ("induction", "switch")
    """The switch besides, by every measure."""
    VISITS = ("induction", "switch", "visit")
    """Every visit after the switch besides, as a time point of its own."""
    INDEX = ("induction", "index")
    """The index date, which every patient has, by what a cohort is described by."""
