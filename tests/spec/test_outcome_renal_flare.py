"""Renal flare by UPCR after the switch (AURORA 2): above 1.0 g/g from below 0.2, or above 2.0 from 0.2 to 1.0.

The lowest ratio since the baseline counts as the response from which it rises. At risk is who reached 1.0 g/g after the
switch and has a later value. Source: AURORA 2, Lupus Sci Med 2024;11(Suppl 2):A85; docs/methods.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Drawn = Callable[..., Any]

ASKED_FOR = {"kidney_function": True}


def test_from_where_to_where(outcomes: Drawn, cohort: Drawn) -> None:
    """More than 1.0 from less than 0.2, more than 2.0 from 0.2 to 1.0; exactly 1.0 or 2.0 is not more."""
    found = outcomes(
        more=ASKED_FOR,
        patients=cohort(9),
        visits="""
            patient | day | upcr
            P1      | 0   | 4.0
            P1      | 90  | 0.19
            P1      | 180 | 1.01
            P2      | 0   | 4.0
            P2      | 90  | 0.19
            P2      | 180 | 1.0
            P3      | 0   | 4.0
            P3      | 90  | 0.2
            P3      | 180 | 2.0
            P4      | 0   | 4.0
            P4      | 90  | 0.2
            P4      | 180 | 2.01
            P5      | 0   | 4.0
            P5      | 90  | 1.0
            P5      | 180 | 2.01
            P6      | 0   | 4.0
            P6      | 90  | 1.01     # no response: at risk of nothing
            P6      | 180 | 5.0
            P7      | 0   | 4.0
            P7      | 90  | 0.1
            P7      | 120 | 0.6      # on the way up
            P7      | 180 | 1.5      # from the lowest before
            P8      | 0   | 0.1      # the baseline is no response
            P8      | 90  | 1.5
            P8      | 180 | 3.0
            P9      | 0   | 4.0
            P9      | 90  | 3.0
            P9      | 180 | 0.5      # nothing later
        """,
    )
    found.shows("""
        patient | reached | flare
        P1      | 90      | 180
        P2      | 90      |
        P3      | 90      |
        P4      | 90      | 180
        P5      | 90      | 180
        P6      |         |
        P7      | 90      | 180
        P8      |         |
        P9      | 180     |
    """)
    (one,) = found.outcomes.deeper.renal_flares
    assert (one.n, one.of, one.not_reached, one.no_later_value, one.no_value) == (4, 6, 2, 1, 0)
    assert one.median_day == 180


def test_the_first_flare_counts(outcomes: Drawn, cohort: Drawn) -> None:
    """Each patient counts once, on the day of the first flare; a recorded flare is none by UPCR."""
    found = outcomes(
        more=ASKED_FOR,
        patients=cohort(2),
        visits="""
            patient | day | upcr
            P1      | 0   | 4.0
            P1      | 90  | 0.5
            P1      | 180 | 3.0
            P1      | 240 | 0.1
            P1      | 300 | 1.2
            P2      | 0   | 4.0
            P2      | 90  | 0.5
            P2      | 180 | 1.8
        """,
        events="""
            patient | date | event
            P2      | 180  | flare
        """,
    )
    found.shows("""
        patient | flare
        P1      | 180
        P2      |
    """)
    (one,) = found.outcomes.deeper.renal_flares
    assert (one.n, one.of) == (1, 2)


def test_until_when(outcomes: Drawn, cohort: Drawn) -> None:
    """No UPCR counts from the day of kidney failure on, or after death; who had it before the switch is not at risk."""
    found = outcomes(
        more=ASKED_FOR,
        patients=cohort(4),
        visits="""
            patient | day | upcr
            P1      | 0   | 4.0
            P1      | 90  | 0.5
            P1      | 150 | 0.6
            P1      | 200 | 3.0
            P2      | 0   | 4.0
            P2      | 90  | 0.5
            P2      | 150 | 0.6
            P2      | 201 | 3.0
            P3      | 0   | 4.0
            P3      | 90  | 0.5
            P3      | 200 | 3.0
            P4      | 0   | 4.0
            P4      | 90  | 0.5
            P4      | 200 | 3.0
        """,
        events="""
            patient | date    | event
            P1      | 200     | dialysis
            P2      | 200     | death
            P3      | -5      | dialysis
            P4      | 2024-03 | eskd
        """,
    )
    found.shows("""
        patient | reached | flare
        P1      | 90      |
        P2      | 90      |
        P3      |         |
        P4      |         |
    """)
    (one,) = found.outcomes.deeper.renal_flares
    assert (one.n, one.of, one.failed_before, one.failure_undated) == (0, 2, 1, 1)
