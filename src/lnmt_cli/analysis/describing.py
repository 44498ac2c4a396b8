"""``lnmt protocol``: study designs and response definitions listed, put in words, checked and compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.described import Compared, Described, Difference, Listed
from lnmt_cli.errors import KnowledgeError, UsageError
from lnmt_cli.knowledge import DEFAULT_PROTOCOL
from lnmt_cli.knowledge.definitions import is_path, names_of
from lnmt_cli.knowledge.protocol import PROTOCOLS, load_protocol
from lnmt_cli.knowledge.response import RESPONSES, load_response

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyConnection

    from lnmt_cli.knowledge.design import Definition, Design
    from lnmt_cli.knowledge.prose import Section

PROTOCOL, RESPONSE = "protocol", "response"
OWN_KEYS: Final = {
    PROTOCOL: frozenset({"criteria", "biopsy", "induction", "switch", "outcome", "subgroups", "response"}),
    RESPONSE: frozenset({"complete", "partial", "partial_when", "milestones", "limits", "lacking"}),
}
"""Keys by which a file says which of the two it is."""


def listed() -> tuple[Listed, ...]:
    """Return the packaged protocols, then the packaged response definitions."""
    protocols = (load_protocol(name) for name in names_of(PROTOCOLS))
    responses = (load_response(name) for name in names_of(RESPONSES))
    return (
        *(Listed(found.name, PROTOCOL, found.title, found.source) for found in protocols),
        *(Listed(found.name, RESPONSE, found.title, found.source) for found in responses),
    )


def kind_of(name: str) -> str:
    """Return whether a name or a file is a protocol or a response definition.

    Raises KnowledgeError where a file does not say, UsageError where there is neither of that name.
    """
    if is_path(name):
        return _kind_of_file(name)
    known = {PROTOCOL: names_of(PROTOCOLS), RESPONSE: names_of(RESPONSES)}
    for kind, names in known.items():
        if name in names:
            return kind
    from difflib import get_close_matches

    names = [other for of_kind in known.values() for other in of_kind]
    near = get_close_matches(name, names, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(
        "There is no protocol and no response definition of that name.",
        f"{meant}`lnmt protocol list` has all; a file of your own ends in .toml.",
    )


def _kind_of_file(name: str) -> str:
    from lnmt_cli.knowledge.definitions import SUFFIX
    from lnmt_cli.knowledge.toml import read_toml

    if Path(name).suffix.lower() != SUFFIX:
        raise UsageError(
            f"A definition stands in a file that ends in {SUFFIX}.", "Name such a file, or a packaged one."
        )
    root = read_toml(Path(name))
    base = root.text_or_none("based_on")
    if base in names_of(PROTOCOLS):
        return PROTOCOL
    if base in names_of(RESPONSES):
        return RESPONSE
    own = {kind: len(keys & root.content.keys()) for kind, keys in OWN_KEYS.items()}
    if not any(own.values()):
        raise KnowledgeError(
            f"{root.file}: neither a protocol nor a response definition.",
            "A protocol has [criteria], a response definition has `complete`; either can have `based_on`.",
        )
    return max(own, key=own.__getitem__)


def design_of(connection: DuckDBPyConnection, name: str) -> Design:
    """Return the protocol ``name`` ready to run. Raises KnowledgeError and UsageError."""
    from lnmt_cli.knowledge.design import load_design

    return load_design(connection, name)


def definition_of(connection: DuckDBPyConnection, name: str) -> Definition:
    """Return the response definition ``name``, compiled to the decimals of the default protocol."""
    from lnmt_cli.knowledge import values
    from lnmt_cli.knowledge.design import load_definition

    decimals = load_protocol(DEFAULT_PROTOCOL).compare_decimals
    return load_definition(connection, load_response(name), decimals, values.kinds_of_measures(connection))


def described(connection: DuckDBPyConnection, name: str) -> Described:
    """Return a definition in sentences. Raises KnowledgeError and UsageError."""
    if kind_of(name) == PROTOCOL:
        from lnmt_cli.knowledge.protocol_prose import protocol_sections

        design = design_of(connection, name)
        return Described(design.protocol.name, PROTOCOL, protocol_sections(design))
    from lnmt_cli.knowledge.prose import response_sections

    definition = definition_of(connection, name)
    return Described(definition.response.name, RESPONSE, response_sections(definition))


def compared(connection: DuckDBPyConnection, first: str, second: str) -> Compared:
    """Return all that differs between two definitions of one kind. Raises KnowledgeError and UsageError."""
    one, other = described(connection, first), described(connection, second)
    if one.kind != other.kind:
        raise UsageError(
            "A protocol and a response definition cannot be compared.", "Name two protocols, or two definitions."
        )
    return Compared(one.name, other.name, one.kind, tuple(_differences(one.sections, other.sections)))


def _differences(one: Iterable[Section], other: Iterable[Section]) -> Iterator[Difference]:
    first, second = dict(_sentences(one)), dict(_sentences(other))
    all_said = dict.fromkeys((*first, *second))
    topics = list(dict.fromkeys(topic for topic, _ in all_said))
    for topic, key in sorted(all_said, key=lambda where: topics.index(where[0])):
        said = first.get((topic, key)), second.get((topic, key))
        if said[0] != said[1]:
            yield Difference(topic, key, *said)


def _sentences(sections: Iterable[Section]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what each section says of each thing, under names that do not differ between two definitions."""
    for section in sections:
        for line in section.lines:
            yield (section.topic, line.key), line.text
        if section.source:
            yield (section.topic, "source"), section.source
