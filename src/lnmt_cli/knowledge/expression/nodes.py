"""The nodes of an expression: what it can say, and nothing else. SQL, prose and verdicts are all made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NUMBER, TEXT, TRUTH = "number", "text", "truth"

INVERSE: Final = {"<": ">=", ">=": "<", "<=": ">", ">": "<=", "=": "<>", "<>": "="}
"""The comparison that holds where this one does not."""
MIRRORED: Final = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "<>": "<>"}
"""The same comparison with its sides exchanged."""


@dataclass(frozen=True)
class Node:
    """A part of an expression; ``kind`` is what it comes to: a truth, unless a class says otherwise."""

    @property
    def kind(self) -> str:
        """Return ``number``, ``text`` or ``truth``."""
        return TRUTH

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the nodes that this one is made of, in the order in which they are written."""
        return ()


@dataclass(frozen=True)
class Constant(Node):
    """A finite number, or a word in quotes."""

    value: float | str

    @property
    def kind(self) -> str:
        """Return ``number`` or ``text``."""
        return TEXT if isinstance(self.value, str) else NUMBER


@dataclass(frozen=True)
class Name(Node):
    """A named value: a number, a text, or a truth, which stands alone (``not rescue``)."""

    name: str
    named: str = NUMBER

    @property
    def kind(self) -> str:
        """Return the kind that the name was declared with."""
        return self.named


@dataclass(frozen=True)
class Arithmetic(Node):
    """Two numbers added (``+``), subtracted, multiplied or divided, or one with its sign turned (``-``)."""

    sign: str
    operands: tuple[Node, ...]

    @property
    def kind(self) -> str:
        """Return ``number``."""
        return NUMBER

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the operands."""
        return self.operands


@dataclass(frozen=True)
class Function(Node):
    """The ``least`` or ``greatest`` of numbers, all of which must be known, or the ``abs`` of one."""

    function: str
    arguments: tuple[Node, ...]

    @property
    def kind(self) -> str:
        """Return ``number``."""
        return NUMBER

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the arguments."""
        return self.arguments


@dataclass(frozen=True)
class Coalesce(Node):
    """The first of several numbers, or of several truths, that is known."""

    options: tuple[Node, ...]

    @property
    def kind(self) -> str:
        """Return the kind of the options."""
        return self.options[0].kind

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the options."""
        return self.options


@dataclass(frozen=True)
class Comparison(Node):
    """Two numbers, or two texts (``=`` and ``<>`` only), compared."""

    left: Node
    sign: str
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return both sides."""
        return self.left, self.right


@dataclass(frozen=True)
class Between(Node):
    """A number between two others, both of them included."""

    subject: Node
    lower: Node
    upper: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the number and its bounds."""
        return self.subject, self.lower, self.upper

    @property
    def bounds(self) -> And:
        """Return the same as two comparisons."""
        return And((Comparison(self.subject, ">=", self.lower), Comparison(self.subject, "<=", self.upper)))


@dataclass(frozen=True)
class Membership(Node):
    """A text or a number that is one of several constants."""

    subject: Node
    members: tuple[Constant, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the subject and the constants."""
        return self.subject, *self.members


@dataclass(frozen=True)
class IsKnown(Node):
    """Whether something is known: itself never unknown."""

    subject: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the subject."""
        return (self.subject,)


@dataclass(frozen=True)
class IsUnknown(IsKnown):
    """Whether something is not known: itself never unknown."""


@dataclass(frozen=True)
class And(Node):
    """Several conditions, all of which must hold."""

    parts: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the conditions."""
        return self.parts


@dataclass(frozen=True)
class Or(And):
    """Several conditions, one of which must hold."""


@dataclass(frozen=True)
class Not(Node):
    """A condition turned round."""

    part: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the condition."""
        return (self.part,)
