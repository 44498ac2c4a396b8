"""Who has died, or has kidney failure, and has not switched is no candidate for review, whatever the criteria say.

Safety, and a choice of the project: the abstract does not speak of them. Unknown stays unknown.
"""


def test_death_and_kidney_failure_exclude(eligible):
    """Death, ESKD, dialysis or transplant by the assessment date exclude, by event or date; the day itself counts."""
    eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | prior | death_date | eskd_date  | withdrawal_date
            P1      | -30      | IV    | MMF       | 0     | PR    | 2024-07-19 |            |
            P2      | -30      | IV    | MMF       | 0     | PR    | 2024-07-20 |            |
            P3      | -30      | IV    | MMF       | 0     | PR    |            | 2024-03-01 |
            P4      | -30      | IV    | MMF       | 0     | PR    |            |            |
            P5      | -30      | IV    | MMF       | 0     | PR    |            |            |
            P6      | -30      | IV    | MMF       | 0     | PR    |            |            |
            P7      | -30      | IV    | MMF       | 0     | PR    |            |            | 2024-03-01
            P8      | -30      | IV    | MMF       | 0     | PR    |            |            |
        """,
        events="""
            patient | date | event
            P4      | 100  | death
            P5      | 100  | dialysis
            P6      | -10  | transplant     # before the induction
        """,
    ).shows("""
        patient | status       | excluded_death | excluded_kidney_failure | withdrawn
        P1      | not_eligible | yes            | no                      | unknown
        P2      | candidate    | no             | no                      | unknown
        P3      | not_eligible | no             | yes                     | unknown
        P4      | not_eligible | yes            | no                      | unknown
        P5      | not_eligible | no             | yes                     | unknown
        P6      | not_eligible | no             | yes                     | unknown
        P7      | candidate    | no             | no                      | present
        P8      | candidate    | no             | no                      | unknown
    """)


def test_the_order_of_the_verdicts(eligible):
    """Who has switched is not excluded; death comes before pending; an undated one makes a candidate undetermined."""
    eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | prior | switched | death_date
            P1      | -30      | IV    | MMF       | 0     | PR    | 180      | 2024-06-29
            P2      | -30      | IV    | MMF       | 100   | PR    |          | 2024-06-29
            P3      | -30      | IV    | MMF       | 0     | PR    |          |
            P4      | -30      | IV    | MMF       | 100   | PR    |          |
            P5      | -30      |       | MMF       | 0     | PR    |          | 2024-06-29
        """,
        events="""
            patient | date    | event
            P3      | 2024-07 | death
            P4      | 2024-07 | death
        """,
    ).shows("""
        patient | status       | excluded_death
        P1      | switched     | no
        P2      | not_eligible | yes
        P3      | undetermined | unknown
        P4      | pending      | unknown
        P5      | not_eligible | yes
    """)


def test_the_flow_begins_with_the_exclusions(eligible):
    """Those excluded are counted before the first criterion, and do not enter it; what is missing is named."""
    found = eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | prior | death_date
            P1      | -30      | IV    | MMF       | 0     | PR    | 2024-03-01
            P2      | -30      | IV    | MMF       | 0     | PR    |
            P3      | -30      | IV    | MMF       | 0     | PR    |
        """,
        events="""
            patient | date    | event
            P3      | 2024-07 | death
        """,
    ).eligibility
    death, kidney_failure = found.exclusions
    assert (death.label, death.entered, death.met, death.not_met, death.unknown) == ("Excluded: death", 3, 1, 1, 1)
    assert (kidney_failure.entered, kidney_failure.met) == (1, 1)
    assert (found.attrition[0].entered, found.attrition[-1].met) == (1, 1)
    assert [one.missing for one in found.patients[2].exclusions] == [("death_date",), ()]


def test_who_has_not_been_seen_lately(eligible):
    """More than 180 days since the last visit is a caution, and so is a complete response by the last values."""
    eligible(
        as_of=400,
        patients="""
            patient | biopsied | class | induction | begun | prior
            P1      | -30      | IV    | MMF       | 0     | PR
            P2      | -30      | IV    | MMF       | 0     | PR
            P3      | -30      | IV    | MMF       | 0     | PR
            P4      | -30      | IV    | MMF       | 0     | PR
        """,
        visits="""
            patient | day | upcr | egfr | c3
            P1      | 0   | 3.0  | 90   |
            P1      | 168 | 2.0  | 90   |
            P1      | 219 | 1.0  | 88   |
            P2      | 0   | 3.0  | 90   |
            P2      | 220 | 0.4  | 90   |
            P2      | 401 | 3.0  | 90   |       # after the assessment date
            P3      | 0   | 3.0  | 90   |
            P3      | 220 | 0.4  |      |
            P3      | 380 |      |      | 80
        """,
    ).shows("""
        patient | status    | last_visit_days | upcr_last | not_seen_recently | complete_response_since | withdrawn
        P1      | candidate | 181             | 1.0       | present           | absent                  | unknown
        P2      | candidate | 180             | 0.4       | absent            | present                 | absent
        P3      | candidate | 20              | 0.4       | absent            | unknown                 | absent
        P4      | candidate |                 |           | unknown           | unknown                 | unknown
    """)
