"""The levels of a subgroup compared: responses between all of them, responses and changes between two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.analysis import statistics
from lnmt_cli.analysis.assays import units_of, why_mixed
from lnmt_cli.analysis.changes import paired_rows, pairs_of, unit_of, why_withheld
from lnmt_cli.analysis.deeper import Comparison
from lnmt_cli.analysis.responding import counted, definitions, outcomes_of, widest
from lnmt_cli.analysis.results import SubgroupTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lnmt_cli.analysis.strata import Stratum
    from lnmt_cli.knowledge.design import Design


def subgroup_tests(design: Design, week: int, subgroup: str, levels: Sequence[Stratum]) -> Iterator[SubgroupTest]:
    """Yield Fisher's exact test of response between the known ``levels`` of ``subgroup``, by each definition."""
    for place, definition in definitions(design):
        responded = widest(definition)
        table = [cells for cells in (_cells(design, place, responded, level) for level in levels) if sum(cells)]
        reason = _why_no_test(design, table)
        p_value = None if reason else statistics.fisher_exact(table)
        yield SubgroupTest(
            week=week,
            subgroup=subgroup,
            outcome=" or ".join(responded),
            test="fisher",
            p_value=p_value,
            note="" if p_value is not None else reason or "too many levels",
            response=definition.response.name,
            n=sum(map(sum, table)),
        )


def comparisons(design: Design, week: int, levels: Sequence[Stratum]) -> Iterator[Comparison]:
    """Yield what sets two levels apart, the first less the second; nothing where there are not exactly two."""
    if len(levels) != 2:
        return
    first, second = levels
    for place, definition in definitions(design):
        for responded in outcomes_of(definition):
            yield from _of_responses(design, week, place, responded, (first, second))
    for measure in design.protocol.measures:
        yield from _of_changes(design, week, measure, (first, second))


def _why_no_test(design: Design, table: Sequence[tuple[int, int]]) -> str:
    """Return why the levels are not compared; empty if they are. Levels with nobody assessable are not in ``table``."""
    if len(table) < 2:
        return "fewer than two levels with assessable patients"
    return _why_too_small(design, map(sum, table))


def _why_too_small(design: Design, sizes: Iterable[int], what: str = "patients") -> str:
    """Return why levels of these ``sizes`` are not compared; empty if they are."""
    smallest = design.protocol.reporting.smallest_group
    return f"a level of fewer than {smallest} {what}" if min(sizes) < smallest else ""


def _cells(design: Design, place: int, responded: Sequence[str], level: Stratum) -> tuple[int, int]:
    """Return how many responded, and how many did not, of those who can be told."""
    categories = [category for row in level.rows if (category := counted(row, place, design))]
    n = sum(category in responded for category in categories)
    return n, len(categories) - n


def _blank(
    week: int, response: str | None, levels: tuple[Stratum, Stratum], measure: str, statistic: str
) -> Comparison:
    first, second = levels
    return Comparison(
        week, response, str(first.subgroup), str(first.level), str(second.level), measure, statistic, "", 0, 0
    )


def _of_responses(
    design: Design, week: int, place: int, responded: Sequence[str], levels: tuple[Stratum, Stratum]
) -> Iterator[Comparison]:
    confidence = design.protocol.confidence_level
    first, second = (_cells(design, place, responded, level) for level in levels)
    name, outcome = design.definitions[place - 1].response.name, " or ".join(responded)
    difference, odds_ratio = (
        _blank(week, name, levels, outcome, statistic)._replace(unit=unit, n_first=sum(first), n_second=sum(second))
        for statistic, unit in (("difference", "%"), ("odds_ratio", ""))
    )
    if reason := _why_too_small(design, (sum(first), sum(second)), "assessable patients"):
        yield difference._replace(note=reason)
        yield odds_ratio._replace(note=reason)
        return
    apart = statistics.newcombe((first[0], sum(first)), (second[0], sum(second)), confidence)
    yield difference._replace(
        estimate=100 * apart.difference if apart else None,
        ci_low=100 * apart.interval.low if apart else None,
        ci_high=100 * apart.interval.high if apart else None,
        note="" if apart else "a level without assessable patients",
    )
    odds = statistics.odds_ratio(first, second, confidence)
    yield odds_ratio._replace(estimate=odds.estimate, ci_low=odds.low, ci_high=odds.high, note=odds.reason or "")


def _of_changes(design: Design, week: int, measure: str, levels: tuple[Stratum, Stratum]) -> Iterator[Comparison]:
    rows = [paired_rows(design, level.rows, measure) for level in levels]
    first, second = (pairs_of(design, found, measure) for found in rows)
    both = [*rows[0], *rows[1]]
    mixed = why_mixed((), units_of(design.units[measure], both, measure))
    withheld = mixed or next(filter(None, (why_withheld(design, found, measure) for found in rows)), "")
    reason = withheld or _why_too_small(design, map(len, rows), "patients with both values")
    for statistic in ("mann_whitney", "ancova"):
        blank = _blank(week, None, levels, measure, statistic)._replace(
            unit=unit_of(design, both, measure), n_first=len(first), n_second=len(second)
        )
        if reason:
            yield blank._replace(note=reason)
        elif statistic == "ancova":
            yield _adjusted(design, blank, first, second)
        else:
            yield _ranked(design, blank, first, second)


def _ranked(
    design: Design, blank: Comparison, first: list[tuple[float, float]], second: list[tuple[float, float]]
) -> Comparison:
    ours, theirs = ([after - before for before, after in pairs] for pairs in (first, second))
    level = design.protocol.confidence_level
    shift = statistics.hodges_lehmann_between(ours, theirs, level)
    interval = statistics.beside_test_between(shift, ours, theirs, level) if shift else None
    return blank._replace(
        estimate=shift.estimate if shift else None,
        ci_low=interval.low if interval else None,
        ci_high=interval.high if interval else None,
        p_value=statistics.mann_whitney(ours, theirs),
    )


def _adjusted(
    design: Design, blank: Comparison, first: list[tuple[float, float]], second: list[tuple[float, float]]
) -> Comparison:
    protocol = design.protocol
    found = statistics.ancova(first, second, at_least=protocol.reporting.adjust_from, level=protocol.confidence_level)
    if isinstance(found, statistics.NotEstimable):
        return blank._replace(note=found.reason)
    return blank._replace(
        estimate=found.difference, ci_low=found.interval.low, ci_high=found.interval.high, p_value=found.p
    )
