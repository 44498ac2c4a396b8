"""What ``lnmt outcomes`` can be asked for in place of the protocol's own, and beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from lnmt_cli.cli.options import choice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lnmt_cli.knowledge.departures import Departures


def _whole_number(text: str | None) -> str | None:
    """Refuse what is not a whole number from 0 on."""
    if text is not None and not text.isdecimal():
        raise typer.BadParameter(f"{text!r} is not a whole number, 0 or more.")
    return text


def _whole_numbers(texts: list[str] | None) -> list[str] | None:
    """Refuse what is not a list of whole numbers from 0 on."""
    for text in texts or ():
        _whole_number(text)
    return texts


Subgroups = Annotated[
    list[str] | None,
    typer.Option(
        "--subgroup",
        metavar="[FIELD]",
        help="Also by prior_response (without FIELD), sex, site, class, induction_regimen or age_group."
        " May be given again; sex,class is one subgroup of every combination.",
    ),
]
AllSwitched = Annotated[bool, typer.Option("--all-switched", help="Add those who switched outside the criteria.")]
Weeks = Annotated[
    list[str] | None,
    typer.Option(
        "--week",
        metavar="WEEK",
        callback=_whole_numbers,
        help="A week after the switch in place of the protocol's. May be given again.",
    ),
]
Days = Annotated[
    str | None,
    typer.Option(
        "--window", metavar="DAYS", callback=_whole_number, help="How far the window of a week reaches to both sides."
    ),
]
Choose = Annotated[
    str | None,
    choice(
        ("nearest", "first", "last", "mean", "worst"), "--choose", text="Which of several values in a window counts."
    ),
]
Tie = Annotated[
    str | None, choice(("later", "earlier"), "--tie", text="Which of two values counts that are equally near.")
]
Measures = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        metavar="NAME",
        help="A measure in place of the protocol's, such as anti_dsdna. May be given again.",
    ),
]
Impute = Annotated[
    str | None,
    choice(
        ("observed", "nri", "locf", "worst", "best"),
        "--impute",
        text="How those count whose response cannot be told: left out (observed), as NR (nri, worst), as CR (best), or"
        " by the last earlier value (locf).",
    ),
]
NoResponseAfter = Annotated[
    str | None,
    typer.Option(
        "--no-response-after",
        metavar="NAMES",
        help="What counts as no response whatever the values say: rescue,died,kidney_failure,withdrawn; none for none.",
    ),
]
Interval = Annotated[str | None, choice(("clopper-pearson", "wilson"), "--ci", text="The interval of a proportion.")]
Detail = Annotated[
    bool,
    typer.Option(
        "--detail",
        help="Add medians and further tests, comparisons of two levels, response before and after, disposition, levels,"
        " steroid and safety.",
    ),
]
Sensitivity = Annotated[
    bool, typer.Option("--sensitivity", help="Tell the response again by other windows and tie rules.")
]
TimeToResponse = Annotated[
    bool, typer.Option("--time-to-response", help="Add the time to the first response (Kaplan-Meier, log-rank).")
]
KidneyFunction = Annotated[
    bool,
    typer.Option(
        "--kidney-function",
        help="Add loss of kidney function: sustained declines of eGFR with kidney failure, its slope, and renal flares"
        " by UPCR.",
    ),
]
Patients = Annotated[bool, typer.Option("--patients", help="Name the patients on whom response definitions differ.")]


class More(NamedTuple):
    """What is made besides rates and changes; see `lnmt_cli.analysis.outcomes.summarise`."""

    deep: bool
    sensitivity: bool
    time_to_response: bool
    kidney_function: bool
    named: bool


def after_the_switch(
    weeks: list[str] | None,
    days: str | None,
    choose: str | None,
    tie: str | None,
    impute: str | None,
    interval: str | None,
    no_response_after: str | None,
    measures: list[str] | None,
) -> Departures:
    """Return what is asked for about the time after the switch, from the options as written."""
    from lnmt_cli.knowledge.departures import Departures

    return Departures(
        weeks=tuple(map(int, weeks or ())),
        days=None if days is None else int(days),
        choose=choose,
        tie=tie,
        missing=impute,
        interval=interval,
        no_response_after=None if no_response_after is None else names(no_response_after),
        measures=tuple(measures or ()),
    )


def names(written: str) -> tuple[str, ...]:
    """Return the names of a list with commas between; ``none`` is an empty one."""
    return tuple(_without_blanks(written.split(","))) if written.strip() != "none" else ()


def _without_blanks(words: Iterable[str]) -> Iterable[str]:
    return (word.strip().replace("-", "_") for word in words if word.strip())
