"""What `lnmt protocol show` prints says all that the definitions have: every term, every number."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.analysis.describing import compared, definition_of, described, design_of
from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.definitions import names_of, read_definition
from lnmt_cli.knowledge.expression.labels import number_text
from lnmt_cli.knowledge.expression.nodes import Constant, Name
from lnmt_cli.knowledge.expression.tree import walked
from lnmt_cli.knowledge.protocol import NO_RESPONSE_AFTER, PROTOCOLS
from lnmt_cli.knowledge.response import RESPONSES
from lnmt_cli.knowledge.toml import FOLDER, read_toml
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.knowledge.expression import Expression, Label

CONNECTION = in_memory()
UNSAID = ("need",)
"""Tables of a protocol that are no part of the design: what an export has to supply."""


def prose_of(name: str) -> str:
    """Return all that is printed of a definition, in lower case."""
    found = described(CONNECTION, name)
    return "\n".join(line.text for section in found.sections for line in section.lines).lower()


def said(constant: float | str) -> tuple[str, ...]:
    """Return how a constant may be put: a share in percent, or as what is left of 100 %."""
    if isinstance(constant, str):
        return (constant.lower(),)
    exact = Decimal(repr(constant)) * 100
    return number_text(constant), f"{number_text(exact)} %", f"{number_text(abs(exact - 100))} %"


def stands_in(form: str, prose: str) -> bool:
    """Return whether a word or a number stands in the prose by itself: 9 does not stand in 90."""
    return re.search(rf"(?<![\w.]){re.escape(form)}(?!\w|\.\d)", prose) is not None


def unsaid(rule: Expression, labels: dict[str, Label], prose: str) -> list[object]:
    """Return the names and constants of a rule that the prose does not have."""
    missing: list[object] = []
    for node in walked(rule.tree):
        if isinstance(node, Name):
            label = labels[node.name]
            words = (label.text, label.denial, f"{label.its} value {label.text.partition(' ')[2]}")
            at = label.text.rpartition(" at ")[2] or label.text
            if not any(word.lower() in prose for word in (*words, f"{label.its} value at {at}")):
                missing.append(node.name)
        # A text that is yes is said by its label alone.
        if (
            isinstance(node, Constant)
            and node.value != "yes"
            and not any(stands_in(form, prose) for form in said(node.value))
        ):
            missing.append(node.value)
    return missing


@pytest.mark.parametrize("name", names_of(RESPONSES))
def test_every_term_of_a_response_is_in_its_prose(name: str) -> None:
    """The label of every name and every constant of a response definition occur in its prose, term by term."""
    found, prose, labels = definition_of(CONNECTION, name), prose_of(name), values.labels_for_responses()
    terms = [term for rule in (*found.expressions, *found.milestones.values()) for term in rule.terms]
    for term in terms:
        assert term.prose(labels).lower() in prose
        assert unsaid(term, labels, term.prose(labels).lower()) == []


@pytest.mark.parametrize("name", names_of(RESPONSES))
def test_every_text_of_a_response_is_in_its_prose(name: str) -> None:
    """Title, limits, milestones and what a definition is without an item are all printed."""
    response, prose = definition_of(CONNECTION, name).response, prose_of(name)
    texts = [response.title, *response.limits, *response.lacking.values()]
    texts += [f"week {milestone.week}, {milestone.label}" for milestone in response.milestones.values()]
    assert [text for text in texts if text.lower() not in prose] == []


@pytest.mark.parametrize("name", names_of(PROTOCOLS))
def test_every_term_of_a_protocol_is_in_its_prose(name: str) -> None:
    """Label, rule and source of every criterion of a protocol are printed, and the meaning of every name used."""
    design, prose, labels = design_of(CONNECTION, name), prose_of(name), values.labels_for_patients()
    rules = [*design.criteria.values(), *filter(None, (design.adequacy,))]
    for rule in rules:
        assert unsaid(rule, labels, prose) == []
        assert [known for known in rule.names if values.of_patients()[known].meaning.lower() not in prose] == []
    for criterion in design.protocol.criteria.values():
        assert criterion.label.lower() in prose
        assert criterion.source.lower() in prose


@pytest.mark.parametrize("name", names_of(PROTOCOLS))
def test_every_number_of_a_protocol_is_in_its_prose(name: str) -> None:
    """Every number that stands in the file of a protocol, or in that which it is based on, is printed."""
    prose = prose_of(name)
    content = read_definition(name, PROTOCOLS, "protocol")[0].content
    parts = [part for key, part in content.items() if key not in UNSAID]
    numbers = list(numbers_in([*parts, read_toml(FOLDER / "reporting.toml").content]))
    assert numbers
    assert [number for number in numbers if not any(stands_in(form, prose) for form in said(float(number)))] == []


@pytest.mark.parametrize("name", names_of(PROTOCOLS))
def test_every_word_of_a_protocol_is_in_its_prose(name: str) -> None:
    """Classes, drugs, measures and subgroups of a protocol are printed."""
    design, prose = design_of(CONNECTION, name), prose_of(name)
    protocol = design.protocol
    words = [*protocol.biopsy_classes, *protocol.induction_drugs, *protocol.switch_drugs, *protocol.rescue_drugs]
    words += [design.labels[measure] for measure in protocol.measures]
    words += [subgroup.label for subgroup in protocol.subgroups.values()]
    assert [word for word in words if word.lower() not in prose] == []


def test_what_differs_is_what_the_files_say_differently() -> None:
    """Between the two tolerances of KDIGO only the bound of eGFR differs, in both tiers, beside title and limits."""
    found = compared(CONNECTION, "kdigo-2024", "kdigo-2024-strict")
    told = {(one.section, one.key) for one in found.differences}
    assert told == {
        ("Response definition", "title"),
        ("Complete", "complete.egfr"),
        ("Partial", "partial.egfr"),
        ("Left out", "limits.4"),
    }


def test_a_definition_does_not_differ_from_itself() -> None:
    """Nothing differs between a definition and itself."""
    for name in (*names_of(PROTOCOLS), *names_of(RESPONSES)):
        assert compared(CONNECTION, name, name).differences == ()


def numbers_in(part: Any) -> Iterator[float]:
    if isinstance(part, dict):
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from numbers_in(one)
    elif isinstance(part, int | Decimal) and not isinstance(part, bool):
        yield float(part)


def test_until_when_what_befell_counts_is_said() -> None:
    """Each value that says what befell a therapy says up to which day: the target day, or that of a later UPCR."""
    until = "up to the target day of the week, or to the day of the UPCR judged where that is later"
    for name in NO_RESPONSE_AFTER:
        assert until in values.declared_for_responses()[name].meaning
