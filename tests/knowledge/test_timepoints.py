"""What names of time points mean, in headers, cells, REDCap events and declarations."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.timepoints import ANCHORS, TimePoint, parse_declared, time_point
from lnmt_cli.knowledge.timewords import load_time_words

MEANINGS = """
24w                          switch+24w
w24                          switch+24w
W24                          switch+24w
wk24                         switch+24w
wk.24                        switch+24w
24wk                         switch+24w
24-week                      switch+24w
Week 24                      switch+24w
week_24                      switch+24w
WEEK24                       switch+24w
24 weeks                     switch+24w
24주                         switch+24w
24 주                        switch+24w
24주차                       switch+24w
24周                         switch+24w
24 semanas                   switch+24w
d168                         switch+24w
Day 168                      switch+24w
168일                        switch+24w
6m                           switch+183d
M6                           switch+183d
6mo                          switch+183d
month 6                      switch+183d
6 mths                       switch+183d
6개월                        switch+183d
6か月                        switch+183d
12 Monate                    switch+365d
1y                           switch+365d
1년                          switch+365d
1.5 years                    switch+548d
bl                           switch+0
BL                           switch+0
base                         switch+0
Baseline                     switch+0
기저                         switch+0
기저치                       switch+0
기준                         switch+0
0w                           switch+0
0 months                     switch+0
day 0                        switch+0
at switch                    switch+0
전환시                       switch+0
induction 24w                induction+24w
유도 24주                    induction+24w
유도요법 24주                induction+24w
ind_bl                       induction+0
induction_bl                 induction+0
baseline induction           induction+0
post-switch week 24          switch+24w
24 weeks after switch        switch+24w
전환 후 24주                 switch+24w
전환 2주 전                  switch-2w
2 weeks before switch        switch-2w
week -2                      switch-2w
Day −7                       switch-1w
-2w                          switch-2w
week +24                     switch+24w
week 24 visit                switch+24w
24 week follow-up            switch+24w
Week 24 (± 7 days)           switch+24w
Week 24 +/- 7 days           switch+24w
Baseline (week 0)            switch+0
Visit 4 (24w)                switch+24w
Week 24 (V5)                 switch+24w
baseline_arm_1               switch+0
week_24_arm_1                switch+24w
week_24_arm_1b               switch+24w
6_months_arm_2               switch+183d
24 weeks (Arm 1: MMF (low))  switch+24w
visit_1_arm_1                -
enrollment_arm_1             -
V1                           -
V4                           -
visit 4                      -
4차 방문                     -
T1                           -
FU 2                         -
screening                    -
pre                          -
post                         -
pre-switch                   -
pre-baseline                 -
post-induction               -
24 weeks after induction     -
induction                    -
0                            -
24                           -
1st                          -
week-24                      -
D-7                          -
- 2w                         -
2-4 weeks                    -
24w/48w                      -
~24w                         -
<24w                         -
Week 24 (week 25)            -
week 24 month 6              -
24h                          -
1.73m                        -
2017년                       -
20240301                     -
2024-03-01                   -
weekly                       -
patient                      -
"""
"""A name, and the time point that it means; -: none by itself, a person has to say it."""
ROWS = [tuple(line.rsplit(maxsplit=1)) for line in MEANINGS.strip().splitlines()]
LENGTHS = {"d": 1, "w": 7, "m": 30.4375, "y": 365.25}


@pytest.mark.parametrize(("label", "meaning"), ROWS)
def test_what_a_label_means(label: str, meaning: str) -> None:
    """A label with a length or a word for baseline is a time; a visit's number, a bare number, pre and post are not."""
    assert str(time_point(label) or "-") == meaning


def test_nothing_is_no_time() -> None:
    """An empty cell names no time point."""
    assert time_point("") is None
    assert time_point(" ()- ") is None


@given(st.integers(1, 99), st.sampled_from(["w", "m"]), st.sampled_from(["{n}{u}", "{u}{n}", "{n} {u}", "{u}_{n}"]))
@settings(max_examples=40)
def test_order_and_separator_do_not_matter(number: int, unit: str, form: str) -> None:
    """24w, w24, 24 W and w_24 are one time."""
    written = form.format(n=number, u=unit)
    assert time_point(written) == time_point(written.upper()) == time_point(f"{number}{unit}")


@given(st.integers(0, 999), st.sampled_from(sorted(LENGTHS)))
@settings(max_examples=60)
def test_length_of_a_unit(number: int, unit: str) -> None:
    """A week has 7 days, a month 30.4375 and a year 365.25, rounded half away from zero to whole days."""
    point = time_point(f"{number}{unit}")
    if unit == "y" and number > 99:
        assert point is None
    else:
        assert point is not None
        assert abs(point.day - number * LENGTHS[unit]) <= 0.5


@pytest.mark.parametrize("label", ["24w", "baseline", "week 24 (V5)"])
def test_anchor_can_be_given(label: str) -> None:
    """A label that names no anchor counts from the one given, else from that of the file."""
    standard, other = time_point(label), time_point(label, "induction")
    assert standard is not None
    assert other is not None
    assert (standard.anchor, other.anchor) == (load_time_words().anchor, "induction")
    assert standard.day == other.day


@pytest.mark.parametrize("label", ["switch 24w", "24 weeks after switch", "at switch", "week 24 (24w after switch)"])
def test_named_anchor_stays(label: str) -> None:
    """A label that names its anchor counts from it whatever is given."""
    point = time_point(label, "reference")
    assert point is not None
    assert point.anchor == "switch"


@pytest.mark.parametrize(
    ("text", "anchor", "day"),
    [
        ("switch+24w", "switch", 168),
        ("24w", "switch", 168),
        ("+24w", "switch", 168),
        ("baseline", "switch", 0),
        ("induction+6m", "induction", 183),
        ("Induction + 6 m", "induction", 183),
        ("reference+10d", "reference", 10),
        ("switch-2w", "switch", -14),
        ("switch", "switch", 0),
        ("switch+0", "switch", 0),
        ("reference", "reference", 0),
        ("induction 24주", "induction", 168),
    ],
)
def test_declared(text: str, anchor: str, day: int) -> None:
    """A declared time point has an anchor, a sign and a length; without an anchor it counts from that of the file."""
    assert parse_declared(text) == TimePoint(anchor, day)


@pytest.mark.parametrize(
    "text", ["", "24", "switch+24", "switch+", "V4", "pre", "follow-up", "2024-03-01", "switch+-2w"]
)
def test_not_declared(text: str) -> None:
    """What is no anchor and no length is refused with examples of what is."""
    with pytest.raises(UsageError) as caught:
        parse_declared(text)
    assert "switch+24w" in caught.value.hint


@given(st.builds(TimePoint, st.sampled_from(ANCHORS), st.integers(-7000, 7000)))
@settings(max_examples=60)
def test_declared_as_printed(point: TimePoint) -> None:
    """A time point is declared as it is printed."""
    assert parse_declared(str(point)) == point


def test_words_are_keys() -> None:
    """Every word of the file stands under its normalised form, so that case and signs do not matter."""
    words = load_time_words()
    assert all(word == normalise(word) for word in (*words.words, *words.behind_number))
    assert words.anchor in ANCHORS
