"""How names and numbers are put for people."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lnmt_cli.knowledge.expression.nodes import Name

_BASELINE: Final = "_baseline"
_MOMENTS: Final = ("at", "before", "after", "in", "on", "during", "within")
"""Words with which a label goes on to say when a measure was taken: ``eGFR before the flare``."""
YES, NO = "yes", "no"
"""The words of a text that says yes or no."""
_EXACT: Final = Context(prec=400)
_LONGEST: Final = 21
"""Characters of a number that is still written without an exponent."""


class Label(NamedTuple):
    """What a name is called, its unit if it is a number, and how its opposite is put.

    Only a truth, and a text that says yes or no, has an opposite.
    """

    text: str
    unit: str = ""
    negative: str = ""

    @property
    def denial(self) -> str:
        """Return the opposite of a truth: as given, else ``no`` before the label."""
        return self.negative or f"no {self.text}"

    @property
    def is_count(self) -> bool:
        """Return whether the label begins with its unit, so that a number goes before it: ``20 weeks on drugs``."""
        return bool(self.unit) and self.text.startswith(f"{self.unit} ")

    @property
    def its(self) -> str:
        """Return by what pronoun the value is meant: ``their`` of red cells, else ``its``."""
        measure = _taken(self.text)[0]
        return "their" if measure.endswith("s") and not measure.endswith(("ss", "us", "is")) else "its"


def label_of(name: Name, labels: Mapping[str, Label]) -> Label:
    """Return the label of a name; one that has none is called as it is: ``upcr_baseline`` → ``upcr at baseline``."""
    if name.name in labels:
        return labels[name.name]
    measure = name.name.removesuffix(_BASELINE)
    when = " at baseline" if measure != name.name else ""
    return Label(measure.replace("_", " ") + when)


def when_taken(label: str, other: str) -> str | None:
    """Return when the ``other`` was taken, if it is the same measure at another time: ``at baseline``, else None.

    ``UPCR`` or ``UPCR at week 24`` and ``UPCR at baseline`` are the same measure by their labels.
    """
    measure, when = _taken(other)
    return when if measure == _taken(label)[0] else None


def _taken(label: str) -> tuple[str, str | None]:
    """Return a label as the measure and when it was taken."""
    words = label.split(" ")
    first = next((number for number, word in enumerate(words) if number and word in _MOMENTS), len(words))
    return " ".join(words[:first]), " ".join(words[first:]) or None


def number_text(number: float | Decimal, digits: int | None = None) -> str:
    """Return a number as short as it is exact, with at most ``digits`` decimals, half away from zero."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(float(number)))
    if digits is not None:
        exact = min(exact, exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT), key=_decimals)
    written = f"{exact:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return repr(float(number)) if len(written) > _LONGEST else "0" if written == "-0" else written


def _decimals(number: Decimal) -> int:
    return -int(number.as_tuple().exponent)


def percent_text(share: float, less: int = 0) -> str:
    """Return a share in percent, or by how much it differs from ``less`` percent: 0.85 → 85 %; less 100, 15 %."""
    return f"{number_text(abs(Decimal(repr(share)) * 100 - less))} %"


def listed(words: list[str], last: str) -> str:
    """Return words in a row: ``A``, ``A and B``, ``A, B and C``."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
