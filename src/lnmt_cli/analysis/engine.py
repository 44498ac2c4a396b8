"""Runs the steps: the SQL files of ``steps/`` over the canonical tables, each a view on the one before.

The numbers of the protocol are written into the SQL as literals, so that ``--show-sql`` prints exactly what is run.
What is run is one query, whose common table expressions are the views that it needs: planned once, each computed once.
"""

from __future__ import annotations

import enum
import re
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from duckdb import DuckDBPyConnection

    from lnmt_cli.knowledge.cautions import Caution
    from lnmt_cli.knowledge.design import Design
    from lnmt_cli.knowledge.protocol import Window

STEPS = Path(__file__).with_name("steps")
ORIGIN = "date '2000-01-01'"
"""Where the axis of a patient without dates begins. Only differences count, and no such date is ever shown."""
VIEW = re.compile(r"((?:^--[^\n]*\n)*)^create view (\w+) as\n(.*?);$", re.MULTILINE | re.DOTALL)
"""One view of a step: its comment, its name and its query."""


class Scope(enum.Enum):
    """How far an analysis looks; what it does not ask for is not computed."""

    INDUCTION = ("induction",)
    """The response to induction, by the measures of the response definition: enough for eligibility."""
    SWITCH = ("induction", "switch")
    """The switch besides, by every measure."""


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
        self._views = render_views(_values(design, self.cautions, as_of, scope))
        self._equations = "\n".join(design.equations_sql)
        connection.execute(self._equations)

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Return the rows of ``query``, which may name any view of the steps, each as a dict by column name."""
        cursor = self.connection.execute(with_views(query, self._views))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def sql(self, query: str) -> str:
        """Return all that is run for ``query``: the equations, the views it needs, and itself."""
        return f"{self._equations}\n{with_views(query, self._views)};\n"


def prepare(connection: DuckDBPyConnection, protocol: str, as_of: date, scope: Scope = Scope.SWITCH) -> Analysis:
    """Return the packaged study design called ``protocol`` over the canonical tables of ``connection``.

    Raises KnowledgeError where a knowledge file is not sound, UsageError where there is no protocol of that name.
    """
    from lnmt_cli.knowledge.cautions import load_cautions
    from lnmt_cli.knowledge.design import load_design

    design = load_design(connection, protocol)
    return Analysis(connection, design, load_cautions(design.protocol.compare_decimals, connection), as_of, scope)


def render_views(values: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return each view of the steps by name, in order: its comment and its query, with ``values`` written in."""
    views = {}
    for path in sorted(STEPS.glob("*.sql")):
        text = Template(path.read_text(encoding="utf-8")).substitute(values)
        views.update({name: (comment, body) for comment, name, body in VIEW.findall(text)})
    return views


def with_views(query: str, views: Mapping[str, tuple[str, str]]) -> str:
    """Return ``query`` preceded by the views that it needs, directly or through others, in their order."""
    uses: dict[str, int] = {}
    asked = query
    for name in reversed(list(views)):
        found = len(re.findall(rf"\b(?:from|join) {name}\b", asked))
        if found:
            uses[name] = found
            asked += views[name][1]
    # A view that is used twice is computed once; one that is used once is best left to the planner.
    kinds = {name: "as materialized" if uses[name] > 1 else "as" for name in uses}
    parts = [f"{comment}{name} {kinds[name]} (\n{body}\n)" for name, (comment, body) in views.items() if name in uses]
    return "with\n" + ",\n".join(parts) + "\n" + query if parts else query


def _values(design: Design, cautions: Iterable[Caution], as_of: date, scope: Scope) -> dict[str, str]:
    protocol = design.protocol
    measures = design.measures if scope is Scope.SWITCH else design.response_measures
    windows = [window for window in protocol.windows if window.anchor in scope.value]
    return {
        "as_of": f"date '{as_of.isoformat()}'",
        "origin": ORIGIN,
        "adult_age": str(protocol.adult_age),
        "adult_equation": protocol.adult_equation.replace("-", "_"),
        "child_equation": protocol.child_equation.replace("-", "_"),
        "induction_drugs": _words(protocol.induction_drugs),
        "induction_days": str(protocol.induction_days),
        "switch_drug_a": _words(protocol.switch_drugs[:1]),
        "switch_drug_b": _words(protocol.switch_drugs[1:]),
        "biopsy_classes": _words(protocol.biopsy_classes),
        "excluded_activity": _words(protocol.excluded_activity),
        "windows": ",\n  ".join(_window_row(window) for window in windows),
        "measurements": "\nunion all\n".join(_measurement(measure) for measure in measures),
        "named_values": ",\n  ".join(_named_value(measure, scope) for measure in measures),
        "complete": design.complete.sql,
        "partial": design.partial.sql,
        "cautions": ",\n  ".join(_caution_column(caution) for caution in cautions),
    }


def _words(words: Iterable[str]) -> str:
    return ", ".join("'" + word.replace("'", "''") + "'" for word in words)


def _window_row(window: Window) -> str:
    week = "cast(null as integer)" if window.week is None else str(window.week)
    days = f"{window.first_day}, {window.last_day}, {window.target_day}"
    not_after = str(window.not_after_switch).lower()
    return f"('{window.anchor}', '{window.point}', {week}, {window.priority}, {days}, {not_after})"


def _measurement(measure: str) -> str:
    if measure == "egfr":
        source, sign, equation = "kidney_function", "sign", "equation"
    else:
        below, above = (f"when list_contains(censored, '{measure}{sign}') then '{sign}'" for sign in "<>")
        source, sign, equation = "dated_visit", f"case {below} {above} end", "cast(null as varchar)"
    # The names come from the protocol's list, which is held against the dictionary of fields.
    return (
        f"select patient_id, date, anchor, day, '{measure}' as measure, {measure} as value,"  # noqa: S608
        f" {sign} as sign, {equation} as equation from {source} where {measure} is not null"
    )


def _named_value(measure: str, scope: Scope) -> str:
    columns = [("value", "week", ""), ("value", "baseline", "_baseline")]
    if scope is Scope.SWITCH:  # what the changes need, and no verdict does
        columns += [("sign", "week", "_sign"), ("sign", "baseline", "_baseline_sign")]
    return ",\n  ".join(
        f"max(t.{column}) filter (where t.point = '{point}' and t.measure = '{measure}') as {measure}{suffix}"
        for column, point, suffix in columns
    )


def _caution_column(caution: Caution) -> str:
    condition = (
        f"case when {caution.present.sql} then 'present' when {caution.absent.sql} then 'absent' else 'unknown' end"
    )
    return f'{condition} as "{caution.id}"'
