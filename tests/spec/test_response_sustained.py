"""A sustained UPCR, and the adequate response of AURORA 2 that asks for one.

`upcr_sustained` is the highest UPCR from the last one at least 30 days before that of the time point up to that one,
after the baseline. At most 0.7 g/g both is the adequate response. Source: Lupus Sci Med 2024;11(Suppl 2):A85; the days
are the project's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Drawn = Callable[..., Any]


def test_the_adequate_response(outcomes: Drawn, cohort: Drawn) -> None:
    """The value of week 24 and one 30 days or more before it, and none above 0.7 from there on."""
    outcomes(
        responses=("aurora-2-adequate",),
        patients=cohort(8),
        visits="""
            patient | day | upcr
            P1      | 0   | 4.0
            P1      | 138 | 0.7
            P1      | 168 | 0.7
            P2      | 0   | 4.0
            P2      | 139 | 0.7      # 29 days
            P2      | 168 | 0.7
            P3      | 0   | 4.0
            P3      | 100 | 0.5
            P3      | 145 | 0.8      # above it between the two
            P3      | 168 | 0.5
            P4      | 0   | 4.0
            P4      | 60  | 3.0      # before the earlier one: of no account
            P4      | 100 | 0.5
            P4      | 168 | 0.5
            P5      | 0   | 0.3      # the baseline does not confirm
            P5      | 168 | 0.3
            P6      | 0   | 4.0
            P6      | 168 | 0.71     # too high, whatever was before
            P7      | 0   | 4.0
            P7      | 100 | 0.5      # nothing in the window of the week
            P8      | 0   | 4.0
            P8      | 100 | 0.5
            P8      | 168 | 0.5
            P8      | 200 | 3.0      # after the week: of no account
        """,
    ).shows("""
        patient | upcr_sustained | response
        P1      | 0.7            | CR
        P2      |                |
        P3      | 0.8            | NR
        P4      | 0.5            | CR
        P5      |                |
        P6      |                | NR
        P7      |                |
        P8      | 0.5            | CR
    """)


def test_in_the_induction(eligible: Drawn) -> None:
    """The response to induction is told in the same way, from values up to the switch."""
    eligible(
        responses=("aurora-2-adequate",),
        as_of=400,
        patients="""
            patient | induction | begun | switched
            P1      | MMF       | 0     |
            P2      | MMF       | 0     | 150
        """,
        visits="""
            patient | day | upcr
            P1      | 0   | 4.0
            P1      | 100 | 0.5
            P1      | 168 | 0.5
            P2      | 0   | 4.0
            P2      | 100 | 0.5
            P2      | 168 | 0.5
        """,
    ).shows("""
        patient | computed | no CR
        P1      | CR       | no
        P2      |          | unknown
    """)


def test_the_first_visit_with_it(outcomes: Drawn, cohort: Drawn) -> None:
    """In the time to response a visit has it from the first UPCR that is confirmed by an earlier one."""
    found = outcomes(
        responses=("aurora-2-adequate",),
        more={"time_to_response": True},
        patients=cohort(1),
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 70  | 0.5  | 90
            P1      | 91  | 0.5  | 90      # 21 days later
            P1      | 98  |      | 90      # the UPCR of 7 days before: still 21 days
            P1      | 105 | 0.5  | 90      # 35 days later
        """,
    )
    (one,) = found.outcomes.deeper.time_to_response
    assert [step[0] for step in one.steps] == [15]
