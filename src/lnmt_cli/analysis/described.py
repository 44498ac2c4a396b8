"""What ``lnmt protocol`` returns: definitions in sentences, what differs between two, and how examples fared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lnmt_cli.knowledge.prose import Section


class Listed(NamedTuple):
    """A packaged definition: ``kind`` is ``protocol`` or ``response``."""

    name: str
    kind: str
    title: str
    source: str


class Described(NamedTuple):
    """A definition in sentences."""

    name: str
    kind: str
    sections: tuple[Section, ...]


class Difference(NamedTuple):
    """What two definitions say of one thing; None where one of them says nothing of it."""

    section: str
    key: str
    first: str | None
    second: str | None


class Compared(NamedTuple):
    """Two definitions and all that differs between them."""

    first: str
    second: str
    kind: str
    differences: tuple[Difference, ...]


class Tried(NamedTuple):
    """How one example fared: what its author expected, what the rule gives, and, where they part, what decides."""

    name: str
    about: str
    expected: str
    found: str
    reasons: tuple[str, ...] = ()

    @property
    def parts(self) -> bool:
        """Return whether rule and expectation part."""
        return self.expected != self.found


class Checked(NamedTuple):
    """A definition that is sound: in two sentences what was understood, and how its examples fared."""

    name: str
    file: str
    kind: str
    understood: tuple[str, ...]
    tried: tuple[Tried, ...] = ()

    @property
    def parted(self) -> tuple[Tried, ...]:
        """Return the examples on which rule and expectation part."""
        return tuple(one for one in self.tried if one.parts)
