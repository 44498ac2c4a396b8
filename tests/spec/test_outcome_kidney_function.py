"""Loss of kidney function after the switch: sustained declines of eGFR, kidney failure, and the slope.

A decline is a fall from the baseline at the switch by 30, 40 or 57 % or more. It is confirmed by a value at least 30
days after the first low one that is low too, if none between the two is above the bound: one low value may be an
infection, a drug or a slip of the laboratory, and so may two of one week. Source: docs/methods.md.
"""

from __future__ import annotations

from dataclasses import asdict, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from lnmt_cli.output.outcomes import payload, projection

if TYPE_CHECKING:
    from collections.abc import Callable

    Drawn = Callable[..., Any]

ASKED_FOR = {"kidney_function": True}


def of(found: Any, name: str) -> Any:
    """Return the one record of all patients that is called ``name``."""
    (one,) = [row for row in getattr(found.outcomes.deeper, name) if row.subgroup is None]
    return one


def decline(found: Any, percent: float) -> Any:
    """Return the record of all patients for one size of decline."""
    (one,) = [row for row in found.outcomes.deeper.egfr_decline if (row.subgroup, row.decline) == (None, percent)]
    return one


def test_how_far_it_falls(outcomes: Drawn, cohort: Drawn) -> None:
    """A fall of exactly 30, 40 or 57 % is one; its day is that of the first low value."""
    outcomes(
        more=ASKED_FOR,
        patients=cohort(7),
        visits="""
            patient | day | egfr
            P1      | 0   | 100
            P1      | 90  | 70.0
            P1      | 120 | 70.0
            P2      | 0   | 100
            P2      | 90  | 70.1
            P2      | 120 | 70.1
            P3      | 0   | 100
            P3      | 90  | 60.0
            P3      | 120 | 60.0
            P4      | 0   | 100
            P4      | 90  | 43.0
            P4      | 120 | 43.0
            P5      | 0   | 100
            P5      | 90  | 43.1
            P5      | 120 | 43.1
            P6      | 0   | 90
            P6      | 90  | 38.7     # 57 % of 90, in binary arithmetic too
            P6      | 120 | 38.7
            P7      | 0   | 100
            P7      | 90  | 65       # 30 % first, 40 % later
            P7      | 150 | 55
            P7      | 200 | 55
        """,
    ).shows("""
        patient | declined 30 | declined 40 | declined 57
        P1      | 90          |             |
        P2      |             |             |
        P3      | 90          | 90          |
        P4      | 90          | 90          | 90
        P5      | 90          | 90          |
        P6      | 90          | 90          | 90
        P7      | 90          | 150         |
    """)


def test_what_confirms_it(outcomes: Drawn, cohort: Drawn) -> None:
    """A low value 30 days after the first confirms; 29 days do not, and one above the bound takes it back."""
    outcomes(
        more=ASKED_FOR,
        patients=cohort(9),
        visits="""
            patient | day | egfr
            P1      | 0   | 100
            P1      | 90  | 65
            P1      | 119 | 65      # 29 days
            P2      | 0   | 100
            P2      | 90  | 65
            P2      | 120 | 65      # 30 days
            P3      | 0   | 100
            P3      | 90  | 65
            P3      | 100 | 95      # above it between the two
            P3      | 120 | 65      # so that this is the first of another
            P4      | 0   | 100
            P4      | 90  | 65
            P4      | 119 | 65
            P4      | 150 | 95      # 29 days, then above: no decline
            P5      | 0   | 100
            P5      | 90  | 65      # nothing later
            P6      | 0   | 100
            P6      | 90  | 65
            P6      | 105 | 65
            P6      | 120 | 65      # 30 days after the first, one between as low
            P6      | 300 | 95      # what comes later takes nothing back
            P7      | 0   | 100
            P7      | 60  | 65
            P7      | 70  | 95
            P7      | 90  | 65
            P7      | 400 | 65      # the second fall lasts
            P8      | 0   | 100
            P8      | 90  | 65
            P8      | 92  | 71      # above by little
            P8      | 121 | 65
            P8      | 150 | 65
            P9      | 0   | 100
            P9      | 90  | 95
            P9      | 200 | 65
            P9      | 215 | 95
            P9      | 300 | 65      # the last, and no other after it
        """,
    ).shows("""
        patient | declined 30 | unconfirmed 30
        P1      |             | 90
        P2      | 90          |
        P3      |             | 120
        P4      |             |
        P5      |             | 90
        P6      | 90          |
        P7      | 90          |
        P8      |             | 121
        P9      |             | 300
    """)


def test_from_which_baseline(outcomes: Drawn, cohort: Drawn) -> None:
    """The baseline is that of the switch, the first days after it included; only values after its day count."""
    found = outcomes(
        more=ASKED_FOR,
        patients=cohort(5),
        visits="""
            patient | day | egfr
            P1      | -91 | 100     # too old
            P1      | 90  | 60
            P1      | 200 | 60
            P2      | -90 | 100
            P2      | 90  | 60
            P2      | 200 | 60
            P3      | 7   | 60      # the baseline itself, lower than what was before
            P3      | 90  | 60
            P3      | 200 | 60
            P4      | 0   | 100
            P4      | 5   | 60      # a value after it, early as it is
            P4      | 35  | 60
            P5      | 0   | 100     # nothing later
        """,
    )
    found.shows("""
        patient | egfr_baseline | declined 40 | later_values
        P1      |               |             | 2
        P2      | 100           | 90          | 2
        P3      | 60            |             | 2
        P4      | 100           | 5           | 2
        P5      | 100           |             |
    """)
    one = of(found, "kidney_follow_up")
    assert (one.enrolled, one.of, one.no_baseline, one.no_later_value) == (5, 3, 1, 1)
    assert (decline(found, 40).n, decline(found, 40).of) == (2, 3)


@pytest.mark.parametrize("failure", ["eskd", "dialysis", "transplant"])
def test_kidney_failure(outcomes: Drawn, cohort: Drawn, failure: str) -> None:
    """Kidney failure after the switch is a decline of every size, told apart; no eGFR counts from its day on."""
    found = outcomes(
        more=ASKED_FOR,
        patients=cohort(7),
        visits="""
            patient | day | egfr
            P1      | 0   | 100
            P1      | 90  | 95
            P1      | 200 | 30      # of the machine or of the graft
            P1      | 300 | 30
            P2      | 0   | 100
            P2      | 60  | 65
            P2      | 95  | 65      # confirmed before it
            P3      | 0   | 100
            P3      | 60  | 65      # not confirmed before it
            P3      | 300 | 65
            P4      | 0   | 100
            P4      | 200 | 10      # all after it
            P5      | 0   | 30
            P5      | 90  | 100
            P6      | 0   | 100
            P6      | 60  | 30
            P6      | 300 | 30
            P7      | 200 | 30      # no baseline
        """,
        events=f"""
            patient | date    | event
            P1      | 200     | {failure}
            P2      | 200     | {failure}
            P3      | 200     | {failure}
            P4      | 200     | {failure}
            P5      | 0       | {failure}    # before the switch, or on its day
            P6      | 2024-05 | {failure}    # on a day that is not known
            P7      | 200     | {failure}
        """,
    )
    found.shows("""
        patient | failure_day | declined 30 | unconfirmed 30 | slope values
        P1      | 200         |             |                | 2
        P2      | 200         | 60          |                | 3
        P3      | 200         |             | 60             | 2
        P4      | 200         |             |                | 1
        P5      |             |             |                |
        P6      |             |             |                |
        P7      | 200         |             |                |
    """)
    one = of(found, "kidney_follow_up")
    assert (one.of, one.failed_before, one.failure_undated, one.no_baseline) == (4, 1, 1, 1)
    assert (one.kidney_failure, one.kidney_failure_left_out) == (4, 1)
    by_size = [
        (row.n, row.of, row.confirmed, row.kidney_failure, row.unconfirmed)
        for row in found.outcomes.deeper.egfr_decline
    ]
    assert by_size == [(4, 4, 1, 3, 0), (4, 4, 0, 4, 0), (4, 4, 0, 4, 0)]


def test_deaths(outcomes: Drawn, cohort: Drawn) -> None:
    """A death is no decline, and told beside it; a decline that death kept from being confirmed stays unconfirmed."""
    found = outcomes(
        more=ASKED_FOR,
        patients=cohort(4),
        visits="""
            patient | day | egfr
            P1      | 0   | 100
            P1      | 90  | 65
            P1      | 120 | 65
            P2      | 0   | 100
            P2      | 90  | 65
            P2      | 120 | 65      # after the death: an error of the record
            P3      | 0   | 100
            P3      | 90  | 95
            P4      | 0   | 100
            P4      | 90  | 95
        """,
        events="""
            patient | date | event
            P1      | 200  | death
            P2      | 100  | death
            P3      | 200  | death
        """,
    )
    one = decline(found, 30)
    assert (one.n, one.of, one.confirmed, one.unconfirmed, one.died) == (1, 4, 1, 1, 2)
    assert of(found, "kidney_follow_up").died == 3


def test_one_source_of_egfr(outcomes: Drawn, cohort: Drawn) -> None:
    """The eGFR of a patient is from one source: where one creatinine has no recorded eGFR, all are computed."""
    outcomes(
        more=ASKED_FOR,
        patients=cohort(2),
        visits="""
            patient | day | egfr | creatinine
            P1      | 0   | 100  | 0.8
            P1      | 90  | 60   | 0.8
            P1      | 200 | 60   | 0.8
            P2      | 0   | 100  | 0.8
            P2      | 90  | 60   | 0.8
            P2      | 200 |      | 0.8     # computed at all visits: no decline
        """,
    ).shows("""
        patient | recorded | declined 30
        P1      | yes      | 90
        P2      | no       |
    """)


def test_of_whom_a_slope_is_told(outcomes: Drawn, cohort: Drawn) -> None:
    """Three values, the baseline among them, over 365 days; what is missing is counted."""
    found = outcomes(
        more=ASKED_FOR,
        as_of=900,
        patients=cohort(6),
        visits="""
            patient | day | egfr
            P1      | 0   | 100
            P1      | 200 | 95
            P1      | 365 | 90
            P2      | 0   | 100
            P2      | 200 | 95
            P2      | 364 | 90      # too short
            P3      | 0   | 100
            P3      | 365 | 90      # too few
            P4      | -60 | 100     # the span is from the day of the baseline
            P4      | 200 | 95
            P4      | 305 | 90
            P5      | 30  | 100     # no baseline: from the first value after the switch
            P5      | 200 | 95
            P5      | 395 | 90
            P6      | 30  | 100
            P6      | 200 | 95
            P6      | 394 | 90
        """,
    )
    found.shows("""
        patient | slope values | slope days
        P1      | 3            | 365
        P2      | 3            | 364
        P3      | 2            | 365
        P4      | 3            | 365
        P5      | 3            | 365
        P6      | 3            | 364
    """)
    one = of(found, "egfr_slope")
    assert (one.n, one.too_few_values, one.too_short) == (3, 1, 2)
    assert one.ci_low is one.ci_high is None
    assert one.note == "fewer than 5 patients: no interval"
    assert len(one.slopes) == 3


def test_the_slope_is_a_line_by_least_squares(outcomes: Drawn, cohort: Drawn) -> None:
    """Per year of 365.25 days; mean, SD, t interval, median and quartiles over the patients (against NumPy)."""
    days = (0, 31, 150, 340, 420, 700)
    values = {
        f"P{number}": [95 + number - slope * day / 365.25 + (7 * day * number) % 5 for day in days]
        for number, slope in enumerate((0, 2, 4, -3, 10, 1, 0.5), 1)
    }
    rows = [
        f"{name} | {day} | {value:.6f}"
        for name, several in values.items()
        for day, value in zip(days, several, strict=True)
    ]
    found = outcomes(more=ASKED_FOR, as_of=900, patients=cohort(7), visits="\n".join(["patient | day | egfr", *rows]))
    years = np.array(days) / 365.25
    slopes = [np.polyfit(years, np.round(several, 6), 1)[0] for several in values.values()]
    assert [found.rows[name]["slope"] for name in values] == pytest.approx(slopes, abs=1e-9)
    one = of(found, "egfr_slope")
    half = 2.446911851144979 * np.std(slopes, ddof=1) / np.sqrt(7)  # t, 6 degrees of freedom
    assert (one.n, one.unit) == (7, "mL/min/1.73 m² per year")
    assert (one.mean, one.sd) == pytest.approx((np.mean(slopes), np.std(slopes, ddof=1)))
    assert (one.ci_low, one.ci_high) == pytest.approx((np.mean(slopes) - half, np.mean(slopes) + half))
    assert (one.q1, one.median, one.q3) == pytest.approx(np.quantile(slopes, (0.25, 0.5, 0.75)))
    assert one.slopes == ()


def test_as_of_an_earlier_day(outcomes: Drawn, cohort: Drawn) -> None:
    """Of a run as of an earlier day nothing later is known: neither values nor kidney failure nor death."""
    tables = {
        "patients": cohort(3),
        "visits": """
            patient | day | egfr | upcr
            P1      | 0   | 100  | 4.0
            P1      | 90  | 60   | 0.5
            P1      | 150 | 60   | 3.0
            P2      | 0   | 100  | 4.0
            P2      | 90  | 60   | 0.5
            P2      | 150 | 95   | 0.5
            P3      | 0   | 100  | 4.0
            P3      | 90  | 95   | 0.5
        """,
        "events": """
            patient | date | event
            P3      | 150  | dialysis
        """,
    }
    outcomes(more=ASKED_FOR, as_of=149, **tables).shows("""
        patient | declined 40 | unconfirmed 40 | failure_day | flare
        P1      |             | 90             |             |
        P2      |             | 90             |             |
        P3      |             |                |             |
    """)
    outcomes(more=ASKED_FOR, as_of=150, **tables).shows("""
        patient | declined 40 | unconfirmed 40 | failure_day | flare
        P1      | 90          |                |             | 150
        P2      |             |                |             |
        P3      |             |                | 150         |
    """)


def test_small_groups(outcomes: Drawn, cohort: Drawn) -> None:
    """Below five patients there are counts and no interval; from five on the interval is exact."""
    visits = ["patient | day | egfr"]
    for number in range(1, 10):
        visits += [f"P{number} | {day} | {60 if number == 1 and day else 100}" for day in (0, 90, 200)]
    found = outcomes(
        more=ASKED_FOR,
        subgroups=("prior_response",),
        patients=cohort(9, prior=["PR"] * 5 + ["NR"] * 4),
        visits="\n".join(visits),
    )
    told = {
        row.level: (row.n, row.of, row.ci_high is None, row.note)
        for row in found.outcomes.deeper.egfr_decline
        if row.decline == 40
    }
    assert told == {
        None: (1, 9, False, ""),
        "PR": (1, 5, False, ""),
        "NR": (0, 4, True, "fewer than 5 patients: no interval"),
    }


def test_nobody(outcomes: Drawn, cohort: Drawn) -> None:
    """Of a cohort without any eGFR or UPCR everything is counted as missing, and nothing fails."""
    found = outcomes(more=ASKED_FOR, patients=cohort(2))
    assert (decline(found, 30).n, decline(found, 30).of, decline(found, 30).percent) == (0, 0, None)
    assert of(found, "kidney_follow_up").no_baseline == 2
    assert (of(found, "egfr_slope").n, of(found, "egfr_slope").too_few_values) == (0, 2)
    assert of(found, "renal_flares").no_value == 2
    assert all(not is_dataclass(row) or asdict(row) for row in projection(found.outcomes).records())


def test_only_where_it_is_asked_for(outcomes: Drawn, cohort: Drawn) -> None:
    """Without the request the lists are empty, and no note speaks of them."""
    found = outcomes(patients=cohort(1), visits="patient | day | egfr\nP1 | 0 | 100\nP1 | 168 | 60")
    told = payload(found.outcomes)
    assert [told[name] for name in ("kidney_follow_up", "egfr_decline", "egfr_slope", "renal_flares")] == [[]] * 4
    assert not any("decline" in note.lower() for note in told["notes"])
