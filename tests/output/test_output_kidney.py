"""Loss of kidney function in tables, JSON and the long frame."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest

from lnmt_cli.analysis.deeper import Deeper, EgfrDecline, EgfrSlope, KidneyFollowUp, RenalFlares
from lnmt_cli.output import long, outcomes
from lnmt_cli.output.formats import Format, write
from lnmt_cli.output.terminal import write_tables

FEW = "fewer than 5 patients: no interval"
UNIT = "mL/min/1.73 m² per year"


@pytest.fixture
def followed(outcomes):
    deeper = Deeper(
        kidney_follow_up=(
            KidneyFollowUp(None, None, 29, 24, 2, 1, 1, 1, 3, 1, 2, 2.049, 1.0, 3.25),
            KidneyFollowUp("prior_response", "PR", 4, 4, 0, 0, 0, 0, 0, 0, 0, 1.0, 0.5, 2.0),
        ),
        egfr_decline=(
            EgfrDecline(None, None, 30.0, 6, 24, 25.0, 9.773, 46.711, 4, 2, 3, 1),
            EgfrDecline("prior_response", "PR", 30.0, 1, 4, 25.0, None, None, 1, 0, 0, 0, FEW),
        ),
        egfr_slope=(
            EgfrSlope(None, None, UNIT, 20, -1.235, 2.0, -2.171, -0.299, -1.0, -2.5, 0.25, 4, 3, 1, 1),
            EgfrSlope(
                "prior_response", "PR", UNIT, 2, -1.0, 1.41, None, None, -1.0, -1.5, -0.5, 1, 1, 0, 0, FEW, (-2.0, 0.0)
            ),
        ),
        renal_flares=(
            RenalFlares(None, None, 3, 12, 25.0, 5.486, 57.186, 301.5, 10, 3, 2, 1, 1),
            RenalFlares("prior_response", "PR", 0, 0, None, None, None, None, 4, 0, 0, 0, 0, FEW),
        ),
    )
    return replace(outcomes, deeper=deeper)


def _tables(result):
    return {table.title: table for table in outcomes.projection(result).tables()}


def test_declines_stand_apart_by_how_they_are_told(followed):
    """n/N with its interval, then confirmed, kidney failure only, unconfirmed, and who died without one."""
    table = _tables(followed)["Loss of kidney function after the switch"]
    assert table.rows[0] == ("All patients", "≥ 30 %", "6/24", "25.0", "9.8 to 46.7", "4", "2", "3", "1")
    assert table.rows[1][:5] == ("Prior response: PR", "≥ 30 %", "1/4", "25.0", "–")
    assert table.notes[-1] == "Fewer than 5 patients: no interval: Prior response: PR"


def test_who_is_followed_stands_before_them(followed):
    """How many are followed and for how long, and how many are missing for which reason."""
    table = _tables(followed)["Kidney function after the switch: who is followed"]
    assert table.rows[0] == ("All patients", "29", "24", "2.05 [1.00, 3.25]", "3", "2", "2", "1", "2")
    assert "died: of those followed alone" in table.notes[0]
    assert table.notes[1] == "Kidney failure in 1 of those without a baseline, in no count."


def test_slopes_of_small_groups_are_values(followed):
    """A slope has its unit in the title; too few patients have their slopes in place of an interval."""
    tables = _tables(followed)
    assert tables[f"eGFR slope after the switch, {UNIT}"].rows[0][:5] == (
        *("All patients", "20", "-1.24 ± 2.00", "(-2.17 to -0.30)", "-1.00 [-2.50, 0.25]"),
    )
    assert tables["eGFR slopes of small groups"].rows == (("Prior response: PR", "-2.00; 0.00"),)


def test_flares_have_those_at_risk_as_their_number(followed):
    """N are those at risk; who is not stands beside, by reason."""
    table = _tables(followed)["Renal flare by UPCR after the switch"]
    assert table.rows[0] == ("All patients", "3/12", "25.0", "5.5 to 57.2", "301.5", "10", "3", "2", "2")
    assert table.rows[1][1:5] == ("0/0", "–", "–", "–")


@pytest.mark.parametrize("width", [80, 160])
def test_nothing_is_cut(followed, width):
    """At 80 and at 160 columns every line fits, and every figure is there."""
    stream = io.StringIO()
    write_tables(list(_tables(followed).values()), stream, width)
    text = stream.getvalue()
    assert max(map(len, text.splitlines())) <= width
    for figure in ("6/24", "9.8 to 46.7", "2.05 [1.00, 3.25]", "-1.24 ± 2.00", "-1.00 [-2.50, 0.25]", "301.5"):
        assert figure in text
    assert "…" not in text


def test_machine_formats_have_every_figure(followed):
    """JSON and the long frame hold all of it unrounded, with the reason where an interval is missing."""
    stream = io.StringIO()
    write(outcomes.projection(followed), Format.JSON, stream)
    told = json.loads(stream.getvalue())
    assert " ".join(told["egfr_decline"][0]) == (
        "subgroup level decline n of percent ci_low ci_high confirmed kidney_failure unconfirmed died note"
    )
    assert told["egfr_slope"][1]["slopes"] == [-2.0, 0.0]
    assert told["kidney_follow_up"][0]["median_years"] == 2.049
    rows = [row for row in long.records(followed) if row["analysis"] in set(told) and row["level"] == "PR"]
    found = {(row["analysis"], row["measure"], row["statistic"]): (row["value"], row["note"]) for row in rows}
    assert found["egfr_decline", "decline of 30 %", "ci_low"] == (None, FEW)
    assert found["egfr_decline", "decline of 30 %", "confirmed"] == (1, "")
    assert found["egfr_slope", "egfr", "mean"] == (-1.0, f"unit {UNIT}")
    assert found["kidney_follow_up", None, "median_years"] == (1.0, "unit years")
    assert found["renal_flares", "upcr", "not_reached"] == (4, "")
