"""Study designs: who, what induction, what switch, which time points. The data: ``protocols/*.toml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import DEFAULT_PROTOCOL
from lnmt_cli.knowledge.toml import FOLDER, Table, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

PROTOCOLS: Final = FOLDER / "protocols"

CRITERIA: Final = ("biopsy_class", "standard_induction", "induction_24_weeks", "no_complete_response")
SUBGROUP_COLUMNS: Final = {"age_group": "age"}
"""The column of the outcome rows that a subgroup is taken from, where it is not of the same name."""

DAYS_PER_WEEK: Final = 7


class Window(NamedTuple):
    """Days from an anchor, both ends included, in which a value serves a time point.

    ``anchor`` is ``induction`` or ``switch``, ``point`` is ``baseline`` or ``week``; of several windows for one
    point the lowest ``priority`` counts.
    """

    anchor: str
    point: str
    week: int | None
    priority: int
    first_day: int
    last_day: int
    target_day: int
    not_after_switch: bool = False


class Subgroup(NamedTuple):
    """A comparison: ``levels`` are those with an order of their own, ``bounds`` the lower bounds of number groups."""

    name: str
    label: str
    column: str
    levels: tuple[str, ...] = ()
    bounds: tuple[int, ...] = ()


class Protocol(NamedTuple):
    """A study design; every number of it comes from its file."""

    name: str
    title: str
    version: str
    source: str
    response: str
    compare_decimals: int
    confidence_level: float
    criteria: Mapping[str, str]
    """Label of each criterion, in the order in which they are judged."""
    biopsy_classes: tuple[str, ...]
    excluded_activity: tuple[str, ...]
    induction_drugs: tuple[str, ...]
    induction_days: int
    switch_drugs: tuple[str, ...]
    windows: tuple[Window, ...]
    induction_week: int
    outcome_week: int
    measures: tuple[str, ...]
    most_censored_percent: float
    """Above it the change of a measure is not computed: the share of patients with a limit for a value."""
    adult_equation: str
    child_equation: str
    adult_age: int
    subgroups: Mapping[str, Subgroup]
    default_subgroup: str

    def subgroup(self, name: str) -> Subgroup:
        """Return the subgroup called ``name`` (``-`` and ``_`` are the same; ``default``: the study's own).

        Raises UsageError.
        """
        found = self.subgroups.get(self.default_subgroup if name == "default" else name.replace("-", "_"))
        if found is None:
            from difflib import get_close_matches

            near = get_close_matches(name, self.subgroups, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Subgroups are {', '.join(self.subgroups)}."
            raise UsageError("This is no subgroup that the protocol knows.", hint)
        return found


@cache
def load_protocol(name: str = DEFAULT_PROTOCOL) -> Protocol:
    """Return a packaged study design. Raises KnowledgeError, UsageError where there is none of that name."""
    path = PROTOCOLS / f"{name}.toml"
    if path not in PROTOCOLS.glob("*.toml"):
        known = ", ".join(sorted(file.stem for file in PROTOCOLS.glob("*.toml")))
        raise UsageError("There is no protocol of that name.", f"Protocols are {known}.")
    return _protocol(read_toml(path))


def _protocol(root: Table) -> Protocol:
    root.only(
        *("name", "title", "version", "source", "response", "compare_decimals", "confidence_level"),
        *("criteria", "switch", "induction", "outcome", "kidney_function", "subgroups", "need"),
    )
    criteria, outcome, kidney = root.table("criteria"), root.table("outcome"), root.table("kidney_function")
    criteria.only(*CRITERIA)
    biopsy, weeks = criteria.table("biopsy_class"), criteria.table("induction_24_weeks")
    subgroups = {name: _subgroup(name, table) for name, table in root.table("subgroups").tables()}
    return Protocol(
        name=root.text("name"),
        title=root.text("title"),
        version=root.text("version"),
        source=root.text("source"),
        response=root.text("response"),
        compare_decimals=int(root.number("compare_decimals")),
        confidence_level=float(root.number("confidence_level")),
        criteria={name: criteria.table(name).text("label") for name in CRITERIA},
        biopsy_classes=biopsy.texts("classes"),
        excluded_activity=biopsy.texts("excluded_activity"),
        induction_drugs=criteria.table("standard_induction").texts("drugs"),
        induction_days=DAYS_PER_WEEK * int(weeks.number("weeks")) - int(weeks.number("window_days")),
        switch_drugs=_two_drugs(root.table("switch")),
        windows=(*_windows(root.table("induction"), "induction"), *_windows(outcome, "switch")),
        induction_week=int(root.table("induction").table("week").number("week")),
        outcome_week=int(outcome.table("week").number("week")),
        measures=outcome.texts("measures"),
        most_censored_percent=float(outcome.number("most_censored_percent")),
        adult_equation=kidney.text("adult_equation"),
        child_equation=kidney.text("child_equation"),
        adult_age=int(kidney.number("adult_age")),
        subgroups=subgroups,
        default_subgroup=_default_subgroup(root.table("subgroups")),
    )


def _two_drugs(switch: Table) -> tuple[str, ...]:
    switch.only("drugs")
    drugs = switch.texts("drugs")
    if len(drugs) != 2:
        switch.refuse("drugs", "two drugs are expected")
    return drugs


def _windows(table: Table, anchor: str) -> tuple[Window, ...]:
    table.only("baseline", "week", "measures", "most_censored_percent")
    baseline, week = table.table("baseline"), table.table("week")
    baseline.only("look_back_days", "grace_days")
    week.only("week", "target_day", "first_day", "last_day")
    back, grace = int(baseline.number("look_back_days")), int(baseline.number("grace_days"))
    first, last, target = (int(week.number(key)) for key in ("first_day", "last_day", "target_day"))
    if not first <= target <= last:
        week.refuse("target_day", "a day from first_day to last_day is expected")
    return (
        Window(anchor, "baseline", None, 1, -back, 0, 0),
        Window(anchor, "baseline", None, 2, 1, grace, 0),
        Window(anchor, "week", int(week.number("week")), 1, first, last, target, anchor == "induction"),
    )


def _subgroup(name: str, table: Table) -> Subgroup:
    table.only("label", "levels", "bounds", "default")
    bounds = table.content.get("bounds", [])
    if not isinstance(bounds, list) or not all(isinstance(bound, int) for bound in bounds):
        table.refuse("bounds", "a list of whole numbers is expected")
    return Subgroup(
        name, table.text("label"), SUBGROUP_COLUMNS.get(name, name), table.texts("levels"), tuple(sorted(bounds))
    )


def _default_subgroup(table: Table) -> str:
    chosen = [name for name, subgroup in table.tables() if subgroup.flag("default")]
    if len(chosen) != 1:
        table.refuse("default", "exactly one default subgroup is expected")
    return chosen[0]
