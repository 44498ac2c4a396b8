"""Groups, measures and tests of the outcomes in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from ..analysis.deeper import TimeToResponse
    from ..analysis.lab_change import LabChange
    from ..analysis.results import Outcomes

_LEVEL_UNKNOWN = "unknown"

NOT_ASSESSABLE: Final = "Not assessable"

_TEST_NAMES = {"fisher": "Fisher's exact test", "wilcoxon": "Wilcoxon signed-rank test"}


COUNTED: Final = {
    "nri": "NRI: not assessable counted as NR",
    "locf": "LOCF: last value carried forward",
    "worst": "worst case: not assessable counted as NR",
    "best": "best case: not assessable counted as CR",
}
"""How a title says that those who cannot be told are counted all the same."""


class Grouped(Protocol):
    """Whatever is said of all patients, or of a level of a subgroup."""

    @property
    def subgroup(self) -> str | None:
        """Return the subgroup; None for all patients."""

    @property
    def level(self) -> str | None:
        """Return the level; None for all patients."""


def group(result: Outcomes, row: Grouped) -> str:
    """Return the group of a row: ``Prior response: PR``."""
    if row.subgroup is None:
        return "All patients"
    return f"{subgroup_label(result, row.subgroup)}: {_LEVEL_UNKNOWN if row.level is None else row.level}"


def subgroup_label(result: Outcomes, name: str) -> str:
    """Return what a subgroup is called."""
    return result.subgroups.get(name, name)


def measure_label(result: Outcomes, change: LabChange) -> str:
    """Return what the measure of a change is called."""
    return result.measures.get(change.measure, change.measure)


def test_name(test: str) -> str:
    """Return what a test is called."""
    return _TEST_NAMES.get(test, test)


def as_counted(result: Outcomes, title: str) -> str:
    """Return ``title`` with how those count who cannot be told, if they do."""
    return f"{title} ({COUNTED[result.missing]})" if result.missing in COUNTED else title


def category(word: str | None) -> str:
    """Return a response category; one that cannot be told in words."""
    return word or NOT_ASSESSABLE


def words(name: str) -> str:
    """Return the name of a state or of a kind of event as words: ``lost_to_follow_up`` → ``Lost to follow-up``."""
    return name.replace("_", " ").replace("follow up", "follow-up").capitalize()


def why_no_time(one: TimeToResponse, name: str) -> str:
    """Return what stands in place of a time that is None: the median, or a limit of it, ``name``.

    Not reached is a median, or an upper limit, that lies beyond the time under observation. Limits do not exist where
    all respond at one time.
    """
    is_beyond = {
        "median": one.n > 0,
        "median_low": False,
        "median_high": one.n > 0 and (one.median is None or one.median_low is not None),
    }
    return "not reached" if is_beyond[name] else "not estimable"
