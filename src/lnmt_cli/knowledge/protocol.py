"""Study designs: who, what induction, what switch, which time points. The data: ``protocols/*.toml``, or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import DEFAULT_PROTOCOL, site
from lnmt_cli.knowledge.definitions import is_path, read_definition
from lnmt_cli.knowledge.gfr_words import AS_RECORDED
from lnmt_cli.knowledge.protocol_words import refuse_odd_names, refuse_unknown_words
from lnmt_cli.knowledge.reporting import Reporting, read_reporting
from lnmt_cli.knowledge.toml import FOLDER, Table
from lnmt_cli.knowledge.windows import MOST_WEEKS, TimePoints, read_time_points, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.windows import Window

PROTOCOLS: Final = FOLDER / "protocols"

SUBGROUP_COLUMNS: Final = {"age_group": "age"}
"""The column of the outcome rows that a subgroup is taken from, where it is not of the same name."""

MOST_DECIMALS: Final = 15
"""Decimals that a double can hold."""
NO_RESPONSE_AFTER: Final = ("rescue", "died", "kidney_failure", "withdrawn", "stopped")
"""What can count as no response, whatever the values say: names of truths in ``values.toml``."""


class Criterion(NamedTuple):
    """One criterion: ``rule`` as written. Whoever fails only criteria that wait is pending, not ineligible."""

    id: str
    label: str
    rule: str
    waits: bool
    source: str


class Exclusion(NamedTuple):
    """Who, without having switched, is no candidate whatever the criteria say: ``rule`` as written."""

    id: str
    label: str
    rule: str
    source: str


class Adequacy(NamedTuple):
    """What an adequate induction is: ``rule`` as written.

    A single dose of one of ``pulses`` counts as exposure to it for ``pulse_days``.
    """

    rule: str
    pulses: tuple[str, ...]
    pulse_days: int
    source: str


class Subgroup(NamedTuple):
    """A comparison: ``levels`` are those with an order of their own, ``bounds`` the lower bounds of number groups."""

    name: str
    label: str
    column: str
    levels: tuple[str, ...] = ()
    bounds: tuple[int, ...] = ()
    crossed: tuple[Subgroup, ...] = ()
    """The subgroups whose levels are combined, where it is made of several."""


class Protocol(NamedTuple):
    """A study design; every number of it comes from its file."""

    name: str
    title: str
    version: str
    source: str
    file: str
    text: str
    """The file as it is, so that a mistake is shown on its line."""
    sources: Mapping[str, str]
    """Where each part comes from, by the name of its table; a part without a source is not in it."""
    folder: str
    """Where the definitions that it names are looked for, before the packaged ones."""
    response: str
    compare_decimals: int
    confidence_level: float
    criteria: Mapping[str, Criterion]
    """The criteria by their names, in the order in which they are judged."""
    exclusions: Mapping[str, Exclusion]
    biopsy_classes: tuple[str, ...]
    excluded_activity: tuple[str, ...]
    induction_drugs: tuple[str, ...]
    induction: TimePoints
    furthest_apart_days: int
    """Days between UPCR and kidney function of one time point, above which an explanation points to it."""
    adequacy: Adequacy | None
    milestone: str
    """The milestone shown beside the verdict, as ``definition.milestone``; empty for none."""
    switch_drugs: tuple[str, ...]
    upfront_days: int
    """Days within which the second drug of the combination makes it the first regimen, and no switch."""
    background_drugs: tuple[str, ...]
    """Drugs that are given beside every regimen, and are none by themselves."""
    outcome: TimePoints
    measures: tuple[str, ...]
    most_censored_percent: float
    """Above it the change of a measure is not computed: the share of patients with a limit for a value."""
    rescue_drugs: tuple[str, ...]
    no_response_after: tuple[str, ...]
    creatinine_limits: Mapping[str, float]
    """Upper limit of normal of creatinine by sex, mg/dL, where the registry has none."""
    gfr: str
    """Where eGFR comes from; see `lnmt_cli.knowledge.kidney_function`."""
    adult_equation: str
    child_equation: str
    adult_age: int
    subgroups: Mapping[str, Subgroup]
    default_subgroup: str
    reporting: Reporting

    @property
    def windows(self) -> tuple[Window, ...]:
        """Return every window of the design."""
        return (*self.induction.windows, *self.outcome.windows)

    @property
    def induction_week(self) -> int:
        """Return the week at which the response to induction is judged."""
        return self.induction.weeks[0]

    @property
    def induction_days(self) -> int:
        """Return the days of induction from which its week counts as reached: the first of the week's window."""
        return self.induction.windows[-1].first_day

    def subgroup(self, name: str) -> Subgroup:
        """Return the subgroup called ``name`` (``-`` and ``_`` are the same; ``default``: the study's own).

        Several names with commas between are one, of every combination of their levels. Raises UsageError.
        """
        parts = tuple(dict.fromkeys(self._subgroup(part.strip()) for part in name.split(",")))
        return parts[0] if len(parts) == 1 else _crossed(parts)

    def _subgroup(self, name: str) -> Subgroup:
        found = self.subgroups.get(self.default_subgroup if name == "default" else name.replace("-", "_"))
        if found is None:
            from difflib import get_close_matches

            near = get_close_matches(name, self.subgroups, n=1)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(
                f"--subgroup takes no such field by {self.name}.", f"{hint}It takes {', '.join(self.subgroups)}."
            )
        return found


@site.cached
def load_protocol(name: str = DEFAULT_PROTOCOL) -> Protocol:
    """Return a packaged study design, or that of a file (``name`` with a separator or the suffix ``.toml``).

    Raises KnowledgeError, UsageError where there is none of that name.
    """
    root, folder = read_definition(name, PROTOCOLS, "protocol")
    protocol = _protocol(root, folder)
    if is_path(name):
        refuse_unknown_words(root)
    return protocol


def _protocol(root: Table, folder: str) -> Protocol:
    root.only(
        *("name", "title", "version", "source", "based_on", "response", "compare_decimals", "confidence_level"),
        *(
            "biopsy",
            "criteria",
            "exclusions",
            "adequacy",
            "milestone",
            "switch",
            "induction",
            "outcome",
            "rescue",
            "reference",
        ),
        *("kidney_function", "subgroups", "need", "reporting"),
    )
    biopsy, induction, switch, outcome, kidney = (
        root.table(name) for name in ("biopsy", "induction", "switch", "outcome", "kidney_function")
    )
    biopsy.only("classes", "excluded_activity", "source")
    induction.only("drugs", "week", "baseline", "window", "furthest_apart_days", "source")
    outcome.only("weeks", "measures", "most_censored_percent", "no_response_after", "baseline", "window", "source")
    kidney.only("gfr", "adult_equation", "child_equation", "adult_age")
    return Protocol(
        name=root.text("name"),
        title=root.text("title"),
        version=root.text("version"),
        source=root.text("source"),
        file=root.file,
        text=root.source,
        sources=_sources(root),
        folder=folder,
        response=root.text("response"),
        compare_decimals=whole(root, "compare_decimals", MOST_DECIMALS),
        confidence_level=_confidence_level(root),
        criteria=_criteria(root.table("criteria")),
        exclusions=_exclusions(root.table("exclusions")) if root.has("exclusions") else {},
        biopsy_classes=biopsy.texts("classes"),
        excluded_activity=biopsy.texts("excluded_activity"),
        induction_drugs=induction.texts("drugs"),
        induction=read_time_points(induction, "induction", (whole(induction, "week", MOST_WEEKS),)),
        furthest_apart_days=whole(induction, "furthest_apart_days"),
        adequacy=_adequacy(root.table("adequacy")) if root.has("adequacy") else None,
        milestone=root.text_or_none("milestone") or "",
        switch_drugs=_two_drugs(switch),
        upfront_days=whole(switch, "upfront_days") if switch.has("upfront_days") else 0,
        background_drugs=switch.texts("background"),
        outcome=read_time_points(outcome, "switch", _weeks(outcome)),
        measures=outcome.texts("measures"),
        most_censored_percent=float(outcome.number("most_censored_percent")),
        rescue_drugs=_rescue_drugs(root),
        no_response_after=_no_response_after(outcome),
        creatinine_limits=_creatinine_limits(root.table("reference")),
        gfr=kidney.text_or_none("gfr") or AS_RECORDED,
        adult_equation=kidney.text("adult_equation"),
        child_equation=kidney.text("child_equation"),
        adult_age=whole(kidney, "adult_age"),
        subgroups={name: _subgroup(name, table) for name, table in root.table("subgroups").tables()},
        default_subgroup=_default_subgroup(root.table("subgroups")),
        reporting=read_reporting(root),
    )


def _sources(root: Table) -> dict[str, str]:
    tables = ((name, root.table(name)) for name, value in root.content.items() if isinstance(value, dict))
    return {name: table.text("source") for name, table in tables if table.has("source")}


def _criteria(table: Table) -> dict[str, Criterion]:
    refuse_odd_names(table)
    return {name: _criterion(name, one) for name, one in table.tables()}


def _criterion(name: str, table: Table) -> Criterion:
    table.only("label", "rule", "waits", "source")
    return Criterion(name, table.text("label"), table.text("rule"), table.flag("waits"), table.text("source"))


def _exclusions(table: Table) -> dict[str, Exclusion]:
    refuse_odd_names(table)
    return {name: _exclusion(name, one) for name, one in table.tables()}


def _exclusion(name: str, table: Table) -> Exclusion:
    table.only("label", "rule", "source")
    return Exclusion(name, table.text("label"), table.text("rule"), table.text("source"))


def _adequacy(table: Table) -> Adequacy:
    table.only("rule", "pulses", "pulse_days", "source")
    return Adequacy(table.text("rule"), table.texts("pulses"), whole(table, "pulse_days"), table.text("source"))


def _confidence_level(root: Table) -> float:
    level = float(root.number("confidence_level"))
    if not 0 < level < 1:
        root.refuse("confidence_level", "a number between 0 and 1 is expected, such as 0.95")
    return level


def _two_drugs(switch: Table) -> tuple[str, ...]:
    switch.only("drugs", "upfront_days", "background", "source")
    drugs = switch.texts("drugs")
    if len(drugs) != 2:
        switch.refuse("drugs", "two drugs are expected")
    return drugs


def _weeks(outcome: Table) -> tuple[int, ...]:
    written = outcome.content.get("weeks")
    if (
        not isinstance(written, list)
        or not written
        or not all(isinstance(week, int) and 0 < week <= MOST_WEEKS for week in written)
    ):
        outcome.refuse("weeks", f"a list of whole numbers from 1 to {MOST_WEEKS} is expected")
    return tuple(dict.fromkeys(written))


def _rescue_drugs(root: Table) -> tuple[str, ...]:
    rescue = root.table("rescue")
    rescue.only("drugs", "source")
    return rescue.texts("drugs")


def _no_response_after(outcome: Table) -> tuple[str, ...]:
    names = outcome.texts("no_response_after")
    for name in names:
        if name not in NO_RESPONSE_AFTER:
            outcome.refuse("no_response_after", f"names among {', '.join(NO_RESPONSE_AFTER)} are expected")
    return names


def _creatinine_limits(reference: Table) -> dict[str, float]:
    reference.only("creatinine_uln", "source")
    limits = reference.table("creatinine_uln")
    limits.only("F", "M")
    return {sex: float(limits.number(sex)) for sex in ("F", "M")}


def _subgroup(name: str, table: Table) -> Subgroup:
    table.only("label", "levels", "bounds", "default")
    bounds = table.content.get("bounds", [])
    if not isinstance(bounds, list) or not all(isinstance(bound, int) for bound in bounds):
        table.refuse("bounds", "a list of whole numbers is expected")
    return Subgroup(
        name, table.text("label"), SUBGROUP_COLUMNS.get(name, name), table.texts("levels"), tuple(sorted(bounds))
    )


def _crossed(parts: tuple[Subgroup, ...]) -> Subgroup:
    names = ",".join(part.name for part in parts)
    label, *others = (part.label for part in parts)
    return Subgroup(names, " × ".join((label, *others)), "", crossed=parts)


def _default_subgroup(table: Table) -> str:
    chosen = [name for name, subgroup in table.tables() if subgroup.flag("default")]
    if len(chosen) != 1:
        table.refuse("default", "exactly one default subgroup is expected")
    return chosen[0]
