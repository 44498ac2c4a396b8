"""Where a run departs from its protocol: what the user asks for in place of the protocol's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.reporting import CHANGES, INTERVALS, MISSING
from lnmt_cli.knowledge.windows import CHOICES, MOST_DAYS, MOST_WEEKS, TIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lnmt_cli.knowledge.protocol import Protocol
    from lnmt_cli.knowledge.response import Response
    from lnmt_cli.knowledge.windows import TimePoints


@dataclass(frozen=True)
class Departures:
    """What is asked for; what is empty or None is as the protocol has it.

    ``responses``: response definitions; where no outcomes are told, the first tells the response to induction ·
    ``gfr``: where eGFR comes from · ``weeks``: after the switch · ``days``: how far a week's window reaches to both
    sides of its target day · ``choose`` and ``tie``: which of several values in it counts (see
    `lnmt_cli.knowledge.windows`) · ``missing``: how those count whose response cannot be told ·
    ``interval``: of a proportion · ``change``: what the tables show of one (see `lnmt_cli.knowledge.reporting`) ·
    ``no_response_after``: what counts as no response, whatever the values say · ``measures``: whose changes are shown ·
    ``leave_out``: values whose terms are left out of the response definitions (see `refuse_unknown_left_out`).
    """

    responses: tuple[str, ...] = ()
    gfr: str | None = None
    weeks: tuple[int, ...] = ()
    days: int | None = None
    choose: str | None = None
    tie: str | None = None
    missing: str | None = None
    interval: str | None = None
    change: str | None = None
    no_response_after: tuple[str, ...] | None = None
    measures: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()

    def applied_to(self, protocol: Protocol) -> Protocol:
        """Return the protocol with what is asked for about the time after the switch. Raises UsageError."""
        from lnmt_cli.knowledge.protocol import NO_RESPONSE_AFTER

        _known("--impute takes no such word", self.missing, MISSING)
        _known("--ci takes no such interval", self.interval, INTERVALS)
        _known("--change takes no such word", self.change, CHANGES)
        for name in self.no_response_after or ():
            _known("--no-response-after takes no such name", name, NO_RESPONSE_AFTER)
        for name in self.measures:
            _known("--measure takes no such measure", name, _measures())
        reporting = protocol.reporting
        reporting = reporting._replace(
            missing=self.missing or reporting.missing,
            interval=self.interval or reporting.interval,
            change=self.change or reporting.change,
        )
        carried_days = reporting.carried_days if reporting.missing == "locf" else 0
        failures = protocol.no_response_after if self.no_response_after is None else self.no_response_after
        return protocol._replace(
            outcome=self.time_points(protocol.outcome)._replace(carried_days=carried_days),
            reporting=reporting,
            no_response_after=failures,
            measures=tuple(dict.fromkeys(self.measures)) or protocol.measures,
        )

    def refuse_unknown_left_out(self, responses: Sequence[Response]) -> None:
        """Raise UsageError unless each value to leave out is one that a definition says what it is without."""
        for name in self.leave_out:
            if not any(name in response.lacking for response in responses):
                known = dict.fromkeys(other for response in responses for other in response.lacking)
                can = f"Of {_listed(responses)} can be left out: {', '.join(known) or 'nothing'}."
                raise UsageError(f"{_listed(responses)} cannot be told without this value.", can)

    def time_points(self, outcome: TimePoints) -> TimePoints:
        """Return the time points after the switch that are asked for. Raises UsageError."""
        if any(not 0 < week <= MOST_WEEKS for week in self.weeks):
            raise UsageError(f"A week after the switch is a whole number from 1 to {MOST_WEEKS}.", "Say --week 24.")
        if self.days is not None and not 0 <= self.days <= MOST_DAYS:
            raise UsageError(f"A window reaches 0 to {MOST_DAYS} days to both sides of its target day.")
        _known("--choose takes no such word", self.choose, CHOICES)
        _known("--tie takes no such word", self.tie, TIES)
        around = outcome.around
        around = around._replace(
            days_before=around.days_before if self.days is None else self.days,
            days_after=around.days_after if self.days is None else self.days,
            choose=self.choose or around.choose,
            tie=self.tie or around.tie,
        )
        weeks = tuple(sorted(set(self.weeks))) or outcome.weeks
        return outcome._replace(weeks=weeks, around=around)


def _measures() -> tuple[str, ...]:
    from lnmt_cli.knowledge import values

    of_visits = (name for name in values.of_responses() if name + values.BASELINE in values.of_responses())
    return tuple(name for name in of_visits if values.of_responses()[name].kind == values.NUMBER)


def _listed(responses: Iterable[Response]) -> str:
    return ", ".join(response.name for response in responses)


def _known(refusal: str, word: str | None, words: Collection[str]) -> None:
    """Raise UsageError with the ``refusal``, the nearest of the ``words`` and all of them, unless the word is one."""
    if word is not None and word not in words:
        from difflib import get_close_matches

        near = get_close_matches(word, words, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"{refusal}.", f"{hint}It takes {', '.join(words)}.")
