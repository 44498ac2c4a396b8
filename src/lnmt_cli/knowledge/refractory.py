"""Inadequate response and refractory disease by ACR 2024. The data: ``refractory.toml``."""

from __future__ import annotations

from typing import NamedTuple

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.toml import FOLDER, read_toml
from lnmt_cli.knowledge.windows import MOST_WEEKS, whole


class Refractory(NamedTuple):
    """When no response is an inadequate one, and what a standard course is; each key stands in ``refractory.toml``."""

    from_week: int
    until_week: int
    course_weeks: int
    course_pulses: int
    gap_days: int
    source: str

    def is_judged_at(self, week: int) -> bool:
        """Return whether no response at this week of induction is an inadequate response."""
        return self.from_week <= week <= self.until_week


@site.cached
def load_refractory() -> Refractory:
    """Return the packaged definition. Raises KnowledgeError."""
    root = read_toml(FOLDER / "refractory.toml")
    root.only("source", "response", "course")
    response, course = root.table("response"), root.table("course")
    response.only("from_week", "until_week")
    course.only("weeks", "pulses", "gap_days")
    return Refractory(
        from_week=whole(response, "from_week", MOST_WEEKS),
        until_week=whole(response, "until_week", MOST_WEEKS),
        course_weeks=whole(course, "weeks", MOST_WEEKS),
        course_pulses=whole(course, "pulses"),
        gap_days=whole(course, "gap_days"),
        source=root.text("source"),
    )
