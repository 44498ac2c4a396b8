"""How outcomes are reported: limits, scales, thresholds, alternatives. The data: ``reporting.toml``, or a protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml
from lnmt_cli.knowledge.windows import CHOICES, TIES, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

MISSING: Final = {
    "observed": "those whose response cannot be told are left out",
    "nri": "those whose response cannot be told count as NR (non-responder imputation)",
    "locf": "the last earlier value after the switch is carried forward where the window has none",
    "worst": "those whose response cannot be told count as NR (worst case)",
    "best": "those whose response cannot be told count as CR (best case)",
}
"""How those count whose response cannot be told, in words."""

KIDNEY_MEASURES: Final = ("egfr", "upcr")
"""What loss of kidney function and renal flares are told from."""

INTERVALS: Final = {"clopper-pearson": "exact (Clopper-Pearson)", "wilson": "score (Wilson)"}
"""Intervals of a proportion, in words."""


FEWEST_FOR_A_SLOPE: Final = 2


class Alternative(NamedTuple):
    """Another way to choose the value of a week; None is as the run has it."""

    label: str
    days: int | None
    choose: str | None
    tie: str | None


class DeclineRule(NamedTuple):
    """The falls of eGFR from baseline that are counted, in percent, and what is to be said of them."""

    percent: tuple[float, ...]
    limits: tuple[str, ...]


class SlopeRule(NamedTuple):
    """Of whom a slope of eGFR is told: from how many values over how many days on."""

    values: int
    days: int
    limits: tuple[str, ...]


class FlareRule(NamedTuple):
    """A rise of UPCR that is a flare, in g/g: above which ratio, by the lowest one since the baseline."""

    low_below: float
    from_low_above: float
    response_at_most: float
    from_response_above: float
    limits: tuple[str, ...]


class Reporting(NamedTuple):
    """How outcomes are reported; each key is explained in ``reporting.toml``."""

    smallest_group: int
    adjust_from: int
    adult_years: int
    interval: str
    missing: str
    carried_days: int
    log_scale: tuple[str, ...]
    shifts: tuple[str, ...]
    level_order: tuple[str, ...]
    same_assay: Mapping[str, str]
    steroid: str
    steroid_at_most: tuple[float, ...]
    safety_kinds: tuple[str, ...]
    same_visit_days: int
    at_risk_weeks: tuple[int, ...]
    alternatives: tuple[Alternative, ...]
    sustained_days: int
    egfr_decline: DeclineRule
    egfr_slope: SlopeRule
    renal_flare: FlareRule

    @property
    def measures(self) -> tuple[str, ...]:
        """Return the measures that the report needs beside those of the protocol."""
        return (self.steroid, *self.shifts, *KIDNEY_MEASURES)


def read_reporting(root: Table) -> Reporting:
    """Return how the protocol ``root`` reports: ``[reporting]`` over what is packaged. Raises KnowledgeError."""
    packaged = _packaged()
    if not root.has("reporting"):
        return _reporting(packaged)
    own = root.table("reporting")
    own.only(*packaged.content)
    return _reporting(Table(root.file, {**packaged.content, **own.content}, "reporting"))


@site.cached
def _packaged() -> Table:
    return read_toml(FOLDER / "reporting.toml")


def _reporting(root: Table) -> Reporting:
    steroid, safety, time = (root.table(name) for name in ("steroid", "safety", "time_to_response"))
    steroid.only("measure", "at_most")
    safety.only("kinds")
    time.only("same_visit_days", "at_risk_weeks")
    assays = root.table("same_assay")
    return Reporting(
        smallest_group=whole(root, "smallest_group"),
        adjust_from=whole(root, "adjust_from"),
        adult_years=whole(root, "adult_years"),
        interval=root.choice("interval", tuple(INTERVALS)),
        missing=root.choice("missing", tuple(MISSING)),
        carried_days=whole(root, "carried_days"),
        log_scale=root.texts("log_scale"),
        shifts=root.texts("shifts"),
        level_order=root.texts("level_order"),
        same_assay={measure: assays.text(measure) for measure in assays.content},
        steroid=steroid.text("measure"),
        steroid_at_most=_numbers(steroid, "at_most"),
        safety_kinds=safety.texts("kinds"),
        same_visit_days=whole(time, "same_visit_days"),
        at_risk_weeks=tuple(int(week) for week in _numbers(time, "at_risk_weeks")),
        alternatives=tuple(_alternative(row) for row in root.rows("sensitivity")),
        sustained_days=_sustained_days(root.table("sustained")),
        egfr_decline=_egfr_decline(root.table("egfr_decline")),
        egfr_slope=_egfr_slope(root.table("egfr_slope")),
        renal_flare=_renal_flare(root.table("renal_flare")),
    )


def _sustained_days(table: Table) -> int:
    table.only("days")
    return whole(table, "days")


def _egfr_decline(table: Table) -> DeclineRule:
    table.only("percent", "limits")
    percent = _numbers(table, "percent")
    if not all(0 < one < 100 for one in percent):
        table.refuse("percent", "numbers above 0 and below 100 are expected")
    return DeclineRule(tuple(sorted(set(percent))), table.texts("limits"))


def _egfr_slope(table: Table) -> SlopeRule:
    table.only("values", "days", "limits")
    least = whole(table, "values")
    if least < FEWEST_FOR_A_SLOPE:
        table.refuse("values", f"a whole number from {FEWEST_FOR_A_SLOPE} on is expected: a line needs two points")
    return SlopeRule(least, whole(table, "days"), table.texts("limits"))


def _renal_flare(table: Table) -> FlareRule:
    table.only("low_below", "from_low_above", "response_at_most", "from_response_above", "limits")
    return FlareRule(
        low_below=float(table.number("low_below")),
        from_low_above=float(table.number("from_low_above")),
        response_at_most=float(table.number("response_at_most")),
        from_response_above=float(table.number("from_response_above")),
        limits=table.texts("limits"),
    )


def _numbers(table: Table, key: str) -> tuple[float, ...]:
    written = table.content.get(key)
    if not isinstance(written, list) or not written:
        table.refuse(key, "a list of numbers is expected")
    return tuple(float(Table(table.file, {key: number}, table.path).number(key)) for number in written)


def _alternative(row: Table) -> Alternative:
    row.only("label", "days", "choose", "tie")
    return Alternative(
        row.text("label"),
        whole(row, "days") if row.has("days") else None,
        row.choice("choose", tuple(CHOICES)) if row.has("choose") else None,
        row.choice("tie", tuple(TIES)) if row.has("tie") else None,
    )
