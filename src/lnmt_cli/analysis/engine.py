"""Runs the steps: the SQL files of ``steps/`` over the canonical tables, each a view on the one before.

The numbers of the protocol are written into the SQL as literals, so that ``--show-sql`` prints exactly what is run.
What is run is one query, whose common table expressions are the views that it needs: planned once, each computed once.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.rendering import steps_values
from lnmt_cli.analysis.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from duckdb import DuckDBPyConnection

    from lnmt_cli.knowledge.cautions import Caution
    from lnmt_cli.knowledge.departures import Departures
    from lnmt_cli.knowledge.design import Design

STEPS = Path(__file__).with_name("steps")
USE = re.compile(r"\b(?:from|join) (\w+)\b")
"""The use of a table or a view."""
VIEW = re.compile(r"((?:^--[^\n]*\n)*)^create view (\w+) as\n(.*?);$", re.MULTILINE | re.DOTALL)
"""One view of a step: its comment, its name and its query."""
UNOPTIMISED_UP_TO: Final = 500
"""Patients up to which the verdicts are asked for without DuckDB's optimizer.

Its planning of so many views takes longer than the work it saves: 0.36 s of CPU with it and 0.28 s without for 51
patients, the same rows; for thousands the work counts.
"""


class Analysis:
    """A study design over a registry as of one day."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        design: Design,
        cautions: Iterable[Caution],
        as_of: date,
        scope: Scope = Scope.SWITCH,
    ) -> None:
        self.connection = connection
        self.design = design
        self.cautions = tuple(cautions)
        self.as_of = as_of
        self._views = render_views(steps_values(design, self.cautions, as_of, scope))
        self._equations = "\n".join(design.kidney_function.sql)
        connection.execute(self._equations)
        ((patients,),) = connection.execute("select count(*) from patient").fetchall()
        self._is_planned_in_full = scope is not Scope.INDUCTION or patients > UNOPTIMISED_UP_TO

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Return the rows of ``query``, which may name any view of the steps, each as a dict by column name."""
        if self._is_planned_in_full:
            return self._answer(query)
        self.connection.execute("pragma disable_optimizer")
        try:
            return self._answer(query)
        finally:
            self.connection.execute("pragma enable_optimizer")

    def _answer(self, query: str) -> list[dict[str, Any]]:
        cursor = self.connection.execute(with_views(query, self._views))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def sql(self, query: str) -> str:
        """Return all that is run for ``query``: the equations, the views it needs, and itself."""
        return f"{self._equations}\n{with_views(query, self._views)};\n"


def prepare(
    connection: DuckDBPyConnection,
    protocol: str,
    as_of: date,
    scope: Scope = Scope.SWITCH,
    departures: Departures | None = None,
) -> Analysis:
    """Return the study design called ``protocol`` over the canonical tables of ``connection``.

    ``departures``: what is asked for in place of the protocol's own.
    Raises KnowledgeError where a file is not sound, UsageError where there is nothing of that name.
    """
    from lnmt_cli.knowledge.cautions import load_cautions
    from lnmt_cli.knowledge.design import load_design

    design = load_design(connection, protocol, departures, has_own_cohort="switch" in scope.value)
    # Who has switched is past the point at which cautions are for: what they look at is not computed.
    asked = scope is Scope.INDUCTION
    cautions = load_cautions(design.protocol.compare_decimals, connection, design.kinds) if asked else ()
    return Analysis(connection, design, cautions, as_of, scope)


def render_views(values: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return each view of the steps by name, in order: its comment and its query, with ``values`` written in."""
    views = {}
    for path in sorted(STEPS.glob("*.sql")):
        # The views are told apart before anything is written into them: no text of a protocol can make another.
        for comment, name, body in VIEW.findall(path.read_text(encoding="utf-8")):
            views[name] = (Template(comment).substitute(values), Template(body).substitute(values))
    return views


def with_views(query: str, views: Mapping[str, tuple[str, str]]) -> str:
    """Return ``query`` preceded by the views that it needs, directly or through others, in their order."""
    asked = Counter(USE.findall(query))
    uses: dict[str, int] = {}
    for name in reversed(list(views)):
        if asked[name]:
            uses[name] = asked[name]
            asked.update(USE.findall(views[name][1]))
    # A view that is used twice is computed once; one that is used once is best left to the planner.
    kinds = {name: "as materialized" if uses[name] > 1 else "as" for name in uses}
    parts = [f"{comment}{name} {kinds[name]} (\n{body}\n)" for name, (comment, body) in views.items() if name in uses]
    return "with\n" + ",\n".join(parts) + "\n" + query if parts else query
