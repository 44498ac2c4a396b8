"""Results beyond the limit of the assay: they count as the limit; with too many of them a change has no figures."""

import pytest

PATIENTS = """
    patient | biopsied | class | induction | begun | prior | switched
""" + "\n".join(f"    P{number} | -300 | IV | MMF | -200 | PR | 0" for number in range(1, 6))


def _visits(*limits: str) -> str:
    """Return visits of five patients, of whom the first ones have a limit for UPCR at week 24."""
    weeks = [*limits, *["1.0"] * (5 - len(limits))]
    rows = [f"P{n} | 0 | 2.0 | 90\n P{n} | 168 | {week} | 90" for n, week in enumerate(weeks, 1)]
    return "patient | day | upcr | egfr\n" + "\n".join(rows)


def _change(found, measure="upcr"):
    (change,) = [change for change in found.outcomes.changes if change.measure == measure]
    return change


@pytest.mark.parametrize(("written", "response"), [("<0.2", "CR"), ("<0.5", "PR"), (">1.2", "")])
def test_the_response_takes_the_limit(outcomes, written, response):
    """UPCR below 0.2 is taken as 0.2. Above a limit there is no value of UPCR."""
    found = outcomes(patients=PATIENTS, visits=_visits(written))
    assert (found.rows["P1"]["category"] or "") == response


def test_one_in_five_is_not_too_many(outcomes):
    """Up to 20 % of the patients may have a limit: the change has its figures, and says how many."""
    change = _change(outcomes(patients=PATIENTS, visits=_visits("<0.2")))
    too_few = "5 patients: the signed-rank test has no interval of 95 % below 6"
    assert (change.n, change.n_censored, change.note) == (5, 1, too_few)
    assert change.change_mean == pytest.approx((-1.8 - 4 * 1.0) / 5)
    assert change.p_value is not None


def test_two_in_five_are_too_many(outcomes):
    """Above 20 % mean, spread, interval and test are left out; the row stays, with the reason."""
    found = outcomes(patients=PATIENTS, visits=_visits("<0.2", "<0.2"))
    change = _change(found)
    assert (change.n, change.n_censored) == (5, 2)
    assert change.note == "more than 20 % of the changes rest on a limit of the assay"
    figures = ("baseline_mean", "baseline_sd", "week_mean", "week_sd", "change_mean", "change_ci_low", "p_value")
    assert [getattr(change, name) for name in figures] == [None] * len(figures)
    assert "limit" not in _change(found, "egfr").note


def test_a_patient_with_two_limits_counts_once(outcomes):
    """It is patients that are counted: one with a limit at baseline and at week 24 is one."""
    visits = _visits("<0.2").replace("P1 | 0 | 2.0", "P1 | 0 | <0.3")
    assert _change(outcomes(patients=PATIENTS, visits=visits)).n_censored == 1


def test_limits_are_counted_by_measure_and_side(outcomes):
    """A note says how many values of a measure are limits, on which side and at which time point."""
    visits = _visits("<0.2", "<0.2").replace("P1 | 0 | 2.0", "P1 | 0 | <0.3")
    (note,) = [note for note in outcomes(patients=PATIENTS, visits=visits).outcomes.notes if "limits of" in note]
    assert note == (
        "UPCR: limits of the assay, which count as values"
        " (1 below the lowest that is measured at baseline, 2 below the lowest that is measured at week 24)."
    )


def test_an_egfr_from_a_limit_is_a_limit(outcomes):
    """An eGFR computed from a creatinine below the limit is above one."""
    patients = """
        patient | sex | birth_date | switched
        P1      | F   | 1990-01-01 | 0
    """
    visits = """
        patient | day | creatinine
        P1      | 0   | 0.7
        P1      | 168 | <0.4
    """
    (row,) = outcomes(patients=patients, visits=visits, all_switched=True).rows.values()
    assert (row["egfr_baseline_sign"], row["egfr_sign"]) == (None, ">")
