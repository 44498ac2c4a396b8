"""``lnmt eligible`` and ``lnmt outcomes``."""

from __future__ import annotations

import sys
from pathlib import Path  # noqa: TC003 - Typer reads the annotations when the command is made
from typing import TYPE_CHECKING, Annotated

import typer

from lnmt_cli.cli import asking, options
from lnmt_cli.cli.reading_options import Reading, reads_exports
from lnmt_cli.cli.status import status_of
from lnmt_cli.cli.writing import emit, format_of, protect, say
from lnmt_cli.knowledge import DEFAULT_PROTOCOL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.cli.work import Problems
    from lnmt_cli.output.formats import Projection


Protocol = Annotated[
    str,
    typer.Option("--protocol", metavar="NAME|FILE", help="The study design: one of `lnmt protocol list`, or a file."),
]
Responses = Annotated[
    list[str] | None,
    typer.Option(
        "--response",
        metavar="NAME|FILE",
        help="A response definition in place of the protocol's. May be given again, to see several side by side, of the"
        " same cohort: the response to induction stays the protocol's.",
    ),
]
InductionResponse = Annotated[
    str | None,
    typer.Option(
        "--response",
        metavar="NAME|FILE",
        help="A response definition in place of the protocol's, which tells the response to induction.",
    ),
]
Gfr = Annotated[
    str | None,
    typer.Option(
        "--gfr",
        metavar="NAME",
        help="Where eGFR comes from: as-recorded (else computed), recorded, or an equation such as ckd-epi-2009; as the"
        " protocol has it, if not given.",
    ),
]


LeaveOut = Annotated[
    list[str] | None,
    typer.Option(
        "--leave-out",
        metavar="NAME",
        help="A value that the registry does not record, such as sediment: the response is told without it, where its"
        " definition says what it then is. May be given again.",
    ),
]


@reads_exports
def eligible(
    exports: options.Exports = None,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    as_of: options.AsOf = None,
    protocol: Protocol = DEFAULT_PROTOCOL,
    response: InductionResponse = None,
    gfr: Gfr = None,
    leave_out: LeaveOut = None,
    attrition: Annotated[bool, typer.Option("--attrition", help="Show the flow, criterion by criterion.")] = False,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            "--explain",
            metavar="ID",
            help="Explain the verdict on one patient instead: the values and dates used, each term of each rule,"
            " and what would change it. May be given again.",
        ),
    ] = None,
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
    from lnmt_cli.analysis.eligibility import PATIENTS
    from lnmt_cli.analysis.engine import prepare
    from lnmt_cli.analysis.scope import Scope
    from lnmt_cli.cli.work import declared_for, opened
    from lnmt_cli.knowledge.departures import Departures

    protect(output, (*(exports or ()), registry, *how.files))
    declared = declared_for(exports, how)
    asked = Departures((response,) if response else (), gfr, leave_out=tuple(leave_out or ()))
    with opened(exports or (), registry, declared) as (connection, problems):
        study = prepare(connection, protocol, options.day(as_of), Scope.INDUCTION, asked)
        if show_sql:
            sys.stdout.write(study.sql(PATIENTS))
            return
        shown, warnings = _explained(study, explain) if explain else _assessed(study, attrition)
    emit(shown, form, output)
    if attrition and not explain:
        _say_where_the_flow_is(form, output)
    finish(problems, exports, registry, fail_on, warnings)


def _say_where_the_flow_is(form: str | None, output: Path | None) -> None:
    """Say that formats of one row a patient have no flow."""
    from lnmt_cli.output.formats import FOR_PEOPLE, Format

    if format_of(form, output) not in (*FOR_PEOPLE, Format.JSON):
        say("This format has one row a patient and no flow: the table, Markdown and JSON formats have it.")


@reads_exports
def outcomes(
    exports: options.Exports = None,
    registry: options.RegistryPath = options.DEFAULT_REGISTRY,
    subgroup: asking.Subgroups = None,
    all_switched: asking.AllSwitched = False,
    as_of: options.AsOf = None,
    protocol: Protocol = DEFAULT_PROTOCOL,
    response: Responses = None,
    gfr: Gfr = None,
    week: asking.Weeks = None,
    window: asking.Days = None,
    choose: asking.Choose = None,
    tie: asking.Tie = None,
    measure: asking.Measures = None,
    impute: asking.Impute = None,
    no_response_after: asking.NoResponseAfter = None,
    interval: asking.Interval = None,
    detail: asking.Detail = False,
    sensitivity: asking.Sensitivity = False,
    time_to_response: asking.TimeToResponse = False,
    kidney_function: asking.KidneyFunction = False,
    patients: asking.Patients = False,
    leave_out: LeaveOut = None,
    *,
    how: Reading,
    form: options.Form = None,
    output: options.Output = None,
    fail_on: options.FailOnOption = options.FailOn.ERROR,
    show_sql: options.ShowSql = False,
) -> None:
    """Say what happened to those who switched: renal response and lab changes at each week, overall and by subgroup."""
    from dataclasses import replace

    from lnmt_cli.analysis.engine import prepare
    from lnmt_cli.analysis.outcomes import SWITCHED, summarise
    from lnmt_cli.cli.work import declared_for, opened
    from lnmt_cli.output.formats import FOR_PEOPLE
    from lnmt_cli.output.outcomes import projection

    protect(output, (*(exports or ()), registry, *how.files))
    after = asking.after_the_switch(week, window, choose, tie, impute, interval, no_response_after, measure)
    asked = replace(after, responses=tuple(response or ()), gfr=gfr, leave_out=tuple(leave_out or ()))
    is_deep = detail or format_of(form, output) not in FOR_PEOPLE
    more = asking.More(is_deep, sensitivity, time_to_response, kidney_function, patients)
    with opened(exports or (), registry, declared_for(exports, how)) as (connection, problems):
        study = prepare(connection, protocol, options.day(as_of), departures=asked)
        if show_sql:
            sys.stdout.write(study.sql(SWITCHED))
            return
        chosen = tuple(dict.fromkeys(study.design.protocol.subgroup(name) for name in subgroup or ()))
        result = summarise(study, chosen, all_switched, **more._asdict())
    emit(projection(result, detail=detail), form, output)
    finish(problems, exports, registry, fail_on)


def _assessed(study: Analysis, attrition: bool) -> tuple[Projection, int]:
    """Return the verdict on every patient, and how many warnings it comes with."""
    from lnmt_cli.analysis.eligibility import assess
    from lnmt_cli.output.eligible import projection

    result = assess(study)
    return projection(result, attrition=attrition), result.warnings


def _explained(study: Analysis, patient_ids: Sequence[str]) -> tuple[Projection, int]:
    """Return the explanation of the verdicts on single patients, which comes with no warnings."""
    from lnmt_cli.analysis.explaining import explain
    from lnmt_cli.output.explanation import projection

    return projection(explain(study, patient_ids), study.as_of), 0


def finish(problems: Problems, exports: list[Path] | None, registry: Path, fail_on: str, warnings: int = 0) -> None:
    """Say that the data have problems, and end with the status that this has; ``warnings`` are the result's own."""
    if problems.errors:
        where = "EXPORT…" if exports else f"--registry {registry}" if registry != options.DEFAULT_REGISTRY else ""
        errors = "1 error" if problems.errors == 1 else f"{problems.errors} errors"
        say(f"The data have {errors}; see `{f'lnmt validate {where}'.strip()}`.")
    raise typer.Exit(status_of(problems.errors, problems.warnings + warnings, fail_on))
