"""Measures kept as levels, the dose of steroid, and safety events per patient-year.

Source: CARRA registry (C3 and C4 as low or normal: a shift table); KDIGO 2024 and EULAR 2023 for doses of prednisolone;
Garwood F, Biometrika 1936;28:437 for the exact interval of a rate.
"""

import pytest

from lnmt_cli.output.outcomes_detail import safety_tables


def test_shift_table(outcomes, cohort):
    """Baseline level against the level of the week, in the order low, normal, high; not recorded is one too."""
    found = outcomes(
        patients=cohort(4),
        visits="""
            patient | day | c3_category
            P1      | 0   | low
            P1      | 168 | normal
            P2      | 0   | low
            P2      | 168 | low
            P3      | 0   | normal
            P3      | 168 | normal
            P4      | 0   | low
        """,
    ).outcomes
    shifts = [(one.before, one.after, one.n) for one in found.deeper.shifts if one.measure == "c3_level"]
    assert shifts == [("low", "low", 1), ("low", "normal", 1), ("low", None, 1), ("normal", "normal", 1)]


def test_steroid_sparing(outcomes, cohort):
    """The dose at baseline and at the week, and who is at or below 5, 7.5 and 10 mg/day, of those with both doses."""
    found = outcomes(
        patients=cohort(3),
        visits="""
            patient | day | prednisolone_dose (mg/day)
            P1      | 0   | 10
            P1      | 168 | 5
            P2      | 0   | 20
            P2      | 168 | 7.5
            P3      | 0   | 5
        """,
    ).outcomes
    (steroid,) = found.deeper.steroid
    assert (steroid.n, steroid.change_mean) == (2, -8.75)
    reached = [(one.at_most, one.baseline_n, one.week_n, one.of) for one in found.deeper.doses]
    assert reached == [(5, 0, 1, 2), (7.5, 0, 2, 2), (10, 1, 2, 2)]


def test_safety_events_per_patient_year(outcomes, cohort):
    """Events after the day of the switch, over the days to the last contact: 3 in 730.5 days are 150 per 100 years."""
    found = outcomes(
        as_of=1000,
        patients=cohort(2),
        visits="""
            patient | day | upcr
            P1      | 0   | 4
            P1      | 365 | 4
            P2      | 300 | 4
        """,
        events="""
            patient | date  | event
            P1      | -10   | infection    # before the switch
            P1      | 0     | infection    # on its day
            P1      | 20    | infection
            P1      | 30    | infection
            P2      | 40    | hyperkalaemia
            P2      | 365   | pregnancy    # no safety event, but a contact
        """,
    ).outcomes
    rates = {one.kind: one for one in found.deeper.safety}
    assert list(rates) == ["any", "infection", "hyperkalaemia"]
    assert (rates["any"].events, rates["any"].patients) == (3, 2)
    assert (rates["infection"].events, rates["infection"].patients) == (2, 1)
    assert rates["any"].patient_years == pytest.approx(730 / 365.25)
    assert rates["any"].rate == pytest.approx(300 / (730 / 365.25))


@pytest.mark.parametrize(("count", "withheld"), [(4, True), (5, False)])
def test_interval_of_a_rate(outcomes, cohort, count, withheld):
    """3 events in a year have exact limits of 0.6186721 and 8.7672731 a year; fewer than five patients have none."""
    visits = "".join(f"P{number} | {1461 // (4 * count)} | 4\n" for number in range(1, count + 1))
    found = outcomes(
        as_of=1000,
        patients=cohort(count),
        visits="patient | day | upcr\n" + visits,
        events="patient | date | event\nP1 | 5 | infection\nP1 | 9 | infection\nP2 | 9 | infection",
    ).outcomes
    rate, _ = found.deeper.safety
    assert (rate.events, rate.patients) == (3, 2)
    assert rate.rate == pytest.approx(300 / rate.patient_years)
    assert (rate.ci_low is None, rate.ci_high is None, "fewer than 5" in rate.note) == (withheld,) * 3
    if not withheld:
        limits = (61.86721 / rate.patient_years, 876.72731 / rate.patient_years)
        assert (rate.ci_low, rate.ci_high) == pytest.approx(limits, rel=1e-6)


def test_death_and_kidney_failure_recorded_as_dates(outcomes, cohort):
    """A date of the patient is an event; written down twice, death and kidney failure come once, on the first day."""
    found = outcomes(
        as_of=1000,
        patients=cohort(
            4,
            death_date=["2024-12-31", "2024-12-31", "", ""],
            eskd_date=["2024-07-01", "", "2023-11-01", "2024-07-01"],
        ),
        visits="patient | day | upcr\nP1 | 0 | 4\nP2 | 0 | 4\nP3 | 0 | 4\nP4 | 0 | 4",
        events="""
            patient | date | event
            P1      | 365  | death        # the same death
            P1      | 180  | dialysis     # of a kind of its own
            P3      | 100  | eskd         # known before the switch already
            P4      |      | eskd         # the same, without a day
            P4      | 200  | transplant
        """,
    ).outcomes
    counted = {one.kind: (one.events, one.patients) for one in found.deeper.safety}
    assert counted == {"any": (6, 3), "dialysis": (1, 1), "transplant": (1, 1), "eskd": (2, 2), "death": (2, 2)}
    assert not any("without a day" in note for note in found.notes)


def test_a_date_cannot_be_held_against_days(outcomes):
    """Of a patient in days, a death recorded as a date has no day: in no rate, said so, and no response is told."""
    found = outcomes(
        patients="patient | prior | switch_day | death_date\n P1 | CR | 10 | 2024-12-31",
        visits="patient | study_day | upcr | egfr\n P1 | 10 | 4 | 90\n P1 | 178 | 0.4 | 90",
        all_switched=True,
    )
    assert found.outcomes.deeper.safety == ()
    assert any(note.startswith("1 safety event without a day") for note in found.outcomes.notes)
    assert found.rows["P1"]["died"] is None


def test_events_are_called_by_their_labels(outcomes, cohort):
    """ESKD and hepatitis B are written as the field writes them."""
    found = outcomes(
        as_of=1000,
        patients=cohort(1),
        visits="patient | day | upcr\nP1 | 0 | 4\nP1 | 300 | 4",
        events="patient | date | event\nP1 | 40 | ESRD\nP1 | 50 | HBV reactivation",
    ).outcomes
    assert [rate.label for rate in found.deeper.safety] == ["Any", "Hepatitis B", "ESKD"]
    assert [row[1] for table in safety_tables(found) for row in table.rows] == ["Any", "Hepatitis B", "ESKD"]
