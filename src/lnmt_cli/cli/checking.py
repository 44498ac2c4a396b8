"""``lnmt ingest`` and ``lnmt validate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lnmt_cli.cli import options
from lnmt_cli.cli.reading_options import Reading, reads_exports
from lnmt_cli.cli.status import status_of
from lnmt_cli.cli.targets import Targets
from lnmt_cli.cli.writing import emit

if TYPE_CHECKING:
    from lnmt_cli.ingest.pipeline import Checked

ShowValues = Annotated[
    bool, typer.Option("--show-values", help="Show the cells as written: patient data, for your eyes only.")
]
Problems = Annotated[
    Path | None,
    typer.Option(
        "--problems", metavar="FILE", help="Write every cell with a problem to FILE (csv, json, xlsx): patient data."
    ),
]
Annotated_ = Annotated[
    Path | None,
    typer.Option(
        "--annotate", metavar="FILE", help="Write a copy of the workbook with each such cell coloured: patient data."
    ),
]
Summary = Annotated[bool, typer.Option("--summary", help="A short text for a mail instead of the tables.")]


@reads_exports
def ingest(
    exports: options.NeededExports,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    *,
    how: Reading,
    form: options.Form = None,
    output: options.Output = None,
    problems: Problems = None,
    annotate: Annotated_ = None,
    summary: Summary = False,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_values: ShowValues = False,
) -> None:
    """Read and check export files, and land them in the registry.

    The files of one call are read together as one export. What cannot be used is set aside, kept in the registry with
    its place, and reported. A file that the registry holds already changes nothing.
    """
    from lnmt_cli.cli.work import now
    from lnmt_cli.ingest.pipeline import ingest as land

    targets = Targets(output, problems, annotate)
    targets.refuse(exports, (registry, *how.files))
    checked = land(exports, registry, how.declared(), now())
    _finish(checked, form, targets, fail_on, show_values, summary)


@reads_exports
def validate(
    exports: options.Exports = None,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    *,
    how: Reading,
    form: options.Form = None,
    output: options.Output = None,
    problems: Problems = None,
    annotate: Annotated_ = None,
    summary: Summary = False,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_values: ShowValues = False,
) -> None:
    """Check export files and land nothing; without any, report the registry as it stands."""
    from lnmt_cli.cli.work import declared_for, now
    from lnmt_cli.ingest.pipeline import validate as check
    from lnmt_cli.ingest.pipeline import validate_registry

    targets = Targets(output, problems, annotate)
    targets.refuse(exports or (), (registry, *how.files))
    declared = declared_for(exports, how)
    checked = check(exports, registry, declared, now()) if exports and declared else validate_registry(registry)
    _finish(checked, form, targets, fail_on, show_values, summary)


def _finish(
    checked: Checked,
    form: str | None,
    targets: Targets,
    fail_on: str,
    show_values: bool,
    summary: bool,
) -> None:
    report = checked.report
    targets.write(checked.batch, checked.cells)
    if summary:
        from lnmt_cli.output.summary import projection as summarise

        emit(summarise(report), form, targets.output)
    else:
        from lnmt_cli.output.checks import projection

        emit(projection(report, show_values=show_values), form, targets.output)
    raise typer.Exit(status_of(report.errors, report.warnings, fail_on))
