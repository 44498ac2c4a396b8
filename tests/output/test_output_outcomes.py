"""The projections of ``lnmt outcomes``."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from lnmt_cli.analysis.results import Cohort
from lnmt_cli.output import long, outcomes
from lnmt_cli.output.formats import Format, write


def project(result):
    return outcomes.projection(result)


def document(projection):
    stream = io.StringIO()
    write(projection, Format.JSON, stream)
    return json.loads(stream.getvalue())


def tables(result):
    return {table.title: table for table in project(result).tables()}


RATE_KEYS = "week subgroup level category n of percent ci_low ci_high not_assessable"
CHANGE_KEYS = (
    "week subgroup level measure unit n baseline_mean baseline_sd week_mean week_sd change_mean "
    "change_ci_low change_ci_high p_value test n_censored"
)


def test_json_has_the_documented_keys_in_order(outcomes):
    """The JSON is the one of the design, with no key more or less at any level."""
    found = document(project(outcomes))
    assert " ".join(found) == "schema_version command protocol cohort response changes tests notes"
    assert " ".join(found["cohort"]) == "switched female age_mean age_sd"
    assert {" ".join(row) for row in found["response"]} == {RATE_KEYS}
    assert {" ".join(row) for row in found["changes"]} == {CHANGE_KEYS}
    assert {" ".join(row) for row in found["tests"]} == {"week subgroup outcome test p_value"}


def test_json_is_not_rounded_and_missing_figures_are_null(outcomes):
    """Machine formats carry full precision, and null where there is no figure."""
    found = document(project(outcomes))
    assert found["response"][0]["percent"] == 100 * 7 / 27
    assert found["changes"][0]["week_mean"] == 1.385
    assert found["changes"][2]["p_value"] is None


def test_json_says_why_a_figure_is_missing(outcomes):
    """The reason for a missing figure is among the notes, after those of the analysis."""
    assert document(project(outcomes))["notes"] == [
        "Windows: day 140 to 196.",
        "Week 24, Prior response: PR, UPCR: fewer than two pairs",
        "Week 24, Site, CR or PR: only one level",
    ]


def test_long_frame_has_one_figure_a_row(outcomes):
    """Four rows for the cohort, six for each rate, ten for each change, one for each test."""
    rows = long.records(outcomes)
    assert len(rows) == 4 + 6 * 9 + 10 * 3 + 2
    assert all(tuple(row) == long.COLUMNS for row in rows)
    assert " ".join(long.COLUMNS) == "analysis week subgroup level measure statistic value note"


def test_long_frame_keeps_the_row_of_a_missing_figure(outcomes):
    """A statistic that cannot be computed keeps its row, with the reason; one that can has none."""
    rows = [r for r in long.records(outcomes) if r["analysis"] == "changes" and r["level"] == "PR"]
    found = {r["statistic"]: (r["value"], r["note"]) for r in rows}
    assert found["p_value"] == (None, "test wilcoxon; fewer than two pairs")
    assert found["baseline_mean"] == (1.0, "unit g/g")
    assert found["baseline_sd"] == (None, "unit g/g; fewer than two pairs")
    assert found["n"] == (1, "")


def test_cohort_is_one_line_with_n_and_total_beside_the_percentage(outcomes):
    """24 of 29 is 82.8 %, and the age has one decimal, rounded half away from zero."""
    (line,) = project(outcomes).tables()[0].notes
    assert line == "29 patients switched, 24 women (82.8 %, 24/29), age 27.9 ± 8.3 years"


def test_empty_cohort_has_no_percentage(outcomes):
    """Nobody switched: no percentage and no age are made up."""
    (line,) = project(replace(outcomes, cohort=Cohort(0, 0, None, None))).tables()[0].notes
    assert line == "0 patients switched, 0 women, age – years"


def test_response_has_counts_interval_and_not_assessable(outcomes):
    """Each category has n/N, the percentage, its interval and, beside them, how many are not assessable."""
    rows = tables(outcomes)["Response at week 24"].rows
    assert rows[0] == ("All patients", "CR", "7/27", "25.9", "11.1 to 46.3", "2")
    assert [row[0] for row in rows[3::3]] == ["Prior response: PR", "Site: unknown"]


def test_p_values_of_subgroups_stand_beneath_with_the_reason_where_there_is_none(outcomes):
    """Fisher's p is under the response table with three decimals, or the reason why there is none."""
    assert tables(outcomes)["Response at week 24"].notes == (
        "Prior response, CR or PR between the levels (Fisher's exact test): p = 0.021",
        "Site, CR or PR between the levels (Fisher's exact test): no p-value, only one level",
    )


def test_changes_are_rounded_half_away_from_zero_with_their_unit(outcomes):
    """1.385 is 1.39 and -0.435 is -0.44; a p below 0.001 is a bound; what is missing stays out."""
    table = tables(outcomes)["Change from baseline to week 24"]
    assert table.rows[0][1:] == (
        "UPCR (g/g)",
        "18",
        "1.82 ± 0.86",
        "1.39 ± 0.85",
        "-0.44",
        "(-0.70 to -0.20)",
        "<0.001",
    )
    assert table.rows[2][2:] == ("1", "1.00", "2.00", "1.00", "", "–")
    assert "Fewer than two pairs: Prior response: PR (UPCR)" in table.notes


def test_each_week_has_its_own_tables(outcomes):
    """Rows of another week do not mix with those of week 24."""
    rates = tuple(replace(rate, week=52) for rate in outcomes.response_rates[:3])
    found = tables(replace(outcomes, response_rates=(*outcomes.response_rates, *rates)))
    assert len(found["Response at week 24"].rows) == 9
    assert len(found["Response at week 52"].rows) == 3
    assert found["Response at week 52"].notes == ()
