"""The values at the switch and at week 24 that give the published means and SDs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.kidney import egfr, rounded
from generator.search import Rows, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from generator.draw import Draw
    from generator.plan import Plan
    from generator.targets import Targets

ANALYSED = ("CR", "PR", "NR")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was measured at the switch and at week 24 (None: not seen): UPCR in g/g, creatinine in mg/dL."""

    upcr: float
    creatinine: float
    upcr_24: float | None
    creatinine_24: float | None


def calibrate(plans: Sequence[Plan], targets: Targets, draw: Draw) -> list[Anchor]:
    """Return the anchors of each plan; those who can be assessed reach the published figures."""
    upcr: dict[int, list[int]] = {}
    for prior in targets.upcr:
        seen = [plan for plan in plans if plan.prior == prior and plan.outcome in ANALYSED]
        upcr |= {plan.position: row for plan, row in zip(seen, _upcr(seen, prior, targets, draw), strict=True)}
    seen = [plan for plan in plans if plan.outcome in ANALYSED]
    creatinine = {p.position: row for p, row in zip(seen, _creatinine(seen, targets, draw), strict=True)}
    return [
        Anchor(u[0] / 100, c[0] / 100, u[1] / 100, c[1] / 100)
        if (u := upcr.get(plan.position)) and (c := creatinine.get(plan.position))
        else _unseen(plan, targets, draw)
        for plan in plans
    ]


def _hundredths(low_high: Sequence[float], draw: Draw) -> int:
    return int(draw.uniform(*low_high) * 100 + 0.5)


def _unseen(plan: Plan, targets: Targets, draw: Draw) -> Anchor:
    start = targets.design["upcr"][plan.prior][plan.outcome]["baseline"]
    creatinine = targets.design["creatinine"]["baseline"]
    return Anchor(_hundredths(start, draw) / 100, _hundredths(creatinine, draw) / 100, None, None)


def _upcr(plans: Sequence[Plan], prior: str, targets: Targets, draw: Draw) -> Rows:
    starts = targets.design["upcr"][prior]
    keep = [_upcr_keeper(targets, plan.outcome) for plan in plans]
    rows = []
    for plan, kept in zip(plans, keep, strict=True):
        start = starts[plan.outcome]
        row = [_hundredths(start["baseline"], draw), _hundredths(start["week_24"], draw)]
        while not kept(row):
            row = [_hundredths(start["baseline"], draw), _hundredths(start["week_24"], draw)]
        rows.append(row)
    return settle(rows, targets.upcr[prior], lambda _row, _column, n: n / 100, lambda i, row: keep[i](row), draw)


def _upcr_keeper(targets: Targets, outcome: str) -> Callable[[list[int]], bool]:
    keep = targets.design["keep"]
    own = keep[outcome]
    lowest, highest = keep["upcr"]

    def allowed(row: list[int]) -> bool:
        before, after = row[0] / 100, row[1] / 100
        return bool(
            keep["upcr_baseline_at_least"] <= before <= highest
            and max(lowest, own.get("upcr_at_least", lowest)) <= after <= highest
            and after < own.get("upcr_below", highest + 1)
            and own.get("fall_at_least", 0.0) * before <= after <= own.get("fall_at_most", highest) * before
        )

    return allowed


def _creatinine(plans: Sequence[Plan], targets: Targets, draw: Draw) -> Rows:
    keep = targets.design["keep"]
    lowest, highest = keep["creatinine"]

    def figure(row: int, column: int, hundredths: int) -> float:
        plan = plans[row]
        day = plan.week_24 if column and plan.week_24 else plan.baseline
        value = egfr(targets.equation, plan.sex, plan.birth, day, hundredths / 100)
        return rounded(value, 1 if plan.egfr_recorded else 6)

    def allowed(row: int, pair: list[int]) -> bool:
        low, high = keep["egfr_ratio"][plans[row].outcome]
        before, after = figure(row, 0, pair[0]), figure(row, 1, pair[1])
        inside = all(lowest <= number / 100 <= highest for number in pair)
        return inside and max(before, after) <= keep["egfr_at_most"] and low * before <= after <= high * before

    rows = []
    for index, plan in enumerate(plans):
        row = _creatinine_start(plan, targets, draw)
        while not allowed(index, row):
            row = _creatinine_start(plan, targets, draw)
        rows.append(row)
    return settle(rows, targets.egfr, figure, allowed, draw)


def _creatinine_start(plan: Plan, targets: Targets, draw: Draw) -> list[int]:
    start = targets.design["creatinine"]
    before = _hundredths(start["baseline"], draw)
    return [before, int(before * draw.uniform(*start["change"][plan.outcome]) + 0.5)]
