"""A renal flare of the induction by UPCR, for protocols that ask for it (`renal_flare`): AURORA 2.

Above 1.0 g/g after a ratio below 0.2, or above 2.0 after one of at most 1.0, among the UPCRs after the baseline of
induction up to the assessment date. A flare that is recorded as an event is another value. Source: Lupus Sci Med
2024;11(Suppl 2):A85.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Drawn = Callable[..., Any]

ASKED_FOR = {"renal_flare_seen": "renal_flare"}


def test_in_the_induction(eligible: Drawn) -> None:
    """True where one is seen; false where two values or more show none; else unknown."""
    eligible(
        criteria=ASKED_FOR,
        as_of=400,
        patients="""
            patient | induction | begun | switched
            P1      | MMF       | 0     |
            P2      | MMF       | 0     |
            P3      | MMF       | 0     |
            P4      | MMF       | 0     |
            P5      | MMF       | 0     |
            P6      | MMF       | 0     | 300
            P7      | MMF       | 0     | 299
            P8      | MMF       |       |
        """,
        visits="""
            patient | day | upcr
            P1      | 0   | 4.0
            P1      | 100 | 0.5
            P1      | 400 | 2.1
            P2      | 0   | 4.0
            P2      | 100 | 0.5
            P2      | 400 | 2.0
            P3      | 0   | 4.0
            P3      | 100 | 0.5      # one value: nothing to compare it with
            P4      | 0   | 4.0
            P4      | 100 | 0.5
            P4      | 401 | 2.1      # after the assessment date
            P5      | 10  | 0.5      # the baseline itself
            P5      | 100 | 2.1
            P5      | 200 | 2.2
            P6      | 0   | 4.0
            P6      | 100 | 0.1
            P6      | 300 | 1.1      # on the day of the switch
            P7      | 0   | 4.0
            P7      | 100 | 0.1
            P7      | 200 | 0.3
            P7      | 300 | 1.1      # after the switch
            P8      | 100 | 0.1
            P8      | 300 | 1.1      # the start of induction is not known
        """,
    ).shows("""
        patient | renal_flare | renal_flare_seen lacks
        P1      | yes         |
        P2      | no          |
        P3      | unknown     | upcr
        P4      | unknown     | upcr
        P5      | no          |
        P6      | yes         |
        P7      | no          |
        P8      | unknown     | induction_start
    """)


def test_values_without_a_day_and_recorded_flares(eligible: Drawn) -> None:
    """A UPCR on a day that is not known may have been a flare; an event of flare is none by UPCR."""
    eligible(
        criteria=ASKED_FOR,
        as_of=400,
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
            P2      | MMF       | 0
            P3      | MMF       | 0
            P4      | MMF       | 0
            P5      | MMF       | 0
        """,
        visits="""
            patient | day     | upcr
            P1      | 0       | 4.0
            P1      | 100     | 0.5
            P1      | 200     | 0.5
            P1      | 2024-10 | 3.0
            P4      | 0       | 4.0
            P4      | 100     | 0.5
            P4      | 200     | 0.5
            P4      | 2023    | 3.0      # before the induction, whichever day
            P5      | 0       | 4.0
            P5      | 100     | 0.5
            P5      | 200     | 0.5
            P5      | 2025-02 | 3.0      # in the month of the assessment date, 2025-02-04
            P2      | 0       | 4.0
            P2      | 100     | 0.5
            P2      | 200     | 0.5
            P3      | 0       | 4.0
            P3      | 100     | 0.5
            P3      | 200     | 2.5
            P3      | 2024-10 | 3.0
        """,
        events="""
            patient | date | event
            P2      | 200  | flare
        """,
    ).shows("""
        patient | renal_flare
        P1      | unknown
        P2      | no
        P3      | yes
        P4      | no
        P5      | unknown
    """)


def test_kidney_failure_in_the_induction(eligible: Drawn) -> None:
    """No UPCR counts from the day of kidney failure on; on a day that is not known nothing can be told."""
    eligible(
        criteria=ASKED_FOR,
        as_of=400,
        patients="""
            patient | induction | begun
            P1      | MMF       | 0
            P2      | MMF       | 0
        """,
        visits="""
            patient | day | upcr
            P1      | 0   | 4.0
            P1      | 100 | 0.5
            P1      | 150 | 0.5
            P1      | 200 | 2.5
            P2      | 0   | 4.0
            P2      | 100 | 0.5
            P2      | 200 | 2.5
        """,
        events="""
            patient | date    | event
            P1      | 200     | dialysis
            P2      | 2024-10 | dialysis
        """,
    ).shows("""
        patient | renal_flare
        P1      | no
        P2      | unknown
    """)
