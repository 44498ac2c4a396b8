"""A study design made ready to run: protocol, response definition and equations, checked against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge.expression import NUMBER, Expression, Place, compile_expression
from lnmt_cli.knowledge.protocol import Protocol, load_protocol
from lnmt_cli.knowledge.response import Response, load_response
from lnmt_cli.knowledge.toml import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

EQUATIONS: Final = FOLDER / "equations"
AGE: Final = "completed-years"
BASELINE: Final = "_baseline"


@dataclass(frozen=True)
class Design:
    """A protocol with its response definition; ``complete`` and ``partial`` are compiled expressions."""

    protocol: Protocol
    response: Response
    complete: Expression
    partial: Expression
    equations_sql: tuple[str, ...]

    @property
    def response_names(self) -> tuple[str, ...]:
        """Return the named values that the response definition needs, such as ``egfr_baseline``."""
        return tuple(dict.fromkeys((*self.complete.names, *self.partial.names)))

    @property
    def response_measures(self) -> tuple[str, ...]:
        """Return the measures that the response definition looks at."""
        return tuple(dict.fromkeys(name.removesuffix(BASELINE) for name in self.response_names))

    @property
    def measures(self) -> tuple[str, ...]:
        """Return every measure that is looked at, those of the protocol first."""
        return tuple(dict.fromkeys((*self.protocol.measures, *self.response_measures)))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """Return the label of each measure."""
        from lnmt_cli.knowledge.fields import load_fields

        return {measure: load_fields()[measure].label for measure in self.measures}

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Return the canonical unit of each measure."""
        from lnmt_cli.knowledge.fields import load_fields

        return {measure: load_fields()[measure].unit or "" for measure in self.measures}

    def value_label(self, name: str, week: int) -> str:
        """Return a named value in words: ``egfr_baseline`` → ``eGFR at baseline``."""
        measure = name.removesuffix(BASELINE)
        return f"{self.labels[measure]} at {'baseline' if name.endswith(BASELINE) else f'week {week}'}"

    def describe_kidney_function(self) -> str:
        """Return in one sentence where eGFR comes from."""
        protocol = self.protocol
        return (
            f"eGFR: as recorded where every visit of the patient with a creatinine has one, else computed by"
            f" {equation_label(protocol.adult_equation)} from age {protocol.adult_age} on, and by"
            f" {equation_label(protocol.child_equation)} below, for all visits of the patient."
        )

    def describe_windows(self, anchor: str) -> str:
        """Return in sentences which value counts at each time point after ``anchor``, ``induction`` or ``switch``."""
        windows = [window for window in self.protocol.windows if window.anchor == anchor]
        back, grace = (window for window in windows if window.point == "baseline")
        week = next(window for window in windows if window.point == "week")
        day_0 = "the switch" if anchor == "switch" else "the start of induction"
        bound = ", not after the switch" if week.not_after_switch else ""
        return (
            f"Baseline: last value on or up to {-back.first_day} days before {day_0}, else the first within"
            f" {grace.last_day} days after. Week {week.week}: the value nearest to day {week.target_day}, days"
            f" {week.first_day} to {week.last_day}{bound}; of two equally near, the later. Each measure by itself."
        )

    def describe_response(self) -> str:
        """Return the response definition with its source and its expressions."""
        response = self.response
        terms = f"Complete: {response.complete}. Partial: {response.partial}."
        return f"Response: {response.name} ({response.source}). {terms}"

    def describe_protocol(self) -> str:
        """Return the protocol with its title and its source."""
        return f"Protocol: {self.protocol.name} ({self.protocol.title}; {self.protocol.source})."


def equation_label(name: str) -> str:
    """Return how an equation is cited: the first sentence of its file."""
    first = (EQUATIONS / f"{name}.sql").read_text(encoding="utf-8").splitlines()[0]
    return first.removeprefix("-- ").split(".")[0].split(",")[0]


def load_design(connection: DuckDBPyConnection, protocol_name: str, response_name: str | None = None) -> Design:
    """Return a packaged protocol, with ``response_name`` in place of its own response definition if given.

    Raises KnowledgeError where a file is not sound, UsageError where there is none of that name.
    """
    protocol = load_protocol(protocol_name)
    response = load_response(response_name or protocol.response)
    names = _names(protocol)

    def compiled(key: str, written: str) -> Expression:
        return compile_expression(written, names, protocol.compare_decimals, Place(response.file, key), connection)

    equations = (AGE, protocol.adult_equation, protocol.child_equation)
    return Design(
        protocol=protocol,
        response=response,
        complete=compiled("complete", response.complete),
        partial=compiled("partial", response.partial),
        equations_sql=tuple(_equation(protocol, name) for name in dict.fromkeys(equations)),
    )


def _names(protocol: Protocol) -> dict[str, str]:
    return {name + suffix: NUMBER for name in protocol.measures for suffix in ("", BASELINE)}


def _equation(protocol: Protocol, name: str) -> str:
    path = EQUATIONS / f"{name}.sql"
    if path not in EQUATIONS.glob("*.sql"):
        known = ", ".join(sorted(file.stem for file in EQUATIONS.glob("*.sql")))
        raise KnowledgeError(
            f"{protocol.name}.toml: kidney_function: there is no such equation.", f"Equations are {known}."
        )
    return path.read_text(encoding="utf-8")
