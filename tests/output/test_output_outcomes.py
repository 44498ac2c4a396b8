"""The projections of ``lnmt outcomes``."""

from __future__ import annotations

import io
import json
from dataclasses import replace

from lnmt_cli.analysis.deeper import CrossTable, Deeper, IntercurrentEvent, LevelShift, Retelling
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


RATE_KEYS = (
    "week subgroup level category n of percent ci_low ci_high not_assessable response enrolled assessed "
    "bound_low bound_high"
)
CHANGE_KEYS = (
    "week subgroup level measure unit n baseline_mean baseline_sd week_mean week_sd change_mean "
    "change_ci_low change_ci_high p_value test note n_censored "
    "baseline_median baseline_q1 baseline_q3 week_median week_q1 week_q3 hl_shift hl_ci_low hl_ci_high t_p_value "
    "ratio ratio_ci_low ratio_ci_high ratio_n values"
)
DEEPER_KEYS = (
    "comparisons before_after agreement disposition sensitivity shifts steroid doses safety time_to_response log_rank "
    "kidney_follow_up egfr_decline egfr_slope renal_flares intercurrent_events cumulative_incidence"
)


def test_json_has_the_documented_keys_in_order(outcomes):
    """The JSON is the one of the design, with what was added, and no key more or less at any level."""
    found = document(project(outcomes))
    first = "schema_version command protocol cohort response changes tests notes responses missing"
    assert " ".join(found) == f"{first} {DEEPER_KEYS}"
    assert " ".join(found["cohort"]) == "switched female age_mean age_sd sex_known age_n"
    assert {" ".join(row) for row in found["response"]} == {RATE_KEYS}
    assert {" ".join(row) for row in found["changes"]} == {CHANGE_KEYS}
    assert {" ".join(row) for row in found["tests"]} == {"week subgroup outcome test p_value note response n"}


def test_json_names_the_parts_of_a_record(outcomes):
    """What a record holds several of is a list of objects, each part by its name."""
    cross = CrossTable(24, "a", "b", (("CR", None, 2),), 1, 2, (("P1", "CR", "NR"),))
    change = replace(outcomes.changes[0], values=((2.0, 1.0),))
    found = document(project(replace(outcomes, changes=(change,), deeper=Deeper(agreement=(cross,)))))
    assert found["agreement"][0]["cells"] == [{"first": "CR", "second": None, "n": 2}]
    assert found["agreement"][0]["patients"] == [{"patient_id": "P1", "first": "CR", "second": "NR"}]
    assert found["changes"][0]["values"] == [{"baseline": 2.0, "week": 1.0}]


def test_json_is_not_rounded_and_missing_figures_are_null(outcomes):
    """Machine formats carry full precision, and null where there is no figure."""
    found = document(project(outcomes))
    assert found["response"][0]["percent"] == 100 * 7 / 27
    assert found["changes"][0]["week_mean"] == 1.385
    assert found["changes"][2]["p_value"] is None


def test_json_says_why_a_figure_is_missing(outcomes):
    """The reason for a missing figure is among the notes, after those of the analysis; then what no figure says."""
    assert document(project(outcomes))["notes"] == [
        "Windows: day 140 to 196.",
        "Week 24, Prior response: PR, UPCR: fewer than two pairs",
        "Week 24, Site, CR or PR: only one level",
        "No correction for multiple comparisons.",
        "No control group: regression to the mean and time cannot be told from an effect of the treatment.",
    ]


def test_long_frame_has_one_figure_a_row(outcomes):
    """Six rows for the cohort, ten for each rate, twenty for each change without a ratio, one for each test."""
    rows = long.records(outcomes)
    assert len(rows) == 6 + 10 * 9 + 20 * 3 + 2
    assert all(tuple(row) == long.COLUMNS for row in rows)
    assert " ".join(long.COLUMNS) == "analysis week subgroup level measure statistic value note response"


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
    assert line == "29 patients switched, 24 women (82.8 %, 24/29), age 27.9 ± 8.3 years (n = 29)"


def test_those_whose_sex_or_age_is_missing_are_in_no_denominator(outcomes):
    """1 woman of 3 whose sex is known is a third, whoever else there is; the age says of how many it is."""
    cohort = Cohort(6, 1, 30.0, 2.0, 3, 4)
    (line,) = project(replace(outcomes, cohort=cohort)).tables()[0].notes
    said = "1 woman of 3 whose sex is known (33.3 %), 3 missing"
    assert line == f"6 patients switched, {said}, age 30.0 ± 2.0 years (n = 4)"
    found = document(project(replace(outcomes, cohort=cohort)))["cohort"]
    assert (found["switched"], found["sex_known"], found["age_n"]) == (6, 3, 4)


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
    """1.385 is 1.39 and -0.435 is -0.44; a p below 0.001 is a bound; what is missing stays out.

    Beside the p-value of the signed-rank test stands the shift with the interval of that test, never Student's.
    """
    table = tables(outcomes)["Change from baseline to week 24"]
    assert table.rows[0][1:] == (
        "UPCR (g/g)",
        "18",
        "1.82 ± 0.86",
        "1.39 ± 0.85",
        "-0.44",
        "-0.45 (-0.72 to -0.21)",
        "<0.001",
    )
    assert table.rows[2][2:] == ("1", "1.00", "2.00", "1.00", "–", "–")
    assert "Fewer than two pairs: Prior response: PR (UPCR)" in table.notes


def test_students_pair_stands_together_where_it_is_asked_for(outcomes):
    """With the mean change and its interval stands the p-value of the paired t test, and no other."""
    table = tables(replace(outcomes, change="student"))["Change from baseline to week 24"]
    assert table.rows[0][5:] == ("-0.44", "(-0.70 to -0.20)", "0.001")
    assert table.rows[1][5:] == ("-4.55", "(-12.34 to 3.20)", "0.230")
    assert "Student's paired t test" in table.notes[0]


def test_what_no_figure_says_stands_under_the_last_changes(outcomes):
    """No correction, no control group; and that it is of few, where a change is of fewer than the bound."""
    later = tuple(replace(change, week=52) for change in outcomes.changes)
    found = tables(replace(outcomes, changes=(*outcomes.changes, *later), small_below=30))
    assert not any("No control group" in note for note in found["Change from baseline to week 24"].notes)
    last = found["Change from baseline to week 52"].notes[-1]
    assert last.startswith("No correction for multiple comparisons. No control group: ")
    assert last.endswith("Small n (below 30): single patients move these figures.")
    enough = tables(replace(outcomes, small_below=18))["Change from baseline to week 24"]
    assert "Small n" not in enough.notes[-1]
    assert "No control group" in enough.notes[-1]


def test_a_limit_of_zero_is_explained(outcomes):
    """Where a limit of a shift is 0, a note says that the p-value tells whether 0 is in the interval."""
    first, *others = outcomes.changes
    said = "Where a limit is 0, p says whether 0 is itself in the interval."
    title = "Change from baseline to week 24"
    assert said not in tables(outcomes)[title].notes
    assert said in tables(replace(outcomes, changes=(replace(first, hl_ci_high=0.0), *others)))[title].notes


def test_what_befell_stands_beneath_the_rates(outcomes):
    """One line says what counts as no response, what does not and what the response then would be, and all together."""
    names = ("rescue", "died", "all")
    events = tuple(
        IntercurrentEvent(24, "", name, label, name == "died", n, unknown, of, cr, 1.0, both, 1.0)
        for name, label, n, unknown, of, cr, both in zip(
            names,
            ("rescue therapy", "death", "every event"),
            (2, 1, 3),
            (1, 0, 1),
            (26, 27, 26),
            (5, 7, 5),
            (14, 17, 14),
            strict=True,
        )
    )
    shown = replace(outcomes, deeper=Deeper(intercurrent_events=events))
    (line,) = [note for note in tables(shown)["Response at week 24"].notes if note.startswith("Up to")]
    assert line == (
        "Up to week 24. NR whatever the values: death 1. As the definition has it: rescue therapy 2 (in 1 it cannot be"
        " told) (as NR: CR 5/26, CR or PR 14/26). Every event as NR: CR 5/26, CR or PR 14/26."
    )
    none = tuple(one._replace(n=0, unknown=0) for one in events)
    shown = replace(outcomes, deeper=Deeper(intercurrent_events=none))
    (line,) = [note for note in tables(shown)["Response at week 24"].notes if note.startswith("Up to")]
    assert line == "Up to week 24 none of these is on record: rescue therapy, death."


def test_each_week_has_its_own_tables(outcomes):
    """Rows of another week do not mix with those of week 24."""
    rates = tuple(replace(rate, week=52) for rate in outcomes.response_rates[:3])
    found = tables(replace(outcomes, response_rates=(*outcomes.response_rates, *rates)))
    assert len(found["Response at week 24"].rows) == 9
    assert len(found["Response at week 52"].rows) == 3
    assert found["Response at week 52"].notes == ()


def test_bounds_stand_beneath_the_rates(outcomes):
    """Where responses cannot be told, the range of CR from the worst to the best case is said, of all patients."""
    first, *others = outcomes.response_rates
    bounded = replace(first, enrolled=29, assessed=27, bound_low=100 * 7 / 29, bound_high=100 * 9 / 29)
    table = tables(replace(outcomes, response_rates=(bounded, *others)))["Response at week 24"]
    assert table.notes[0] == (
        "All patients, CR from the worst to the best case of the 2 not assessable: 24.1 to 31.0 % of 29"
    )


def test_imputation_is_in_the_title_with_both_denominators(outcomes):
    """Non-responder imputation is named in the title, and those with data stand beside those enrolled."""
    rates = tuple(replace(rate, of=29, enrolled=29, assessed=27) for rate in outcomes.response_rates)
    found = tables(replace(outcomes, response_rates=rates, missing="nri"))
    table = found["Response at week 24 (NRI: not assessable counted as NR)"]
    assert table.columns[-1].header == "With data"
    assert table.rows[0][2::3] == ("7/29", "27/29")


def test_values_of_small_groups_are_shown(outcomes):
    """Where there is no inference, the values stand in a table of their own, before → after."""
    change = replace(outcomes.changes[2], values=((1.0, 2.0), (3.0, 0.5)))
    table = tables(replace(outcomes, changes=(change,)))["Values of small groups, baseline to week 24"]
    assert table.rows == (("Prior response: PR", "UPCR", "1.00 → 2.00; 3.00 → 0.50"),)


def test_definitions_stand_side_by_side(outcomes):
    """Definitions are rows and categories columns; one without a partial tier has a dash there."""
    rates = outcomes.response_rates[:3]
    both = (
        *(replace(rate, response="kdigo-2024") for rate in rates),
        *(replace(rate, response="strict") for rate in (rates[0], rates[2])),
    )
    shown = replace(outcomes, response_rates=both, subgroups={}, responses=("kdigo-2024", "strict"))
    table = tables(shown)["Response at week 24, by definition"]
    assert [row[0] for row in table.rows] == ["kdigo-2024", "strict"]
    assert table.rows[0][1] == "7/27, 25.9 (11.1 to 46.3)"
    assert table.rows[1][2] == "–"


def test_detail_is_shown_only_where_it_is_asked_for(outcomes):
    """The short tables have no shift table and no disposition; sensitivity stands wherever it was made."""
    shift = LevelShift(24, "c3_level", "low", "normal", 3)
    retelling = Retelling(
        "± 14 days", "…", 24, "", (("CR", 1), ("PR", 0), ("NR", 2), (None, 0)), 1, 3, (("PR", "NR", 1),)
    )
    deeper = Deeper(shifts=(shift,), sensitivity=(retelling,))
    result = replace(outcomes, deeper=deeper)
    short = {table.title for table in all_tables(result)}
    long_ones = {table.title for table in all_tables(result, detail=True)}
    assert "Sensitivity of the response at week 24" in short
    assert {
        "c3_level: baseline (rows) to week 24 (columns)",
        "Response to induction and at week 24",
    } <= long_ones - short


def all_tables(result, *, detail=False):
    return outcomes.projection(result, detail=detail).tables()


def test_what_no_figure_says_stands_under_changes_without_a_test(outcomes):
    """Three patients have no p-value to correct; no control group and a small n are said all the same."""
    few = tuple(replace(change, n=3, p_value=None) for change in outcomes.changes)
    (*_, last) = tables(replace(outcomes, changes=few, small_below=30))["Change from baseline to week 24"].notes
    assert last.startswith("No control group: ")
    assert last.endswith("Small n (below 30): single patients move these figures.")


def test_a_cohort_whose_sex_is_never_recorded_has_no_share(outcomes):
    """0 women of 0 is no figure: it is said that no sex is known."""
    (line,) = project(replace(outcomes, cohort=Cohort(3, 0, 30.0, 2.0, 0, 3))).tables()[0].notes
    assert line == "3 patients switched, sex not known of any, age 30.0 ± 2.0 years (n = 3)"


def test_values_after_an_event_are_in_the_changes_and_said_to_be(outcomes):
    """A UPCR after dialysis is in the mean as measured: where anything befell anyone, the table of changes says so."""
    event = IntercurrentEvent(24, "kdigo-2024", "kidney_failure", "kidney failure", True, 1, 0, 27, 7, 25.9, 17, 63.0)
    found = tables(replace(outcomes, deeper=Deeper(intercurrent_events=(event,))))["Change from baseline to week 24"]
    assert "Values count as measured, those after an event told above too." in found.notes[0]
    assert "as measured" not in tables(outcomes)["Change from baseline to week 24"].notes[0]
