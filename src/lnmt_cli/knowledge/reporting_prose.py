"""How a protocol reports figures, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.expression.labels import number_text
from lnmt_cli.knowledge.prose import Line, listed_any
from lnmt_cli.knowledge.reporting import INTERVALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.knowledge.protocol import Protocol


def figures(protocol: Protocol) -> Iterator[Line]:
    """Yield how figures are made, and which go beside the response."""
    reporting = protocol.reporting
    yield Line(
        "confidence_level",
        f"Intervals are {number_text(100 * protocol.confidence_level, 6)} % confidence intervals, those of proportions"
        f" {INTERVALS[protocol.reporting.interval]}.",
    )
    yield Line(
        "outcome.most_censored_percent",
        f"Where more than {number_text(protocol.most_censored_percent)} % of the patients have a limit of the assay for"
        " a value, the change of that measure is not computed.",
    )
    yield Line(
        "compare_decimals", f"Numbers are compared after rounding both sides to {protocol.compare_decimals} decimals."
    )
    yield Line(
        "reporting.smallest_group",
        f"With fewer than {reporting.smallest_group} patients values are shown in place of inference; changes are also"
        f" compared at the same baseline (ANCOVA) from {reporting.adjust_from} patients in each group on.",
    )
    yield Line(
        "reporting.adult_years",
        f"Patients below {reporting.adult_years} years are judged by the thresholds for adults, and counted in a note.",
    )
    skewed = listed_any(map(_measure, reporting.log_scale), "and")
    if skewed:
        yield Line("reporting.log_scale", f"The change of {skewed} is also given as the ratio of geometric means.")
    doses = listed_any(map(number_text, reporting.steroid_at_most), "and")
    yield Line(
        "reporting.steroid", f"Patients are counted with {_measure(reporting.steroid)} at or below {doses} mg/day."
    )
    weeks = listed_any(map(str, reporting.at_risk_weeks), "and")
    yield Line(
        "reporting.time_to_response",
        f"In the time to response, values within {reporting.same_visit_days} days of each other are of one visit;"
        f" patients at risk are counted at weeks {weeks}.",
    )
    yield Line("reporting.safety", f"Safety counts {listed_any(reporting.safety_kinds, 'and').replace('_', ' ')}.")
    yield from _kidney_outcomes(protocol)
    others = listed_any((alternative.label for alternative in reporting.alternatives), "and")
    yield Line("reporting.sensitivity", f"The sensitivity of the response is told for these alternatives: {others}.")


def _kidney_outcomes(protocol: Protocol) -> Iterator[Line]:
    """Yield how loss of kidney function and renal flares are told, where they are asked for."""
    reporting = protocol.reporting
    decline, slope, flare = reporting.egfr_decline, reporting.egfr_slope, reporting.renal_flare
    declines = listed_any((f"{number_text(percent)} %" for percent in decline.percent), "and")
    yield Line(
        "reporting.egfr_decline",
        f"Falls of eGFR by {declines} or more from baseline are counted, confirmed by a value at least"
        f" {reporting.sustained_days} days later that is as low, without a higher one between them.",
    )
    yield Line(
        "reporting.egfr_slope",
        f"The slope of eGFR is told of patients with at least {slope.values} values over at least {slope.days} days.",
    )
    yield Line(
        "reporting.renal_flare",
        f"A renal flare by UPCR is a rise above {number_text(flare.from_low_above)} g/g after a value below"
        f" {number_text(flare.low_below)}, or above {number_text(flare.from_response_above)} after one of at most"
        f" {number_text(flare.response_at_most)}.",
    )


def _measure(name: str) -> str:
    return values.in_sentence(values.of_responses()[name].label)
