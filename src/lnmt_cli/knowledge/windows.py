"""Time points of a study design: the days whose values serve them, and which of several values counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from lnmt_cli.knowledge.toml import Table

DAYS_PER_WEEK: Final = 7

MOST_DAYS: Final = 36_525
"""A hundred years: no number of a design is larger, and none is out of reach of a calendar."""
MOST_WEEKS: Final = MOST_DAYS // DAYS_PER_WEEK

CHOICES: Final = {
    "nearest": "the value nearest",
    "first": "the first value",
    "last": "the last value",
    "mean": "the mean of all values",
    "worst": "the worst value",
}
"""Which of several values in a window counts, in words."""

TIES: Final = {"later": "of two equally near, the later", "earlier": "of two equally near, the earlier"}
"""Which of two values counts that are equally near to the target day, in words."""


class Window(NamedTuple):
    """Days from an anchor, both ends included, in which a value serves a time point.

    ``anchor`` is ``induction`` or ``switch``, ``point`` is ``baseline`` or ``week``; of several windows for one
    point the lowest ``priority`` counts. ``choose`` and ``tie`` say which of several values in it does. A value that
    ``is_carried`` comes from before the week, and from after what befell the therapy up to it.
    """

    anchor: str
    point: str
    week: int | None
    priority: int
    first_day: int
    last_day: int
    target_day: int
    not_after_switch: bool = False
    choose: str = "nearest"
    tie: str = "later"
    is_carried: bool = False


class Baseline(NamedTuple):
    """The last value in ``look_back_days`` up to and including day 0, else the first within ``grace_days`` after."""

    look_back_days: int
    grace_days: int

    def windows(self, anchor: str) -> tuple[Window, Window]:
        """Return the two windows of the baseline of ``anchor``."""
        return (
            Window(anchor, "baseline", None, 1, -self.look_back_days, 0, 0),
            Window(anchor, "baseline", None, 2, 1, self.grace_days, 0),
        )


class Around(NamedTuple):
    """The window about the target day of a week, both ends included, and which of several values in it counts."""

    days_before: int
    days_after: int
    choose: str = "nearest"
    tie: str = "later"

    def window(self, anchor: str, week: int) -> Window:
        """Return the window of ``week`` weeks after ``anchor``; after induction, a value after the switch is none."""
        target = DAYS_PER_WEEK * week
        first, last = target - self.days_before, target + self.days_after
        return Window(anchor, "week", week, 1, first, last, target, anchor == "induction", self.choose, self.tie)

    def carried(self, anchor: str, week: int, days: int) -> Window:
        """Return the window before that of ``week`` from which the last value is carried forward, ``days`` long."""
        target = DAYS_PER_WEEK * week
        last = target - self.days_before - 1
        first = max(1, last - days + 1)
        return Window(anchor, "week", week, 2, first, last, target, choose="last", is_carried=True)


class TimePoints(NamedTuple):
    """The time points that count from an anchor: its baseline, and ``weeks`` with the window of each.

    ``carried_days``: how far before the window of a week a value may lie that is carried forward to it; 0 for none.
    """

    anchor: str
    weeks: tuple[int, ...]
    baseline: Baseline
    around: Around
    carried_days: int = 0
    stated: Around | None = None
    """The window of the protocol itself, from which ``around`` departs where a run asks for another."""

    @property
    def windows(self) -> tuple[Window, ...]:
        """Return every window, those of the baseline first."""
        weeks = [self.around.window(self.anchor, week) for week in self.weeks]
        if self.carried_days:
            weeks += [self.around.carried(self.anchor, week, self.carried_days) for week in self.weeks]
        return (*self.baseline.windows(self.anchor), *weeks)

    def describe(self) -> str:
        """Return in sentences which value counts at each time point."""
        day_0 = "the switch" if self.anchor == "switch" else "the start of induction"
        weeks = f"{self._describe_weeks()}{self._describe_carried()}"
        return (
            f"Baseline: last value on or up to {self.baseline.look_back_days} days before {day_0}, else the first"
            f" within {self.baseline.grace_days} days after. {weeks} Each measure by itself."
        )

    def _describe_carried(self) -> str:
        if not self.carried_days:
            return ""
        return (
            f" Where the window has no value, the last one after the switch counts that is at most {self.carried_days}"
            " days before it, and after any rescue therapy, kidney failure or death up to the week."
        )

    def _describe_weeks(self) -> str:
        weeks = [window for window in self.windows if window.point == "week" and not window.is_carried]
        is_nearest = self.around.choose == "nearest"
        bound = ", not after the switch" if self.anchor == "induction" else ""
        tie = f"; {TIES[self.around.tie]}" if is_nearest else ""
        if len(weeks) == 1:
            target = f" to day {weeks[0].target_day}" if is_nearest else ""
            days = f"days {weeks[0].first_day} to {weeks[0].last_day}"
            return f"Week {weeks[0].week}: {CHOICES[self.around.choose]}{target}, {days}{bound}{tie}."
        named = "; ".join(f"week {week.week}: days {week.first_day} to {week.last_day}" for week in weeks)
        target = f" to the target day ({DAYS_PER_WEEK} days a week)" if is_nearest else ""
        return f"W{named[1:]}{bound}: {CHOICES[self.around.choose]}{target}{tie}."


def read_time_points(table: Table, anchor: str, weeks: tuple[int, ...]) -> TimePoints:
    """Return the time points that a table with ``baseline`` and ``window`` describes. Raises KnowledgeError."""
    baseline, window = table.table("baseline"), table.table("window")
    baseline.only("look_back_days", "grace_days")
    window.only("days_before", "days_after", "choose", "tie")
    around = Around(
        whole(window, "days_before"),
        whole(window, "days_after"),
        window.choice("choose", tuple(CHOICES)),
        window.choice("tie", tuple(TIES)),
    )
    days = Baseline(whole(baseline, "look_back_days"), whole(baseline, "grace_days"))
    return TimePoints(anchor, weeks, days, around, stated=around)


def whole(table: Table, key: str, most: int = MOST_DAYS) -> int:
    """Return a whole number from 0 to ``most``. Raises KnowledgeError."""
    number = table.number(key)
    if number != int(number) or not 0 <= number <= most:
        table.refuse(key, f"a whole number from 0 to {most} is expected")
    return int(number)
