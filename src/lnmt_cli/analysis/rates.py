"""Response rates with their intervals, and what they could be at worst and at best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.responding import counted, definitions, observed
from lnmt_cli.analysis.results import ResponseRate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.analysis.statistics import Interval
    from lnmt_cli.analysis.strata import Stratum
    from lnmt_cli.knowledge.design import Design
    from lnmt_cli.knowledge.protocol import Protocol


def response_rates(design: Design, week: int, stratum: Stratum) -> Iterator[ResponseRate]:
    """Yield the rate of each category of each response definition, over the rows of a week."""
    for place, definition in definitions(design):
        told = [observed(row, place) for row in stratum.rows]
        dead = sum(observed(row, place) is None and row["is_dead"] for row in stratum.rows)
        as_counted = [counted(row, place, design) for row in stratum.rows]
        categories = [category for category in as_counted if category is not None]
        for category in definition.categories:
            yield _rate(
                design.protocol,
                ResponseRate(
                    week=week,
                    subgroup=stratum.subgroup,
                    level=stratum.level,
                    category=category,
                    n=categories.count(category),
                    of=len(categories),
                    percent=None,
                    ci_low=None,
                    ci_high=None,
                    not_assessable=told.count(None),
                    response=definition.response.name,
                    enrolled=len(told),
                    assessed=len(told) - told.count(None),
                ),
                told.count(category),
                dead,
            )


def proportion_interval(n: int, of: int, protocol: Protocol) -> Interval | None:
    """Return the interval of ``n`` / ``of`` that the protocol asks for, as fractions; None if ``of`` is 0."""
    method = statistics.wilson if protocol.reporting.interval == "wilson" else statistics.clopper_pearson
    return method(n, of, protocol.confidence_level)


def _rate(protocol: Protocol, rate: ResponseRate, told: int, dead: int) -> ResponseRate:
    """Return the rate with its percentages; ``told``: how many are in the category for certain.

    ``dead``: how many of those who are not assessable died, or may have; at best and at worst they have no response.
    """
    from dataclasses import replace

    interval = proportion_interval(rate.n, rate.of, protocol)
    fewest = told + dead if rate.category == "NR" else told
    most = fewest + rate.not_assessable - dead
    return replace(
        rate,
        percent=100 * rate.n / rate.of if rate.of else None,
        ci_low=100 * interval.low if interval else None,
        ci_high=100 * interval.high if interval else None,
        bound_low=100 * fewest / rate.enrolled if rate.enrolled else None,
        bound_high=100 * most / rate.enrolled if rate.enrolled else None,
    )
