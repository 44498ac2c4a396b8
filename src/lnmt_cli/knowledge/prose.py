"""Response definitions in plain sentences, made from the objects that the SQL is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.expression.labels import listed
from lnmt_cli.knowledge.response import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lnmt_cli.knowledge.design import Definition
    from lnmt_cli.knowledge.expression import Expression, Label
    from lnmt_cli.knowledge.values import Value


class Line(NamedTuple):
    """A sentence of a definition; ``key`` is what it is about: lines of one key say the same thing of two designs."""

    key: str
    text: str


class Section(NamedTuple):
    """Sentences that belong together, with the source that they come from, if there is one of their own.

    ``topic`` is the same for the same section of two definitions.
    """

    topic: str
    title: str
    lines: tuple[Line, ...]
    source: str = ""


def sentence(text: str) -> str:
    """Return ``text`` as a sentence: with a capital letter (but ``eGFR``) and a full stop."""
    start = text[0].upper() if text[1:2].islower() or not text[1:2].isalpha() else text[0]
    return f"{start}{text[1:]}{'' if text.endswith('.') else '.'}"


def listed_any(words: Iterable[str], last: str) -> str:
    """Return words in a row, with ``last`` before the last of them; empty where there are none."""
    found = list(words)
    return listed(found, last) if found else ""


def response_sections(definition: Definition) -> tuple[Section, ...]:
    """Return a response definition in sections, each term of it a sentence."""
    response = definition.response
    found = (
        Section(
            "Response definition",
            f"Response definition {response.name}",
            (Line("title", sentence(response.title)), Line("version", f"Version {response.version}.")),
            response.source,
        ),
        Section("Complete", f"{response.called} (CR): all of", tuple(_complete(definition))),
        _partial(definition),
        Section(
            "Words of the response", "What the words mean", tuple(meanings(definition.names, values.of_responses()))
        ),
        Section("Goals", "Goals on the way", tuple(_milestones(definition))),
        Section("Left out", "What the definition leaves out", _numbered("limits", response.limits)),
        Section("Not recorded", "Where a registry does not record an item", tuple(_lacking(definition))),
    )
    return tuple(section for section in found if section.lines)


def _terms(key: str, expression: Expression) -> Iterator[Line]:
    """Yield a sentence for each condition that must hold; those about one measure are numbered."""
    labels, seen = values.labels_for_responses(), dict[str, int]()
    for term in expression.terms:
        about = term.names[0].removesuffix(values.BASELINE) if term.names else "constant"
        seen[about] = seen.get(about, 0) + 1
        number = f".{seen[about]}" if seen[about] > 1 else ""
        yield Line(f"{key}.{about}{number}", sentence(term.prose(labels)))


def _complete(definition: Definition) -> Iterator[Line]:
    yield from _terms("complete", definition.complete)
    if definition.response.coded:
        yield Line("called", definition.response.coded)


def _partial(definition: Definition) -> Section:
    """Return what makes a response partial, and what is none: with a partial tier, and without."""
    unknown = Line(
        "not_assessable",
        "Where a missing value could change the answer, the response is not assessable: it counts as no category.",
    )
    if definition.partial is None:
        without = "not complete" if definition.response.called == COMPLETE else "without this response"
        none = Line("no_response", f"There is no partial response (PR): whoever is {without} is no response (NR).")
        return Section("Partial", "Otherwise", (none, unknown))
    ends = (Line("no_response", "Whoever is neither complete nor partial is no response (NR)."), unknown)
    lines = (
        *_terms("partial", definition.partial),
        *_when(definition.partial_when, values.labels_for_responses()),
        *ends,
    )
    return Section("Partial", "Partial response (PR): not complete, and all of", lines)


def _when(when: Expression | None, labels: dict[str, Label]) -> Iterator[Line]:
    if when is not None:
        yield Line(
            "partial_when",
            f"It can be told only with {when.prose(labels)}: whoever was in the range of a complete response before"
            " cannot improve to a partial one, and is not assessable.",
        )


def meanings(names: Iterable[str], known: dict[str, Value]) -> Iterator[Line]:
    """Yield what each name means whose label does not say it: all that are no measure by itself."""
    for name in names:
        value = known[name]
        if name in values.declared_for_responses() or name in values.declared_for_patients():
            yield Line(f"meaning.{name}", sentence(f"{values.in_sentence(value.label)}: {value.meaning}"))


def _milestones(definition: Definition) -> Iterator[Line]:
    labels = values.labels_for_responses()
    for name, rule in definition.milestones.items():
        milestone = definition.response.milestones[name]
        yield Line(f"milestones.{name}", sentence(f"Week {milestone.week}, {milestone.label}: {rule.prose(labels)}"))


def _numbered(key: str, texts: Iterable[str]) -> tuple[Line, ...]:
    return tuple(Line(f"{key}.{number}", sentence(text)) for number, text in enumerate(texts, 1))


def _lacking(definition: Definition) -> Iterator[Line]:
    for name, text in definition.response.lacking.items():
        yield Line(f"lacking.{name}", f"--leave-out {name}: {text}")
    yield from _numbered("left_out", definition.left_out)
