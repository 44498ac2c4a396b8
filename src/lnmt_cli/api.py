"""The Python API: a registry, or export files as one, and the questions that can be asked of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from lnmt_cli.knowledge import DEFAULT_PROTOCOL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import pandas as pd
    from duckdb import DuckDBPyConnection

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.analysis.results import Eligibility, Outcomes
    from lnmt_cli.analysis.scope import Scope
    from lnmt_cli.analysis.table1_results import CohortDescription
    from lnmt_cli.ingest.declarations import Declarations
    from lnmt_cli.knowledge.departures import Departures


class Registry:
    """The canonical tables, open to be asked. Use it in a ``with`` block, or close it."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Return the registry file at ``path``, read-only. Raises RegistryError."""
        from lnmt_cli.registry.store import open_registry

        return cls(open_registry(Path(path)))

    @classmethod
    def of_exports(cls, *paths: str | Path, declared: Declarations | None = None) -> Self:
        """Return the export files ``paths``, read together as one export, in memory.

        ``declared`` (see `lnmt_cli.ingest.declarations.declare`) has what the files do not declare themselves.
        Raises ExportError, MappingError and UnitError.
        """
        from lnmt_cli.ingest.batch import read_batch
        from lnmt_cli.ingest.declarations import Declarations

        today = date.today()
        return cls(read_batch([Path(path) for path in paths], declared or Declarations(), today).connection)

    def eligible(
        self,
        as_of: date | str | None = None,
        protocol: str = DEFAULT_PROTOCOL,
        departures: Departures | None = None,
    ) -> Eligibility:
        """Return the verdict on every patient as of ``as_of`` (a date or ``YYYY-MM-DD``; today if not given).

        Nothing that is dated later is used, here or in `outcomes` and `describe`.

        ``protocol``: the name of a study design, or the path of a file. ``departures``: what is asked for in place of
        the protocol's own choices (see `lnmt_cli.knowledge.departures.Departures`).
        """
        from lnmt_cli.analysis.eligibility import assess
        from lnmt_cli.analysis.scope import Scope

        return assess(self._analysis(as_of, protocol, Scope.INDUCTION, departures))

    def outcomes(
        self,
        subgroups: Sequence[str] = (),
        all_switched: bool = False,
        as_of: date | str | None = None,
        protocol: str = DEFAULT_PROTOCOL,
        departures: Departures | None = None,
        *,
        sensitivity: bool = False,
        time_to_response: bool = False,
        kidney_function: bool = False,
    ) -> Outcomes:
        """Return what happened to those who switched, overall and by each of the named ``subgroups``.

        ``protocol`` and ``departures``: as in `eligible`. A name such as ``"sex,class"`` is one subgroup of every
        combination. ``sensitivity``, ``time_to_response`` and ``kidney_function`` (declines and slope of eGFR,
        renal flares) are made only where asked for.
        """
        from lnmt_cli.analysis.outcomes import summarise
        from lnmt_cli.analysis.scope import Scope

        analysis = self._analysis(as_of, protocol, Scope.SWITCH, departures)
        chosen = [analysis.design.protocol.subgroup(name) for name in subgroups]
        return summarise(
            analysis,
            chosen,
            all_switched,
            sensitivity=sensitivity,
            time_to_response=time_to_response,
            kidney_function=kidney_function,
        )

    def describe(
        self,
        cohort: str = "switched",
        subgroups: Sequence[str] = (),
        as_of: date | str | None = None,
        protocol: str = DEFAULT_PROTOCOL,
        departures: Departures | None = None,
    ) -> CohortDescription:
        """Return who is in a cohort, overall and by each of the named ``subgroups`` (Table 1).

        ``cohort``: ``switched`` (within the criteria), ``all-switched``, ``candidates`` or ``all``. ``protocol`` and
        ``departures``: as in `eligible`. Raises UsageError for another cohort.
        """
        from lnmt_cli.analysis.scope import Scope
        from lnmt_cli.analysis.table1 import cohort_named, describe

        analysis = self._analysis(as_of, protocol, Scope.INDEX, departures)
        chosen = [analysis.design.protocol.subgroup(name) for name in subgroups]
        return describe(analysis, cohort_named(cohort), chosen)

    def table(self, name: str) -> pd.DataFrame:
        """Return a canonical table (``patient``, ``biopsy``, ``treatment``, ``visit``, ``event``) as a pandas frame.

        One row a record, figures in the canonical units. Raises UsageError for another name.
        """
        from lnmt_cli.errors import UsageError
        from lnmt_cli.registry.store import TABLES

        if name not in TABLES:
            raise UsageError("There is no canonical table of that name.", f"Tables are {', '.join(TABLES)}.")
        frame: pd.DataFrame = self._connection.execute(f"select * from {name} order by all").df()  # noqa: S608 - of the list
        return frame

    def _analysis(
        self, as_of: date | str | None, protocol: str, scope: Scope, departures: Departures | None
    ) -> Analysis:
        from lnmt_cli.analysis.engine import prepare

        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        return prepare(self._connection, protocol, day or date.today(), scope, departures)

    def close(self) -> None:
        """Close the registry."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the registry."""
        self.close()
