"""``lnmt ingest`` and ``lnmt validate``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lnmt_cli.cli import options
from lnmt_cli.cli.status import status_of
from lnmt_cli.cli.writing import emit, protect

if TYPE_CHECKING:
    from lnmt_cli.ingest.report import CheckReport

ShowValues = Annotated[
    bool, typer.Option("--show-values", help="Show the cells as written: patient data, for your eyes only.")
]


def ingest(
    exports: options.NeededExports,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    unit: options.Units = None,
    code: options.Codes = None,
    column: options.Columns = None,
    dates: options.Dates = None,
    decimal: options.Decimal = None,
    form: options.Form = None,
    output: options.Output = None,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_values: ShowValues = False,
) -> None:
    """Read and check export files, and land them in the registry.

    The files of one call are read together as one export. What cannot be used is set aside, kept in the registry with
    its place, and reported. A file that the registry holds already changes nothing.
    """
    from lnmt_cli.cli.work import now
    from lnmt_cli.ingest.declarations import declare
    from lnmt_cli.ingest.pipeline import ingest as land

    protect(output, (*exports, registry))
    declared = declare(unit or (), code or (), column or (), dates, decimal)
    report = land(exports, registry, declared, now())
    _finish(report, form, output, fail_on, show_values)


def validate(
    exports: options.Exports = None,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    unit: options.Units = None,
    code: options.Codes = None,
    column: options.Columns = None,
    dates: options.Dates = None,
    decimal: options.Decimal = None,
    form: options.Form = None,
    output: options.Output = None,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_values: ShowValues = False,
) -> None:
    """Check export files and land nothing; without any, report the registry as it stands."""
    from lnmt_cli.cli.work import declared_for, now
    from lnmt_cli.ingest.pipeline import validate as check
    from lnmt_cli.ingest.pipeline import validate_registry

    protect(output, (*(exports or ()), registry))
    declared = declared_for(exports, unit, code, column, dates, decimal)
    report = check(exports, declared, now()) if exports and declared else validate_registry(registry)
    _finish(report, form, output, fail_on, show_values)


def _finish(report: CheckReport, form: str | None, output: options.Output, fail_on: str, show_values: bool) -> None:
    from lnmt_cli.output.checks import projection

    emit(projection(report, show_values=show_values), form, output)
    raise typer.Exit(status_of(report.errors, report.warnings, fail_on))
