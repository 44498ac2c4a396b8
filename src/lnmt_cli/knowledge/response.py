"""Response definitions: what complete and partial response mean. The data: ``responses/*.toml``, or one's own file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.definitions import is_path, read_definition
from lnmt_cli.knowledge.mistakes import Mistakes, compile_rules
from lnmt_cli.knowledge.place import Place
from lnmt_cli.knowledge.protocol_words import refuse_odd_names
from lnmt_cli.knowledge.toml import FOLDER, Table, nearest
from lnmt_cli.knowledge.values import in_sentence
from lnmt_cli.knowledge.windows import whole

if TYPE_CHECKING:
    from collections.abc import Mapping

RESPONSES: Final = FOLDER / "responses"
COMPLETE: Final = "Complete response"
"""What the first category is called unless a definition says otherwise."""


class Milestone(NamedTuple):
    """What a definition asks for on the way, ``week`` weeks after the therapy judged began; ``rule`` as written."""

    id: str
    label: str
    week: int
    rule: str


class Response(NamedTuple):
    """A response definition: its expressions as written, and in ``limits`` what they leave out.

    Without ``partial`` there are two categories. ``partial_when`` says of whom a partial response can be told at all:
    where it is not true, whoever is not complete and would be partial cannot be assessed. ``lacking`` has for a value
    that registries often lack what the definition is without the terms about it.
    """

    name: str
    called: str
    """What its first category is called, where that is no complete response; the code is CR all the same."""
    title: str
    version: str
    source: str
    complete: str
    partial: str | None
    partial_when: str | None
    milestones: Mapping[str, Milestone]
    lacking: Mapping[str, str]
    limits: tuple[str, ...]
    file: str
    text: str
    """The file as it is, so that a mistake is shown on its line."""

    @property
    def stands_for(self) -> str:
        """Return what CR stands for, as in a sentence, where it is no complete response; else an empty text."""
        return "" if self.called == COMPLETE else in_sentence(self.called)

    @property
    def coded(self) -> str:
        """Return the sentence that says what CR stands for, where it is no complete response; else an empty text."""
        if not self.stands_for:
            return ""
        return f"In figures and data CR stands for {self.stands_for}, which is no complete response."


@site.cached
def load_response(name: str, folder: str = "") -> Response:
    """Return a packaged response definition, or that of a file (see `read_definition`).

    Raises KnowledgeError, UsageError where there is none of that name.
    """
    root, _ = read_definition(name, RESPONSES, "response definition", folder)
    own = is_path(name)
    root.only(
        *("name", "title", "version", "source", "based_on", "complete", "partial", "partial_when"),
        *("called", "milestones", "lacking", "limits"),
    )
    found = Response(
        name=root.text("name"),
        called=root.text_or_none("called") or COMPLETE,
        title=root.text("title"),
        version=root.text("version"),
        source=root.text("source"),
        complete=root.text("complete"),
        partial=root.text_or_none("partial"),
        partial_when=root.text_or_none("partial_when"),
        milestones=_milestones(root),
        lacking=_lacking(root),
        limits=root.texts("limits"),
        file=root.file,
        text=root.source,
    )
    if own:
        _refuse_unsound(found)
    return found


def _refuse_unsound(response: Response) -> None:
    """Raise KnowledgeError with every mistake in the conditions of a definition of one's own."""
    from lnmt_cli.knowledge import permitted, values

    mistakes = Mistakes()
    written = {"complete": response.complete, "partial": response.partial, "partial_when": response.partial_when}
    tiers = {_place(response, key): rule for key, rule in written.items() if rule is not None}
    goals = {_place(response, f"milestones.{one.id}.rule"): one.rule for one in response.milestones.values()}
    known, allowed = values.of_responses(), permitted.of_responses()
    rules = compile_rules(tiers, known, allowed, mistakes)
    compile_rules(goals, known, allowed, mistakes)
    if len(rules) == len(tiers):
        used = list(dict.fromkeys(name for rule in rules for name in rule.names))
        for name in response.lacking:
            mistakes.attempt(partial(_refuse_unused, response, name, used))
    mistakes.refuse_any()


def _refuse_unused(response: Response, name: str, used: list[str]) -> None:
    if name not in used:
        what = "no condition of the definition uses this name, so that nothing would be left out."
        raise _place(response, f"lacking.{name}").error(what, nearest(name, used))


def _place(response: Response, key: str) -> Place:
    return Place(response.file, key, response.text)


def _milestones(root: Table) -> dict[str, Milestone]:
    if not root.has("milestones"):
        return {}
    milestones = root.table("milestones")
    refuse_odd_names(milestones)
    return {name: _milestone(name, table) for name, table in milestones.tables()}


def _milestone(name: str, table: Table) -> Milestone:
    table.only("label", "week", "rule")
    return Milestone(name, table.text("label"), whole(table, "week"), table.text("rule"))


def _lacking(root: Table) -> dict[str, str]:
    if not root.has("lacking"):
        return {}
    lacking = root.table("lacking")
    return {name: lacking.text(name) for name in lacking.content}
