"""What a name can be at all: an expression that compares it with anything else is a slip."""

from __future__ import annotations

from typing import NamedTuple

from lnmt_cli.knowledge.expression.labels import number_text


class Permitted(NamedTuple):
    """The words that a text can be (any, if there are none), or the limits of a number, inclusive, in its ``unit``."""

    words: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str = ""

    def hold(self, value: float | str) -> bool:
        """Return whether a text or a number can be the value."""
        if isinstance(value, str):
            return not self.words or value in self.words
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def describe(self) -> str:
        """Return the limits of a number in words: ``from 0 to 50 g/g``."""
        ends = (("from", self.low), ("to", self.high))
        said = " ".join(f"{word} {number_text(end)}" for word, end in ends if end is not None)
        return f"{said} {self.unit}".rstrip()
