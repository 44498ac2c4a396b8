"""A study design made ready to run: protocol, response definitions and equations, checked against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.knowledge.expression import Expression, Place, compile_expression
from lnmt_cli.knowledge.kidney_function import KidneyFunction, kidney_function
from lnmt_cli.knowledge.protocol import Protocol, load_protocol
from lnmt_cli.knowledge.response import Response, load_response
from lnmt_cli.knowledge.values import BASELINE
from lnmt_cli.knowledge.windows import DAYS_PER_WEEK

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from duckdb import DuckDBPyConnection

    from lnmt_cli.knowledge.expression.evaluating import Value as Known
    from lnmt_cli.knowledge.windows import Window

JUDGED_ADEQUACY: Final = "induction_adequate"
"""The value that the rule of adequacy gives, and cannot name."""
MADE_FROM: Final = {"egfr_preflare": "egfr", "creatinine_uln": "creatinine_uln", "upcr_sustained": "upcr"}
"""The measure that a value is made from which bears another name."""


@dataclass(frozen=True)
class Definition:
    """A response definition, compiled: see `lnmt_cli.knowledge.response.Response`."""

    response: Response
    complete: Expression
    partial: Expression | None
    partial_when: Expression | None
    milestones: Mapping[str, Expression]
    left_out: tuple[str, ...] = ()
    """What the definition is without the values that the user has it leave out, a sentence for each."""

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Return the expressions by which a response is told."""
        return tuple(part for part in (self.complete, self.partial, self.partial_when) if part is not None)

    @property
    def categories(self) -> tuple[str, ...]:
        """Return the categories, the best first: without a partial tier there are two."""
        return ("CR", "NR") if self.partial is None else ("CR", "PR", "NR")

    @property
    def names(self) -> tuple[str, ...]:
        """Return the values that the definition needs, such as ``egfr_baseline``."""
        return tuple(dict.fromkeys(name for part in self.expressions for name in part.names))

    def category(self, known: Mapping[str, Known]) -> str | None:
        """Return the response of a patient with the values ``known``, as the SQL does; None: it cannot be assessed."""
        is_complete = self.complete.evaluate(known)
        is_partial = False if self.partial is None else self.partial.evaluate(known)
        if is_complete:
            return "CR"
        if is_complete is None or is_partial is None:
            return None
        if not is_partial:
            return "NR"
        return "PR" if self.partial_when is None or self.partial_when.evaluate(known) else None

    def without(self, names: Collection[str]) -> Definition:
        """Return the definition without its terms about those of ``names`` that it can be told without.

        It bears what it is without in its name. Raises UsageError where no term would be left.
        """
        left_out = [name for name in self.response.lacking if name in names]
        if not left_out:
            return self
        complete = self.complete.without(left_out)
        partial = None if self.partial is None else self.partial.without(left_out)
        if complete is None or (self.partial is not None and partial is None):
            raise UsageError(f"Nothing of {self.response.name} would be left without {', '.join(left_out)}.")
        response = self.response._replace(
            name=f"{self.response.name} without {', '.join(left_out)}",
            complete=complete.written,
            partial=None if partial is None else partial.written,
            lacking={name: text for name, text in self.response.lacking.items() if name not in left_out},
        )
        sentences = tuple(self.response.lacking[name] for name in left_out)
        when = None if self.partial_when is None else self.partial_when.without(left_out)
        return Definition(response, complete, partial, when, self.milestones, sentences)

    def describe(self) -> str:
        """Return the definition with its source and its expressions, and what it is without what is left out."""
        response = self.response
        complete = " ".join(response.complete.split())
        partial = f" Partial: {' '.join(response.partial.split())}." if response.partial else ""
        said = f"Response: {response.name} ({response.source}). {response.called}: {complete}.{partial}"
        return " ".join(filter(None, (said, response.coded, *self.left_out)))


@dataclass(frozen=True)
class JudgedMilestone:
    """A milestone shown beside the verdict: of which definition, its words and rule, the week at which it is judged."""

    definition: str
    label: str
    rule: Expression
    week: int
    source: str


@dataclass(frozen=True)
class Design:
    """A protocol with the response definitions that are told, and the one that tells the response to induction."""

    protocol: Protocol
    definitions: tuple[Definition, ...]
    definition: Definition
    """By which the criteria judge the response to induction."""
    criteria: Mapping[str, Expression]
    exclusions: Mapping[str, Expression]
    kidney_function: KidneyFunction
    adequacy: Expression | None
    milestone: JudgedMilestone | None
    kinds: Mapping[str, str]
    """Whether a measure is a number or a word, for every measure that the registry has."""
    of_assays: frozenset[str]
    """The measures of which some values are in the unit of their assay."""

    @property
    def judged(self) -> tuple[Definition, ...]:
        """Return every definition that is judged: those that are told, and that of the criteria if it is another."""
        return self.definitions if self.definition in self.definitions else (*self.definitions, self.definition)

    @property
    def response(self) -> Response:
        """Return the response definition that the criteria use, as written."""
        return self.definition.response

    @property
    def response_rules(self) -> tuple[Expression, ...]:
        """Return every rule by which a response or a milestone is told."""
        rules = [part for one in self.judged for part in (*one.expressions, *one.milestones.values())]
        return (*rules, *([self.milestone.rule] if self.milestone else []))

    @property
    def response_measures(self) -> tuple[str, ...]:
        """Return the measures that the response definitions look at."""
        found = dict.fromkeys(_measure(name) for part in self.response_rules for name in part.names)
        return tuple(name for name in found if name)

    @property
    def windows(self) -> tuple[Window, ...]:
        """Return every window that is looked at: those of the protocol, and that of the milestone if it has its own."""
        induction = self.protocol.induction
        if self.milestone is None or self.milestone.week in induction.weeks:
            return self.protocol.windows
        return (*self.protocol.windows, induction.around.window("induction", self.milestone.week))

    @property
    def measures(self) -> tuple[str, ...]:
        """Return every measure that is looked at, those of the protocol first."""
        return tuple(dict.fromkeys((*self.protocol.measures, *self.response_measures)))

    @property
    def followed(self) -> tuple[str, ...]:
        """Return every measure that is looked at after the switch: those that the report needs besides."""
        return tuple(dict.fromkeys((*self.measures, *self.protocol.reporting.measures)))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Return the label of each measure."""
        return {measure: values.of_responses()[measure].label for measure in self.followed}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Return the canonical unit of each measure."""
        found = {measure: values.of_responses()[measure].unit for measure in self.followed}
        return found | {"egfr": self.kidney_function.unit}

    def value_label(self, name: str, week: int) -> str:
        """Return a value in words: ``egfr_baseline`` → ``eGFR at baseline``."""
        found = values.of_responses()[name]
        at_week = f" at week {week}" if _measure(name) == name else ""
        return f"{found.label}{at_week}"

    def describe_protocol(self) -> str:
        """Return the protocol with its title and its source."""
        return f"Protocol: {self.protocol.name} ({self.protocol.title}; {self.protocol.source})."


def _measure(name: str) -> str:
    """Return the measure that a value of a response definition is made from; empty if it is made from none."""
    if name in values.declared_for_responses():
        return MADE_FROM.get(name, "")
    return name.removesuffix(BASELINE)


def load_design(
    connection: DuckDBPyConnection,
    protocol_name: str,
    departures: Departures | None = None,
    *,
    has_own_cohort: bool = False,
) -> Design:
    """Return a protocol ready to run, with ``departures`` in place of its own choices.

    The first response definition that is asked for tells the response to induction, too, unless the protocol
    ``has_own_cohort``: then the cohort stays the same, whatever the responses after the switch are told by.

    Raises KnowledgeError where a file is not sound, UsageError where there is none of that name.
    """
    asked = departures or Departures()
    protocol = asked.applied_to(load_protocol(protocol_name))
    own = load_response(protocol.response, protocol.folder)
    responses = [load_response(name) for name in dict.fromkeys(asked.responses)] or [own]
    asked.refuse_unknown_left_out(responses)
    measures = values.kinds_of_measures(connection)
    patient_names = values.kinds_for_patients(measures)

    def compiled(key: str, written: str, names: Mapping[str, str]) -> Expression:
        return compile_expression(
            written, names, protocol.compare_decimals, Place(protocol.file, key, protocol.text), connection
        )

    def defined(response: Response) -> Definition:
        return load_definition(connection, response, protocol.compare_decimals, measures)

    told = tuple(defined(response).without(asked.leave_out) for response in responses)
    return Design(
        protocol=protocol,
        definitions=told,
        definition=defined(own) if has_own_cohort else told[0],
        criteria={
            name: compiled(f"criteria.{name}.rule", criterion.rule, patient_names)
            for name, criterion in protocol.criteria.items()
        },
        exclusions={
            name: compiled(f"exclusions.{name}.rule", exclusion.rule, patient_names)
            for name, exclusion in protocol.exclusions.items()
        },
        kidney_function=kidney_function(protocol, asked.gfr),
        adequacy=protocol.adequacy
        and compiled("adequacy.rule", protocol.adequacy.rule, _without(patient_names, JUDGED_ADEQUACY)),
        milestone=judged_milestone(connection, protocol, measures) if protocol.milestone else None,
        kinds=measures,
        of_assays=values.measures_of_assays(connection),
    )


def _without(names: Mapping[str, str], left_out: str) -> dict[str, str]:
    return {name: kind for name, kind in names.items() if name != left_out}


def judged_milestone(
    connection: DuckDBPyConnection, protocol: Protocol, measures: Mapping[str, str]
) -> JudgedMilestone:
    """Return the milestone that a protocol names, at the week of induction if that lies in its window."""
    place = Place(protocol.file, "milestone", protocol.text)
    named, _, which = protocol.milestone.rpartition(".")
    if not named:
        raise place.error("a definition and its milestone are expected, as in eular-2019.month_6.")
    response = load_response(named, protocol.folder)
    if which not in response.milestones:
        raise place.error(f"{named} has no such milestone.", f"It has {', '.join(response.milestones) or 'none'}.")
    found = response.milestones[which]
    apart = DAYS_PER_WEEK * abs(found.week - protocol.induction_week)
    week = protocol.induction_week if apart <= protocol.induction.around.days_after else found.week
    rule = load_definition(connection, response, protocol.compare_decimals, measures).milestones[which]
    return JudgedMilestone(protocol.milestone, found.label, rule, week, response.source)


def load_definition(
    connection: DuckDBPyConnection, response: Response, decimals: int, measures: Mapping[str, str]
) -> Definition:
    """Return a response definition compiled over ``measures``, each with its kind. Raises KnowledgeError.

    Numbers are compared to ``decimals``.
    """
    compiled = _compiler(connection, response, decimals, values.kinds_for_responses(measures))
    return Definition(
        response=response,
        complete=compiled("complete", response.complete),
        partial=None if response.partial is None else compiled("partial", response.partial),
        partial_when=None if response.partial_when is None else compiled("partial_when", response.partial_when),
        milestones={
            name: compiled(f"milestones.{name}.rule", milestone.rule) for name, milestone in response.milestones.items()
        },
    )


def _compiler(
    connection: DuckDBPyConnection, response: Response, decimals: int, names: Mapping[str, str]
) -> Callable[[str, str], Expression]:
    def compiled(key: str, written: str) -> Expression:
        return compile_expression(written, names, decimals, Place(response.file, key, response.text), connection)

    return compiled
