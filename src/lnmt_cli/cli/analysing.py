"""``lnmt eligible`` and ``lnmt outcomes``."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command is made
from typing import TYPE_CHECKING, Annotated

import typer

from lnmt_cli.cli import options
from lnmt_cli.cli.reading_options import Reading, reads_exports
from lnmt_cli.cli.status import status_of
from lnmt_cli.cli.writing import emit, protect, say
from lnmt_cli.knowledge import DEFAULT_PROTOCOL

if TYPE_CHECKING:
    from lnmt_cli.cli.work import Problems


Protocol = Annotated[str, typer.Option("--protocol", metavar="NAME", help="The study design.")]


@reads_exports
def eligible(
    exports: options.Exports = None,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    as_of: options.AsOf = None,
    protocol: Protocol = DEFAULT_PROTOCOL,
    attrition: Annotated[bool, typer.Option("--attrition", help="Show the flow, criterion by criterion.")] = False,
    *,
    how: Reading,
    form: options.Form = None,
    output: options.Output = None,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_sql: options.ShowSql = False,
) -> None:
    """Say who qualifies for the switch, who has switched, who does not qualify and why, and who cannot be told.

    Works on the registry, or on export files alone. Candidates are for clinician review; this is no recommendation.
    """
    from lnmt_cli.analysis.eligibility import PATIENTS, assess
    from lnmt_cli.analysis.engine import Scope, prepare
    from lnmt_cli.cli.work import declared_for, opened
    from lnmt_cli.output.eligible import projection

    protect(output, (*(exports or ()), registry, *how.files))
    declared = declared_for(exports, how)
    with opened(exports or (), registry, declared) as (connection, problems):
        study = prepare(connection, protocol, options.day(as_of), Scope.INDUCTION)
        if show_sql:
            sys.stdout.write(study.sql(PATIENTS))
            return
        result = assess(study)
    emit(projection(result, attrition=attrition), form, output)
    _finish(problems, exports, registry, fail_on, result.warnings)


@reads_exports
def outcomes(
    exports: options.Exports = None,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    subgroup: Annotated[
        list[str] | None,
        typer.Option(
            "--subgroup",
            metavar="[FIELD]",
            help="Also by prior_response (without FIELD), sex, site, class, induction_regimen or age_group."
            " May be given again.",
        ),
    ] = None,
    all_switched: Annotated[
        bool, typer.Option("--all-switched", help="Add those who switched outside the criteria.")
    ] = False,
    as_of: options.AsOf = None,
    protocol: Protocol = DEFAULT_PROTOCOL,
    *,
    how: Reading,
    form: options.Form = None,
    output: options.Output = None,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_sql: options.ShowSql = False,
) -> None:
    """Say what happened to those who switched: renal response and lab changes at week 24, overall and by subgroup."""
    from lnmt_cli.analysis.engine import prepare
    from lnmt_cli.analysis.outcomes import SWITCHED, summarise
    from lnmt_cli.cli.work import declared_for, opened
    from lnmt_cli.output.outcomes import projection

    protect(output, (*(exports or ()), registry, *how.files))
    declared = declared_for(exports, how)
    with opened(exports or (), registry, declared) as (connection, problems):
        study = prepare(connection, protocol, options.day(as_of))
        if show_sql:
            sys.stdout.write(study.sql(SWITCHED))
            return
        chosen = dict.fromkeys(study.design.protocol.subgroup(name) for name in subgroup or ())
        result = summarise(study, tuple(chosen), all_switched)
    emit(projection(result), form, output)
    _finish(problems, exports, registry, fail_on)


def _finish(problems: Problems, exports: list[Path] | None, registry: Path, fail_on: str, warnings: int = 0) -> None:
    """Say that the data have problems, and end with the status that this has; ``warnings`` are the result's own."""
    if problems.errors:
        where = "EXPORT…" if exports else f"--registry {registry}" if registry != options.DEFAULT_REGISTRY else ""
        errors = "1 error" if problems.errors == 1 else f"{problems.errors} errors"
        say(f"The data have {errors}; see `{f'lnmt validate {where}'.strip()}`.")
    raise typer.Exit(status_of(problems.errors, problems.warnings + warnings, fail_on))
