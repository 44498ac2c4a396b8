"""``lnmt describe``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lnmt_cli.cli import options
from lnmt_cli.cli.analysing import Gfr, InductionResponse, Protocol, finish
from lnmt_cli.cli.reading_options import Reading, reads_exports
from lnmt_cli.cli.writing import emit, protect
from lnmt_cli.knowledge import DEFAULT_PROTOCOL

COHORTS = ("switched", "all-switched", "candidates", "all")


@reads_exports
def describe(
    exports: options.Exports = None,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    cohort: Annotated[
        str,
        options.choice(
            COHORTS,
            "--cohort",
            text="Whom to describe: those who met the criteria and switched, all who switched, the candidates, or all.",
        ),
    ] = "switched",
    subgroup: Annotated[
        list[str] | None,
        typer.Option(
            "--subgroup",
            metavar="[FIELD]",
            help="Also by prior_response (without FIELD), sex, site, class, induction_regimen or age_group, with"
            " standardised differences. May be given again.",
        ),
    ] = None,
    as_of: options.AsOf = None,
    protocol: Protocol = DEFAULT_PROTOCOL,
    response: InductionResponse = None,
    gfr: Gfr = None,
    *,
    how: Reading,
    form: options.Form = None,
    output: options.Output = None,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_sql: options.ShowSql = False,
) -> None:
    """Describe the cohort: who they are, their nephritis, its treatment and their values at the switch (Table 1)."""
    from lnmt_cli.analysis.engine import prepare
    from lnmt_cli.analysis.scope import Scope
    from lnmt_cli.analysis.table1 import DESCRIBED, cohort_named
    from lnmt_cli.analysis.table1 import describe as described
    from lnmt_cli.cli.work import declared_for, opened
    from lnmt_cli.knowledge.departures import Departures
    from lnmt_cli.output.describe import projection

    protect(output, (*(exports or ()), registry, *how.files))
    declared = declared_for(exports, how)
    asked = Departures((response,) if response else (), gfr)
    with opened(exports or (), registry, declared) as (connection, problems):
        study = prepare(connection, protocol, options.day(as_of), Scope.INDEX, asked)
        if show_sql:
            sys.stdout.write(study.sql(DESCRIBED))
            return
        chosen = dict.fromkeys(study.design.protocol.subgroup(name) for name in subgroup or ())
        result = described(study, cohort_named(cohort), tuple(chosen))
    emit(projection(result), form, output)
    finish(problems, exports, registry, fail_on)
