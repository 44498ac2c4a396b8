"""What `lnmt outcomes` can be asked for on the command line."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "asked",
    [
        ("--week", "12", "--week", "24", "--detail", "--subgroup"),
        ("--window", "42", "--choose", "first", "--tie", "earlier"),
        ("--impute", "nri", "--no-response-after", "rescue,died,kidney-failure", "--ci", "wilson"),
        ("--no-response-after", "none", "--sensitivity", "--time-to-response", "--subgroup", "sex,class"),
        ("--measure", "creatinine", "--measure", "sledai", "--detail"),
        ("--measure", "c3", "--kidney-function", "--subgroup", "--response", "aurora-2-adequate"),
    ],
)
def test_what_can_be_asked_for(call, visits, asked):
    """Each option does its work in every format."""
    for form in ("table", "json", "csv"):
        done = call("outcomes", visits, "--as-of", "2017-06-30", *asked, "--format", form)
        assert done.status in (0, 1)


@pytest.mark.parametrize(
    "asked",
    [
        ("--week", "x"),
        ("--week", "0"),
        ("--window", "-3"),
        ("--choose", "best"),
        ("--impute", "zero"),
        ("--measure", "upcrr"),
        ("--no-response-after", "flare"),
        ("--subgroup", "sex,colour"),
    ],
)
def test_what_cannot_be_asked_for(call, visits, asked):
    """What is not there is a wrong usage, said without a result."""
    done = call("outcomes", visits, *asked)
    assert (done.status, done.out) == (2, "")
