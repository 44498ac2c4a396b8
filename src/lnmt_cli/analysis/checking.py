"""``lnmt protocol check``: a definition held against all that it must be, and its examples tried."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.described import Checked
from lnmt_cli.analysis.describing import PROTOCOL, RESPONSE, definition_of, design_of, kind_of
from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.definitions import is_path
from lnmt_cli.knowledge.examples import packaged_examples

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from lnmt_cli.knowledge.design import Definition, Design
    from lnmt_cli.knowledge.expression import Expression

PACKAGED: Final = "packaged"
"""What stands for the examples that come with a packaged definition."""


def checked(connection: DuckDBPyConnection, name: str, examples: str | None = None) -> Checked:
    """Return what was understood of a definition, and how its ``examples`` (a file, or `PACKAGED`) fare.

    Raises KnowledgeError with the mistakes of its words and conditions, UsageError where there are no such examples.
    """
    path = None if examples is None else _examples(name, examples)
    if kind_of(name) == PROTOCOL:
        from lnmt_cli.analysis.examples import try_design

        design = design_of(connection, name)
        tried = try_design(name, path) if path else ()
        return Checked(design.protocol.name, design.protocol.file, PROTOCOL, tuple(_of_design(design)), tried)
    from lnmt_cli.analysis.examples import try_definition

    definition = definition_of(connection, name)
    tried = try_definition(connection, name, definition, path) if path else ()
    response = definition.response
    return Checked(response.name, response.file, RESPONSE, tuple(_of_definition(definition)), tried)


def _examples(name: str, examples: str) -> Path:
    if examples != PACKAGED:
        return Path(examples)
    path = None if is_path(name) else packaged_examples(name)
    if path is None:
        raise UsageError("There are no examples packaged with this definition.", "Name a file: --examples FILE.toml.")
    return path


def _of_definition(definition: Definition) -> Iterator[str]:
    labels = values.labels_for_responses()
    partial = definition.partial
    called = definition.response.called
    tiers = f"{values.in_sentence(called)} ({_terms(definition.complete)})"
    tiers += f", partial response ({_terms(partial)})" if partial else ", no partial response"
    goals = f", goals on the way ({', '.join(definition.milestones)})" if definition.milestones else ""
    yield f"A response definition: {tiers}{goals}; it looks at {', '.join(definition.names)}."
    yield f"{called}: {definition.complete.prose(labels)}."


def _terms(rule: Expression) -> str:
    count = len(rule.terms)
    return "1 term" if count == 1 else f"{count} terms"


def _of_design(design: Design) -> Iterator[str]:
    protocol = design.protocol
    weeks = ", ".join(map(str, protocol.outcome.weeks))
    yield (
        f"A protocol: {len(design.criteria)} criteria ({', '.join(design.criteria)}); response to induction at week"
        f" {protocol.induction_week} by {design.response.name}; outcomes at week {weeks} after the switch."
    )
    names = dict.fromkeys(name for rule in design.criteria.values() for name in rule.names)
    yield f"The criteria look at {', '.join(names)}; the response at {', '.join(design.definition.names)}."
